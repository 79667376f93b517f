#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "org/introductions.hpp"

namespace sandan::testing {

/// What a random introduction graph looks like.
struct RandomGraph {
  std::int32_t size = 8;
  std::int32_t arcs = 20;      ///< drawn; parallel ones keep the cheapest
  std::int32_t held = 2;       ///< at most
  bool round_costs = true;     ///< quarters, many of them equal or zero; else any
  std::int32_t spread_to = 0;  ///< people among whom they are scattered; 0: size
};

/// A graph as Introductions::build leaves it.
inline org::Introductions random_introductions(std::mt19937& random, const RandomGraph& wanted) {
  const auto draw = [&](std::int32_t below) {
    return static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(below));
  };
  const auto cost = [&] {
    if (wanted.round_costs) return 0.25 * draw(5);
    return std::uniform_real_distribution<double>(0, 3)(random);
  };
  std::vector<std::int32_t> names(
      static_cast<std::size_t>(std::max(wanted.size, wanted.spread_to)));
  for (std::size_t i = 0; i < names.size(); ++i)
    names[i] = static_cast<std::int32_t>(i);
  std::shuffle(names.begin(), names.end(), random);
  const auto name = [&] { return names[static_cast<std::size_t>(draw(wanted.size))]; };

  std::map<std::pair<std::int32_t, std::int32_t>, double> costs;
  for (std::int32_t i = 0; i < wanted.arcs; ++i) {
    const std::pair ends(name(), name());
    if (ends.first == ends.second) continue;
    const auto [at, added] = costs.emplace(ends, cost());
    if (!added) at->second = std::min(at->second, cost());
  }
  org::Introductions graph;
  graph.size = static_cast<std::int32_t>(names.size());
  graph.start.assign(names.size(), org::no_way);
  for (std::int32_t i = 0; i < wanted.held; ++i)
    graph.start[static_cast<std::size_t>(name())] = cost();
  graph.first.assign(names.size() + 1, 0);
  if (graph.size <= 64) graph.out.assign(names.size(), 0);
  for (const auto& [ends, of_arc] : costs) {
    const auto from = static_cast<std::size_t>(ends.first);
    ++graph.first[from + 1];
    graph.arcs.push_back({ends.second, 0, false, of_arc});
    if (graph.size <= 64) graph.out[from] |= std::uint64_t{1} << ends.second;
  }
  for (std::size_t p = 0; p < names.size(); ++p) {
    graph.first[p + 1] += graph.first[p];
    if (graph.size <= 64 && graph.start[p] != org::no_way) graph.held |= std::uint64_t{1} << p;
  }
  return graph;
}

}  // namespace sandan::testing
