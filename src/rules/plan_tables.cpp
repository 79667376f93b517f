#include <algorithm>
#include <map>
#include <numeric>

#include "rules/plan_parts.hpp"
#include "sandan/core/status.hpp"

namespace sandan::rules {
namespace {

constexpr std::size_t most_narrow_rules = 64;
constexpr int most_digits = 18;

/// Place of an output's value in the order of priority; later than all listed
/// for others.
std::size_t priority_of(const Output& output, const Value& value) {
  const auto at = std::find(output.values.begin(), output.values.end(), value.text);
  return value.is_value() ? static_cast<std::size_t>(at - output.values.begin())
                          : output.values.size();
}

std::vector<std::uint32_t> order_of(const Table& table) {
  std::vector<std::uint32_t> order(table.rules.size());
  std::iota(order.begin(), order.end(), 0u);
  if (table.hit != HitPolicy::priority && table.hit != HitPolicy::output_order) return order;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    for (std::size_t o = 0; o < table.outputs.size(); ++o) {
      if (table.outputs[o].values.empty()) continue;
      const auto of_a = priority_of(table.outputs[o], table.rules[a].outputs[o]);
      const auto of_b = priority_of(table.outputs[o], table.rules[b].outputs[o]);
      if (of_a != of_b) return of_a < of_b;
    }
    return false;
  });
  return order;
}

/// Places of values among the distinct ones, found by their text.
class Distinct {
 public:
  explicit Distinct(std::vector<Value>& values) : values_(values) {}

  std::int32_t operator()(const Value& value) {
    std::string key = value.is_value() ? "=" + feel::display(value) : "";
    const auto [at, is_new] =
        places_.try_emplace(std::move(key), static_cast<std::int32_t>(values_.size()));
    if (is_new) values_.push_back(value);
    return at->second;
  }

 private:
  std::vector<Value>& values_;
  std::map<std::string, std::int32_t> places_;
};

void scale_numbers(const Table& table, const TablePlan& plan, OutputPlan& output) {
  for (const Rule& rule : table.rules) {
    if (rule.outputs[0].is_value()) {
      output.digits = std::max(output.digits, rule.outputs[0].number.fraction_digits());
    }
  }
  const Value& otherwise = table.outputs[0].otherwise;
  if (otherwise.is_value()) {
    output.digits = std::max(output.digits, otherwise.number.fraction_digits());
  }
  const auto scaled_of = [&](const Value& value) {
    const auto scaled = !value.is_value()             ? std::optional<std::int64_t>(0)
                        : output.digits > most_digits ? std::nullopt
                                                      : value.number.scaled(output.digits);
    // Sums of all rules must fit.
    if (!scaled || *scaled > INT64_MAX / 200'000 || *scaled < -(INT64_MAX / 200'000)) {
      throw Error(Status::limit, "number_too_wide",
                  "the numbers of an aggregate need too many digits together; round them")
          .at(table.outputs[0].item.code);
    }
    return *scaled;
  };
  output.scaled_default = scaled_of(otherwise);
  for (const std::uint32_t rule : plan.order)
    output.scaled.push_back(scaled_of(table.rules[rule].outputs[0]));
}

void plan_outputs(const Plan& plan, const Table& table, TablePlan& out) {
  std::map<std::vector<std::int32_t>, std::int32_t> outcomes;
  for (std::size_t o = 0; o < table.outputs.size(); ++o) {
    OutputPlan output;
    Distinct distinct(output.values);
    for (const std::uint32_t rule : out.order)
      output.of_rule.push_back(distinct(table.rules[rule].outputs[o]));
    output.otherwise = distinct(table.outputs[o].otherwise);
    if (table.outputs[o].slot >= 0 && !table.is_aggregate()) {
      for (const Value& value : output.values)
        output.codes.push_back(plan.scale(table.outputs[o].slot).code_of(value));
    }
    if (table.is_aggregate() && table.aggregate != Aggregate::count) {
      scale_numbers(table, out, output);
    }
    out.outputs.push_back(std::move(output));
  }
  const auto outcome = [&](auto&& value_of) {
    std::vector<std::int32_t> key;
    for (const OutputPlan& output : out.outputs)
      key.push_back(value_of(output));
    return outcomes.try_emplace(std::move(key), static_cast<std::int32_t>(outcomes.size()))
        .first->second;
  };
  for (std::size_t r = 0; r < out.rules; ++r) {
    out.outcome.push_back(outcome([r](const OutputPlan& output) { return output.of_rule[r]; }));
  }
  out.default_outcome = outcome([](const OutputPlan& output) { return output.otherwise; });
}

