#include "rules/sinks.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace sandan::rules {
namespace {

using kernels::batch_rows;

std::vector<Value> text_values(std::span<const std::string_view> codes) {
  std::vector<Value> values;
  for (const std::string_view code : codes)
    values.push_back(Value::of_text(std::string(code)));
  return values;
}

std::vector<Value> truth_values() { return {Value::of(false), Value::absent(), Value::of(true)}; }

const std::string& code_of(const Plan& plan, std::int32_t decision) {
  return plan.definition->decisions[static_cast<std::size_t>(decision)].item.code;
}

void put(FiniteColumn& column, const kernels::Set& kernels, const Batch& batch,
         const Places& places) {
  column.put(kernels, batch.first_row(), batch.rows(), places.narrow.data(),
             places.wide.empty() ? nullptr : places.wide.data());
}

std::vector<Value> rule_codes(const TablePlan& plan) {
  std::vector<Value> codes;
  for (const std::uint32_t rule : plan.order)
    codes.push_back(Value::of_text(plan.table->rules[rule].item.code));
  return codes;
}

/// A table with one answer.
class TableSink final : public Sink {
 public:
  TableSink(const Asked& asked, std::size_t index, const kernels::Set& kernels, Budget& budget)
      : index_(index),
        kernels_(kernels),
        rule_(code_of(*asked.plan, plan(asked).decision) + "_rule", feel::Type::text,
              rule_codes(plan(asked)), asked.rows(), budget),
        status_(code_of(*asked.plan, plan(asked).decision) + "_status", feel::Type::text,
                text_values(answered_codes), asked.rows(), budget) {
    const TablePlan& table = plan(asked);
    for (std::size_t o = 0; o < table.outputs.size(); ++o) {
      const Output& output = table.table->outputs[o];
      outputs_.push_back(std::make_unique<FiniteColumn>(
          output.item.code, output.type, table.outputs[o].values, asked.rows(), budget));
    }
  }

  void take(std::int64_t, const Batch& batch) override {
    const TableBatch& table = batch.table(index_);
    for (std::size_t o = 0; o < outputs_.size(); ++o)
      put(*outputs_[o], kernels_, batch, table.outputs[o]);
    put(rule_, kernels_, batch, table.rules);
    status_.put(kernels_, batch.first_row(), batch.rows(), table.answered.data(), nullptr);
  }

  void finish(results::Table& results, std::vector<results::Table>&) override {
    for (auto& output : outputs_)
      results.add(std::move(*output).finish());
    results.add(std::move(rule_).finish());
    results.add(std::move(status_).finish());
  }

 private:
  const TablePlan& plan(const Asked& asked) const { return asked.plan->tables[index_]; }

  std::size_t index_;
  const kernels::Set& kernels_;
  std::vector<std::unique_ptr<FiniteColumn>> outputs_;
  FiniteColumn rule_;
  FiniteColumn status_;
};

/// A number made of all rules that fire.
class AggregateSink final : public Sink {
 public:
  AggregateSink(const Asked& asked, std::size_t index, const kernels::Set& kernels, Budget& budget)
      : plan_(asked.plan->tables[index]),
        index_(index),
        kernels_(kernels),
        value_(name(), plan_.outputs[0].digits, asked.rows(), budget),
        low_(name() + "_low", plan_.outputs[0].digits, asked.rows(), budget),
        high_(name() + "_high", plan_.outputs[0].digits, asked.rows(), budget),
        status_(code_of(*asked.plan, plan_.decision) + "_status", feel::Type::text,
                text_values(answered_codes), asked.rows(), budget) {}

  void take(std::int64_t, const Batch& batch) override {
    const TableBatch& table = batch.table(index_);
    std::array<std::int64_t, batch_rows> low;
    std::array<std::int64_t, batch_rows> high;
    std::array<std::uint8_t, batch_rows> is_one;
    std::array<std::uint8_t, batch_rows> is_range;
    const bool has_default = plan_.table->outputs[0].otherwise.is_value();
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      const TableAnswer& answer = table.answers[i];
      const bool is_default = answer.answered == Answered::otherwise;
      low[i] = is_default ? plan_.outputs[0].scaled_default : answer.low;
      high[i] = is_default ? plan_.outputs[0].scaled_default : answer.high;
      is_range[i] = is_default ? has_default : answer.has_low;
      is_one[i] = is_range[i] != 0 && (is_default || answer.answered == Answered::decided);
    }
    value_.put(batch.first_row(), batch.rows(), low.data(), is_one.data());
    low_.put(batch.first_row(), batch.rows(), low.data(), is_range.data());
    high_.put(batch.first_row(), batch.rows(), high.data(), is_range.data());
    status_.put(kernels_, batch.first_row(), batch.rows(), table.answered.data(), nullptr);
  }

