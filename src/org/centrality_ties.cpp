#include "org/centrality_ties.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/parallel.hpp"

namespace sandan::org {
namespace {

constexpr double settled = 1e-14;
constexpr std::int64_t most_steps = 100'000;
constexpr std::int64_t steps_per_report = 64;

/// Numbers of ties by person as the places where each person's begin.
void counts_to_places(std::vector<std::int64_t>& first) {
  for (std::size_t p = 1; p < first.size(); ++p)
    first[p] += first[p - 1];
}

/// Joins neighbours that stand more than once; each person's are in order.
void join_parallel(Ties& ties) {
  std::size_t kept = 0;
  std::size_t next = 0;
  for (std::size_t p = 0; p + 1 < ties.first.size(); ++p) {
    const auto end = static_cast<std::size_t>(ties.first[p + 1]);
    const std::size_t begin = kept;
    for (; next < end; ++next) {
      if (kept > begin && ties.to[kept - 1] == ties.to[next]) {
        ties.share[kept - 1] += ties.share[next];
        ties.length[kept - 1] = std::min(ties.length[kept - 1], ties.length[next]);
        continue;
      }
      ties.to[kept] = ties.to[next];
      ties.share[kept] = ties.share[next];
      ties.length[kept] = ties.length[next];
      ++kept;
    }
    ties.first[p + 1] = static_cast<std::int64_t>(kept);
  }
  ties.to.resize(kept);
  ties.share.resize(kept);
  ties.length.resize(kept);
}

void make_room(Ties& ties, std::int32_t people) {
  ties.first.assign(static_cast<std::size_t>(people) + 1, 0);
}

void make_columns(Ties& ties) {
  counts_to_places(ties.first);
  const auto count = static_cast<std::size_t>(ties.first.back());
  ties.to.resize(count);
  ties.share.resize(count);
  ties.length.resize(count);
}

}  // namespace

Ties turned(const Ties& ties) {
  Ties back;
  make_room(back, ties.size());
  for (const std::int32_t to : ties.to)
    ++back.first[static_cast<std::size_t>(to) + 1];
  make_columns(back);
  std::vector<std::int64_t> place(back.first.begin(), back.first.end() - 1);
  for (std::int32_t from = 0; from < ties.size(); ++from) {
    const auto begin = static_cast<std::size_t>(ties.first[static_cast<std::size_t>(from)]);
    const auto end = static_cast<std::size_t>(ties.first[static_cast<std::size_t>(from) + 1]);
    for (std::size_t i = begin; i < end; ++i) {
      const auto at = static_cast<std::size_t>(place[static_cast<std::size_t>(ties.to[i])]++);
      back.to[at] = from;
      back.share[at] = ties.share[i];
      back.length[at] = ties.length[i];
    }
  }
  return back;
}

Ties read_ties(std::span<const Relation> relations, std::int32_t people,
               const RelationChoice& choice) {
  const auto both = [&](const Relation& r) { return !choice.directed && r.from != r.to; };
  Ties ties;
  make_room(ties, people);
  for (const Relation& relation : relations) {
    if (!choice.counts(relation)) continue;
    ++ties.first[static_cast<std::size_t>(relation.from) + 1];
    if (both(relation)) ++ties.first[static_cast<std::size_t>(relation.to) + 1];
  }
  make_columns(ties);
  std::vector<std::int64_t> place(ties.first.begin(), ties.first.end() - 1);
  const auto add = [&](std::int32_t from, std::int32_t to, const Relation& relation) {
    const auto at = static_cast<std::size_t>(place[static_cast<std::size_t>(from)]++);
    ties.to[at] = to;
    ties.share[at] = choice.share(relation);
    ties.length[at] = choice.inverse_weight ? 1 / relation.weight : 1;
  };
  for (const Relation& relation : relations) {
    if (!choice.counts(relation)) continue;
    add(relation.from, relation.to, relation);
    if (both(relation)) add(relation.to, relation.from, relation);
  }
  // Turned twice, each person's neighbours are in order.
  ties = turned(turned(ties));
  join_parallel(ties);
  return ties;
}

void rank_ties(const Ties& ties, double damping, const PartRunner& runner, double from, double to,
               std::span<double> out) {
  const auto count = static_cast<std::size_t>(ties.size());
  const double even = 1 / static_cast<double>(count);
  std::vector<double> factor(count, 0.0), next(count);
  for (std::size_t p = 0; p < count; ++p) {
    double strength = 0;
    for (std::int64_t i = ties.first[p]; i < ties.first[p + 1]; ++i)
      strength += ties.share[static_cast<std::size_t>(i)];
    if (ties.first[p] == ties.first[p + 1]) continue;
    check_strength(strength);
    factor[p] = damping / strength;
  }
  std::fill(out.begin(), out.end(), even);
  for (std::int64_t step = 0; step < most_steps; ++step) {
    // Steps are not known beforehand; those of the usual damping are about 200.
    if (step % steps_per_report == 0)
      runner.report(from + (to - from) * (1 - 1 / (1 + static_cast<double>(step) / 100)));
    double dangling = 0;
    for (std::size_t p = 0; p < count; ++p)
      dangling += ties.first[p] == ties.first[p + 1] ? out[p] : 0;
    std::fill(next.begin(), next.end(), (damping * dangling + 1 - damping) * even);
    for (std::size_t p = 0; p < count; ++p) {
      const double flow = out[p] * factor[p];
      for (std::int64_t i = ties.first[p]; i < ties.first[p + 1]; ++i)
        next[static_cast<std::size_t>(ties.to[static_cast<std::size_t>(i)])] +=
            flow * ties.share[static_cast<std::size_t>(i)];
    }
    double change = 0;
    for (std::size_t p = 0; p < count; ++p)
      change += std::abs(next[p] - out[p]);
    std::copy(next.begin(), next.end(), out.begin());
    if (change < settled) return;
  }
  throw Error(Status::unsupported, "not_converged",
              "PageRank does not settle within " + std::to_string(most_steps) +
                  " steps; a smaller damping settles sooner");
}

}  // namespace sandan::org
