#include "quota/activity_rates.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "quota/actuals.hpp"
#include "quota/intervals.hpp"
#include "quota/rounding.hpp"

namespace sandan::quota {
namespace {

using Whole = boost::multiprecision::cpp_int;

/// Days on which both of two things were recorded, up to the day asked about.
struct Window {
  std::optional<Day> from;

  static Window of_both(std::optional<Day> a, std::optional<Day> b) {
    if (!a || !b) return {};
    return {std::max(*a, *b)};
  }
  bool holds(Day day) const noexcept { return from && day >= *from; }
};

std::optional<Day> first_of(const std::vector<Done>& done) {
  std::optional<Day> first;
  for (const Done& each : done)
    first = std::min(first.value_or(each.day), each.day);
  return first;
}

std::optional<Day> first_proposal(const std::vector<PastDeal>& deals) {
  std::optional<Day> first;
  for (const PastDeal& deal : deals) {
    if (deal.proposal_on) first = std::min(first.value_or(*deal.proposal_on), *deal.proposal_on);
  }
  return first;
}

/// Groups of the finder by code of a rep.
std::vector<std::int32_t> groups_of(const NodeFinder& finder, const Interner& reps) {
  std::vector<std::int32_t> groups;
  groups.reserve(static_cast<std::size_t>(reps.size()));
  for (std::int32_t code = 0; code < reps.size(); ++code)
    groups.push_back(finder.group(reps.text(code)));
  return groups;
}

std::int64_t checked(const Whole& number) {
  if (number > most_units) {
    throw Error(Status::overflow, "too_many_activities",
                "the targets ask for more than 2^53 activities: the rates are too small");
  }
  return static_cast<std::int64_t>(number);
}

/// Interval of a ratio of two counts that may exceed 1, the lower one taken as
/// exposure.
Interval ratio_interval(const Trials& trials, double confidence) {
  const Interval mean = poisson_interval(trials.successes, confidence);
  const auto n = static_cast<double>(trials.n);
  return {mean.low / n, mean.high / n};
}

Whole ceiling(const Whole& above, const Whole& below) { return (above + below - 1) / below; }

}  // namespace

std::optional<Reach> reach_of(std::span<const Rate> factors, std::span<const Rate> divisors) {
  double below = 0;
  double above = 0;
  bool may_be_zero = false;
  bool may_be_endless = false;
  const auto widen = [](double& width, double from, double to) {
    width = std::hypot(width, std::log(to / from));
  };
  for (const Rate& rate : factors) {
    if (rate.source == RateSource::request) continue;
    if (!rate.interval) return std::nullopt;
    may_be_zero |= rate.interval->low <= 0;
    if (rate.interval->low > 0) widen(below, rate.interval->low, rate.value());
    widen(above, rate.value(), rate.interval->high);
  }
  for (const Rate& rate : divisors) {
    if (rate.source == RateSource::request) continue;
    if (!rate.interval) return std::nullopt;
    may_be_endless |= rate.interval->low <= 0;
    if (rate.interval->low > 0) widen(above, rate.interval->low, rate.value());
    widen(below, rate.value(), rate.interval->high);
  }
  Reach reach;
  reach.low = may_be_zero ? 0 : std::exp(-below);
  if (!may_be_endless) reach.high = std::exp(above);
  return reach;
}

std::array<std::optional<std::int64_t>, chain_steps> needed_for(Minor target,
                                                                const ChainRates& rates) {
  std::array<std::optional<std::int64_t>, chain_steps> needed;
  Whole above = std::max<Minor>(target, 0);
  Whole below = 1;
  for (std::size_t step = 0; step < chain_steps; ++step) {
    if (!rates[step].is_known()) break;
    above *= rates[step].n;
    below *= rates[step].above;
    needed[step] = checked(ceiling(above, below));
  }
  return needed;
}

Minor brought_by(std::int64_t calls, const ChainRates& rates) {
  Whole above = calls;
  Whole below = 1;
  for (const Rate& rate : rates) {
    above *= rate.above;
    below *= rate.n;
  }
  Whole quotient = above / below;
  const Whole twice = (above - quotient * below) * 2;
  if (twice > below || (twice == below && (quotient & 1) != 0)) ++quotient;
  if (quotient > INT64_MAX) {
    throw Error(Status::overflow, "amount_too_large", "what calls bring is beyond 64 bits");
  }
  return static_cast<Minor>(quotient);
}

std::int64_t rounded_up(std::int64_t count, std::initializer_list<std::int64_t> factors,
                        std::initializer_list<std::int64_t> divisors) {
  Whole above = count;
  Whole below = 1;
  for (const std::int64_t factor : factors)
    above *= factor;
  for (const std::int64_t divisor : divisors)
    below *= divisor;
  return checked(ceiling(above, below));
}

ActivityRates::ActivityRates(const SalesTree& sales, const SalesHistory& history,
                             const ActivityTargetsRequest& request)
    : sales_(sales), request_(request), z_(normal_quantile_two_sided(request.confidence)) {
  std::map<std::string_view, std::size_t> of_code;
  for (std::size_t node = 0; node < sales.size(); ++node) {
    const bool is_leaf = sales.tree.is_leaf(static_cast<std::int32_t>(node));
    std::size_t pool = pools_.size();
    if (is_leaf) pool = of_code.emplace(sales.tree.nodes[node].code, pool).first->second;
    if (pool == pools_.size()) pools_.emplace_back();
    pool_of_node_.push_back(pool);
  }
  add_deals(history);
  add_contacts(history);
  for (Pool& pool : pools_) {
    std::sort(pool.won_minor.begin(), pool.won_minor.end());  // no sum depends on the rows' order
    auto& rates = rates_.emplace_back();
    for (std::size_t step = 0; step < rate_steps; ++step)
      rates[step] = rate_from(static_cast<RateStep>(step), pool);
    pool.won_minor = {};
  }
}

/// Adds to a place and those above; what nobody is known for, to the company.
template <class Add>
void ActivityRates::add_along(std::int32_t node, Add&& add) {
  for (node = std::max(node, 0); node >= 0; node = sales_.node(node).parent)
    add(pools_[pool_of(node)]);
}

void ActivityRates::add_deals(const SalesHistory& history) {
  const NodeFinder finder(sales_.tree);
  const std::vector<std::int32_t> groups = groups_of(finder, history.reps);
  const auto place = [&](std::int32_t rep, Day day) {
    return rep < 0 ? -1 : finder.find(groups[static_cast<std::size_t>(rep)], day, true);
  };
  const Window window = Window::of_both(first_proposal(history.deals), first_of(history.visits));
  for (const PastDeal& deal : history.deals) {
    const bool is_won = deal.end == PastDeal::End::won;
    const bool is_decided = deal.end != PastDeal::End::open;
    const auto count = [&](Pool& pool, RateStep step, bool success) {
      Trials& trials = pool.trials[static_cast<std::size_t>(step)];
      ++trials.n;
      trials.successes += success ? 1 : 0;
    };
    add_along(place(deal.owner, deal.day), [&](Pool& pool) {
      if (is_won && deal.amount) {
        pool.won_minor.push_back(static_cast<double>(*deal.amount));
        pool.won_sum.add(*deal.amount);
        count(pool, RateStep::value_per_win, true);
      }
      if (is_decided && deal.proposal_on) count(pool, RateStep::win_per_proposal, is_won);
      if (is_won && deal.from_marketing) {
        count(pool, RateStep::marketing_share, *deal.from_marketing);
      }
      if (is_decided && deal.from_marketing == true) count(pool, RateStep::win_per_lead, is_won);
    });
    if (!deal.proposal_on || !window.holds(*deal.proposal_on)) continue;
    add_along(place(deal.owner, *deal.proposal_on), [](Pool& pool) {
      ++pool.trials[static_cast<std::size_t>(RateStep::proposal_per_visit)].successes;
    });
  }
}

void ActivityRates::add_contacts(const SalesHistory& history) {
  const NodeFinder finder(sales_.tree);
  const std::vector<std::int32_t> groups = groups_of(finder, history.reps);
  const auto of_proposals = static_cast<std::size_t>(RateStep::proposal_per_visit);
  const auto of_visits = static_cast<std::size_t>(RateStep::visit_per_call);
  const Window proposals = Window::of_both(first_proposal(history.deals), first_of(history.visits));
  const Window visits = Window::of_both(first_of(history.visits), first_of(history.calls));
  const auto place = [&](const Done& done) {
    return done.rep < 0 ? -1
                        : finder.find(groups[static_cast<std::size_t>(done.rep)], done.day, true);
  };
  for (const Done& visit : history.visits) {
    add_along(place(visit), [&](Pool& pool) {
      pool.trials[of_proposals].n += proposals.holds(visit.day) ? 1 : 0;
      pool.trials[of_visits].successes += visits.holds(visit.day) ? 1 : 0;
    });
  }
  for (const Done& call : history.calls) {
    add_along(place(call),
              [&](Pool& pool) { pool.trials[of_visits].n += visits.holds(call.day) ? 1 : 0; });
  }
}

Rate ActivityRates::rate_from(RateStep step, const Pool& pool) const {
  const Trials& trials = pool.trials[static_cast<std::size_t>(step)];
  Rate rate;
  rate.n = trials.n;
  rate.successes = trials.successes;
  rate.above = trials.successes;
  if (trials.n == 0) return rate;
  switch (step) {
    case RateStep::value_per_win:
      rate.above = pool.won_sum.total();
      rate.interval = mean_interval(pool.won_minor, request_.confidence);
      break;
    case RateStep::proposal_per_visit:
    case RateStep::visit_per_call:
      rate.interval = ratio_interval(trials, request_.confidence);
      break;
    default:
      rate.interval = wilson_interval(trials.successes, trials.n, z_);
  }
  return rate;
}

Rate ActivityRates::rate_of(RateStep step, std::int32_t node) const {
  const std::int64_t own_n = pools_[pool_of(node)].trials[static_cast<std::size_t>(step)].n;
  for (std::int32_t at = node;; at = sales_.node(at).parent) {
    const bool is_company = sales_.node(at).parent < 0;
    const RateSource source =
        is_company ? RateSource::company : (at == node ? RateSource::own : RateSource::team);
    Rate rate = rates_[pool_of(at)][static_cast<std::size_t>(step)];
    rate.own_n = own_n;
    rate.insufficient = rate.n < request_.min_n;
    const bool is_usable = rate.n > 0 && rate.above > 0;
    if (is_usable && (is_company || !rate.insufficient)) rate.source = source;
    if (is_company && !is_usable) rate.insufficient = true;
    if (is_company || rate.is_known()) return rate;
  }
}

ChainRates ActivityRates::of(std::int32_t node) const {
  ChainRates rates;
  for (std::size_t step = 0; step < chain_steps; ++step)
    rates[step] = rate_of(static_cast<RateStep>(step), node);
  return rates;
}

Rate ActivityRates::marketing_share() const {
  if (!request_.own_found_share) return company(RateStep::marketing_share);
  constexpr std::int64_t whole = 1'000'000;
  Rate stated;
  stated.n = whole;
  stated.above = whole - std::llround(*request_.own_found_share * static_cast<double>(whole));
  stated.source = RateSource::request;
  stated.insufficient = false;
  return stated;
}

/// A share of 0 is a share: not the lack of one.
Rate ActivityRates::company(RateStep step) const {
  Rate rate = rates_[pool_of(0)][static_cast<std::size_t>(step)];
  rate.own_n = rate.n;
  rate.insufficient = rate.n < request_.min_n;
  const bool is_usable = rate.n > 0 && (step == RateStep::marketing_share || rate.successes > 0);
  if (is_usable) rate.source = RateSource::company;
  return rate;
}

}  // namespace sandan::quota
