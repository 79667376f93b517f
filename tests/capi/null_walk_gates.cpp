// NULL in every pointer of the questions about gates.
#include "capi/gates_fixture.hpp"
#include "capi/null_walk.hpp"

using namespace sandan::testing;

TEST_CASE("null walk: gates and gauges") {
  const HistoryHandle history = make_desk_history();
  const TableSet tables = make_desk();
  const PolicyHandle policy = make_policy(mode_policy);
  const sandan_process_history* handle = history.get();
  const sandan_policy* graded = policy.get();
  const sandan_tables* facts = tables.get();
  const sandan_run run = SANDAN_RUN_INIT;
  WALK(sandan_result_destroy, sandan_result, sandan_process_gates, handle, facts,
       gates_request.data(), gates_request.size(), &run);
  WALK(sandan_result_destroy, sandan_result, sandan_process_gauges, handle, graded, facts,
       gauges_request.data(), gauges_request.size(), &run);
}
