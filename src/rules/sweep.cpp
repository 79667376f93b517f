#include <algorithm>
#include <map>

#include "rules/columns_out.hpp"
#include "rules/output_of.hpp"
#include "sandan/core/money.hpp"

namespace sandan {

using json::Members;
using json::Node;
using rules::OutputOf;

namespace {

constexpr std::size_t most_settings = 100'000;

std::string request_text(const SweepRequest& request) {
  rules::RequestText text(request);
  text.text("output", request.output);
  text.grid("grid", request.grid);
  if (request.amount) text.text("amount", *request.amount);
  return std::move(text).finish();
}

/// All combinations of the values listed by code, the last code varying fastest.
std::vector<PolicyParameters> combined(const Node& node) {
  if (!node.is_object()) throw node.error("wrong_type", "an object of lists by code is wanted");
  std::vector<PolicyParameters> grid = {{}};
  for (const auto& member : node.value().get_object()) {
    const std::string code(member.key().data(), member.key().size());
    const Node list(member.value(), json::child_pointer(node.pointer(), code),
                    Status::invalid_argument);
    const auto items = list.items();
    if (items.empty()) throw list.error("empty", "at least one value is wanted");
    if (grid.size() * items.size() > most_settings) {
      throw list.error("too_many", "at most 100,000 settings are tried in one call");
    }
    std::vector<PolicyParameters> wider;
    for (const PolicyParameters& setting : grid) {
      for (const Node& item : items) {
        wider.push_back(setting);
        wider.back()[code] = rules::read_policy_value(item);
      }
    }
    grid = std::move(wider);
  }
  return grid;
}

struct Count {
  std::int64_t n = 0;
  MinorSum amount;
  std::int64_t unknown = 0;
};

/// Rows of the answer, setting by setting.
struct Rows {
  std::vector<std::int32_t> setting;
  std::vector<std::optional<std::string>> value;
  std::vector<std::uint8_t> determined;
  std::vector<std::int64_t> n;
  std::vector<std::optional<std::int64_t>> amount;
  std::vector<std::int64_t> unknown;
};

std::vector<Count> counted(const rules::Asked& asked, const OutputOf& output,
                           const arrow::Column* amounts, const Run& run) {
  const std::size_t places = output.values().size() + 1;  // the last: undetermined
  std::vector<std::vector<Count>> parts(static_cast<std::size_t>(parts_of(asked.rows())));
  rules::for_each_batch(asked, run, [&](std::int64_t part, const rules::Batch& batch) {
    auto& counts = parts[static_cast<std::size_t>(part)];
    counts.resize(places);
    for (std::size_t i = 0; i < batch.rows(); ++i) {
      const std::int32_t place = output.place(batch, i);
      Count& count = counts[place < 0 ? places - 1 : static_cast<std::size_t>(place)];
      ++count.n;
      if (amounts == nullptr) continue;
      if (const auto amount = amounts->integer(batch.first_row() + static_cast<std::int64_t>(i))) {
        count.amount.add(*amount);
      } else {
        ++count.unknown;
      }
    }
  });
  std::vector<Count> all(places);
  for (const auto& part : parts) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      all[i].n += part[i].n;
      all[i].amount.add(part[i].amount);
      all[i].unknown += part[i].unknown;
    }
  }
  return all;
}

void add_rows(Rows& rows, std::int32_t setting, const OutputOf& output,
              const std::vector<Count>& counts, bool has_amount) {
  const auto texts = output.texts();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const bool is_determined = i < texts.size();
    if (counts[i].n == 0 && (!is_determined || !texts[i])) continue;
    rows.setting.push_back(setting);
    rows.value.push_back(is_determined ? texts[i] : std::nullopt);
    rows.determined.push_back(is_determined ? 1 : 0);
    rows.n.push_back(counts[i].n);
    rows.amount.push_back(has_amount ? std::optional(counts[i].amount.total()) : std::nullopt);
    rows.unknown.push_back(counts[i].unknown);
  }
}

}  // namespace

SweepRequest SweepRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = rules::request_members(value, {"output", "grid", "vary", "amount"});
  SweepRequest request;
  rules::read_policy_request(members, request);
  request.output = members.required("output").code();
  if (const auto amount = members.find("amount")) request.amount = amount->code(200);
  const auto grid = members.find("grid");
  const auto vary = members.find("vary");
  if (grid.has_value() == vary.has_value()) {
    throw Error(
        Status::invalid_argument, "settings_wanted",
        "say either \"grid\", a list of settings, or \"vary\", lists of values by parameter")
        .at(grid ? "/vary" : "/grid");
  }
  if (grid) {
    const auto items = grid->items();
    if (items.size() > most_settings) {
      throw grid->error("too_many", "at most 100,000 settings are tried in one call");
    }
    for (const Node& item : items)
      request.grid.push_back(rules::read_policy_values(item));
  } else {
    request.grid = combined(*vary);
  }
  if (request.grid.empty()) throw grid->error("empty", "at least one setting is wanted");
  return request;
}

Result Policy::sweep(const Tables& tables, const SweepRequest& request, const Run& run) const {
  Rows rows;
  std::shared_ptr<const rules::Definition> definition = versions_->on(request.as_of);
  std::map<std::string, std::vector<rules::Value>> varied;
  for (const PolicyParameters& setting : request.grid) {
    for (const auto& [code, value] : setting) {
      if (definition->slot(code) >= 0) varied.try_emplace(code);
    }
  }
  for (std::size_t i = 0; i < request.grid.size(); ++i) {
    PolicyRequest setting = request;
    for (const auto& [code, value] : request.grid[i])
      setting.parameters[code] = value;
    rules::Asked asked;
    try {
      asked = rules::ask(*versions_, tables, setting, run);
    } catch (const Error& error) {
      if (!error.where().starts_with("/parameters/")) throw;
      throw Error(error.status(), error.detail(), error.what())
          .at("/grid/" + std::to_string(i) + error.where().substr(11));
    }
    const OutputOf output(*asked.plan, request.output);
    const arrow::Column* amounts = rules::amount_column(*asked.table, request.amount);
    const std::size_t before = rows.n.size();
    add_rows(rows, static_cast<std::int32_t>(i), output, counted(asked, output, amounts, run),
             amounts != nullptr);
    for (auto& [code, column] : varied) {
      const std::int32_t slot = definition->slot(code);
      column.resize(rows.n.size(), asked.plan->constants[static_cast<std::size_t>(slot)]);
      std::fill(column.begin() + static_cast<std::ptrdiff_t>(before), column.end(),
                asked.plan->constants[static_cast<std::size_t>(slot)]);
    }
  }
  results::Table table;
  table.name = "sweep";
  table.add(results::int32_column("setting", std::move(rows.setting)));
  for (const auto& [code, values] : varied) {
    const std::int32_t slot = definition->slot(code);
    table.add(
        rules::values_column(code, definition->slots[static_cast<std::size_t>(slot)].type, values));
  }
  table.add(results::text_column("value", rows.value));
  table.add(results::boolean_column("determined", rows.determined));
  table.add(results::int64_column("n", std::move(rows.n)));
  table.add(results::int64_column("amount_minor", rows.amount));
  table.add(results::int64_column("unknown_amounts", std::move(rows.unknown)));
  std::vector<results::Table> answer;
  answer.push_back(std::move(table));
  return rules::make_result(*definition, "sweep", request_text(request), request.as_of,
                            std::move(answer));
}

}  // namespace sandan