  void finish(results::Table& results, std::vector<results::Table>&) override {
    results.add(std::move(value_).finish());
    results.add(std::move(low_).finish());
    results.add(std::move(high_).finish());
    results.add(std::move(status_).finish());
  }

 private:
  const std::string& name() const { return plan_.table->outputs[0].item.code; }

  const TablePlan& plan_;
  std::size_t index_;
  const kernels::Set& kernels_;
  ScaledColumn value_;
  ScaledColumn low_;
  ScaledColumn high_;
  FiniteColumn status_;
};

/// All rules that fire, a row each, in a table of its own.
class ListSink final : public Sink {
 public:
  ListSink(const Asked& asked, std::size_t index, const kernels::Set& kernels, Budget& budget)
      : asked_(asked),
        plan_(asked.plan->tables[index]),
        index_(index),
        kernels_(kernels),
        status_(code_of(*asked.plan, plan_.decision) + "_status", feel::Type::text,
                text_values(answered_codes), asked.rows(), budget),
        parts_(static_cast<std::size_t>(parts_of(asked.rows()))) {}

  void take(std::int64_t part, const Batch& batch) override {
    const TableBatch& table = batch.table(index_);
    auto& rows = parts_[static_cast<std::size_t>(part)];
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      std::int32_t position = 0;
      for (const Hit& hit : table.answers[i].hits)
        rows.push_back({batch.first_row() + static_cast<std::int64_t>(i), ++position, hit});
    }
    status_.put(kernels_, batch.first_row(), batch.rows(), table.answered.data(), nullptr);
  }

  void finish(results::Table& results, std::vector<results::Table>& tables) override {
    results.add(std::move(status_).finish());
    std::vector<std::int64_t> rows;
    std::vector<std::int32_t> positions;
    std::vector<std::int32_t> rules;
    std::vector<std::uint8_t> certain;
    for (const auto& part : parts_) {
      for (const Row& row : part) {
        rows.push_back(row.row);
        positions.push_back(row.position);
        rules.push_back(static_cast<std::int32_t>(row.hit.bit));
        certain.push_back(row.hit.certain ? 1 : 0);
      }
    }
    results::Table table;
    table.name = code_of(*asked_.plan, plan_.decision);
    table.add(results::int64_column("row", rows));
    add_keys(table, asked_, rows);
    table.add(results::int32_column("position", std::move(positions)));
    std::vector<std::string> codes;
    for (const std::uint32_t rule : plan_.order)
      codes.push_back(plan_.table->rules[rule].item.code);
    table.add(results::dictionary_column("rule", rules, results::code_values(codes)));
    table.add(results::boolean_column("certain", certain));
    for (std::size_t o = 0; o < plan_.outputs.size(); ++o) {
      std::vector<Value> values;
      for (const std::int32_t rule : rules) {
        const auto place = plan_.outputs[o].of_rule[static_cast<std::size_t>(rule)];
        values.push_back(plan_.outputs[o].values[static_cast<std::size_t>(place)]);
      }
      const Output& output = plan_.table->outputs[o];
      table.add(values_column(output.item.code, output.type, values));
    }
    tables.push_back(std::move(table));
  }

 private:
  struct Row {
    std::int64_t row;
    std::int32_t position;
    Hit hit;
  };

  const Asked& asked_;
  const TablePlan& plan_;
  std::size_t index_;
  const kernels::Set& kernels_;
  FiniteColumn status_;
  std::vector<std::vector<Row>> parts_;
};

/// Value, low and high of a sum: one column under three names while no record
/// leaves anything open.
class RangeColumns {
 public:
  RangeColumns(std::string name, int digits, std::int64_t rows, Budget& budget)
      : name_(std::move(name)),
        digits_(digits),
        rows_(rows),
        budget_(budget),
        value_(name_, digits, rows, budget),
        is_range_(static_cast<std::size_t>(rows) / batch_rows + 1) {}

