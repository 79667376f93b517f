#include "rules/answers.hpp"

#include "sandan/version.hpp"

namespace sandan::rules {
namespace {

using results::ColumnType;

void open_inputs(Asked& asked) {
  const Plan& plan = *asked.plan;
  for (std::size_t i = 0; i < plan.definition->slots.size(); ++i) {
    const Slot& slot = plan.definition->slots[i];
    if (slot.kind != SlotKind::input) continue;
    if (plan.is_read[i] == 0 && plan.by_value[i] == 0) continue;
    asked.inputs.push_back(std::make_unique<InputColumn>(
        plan, static_cast<std::int32_t>(i), *asked.table, asked.table->find(slot.item.code)));
  }
}

void open_keys(Asked& asked, const PolicyRequest& request) {
  const auto& names = request.keys ? *request.keys : asked.plan->definition->keys;
  for (const std::string& name : names) {
    if (const arrow::Column* column = asked.table->find(name)) {
      asked.keys.push_back(column);
    } else if (request.keys) {
      throw asked.table
          ->error(Status::schema, "missing_column", "there is no column \"" + name + "\" to echo")
          .at(name);
    }
  }
}

}  // namespace

void Asked::fill(Record& record, std::int64_t row) const {
  for (const auto& input : inputs)
    record.set(input->slot(), input->value(row));
}

bool Asked::is_unknown(const InputColumn& input, std::int64_t row) const {
  return input.value(row).known == feel::Known::unknown;
}

std::shared_ptr<const Plan> plan_of(const Versions& versions, const PolicyRequest& request) {
  const auto& definition = versions.on(request.as_of);
  if (request.parameters.empty()) {
    for (const auto& plan : versions.plans) {
      if (plan != nullptr && plan->definition == definition) return plan;
    }
  }
  return make_plan(definition, request.as_of, parameters_of(*definition, request.parameters));
}

Asked ask(const Versions& versions, const Tables& tables, const PolicyRequest& request,
          const Run& run) {
  Asked asked;
  asked.plan = plan_of(versions, request);
  const Definition* definition = asked.plan->definition.get();
  asked.table = tables.find(definition->of);
  if (asked.table == nullptr) {
    throw Error(Status::schema, "missing_table",
                "the policy reads table \"" + definition->of + "\", which was not given")
        .in_table(definition->of);
  }
  if (run.max_rows > 0 && asked.rows() > run.max_rows) {
    throw asked.table->error(Status::limit, "too_many_rows",
                             "it has " + std::to_string(asked.rows()) + " rows; max_rows is " +
                                 std::to_string(run.max_rows));
  }
  open_inputs(asked);
  open_keys(asked, request);
  return asked;
}

void for_each_batch(const Asked& asked, const Run& run,
                    const std::function<void(std::int64_t part, Batch& batch)>& work) {
  const kernels::Set& kernels = kernels::best();
  const PartRunner runner(run);
  const std::int64_t rows = asked.rows();
  runner(parts_of(rows), 0, 1, [&](std::int64_t part) {
    Batch batch(*asked.plan, asked.inputs, kernels);
    const std::int64_t end = std::min(rows, (part + 1) * rows_per_part);
    constexpr auto step = static_cast<std::int64_t>(kernels::batch_rows);
    for (std::int64_t from = part * rows_per_part; from < end; from += step) {
      batch.decide(from, static_cast<std::size_t>(std::min(step, end - from)));
      work(part, batch);
    }
  });
}

results::Column echoed(const arrow::Column& column, const std::vector<std::int64_t>& rows) {
  const auto each = [&](auto&& of) {
    std::vector<std::decay_t<decltype(of(std::int64_t{0}))>> values;
    values.reserve(rows.size());
    for (const std::int64_t row : rows)
      values.push_back(of(row));
    return values;
  };
  const arrow::Type& type = column.type();
  if (type.is_text()) {
    return results::text_column(column.name(),
                                each([&](std::int64_t row) -> std::optional<std::string> {
                                  const auto text = column.text(row);
                                  if (!text) return std::nullopt;
                                  return std::string(*text);
                                }));
  }
  if (type.kind == arrow::Kind::date_days && !type.is_dictionary()) {
    return results::day_column(column.name(), each([&](std::int64_t row) -> std::optional<Day> {
                                 const auto day = column.integer(row);
                                 if (!day) return std::nullopt;
                                 return static_cast<Day>(*day);
                               }));
  }
  if (type.is_integer()) {
    return results::int64_column(column.name(),
                                 each([&](std::int64_t row) { return column.integer(row); }));
  }
  return results::text_column(column.name(),
                              each([&](std::int64_t row) { return column.printed(row); }));
}

void add_keys(results::Table& table, const Asked& asked, const std::vector<std::int64_t>& rows) {
  for (const arrow::Column* key : asked.keys)
    table.add(echoed(*key, rows));
}

void add_keys(results::Table& table, const Asked& asked) {
  if (asked.keys.empty()) return;
  std::vector<std::int64_t> rows(static_cast<std::size_t>(asked.rows()));
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i] = static_cast<std::int64_t>(i);
  add_keys(table, asked, rows);
}

Result make_result(const Definition& definition, std::string_view verb, std::string request,
                   std::optional<Day> as_of, std::vector<results::Table> tables) {
  auto set = std::make_shared<results::TableSet>();
  set->tables = std::move(tables);
  set->metadata = {{"sandan.schema", "rules/1"},
                   {"sandan.version", std::string(version_text)},
                   {"sandan.document", definition.digest},
                   {"sandan.verb", std::string(verb)},
                   {"sandan.request", std::move(request)}};
  if (as_of) set->metadata.emplace_back("sandan.as_of", format_day(*as_of));
  if (definition.decision_support) set->metadata.emplace_back("sandan.use", "decision_support");
  return Result(std::move(set));
}

}  // namespace sandan::rules
