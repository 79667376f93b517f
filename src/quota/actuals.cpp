#include "quota/actuals.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "core/buffer.hpp"
#include "core/cells.hpp"
#include "core/interner.hpp"
#include "core/text.hpp"
#include "process/deals.hpp"
#include "process/inputs.hpp"
#include "quota/credits.hpp"
#include "quota/rates.hpp"

namespace sandan::quota {
namespace {

constexpr std::size_t most_shown = 20;

using process::no_day;
using process::optional_column;
using process::required_column;
using process::Wanted;

constexpr std::array<std::string_view, 12> fault_words = {
    "missing_date",     "impossible_date",   "missing_amount",    "unknown_kind",
    "missing_currency", "duplicate_actual",  "unknown_node",      "outside_days",
    "bad_share",        "credits_not_whole", "missing_credit_to", "unknown_credited"};

/// Rows at fault are left out; others may only not be asked for.
enum RowState : std::uint8_t { kept, not_asked, left_out };

const arrow::Table& table_of(const Tables& tables, const Run& run) {
  const arrow::Table* table = tables.find("actuals");
  if (table == nullptr) {
    throw Error(Status::schema, "missing_table", "table \"actuals\" is missing")
        .in_table("actuals");
  }
  if (run.max_rows > 0 && table->rows() > run.max_rows) {
    throw table->error(
        Status::limit, "max_rows",
        std::to_string(table->rows()) + " rows; max_rows is " + std::to_string(run.max_rows));
  }
  if (table->rows() > INT32_MAX) {
    throw table->error(Status::limit, "max_rows", "more than 2^31 - 1 rows");
  }
  return *table;
}

class ActualsReader {
 public:
  ActualsReader(const Tables& tables, const ActualsRequest& request, const Run& run)
      : tables_(tables),
        request_(request),
        table_(table_of(tables, run)),
        budget_(run.max_bytes),
        states_(static_cast<std::size_t>(table_.rows()), kept) {
    // Days, amounts, kinds, states, ids and a code per axis and column.
    budget_.take(states_.size() * (48 + 8 * (request.axes.size() + request.columns.size())));
  }

  Actuals read() && {
    read_days();
    read_kinds();
    set_duplicates_aside();
    read_amounts();
    read_ids();
    emit();
    read_columns();
    put_on_axes();
    std::stable_sort(actuals_.faults.begin(), actuals_.faults.end(),
                     [](const ActualFaultRow& a, const ActualFaultRow& b) {
                       if (a.in_credits != b.in_credits) return b.in_credits;
                       return a.row < b.row;
                     });
    return std::move(actuals_);
  }

 private:
  std::int64_t rows() const noexcept { return table_.rows(); }
  bool is_kept(std::int64_t row) const noexcept {
    return states_[static_cast<std::size_t>(row)] == kept;
  }
  bool is_left_out(std::int64_t row) const noexcept {
    return states_[static_cast<std::size_t>(row)] == left_out;
  }
  void skip(std::int64_t row) {
    std::uint8_t& state = states_[static_cast<std::size_t>(row)];
    if (state == kept) state = not_asked;
  }
  void skip_all() {
    for (std::int64_t row = 0; row < rows(); ++row)
      skip(row);
  }
  /// A fault of a row that is not asked for is not told.
  void set_aside_if_asked(ActualFault fault, std::int64_t row, std::string_view column) {
    if (is_kept(row)) {
      set_aside(fault, row, column);
    } else {
      states_[static_cast<std::size_t>(row)] = left_out;
    }
  }
  void set_aside(ActualFault fault, std::int64_t row, std::string_view column) {
    states_[static_cast<std::size_t>(row)] = left_out;
    actuals_.faults.push_back({fault, true, false, row, std::string(column)});
  }

  void read_days() {
    const auto& column = required_column(table_, "date", Wanted::day);
    std::vector<std::int64_t> impossible;
    days_ = process::read_days(column, [&](std::int64_t row) { impossible.push_back(row); });
    for (const std::int64_t row : impossible)
      set_aside(ActualFault::impossible_date, row, "date");
    for (std::int64_t row = 0; row < rows(); ++row) {
      const Day day = days_[static_cast<std::size_t>(row)];
      if (day == no_day) {
        if (is_kept(row)) set_aside(ActualFault::missing_date, row, "date");
      } else if ((request_.from && day < *request_.from) || (request_.to && day > *request_.to)) {
        skip(row);
      }
    }
  }

