#include "quota/whole_rests.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>

namespace sandan::quota {
namespace {

using Int128 = boost::multiprecision::int128_t;

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

Minor below_unit(std::span<const Minor> rests, Minor unit) noexcept {
  Minor below = 0;
  for (const Minor rest : rests) {
    const Minor part = rest % unit;
    below = part >= unit - below ? part - (unit - below) : below + part;
  }
  return below;
}

void take(Minor& rest, Minor& left) noexcept {
  const Minor taken = std::min(rest, left);
  rest -= taken;
  left -= taken;
}

/// Rounded down to the last place; what all of them lose by it is whole places,
/// fewer than there are fractions, which the first of them get.
std::vector<Ideal> line_ideals(std::span<const Minor> rests, Minor unit) {
  std::vector<Ideal> ideals;
  ideals.reserve(rests.size());
  std::uint32_t sum = 0;
  for (const Minor rest : rests) {
    const Int128 fraction = (Int128(rest % unit) << 32) / unit;
    ideals.push_back({rest / unit, static_cast<std::uint32_t>(fraction)});
    sum += ideals.back().fraction;
  }
  std::uint32_t lost = 0u - sum;
  for (std::size_t i = 0; lost > 0 && i < rests.size(); ++i) {
    if (rests[i] % unit == 0) continue;
    ideals[i] = ideals[i] + Ideal{0, 1};
    --lost;
  }
  return ideals;
}

}  // namespace

LocalTree local_tree(const SplitTree& split, const std::vector<std::int32_t>& lines) {
  LocalTree local;
  for (const std::int32_t line : lines) {
    for (std::int32_t node = split.line_nodes[at(line)]; node >= 0;
         node = split.nodes[at(node)].parent)
      local.nodes.push_back(node);
  }
  std::sort(local.nodes.begin(), local.nodes.end());
  local.nodes.erase(std::unique(local.nodes.begin(), local.nodes.end()), local.nodes.end());
  const auto local_of = [&](std::int32_t node) {
    return static_cast<std::int32_t>(
        std::lower_bound(local.nodes.begin(), local.nodes.end(), node) - local.nodes.begin());
  };
  const auto line_of = [&](std::int32_t line) {
    return static_cast<std::int32_t>(std::lower_bound(lines.begin(), lines.end(), line) -
                                     lines.begin());
  };
  for (const std::int32_t node : local.nodes) {
    SplitNode here = split.nodes[at(node)];
    here.parent = here.parent < 0 ? -1 : local_of(here.parent);
    here.end = local_of(here.end);
    here.line_from = line_of(here.line_from);
    here.line_to = line_of(here.line_to);
    local.split.nodes.push_back(here);
  }
  for (const std::int32_t line : lines)
    local.split.line_nodes.push_back(local_of(split.line_nodes[at(line)]));
  return local;
}

std::int32_t largest_of(std::span<const Minor> values) noexcept {
  return static_cast<std::int32_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

std::vector<Ideal> rest_ideals(const SplitTree& split, std::vector<Minor> rests, Minor unit,
                               std::int32_t holder) {
  Minor left = below_unit(rests, unit);
  take(rests[at(holder)], left);
  for (Minor& rest : rests)
    take(rest, left);
  const std::vector<Ideal> lines = line_ideals(rests, unit);
  std::vector<Ideal> ideals(split.nodes.size());
  for (std::size_t line = 0; line < lines.size(); ++line)
    ideals[at(split.line_nodes[line])] = lines[line];
  for (std::size_t node = ideals.size(); node-- > 1;) {
    Ideal& parent = ideals[at(split.nodes[node].parent)];
    parent = parent + ideals[node];
  }
  return ideals;
}

std::vector<double> rest_weights(const SplitTree& split, std::span<const Minor> rests) {
  std::vector<double> weights(split.nodes.size());
  for (std::size_t line = 0; line < rests.size(); ++line)
    weights[at(split.line_nodes[line])] = static_cast<double>(rests[line]);
  for (std::size_t node = weights.size(); node-- > 1;)
    weights[at(split.nodes[node].parent)] += weights[node];
  return weights;
}

}  // namespace sandan::quota
