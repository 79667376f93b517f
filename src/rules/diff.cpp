#include <algorithm>
#include <map>

#include "rules/output_of.hpp"
#include "sandan/core/money.hpp"

namespace sandan {

using json::Members;
using rules::OutputOf;

namespace {

std::string request_text(const DiffRequest& request) {
  rules::RequestText text(request);
  text.text("output", request.output);
  if (request.amount) text.text("amount", *request.amount);
  return std::move(text).finish();
}

/// Number and amount of some records.
struct Sum {
  std::int64_t n = 0;
  MinorSum amount;
  std::int64_t unknown = 0;

  void add(const arrow::Column* amounts, std::int64_t row) {
    ++n;
    if (amounts == nullptr) return;
    if (const auto value = amounts->integer(row)) {
      amount.add(*value);
    } else {
      ++unknown;
    }
  }
  void add(const Sum& other) {
    n += other.n;
    amount.add(other.amount);
    unknown += other.unknown;
  }
};

struct Moved {
  std::int64_t row;
  std::int32_t from;
  std::int32_t to;
  std::optional<std::string> from_rule;
  std::optional<std::string> to_rule;
};

struct Part {
  std::map<std::pair<std::int32_t, std::int32_t>, Sum> sums;
  std::vector<Moved> moved;
};

/// Batches of both policies for the same rows.
template <class Work>
void for_each_pair(const rules::Asked& a, const rules::Asked& b, const Run& run, Work&& work) {
  const auto& kernels = rules::kernels::best();
  const std::int64_t rows = a.rows();
  PartRunner runner(run);
  runner(parts_of(rows), 0, 1, [&](std::int64_t part) {
    rules::Batch of_a(*a.plan, a.inputs, kernels);
    rules::Batch of_b(*b.plan, b.inputs, kernels);
    const std::int64_t end = std::min(rows, (part + 1) * rows_per_part);
    constexpr auto step = static_cast<std::int64_t>(rules::kernels::batch_rows);
    for (std::int64_t from = part * rows_per_part; from < end; from += step) {
      const auto n = static_cast<std::size_t>(std::min(step, end - from));
      of_a.decide(from, n);
      of_b.decide(from, n);
      work(static_cast<std::size_t>(part), of_a, of_b);
    }
  });
}

/// Text of a place among the values of one policy's output; nothing when undetermined.
std::optional<std::string> text_at(const std::vector<std::optional<std::string>>& texts,
                                   std::int32_t place) {
  return place < 0 ? std::nullopt : texts[static_cast<std::size_t>(place)];
}

results::Table moves_table(const std::map<std::pair<std::int32_t, std::int32_t>, Sum>& sums,
                           const OutputOf& before, const OutputOf& after, bool has_amount) {
  std::vector<std::optional<std::string>> from, to;
  std::vector<std::uint8_t> from_determined, to_determined;
  std::vector<std::int64_t> n, unknown;
  std::vector<std::optional<std::int64_t>> amounts;
  const auto before_texts = before.texts();
  const auto after_texts = after.texts();
  for (const auto& [move, sum] : sums) {
    from.push_back(text_at(before_texts, move.first));
    to.push_back(text_at(after_texts, move.second));
    from_determined.push_back(move.first >= 0 ? 1 : 0);
    to_determined.push_back(move.second >= 0 ? 1 : 0);
    n.push_back(sum.n);
    amounts.push_back(has_amount ? std::optional(sum.amount.total()) : std::nullopt);
    unknown.push_back(sum.unknown);
  }
  results::Table table;
  table.name = "moves";
  table.add(results::text_column("from", from));
  table.add(results::text_column("to", to));
  table.add(results::boolean_column("from_determined", from_determined));
  table.add(results::boolean_column("to_determined", to_determined));
  table.add(results::int64_column("n", std::move(n)));
  table.add(results::int64_column("amount_minor", amounts));
  table.add(results::int64_column("unknown_amounts", std::move(unknown)));
  return table;
}

results::Table moved_table(const rules::Asked& asked, const std::vector<Moved>& moved,
                           const OutputOf& before, const OutputOf& after,
                           const arrow::Column* amounts) {
  std::vector<std::int64_t> rows;
  std::vector<std::optional<std::string>> from, to, from_rule, to_rule;
  std::vector<std::uint8_t> from_determined, to_determined;
  std::vector<std::optional<std::int64_t>> amount;
  const auto before_texts = before.texts();
  const auto after_texts = after.texts();
  for (const Moved& each : moved) {
    rows.push_back(each.row);
    from.push_back(text_at(before_texts, each.from));
    to.push_back(text_at(after_texts, each.to));
    from_determined.push_back(each.from >= 0 ? 1 : 0);
    to_determined.push_back(each.to >= 0 ? 1 : 0);
    from_rule.push_back(each.from_rule);
    to_rule.push_back(each.to_rule);
    amount.push_back(amounts == nullptr ? std::nullopt : amounts->integer(each.row));
  }
  results::Table table;
  table.name = "moved";
  table.add(results::int64_column("row", rows));
  add_keys(table, asked, rows);
  table.add(results::text_column("from", from));
  table.add(results::text_column("to", to));
  table.add(results::boolean_column("from_determined", from_determined));
  table.add(results::boolean_column("to_determined", to_determined));
  table.add(results::text_column("from_rule", from_rule));
  table.add(results::text_column("to_rule", to_rule));
  table.add(results::int64_column("amount_minor", amount));
  return table;
}

/// Places of the values of `after` among those of `before`, further ones after
/// them: equal values are one place.
std::vector<std::int32_t> common_places(const OutputOf& before, const OutputOf& after) {
  const auto known = before.texts();
  auto all = known;
  std::vector<std::int32_t> places;
  for (const auto& text : after.texts()) {
    const auto at = std::find(all.begin(), all.end(), text);
    places.push_back(static_cast<std::int32_t>(at - all.begin()));
    if (at == all.end()) all.push_back(text);
  }
  return places;
}

}  // namespace

DiffRequest DiffRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = rules::request_members(value, {"output", "amount"});
  DiffRequest request;
  rules::read_policy_request(members, request);
  request.output = members.required("output").code();
  if (const auto amount = members.find("amount")) request.amount = amount->code(200);
  return request;
}

