#include "rules/eval_extras.hpp"

#include <algorithm>

#include "rules/columns_out.hpp"

namespace sandan::rules {

Extras::Extras(const Asked& asked, const EvalRequest& request, std::vector<std::size_t> decisions)
    : asked_(asked),
      request_(request),
      decisions_(std::move(decisions)),
      parts_(static_cast<std::size_t>(parts_of(asked.rows()))) {
  if (request.could_be || request.ask_next > 0) choices_.emplace(*asked.plan);
  for (const std::size_t decision : decisions_) {
    const auto slots = finite_outputs(*asked.plan, static_cast<std::int32_t>(decision));
    outputs_.insert(outputs_.end(), slots.begin(), slots.end());
  }
  for (Part& part : parts_)
    part.if_no.resize(outputs_.size());
}

bool Extras::are_wanted() const noexcept {
  return request_.could_be || request_.ask_next > 0 || request_.if_unknown_is_no || request_.detail;
}

bool Extras::is_undetermined(const Batch& batch, std::size_t row) const {
  constexpr auto open = static_cast<std::uint8_t>(Answered::undetermined);
  const Plan& plan = batch.plan();
  return std::any_of(decisions_.begin(), decisions_.end(), [&](std::size_t decision) {
    const DecisionPlan& planned = plan.decisions[decision];
    switch (planned.kind) {
      case DecisionPlan::Kind::table:
        return batch.table(planned.index).answered[row] == open;
      case DecisionPlan::Kind::card:
        return batch.card(planned.index).answered[row] == open;
      default: {
        const Made& made = plan.made[planned.index];
        if (made.kind == Made::Kind::row) return false;
        const std::uint8_t place = batch.made(planned.index).places[row];
        return plan.keeps() &&
               place == (made.kind == Made::Kind::truth ? 1 : Condition::unknown_leaf);
      }
    }
  });
}

void Extras::search(Part& part, std::int64_t row, Record& record) const {
  record.decide();
  std::vector<std::int32_t> open;
  for (const std::int32_t slot : outputs_) {
    if (record.output(slot).known == feel::Known::unknown) open.push_back(slot);
  }
  if (open.empty()) return;
  if (request_.could_be) {
    const auto possible = could_be(record, *choices_, open, request_.steps);
    for (std::size_t o = 0; o < open.size(); ++o) {
      for (const Value& value : possible[o].values) {
        part.could_be.push_back(
            {row, open[o], feel::display(value), value.is_value(), possible[o].is_exact});
      }
    }
  }
  if (request_.ask_next > 0) {
    const auto questions = ask_next(record, *choices_, open, request_.steps,
                                    static_cast<std::size_t>(request_.ask_next));
    std::int32_t position = 0;
    for (const Question& question : questions)
      part.ask_next.push_back({row, ++position, question});
  }
}

void Extras::note_if_no(Part& part, const Batch& batch, std::size_t row, Record& record) const {
  const std::int64_t at = batch.first_row() + static_cast<std::int64_t>(row);
  asked_.fill(record, at);
  record.decide();
  std::vector<Value> decided;
  for (const std::int32_t slot : outputs_)
    decided.push_back(record.output(slot));
  if (is_undetermined(batch, row)) record.decide(Taken::as_no);
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    const bool is_open = decided[o].known == feel::Known::unknown;
    part.if_no[o].push_back(is_open ? record.output(outputs_[o]) : decided[o]);
  }
}

void Extras::note_reasons(Part& part, const Batch& batch, std::size_t row) const {
  const Plan& plan = batch.plan();
  for (const std::size_t decision : decisions_) {
    const DecisionPlan& planned = plan.decisions[decision];
    if (planned.kind != DecisionPlan::Kind::card) continue;
    const CardPlan& card = plan.cards[planned.index];
    const CardBatch& said = batch.card(planned.index);
    const auto ranks = static_cast<std::size_t>(card.card->reasons);
    for (std::size_t c = 0; c < card.criteria.size(); ++c) {
      std::int32_t rank = 0;
      for (std::size_t r = 0; r < ranks; ++r) {
        if (said.ranked[r * kernels::batch_rows + row] == c)
          rank = static_cast<std::int32_t>(r) + 1;
      }
      const Code code = said.codes[c][row];
      Range64 points{card.criteria[c].low[code], card.criteria[c].high[code]};
      const auto& any_open = said.any_open[c];
      const auto at = std::lower_bound(
          any_open.begin(), any_open.end(), row,
          [](const auto& each, std::size_t wanted) { return each.first < wanted; });
      if (at != any_open.end() && at->first == row) points = at->second;
      part.reasons.push_back({batch.first_row() + static_cast<std::int64_t>(row),
                              static_cast<std::int32_t>(planned.index),
                              static_cast<std::int32_t>(c), code, rank, points});
    }
  }
}

void Extras::take(std::int64_t index, const Batch& batch) {
  Part& part = parts_[static_cast<std::size_t>(index)];
  Record record(asked_.plan);
  for (std::size_t i = 0; i < batch.rows(); ++i) {
    const bool is_open = is_undetermined(batch, i);
    if (is_open && (request_.could_be || request_.ask_next > 0)) {
      const std::int64_t row = batch.first_row() + static_cast<std::int64_t>(i);
      asked_.fill(record, row);
      search(part, row, record);
    }
    if (request_.if_unknown_is_no) note_if_no(part, batch, i, record);
    if (request_.detail) note_reasons(part, batch, i);
  }
}

