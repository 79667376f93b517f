// Gates and gauges through the C interface, and through the wrapper over it.
#include "capi/gates_fixture.hpp"
#include "sandan_cpp.hpp"

using namespace sandan::testing;
namespace cpp = sandan::cpp;

namespace {

/// True when the JSON of a result holds this text.
bool tells(const std::string& json, const std::string& text) {
  return json.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("gates of a small desk") {
  const HistoryHandle history = make_desk_history();
  const TableSet tables = make_desk();
  sandan_result* result = nullptr;
  REQUIRE(sandan_process_gates(history.get(), tables.get(), gates_request.data(),
                               gates_request.size(), nullptr, &result, nullptr) == SANDAN_OK);
  const std::string told = json_of(ResultHandle(result).get());
  CHECK(tells(told,
              R"("opportunity_id":1,"team_id":"north","stage":"a","to_stage":"w",)"
              R"("allowed":false,"legal":true,"unmet":1,"unknown":0,"unjudged":0,"actions":1)"));
  CHECK(tells(told, R"("opportunity_id":2,"team_id":"south","stage":"a","to_stage":"w",)"
                    R"("allowed":null)"));
  CHECK(tells(told, R"("allowed":true)"));
  CHECK(tells(told, R"("action":"meet","satisfies":"m")"));
  CHECK(tells(told, R"("row":1,"column":"trade","fault":"unknown_value","value":"z")"));
}

TEST_CASE("a process that is refused tells the place of the condition") {
  std::string text = gated_process;
  text.replace(text.find("met and"), 3, "yet");
  sandan_process* process = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  CHECK(sandan_process_compile(text.data(), text.size(), &process, &error) == SANDAN_DOCUMENT);
  CHECK(std::string(error.where) == "/stages/0/end_mark/condition");
}

TEST_CASE("gates and gauges through the wrapper") {
  const cpp::Process process = cpp::Process::compile(gated_process);
  const cpp::Policy policy = cpp::Policy::compile(mode_policy);
  const HistoryHandle made = make_desk_history();
  const cpp::History history(sandan_process_history_retain(made.get()));
  cpp::Tables tables;
  const Exported deals(table("opportunity_id int, account_id int, met bool\n1, 1, false\n2, 2, "));
  const Exported lines(table("account_id int, letter text\n1, A\n2, B"));
  tables.add("opportunities", deals.schema, deals.array);
  tables.add("account_lines", lines.schema, lines.array);
  CHECK(tells(history.gates(tables).to_json(), R"("allowed":false)"));
  CHECK(tells(history.gauges(policy, tables).to_json(), R"("gauge":"close","n":1)"));
}
