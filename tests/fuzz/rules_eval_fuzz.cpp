// sandan_rules_eval, sandan_rules_why_not, sandan_rules_sweep, sandan_rules_diff,
// sandan_rules_regrade, sandan_rules_eval_stream and the evaluator on records of
// any shape; and each request as the rest of the input says it, or one that is
// known to be right.
#include "fuzz/random_columns.hpp"
#include "fuzz/rules.hpp"

using namespace sandan::fuzz;

namespace {

using Verb = std::int32_t (*)(const sandan_policy*, const sandan_tables*, const char*, std::size_t,
                              const sandan_run*, sandan_result**, sandan_error*);

std::int32_t diff(const sandan_policy* policy, const sandan_tables* tables, const char* request,
                  std::size_t size, const sandan_run* run, sandan_result** out,
                  sandan_error* error) {
  return sandan_rules_diff(policy, policy, tables, request, size, run, out, error);
}

struct Question {
  Verb verb;
  std::string_view request;
};

constexpr Question questions[] = {
    {sandan_rules_eval, R"({"as_of":"2026-03-01"})"},
    {sandan_rules_eval,
     R"({"as_of":"2026-03-01","could_be":true,"ask_next":2,"if_unknown_is_no":true,"detail":true,
         "steps":500})"},
    {sandan_rules_eval, R"({"as_of":"2026-03-01","keys":["system","due"],"values":false})"},
    {sandan_rules_why_not, R"({"as_of":"2026-03-01","goal":{"grade":"A"},"steps":500})"},
    {sandan_rules_why_not,
     R"({"as_of":"2026-03-01","goal":{"card":"high","mode":"x"},"most_changes":1,"steps":200})"},
    {sandan_rules_sweep,
     R"({"as_of":"2026-03-01","output":"grade","vary":{"most":[0,1,9]},"amount":"count"})"},
    {sandan_rules_regrade, R"({"as_of":"2026-03-01","output":"grade","previous":"before"})"},
    {diff, R"({"as_of":"2026-03-01","output":"card","amount":"count"})"}};

Column records(Input& input, int rows) {
  static constexpr std::pair<const char*, char> described[] = {
      {"id", 'i'},  {"system", 't'}, {"urgent", 'b'}, {"budget", 'n'},
      {"due", 'd'}, {"wait", 'w'},   {"count", 'i'},  {"before", 't'}};
  const int left_out = input.byte();
  std::vector<Column> columns;
  int at = 0;
  for (const auto& [name, type] : described) {
    if ((left_out >> at++ & 1) != 0) continue;
    columns.push_back(likely_column(input, name, type, rows));
    bend(input, columns.back());
  }
  return batch(std::move(columns));
}

/// A value of any kind, mostly of one there is.
sandan_value random_value(Input& input) {
  static constexpr std::string_view words[] = {"a", "b", "", "A", "单", "\xff", "a!", "low"};
  sandan_value value{};
  value.kind = input.below(8);
  if (value.kind == SANDAN_VALUE_NUMBER) {
    value.as.number =
        input.below(4) == 0 ? static_cast<double>(input.wide()) : input.below(9) / 2.0;
  } else if (value.kind == SANDAN_VALUE_TEXT) {
    const std::string_view word = words[input.below(8)];
    value.as.text.data = word.data();
    value.as.text.size = word.size();
  } else {
    value.as.integer = input.below(4) == 0 ? input.wide() : input.below(9);
  }
  return value;
}

void decide_records(Input& input, const sandan_policy* policy) {
  static constexpr std::string_view columns =
      R"({"as_of":"2026-03-01","columns":["system","urgent","budget","due","wait","count"]})";
  sandan_rules_evaluator* evaluator = nullptr;
  expect(sandan_rules_evaluator_create(policy, columns.data(), columns.size(), &evaluator,
                                       nullptr) == SANDAN_OK);
  sandan_text* names = nullptr;
  expect(sandan_rules_evaluator_outputs(evaluator, &names, nullptr) == SANDAN_OK);
  std::size_t count = 1;
  for (std::size_t i = 0; i < sandan_text_size(names); ++i)
    count += sandan_text_data(names)[i] == ',' ? 1 : 0;
  sandan_text_destroy(names);
  std::vector<sandan_value> answers(count);
  sandan_value record[6];
  for (int i = input.below(6); i >= 0; --i) {
    for (sandan_value& value : record)
      value = random_value(input);
    sandan_error error = SANDAN_ERROR_INIT;
    const std::int32_t status =
        sandan_rules_evaluator_eval(evaluator, record, 6, answers.data(), count, &error);
    check_error(error, status);
  }
  sandan_rules_evaluator_destroy(evaluator);
}

void pull_results(const sandan_policy* policy, const Column& batch_of, Input& input) {
  static constexpr std::string_view request = R"({"as_of":"2026-03-01"})";
  ArrowArrayStream in = stream_of({batch_of, batch_of}, input.below(4) - 1);
  ArrowArrayStream out{};
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status =
      sandan_rules_eval_stream(policy, &in, request.data(), request.size(), nullptr, &out, &error);
  check_error(error, status);
  expect(in.release == nullptr);
  if (status != SANDAN_OK) return;
  ArrowArray results{};
  while (out.get_next(&out, &results) == 0 && results.release != nullptr)
    results.release(&results);
  out.release(&out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static sandan_policy* const policy = compile_policy(policy_text);
  Input input(data, size);
  const Question& asked = questions[static_cast<std::size_t>(input.below(8))];
  const bool own_request = input.below(4) == 0;
  const Column column = records(input, input.below(most_rows));
  const Exported batch_of(column);
  sandan_tables* tables = nullptr;
  expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  sandan_error error = SANDAN_ERROR_INIT;
  std::int32_t status =
      sandan_tables_add(tables, "lines", 5, &batch_of.schema, &batch_of.array, &error);
  check_error(error, status);
  const std::string rest = input.rest();
  const std::string_view request = own_request ? std::string_view(rest) : asked.request;
  sandan_result* result = nullptr;
  error = SANDAN_ERROR_INIT;
  status = asked.verb(policy, tables, request.data(), request.size(), nullptr, &result, &error);
  check_error(error, status);
  use(status, result);
  sandan_tables_destroy(tables);
  Input again(data, size);
  decide_records(again, policy);
  pull_results(policy, column, again);
  return 0;
}