template <class Row>
std::vector<const Row*> Extras::gathered(std::vector<Row> Part::*rows) const {
  std::vector<const Row*> all;
  for (const Part& part : parts_) {
    for (const Row& row : part.*rows)
      all.push_back(&row);
  }
  return all;
}

namespace {

template <class Row>
std::vector<std::int64_t> rows_of(const std::vector<const Row*>& all) {
  std::vector<std::int64_t> rows;
  rows.reserve(all.size());
  for (const Row* row : all)
    rows.push_back(row->row);
  return rows;
}

std::vector<std::string> slot_codes(const Plan& plan) {
  std::vector<std::string> codes;
  for (const Slot& slot : plan.definition->slots)
    codes.push_back(slot.item.code);
  return codes;
}

}  // namespace

results::Table Extras::could_be_table() const {
  const auto all = gathered(&Part::could_be);
  const auto rows = rows_of(all);
  std::vector<std::int32_t> decisions, outputs;
  std::vector<std::optional<std::string>> values;
  std::vector<std::uint8_t> exact;
  std::vector<std::string> codes;
  for (const Decision& decision : asked_.plan->definition->decisions)
    codes.push_back(decision.item.code);
  for (const CouldBe* each : all) {
    decisions.push_back(asked_.plan->slot(each->output).decision);
    outputs.push_back(each->output);
    values.push_back(each->has_value ? std::optional(each->value) : std::nullopt);
    exact.push_back(each->is_exact ? 1 : 0);
  }
  results::Table table;
  table.name = "could_be";
  table.add(results::int64_column("row", rows));
  add_keys(table, asked_, rows);
  table.add(results::dictionary_column("decision", decisions, results::code_values(codes)));
  table.add(results::dictionary_column("output", outputs,
                                       results::code_values(slot_codes(*asked_.plan))));
  table.add(results::text_column("value", values));
  table.add(results::boolean_column("exact", exact));
  return table;
}

results::Table Extras::ask_next_table() const {
  const auto all = gathered(&Part::ask_next);
  const auto rows = rows_of(all);
  std::vector<std::int32_t> positions, inputs, left;
  for (const AskNext* each : all) {
    positions.push_back(each->position);
    inputs.push_back(each->question.slot);
    left.push_back(each->question.outcomes_left);
  }
  results::Table table;
  table.name = "ask_next";
  table.add(results::int64_column("row", rows));
  add_keys(table, asked_, rows);
  table.add(results::int32_column("position", std::move(positions)));
  table.add(
      results::dictionary_column("input", inputs, results::code_values(slot_codes(*asked_.plan))));
  table.add(results::int32_column("outcomes_left", std::move(left)));
  return table;
}

results::Table Extras::reasons_table() const {
  const auto all = gathered(&Part::reasons);
  const auto rows = rows_of(all);
  std::vector<std::string> decisions, criteria;
  std::vector<std::optional<std::string>> attributes;
  std::vector<std::optional<double>> points, low, high, difference;
  std::vector<std::optional<std::int32_t>> ranks;
  for (const Reason* each : all) {
    const CardPlan& card = asked_.plan->cards[static_cast<std::size_t>(each->card)];
    const auto at = static_cast<std::size_t>(each->criterion);
    const CriterionPlan& criterion = card.criteria[at];
    const Criterion& said = card.card->criteria[at];
    const auto number = [&](std::int64_t scaled) {
      return scaled_value(scaled, card.digits).number.to_double();
    };
    const std::int16_t attribute = criterion.attribute[each->code];
    const bool is_one = each->points.is_one();
    decisions.push_back(
        asked_.plan->definition->decisions[static_cast<std::size_t>(card.decision)].item.code);
    criteria.push_back(said.item.code);
    attributes.push_back(
        attribute < 0
            ? std::nullopt
            : std::optional(said.attributes[static_cast<std::size_t>(attribute)].item.code));
    points.push_back(is_one ? std::optional(number(each->points.low)) : std::nullopt);
    low.push_back(number(each->points.low));
    high.push_back(number(each->points.high));
    // What is open differs from the baseline by nobody knows how much.
    const bool is_told = !criterion.is_open(each->code) || said.if_unknown;
    difference.push_back(is_told ? std::optional(number(criterion.difference[each->code]))
                                 : std::nullopt);
    ranks.push_back(each->rank > 0 ? std::optional(each->rank) : std::nullopt);
  }
  results::Table table;
  table.name = "reasons";
  table.add(results::int64_column("row", rows));
  add_keys(table, asked_, rows);
  table.add(results::text_column("decision", decisions));
  table.add(results::text_column("criterion", criteria));
  table.add(results::text_column("attribute", attributes));
  table.add(results::float64_column("points", points));
  table.add(results::float64_column("points_low", low));
  table.add(results::float64_column("points_high", high));
  table.add(results::float64_column("difference", difference));
  table.add(results::int32_column("rank", ranks));
  return table;
}

void Extras::finish(results::Table& results, std::vector<results::Table>& tables) {
  if (request_.if_unknown_is_no) {
    for (std::size_t o = 0; o < outputs_.size(); ++o) {
      std::vector<Value> values;
      for (Part& part : parts_)
        std::move(part.if_no[o].begin(), part.if_no[o].end(), std::back_inserter(values));
      const Slot& slot = asked_.plan->slot(outputs_[o]);
      results.add(values_column(slot.item.code + "_if_no", slot.type, values));
    }
  }
  if (request_.could_be) tables.push_back(could_be_table());
  if (request_.ask_next > 0) tables.push_back(ask_next_table());
  if (request_.detail) tables.push_back(reasons_table());
}

}  // namespace sandan::rules