  void read_kinds() {
    is_collection_.assign(states_.size(), 0);
    const auto* column = optional_column(&table_, "kind", Wanted::text);
    if (column == nullptr || column->type().kind == arrow::Kind::null) {
      if (request_.kind == "collection") skip_all();
      return;
    }
    std::vector<std::int32_t> kinds(states_.size(), 0);  // null: order, as without the column
    code_texts<std::int32_t>(
        *column, 0, rows(), 0,
        [](std::string_view text) { return text == "order"        ? 0
                                           : text == "collection" ? 1
                                                                  : -1; },
        kinds.data());
    for (std::int64_t row = 0; row < rows(); ++row) {
      if (is_left_out(row)) continue;
      const std::int32_t kind = kinds[static_cast<std::size_t>(row)];
      if (kind < 0) {
        set_aside_if_asked(ActualFault::unknown_kind, row, "kind");
        continue;
      }
      is_collection_[static_cast<std::size_t>(row)] = kind == 1 ? 1 : 0;
      if (!request_.kind.empty() && request_.kind != (kind == 1 ? "collection" : "order")) {
        skip(row);
      }
    }
  }

  /// Of rows of one actual_id and kind the one that orders first by its cells
  /// counts, those with an amount and a currency before those without.
  void set_duplicates_aside() {
    const auto* column = optional_column(&table_, "actual_id", Wanted::id);
    if (column == nullptr) return;
    actual_codes_ = arrow::id_codes(*column, actual_ids_);
    std::vector<std::int32_t> counts(2 * static_cast<std::size_t>(actual_ids_.size()), -1);
    for (std::int32_t row = 0; row < rows(); ++row) {
      const auto at = static_cast<std::size_t>(row);
      const std::int32_t code = actual_codes_[at];
      if (code < 0 || is_left_out(row)) continue;
      std::int32_t& counted = counts[2 * static_cast<std::size_t>(code) + is_collection_[at]];
      if (counted < 0) {
        counted = row;
        continue;
      }
      const bool keep_first = has_money(counted) == has_money(row)
                                  ? process::compare_rows(table_, counted, row) <= 0
                                  : has_money(counted);
      set_aside_if_asked(ActualFault::duplicate_actual, keep_first ? row : counted, "actual_id");
      if (!keep_first) counted = row;
    }
  }

  bool has_money(std::int32_t row) const {
    for (const std::string_view name : {"amount_minor", "currency"}) {
      const auto* column = table_.find(name);
      if (column != nullptr && column->is_null(row)) return false;
    }
    return true;
  }

  void read_amounts() {
    const auto& column = required_column(table_, "amount_minor", Wanted::integer);
    amounts_.assign(states_.size(), 0);
    column.for_each_integer([&](std::int64_t row, std::optional<std::int64_t> amount) {
      if (!is_kept(row)) return;
      if (!amount) return set_aside(ActualFault::missing_amount, row, "amount_minor");
      amounts_[static_cast<std::size_t>(row)] = *amount;
    });
    actuals_.currency = request_.currency;
    if (const auto* currency = optional_column(&table_, "currency", Wanted::text)) {
      convert(*currency);
    } else if (!request_.own_currency.empty() && request_.own_currency != request_.currency) {
      convert_all();
    }
  }

  /// Before they are divided among who is credited, so that the parts add up.
  void convert_all() {
    const Rates rates(tables_, request_.currency);
    const std::int32_t own = rates.code(request_.own_currency);
    for (std::int64_t row = 0; row < rows(); ++row) {
      if (!is_kept(row)) continue;
      const auto at = static_cast<std::size_t>(row);
      const auto converted = rates.convert(amounts_[at], own, days_[at]);
      if (!converted) {
        throw table_
            .error(Status::data, "no_rate",
                   "no rate into \"" + shortened(request_.currency, most_shown) +
                       "\" on or before " + format_day(days_[at]))
            .in_row(row);
      }
      amounts_[at] = *converted;
    }
  }

