// A further batch of a table that could not be added leaves the table as it
// was: added again, it gives what one that never failed gives.
#include "capi/fixture.hpp"
#include "oom/allocations.hpp"

using namespace sandan::testing;

namespace {

std::string answers(const sandan_process* process, const sandan_tables* tables) {
  sandan_process_history* history = nullptr;
  REQUIRE(sandan_process_history_build(process, tables, as_of.data(), as_of.size(), nullptr,
                                       &history, nullptr) == SANDAN_OK);
  const HistoryHandle owner(history);
  return json_of(ask(verbs()[0], history).get()) + json_of(ask(verbs()[1], history).get());
}

}  // namespace

TEST_CASE("a table is whole after a batch that failed", "[oom]") {
  const ProcessHandle process = make_process();
  const Exported& events = small_events();
  const auto add = [&](const TableSet& tables) {
    return sandan_tables_add(tables.get(), "stage_events", 12, &events.schema, &events.array,
                             nullptr);
  };
  const TableSet never_failed = make_tables();
  REQUIRE(add(never_failed) == SANDAN_OK);
  const std::string expected = answers(process.get(), never_failed.get());
  for (std::int64_t failing = 0;; ++failing) {
    INFO("allocation " << failing);
    const TableSet tables = make_tables();
    watch_allocations(failing);
    const std::int32_t status = add(tables);
    const Watched watched = stop_watching();
    CHECK(status == (watched.failed ? SANDAN_NO_MEMORY : SANDAN_OK));
    if (status != SANDAN_OK) REQUIRE(add(tables) == SANDAN_OK);
    CHECK(answers(process.get(), tables.get()) == expected);
    if (!watched.failed) break;
  }
}
