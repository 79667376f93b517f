#include "rules/feel/code_points.hpp"

#include <algorithm>
#include <array>

namespace sandan::rules::feel {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

/// Parts of names by the grammar of FEEL, without punctuation of East Asia.
constexpr std::array name_parts = {
    Range{0xb7, 0xb7},     Range{0xc0, 0xd6},     Range{0xd8, 0xf6},       Range{0xf8, 0x37d},
    Range{0x37f, 0x1fff},  Range{0x200c, 0x200d}, Range{0x203f, 0x2040},   Range{0x2070, 0x218f},
    Range{0x2c00, 0x2fef}, Range{0x3005, 0x3007}, Range{0x3021, 0xd7ff},   Range{0xf900, 0xfdcf},
    Range{0xfdf0, 0xfe0f}, Range{0xfe70, 0xfefe}, Range{0xff10, 0xff19},   Range{0xff21, 0xff3a},
    Range{0xff41, 0xff5a}, Range{0xff66, 0xffdc}, Range{0x10000, 0xeffff},
};

constexpr std::array blanks = {
    Range{0x09, 0x0d},     Range{0x20, 0x20},     Range{0x85, 0x85},     Range{0xa0, 0xa0},
    Range{0x1680, 0x1680}, Range{0x180e, 0x180e}, Range{0x2000, 0x200b}, Range{0x2028, 0x2029},
    Range{0x202f, 0x202f}, Range{0x205f, 0x205f}, Range{0x3000, 0x3000}, Range{0xfeff, 0xfeff},
};

template <typename Ranges>
bool within(const Ranges& ranges, char32_t point) noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [point](const Range& range) {
    return point >= range.first && point <= range.last;
  });
}

}  // namespace

CodePoint code_point_at(std::string_view text) noexcept {
  if (text.empty()) return {};
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = std::min<std::size_t>(lead >= 0xf0   ? 4
                                                  : lead >= 0xe0 ? 3
                                                                 : 2,
                                                  text.size());
  char32_t value = lead & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i)
    value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  return {value, bytes};
}

char32_t last_code_point(std::string_view text) noexcept {
  std::size_t begin = text.size();
  while (begin > 0 && (static_cast<unsigned char>(text[begin - 1]) & 0xc0) == 0x80)
    --begin;
  return code_point_at(text.substr(begin > 0 ? begin - 1 : 0)).value;
}

void append_code_point(std::string& out, char32_t point) {
  const auto tail = [point](int shift) {
    return static_cast<char>(0x80 | (point >> shift & 0x3f));
  };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out.append({static_cast<char>(0xc0 | point >> 6), tail(0)});
  } else if (point < 0x10000) {
    out.append({static_cast<char>(0xe0 | point >> 12), tail(6), tail(0)});
  } else {
    out.append({static_cast<char>(0xf0 | point >> 18), tail(12), tail(6), tail(0)});
  }
}

bool is_blank(char32_t point) noexcept {
  if (point < 0x80) return point == 0x20 || (point >= 0x09 && point <= 0x0d);
  return within(blanks, point);
}

bool is_name_part(char32_t point) noexcept {
  if (point < 0x80) {
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
           (point >= '0' && point <= '9') || point == '_';
  }
  return within(name_parts, point) && !within(blanks, point);
}

std::size_t blanks_at(std::string_view text) noexcept {
  std::size_t size = 0;
  while (true) {
    const CodePoint point = code_point_at(text.substr(size));
    if (!is_blank(point.value)) return size;
    size += point.bytes;
  }
}

std::size_t word_at(std::string_view text) noexcept {
  std::size_t size = 0;
  while (true) {
    const CodePoint point = code_point_at(text.substr(size));
    if (!is_name_part(point.value)) return size;
    size += point.bytes;
  }
}

}  // namespace sandan::rules::feel