  void convert(const arrow::Column& column) {
    Interner currencies;
    std::vector<std::int32_t> codes(states_.size(), -1);
    if (column.type().kind != arrow::Kind::null) {
      code_texts<std::int32_t>(
          column, 0, rows(), -1, [&](std::string_view text) { return currencies.code(text); },
          codes.data());
    }
    std::optional<Rates> rates;
    std::vector<std::int32_t> known;
    for (std::int64_t row = 0; row < rows(); ++row) {
      if (!is_kept(row)) continue;
      const std::int32_t code = codes[static_cast<std::size_t>(row)];
      if (code < 0) {
        set_aside(ActualFault::missing_currency, row, "currency");
        continue;
      }
      const std::string_view currency = currencies.text(code);
      if (request_.any_currency) continue;
      if (actuals_.currency.empty()) actuals_.currency = currency;
      if (currency == actuals_.currency) continue;
      if (request_.currency.empty()) refuse_second_currency(column, row, currency);
      if (!rates) {
        rates.emplace(tables_, request_.currency);
        for (std::int32_t i = 0; i < currencies.size(); ++i)
          known.push_back(rates->code(currencies.text(i)));
      }
      Minor& amount = amounts_[static_cast<std::size_t>(row)];
      const Day day = days_[static_cast<std::size_t>(row)];
      const auto converted = rates->convert(amount, known[static_cast<std::size_t>(code)], day);
      if (!converted) {
        throw no_rate(table_, column, row, currency, request_.currency, day, request_.values);
      }
      amount = *converted;
    }
  }

  [[noreturn]] void refuse_second_currency(const arrow::Column& column, std::int64_t row,
                                           std::string_view currency) const {
    throw table_
        .error(Status::data, "currencies_differ",
               "amounts in " +
                   (request_.values ? shortened(actuals_.currency, most_shown) + " and " +
                                          shortened(currency, most_shown)
                                    : std::string("several currencies")) +
                   " are never added; ask for one currency, with a table \"rates\"")
        .at(column.name())
        .in_row(row)
        .in_column(column.position());
  }

  void read_ids() {
    if (const auto* column = optional_column(&table_, "rep_id", Wanted::id)) {
      rep_codes_ = arrow::id_codes(*column, reps_);
    } else {
      rep_codes_.assign(states_.size(), -1);
    }
    if (tables_.find("credits") == nullptr) return;
    if (const auto* column = optional_column(&table_, "opportunity_id", Wanted::id)) {
      opportunity_codes_ = arrow::id_codes(*column, opportunities_);
    }
    credits_.emplace(tables_, actual_ids_, opportunities_, reps_, actuals_.faults);
  }

  void emit() {
    const auto code_at = [](const std::vector<std::int32_t>& codes, std::size_t row) {
      return codes.empty() ? -1 : codes[row];
    };
    std::vector<Minor> parts;
    for (std::size_t row = 0; row < states_.size(); ++row) {
      if (states_[row] != kept) continue;
      const auto shares =
          credits_ ? credits_->of(code_at(actual_codes_, row), code_at(opportunity_codes_, row))
                   : std::span<const Credits::Share>{};
      if (shares.empty()) {
        add(row, amounts_[row], rep_codes_[row]);
        continue;
      }
      divide_amount(amounts_[row], shares, parts);
      for (std::size_t i = 0; i < parts.size(); ++i)
        add(row, parts[i], shares[i].rep);
    }
    actuals_.rep.name = "rep_id";
    actuals_.rep.texts = reps_.texts();
    if (credits_) forget_other_credits();
  }

  /// A fault of credits of rows that are not asked for is not told.
  void forget_other_credits() {
    std::vector<bool> actuals(static_cast<std::size_t>(actual_ids_.size()), false);
    std::vector<bool> opportunities(static_cast<std::size_t>(opportunities_.size()), false);
    for (std::size_t row = 0; row < states_.size(); ++row) {
      if (states_[row] == not_asked) continue;
      if (!actual_codes_.empty() && actual_codes_[row] >= 0)
        actuals[static_cast<std::size_t>(actual_codes_[row])] = true;
      if (!opportunity_codes_.empty() && opportunity_codes_[row] >= 0)
        opportunities[static_cast<std::size_t>(opportunity_codes_[row])] = true;
    }
    const auto is_other = [&](const ActualFaultRow& fault) {
      return (fault.of_actual >= 0 && !actuals[static_cast<std::size_t>(fault.of_actual)]) ||
             (fault.of_opportunity >= 0 &&
              !opportunities[static_cast<std::size_t>(fault.of_opportunity)]);
    };
    auto& faults = actuals_.faults;
    faults.erase(std::remove_if(faults.begin(), faults.end(), is_other), faults.end());
  }

  void add(std::size_t row, Minor amount, std::int32_t rep) {
    actuals_.row.push_back(static_cast<std::int64_t>(row));
    actuals_.day.push_back(days_[row]);
    actuals_.amount_minor.push_back(amount);
    actuals_.is_collection.push_back(is_collection_[row]);
    actuals_.rep.codes.push_back(rep);
  }

