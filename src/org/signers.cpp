#include "org/signers.hpp"

#include <algorithm>
#include <limits>

namespace sandan::org {
namespace {

/// Levels in the order in which they are asked: lowest first, unknown last.
std::int32_t rank_of_level(std::int8_t level) noexcept {
  return level == unknown_code ? std::numeric_limits<std::int32_t>::max() : level;
}

Truth covers(std::int64_t authority_minor, std::int64_t amount_minor) noexcept {
  if (authority_minor == unknown_amount || amount_minor == unknown_amount) return Truth::unknown;
  return authority_minor >= amount_minor ? Truth::yes : Truth::no;
}

}  // namespace

void signers_of(const MapView& map, std::int64_t amount_minor, std::vector<Truth>& may_sign,
                std::vector<std::uint8_t>& decides) {
  const std::size_t count = map.people.size();
  may_sign.resize(count);
  decides.assign(count, 0);
  bool anybody = false;
  std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
  for (std::size_t p = 0; p < count; ++p) {
    may_sign[p] = covers(map.people[p].authority_minor, amount_minor);
    if (may_sign[p] != Truth::yes) continue;
    anybody = true;
    lowest = std::min(lowest, rank_of_level(map.people[p].level));
  }
  if (!anybody) return;
  for (std::size_t p = 0; p < count; ++p) {
    if (may_sign[p] == Truth::yes && rank_of_level(map.people[p].level) == lowest) decides[p] = 1;
  }
}

bool may_be_signer(const Person& person) noexcept {
  return person.authority_minor != unknown_amount ||
         (person.decides >> static_cast<unsigned>(Decision::sign) & 1U) != 0;
}

}  // namespace sandan::org
