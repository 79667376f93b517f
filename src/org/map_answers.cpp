#include "org/map_answers.hpp"

#include <algorithm>
#include <utility>

#include "org/coverage_reach.hpp"
#include "org/covered.hpp"

namespace sandan::org {
namespace {

/// Of a vendor nobody has a stance on.
constexpr double no_verdict = no_way;

TopPerson top_of(std::span<const double> values) {
  TopPerson top;
  for (std::size_t p = 0; p < values.size(); ++p) {
    if (top.person < 0 || values[p] > top.value) top = {static_cast<std::int32_t>(p), values[p]};
  }
  return top;
}

Truth all_covered(const Vocabulary& vocabulary, const Standing& standing,
                  std::span<const std::int32_t> people) {
  Truth all = Truth::yes;
  for (const std::int32_t person : people) {
    const auto p = static_cast<std::size_t>(person);
    const Truth one = covered(vocabulary, standing.stage[p], standing.support[p]);
    if (one == Truth::no) return Truth::no;
    if (one == Truth::unknown) all = Truth::unknown;
  }
  return all;
}

/// The graph without the people withheld, as Introductions::build makes it.
void leave_out(const Introductions& graph, std::span<const Withheld> withheld, Introductions& out) {
  const auto stays = [&](std::int32_t person) {
    return withheld[static_cast<std::size_t>(person)] == Withheld::no;
  };
  out.size = graph.size;
  out.start = graph.start;
  out.held = graph.held;
  out.first.assign(1, 0);
  out.arcs.clear();
  out.out.assign(graph.out.size(), 0);
  for (std::int32_t p = 0; p < graph.size; ++p) {
    const auto person = static_cast<std::size_t>(p);
    if (!stays(p)) {
      out.start[person] = no_way;
      if (graph.small()) out.held &= ~(std::uint64_t{1} << p);
    } else {
      for (const Arc& arc : graph.arcs_of(p)) {
        if (!stays(arc.to)) continue;
        out.arcs.push_back(arc);
        if (graph.small()) out.out[person] |= std::uint64_t{1} << arc.to;
      }
    }
    out.first.push_back(static_cast<std::int32_t>(out.arcs.size()));
  }
}

}  // namespace

MapAnswers MapAnswering::answer(const MapView& map) {
  MapAnswers out;
  introduce(map, out);
  weigh(map, out);
  cover(map, out);
  find_routes(out);
  find_gatekeepers(out);
  find_cut(map, out);
  judge(map, out);
  find_next(map, out);
  if (request_.centrality) {
    rank(map, out);
    find_betweenness(map, out);
  }
  return out;
}

/// Where we stand, and who can introduce us.
void MapAnswering::introduce(const MapView& map, MapAnswers& out) {
  out.map = map.map;
  out.people = map.size();
  standing_.read(map, vendor_);
  withheld_people(map, withheld_);
  known_.build(map, standing_, {});
}

/// Who decides, and who pulls them.
void MapAnswering::weigh(const MapView& map, MapAnswers& out) {
  opinions_.prepare(map, request_);
  measure_.assign(opinions_.weights().begin(), opinions_.weights().end());
  for (std::size_t p = 0; p < measure_.size(); ++p) {
    if (withheld_[p] != Withheld::no) measure_[p] = 0;
  }
  const TopPerson top = top_of(measure_);
  if (top.value > 0) out.target = top.person;
}

void MapAnswering::cover(const MapView& map, MapAnswers& out) {
  reached_people(known_, reached_, waiting_);
  reading_.read({map, standing_, opinions_.weights(), reached_, vendor_ == us});
  out.completeness = reading_.completeness();
  out.gaps = reading_.gaps();
  out.first_gap = reading_.first_gap();
}

void MapAnswering::find_routes(MapAnswers& out) {
  if (out.target < 0) return;
  const bool everybody = std::all_of(withheld_.begin(), withheld_.end(),
                                     [](Withheld one) { return one == Withheld::no; });
  if (!everybody) leave_out(known_, withheld_, proposed_);
  const std::array<std::int32_t, 1> targets = {out.target};
  cheapest_routes(everybody ? known_ : proposed_, targets, 4, route_scratch_, routes_);
  std::copy(routes_.cost.begin(), routes_.cost.end(), out.routes.begin());
}

void MapAnswering::find_gatekeepers(MapAnswers& out) {
  if (out.target < 0) return;
  const std::array<std::int32_t, 1> targets = {out.target};
  dominators(known_, targets, dominators_);
  out.gatekeepers = static_cast<std::int32_t>(dominators_.people.size());
}

void MapAnswering::find_cut(const MapView& map, MapAnswers& out) {
  voters_.clear();
  for (std::size_t p = 0; p < map.people.size(); ++p) {
    if (opinions_.weights()[p] > 0) voters_.push_back(static_cast<std::int32_t>(p));
  }
  blocking_set(known_, voters_, cut_);
  if (cut_.empty()) return;
  out.cut_size = static_cast<std::int32_t>(cut_.size());
  out.cut_covered = all_covered(map.vocabulary(), standing_, cut_);
}

void MapAnswering::judge(const MapView& map, MapAnswers& out) {
  if (opinions_.voters() == 0) return;
  find_leader(map, out);
  opinions_.read(map, vendor_);
  out.verdict = opinions_.opinion();
}

/// The verdicts of all vendors in one pass over the stances.
void MapAnswering::find_leader(const MapView& map, MapAnswers& out) {
  verdicts_.resize(map.book->vendors.size(), no_verdict);
  verdicts_[us] = 0;
  vendors_.assign(1, us);
  for (const Stance& stance : map.stances) {
    double& verdict = verdicts_[static_cast<std::size_t>(stance.vendor)];
    if (verdict == no_verdict) {
      verdict = 0;
      vendors_.push_back(stance.vendor);
    }
    if (stance.support == unknown_support) continue;
    verdict += opinions_.pulls()[static_cast<std::size_t>(stance.person)] * stance.support;
  }
  double best = -no_way;
  double second = -no_way;
  for (const std::int32_t vendor : vendors_) {
    double& sum = verdicts_[static_cast<std::size_t>(vendor)];
    const double verdict = told_support(std::exchange(sum, no_verdict));
    second = std::max(second, std::min(best, verdict));
    if (verdict > best) out.leader = vendor;
    best = std::max(best, verdict);
  }
  if (vendors_.size() < 2 || best - second <= level_within) out.leader = -1;
}

void MapAnswering::find_next(const MapView& map, MapAnswers& out) {
  if (opinions_.voters() == 0) return;
  win_candidates(map, opinions_.standing(), withheld_, candidates_);
  pins_.prepare(opinions_, map.vocabulary().influence.win_support, 1, candidates_);
  if (candidates_.empty()) return;
  if (opinions_.solver().dense()) {  // all gains are known: the first needs no order of the rest
    const auto before = [](const Candidate& a, const Candidate& b) {
      return ranks_before(a, a.gain, b, b.gain);
    };
    std::iter_swap(candidates_.begin(),
                   std::min_element(candidates_.begin(), candidates_.end(), before));
  } else if (pins_.rank(candidates_, 1) == 0) {
    return;
  }
  if (candidates_.front().gain <= 0) return;
  out.next = candidates_.front().person;
  out.next_gain = candidates_.front().gain;
  out.next_effort = candidates_.front().effort;
}

void MapAnswering::rank(const MapView& map, MapAnswers& out) {
  measure_.resize(map.people.size());
  centrality_.pagerank(map, choice_, measure_);
  out.pagerank = top_of(measure_);
}

void MapAnswering::find_betweenness(const MapView& map, MapAnswers& out) {
  measure_.resize(map.people.size());
  centrality_.betweenness(map, choice_, measure_);
  out.betweenness = top_of(measure_);
}

}  // namespace sandan::org