  void put(const Batch& batch, const Sums& sums) {
    const std::int64_t from = batch.first_row();
    const std::size_t n = batch.rows();
    std::array<std::uint8_t, batch_rows> is_one;
    std::int64_t ranges = 0;
    for (std::size_t i = 0; i < n; ++i)
      ranges |= sums.low[i] ^ sums.high[i];
    if (ranges == 0) return value_.put(from, n, sums.low.data(), nullptr);
    for (std::size_t i = 0; i < n; ++i)
      is_one[i] = sums.low[i] == sums.high[i] ? 1 : 0;
    std::call_once(has_ends_, [&] {
      low_.emplace(name_ + "_low", digits_, rows_, budget_);
      high_.emplace(name_ + "_high", digits_, rows_, budget_);
    });
    is_range_[static_cast<std::size_t>(from) / batch_rows] = 1;
    value_.put(from, n, sums.low.data(), is_one.data());
    low_->put(from, n, sums.low.data(), nullptr);
    high_->put(from, n, sums.high.data(), nullptr);
  }

  void finish(results::Table& results) {
    if (low_) copy_values();
    results::Column value = std::move(value_).finish();
    results::Column low = low_ ? std::move(*low_).finish() : value;
    results::Column high = low_ ? std::move(*high_).finish() : value;
    low.name = name_ + "_low";
    high.name = name_ + "_high";
    results.add(std::move(value));
    results.add(std::move(low));
    results.add(std::move(high));
  }

 private:
  /// Batches without a range have their numbers in the value alone.
  void copy_values() {
    for (std::size_t b = 0; b < is_range_.size(); ++b) {
      const auto from = static_cast<std::int64_t>(b * batch_rows);
      if (is_range_[b] != 0 || from >= rows_) continue;
      const auto n = std::min(batch_rows, static_cast<std::size_t>(rows_ - from));
      low_->put_same(value_, from, n);
      high_->put_same(value_, from, n);
    }
  }

  std::string name_;
  int digits_;
  std::int64_t rows_;
  Budget& budget_;
  ScaledColumn value_;
  std::vector<std::uint8_t> is_range_;  ///< by batch
  std::once_flag has_ends_;
  std::optional<ScaledColumn> low_;
  std::optional<ScaledColumn> high_;
};

class CardSink final : public Sink {
 public:
  CardSink(const Asked& asked, std::size_t index, const kernels::Set& kernels, Budget& budget)
      : plan_(asked.plan->cards[index]),
        index_(index),
        kernels_(kernels),
        reasons_(plan_),
        band_(code(asked), feel::Type::text, plan_.band_values, asked.rows(), budget),
        status_(code(asked) + "_status", feel::Type::text, text_values(answered_codes),
                asked.rows(), budget),
        open_(static_cast<std::size_t>(asked.rows()), budget) {
    const auto add = [&](const std::string& name) {
      ranges_.push_back(std::make_unique<RangeColumns>(name, plan_.digits, asked.rows(), budget));
    };
    add(code(asked) + "_points");
    for (const Subset& subset : plan_.card->subsets)
      add(subset.item.code);
    for (const Group& group : plan_.card->groups)
      add(code(asked) + "_" + group.item.code);
    open_name_ = code(asked) + "_unknown";
    for (std::int32_t r = 1; r <= plan_.card->reasons; ++r) {
      reason_columns_.push_back(std::make_unique<FiniteColumn>(
          code(asked) + "_reason_" + std::to_string(r), feel::Type::text, reasons_.values(),
          asked.rows(), budget));
    }
  }

  void take(std::int64_t, const Batch& batch) override {
    const CardBatch& card = batch.card(index_);
    if (has_bands()) {
      band_.put(kernels_, batch.first_row(), batch.rows(), card.bands.data(), nullptr);
    }
    std::size_t next = 0;
    ranges_[next++]->put(batch, card.points);
    for (const Sums& sums : card.subsets)
      ranges_[next++]->put(batch, sums);
    for (const Sums& sums : card.groups)
      ranges_[next++]->put(batch, sums);
    std::copy_n(card.open.begin(), batch.rows(), open_.data() + batch.first_row());
    for (std::size_t r = 0; r < reason_columns_.size(); ++r)
      put_reasons(batch, card, r);
    status_.put(kernels_, batch.first_row(), batch.rows(), card.answered.data(), nullptr);
  }

  void finish(results::Table& results, std::vector<results::Table>&) override {
    if (has_bands()) results.add(std::move(band_).finish());
    for (auto& range : ranges_)
      range->finish(results);
    results::Column open;
    open.name = open_name_;
    open.type = results::ColumnType::int32;
    open.length = static_cast<std::int64_t>(open_.size());
    open.values = std::move(open_).share();
    if (open.values == nullptr) open.values = std::make_shared<std::int32_t>();
    results.add(std::move(open));
    for (auto& reason : reason_columns_)
      results.add(std::move(*reason).finish());
    results.add(std::move(status_).finish());
  }

