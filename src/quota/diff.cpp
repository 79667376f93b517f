#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/buffer.hpp"
#include "core/interner.hpp"
#include "core/parallel.hpp"
#include "core/text.hpp"
#include "quota/result_tables.hpp"

namespace sandan {
namespace quota {
namespace {

constexpr std::int32_t lines_per_report = 64;

constexpr std::array<std::string_view, 3> side_codes = {"both", "before", "after"};

/// An axis of either plan, with the places of both by level and code: a rep
/// who moved to another team is one place.
struct MatchedAxis {
  struct Place {
    std::string level;
    std::string code;
    std::optional<std::string> parent;
    bool several_parents = false;
  };

  std::string code;
  std::vector<Place> places;  ///< those of the first plan in preorder, then new ones
  /// By plan and node of its tree: the place; -1 for levels not asked for.
  std::array<std::vector<std::int32_t>, 2> place_of;
  std::array<std::int32_t, 2> axis = {-1, -1};  ///< index in the plan; -1: it has none
  std::int32_t root = 0;                        ///< the place of a plan without the axis
};

/// The periods of both plans by code, in the order of time.
struct MatchedPeriods {
  std::vector<std::string> codes;
  std::array<std::vector<std::int32_t>, 2> of;  ///< by plan and span
};

/// What one row of keys is given, by period.
struct Given {
  std::vector<MinorSum> sums;
  std::vector<std::uint8_t> told;  ///< 1: before, 2: after
};

class Comparison {
 public:
  Comparison(const QuotaData& before, const QuotaData& after, const QuotaDiffRequest& request,
             const Run& run)
      : plans_{&before, &after}, request_(request), budget_(run.max_bytes) {
    match_axes();
    match_periods();
    match_tiers();
    const PartRunner runner(run);
    for (std::size_t plan = 0; plan < 2; ++plan) {
      add_plan(plan, runner);
    }
  }

  results::Table table() const;

 private:
  void match_axes();
  void add_places(MatchedAxis& axis, std::size_t plan, Interner& seen);
  void match_periods();
  void match_tiers();
  void add_plan(std::size_t plan, const PartRunner& runner);
  /// `told`: by depth of the first axis, whether the layer tells its amounts.
  void add_layer(std::size_t plan, const Layer& layer, const std::vector<std::uint8_t>& told,
                 const PartRunner& runner);
  std::array<Given, 2>& row_of(const std::vector<std::int32_t>& key);

