#include <algorithm>

#include "rules/output_of.hpp"

namespace sandan {

using json::Members;
using rules::OutputOf;

namespace {

enum class Direction : std::uint8_t { up, down, changed, first };
constexpr std::array<std::string_view, 4> direction_codes = {"up", "down", "changed", "new"};

std::string request_text(const RegradeRequest& request) {
  return std::move(rules::RequestText(request)
                       .text("output", request.output)
                       .text("previous", request.previous))
      .finish();
}

struct Regrade {
  std::int64_t row;
  std::optional<std::string> from;
  std::optional<std::string> to;
  Direction direction;
  std::optional<std::string> rule;
};

/// Up is towards the values an output lists first.
Direction direction_of(const std::vector<std::string>& listed,
                       const std::optional<std::string>& from,
                       const std::optional<std::string>& to) {
  if (!from) return Direction::first;
  const auto before = std::find(listed.begin(), listed.end(), *from);
  const auto now = to ? std::find(listed.begin(), listed.end(), *to) : listed.end();
  if (before == listed.end() || now == listed.end()) return Direction::changed;
  return now < before ? Direction::up : Direction::down;
}

const arrow::Column& previous_column(const arrow::Table& table, const std::string& name) {
  const arrow::Column* column = table.find(name);
  if (column == nullptr) {
    throw table.error(Status::schema, "missing_column", "there is no column \"" + name + "\"")
        .at(name);
  }
  if (!column->type().is_text() && column->type().kind != arrow::Kind::null) {
    throw table
        .error(Status::schema, "wrong_type",
               "column \"" + name + "\" is " + arrow::type_name(column->type()) +
                   "; the value given last is text")
        .at(name)
        .in_column(column->position());
  }
  return *column;
}

results::Table regrades_table(const rules::Asked& asked, const std::vector<Regrade>& regrades,
                              Day as_of) {
  std::vector<std::int64_t> rows;
  std::vector<std::optional<std::string>> from, to, rule;
  std::vector<std::int32_t> direction;
  for (const Regrade& each : regrades) {
    rows.push_back(each.row);
    from.push_back(each.from);
    to.push_back(each.to);
    direction.push_back(static_cast<std::int32_t>(each.direction));
    rule.push_back(each.rule);
  }
  results::Table table;
  table.name = "regrades";
  table.add(results::int64_column("row", rows));
  add_keys(table, asked, rows);
  table.add(results::text_column("from", from));
  table.add(results::text_column("to", to));
  table.add(
      results::dictionary_column("direction", direction, results::code_values(direction_codes)));
  table.add(results::text_column("rule", rule));
  table.add(results::day_column("at", std::vector<std::optional<Day>>(rows.size(), as_of)));
  return table;
}

}  // namespace

RegradeRequest RegradeRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = rules::request_members(value, {"output", "previous"});
  RegradeRequest request;
  rules::read_policy_request(members, request);
  members.required("as_of");
  request.output = members.required("output").code();
  request.previous = members.required("previous").code(200);
  return request;
}

Result Policy::regrade(const Tables& tables, const RegradeRequest& request, const Run& run) const {
  if (!request.as_of) {
    throw Error(Status::invalid_argument, "as_of_wanted", "a regrade happens on a day: say as_of")
        .at("/as_of");
  }
  const rules::Asked asked = rules::ask(*versions_, tables, request, run);
  const OutputOf output(*asked.plan, request.output);
  const arrow::Column& previous = previous_column(*asked.table, request.previous);
  const auto texts = output.texts();
  const auto& listed = asked.plan->slot(output.slot()).values;
  std::vector<std::vector<Regrade>> parts(static_cast<std::size_t>(parts_of(asked.rows())));
  rules::for_each_batch(asked, run, [&](std::int64_t part, const rules::Batch& batch) {
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      const std::int32_t place = output.place(batch, i);
      if (place < 0) continue;  // what is not decided changes no grade
      const std::int64_t row = batch.first_row() + static_cast<std::int64_t>(i);
      const auto& to = texts[static_cast<std::size_t>(place)];
      std::optional<std::string> from;
      if (previous.type().is_text()) {
        if (const auto text = previous.text(row)) from = std::string(*text);
      }
      if (from == to) continue;
      parts[static_cast<std::size_t>(part)].push_back(
          {row, from, to, direction_of(listed, from, to), output.rule(batch, i)});
    }
  });
  std::vector<Regrade> regrades;
  for (auto& part : parts)
    std::move(part.begin(), part.end(), std::back_inserter(regrades));
  std::vector<results::Table> answer;
  answer.push_back(regrades_table(asked, regrades, *request.as_of));
  return rules::make_result(*asked.plan->definition, "regrade", request_text(request),
                            request.as_of, std::move(answer));
}

}  // namespace sandan
