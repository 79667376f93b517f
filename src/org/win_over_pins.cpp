#include "org/win_over_pins.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace sandan::org {
namespace {

/// A self response beside pins is at least 1, or 0 for a person whose group
/// moves as one with somebody pinned.
constexpr double least_self = 0.5;
/// Gains below this are rounding.
constexpr double least_gain = 1e-12;

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

}  // namespace

double ranking_value(double value) noexcept {
  constexpr std::uint64_t half = 0x800, dropped = 0xFFF;
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(value) + half) & ~dropped);
}

double Candidate::rate(double of) const noexcept {
  if (effort <= 0) return 0;
  return std::min(of / effort, std::numeric_limits<double>::max());
}

bool ranks_before(const Candidate& a, double gain_a, const Candidate& b, double gain_b) noexcept {
  if (a.is_free(gain_a) != b.is_free(gain_b)) return a.is_free(gain_a);
  const double rate_a = ranking_value(a.rate(gain_a)), rate_b = ranking_value(b.rate(gain_b));
  if (rate_a != rate_b) return rate_a > rate_b;
  const double rank_a = ranking_value(gain_a), rank_b = ranking_value(gain_b);
  if (rank_a != rank_b) return rank_a > rank_b;
  return a.person < b.person;
}

void Pins::prepare(MapOpinions& opinions, double win_support, std::int64_t most,
                   std::vector<Candidate>& candidates) {
  opinions_ = &opinions;
  win_support_ = win_support;
  asks_left_ = 64 + 16 * most;
  exact_ = true;
  pinned_ = 0;
  const std::size_t size = opinions.weights().size();
  position_.resize(size);
  work_.resize(size);
  opinions.positions(position_);
  leverage_.assign(opinions.leverage().begin(), opinions.leverage().end());
  for (Candidate& candidate : candidates) {
    candidate.bound = leverage_[at(candidate.person)] * room(candidate.person);
    if (candidate.bound < least_gain) {
      candidate.bound = 0;
      candidate.self = 1;
    } else if (opinions.solver().dense()) {
      opinions.solver().self_response({&candidate.person, 1}, {&candidate.self, 1});
    }
    if (!std::isnan(candidate.self)) candidate.gain = candidate.bound / candidate.self;
  }
}

double Pins::room(std::int32_t person) const noexcept {
  return std::max(0.0, win_support_ - position_[at(person)]);
}

void Pins::ask(Candidate& candidate) {
  opinions_->solver().self_response({&candidate.person, 1}, {&candidate.self, 1});
  candidate.gain = candidate.bound / candidate.self;
  --asks_left_;
}

std::size_t Pins::rank(std::vector<Candidate>& candidates, std::size_t most) {
  const auto is_asked = [](const Candidate& candidate) { return !std::isnan(candidate.self); };
  const auto before = [&](const Candidate& a, const Candidate& b) {
    return ranks_before(a, is_asked(a) ? a.gain : a.bound, b, is_asked(b) ? b.gain : b.bound);
  };
  std::sort(candidates.begin(), candidates.end(), before);
  // Those asked move back to where they belong; what stands before the first
  // who is not yet asked is settled.
  auto settled = candidates.begin();
  const auto end = settled + static_cast<std::ptrdiff_t>(std::min(most, candidates.size()));
  while (settled != end) {
    if (is_asked(*settled)) {
      ++settled;
      continue;
    }
    if (asks_left_ == 0) {
      exact_ = false;
      settled = std::min(end, std::stable_partition(settled, candidates.end(), is_asked));
      break;
    }
    ask(*settled);
    std::rotate(settled, settled + 1,
                std::lower_bound(settled + 1, candidates.end(), *settled, before));
  }
  return static_cast<std::size_t>(settled - candidates.begin());
}

