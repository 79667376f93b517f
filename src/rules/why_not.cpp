#include "rules/why_not.hpp"

#include <algorithm>
#include <utility>

#include "core/parallel.hpp"
#include "rules/explain_tables.hpp"
#include "rules/requests.hpp"
#include "rules/search.hpp"

namespace sandan {

namespace rules {
namespace {

/// Records that one thread explains at a time.
constexpr std::int64_t rows_of_part = 8'192;

Value wanted_value(const Plan& plan, std::int32_t slot, const std::string& place,
                   const PolicyValue& given) {
  Value value = value_of(given, plan.slot(slot).type, place);
  const DecisionPlan& planned = plan.decisions[static_cast<std::size_t>(plan.slot(slot).decision)];
  const auto is_among = [&](const std::vector<Value>& values) {
    return std::any_of(values.begin(), values.end(),
                       [&](const Value& each) { return is_same_value(each, value); });
  };
  bool is_possible = true;
  switch (planned.kind) {
    case DecisionPlan::Kind::table: {
      const TablePlan& table = plan.tables[planned.index];
      for (std::size_t o = 0; o < table.outputs.size(); ++o) {
        if (table.table->outputs[o].slot == slot) is_possible = is_among(table.outputs[o].values);
      }
      break;
    }
    case DecisionPlan::Kind::card:
      is_possible = is_among(plan.cards[planned.index].band_values);
      break;
    default: {
      const Made& made = plan.made[planned.index];
      if (made.kind == Made::Kind::choice) {
        is_possible = is_among(plan.conditions[static_cast<std::size_t>(made.index)].leaves);
      } else {
        is_possible = value.is_value();
      }
    }
  }
  if (!is_possible) {
    throw Error(Status::invalid_argument, "unknown_value",
                "\"" + plan.slot(slot).item.code + "\" has no value " + feel::display(value))
        .at(place);
  }
  return value;
}

std::string request_text(const WhyNotRequest& request) {
  return std::move(RequestText(request)
                       .values("goal", request.goal)
                       .integers("rows", request.rows)
                       .integer("most_changes", request.most_changes)
                       .integer("alternatives", request.alternatives))
      .finish();
}

void check_rows(const WhyNotRequest& request, std::int64_t rows) {
  for (std::size_t i = 0; i < request.rows.size(); ++i) {
    if (request.rows[i] >= 0 && request.rows[i] < rows) continue;
    throw Error(Status::invalid_argument, "no_such_row",
                "the table has rows 0 to " + std::to_string(rows - 1))
        .at("/rows/" + std::to_string(i));
  }
}

/// Explains records one after another; of records that look the same to the policy
/// the first is searched only.
class Explainer {
 public:
  Explainer(const Asked& asked, const Domains& domains, const std::vector<Wanted>& goal,
            const WhyNotRequest& request)
      : asked_(asked),
        goal_(goal),
        record_(asked.plan),
        search_(asked.plan, domains, goal, request) {}

  /// Nothing where the goal is reached.
  std::optional<Explained> explain(std::int64_t row) {
    asked_.fill(record_, row);
    record_.decide();
    if (is_reached(record_, goal_)) return std::nullopt;
    Explained explained;
    explained.row = row;
    explained.obstacles = obstacles_of(record_, goal_);
    explained.changes = changes();
    return explained;
  }

 private:
  Changes changes() {
    std::string key;
    for (const auto& input : asked_.inputs) {
      const std::int32_t slot = input->slot();
      const Code code = record_.code(slot);
      key.append(reinterpret_cast<const char*>(&code), sizeof code);
      if (asked_.plan->by_value[static_cast<std::size_t>(slot)] == 0) continue;
      const std::string text = feel::display(record_.value(slot));
      key += std::to_string(text.size()) + ":" + text;
    }
    const auto known = known_.find(key);
    if (known == known_.end()) {
      Changes found = search_.of(record_);
      if (known_.size() < most_known) known_.emplace(std::move(key), found);
      return found;
    }
    Changes found = known->second;
    for (auto& alternative : found.alternatives) {
      for (Change& change : alternative)
        change.from = record_.value(change.slot);
    }
    return found;
  }

  static constexpr std::size_t most_known = 10'000;

  const Asked& asked_;
  const std::vector<Wanted>& goal_;
  Record record_;
  ChangeSearch search_;
  std::map<std::string, Changes> known_;
};

}  // namespace

std::vector<Wanted> wanted_of(const Plan& plan, const PolicyGoal& goal) {
  if (goal.empty()) {
    throw Error(Status::invalid_argument, "empty", "a goal names an output and a value at least")
        .at("/goal");
  }
  std::vector<Wanted> wanted;
  for (const auto& [code, value] : goal) {
    const std::string place = json::child_pointer("/goal", code);
    const std::int32_t slot = plan.definition->slot(code);
    if (slot < 0 || plan.slot(slot).kind != SlotKind::output) {
      throw Error(Status::invalid_argument, "unknown_name",
                  "the policy has no output \"" + code + "\" with one value a record")
          .at(place);
    }
    const auto finite = finite_outputs(plan, plan.slot(slot).decision);
    if (std::find(finite.begin(), finite.end(), slot) == finite.end()) {
      throw Error(Status::unsupported, "not_finite",
                  "\"" + code +
                      "\" may be any number or text; name an output of a table, the bands of a "
                      "scorecard, or a formula that chooses")
          .at(place);
    }
    wanted.push_back({slot, wanted_value(plan, slot, place, value)});
  }
  return wanted;
}

bool is_reached(const Record& record, const std::vector<Wanted>& goal) {
  return std::all_of(goal.begin(), goal.end(), [&](const Wanted& wanted) {
    return is_same_value(record.output(wanted.slot), wanted.value);
  });
}

}  // namespace rules

Result Policy::why_not(const Tables& tables, const WhyNotRequest& request, const Run& run) const {
  using namespace rules;
  const Asked asked = ask(*versions_, tables, request, run);
  const std::vector<Wanted> goal = wanted_of(*asked.plan, request.goal);
  check_rows(request, asked.rows());
  const Domains domains(*asked.plan, false);
  const bool is_all = request.rows.empty();
  const std::int64_t rows = is_all ? asked.rows() : static_cast<std::int64_t>(request.rows.size());
  const std::int64_t parts = (rows + rows_of_part - 1) / rows_of_part;
  std::vector<std::vector<Explained>> found(static_cast<std::size_t>(parts));
  const PartRunner runner(run);
  runner(parts, 0, 1, [&](std::int64_t part) {
    Explainer explainer(asked, domains, goal, request);
    const std::int64_t end = std::min(rows, (part + 1) * rows_of_part);
    for (std::int64_t i = part * rows_of_part; i < end; ++i) {
      auto explained = explainer.explain(is_all ? i : request.rows[static_cast<std::size_t>(i)]);
      if (explained) found[static_cast<std::size_t>(part)].push_back(std::move(*explained));
    }
  });
  std::vector<Explained> all;
  for (auto& part : found)
    std::move(part.begin(), part.end(), std::back_inserter(all));
  return make_result(*asked.plan->definition, "why_not", request_text(request), request.as_of,
                     explained_tables(asked, all, request.values));
}

}  // namespace sandan
