#include "org/coverage_reach.hpp"

#include <bit>

#include "org/small_graph.hpp"

namespace sandan::org {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

}  // namespace

void reached_people(const Introductions& graph, std::vector<std::uint8_t>& reached,
                    std::vector<std::int32_t>& waiting) {
  reached.assign(at(graph.size), 0);
  if (graph.small()) {
    for (std::uint64_t bits = small_graph::reachable(graph.out, graph.held, ~std::uint64_t{0});
         bits != 0; bits &= bits - 1)
      reached[static_cast<std::size_t>(std::countr_zero(bits))] = 1;
    return;
  }
  waiting.clear();
  const auto reach = [&](std::int32_t person) {
    if (reached[at(person)] != 0) return;
    reached[at(person)] = 1;
    waiting.push_back(person);
  };
  for (std::int32_t p = 0; p < graph.size; ++p) {
    if (graph.start[at(p)] < no_way) reach(p);
  }
  while (!waiting.empty()) {
    const std::int32_t person = waiting.back();
    waiting.pop_back();
    for (std::int32_t i = graph.first[at(person)]; i < graph.first[at(person) + 1]; ++i)
      reach(graph.arcs[at(i)].to);
  }
}

}  // namespace sandan::org
