#include "process/graded_lines.hpp"

#include <algorithm>
#include <utility>

#include "process/inputs.hpp"
#include "rules/answers.hpp"
#include "rules/output_of.hpp"

namespace sandan::process {
namespace {

/// An output of the policy; a refusal names the member of the request.
rules::OutputOf output_named(const rules::Plan& plan, const std::string& output,
                             const char* member) {
  try {
    return rules::OutputOf(plan, output);
  } catch (const Error& error) {
    throw Error(error.status(), error.detail(), error.what()).at(member);
  }
}

/// Modes by the place of the output's value.
std::vector<LineMode> modes_by_place(const rules::OutputOf& output, const std::string& name) {
  std::vector<LineMode> modes;
  bool is_mode = false;
  for (const auto& text : output.texts()) {
    modes.push_back(text == "close"     ? LineMode::close
                    : text == "nurture" ? LineMode::nurture
                                        : LineMode::other);
    is_mode = is_mode || text == "close" || text == "nurture" || text == "find";
  }
  if (!is_mode) {
    throw Error(Status::invalid_argument, "not_a_mode",
                "output \"" + name + "\" is never close, nurture or find")
        .at("/mode");
  }
  return modes;
}

void check_number(const rules::OutputOf& output, const std::string& name) {
  if (output.type() == rules::feel::Type::number) return;
  throw Error(Status::invalid_argument, "wrong_type",
              "output \"" + name + "\" is no number of days")
      .at("/max_gap");
}

/// Both ids are text or both whole numbers.
void check_same_kind(const arrow::Table& table, const arrow::Column& ids, const arrow::Table& other,
                     const arrow::Column& other_ids) {
  const auto is_empty = [](const arrow::Table& each, const arrow::Column& column) {
    return each.rows() == 0 || column.type().kind == arrow::Kind::null;
  };
  if (is_empty(table, ids) || is_empty(other, other_ids)) return;
  if (id_kind(table, ids) == id_kind(other, other_ids)) return;
  throw table
      .error(Status::schema, "id_types_differ",
             "column \"" + ids.name() + "\" is " + type_name(ids.type()) + " here and " +
                 type_name(other_ids.type()) + " in \"" + other.name() +
                 "\"; both must be text or both whole numbers")
      .at(ids.name())
      .in_column(ids.position());
}

/// Rows of the ids; negative where there is none.
std::vector<std::int32_t> rows_of(const IdIndex& index, const arrow::Column& ids) {
  std::vector<std::int32_t> rows(static_cast<std::size_t>(ids.rows()), IdIndex::null);
  if (ids.type().kind != arrow::Kind::null) index.find(ids, 0, ids.rows(), rows.data());
  return rows;
}

}  // namespace

GradedLines::GradedLines(const Policy& policy, const Tables& tables, const LineOutputs& outputs,
                         Day as_of, const Run& run, Budget& budget)
    : as_of_(as_of) {
  PolicyRequest request;
  request.as_of = as_of;
  request.keys.emplace();
  const rules::Asked asked = rules::ask(policy.versions(), tables, request, run);
  table_ = asked.table;
  accounts_ = &required_column(*table_, "account_id", Wanted::id);
  const rules::OutputOf mode = output_named(*asked.plan, outputs.mode, "/mode");
  const rules::OutputOf max_gap = output_named(*asked.plan, outputs.max_gap, "/max_gap");
  const auto modes = modes_by_place(mode, outputs.mode);
  check_number(max_gap, outputs.max_gap);
  const auto rows = static_cast<std::size_t>(asked.rows());
  budget.take(rows * (sizeof(LineMode) + sizeof(Gap) + sizeof(std::int32_t)));
  modes_.assign(rows, static_cast<std::uint8_t>(LineMode::unknown));
  gaps_.resize(rows);
  rules::for_each_batch(asked, run, [&](std::int64_t, rules::Batch& batch) {
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      const auto row = static_cast<std::size_t>(batch.first_row()) + i;
      if (const std::int32_t place = mode.place(batch, i); place >= 0) {
        modes_[row] = static_cast<std::uint8_t>(modes[static_cast<std::size_t>(place)]);
      }
      const std::int32_t place = max_gap.place(batch, i);
      if (place < 0) continue;
      const rules::Value& value = max_gap.values()[static_cast<std::size_t>(place)];
      gaps_[row].is_known = true;
      gaps_[row].is_none = !value.is_value();
      if (value.is_value()) gaps_[row].days = value.number.to_double();
    }
  });
  next_.assign(rows, -1);
  first_.emplace(*table_, *accounts_, budget, [&](std::int32_t first, std::int32_t again) {
    const auto at = static_cast<std::size_t>(first);
    next_[static_cast<std::size_t>(again)] = std::exchange(next_[at], again);
    return first;
  });
}

namespace {

/// Whether a line is of a product: by equal codes.
class Products {
 public:
  Products(const arrow::Table& lines, const arrow::Table& deals)
      : lines_(optional_column(&lines, "product_line", Wanted::text)),
        deals_(optional_column(&deals, "product", Wanted::text)) {}

