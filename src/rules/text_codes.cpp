#include "rules/text_codes.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/text.hpp"

namespace sandan::rules {
namespace {

std::uint64_t head_of(std::string_view text) noexcept {
  std::uint64_t head = 0;
  std::memcpy(&head, text.data(), std::min<std::size_t>(text.size(), 8));
  return head;
}

std::size_t place_of(std::uint64_t head, std::size_t size) noexcept {
  return static_cast<std::size_t>(((head ^ size) * 0x9e3779b97f4a7c15u) >> 32);
}

}  // namespace

TextCodes::TextCodes(const Slot& slot, const Scale& scale)
    : scale_(scale), is_listed_(slot.kind == SlotKind::input && !slot.values.empty()) {
  const std::size_t texts = scale.constants().size() + slot.values.size();
  mask_ = std::bit_ceil(texts * 2 + 1) - 1;
  entries_.resize(mask_ + 1);
  for (const std::string& text : slot.values)
    insert(text, scale.code_of(Value::of_text(text)));
  for (const Value& constant : scale.constants()) {
    const bool is_allowed = !is_listed_ || std::find(slot.values.begin(), slot.values.end(),
                                                     constant.text) != slot.values.end();
    if (is_allowed) insert(constant.text, scale.code_of(constant));
  }
}

void TextCodes::insert(const std::string& text, Code code) {
  const std::uint64_t head = head_of(text);
  std::size_t at = place_of(head, text.size()) & mask_;
  while (entries_[at].is_used && entries_[at].text != text)
    at = (at + 1) & mask_;
  entries_[at] = {head, text, code, true};
}

Code TextCodes::operator()(std::string_view text) const noexcept {
  const std::uint64_t head = head_of(text);
  for (std::size_t at = place_of(head, text.size()) & mask_; entries_[at].is_used;
       at = (at + 1) & mask_) {
    const Entry& entry = entries_[at];
    if (entry.head != head || entry.text.size() != text.size()) continue;
    if (text.size() <= 8 ||
        std::memcmp(entry.text.data() + 8, text.data() + 8, text.size() - 8) == 0) {
      return entry.code;
    }
  }
  if (is_listed_) return scale_.bad();
  return scale_.is_ordered() ? between(text) : scale_.values() - 1;
}

Code TextCodes::between(std::string_view text) const noexcept {
  const auto& constants = scale_.constants();
  const auto at = std::lower_bound(
      constants.begin(), constants.end(), text,
      [](const Value& constant, std::string_view other) { return constant.text < other; });
  return 2 * static_cast<Code>(at - constants.begin());
}

}  // namespace sandan::rules
