#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "core/result_texts.hpp"
#include "quota/code_labels.hpp"
#include "quota/own_rates.hpp"
#include "quota/result_tables.hpp"
#include "quota/trees.hpp"
#include "quota/work_items.hpp"

namespace sandan {
namespace quota {
namespace {

using Holds = std::optional<bool>;

constexpr std::array<std::string_view, 5> principle_codes = {
    "amount_unit_period", "basis_stated", "carried_down", "quarterly_focus", "work_items_dated"};
constexpr std::array<std::string_view, 4> basis_words = {"existing", "new", "market",
                                                         "competition"};

/// No finding rests on the last bits of a rate.
bool is_above(double a, double b) { return a > b + std::abs(b) * 1e-9; }

std::string whole_text(double value) { return std::to_string(std::llround(value)); }

struct Finding {
  std::string_view code;
  Holds holds;  ///< false, or nothing: not known
  std::string place;
  std::string detail;
};

/// What one principle comes to: how many of how many are in order.
struct Principle {
  std::int64_t n = 0;
  std::int64_t of_n = 0;
  std::vector<Finding> findings;

  void add(std::string_view code, std::string place, std::string detail = "") {
    findings.push_back({code, false, std::move(place), std::move(detail)});
  }
  void add_unknown(std::string_view code, std::string place = "", std::string detail = "") {
    findings.push_back({code, std::nullopt, std::move(place), std::move(detail)});
  }
  Holds holds() const {
    Holds answer = true;
    for (const Finding& finding : findings) {
      if (finding.holds == false) return false;
      answer = std::nullopt;
    }
    return answer;
  }
};

using OfRep = std::pair<std::int32_t, std::string>;  ///< quarter and rep
using FirstDays = std::map<OfRep, Day>;

class Judgement {
 public:
  Judgement(const QuotaData& data, const Tables& tables, const PrinciplesRequest& request,
            const Run& run)
      : data_(data),
        definition_(*data.definition),
        request_(request),
        sales_(sales_tree(data)),
        items_(read_work_items(tables, data.request.values)) {
    judge_amounts();
    judge_basis();
    judge_rates(tables, run);
    judge_focuses();
    judge_items();
  }

  results::Table table() const;
  const std::vector<results::RowFault>& faults() const noexcept { return faults_; }

 private:
  Principle& principle(std::size_t number) { return principles_[number - 1]; }

  void judge_amounts();
  void judge_basis();
  void judge_rates(const Tables& tables, const Run& run);
  void judge_focuses();
  void judge_items();
  void judge_item(const WorkItem& item);
  FirstDays first_normal_days() const;
  void judge_order(const WorkItem& item, const FirstDays& first_normal);

  std::int32_t quarter_of(const WorkItem& item) const {
    return item.quarter ? data_.time.find(QuotaPeriod::quarter, *item.quarter) : -1;
  }
  OfRep key_of(const WorkItem& item) const { return {quarter_of(item), item.rep.value_or("")}; }
  std::string place_of(const std::string& code) const { return sales_.tree.axis + ":" + code; }