  /// Codes of a column of `actuals` by emitted row.
  CodedColumn own_column(const arrow::Column& column, std::string name) const {
    Interner texts;
    const auto codes = id_or_text_codes(column, texts);
    CodedColumn coded{std::move(name), {}, texts.texts()};
    coded.codes.reserve(actuals_.row.size());
    for (const std::int64_t row : actuals_.row)
      coded.codes.push_back(codes[static_cast<std::size_t>(row)]);
    return coded;
  }

  static std::vector<std::int32_t> id_or_text_codes(const arrow::Column& column, Interner& texts) {
    if (column.type().is_text() || column.type().is_integer())
      return arrow::id_codes(column, texts);
    std::vector<std::int32_t> codes(static_cast<std::size_t>(column.rows()), -1);
    for (std::int64_t row = 0; row < column.rows(); ++row) {
      if (const auto text = column.printed(row)) {
        codes[static_cast<std::size_t>(row)] = texts.code(*text);
      }
    }
    return codes;
  }

  void read_columns() {
    for (const std::string& name : request_.columns) {
      auto column = any_column(name);
      if (!column) {
        throw table_
            .error(
                Status::schema, "missing_column",
                "column \"" + name + "\" is neither in \"actuals\" nor in \"accounts\" or \"reps\"")
            .at(name);
      }
      actuals_.columns.push_back(std::move(*column));
    }
  }

  /// A column of actuals, else of accounts by account_id, else of the rep on
  /// that day.
  std::optional<CodedColumn> any_column(const std::string& name) const {
    if (name == "rep_id") return actuals_.rep;
    if (const auto* column = table_.find(name)) return own_column(*column, name);
    if (auto of_account = joined_column("accounts", "account_id", name)) return of_account;
    return column_of_rep(name);
  }

  struct Stay {
    Day from;
    Day to;
    std::int32_t code;
  };

  /// A column of rep_assignments on the days its rows cover, else of reps.
  std::optional<CodedColumn> column_of_rep(const std::string& name) const {
    auto of_reps = joined_column("reps", "rep_id", name);
    const arrow::Table* table = tables_.find("rep_assignments");
    const auto* column = table == nullptr ? nullptr : table->find(name);
    const auto* ids = optional_column(table, "rep_id", Wanted::id);
    if (column == nullptr || ids == nullptr) return of_reps;
    CodedColumn coded{name, std::vector<std::int32_t>(actuals_.day.size(), -1), {}};
    Interner texts;
    if (of_reps) {
      coded.codes = std::move(of_reps->codes);
      for (const std::string& text : of_reps->texts)
        texts.code(text);
    }
    const auto stays = stays_of_reps(*table, *ids, id_or_text_codes(*column, texts));
    for (std::size_t i = 0; i < coded.codes.size(); ++i) {
      const std::int32_t rep = actuals_.rep.codes[i];
      if (rep < 0) continue;
      const auto& of_rep = stays[static_cast<std::size_t>(rep)];
      const Day day = actuals_.day[i];
      const auto stay = std::find_if(of_rep.begin(), of_rep.end(), [day](const Stay& each) {
        return each.from <= day && day <= each.to;
      });
      if (stay != of_rep.end()) coded.codes[i] = stay->code;
    }
    coded.texts = texts.texts();
    return coded;
  }

  /// Rows of rep_assignments by rep, the earliest first.
  std::vector<std::vector<Stay>> stays_of_reps(const arrow::Table& table, const arrow::Column& ids,
                                               const std::vector<std::int32_t>& codes) const {
    std::unordered_map<std::string_view, std::size_t> reps;
    for (std::size_t i = 0; i < actuals_.rep.texts.size(); ++i)
      reps.emplace(actuals_.rep.texts[i], i);
    const std::vector<Day> from = process::days_or(table, "from_on", first_day, request_.values);
    const std::vector<Day> to = process::days_or(table, "to_on", last_day, request_.values);
    std::vector<std::vector<Stay>> stays(actuals_.rep.texts.size());
    std::vector<std::int32_t> order(from.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
      const auto days_of = [&](std::int32_t row) {
        return std::pair(from[static_cast<std::size_t>(row)], to[static_cast<std::size_t>(row)]);
      };
      if (days_of(a) != days_of(b)) return days_of(a) < days_of(b);
      return process::compare_rows(table, a, b) < 0;
    });
    for (const std::int32_t row : order) {
      const auto at = static_cast<std::size_t>(row);
      const auto id = arrow::id_at(ids, row);
      const auto rep = id ? reps.find(*id) : reps.end();
      if (rep != reps.end()) stays[rep->second].push_back({from[at], to[at], codes[at]});
    }
    return stays;
  }

