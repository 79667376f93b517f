// The top-down split: a total over reps within floors and caps, products and days.

#include <memory>
#include <numeric>

#include "core/buffer.hpp"
#include "jobs.hpp"
#include "quota/allocation.hpp"
#include "quota/spread.hpp"

namespace bench {
namespace {

namespace quota = sandan::quota;

/// The company, its reps and below each the products, in preorder.
std::vector<quota::SplitNode> company(std::int32_t reps, std::int32_t products) {
  std::vector<quota::SplitNode> nodes{{.parent = -1, .end = 1 + reps * (1 + products)}};
  for (std::int32_t rep = 0; rep < reps; ++rep) {
    const auto at = static_cast<std::int32_t>(nodes.size());
    nodes.push_back({.parent = 0, .end = at + 1 + products});
    for (std::int32_t product = 1; product <= products; ++product)
      nodes.push_back({.parent = at, .end = at + product + 1});
  }
  return nodes;
}

struct Cells {
  std::vector<quota::SplitNode> nodes;
  Numbers weights;
  Integers floors;
  Integers caps;
  std::int64_t total = 0;
  Integers prefix;
  std::int64_t unit_minor = 1;
  sandan::Budget budget;
  sandan::Buffer<std::int64_t> out;

  explicit Cells(const Arrays& arrays)
      : prefix(quota::running_sums(arrays.i64("days"))), unit_minor(arrays.i64("unit_minor")[0]) {
    total = arrays.i64("total")[0];
    const Integers& reps = arrays.i64("reps");
    const Integers& products = arrays.i64("products");
    nodes =
        company(static_cast<std::int32_t>(reps.size()), static_cast<std::int32_t>(products.size()));
    weights.push_back(1);
    floors.push_back(0);
    caps.push_back(quota::most_units);
    for (std::size_t rep = 0; rep < reps.size(); ++rep) {
      weights.push_back(static_cast<double>(reps[rep]));
      weights.insert(weights.end(), products.begin(), products.end());
      floors.push_back(arrays.i64("floors")[rep]);
      floors.resize(weights.size(), 0);
      caps.push_back(arrays.i64("caps")[rep]);
      caps.resize(weights.size(), quota::most_units);
    }
  }

  void split() {
    out = {};
    const Integers totals = split_tree();
    const std::vector<std::int32_t> shapes(totals.size(), 0);
    out = sandan::Buffer<std::int64_t>(totals.size() * prefix.size(), budget);
    quota::spread_lines(
        {static_cast<std::int64_t>(prefix.size()), totals, prefix, shapes, unit_minor}, out.span(),
        sandan::Run{});
  }

  Integers split_tree() const {
    std::vector<quota::Ideal> ideals(nodes.size());
    quota::fill_tree(nodes, {total, 0}, weights, floors, caps, std::span(ideals));
    Integers units(nodes.size());
    quota::round_tree(nodes, ideals, total, floors, caps, units);
    Integers totals;
    for (std::size_t node = 0; node < nodes.size(); ++node) {
      if (nodes[node].end == static_cast<std::int32_t>(node) + 1) totals.push_back(units[node]);
    }
    return totals;
  }

  Figures figures() const {
    Figures figures;
    figures.items = static_cast<std::int64_t>(out.size());
    figures.output_bytes = figures.items * 8;
    Integers& cells = figures.arrays.integers["cells"];
    cells.assign(out.begin(), out.end());
    Integers& sums = figures.arrays.integers["line_totals"];
    for (auto line = cells.begin(); line != cells.end(); line += std::ssize(prefix))
      sums.push_back(std::accumulate(line, line + std::ssize(prefix), std::int64_t{0}));
    return figures;
  }
};

const Method cells("cells", [](const Arrays& arrays) {
  const auto job = std::make_shared<Cells>(arrays);
  return Job{"cells", [job] { job->split(); }, [job] { return job->figures(); }};
});

}  // namespace
}  // namespace bench