Result Policy::diff(const Policy& other, const Tables& tables, const DiffRequest& request,
                    const Run& run) const {
  const rules::Asked before = rules::ask(*versions_, tables, request, run);
  PolicyRequest asked_of_other = request;
  for (const auto& [code, value] : request.parameters) {
    const auto& definition = *other.versions_->on(request.as_of);
    const std::int32_t slot = definition.slot(code);
    const bool is_parameter = slot >= 0 && definition.slots[static_cast<std::size_t>(slot)].kind ==
                                               rules::SlotKind::parameter;
    if (!is_parameter) asked_of_other.parameters.erase(code);
  }
  const rules::Asked after = rules::ask(*other.versions_, tables, asked_of_other, run);
  if (before.table != after.table) {
    throw Error(Status::schema, "another_table", "both policies must read the same table")
        .in_table(after.table->name());
  }
  const OutputOf of_before(*before.plan, request.output);
  const OutputOf of_after(*after.plan, request.output);
  const arrow::Column* amounts = rules::amount_column(*before.table, request.amount);
  const auto places = common_places(of_before, of_after);
  std::vector<Part> parts(static_cast<std::size_t>(parts_of(before.rows())));
  for_each_pair(
      before, after, run, [&](std::size_t part, const rules::Batch& a, const rules::Batch& b) {
        for (std::size_t i = 0; i < a.rows(); ++i) {
          const std::int32_t from = of_before.place(a, i);
          const std::int32_t to = of_after.place(b, i);
          const std::int64_t row = a.first_row() + static_cast<std::int64_t>(i);
          parts[part].sums[{from, to}].add(amounts, row);
          const bool is_same = to < 0 ? from < 0 : from == places[static_cast<std::size_t>(to)];
          if (is_same) continue;
          parts[part].moved.push_back({row, from, to, of_before.rule(a, i), of_after.rule(b, i)});
        }
      });
  Part all;
  for (Part& part : parts) {
    for (const auto& [move, sum] : part.sums)
      all.sums[move].add(sum);
    std::move(part.moved.begin(), part.moved.end(), std::back_inserter(all.moved));
  }
  std::vector<results::Table> answer;
  answer.push_back(moves_table(all.sums, of_before, of_after, amounts != nullptr));
  answer.push_back(moved_table(before, all.moved, of_before, of_after, amounts));
  return rules::make_result(*before.plan->definition, "diff", request_text(request), request.as_of,
                            std::move(answer));
}

}  // namespace sandan