  /// A column of another table, reached by an id of `actuals`.
  std::optional<CodedColumn> joined_column(std::string_view table_name, std::string_view id,
                                           const std::string& name) const {
    const arrow::Table* table = tables_.find(table_name);
    const auto* column = table == nullptr ? nullptr : table->find(name);
    const auto* ids = optional_column(table, id, Wanted::id);
    if (column == nullptr || ids == nullptr) return std::nullopt;
    CodedColumn links = actuals_.rep;
    if (id != "rep_id") {
      const auto* link = optional_column(&table_, id, Wanted::id);
      if (link == nullptr) return std::nullopt;
      links = own_column(*link, std::string(id));
    }
    std::unordered_map<std::string_view, std::size_t> link_of;
    for (std::size_t i = 0; i < links.texts.size(); ++i)
      link_of.emplace(links.texts[i], i);
    std::vector<std::int64_t> row_of(links.texts.size(), -1);
    for (std::int64_t row = 0; row < table->rows(); ++row) {
      const auto text = arrow::id_at(*ids, row);
      const auto found = text ? link_of.find(*text) : link_of.end();
      if (found == link_of.end()) continue;
      std::int64_t& known = row_of[found->second];
      if (known < 0 || process::compare_rows(*table, static_cast<std::int32_t>(row),
                                             static_cast<std::int32_t>(known)) < 0) {
        known = row;
      }
    }
    Interner texts;
    const auto codes = id_or_text_codes(*column, texts);
    CodedColumn coded{name, {}, texts.texts()};
    for (const std::int32_t link : links.codes) {
      const std::int64_t row = link < 0 ? -1 : row_of[static_cast<std::size_t>(link)];
      coded.codes.push_back(row < 0 ? -1 : codes[static_cast<std::size_t>(row)]);
    }
    return coded;
  }

  void put_on_axes() {
    for (const AxisTree& tree : request_.axes) {
      if (tree.nodes.size() == 1) {
        actuals_.nodes.emplace_back(actuals_.day.size(), 0);
      } else if (tree.axis == "sales") {
        put_on(tree, actuals_.rep);
      } else if (const auto column = any_column(tree.axis)) {
        put_on(tree, *column);
      } else {
        actuals_.nodes.emplace_back(actuals_.day.size(), -1);
      }
    }
  }

  void put_on(const AxisTree& tree, const CodedColumn& column) {
    const NodeFinder finder(tree);
    std::vector<std::int32_t> groups;
    for (const std::string& text : column.texts)
      groups.push_back(finder.group(text));
    std::vector<std::int32_t> nodes(actuals_.day.size(), -1);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::int32_t code = column.codes[i];
      if (code < 0) continue;
      const std::int32_t node =
          finder.find(groups[static_cast<std::size_t>(code)], actuals_.day[i], request_.nearest);
      nodes[i] = std::max(node, -1);
      if (node >= 0) continue;
      const auto fault =
          node == NodeFinder::unknown ? ActualFault::unknown_node : ActualFault::outside_days;
      actuals_.faults.push_back({fault, false, false, actuals_.row[i], column.name});
    }
    actuals_.nodes.push_back(std::move(nodes));
  }

  const Tables& tables_;
  const ActualsRequest& request_;
  const arrow::Table& table_;
  Budget budget_;
  std::vector<std::uint8_t> states_;
  std::vector<Day> days_;
  std::vector<std::uint8_t> is_collection_;
  std::vector<Minor> amounts_;
  Interner actual_ids_;
  Interner opportunities_;
  Interner reps_;
  std::vector<std::int32_t> actual_codes_;
  std::vector<std::int32_t> opportunity_codes_;
  std::vector<std::int32_t> rep_codes_;
  std::optional<Credits> credits_;
  Actuals actuals_;
};

}  // namespace

std::string_view word_of(ActualFault fault) noexcept {
  return fault_words[static_cast<std::size_t>(fault)];
}

const CodedColumn* Actuals::column(std::string_view name) const noexcept {
  for (const CodedColumn& column : columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

Actuals read_actuals(const Tables& tables, const ActualsRequest& request, const Run& run) {
  return ActualsReader(tables, request, run).read();
}

}  // namespace sandan::quota