  std::array<const QuotaData*, 2> plans_;
  const QuotaDiffRequest& request_;
  mutable Budget budget_;
  std::vector<MatchedAxis> axes_;
  MatchedPeriods periods_;
  std::vector<std::string> tiers_;
  std::array<std::vector<std::int32_t>, 2> tier_of_;
  /// By tier, then a place of every axis.
  std::map<std::vector<std::int32_t>, std::array<Given, 2>> rows_;
};

void Comparison::match_axes() {
  for (std::size_t plan = 0; plan < 2; ++plan) {
    for (std::size_t i = 0; i < plans_[plan]->axes.size(); ++i) {
      const std::string& code = plans_[plan]->axes[i].axis;
      auto found = std::find_if(axes_.begin(), axes_.end(),
                                [&](const MatchedAxis& axis) { return axis.code == code; });
      if (found == axes_.end()) {
        axes_.emplace_back();
        found = std::prev(axes_.end());
        found->code = code;
      }
      found->axis[plan] = static_cast<std::int32_t>(i);
    }
  }
  for (const auto& named : request_.levels) {
    const std::string& code = named.first;
    const bool known = std::any_of(axes_.begin(), axes_.end(),
                                   [&](const MatchedAxis& axis) { return axis.code == code; });
    if (known) continue;
    throw Error(Status::invalid_argument, "unknown_axis",
                "neither plan has an axis \"" + shortened(code, 60) + "\"")
        .at(json::child_pointer("/levels", code));
  }
  for (MatchedAxis& axis : axes_) {
    Interner seen;
    for (std::size_t plan = 0; plan < 2; ++plan)
      add_places(axis, plan, seen);
    if (!axis.places.empty()) continue;
    throw Error(Status::invalid_argument, "unknown_level",
                "axis \"" + axis.code + "\" of neither plan has a level \"" +
                    shortened(request_.levels.find(axis.code)->second, 60) + "\"")
        .at(json::child_pointer("/levels", axis.code));
  }
}

void Comparison::add_places(MatchedAxis& axis, std::size_t plan, Interner& seen) {
  const bool absent = axis.axis[plan] < 0;
  const std::size_t source = absent ? 1 - plan : plan;
  const AxisTree& tree = plans_[source]->axes[static_cast<std::size_t>(axis.axis[source])];
  const auto wanted = request_.levels.find(axis.code);
  const std::string level = wanted == request_.levels.end() ? "" : wanted->second;
  std::vector<std::int32_t>& place_of = axis.place_of[plan];
  place_of.assign(tree.nodes.size(), -1);
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const AxisNode& node = tree.nodes[i];
    const std::string& own = tree.levels[static_cast<std::size_t>(node.depth)];
    const bool root = i == 0;
    if (absent && !root) break;  // a plan without the axis gives to its whole
    if (!absent && !(level.empty() ? root : level == "*" || level == own)) continue;
    const std::int32_t place = seen.code(own + '\0' + node.code);
    std::optional<std::string> parent;
    if (node.parent >= 0) parent = tree.nodes[static_cast<std::size_t>(node.parent)].code;
    if (place == static_cast<std::int32_t>(axis.places.size())) {
      axis.places.push_back({own, node.code, parent});
    } else if (axis.places[static_cast<std::size_t>(place)].parent != parent) {
      axis.places[static_cast<std::size_t>(place)].several_parents = true;
    }
    place_of[i] = place;
    if (absent) axis.root = place;
  }
}

void Comparison::match_periods() {
  std::set<std::pair<Day, std::string>> all;
  for (const QuotaData* plan : plans_) {
    for (const TimeSpan& span : plan->time.of(request_.period)) {
      const bool whole = request_.period == QuotaPeriod::all;
      all.emplace(whole ? Day{0} : span.whole_from, whole ? "" : span.code);
    }
  }
  for (const auto& [from, code] : all)
    periods_.codes.push_back(code);
  for (std::size_t plan = 0; plan < 2; ++plan) {
    for (const TimeSpan& span : plans_[plan]->time.of(request_.period)) {
      const bool whole = request_.period == QuotaPeriod::all;
      const auto at =
          all.find({whole ? Day{0} : span.whole_from, whole ? std::string() : span.code});
      periods_.of[plan].push_back(static_cast<std::int32_t>(std::distance(all.begin(), at)));
    }
  }
  if (request_.period == QuotaPeriod::all) {
    periods_.codes.front() = plans_[0]->time.of(QuotaPeriod::all).front().code;
  }
}

void Comparison::match_tiers() {
  for (std::size_t plan = 0; plan < 2; ++plan) {
    for (const Tier& tier : plans_[plan]->definition->tiers) {
      const auto found = std::find(tiers_.begin(), tiers_.end(), tier.code);
      tier_of_[plan].push_back(static_cast<std::int32_t>(found - tiers_.begin()));
      if (found == tiers_.end()) tiers_.push_back(tier.code);
    }
  }
}

void Comparison::add_plan(std::size_t plan, const PartRunner& runner) {
  const QuotaData& data = *plans_[plan];
  const std::size_t depths = data.axes.front().levels.size();
  for (const Layer& layer : data.layers) {
    std::vector<std::uint8_t> told(depths, 0);
    for (std::size_t depth = 0; depth < depths; ++depth)
      told[depth] = &data.layer(layer.tier, static_cast<std::int32_t>(depth)) == &layer ? 1 : 0;
    add_layer(plan, layer, told, runner);
  }
}

std::array<Given, 2>& Comparison::row_of(const std::vector<std::int32_t>& key) {
  auto [found, added] = rows_.try_emplace(key);
  if (added) {
    budget_.take(periods_.codes.size() * 2 * (sizeof(MinorSum) + 1) + sizeof(std::int32_t) * 32);
    for (Given& given : found->second) {
      given.sums.resize(periods_.codes.size());
      given.told.resize(periods_.codes.size());
    }
  }
  return found->second;
}

/// Adds the lines of a layer to the places whose amounts it tells.
void Comparison::add_layer(std::size_t plan, const Layer& layer,
                           const std::vector<std::uint8_t>& told, const PartRunner& runner) {
  const QuotaData& data = *plans_[plan];
  const auto& spans = data.time.of(request_.period);
  std::vector<std::vector<std::int32_t>> places(axes_.size());
  std::vector<std::int32_t> key(axes_.size() + 1);
  key[0] = tier_of_[plan][static_cast<std::size_t>(layer.tier)];
  for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
    if (line % lines_per_report == 0) {
      const double share = static_cast<double>(line) / static_cast<double>(layer.split->lines());
      runner.report(0.5 * (static_cast<double>(plan) + share));
    }
    bool any = true;
    for (std::size_t i = 0; any && i < axes_.size(); ++i) {
      places[i].clear();
      const std::int32_t axis = axes_[i].axis[plan];
      if (axis < 0) {
        places[i].push_back(axes_[i].root);
        continue;
      }
      const AxisTree& tree = data.axes[static_cast<std::size_t>(axis)];
      std::int32_t node =
          layer.split->line_leaves[static_cast<std::size_t>(axis)][static_cast<std::size_t>(line)];
      for (; node >= 0; node = tree.nodes[static_cast<std::size_t>(node)].parent) {
        const std::int32_t place = axes_[i].place_of[plan][static_cast<std::size_t>(node)];
        const auto depth = tree.nodes[static_cast<std::size_t>(node)].depth;
        if (axis == 0 && told[static_cast<std::size_t>(depth)] == 0) continue;
        if (place >= 0) places[i].push_back(place);
      }
      any = !places[i].empty();
    }
    if (!any) continue;
    const Minor* cells = layer.line(line, data.time.days);
    std::vector<MinorSum> sums(spans.size());
    for (std::size_t span = 0; span < spans.size(); ++span) {
      for (std::int32_t day = spans[span].from; day <= spans[span].to; ++day)
        sums[span].add(cells[day]);
    }
    const auto add = [&] {
      Given& given = row_of(key)[plan];
      for (std::size_t span = 0; span < spans.size(); ++span) {
        const auto at = static_cast<std::size_t>(periods_.of[plan][span]);
        given.sums[at].add(sums[span]);
        given.told[at] = 1;
      }
    };
    std::vector<std::size_t> chosen(axes_.size(), 0);
    for (bool more = true; more;) {
      for (std::size_t i = 0; i < axes_.size(); ++i)
        key[i + 1] = places[i][chosen[i]];
      add();
      more = false;
      for (std::size_t i = axes_.size(); i-- > 0;) {
        if (++chosen[i] < places[i].size()) {
          more = true;
          break;
        }
        chosen[i] = 0;
      }
    }
  }
}

results::Table Comparison::table() const {
  std::vector<std::int32_t> tiers, periods, sides;
  std::vector<std::vector<std::int32_t>> places(axes_.size());
  std::vector<std::int64_t> before, after, changes;
  for (const auto& [key, given] : rows_) {
    for (std::size_t at = 0; at < periods_.codes.size(); ++at) {
      const bool in_before = given[0].told[at] != 0;
      const bool in_after = given[1].told[at] != 0;
      if (!in_before && !in_after) continue;
      const Minor was = given[0].sums[at].total();
      const Minor is = given[1].sums[at].total();
      if (request_.only_changes && was == is) continue;
      MinorSum change = given[1].sums[at];
      MinorSum less;
      less.add(was == INT64_MIN ? INT64_MAX : -was);
      if (was == INT64_MIN) less.add(1);
      change.add(less);
      tiers.push_back(key[0]);
      for (std::size_t i = 0; i < axes_.size(); ++i)
        places[i].push_back(key[i + 1]);
      periods.push_back(static_cast<std::int32_t>(at));
      before.push_back(was);
      after.push_back(is);
      changes.push_back(change.total());
      sides.push_back(in_before && in_after ? 0 : in_before ? 1 : 2);
    }
  }
  const auto n = static_cast<std::int64_t>(tiers.size());
  results::Table table;
  table.name = "quota_diff";
  table.add(results::dictionary_column("tier", tiers, results::code_values(tiers_)));
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    std::vector<std::string> levels, codes, parents;
    std::vector<std::int32_t> parent_codes;
    for (const auto& place : axes_[i].places) {
      levels.push_back(place.level);
      codes.push_back(place.code);
      parents.push_back(place.parent.value_or(""));
    }
    for (const std::int32_t place : places[i]) {
      const auto& at = axes_[i].places[static_cast<std::size_t>(place)];
      parent_codes.push_back(at.parent && !at.several_parents ? place : -1);
    }
    table.add(results::text_of_column(axes_[i].code + "_level", places[i], levels));
    table.add(results::text_of_column(axes_[i].code, places[i], codes));
    table.add(results::text_of_column(axes_[i].code + "_parent", parent_codes, parents));
    table.columns.back().nullable = true;
  }
  table.add(results::constant_column("period_unit", word_of(request_.period), n));
  table.add(results::text_of_column("period", periods, periods_.codes));
  table.add(results::int64_column("before_minor", std::move(before)));
  table.add(results::int64_column("after_minor", std::move(after)));
  table.add(results::int64_column("change_minor", std::move(changes)));
  table.add(results::dictionary_column("in", sides, results::code_values(side_codes)));
  table.add(results::constant_column("currency", plans_[0]->definition->currency, n));
  return table;
}

}  // namespace
}  // namespace quota

Result Quota::diff(const Quota& other, const QuotaDiffRequest& request, const Run& run) const {
  using namespace quota;
  const std::string& mine = data_->definition->currency;
  const std::string& theirs = other.data().definition->currency;
  if (mine != theirs) {
    throw Error(Status::invalid_argument, "currencies_differ",
                "the plans are in \"" + shortened(mine, 20) + "\" and \"" + shortened(theirs, 20) +
                    "\"; amounts of two currencies are not compared");
  }
  const Comparison comparison(*data_, other.data(), request, run);
  Question question{"diff", request_text(request)};
  question.document = other.data().definition->digest;
  return make_result(*data_, question, {comparison.table()});
}

}  // namespace sandan