 private:
  bool has_bands() const { return plan_.card->band_slot >= 0; }
  const std::string& code(const Asked& asked) const { return code_of(*asked.plan, plan_.decision); }

  void put_reasons(const Batch& batch, const CardBatch& card, std::size_t rank) {
    const std::uint8_t* ranked = card.ranked.data() + rank * batch_rows;
    FiniteColumn& column = *reason_columns_[rank];
    if (const auto& bytes = reasons_.of_criteria()) {
      std::array<std::uint8_t, batch_rows> narrow;
      kernels_.map_codes(ranked, batch.rows(), bytes->data(), narrow.data());
      return column.put(kernels_, batch.first_row(), batch.rows(), narrow.data(), nullptr);
    }
    std::array<std::int32_t, batch_rows> places;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      const std::uint8_t criterion = ranked[i];
      places[i] =
          criterion == kernels::none ? -1 : reasons_.of(criterion, card.codes[criterion][i]);
    }
    column.put(kernels_, batch.first_row(), batch.rows(), nullptr, places.data());
  }

  const CardPlan& plan_;
  std::size_t index_;
  const kernels::Set& kernels_;
  ReasonCodes reasons_;
  FiniteColumn band_;
  FiniteColumn status_;
  Buffer<std::int32_t> open_;
  std::string open_name_;
  std::vector<std::unique_ptr<RangeColumns>> ranges_;
  std::vector<std::unique_ptr<FiniteColumn>> reason_columns_;
};

/// A formula with few values.
class ChoiceSink final : public Sink {
 public:
  ChoiceSink(const Asked& asked, const Made& made, std::size_t index, const std::string& code,
             const kernels::Set& kernels, Budget& budget)
      : index_(index),
        is_truth_(made.kind == Made::Kind::truth),
        keeps_(asked.plan->keeps()),
        kernels_(kernels),
        value_(code, asked.plan->slot(made.slot).type, values_of(*asked.plan, made), asked.rows(),
               budget),
        status_(code + "_status", feel::Type::text, text_values(answered_codes), asked.rows(),
                budget) {}

  static std::vector<Value> values_of(const Plan& plan, const Made& made) {
    if (made.kind == Made::Kind::truth) return truth_values();
    return plan.conditions[static_cast<std::size_t>(made.index)].leaves;
  }

  void take(std::int64_t, const Batch& batch) override {
    const auto& places = batch.made(index_).places;
    value_.put(kernels_, batch.first_row(), batch.rows(), places.data(), nullptr);
    std::array<std::uint8_t, batch_rows> answered;
    const std::uint8_t open = is_truth_ ? std::uint8_t{1} : Condition::unknown_leaf;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      answered[i] = static_cast<std::uint8_t>(places[i] == open && keeps_ ? Answered::undetermined
                                                                          : Answered::decided);
    }
    status_.put(kernels_, batch.first_row(), batch.rows(), answered.data(), nullptr);
  }

  void finish(results::Table& results, std::vector<results::Table>&) override {
    results.add(std::move(value_).finish());
    results.add(std::move(status_).finish());
  }

 private:
  std::size_t index_;
  bool is_truth_;
  bool keeps_;
  const kernels::Set& kernels_;
  FiniteColumn value_;
  FiniteColumn status_;
};

/// A formula that is computed row by row.
class RowSink final : public Sink {
 public:
  RowSink(const Asked& asked, std::int32_t slot, std::string code, const kernels::Set& kernels,
          Budget& budget)
      : slot_(slot),
        type_(asked.plan->slot(slot).type),
        code_(std::move(code)),
        kernels_(kernels),
        status_(code_ + "_status", feel::Type::text, text_values(answered_codes), asked.rows(),
                budget),
        parts_(static_cast<std::size_t>(parts_of(asked.rows()))) {}

  void take(std::int64_t part, const Batch& batch) override {
    std::array<std::uint8_t, batch_rows> answered;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      const Value& value = batch.values(slot_)[i];
      parts_[static_cast<std::size_t>(part)].push_back(value);
      answered[i] = static_cast<std::uint8_t>(
          value.known == feel::Known::unknown ? Answered::undetermined : Answered::decided);
    }
    status_.put(kernels_, batch.first_row(), batch.rows(), answered.data(), nullptr);
  }

  void finish(results::Table& results, std::vector<results::Table>&) override {
    std::vector<Value> values;
    for (auto& part : parts_)
      std::move(part.begin(), part.end(), std::back_inserter(values));
    results.add(values_column(code_, type_, values));
    results.add(std::move(status_).finish());
  }

 private:
  std::int32_t slot_;
  feel::Type type_;
  std::string code_;
  const kernels::Set& kernels_;
  FiniteColumn status_;
  std::vector<std::vector<Value>> parts_;
};

