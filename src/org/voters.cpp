#include <algorithm>

#include "org/influence.hpp"
#include "org/signers.hpp"

namespace sandan::org {
namespace {

/// Below it, a weight beside a much larger one still makes a voter.
constexpr double least_weight = 1e-300;

constexpr std::uint8_t deciding =
    1U << static_cast<unsigned>(Decision::buy) | 1U << static_cast<unsigned>(Decision::vendor);

std::uint32_t voting_roles(const Vocabulary& vocabulary) noexcept {
  std::uint32_t roles = 0;
  for (std::size_t role = 0; role < vocabulary.roles.size(); ++role)
    roles |= vocabulary.roles[role].votes ? std::uint32_t{1} << role : 0;
  return roles;
}

}  // namespace

void voter_weights(const MapView& map, std::optional<std::int64_t> amount_minor,
                   std::vector<double>& weights) {
  const std::uint32_t voting = voting_roles(map.vocabulary());
  weights.assign(map.people.size(), 0);
  for (std::size_t p = 0; p < weights.size(); ++p) {
    const Person& person = map.people[p];
    if ((person.roles & voting) != 0 || (person.decides & deciding) != 0)
      weights[p] = person.weight;
  }
  if (amount_minor) {
    std::vector<Truth> may_sign;
    std::vector<std::uint8_t> decides;
    signers_of(map, *amount_minor, may_sign, decides);
    for (std::size_t p = 0; p < weights.size(); ++p) {
      if (decides[p] != 0) weights[p] = map.people[p].weight;
    }
  }
  double most = 0, sum = 0;
  for (const double weight : weights)
    most = std::max(most, weight);
  if (most <= 0) return;
  for (double& weight : weights) {
    if (weight > 0) weight = std::max(weight / most, least_weight);
    sum += weight;
  }
  for (double& weight : weights)
    weight /= sum;
}

}  // namespace sandan::org