void Pins::pairs(std::span<const Candidate> leaders, std::size_t most, std::vector<PairGain>& out) {
  const std::size_t count = leaders.size();
  out.clear();
  cross_.resize(count * count);
  for (std::size_t j = 0; j < count; ++j) {
    opinions_->solver().response(leaders[j].person, work_);
    for (std::size_t i = 0; i < count; ++i)
      cross_[i * count + j] = work_[at(leaders[i].person)];
  }
  out.reserve(count * (count + 1) / 2);
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = a + 1; b < count; ++b) {
      const double apart = leaders[a].gain + leaders[b].gain;
      // With a pinned, b has this self response, leverage and way to go.
      const double share = cross_[a * count + b] / cross_[a * count + a];
      const double self = cross_[b * count + b] - cross_[b * count + a] * share;
      const double left =
          leverage_[at(leaders[b].person)] - leverage_[at(leaders[a].person)] * share;
      const double way = room(leaders[b].person) -
                         cross_[b * count + a] * room(leaders[a].person) / cross_[a * count + a];
      double gain = leaders[a].gain;
      if (self > least_self) gain += std::max(0.0, left) * std::max(0.0, way) / self;
      gain = std::min(std::max({gain, leaders[a].gain, leaders[b].gain}), apart);
      if (gain < least_gain) continue;
      out.push_back({static_cast<std::int32_t>(a), static_cast<std::int32_t>(b), gain,
                     std::min(0.0, gain - apart)});
    }
  }
  const auto before = [](const PairGain& x, const PairGain& y) {
    const double gain_x = ranking_value(x.gain), gain_y = ranking_value(y.gain);
    return gain_x != gain_y ? gain_x > gain_y
                            : std::pair(x.first, x.second) < std::pair(y.first, y.second);
  };
  std::sort(out.begin(), out.end(), before);
  out.resize(std::min(most, out.size()));
}

double Pins::gain_beside(const Candidate& candidate) const noexcept {
  double self = candidate.self;
  for (std::size_t k = 0; k < pinned_; ++k) {
    const Pin& pin = pins_[k];
    self -= pin.column[at(candidate.person)] * pin.row[at(candidate.person)] /
            pin.column[at(pin.person)];
  }
  if (self < least_self) return 0;
  return std::max(0.0, leverage_[at(candidate.person)]) * room(candidate.person) / self;
}

/// Place of the candidate with the greatest gain beside the pins; the number of
/// candidates where nobody gains.
std::size_t Pins::best_beside(std::vector<Candidate>& candidates) {
  const auto bound = [this](const Candidate& candidate) {
    return std::max(0.0, leverage_[at(candidate.person)]) * room(candidate.person);
  };
  std::size_t best = candidates.size();
  double rank = 0;
  const auto take = [&](std::size_t i) {
    const double gain = gain_beside(candidates[i]);
    if (gain < least_gain) return;
    const double ranked = ranking_value(gain);
    const bool is_later =
        best < candidates.size() &&
        (ranked < rank || (ranked == rank && candidates[i].person > candidates[best].person));
    if (is_later) return;
    best = i;
    rank = ranked;
  };
  std::vector<std::size_t>& open = open_;
  open.clear();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (!std::isnan(candidates[i].self)) {
      take(i);
    } else if (bound(candidates[i]) > least_gain) {
      open.push_back(i);
    }
  }
  std::sort(open.begin(), open.end(), [&](std::size_t a, std::size_t b) {
    const double bound_a = bound(candidates[a]), bound_b = bound(candidates[b]);
    return bound_a != bound_b ? bound_a > bound_b : candidates[a].person < candidates[b].person;
  });
  for (const std::size_t i : open) {
    if (best < candidates.size() && ranking_value(bound(candidates[i])) < rank) break;
    if (asks_left_ == 0) {
      exact_ = false;
      break;
    }
    ask(candidates[i]);
    take(i);
  }
  return best;
}

void Pins::pin(std::int32_t person) {
  if (pins_.size() == pinned_) pins_.emplace_back();
  Pin& pin = pins_[pinned_];
  const std::size_t size = position_.size();
  pin.person = person;
  pin.column.resize(size);
  pin.row.resize(size);
  opinions_->solver().response(person, pin.column);
  work_.assign(size, 0);
  work_[at(person)] = 1;
  opinions_->solver().leverage(work_, pin.row);
  for (std::size_t k = 0; k < pinned_; ++k) {
    const Pin& before = pins_[k];
    const double own = before.column[at(before.person)];
    const double along = before.row[at(person)] / own, across = before.column[at(person)] / own;
    for (std::size_t i = 0; i < size; ++i) {
      pin.column[i] -= before.column[i] * along;
      pin.row[i] -= before.row[i] * across;
    }
  }
  ++pinned_;
  const double own = pin.column[at(person)];
  const double force = room(person) / own;
  const double share = leverage_[at(person)] / own;
  for (std::size_t i = 0; i < size; ++i) {
    position_[i] += pin.column[i] * force;
    leverage_[i] -= pin.row[i] * share;
  }
}

void Pins::plan(std::vector<Candidate>& candidates, std::size_t picks, std::vector<PlanStep>& out) {
  out.clear();
  while (out.size() < picks) {
    const std::size_t best = best_beside(candidates);
    if (best == candidates.size()) return;
    const Candidate& chosen = candidates[best];
    out.push_back({chosen.person, chosen.effort, gain_beside(chosen)});
    if (out.size() < picks) pin(chosen.person);
  }
}

}  // namespace sandan::org
