#include "quota/team_of_day.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "core/cells.hpp"
#include "process/inputs.hpp"

namespace sandan::quota {
namespace {

using process::optional_column;
using process::Wanted;

/// Nodes of one level's column, by the reps who are no node themselves.
class LevelColumn {
 public:
  struct Stay {
    Day from;
    Day to;
    std::string code;
  };

  LevelColumn(const arrow::Table* table, const std::string& level,
              const std::unordered_map<std::string_view, std::size_t>& reps) {
    const auto* ids = optional_column(table, "rep_id", Wanted::id);
    const auto* codes = optional_column(table, level, Wanted::id);
    if (codes == nullptr) codes = optional_column(table, level + "_id", Wanted::id);
    if (ids == nullptr || codes == nullptr) return;
    if (codes->type().kind == arrow::Kind::null || ids->type().kind == arrow::Kind::null) return;
    stays_.resize(reps.size());
    const std::vector<Day> from = process::days_or(*table, "from_on", first_day, false);
    const std::vector<Day> to = process::days_or(*table, "to_on", last_day, false);
    for (std::int64_t row = 0; row < table->rows(); ++row) {
      const auto id = arrow::id_at(*ids, row);
      const auto rep = id ? reps.find(*id) : reps.end();
      if (rep == reps.end()) continue;
      auto code = arrow::id_at(*codes, row);
      const auto at = static_cast<std::size_t>(row);
      if (code) stays_[rep->second].push_back({from[at], to[at], std::move(*code)});
    }
    for (auto& stays : stays_) {
      std::sort(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) {
        return std::tie(a.from, a.to, a.code) < std::tie(b.from, b.to, b.code);
      });
    }
  }

  const std::string* find(std::size_t rep, Day day) const noexcept {
    if (stays_.empty()) return nullptr;
    for (const Stay& stay : stays_[rep]) {
      if (stay.from <= day && day <= stay.to) return &stay.code;
    }
    return nullptr;
  }

 private:
  std::vector<std::vector<Stay>> stays_;
};

}  // namespace

void place_by_team(const Tables& tables, const AxisTree& tree, std::size_t axis, Actuals& actuals) {
  const NodeFinder finder(tree);
  std::unordered_map<std::string_view, std::size_t> reps;
  std::vector<std::int32_t> rep_of(actuals.rep.texts.size(), -1);
  for (std::size_t code = 0; code < rep_of.size(); ++code) {
    const std::string& text = actuals.rep.texts[code];
    if (finder.group(text) >= 0) continue;
    rep_of[code] = static_cast<std::int32_t>(reps.size());
    reps.emplace(text, reps.size());
  }
  if (reps.empty()) return;
  std::vector<LevelColumn> columns;  // of the deepest level first, by day before current
  for (std::size_t depth = tree.levels.size(); depth-- > 1;) {
    columns.emplace_back(tables.find("rep_assignments"), tree.levels[depth], reps);
    columns.emplace_back(tables.find("reps"), tree.levels[depth], reps);
  }
  std::vector<std::int32_t>& nodes = actuals.nodes[axis];
  std::set<std::int64_t> placed;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::int32_t code = actuals.rep.codes[i];
    const std::int32_t rep = code < 0 ? -1 : rep_of[static_cast<std::size_t>(code)];
    if (nodes[i] >= 0 || rep < 0) continue;
    for (const LevelColumn& column : columns) {
      const auto* team = column.find(static_cast<std::size_t>(rep), actuals.day[i]);
      const std::int32_t node = team == nullptr ? -1 : finder.find(*team, actuals.day[i], false);
      if (node < 0) continue;
      nodes[i] = node;
      placed.insert(actuals.row[i]);
      break;
    }
  }
  // A row shared by credits keeps its fault while one of its parts has no node.
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i] < 0) placed.erase(actuals.row[i]);
  }
  std::erase_if(actuals.faults, [&](const ActualFaultRow& fault) {
    return fault.fault == ActualFault::unknown_node && !fault.in_credits &&
           fault.column == actuals.rep.name && placed.count(fault.row) > 0;
  });
}

}  // namespace sandan::quota