/// Codes of the conflicts that hold, joined.
class ConflictSink final : public Sink {
 public:
  ConflictSink(const Asked& asked)
      : conflicts_(asked.plan->definition->conflicts),
        parts_(static_cast<std::size_t>(parts_of(asked.rows()))) {}

  void take(std::int64_t part, const Batch& batch) override {
    auto& texts = parts_[static_cast<std::size_t>(part)];
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      std::string held;
      for (std::size_t c = 0; c < conflicts_.size(); ++c) {
        if (batch.conflict(c)[i] != static_cast<std::uint8_t>(Truth::yes)) continue;
        held += (held.empty() ? "" : ";") + conflicts_[c].item.code;
      }
      texts.push_back(held.empty() ? std::nullopt : std::optional(std::move(held)));
    }
  }

  void finish(results::Table& results, std::vector<results::Table>&) override {
    std::vector<std::optional<std::string>> texts;
    for (auto& part : parts_)
      std::move(part.begin(), part.end(), std::back_inserter(texts));
    results.add(results::text_column("conflict", texts));
  }

 private:
  const std::vector<Conflict>& conflicts_;
  std::vector<std::vector<std::optional<std::string>>> parts_;
};

}  // namespace

ReasonCodes::ReasonCodes(const CardPlan& plan) {
  std::map<std::string, std::int32_t> known;
  const auto place = [&](const std::string& code) {
    const auto [at, is_new] = known.try_emplace(code, static_cast<std::int32_t>(codes_.size()));
    if (is_new) codes_.push_back(code);
    return at->second;
  };
  for (std::size_t c = 0; c < plan.criteria.size(); ++c) {
    const Criterion& criterion = plan.card->criteria[c];
    of_code_.emplace_back();
    for (const std::int16_t attribute : plan.criteria[c].attribute) {
      of_code_.back().push_back(
          place(attribute < 0 ? criterion.item.code
                              : criterion.attributes[static_cast<std::size_t>(attribute)].reason));
    }
  }
  of_criteria_ = bytes_of_criteria();
}

std::optional<std::array<std::uint8_t, 256>> ReasonCodes::bytes_of_criteria() const {
  std::array<std::uint8_t, 256> bytes;
  bytes.fill(kernels::none);
  if (codes_.size() >= Places::open || of_code_.size() >= Places::open) return std::nullopt;
  for (std::size_t c = 0; c < of_code_.size(); ++c) {
    const auto& places = of_code_[c];
    if (std::adjacent_find(places.begin(), places.end(), std::not_equal_to<>()) != places.end()) {
      return std::nullopt;
    }
    bytes[c] = static_cast<std::uint8_t>(places.front());
  }
  return bytes;
}

std::vector<Value> ReasonCodes::values() const {
  std::vector<Value> values;
  for (const std::string& code : codes_)
    values.push_back(Value::of_text(code));
  return values;
}

std::unique_ptr<Sink> make_sink(const Asked& asked, std::size_t decision,
                                const kernels::Set& kernels, Budget& budget) {
  const DecisionPlan& plan = asked.plan->decisions[decision];
  switch (plan.kind) {
    case DecisionPlan::Kind::table: {
      const Table& table = *asked.plan->tables[plan.index].table;
      if (table.is_list()) return std::make_unique<ListSink>(asked, plan.index, kernels, budget);
      if (table.is_aggregate()) {
        return std::make_unique<AggregateSink>(asked, plan.index, kernels, budget);
      }
      return std::make_unique<TableSink>(asked, plan.index, kernels, budget);
    }
    case DecisionPlan::Kind::card:
      return std::make_unique<CardSink>(asked, plan.index, kernels, budget);
    default: {
      const Made& made = asked.plan->made[plan.index];
      const std::string& code = code_of(*asked.plan, static_cast<std::int32_t>(decision));
      if (made.kind == Made::Kind::row) {
        return std::make_unique<RowSink>(asked, made.slot, code, kernels, budget);
      }
      return std::make_unique<ChoiceSink>(asked, made, plan.index, code, kernels, budget);
    }
  }
}

std::unique_ptr<Sink> make_conflict_sink(const Asked& asked, Budget&) {
  return std::make_unique<ConflictSink>(asked);
}

}  // namespace sandan::rules
