#include "rules/text_codes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace sandan::rules {
namespace {

constexpr std::size_t word = sizeof(std::uint64_t);
constexpr std::size_t most_by_words = 3 * word;

/// Masks of the first bytes of a word, by how many.
constexpr std::array<std::uint64_t, word + 1> masks_of_bytes() noexcept {
  std::array<std::uint64_t, word + 1> masks{};
  for (std::size_t count = 1; count <= word; ++count) {
    const int others = static_cast<int>(8 * (word - count));
    masks[count] = std::endian::native == std::endian::little ? ~std::uint64_t{0} >> others
                                                              : ~std::uint64_t{0} << others;
  }
  return masks;
}
constexpr std::array<std::uint64_t, word + 1> first_bytes = masks_of_bytes();

std::uint64_t load(const char* bytes) noexcept {
  std::uint64_t loaded;
  std::memcpy(&loaded, bytes, word);
  return loaded;
}

/// The bytes of a text of less than eight, as the first of a word.
std::uint64_t load_short(const char* bytes, std::size_t size) noexcept {
  constexpr bool is_little = std::endian::native == std::endian::little;
  if (is_little && size >= word / 2) {  // two halves that may overlap
    std::uint32_t low;
    std::uint32_t high;
    std::memcpy(&low, bytes, sizeof low);
    std::memcpy(&high, bytes + size - sizeof high, sizeof high);
    return low | std::uint64_t{high} << 8 * (size - sizeof high);
  }
  std::uint64_t loaded = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = std::uint64_t{static_cast<unsigned char>(bytes[i])};
    loaded |= byte << 8 * (is_little ? i : word - 1 - i);
  }
  return loaded;
}

}  // namespace

/// `is_readable`: the eight bytes from the start on may be read, whatever the size.
inline TextCodes::Words TextCodes::words_of(const char* text, std::size_t size,
                                            bool is_readable) noexcept {
  if (!is_readable && size < word) {
    const std::uint64_t whole = load_short(text, size);
    return {whole, whole, whole};
  }
  const std::uint64_t mask = first_bytes[std::min(size, word)];
  const std::size_t last = std::max(size, word) - word;
  return {load(text) & mask, load(text + std::min(last, word)) & mask, load(text + last) & mask};
}

inline std::size_t TextCodes::place_of(const Words& words, std::size_t size) const noexcept {
  const std::uint64_t mixed = words.first * 0x9e3779b97f4a7c15u ^ words.last * 0xc2b2ae3d27d4eb4fu;
  return static_cast<std::size_t>((mixed + size) * 0x9e3779b97f4a7c15u >> shift_) & mask_;
}

TextCodes::TextCodes(const Slot& slot, const Scale& scale)
    : scale_(scale), is_listed_(slot.kind == SlotKind::input && !slot.values.empty()) {
  std::vector<std::pair<std::string, Code>> texts;
  for (const std::string& text : slot.values)
    texts.emplace_back(text, scale.code_of(Value::of_text(text)));
  for (const Value& constant : scale.constants()) {
    const bool is_allowed = !is_listed_ || std::find(slot.values.begin(), slot.values.end(),
                                                     constant.text) != slot.values.end();
    if (is_allowed) texts.emplace_back(constant.text, scale.code_of(constant));
  }
  mask_ = std::bit_ceil(texts.size() * 2 + 1) - 1;
  // Other bits of the product may keep the texts apart where these do not.
  shift_ = 33;
  for (bool are_apart = false; shift_ > 8 && !are_apart;) {
    --shift_;
    entries_.assign(mask_ + 1, {});
    texts_.assign(mask_ + 1, {});
    are_apart = true;
    for (const auto& [text, code] : texts)
      are_apart = insert(text, code) && are_apart;
  }
}

/// False when the text does not stand at its first place.
bool TextCodes::insert(const std::string& text, Code code) {
  const Words words = words_of(text.data(), text.size(), false);
  const std::size_t first = place_of(words, text.size());
  std::size_t at = first;
  while (entries_[at].is_used && texts_[at] != text)
    at = (at + 1) & mask_;
  entries_[at] = {words, text.size(), code, true};
  texts_[at] = text;
  return at == first;
}

/// Nearly always the text stands at its first place and is short.
inline Code TextCodes::find(const Words& words, const char* text, std::size_t size) const noexcept {
  const std::size_t at = place_of(words, size);
  const Entry& entry = entries_[at];
  const std::uint64_t apart = (entry.words.first ^ words.first) |
                              (entry.words.middle ^ words.middle) |
                              (entry.words.last ^ words.last) | (entry.size ^ size);
  if (apart == 0 && size <= most_by_words && entry.is_used) return entry.code;
  return search(at, words, {text, size});
}

Code TextCodes::search(std::size_t at, const Words& words, std::string_view text) const noexcept {
  for (; entries_[at].is_used; at = (at + 1) & mask_) {
    if (entries_[at].words.first == words.first && texts_[at] == text) return entries_[at].code;
  }
  return other(text);
}

/// Of a text that is not among those known.
Code TextCodes::other(std::string_view text) const noexcept {
  if (is_listed_) return scale_.bad();
  if (!scale_.is_ordered()) return scale_.values() - 1;
  const auto& constants = scale_.constants();
  const auto at = std::lower_bound(
      constants.begin(), constants.end(), text,
      [](const Value& constant, std::string_view next) { return constant.text < next; });
  return 2 * static_cast<Code>(at - constants.begin());
}

Code TextCodes::operator()(std::string_view text) const noexcept {
  return find(words_of(text.data(), text.size(), false), text.data(), text.size());
}

template <class Offset>
void TextCodes::codes(const Offset* offsets, std::size_t n, const char* bytes, Offset end,
                      std::uint8_t* out) const noexcept {
  const auto offset_at = [offsets](std::size_t i) {  // whatever its alignment
    Offset offset;
    std::memcpy(&offset, offsets + i, sizeof offset);
    return offset;
  };
  Offset begin = n > 0 ? offset_at(0) : 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Offset next = offset_at(i + 1);
    const char* text = bytes + begin;
    const auto size = static_cast<std::size_t>(next - begin);
    const bool is_readable = end - begin >= static_cast<Offset>(word);
    begin = next;
    out[i] = static_cast<std::uint8_t>(find(words_of(text, size, is_readable), text, size));
  }
}

template void TextCodes::codes(const std::int32_t*, std::size_t, const char*, std::int32_t,
                               std::uint8_t*) const noexcept;
template void TextCodes::codes(const std::int64_t*, std::size_t, const char*, std::int64_t,
                               std::uint8_t*) const noexcept;

}  // namespace sandan::rules
