#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/shrinkage.hpp"
#include "quota/sales_history.hpp"
#include "quota/sales_places.hpp"

/// From a target to wins, proposals, visits and calls.
namespace sandan::quota {

/// Steps of the chain, in its order, and those of marketing.
enum class RateStep : std::uint8_t {
  value_per_win,       ///< mean amount of a won deal, in minor units
  win_per_proposal,    ///< share won of decided deals that reached a proposal
  proposal_per_visit,  ///< proposals ÷ visits of the same days
  visit_per_call,      ///< visits ÷ calls of the same days
  marketing_share,     ///< share of wins whose deal was brought by marketing
  win_per_lead,        ///< share won of decided deals brought by marketing
};
inline constexpr std::size_t chain_steps = 4;
inline constexpr std::size_t rate_steps = 6;
inline constexpr std::array<std::string_view, rate_steps> rate_step_words = {
    "value_per_win",  "win_per_proposal", "proposal_per_visit",
    "visit_per_call", "marketing_share",  "win_per_lead"};

enum class RateSource : std::uint8_t { own, team, company, request, none };
inline constexpr std::array<std::string_view, 5> rate_source_words = {"own", "team", "company",
                                                                      "request", "none"};

/// A rate and what it rests on: `above` ÷ `below`.
struct Rate {
  std::int64_t n = 0;          ///< trials: wins with an amount, proposals, visits, calls
  std::int64_t successes = 0;  ///< wins, proposals, visits; of value_per_win n again
  std::int64_t own_n = 0;      ///< trials of the place itself
  Minor above = 0;             ///< successes, or the sum of amounts
  std::optional<Interval> interval;
  RateSource source = RateSource::none;
  bool insufficient = true;  ///< fewer trials than asked for, or none

  bool is_known() const noexcept { return source != RateSource::none; }
  double value() const noexcept { return static_cast<double>(above) / static_cast<double>(n); }
};

using ChainRates = std::array<Rate, chain_steps>;

/// Trials of one place, of all its people.
struct Pool {
  std::vector<double> won_minor;  ///< amounts of won deals
  MinorSum won_sum;
  std::array<Trials, rate_steps> trials;  ///< by step
};

/// Rates of every place of the sales axis. A place with fewer than `min_n`
/// trials of a step, or without a success, takes those of the place above, and
/// so on up to the company, which is taken with any trial; where it has no
/// success the rate is not known, never 0. A rep's trials are his own in
/// whichever team; a team's are those of the reps while they were in it.
class ActivityRates {
 public:
  ActivityRates(const SalesTree& sales, const SalesHistory& history,
                const ActivityTargetsRequest& request);

  ChainRates of(std::int32_t node) const;
  /// marketing_share and win_per_lead, of the company.
  Rate marketing_share() const;
  Rate win_per_lead() const { return company(RateStep::win_per_lead); }

 private:
  std::size_t pool_of(std::int32_t node) const noexcept {
    return pool_of_node_[static_cast<std::size_t>(node)];
  }
  template <class Add>
  void add_along(std::int32_t node, Add&& add);
  void add_deals(const SalesHistory& history);
  void add_contacts(const SalesHistory& history);

  Rate rate_of(RateStep step, std::int32_t node) const;
  Rate company(RateStep step) const;
  Rate rate_from(RateStep step, const Pool& pool) const;

  const SalesTree& sales_;
  const ActivityTargetsRequest& request_;
  double z_;
  std::vector<std::size_t> pool_of_node_;  ///< leaves of one code share one
  std::vector<Pool> pools_;
  std::vector<std::array<Rate, rate_steps>> rates_;  ///< of each pool by itself
};

/// How far a product of rates may lie from its estimate, as factors.
struct Reach {
  double low = 0;
  std::optional<double> high;  ///< nothing: a divisor may be 0
};

/// Of a product of independent rates divided by that of others, from the
/// interval of each, on the scale of logarithms (the difference of Zou and
/// Donner, 2008, of more than two). Rates that the request states are taken as
/// exact. Nothing where one has no interval.
std::optional<Reach> reach_of(std::span<const Rate> factors, std::span<const Rate> divisors);

/// The whole numbers a target asks for, each rounded up once; nothing where a
/// rate is not known. Throws Error{overflow} beyond 2^53.
std::array<std::optional<std::int64_t>, chain_steps> needed_for(Minor target,
                                                                const ChainRates& rates);

/// What `calls` calls bring in minor units, half to even; all rates are known.
Minor brought_by(std::int64_t calls, const ChainRates& rates);

/// A count times the factors by the divisors, exact and rounded up once.
/// Throws Error{overflow} beyond 2^53.
std::int64_t rounded_up(std::int64_t count, std::initializer_list<std::int64_t> factors,
                        std::initializer_list<std::int64_t> divisors);

}  // namespace sandan::quota
