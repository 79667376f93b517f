#include "core/interner.hpp"

#include "core/text.hpp"

namespace sandan {

Interner::Interner() : slots_(64, Slot{0, -1}) {}

std::size_t Interner::slot_of(std::string_view text, std::uint64_t hash) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].code >= 0 &&
         (slots_[at].hash != hash || texts_[static_cast<std::size_t>(slots_[at].code)] != text)) {
    at = (at + 1) & mask;
  }
  return at;
}

std::int32_t Interner::find(std::string_view text) const noexcept {
  return slots_[slot_of(text, hash_text(text))].code;
}

std::int32_t Interner::code(std::string_view text) {
  const std::uint64_t hash = hash_text(text);
  const std::size_t at = slot_of(text, hash);
  if (slots_[at].code >= 0) return slots_[at].code;
  texts_.emplace_back(text);
  const std::int32_t code = size() - 1;
  slots_[at] = Slot{hash, code};
  if (texts_.size() * 2 > slots_.size()) grow();
  return code;
}

void Interner::grow() {
  std::vector<Slot> larger(slots_.size() * 2, Slot{0, -1});
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.code < 0) continue;
    std::size_t at = slot.hash & mask;
    while (larger[at].code >= 0)
      at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

}  // namespace sandan