/// Bits of the rules for every code of a column, made from the truths of cells: rules
/// come in order, and the bits of 64 of them are written at a time.
class ColumnBits {
 public:
  ColumnBits(const TablePlan& plan, TableColumn& column)
      : words_(plan.words),
        column_(column),
        yes_(column.total, 0),
        possible_(column.total - column.sure, 0) {
    column.yes.assign(std::size_t{column.total} * words_, 0);
    column.possible.assign(std::size_t{column.total - column.sure} * words_, 0);
  }

  void put(std::size_t rule, const std::vector<std::uint8_t>& truth) {
    const std::size_t bit = rule % 64;
    if (rule / 64 != word_) flush(rule / 64);
    for (Code code = 0; code < column_.total; ++code)
      yes_[code] |= std::uint64_t{truth[code] == 2 ? 1u : 0u} << bit;
    for (Code code = column_.sure; code < column_.total; ++code)
      possible_[code - column_.sure] |= std::uint64_t{truth[code] != 0 ? 1u : 0u} << bit;
  }

  /// Writes what has come last.
  void finish() { flush(0); }

 private:
  void flush(std::size_t next) {
    const auto write = [&](std::vector<std::uint64_t>& bits, std::vector<std::uint64_t>& out) {
      for (std::size_t code = 0; code < bits.size() && word_ < words_; ++code)
        out[code * words_ + word_] = bits[code];
      std::fill(bits.begin(), bits.end(), 0);
    };
    write(yes_, column_.yes);
    write(possible_, column_.possible);
    word_ = next;
  }

  std::size_t words_;
  std::size_t word_ = 0;
  TableColumn& column_;
  std::vector<std::uint64_t> yes_;
  std::vector<std::uint64_t> possible_;
};

constexpr Code truth_codes = 3;
/// Truths of cells kept for other rules with the same cell.
constexpr std::size_t most_told_bytes = std::size_t{64} << 20;

class TablePlanner {
 public:
  TablePlanner(Compiler& compiler, const Table& table, const std::vector<feel::Node>& cells,
               TablePlan& out)
      : compiler_(compiler), table_(table), cells_(cells), out_(out) {}

  void run() {
    check_size();
    for (std::size_t c = 0; c < table_.columns.size(); ++c)
      plan_column(c);
    check_others();
    for (auto& [text, rules] : others_)
      plan_other(rules);
    if (out_.columns.empty()) plan_nothing_asked();
  }

 private:
  const feel::Node& cell(std::size_t rule, std::size_t column) const {
    return cells_[rule * table_.columns.size() + column];
  }

  /// Each cell that is no test of its slot alone has a column of its own.
  void check_others() const {
    const std::size_t words = others_.size() * truth_codes * 2;
    if (out_.words != 0 && words > most_index_bytes / 8 / out_.words) {
      throw Error(Status::limit, "table_too_large",
                  "the cells that compare inputs with one another would take more than 512 MiB; "
                  "compute the comparisons once, or split the table");
    }
  }

  void check_size() const {
    std::size_t codes = 0;
    for (const std::int32_t slot : table_.columns)
      codes += compiler_.plan().scale(slot).total();
    if (out_.words != 0 && codes > most_index_bytes / 8 / out_.words) {
      throw Error(Status::limit, "table_too_large",
                  "the table's index would take more than 512 MiB; split the table");
    }
  }

  void plan_column(std::size_t c) {
    const std::int32_t slot = table_.columns[c];
    const Scale& scale = compiler_.plan().scale(slot);
    TableColumn column;
    column.index = slot;
    column.total = scale.total();
    column.sure = scale.values();
    ColumnBits bits(out_, column);
    std::map<std::string_view, std::vector<std::uint8_t>> told;
    bool is_tested = false;
    for (std::size_t r = 0; r < out_.rules; ++r) {
      const std::uint32_t rule = out_.order[r];
      const std::string_view text = table_.rules[rule].texts[c];
      auto at = told.find(text);
      if (told.size() * column.total > most_told_bytes) {
        told.clear();
        at = told.end();
      }
      if (at == told.end()) at = told.emplace(text, truths(rule, c, slot)).first;
      if (at->second.empty()) {  // not of this slot alone
        others_[std::to_string(c) + " " + std::string(text)].push_back({r, c});
        bits.put(r, std::vector<std::uint8_t>(column.total, 2));
        continue;
      }
      is_tested = is_tested || !is_literal_true(cell(rule, c));
      bits.put(r, at->second);
    }
    bits.finish();
    if (!is_tested) return;
    compiler_.plan().is_read[static_cast<std::size_t>(slot)] = 1;
    out_.columns.push_back(std::move(column));
  }

