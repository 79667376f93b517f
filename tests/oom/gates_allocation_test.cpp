// Every allocation of the questions about gates fails once.
#include "capi/gates_fixture.hpp"
#include "oom/fail_each.hpp"

using namespace sandan::testing;

TEST_CASE("gates and gauges survive every failing allocation", "[oom]") {
  const HistoryHandle history = make_desk_history();
  const TableSet tables = make_desk();
  const PolicyHandle policy = make_policy(mode_policy);
  fail_each_allocation(result_call("sandan_process_gates", [&](auto** out, auto* error) {
    return sandan_process_gates(history.get(), tables.get(), gates_request.data(),
                                gates_request.size(), nullptr, out, error);
  }));
  fail_each_allocation(result_call("sandan_process_gauges", [&](auto** out, auto* error) {
    return sandan_process_gauges(history.get(), policy.get(), tables.get(), gauges_request.data(),
                                 gauges_request.size(), nullptr, out, error);
  }));
}

TEST_CASE("processes with conditions survive every failing allocation", "[oom]") {
  auto made = std::make_shared<Slot<sandan_process>>();
  fail_each_allocation({"sandan_process_compile",
                        [&](sandan_error* error) {
                          return sandan_process_compile(gated_process.data(), gated_process.size(),
                                                        &made->handle, error);
                        },
                        [&] { sandan_process_destroy(made->handle); }});
}
