// sandan_process_gates and sandan_process_gauges on facts and lines of any
// shape; each request as the rest of the input says it, or one that is right.
#include "fuzz/random_columns.hpp"
#include "fuzz/rules.hpp"

using namespace sandan::fuzz;

namespace {

constexpr std::string_view gated_text = R"json({"sandan":"process/1","code":"p","label":{"en":"P"},
  "facts":[{"code":"met","type":"bool"},{"code":"points","type":"number"},
    {"code":"due","type":"date","null":"none"},{"code":"word","type":"text","values":["a","b"]}],
  "stages":[
    {"code":"a","label":{"en":"A"},"end_mark":{"code":"ab","label":{"en":"M"},
      "condition":"met and points / 2 >= 1"},
     "actions":[{"code":"x","label":{"en":"X"},"satisfies":["ab"]}]},
    {"code":"b","label":{"en":"B"},"start_mark":{"code":"ab","label":{"en":"M"}},
     "end_mark":{"code":"be","label":{"en":"M"},"condition":"word = \"a\" or due < as_of"},
     "actions":[{"code":"y","label":{"en":"Y"},"satisfies":["be","ab"]}]},
    {"code":"w","label":{"en":"W"},"outcome":"won","start_mark":{"code":"s","label":{"en":"S"}}}]})json";

constexpr std::string_view mode_text = R"json({"sandan":"policy/1","code":"m","of":"account_lines",
  "label":{"en":"M"},"inputs":[{"code":"word","type":"text"}],"decisions":[
    {"code":"mode","kind":"formula","type":"text",
     "formula":"if word = \"a\" then \"close\" else if word = \"b\" then \"nurture\" else \"find\""},
    {"code":"max_gap_days","kind":"formula","type":"number",
     "formula":"if word = \"b\" then 30 else null"}]})json";

Column likely_table(Input& input, std::initializer_list<std::pair<const char*, char>> described) {
  const int left_out = input.byte();
  const int rows = input.below(most_rows);
  std::vector<Column> columns;
  int at = 0;
  for (const auto& [name, type] : described) {
    // The first column mostly stays: without an id there is nothing to join.
    if ((left_out >> at++ & 1) != 0 && (at > 1 || input.below(8) == 0)) continue;
    columns.push_back(likely_column(input, name, type, rows));
    bend(input, columns.back());
  }
  return batch(std::move(columns));
}

const sandan_process_history* history_of(const sandan_process* process) {
  static const Exported deals(
      batch({int64s("opportunity_id", {0, 1, 2, 3, 4, 5}),
             texts("stage", {"a", "b", std::nullopt, "a", "w", "b"}),
             int64s("amount_minor", {1, 2, 3, std::nullopt, 5, INT64_MAX}),
             texts("currency", {"CNY", "CNY", "USD", std::nullopt, "CNY", "CNY"})}));
  sandan_tables* tables = nullptr;
  sandan_process_history* history = nullptr;
  constexpr std::string_view request = R"({"as_of":"2026-03-01"})";
  expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  expect(sandan_tables_add(tables, "opportunities", 13, &deals.schema, &deals.array, nullptr) ==
         SANDAN_OK);
  expect(sandan_process_history_build(process, tables, request.data(), request.size(), nullptr,
                                      &history, nullptr) == SANDAN_OK);
  sandan_tables_destroy(tables);
  return history;
}

void add(sandan_tables* tables, std::string_view name, const Exported& table_of) {
  sandan_error error = SANDAN_ERROR_INIT;
  check_error(error, sandan_tables_add(tables, name.data(), name.size(), &table_of.schema,
                                       &table_of.array, &error));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const sandan_process* const process = compile(gated_text);
  static const sandan_process_history* const history = history_of(process);
  static const sandan_policy* const policy = compile_policy(mode_text);
  static constexpr std::string_view gate_requests[] = {
      "", R"({"to":"all","outcomes":[]})", R"({"to":"w","steps":0})", R"({"to":"lost"})"};
  Input input(data, size);
  const std::string_view of_gates = gate_requests[input.below(4)];
  const bool own_request = input.below(4) == 0;
  const Exported deals(likely_table(input, {{"opportunity_id", 'i'},
                                            {"met", 'b'},
                                            {"points", 'n'},
                                            {"due", 'd'},
                                            {"word", 't'},
                                            {"account_id", 'i'},
                                            {"product", 't'}}));
  const Exported lines(
      likely_table(input, {{"account_id", 'i'}, {"word", 't'}, {"product_line", 't'}}));
  const Exported contacts(likely_table(input, {{"account_id", 'i'}, {"done_on", 'd'}}));
  const Exported accounts(likely_table(input, {{"account_id", 'i'}}));
  sandan_tables* tables = nullptr;
  expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  add(tables, "opportunities", deals);
  add(tables, "account_lines", lines);
  add(tables, "activities", contacts);
  add(tables, "accounts", accounts);
  add(tables, "universe", lines);
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = 1 + input.below(2);
  const std::string rest = input.rest();
  std::string_view request = own_request ? std::string_view(rest) : of_gates;
  sandan_result* result = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  std::int32_t status =
      sandan_process_gates(history, tables, request.data(), request.size(), &run, &result, &error);
  check_error(error, status);
  use(status, result);
  request = own_request ? std::string_view(rest) : std::string_view(R"({"min_n":1})");
  result = nullptr;
  error = SANDAN_ERROR_INIT;
  status = sandan_process_gauges(history, policy, tables, request.data(), request.size(), &run,
                                 &result, &error);
  check_error(error, status);
  use(status, result);
  sandan_tables_destroy(tables);
  return 0;
}