  static bool is_literal_true(const feel::Node& node) {
    return node.op == feel::Op::literal && node.value.is_value() && node.value.truth;
  }

  std::vector<std::uint8_t> truths(std::size_t rule, std::size_t c, std::int32_t slot) const {
    const feel::Node& node = cell(rule, c);
    const std::int32_t alone = tested_alone(node, slot);
    if (alone == -1 || alone == slot) return compiler_.truths(node, slot);
    return {};
  }

  /// A column of the truths of a cell that is no test of its slot alone.
  void plan_other(const std::vector<std::pair<std::size_t, std::size_t>>& rules) {
    const auto [first, c] = rules.front();
    TableColumn column;
    column.is_condition = true;
    column.index = compiler_.condition(cell(out_.order[first], c), table_.columns[c]);
    column.total = truth_codes;
    ColumnBits bits(out_, column);
    const std::vector<std::uint8_t> holds(truth_codes, 2);
    const std::vector<std::uint8_t> as_told = {0, 1, 2};
    std::size_t next = 0;
    for (std::size_t r = 0; r < out_.rules; ++r) {
      const bool is_here = next < rules.size() && rules[next].first == r;
      bits.put(r, is_here ? as_told : holds);
      next += is_here ? 1 : 0;
    }
    bits.finish();
    out_.columns.push_back(std::move(column));
  }

  /// A table without tests: every rule holds.
  void plan_nothing_asked() {
    feel::Node always;
    always.type = feel::Type::boolean;
    always.value = Value::of(true);
    TableColumn column;
    column.is_condition = true;
    column.index = compiler_.condition(always, -1);
    column.total = truth_codes;
    ColumnBits bits(out_, column);
    for (std::size_t r = 0; r < out_.rules; ++r)
      bits.put(r, std::vector<std::uint8_t>(truth_codes, 2));
    bits.finish();
    out_.columns.push_back(std::move(column));
  }

  Compiler& compiler_;
  const Table& table_;
  const std::vector<feel::Node>& cells_;
  TablePlan& out_;
  /// Rules and column of each such cell, by column and text.
  std::map<std::string, std::vector<std::pair<std::size_t, std::size_t>>> others_;
};

NarrowTable narrow_of(const TablePlan& plan) {
  NarrowTable narrow;
  narrow.planes = std::max<std::size_t>((plan.rules + 7) / 8, 1);
  const auto spread = [&](auto&& row_of) {
    std::vector<std::uint8_t> bits(plan.columns.size() * narrow.planes * 256, 0);
    for (std::size_t c = 0; c < plan.columns.size(); ++c) {
      for (Code code = 0; code < plan.columns[c].total; ++code) {
        const std::uint64_t rules = *row_of(plan.columns[c], code);
        for (std::size_t p = 0; p < narrow.planes; ++p) {
          bits[(c * narrow.planes + p) * 256 + code] = static_cast<std::uint8_t>(rules >> (8 * p));
        }
      }
    }
    return bits;
  };
  narrow.yes =
      spread([&](const TableColumn& column, Code code) { return plan.yes_row(column, code); });
  narrow.possible =
      spread([&](const TableColumn& column, Code code) { return plan.possible_row(column, code); });
  for (const TableColumn& column : plan.columns)
    narrow.counts.push_back(static_cast<std::uint16_t>(column.total));
  return narrow;
}

bool is_narrow(const TablePlan& plan) {
  return plan.rules > 0 && plan.rules <= most_narrow_rules &&
         std::all_of(plan.columns.begin(), plan.columns.end(),
                     [](const TableColumn& column) { return column.total <= 256; });
}

}  // namespace

TablePlan plan_table(Compiler& compiler, const Table& table, const std::vector<feel::Node>& cells,
                     std::int32_t decision) {
  TablePlan plan;
  plan.table = &table;
  plan.decision = decision;
  plan.rules = table.rules.size();
  plan.words = (plan.rules + 63) / 64;
  plan.order = order_of(table);
  TablePlanner(compiler, table, cells, plan).run();
  plan_outputs(compiler.plan(), table, plan);
  if (is_narrow(plan)) plan.narrow = narrow_of(plan);
  return plan;
}

}  // namespace sandan::rules