  bool are_told() const noexcept { return lines_ != nullptr && deals_ != nullptr; }
  std::optional<std::string_view> of_deal(std::int64_t row) const { return deals_->text(row); }
  std::optional<std::string_view> of_line(std::int64_t row) const { return lines_->text(row); }

 private:
  const arrow::Column* lines_;
  const arrow::Column* deals_;
};

/// What several lines say of a deal.
struct Said {
  std::int64_t lines = 0, close = 0, unknown = 0;

  void add(LineMode mode) {
    ++lines;
    close += mode == LineMode::close ? 1 : 0;
    unknown += mode == LineMode::unknown ? 1 : 0;
  }
  /// All of the lines are the deal's.
  LineMode of_all() const {
    if (close > 0) return LineMode::close;
    return unknown > 0 || lines == 0 ? LineMode::unknown : LineMode::other;
  }
  /// One of the lines is the deal's, nobody knows which.
  LineMode of_one() const {
    if (lines > 0 && close == lines) return LineMode::close;
    return close + unknown > 0 || lines == 0 ? LineMode::unknown : LineMode::other;
  }
};

}  // namespace

std::vector<LineMode> GradedLines::modes_of_deals(const arrow::Table& deals, Budget& budget) const {
  const arrow::Column& ids = required_column(deals, "account_id", Wanted::id);
  check_same_kind(deals, ids, *table_, *accounts_);
  const Products products(*table_, deals);
  budget.take(static_cast<std::size_t>(deals.rows()) * (sizeof(std::int32_t) + sizeof(LineMode)));
  const auto first = rows_of(*first_, ids);
  std::vector<LineMode> modes(first.size(), LineMode::unknown);
  for (std::size_t row = 0; row < first.size(); ++row) {
    const auto product = products.are_told() ? products.of_deal(static_cast<std::int64_t>(row))
                                             : std::optional<std::string_view>();
    Said said;
    for (std::int32_t line = first[row]; line >= 0; line = next_[static_cast<std::size_t>(line)]) {
      if (product && products.of_line(line) != product) continue;
      said.add(static_cast<LineMode>(modes_[static_cast<std::size_t>(line)]));
    }
    modes[row] = product || !products.are_told() ? said.of_all() : said.of_one();
  }
  return modes;
}

Contacted GradedLines::contacted(const arrow::Table& activities) const {
  const arrow::Column& ids = required_column(activities, "account_id", Wanted::id);
  check_same_kind(activities, ids, *table_, *accounts_);
  const arrow::Column& done = required_column(activities, "done_on", Wanted::day);
  const auto first = rows_of(*first_, ids);
  const std::vector<Day> done_on = read_days(done, [](std::int64_t) {});
  std::vector<Day> last(next_.size(), no_day);  // by the first line of the account
  for (std::size_t row = 0; row < first.size(); ++row) {
    if (first[row] < 0 || done_on[row] == no_day || done_on[row] > as_of_) continue;
    Day& day = last[static_cast<std::size_t>(first[row])];
    day = std::max(day, done_on[row]);
  }
  Contacted contacted;
  const auto account = rows_of(*first_, *accounts_);
  for (std::size_t row = 0; row < modes_.size(); ++row) {
    const auto mode = static_cast<LineMode>(modes_[row]);
    const bool is_nurtured = mode == LineMode::nurture;
    if (mode == LineMode::unknown || (is_nurtured && !gaps_[row].is_known)) ++contacted.unknown;
    if (!is_nurtured || !gaps_[row].is_known || gaps_[row].is_none) continue;
    ++contacted.n;
    if (account[row] < 0) continue;
    const Day day = last[static_cast<std::size_t>(account[row])];
    if (day != no_day && static_cast<double>(as_of_ - day) <= gaps_[row].days) {
      ++contacted.on_time;
    }
  }
  return contacted;
}

Listed listed_of(const arrow::Table& accounts, const arrow::Table& universe, Budget& budget) {
  const arrow::Column& listed = required_column(accounts, "account_id", Wanted::id);
  const arrow::Column& known = required_column(universe, "account_id", Wanted::id);
  check_same_kind(universe, known, accounts, listed);
  const auto keep_first = [](std::int32_t first, std::int32_t) { return first; };
  const IdIndex on_list(accounts, listed, budget, keep_first);
  const IdIndex existing(universe, known, budget, keep_first);
  // An id counts where it stands first.
  const auto count = [](const IdIndex& own, const arrow::Column& ids, auto&& each) {
    const auto rows = rows_of(own, ids);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (rows[row] == static_cast<std::int32_t>(row)) each(row);
    }
  };
  Listed answer;
  const auto is_listed = rows_of(on_list, known);
  count(existing, known, [&](std::size_t row) {
    ++answer.known;
    answer.listed += is_listed[row] >= 0 ? 1 : 0;
  });
  const auto is_known = rows_of(existing, listed);
  count(on_list, listed, [&](std::size_t row) { answer.beyond += is_known[row] < 0 ? 1 : 0; });
  return answer;
}

}  // namespace sandan::process