  const QuotaData& data_;
  const Definition& definition_;
  const PrinciplesRequest& request_;
  SalesTree sales_;
  WorkItems items_;
  std::array<Principle, 5> principles_;
  std::vector<results::RowFault> faults_;
};

/// Amount of each line of the base layer.
std::vector<Minor> line_amounts(const QuotaData& data) {
  const Layer& layer = data.base();
  std::vector<Minor> amounts;
  for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
    const Minor* cells = layer.line(line, data.time.days);
    amounts.push_back(std::accumulate(cells, cells + data.time.days, Minor{0}));
  }
  return amounts;
}

/// 1: every node has an amount, a unit and a period.
void Judgement::judge_amounts() {
  Principle& first = principle(1);
  const std::vector<Minor> of_lines = line_amounts(data_);
  for (std::size_t axis = 0; axis < data_.axes.size(); ++axis) {
    const AxisTree& tree = data_.axes[axis];
    std::vector<Minor> amounts(tree.nodes.size(), 0);
    for (std::size_t line = 0; line < of_lines.size(); ++line) {
      const std::int32_t leaf = data_.base().split->line_leaves[axis][line];
      amounts[static_cast<std::size_t>(leaf)] += of_lines[line];
    }
    add_up(tree, amounts, 1);
    for (std::size_t node = 0; node < amounts.size(); ++node) {
      ++first.of_n;
      if (amounts[node] > 0) {
        ++first.n;
      } else {
        first.add("no_amount", tree.axis + ":" + path_of(tree, static_cast<std::int32_t>(node)));
      }
    }
  }
  if (definition_.currency.empty()) first.add("no_unit", "/currency");
  if (data_.time.days <= 0) first.add("no_period", "/period");
}

/// 2: the basis states four amounts that sum to the target or more.
void Judgement::judge_basis() {
  Principle& second = principle(2);
  MinorSum sum;
  second.of_n = static_cast<std::int64_t>(basis_words.size());
  bool all_known = true;
  for (const std::string_view word : basis_words) {
    bool is_stated = false;
    bool is_known = true;
    for (std::size_t i = 0; i < definition_.basis.parts.size(); ++i) {
      const Basis::Part& part = definition_.basis.parts[i];
      if (part.from != word) continue;
      is_stated = true;
      if (part.amount_minor) {
        sum.add(*part.amount_minor);
      } else {
        is_known = false;
        second.add("basis_without_amount", "/basis/" + std::to_string(i), std::string(word));
      }
    }
    if (!is_stated) second.add("basis_missing", "/basis", std::string(word));
    second.n += is_stated && is_known ? 1 : 0;
    all_known &= is_stated && is_known;
  }
  if (all_known && sum.total() < definition_.total_minor) {
    second.add("basis_too_small", "/basis",
               std::to_string(sum.total()) + " < " + std::to_string(definition_.total_minor));
  }
}

/// What a code of the sales axis is to bring, over all its places.
struct Share {
  std::vector<Minor> quarters;
  std::vector<std::int64_t> quarter_workdays;
  Minor amount = 0;
  std::int64_t workdays_left = 0;
};

std::map<std::string, Share, std::less<>> shares_of(const QuotaData& data, const SalesTree& sales,
                                                    Day as_of) {
  const auto& quarters = data.time.of(QuotaPeriod::quarter);
  const std::vector<Minor> amounts = amounts_by_period(data, sales, QuotaPeriod::quarter);
  const Day left = std::max(data.time.first, std::min(as_of, data.time.last()) + 1);
  const std::int32_t left_from = left - data.time.first;
  std::map<std::string, Share, std::less<>> shares;
  for (const std::int32_t leaf : sales.tree.leaves) {
    const AxisNode& node = sales.node(leaf);
    Share& share = shares[node.code];
    share.quarters.resize(quarters.size());
    share.quarter_workdays.resize(quarters.size());
    for (std::size_t q = 0; q < quarters.size(); ++q) {
      const Minor amount = amounts[static_cast<std::size_t>(leaf) * quarters.size() + q];
      share.quarters[q] += amount;
      share.amount += amount;
      share.quarter_workdays[q] += workdays_of(data.time, node, quarters[q].from, quarters[q].to);
    }
    share.workdays_left += workdays_of(data.time, node, left_from, data.time.days - 1);
  }
  return shares;
}

/// 3: every leaf is carried to quarter, month, week and day, and what it needs
/// a working day is not above the upper quartile of its own months.
void Judgement::judge_rates(const Tables& tables, const Run& run) {
  Principle& third = principle(3);
  RatesOfReps rates = own_rates(data_, sales_, tables, request_.as_of, run);
  const auto& own = rates.by_code;
  faults_ = std::move(rates.faults);
  const auto& quarters = data_.time.of(QuotaPeriod::quarter);
  for (const auto& [code, share] : shares_of(data_, sales_, request_.as_of)) {
    if (share.amount <= 0) continue;
    ++third.of_n;
    const std::size_t before = third.findings.size();
    for (std::size_t q = 0; q < quarters.size(); ++q) {
      if (share.quarter_workdays[q] > 0 && share.quarters[q] <= 0) {
        third.add("quarter_without_amount", place_of(code), quarters[q].code);
      }
    }
    const auto found = own.find(code);
    const auto limit = found == own.end() ? std::nullopt : found->second.upper_quartile();
    const Minor brought = found == own.end() ? 0 : found->second.in_plan_minor;
    if (!limit) {
      third.add_unknown("too_little_history", place_of(code));
    } else if (share.workdays_left == 0) {
      if (share.amount > brought) third.add("no_workdays_left", place_of(code));
    } else {
      const double rate =
          static_cast<double>(share.amount - brought) / static_cast<double>(share.workdays_left);
      if (is_above(rate, *limit)) {
        third.add("rate_above_history", place_of(code),
                  whole_text(rate) + " > " + whole_text(*limit));
      }
    }
    third.n += third.findings.size() == before ? 1 : 0;
  }
}

/// 4: every quarter has a focus and a work item tied to it.
void Judgement::judge_focuses() {
  Principle& fourth = principle(4);
  for (const TimeSpan& quarter : data_.time.of(QuotaPeriod::quarter)) {
    ++fourth.of_n;
    std::set<std::string, std::less<>> goals;
    bool has_focus = false;
    for (const Focus& focus : definition_.focuses) {
      if (focus.quarter != quarter.code) continue;
      has_focus = true;
      if (!focus.goal.empty()) goals.insert(focus.goal);
    }
    if (!has_focus) {
      fourth.add("no_focus", quarter.code);
      continue;
    }
    const auto is_tied = [&](const WorkItem& item) {
      return item.quarter == quarter.code && item.goal && goals.contains(*item.goal);
    };
    if (!items_.has_table || !items_.has_goal || !items_.has_quarter) {
      fourth.add_unknown("work_items_not_known", quarter.code);
    } else if (std::none_of(items_.items.begin(), items_.items.end(), is_tied)) {
      fourth.add("no_work_item", quarter.code);
    } else {
      ++fourth.n;
    }
  }
}

/// 5: every work item has a due date within its quarter and an urgency, the
/// urgent ones before the rest.
void Judgement::judge_items() {
  Principle& fifth = principle(5);
  if (!items_.has_table) {
    fifth.add_unknown("work_items_not_known");
    return;
  }
  if (items_.items.empty()) fifth.add_unknown("no_work_items");
  const FirstDays first_normal = first_normal_days();
  for (const WorkItem& item : items_.items) {
    const bool is_elsewhere = item.quarter && quarter_of(item) < 0;
    if (is_elsewhere) continue;  // an item of another plan's time
    ++fifth.of_n;
    const std::size_t before = fifth.findings.size();
    judge_item(item);
    judge_order(item, first_normal);
    fifth.n += fifth.findings.size() == before ? 1 : 0;
  }
}

void Judgement::judge_item(const WorkItem& item) {
  Principle& fifth = principle(5);
  if (!items_.has_due_on) {
    fifth.add_unknown("due_not_known", item.id);
  } else if (!item.due_on) {
    fifth.add("no_due_date", item.id);
  }
  if (!items_.has_urgency) {
    fifth.add_unknown("urgency_not_known", item.id);
  } else if (!item.urgency) {
    fifth.add("no_urgency", item.id);
  }
  if (!item.quarter) {
    if (items_.has_quarter) {
      fifth.add("no_quarter", item.id);
    } else {
      fifth.add_unknown("quarter_not_known", item.id);
    }
  } else if (item.due_on) {
    const TimeSpan& quarter =
        data_.time.of(QuotaPeriod::quarter)[static_cast<std::size_t>(quarter_of(item))];
    if (*item.due_on < quarter.whole_from || *item.due_on > quarter.whole_to) {
      fifth.add("due_outside_quarter", item.id, format_day(*item.due_on));
    }
  }
}

/// Day of the first item that is not urgent, by quarter and rep.
FirstDays Judgement::first_normal_days() const {
  FirstDays first;
  for (const WorkItem& item : items_.items) {
    if (!item.due_on || item.urgency != "normal" || quarter_of(item) < 0) continue;
    const auto [at, is_new] = first.emplace(key_of(item), *item.due_on);
    if (!is_new) at->second = std::min(at->second, *item.due_on);
  }
  return first;
}

/// Within a quarter and a rep no urgent item is due after another.
void Judgement::judge_order(const WorkItem& item, const FirstDays& first_normal) {
  if (!item.due_on || item.urgency != "urgent" || quarter_of(item) < 0) return;
  const auto rest = first_normal.find(key_of(item));
  if (rest == first_normal.end() || *item.due_on <= rest->second) return;
  principle(5).add("urgent_after_normal", item.id,
                   format_day(*item.due_on) + " > " + format_day(rest->second));
}

results::Table Judgement::table() const {
  const CodeLabels finding_labels("principle_finding");
  const CodeLabels principle_labels("principle");
  std::vector<std::int32_t> numbers;
  std::vector<std::string> codes, findings, labels;
  std::vector<Holds> holds;
  std::vector<std::optional<std::int64_t>> n, of_n;
  std::vector<std::optional<std::string>> places, details;
  const auto optional_text = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  for (std::size_t i = 0; i < principles_.size(); ++i) {
    const Principle& each = principles_[i];
    const std::string code(principle_codes[i]);
    const auto add = [&](Holds answer, std::string_view finding, std::string label) {
      numbers.push_back(static_cast<std::int32_t>(i + 1));
      codes.push_back(code);
      holds.push_back(answer);
      findings.emplace_back(finding);
      labels.push_back(std::move(label));
    };
    add(each.holds(), "", principle_labels.in(code, request_.language));
    n.emplace_back(each.n);
    of_n.emplace_back(each.of_n);
    places.emplace_back();
    details.emplace_back();
    for (const Finding& finding : each.findings) {
      add(finding.holds, finding.code, finding_labels.in(finding.code, request_.language));
      n.emplace_back();
      of_n.emplace_back();
      places.push_back(optional_text(finding.place));
      details.push_back(optional_text(finding.detail));
    }
  }
  results::Table table;
  table.name = "principles";
  table.add(results::int32_column("principle", std::move(numbers)));
  table.add(results::coded_column("code", codes));
  table.add(results::boolean_column("holds", holds));
  table.add(results::int64_column("n", n));
  table.add(results::int64_column("of_n", of_n));
  table.add(results::text_column("place", places));
  table.add(results::coded_column("finding", findings, true));
  table.add(results::text_column("detail", details));
  table.add(results::text_column("label", labels));
  return table;
}

}  // namespace
}  // namespace quota

Result Quota::principles(const Tables& tables, const PrinciplesRequest& request,
                         const Run& run) const {
  using namespace quota;
  const Judgement judgement(*data_, tables, request, run);
  Question question{"principles", request_text(request)};
  question.about_persons = true;
  question.as_of = request.as_of;
  std::vector<results::Table> result;
  result.push_back(judgement.table());
  result.push_back(
      results::fault_table("principle_faults", judgement.faults(), tables, data_->request.values));
  return make_result(*data_, question, std::move(result));
}

}  // namespace sandan
