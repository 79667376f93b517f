#include "org/gatekeeping.hpp"

#include <algorithm>
#include <bit>

#include "org/dominator_tree.hpp"
#include "org/gatekeeping_large.hpp"
#include "org/small_graph.hpp"

namespace sandan::org {

void dominators(const Introductions& graph, std::span<const std::int32_t> targets, PeopleOf& out) {
  out.first.assign(1, 0);
  out.people.clear();
  DominatorTree tree;
  if (!graph.small()) tree.build(graph);
  for (const std::int32_t target : targets) {
    if (graph.small()) {
      small_graph::append_dominators(graph.out, graph.held, target, out.people);
    } else {
      const std::size_t begin = out.people.size();
      for (std::int32_t p = tree.above(target); p >= 0; p = tree.above(p))
        out.people.push_back(p);
      std::reverse(out.people.begin() + static_cast<std::ptrdiff_t>(begin), out.people.end());
    }
    out.first.push_back(static_cast<std::int32_t>(out.people.size()));
  }
}

void blocking_set(const Introductions& graph, std::span<const std::int32_t> targets,
                  std::vector<std::int32_t>& out) {
  out.clear();
  if (!graph.small()) {
    blocking_set_large(graph, targets, out);
    return;
  }
  std::uint64_t ends = 0;
  for (const std::int32_t target : targets)
    ends |= small_graph::bit(target);
  for (std::uint64_t cut = small_graph::smallest_cut(graph.out, graph.held, ends); cut != 0;
       cut &= cut - 1)
    out.push_back(static_cast<std::int32_t>(std::countr_zero(cut)));
}

}  // namespace sandan::org
