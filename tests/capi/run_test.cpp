// The machine knobs of a call: size of the struct, limits, progress.
#include "capi/fixture.hpp"

using namespace sandan::testing;

namespace {

struct LongerRun {
  sandan_run known = SANDAN_RUN_INIT;
  std::int64_t added[3] = {0, 0, 0};
};

int32_t build(const sandan_run* run, sandan_process_history** out, sandan_error* error = nullptr) {
  const ProcessHandle process = make_process();
  const TableSet tables = make_tables();
  return sandan_process_history_build(process.get(), tables.get(), as_of.data(), as_of.size(), run,
                                      out, error);
}

/// Stops at the k-th call; counts calls and checks that shares do not fall.
struct Progress {
  int calls = 0;
  int stop_at = 0;
  double last = 0;
  bool in_order = true;

  static int32_t told(void* ctx, double done) {
    auto& self = *static_cast<Progress*>(ctx);
    self.in_order = self.in_order && done >= self.last - 1e-12 && done <= 1.0;
    self.last = done;
    return ++self.calls == self.stop_at ? 1 : 0;
  }
};

sandan_run with_progress(Progress& progress) {
  sandan_run run = SANDAN_RUN_INIT;
  run.progress = Progress::told;
  run.ctx = &progress;
  return run;
}

}  // namespace

TEST_CASE("a longer run struct is read when what it adds is zero") {
  LongerRun run;
  run.known.struct_size = sizeof run;
  sandan_process_history* history = nullptr;
  REQUIRE(build(&run.known, &history) == SANDAN_OK);
  sandan_process_history_destroy(history);
  for (auto& added : run.added) {
    added = 1;
    sandan_error error = SANDAN_ERROR_INIT;
    history = nullptr;
    CHECK(build(&run.known, &history, &error) == SANDAN_INVALID_ARGUMENT);
    CHECK(std::string(error.detail) == "unknown_settings");
    CHECK(history == nullptr);
    added = 0;
  }
}

TEST_CASE("a shorter or nonsensical run struct is refused by every function that takes one") {
  const HistoryHandle history = make_history();
  const ProcessHandle process = make_process();
  std::vector<std::pair<sandan_run, std::string>> bad;
  for (const std::uint32_t size :
       {0u, 8u, static_cast<std::uint32_t>(sizeof(sandan_run)) - 1, 100000u}) {
    sandan_run run = SANDAN_RUN_INIT;
    run.struct_size = size;
    bad.emplace_back(run, "struct_size");
  }
  const auto spoil = [&](const char* detail, auto member, auto value) {
    sandan_run run = SANDAN_RUN_INIT;
    run.*member = value;
    bad.emplace_back(run, detail);
  };
  spoil("threads", &sandan_run::threads, -1);
  spoil("threads", &sandan_run::threads, 257);
  spoil("limits", &sandan_run::max_bytes, -1);
  spoil("limits", &sandan_run::max_rows, -1);
  for (const auto& pair : bad) {
    const sandan_run& run = pair.first;  // clang 14 captures no structured bindings
    const std::string detail = pair.second;
    const auto check = [&](const char* name, auto&& call) {
      sandan_error error = SANDAN_ERROR_INIT;
      sandan_result* result = nullptr;
      INFO(name << " " << run.struct_size << " " << detail);
      CHECK(call(&result, &error) == SANDAN_INVALID_ARGUMENT);
      CHECK(std::string(error.detail) == detail);
      CHECK(std::string(error.where) == "run");
      CHECK(result == nullptr);
    };
    for (const NamedVerb& verb : verbs()) {
      check(verb.name, [&](sandan_result** result, sandan_error* error) {
        return verb.call(history.get(), verb.request.data(), verb.request.size(), &run, result,
                         error);
      });
    }
    check("describe", [&](sandan_result** result, sandan_error* error) {
      return sandan_process_describe(process.get(), "", 0, &run, result, error);
    });
    check("map_stages", [&](sandan_result** result, sandan_error* error) {
      return sandan_process_map_stages(process.get(), process.get(), "", 0, &run, result, error);
    });
    sandan_process_history* built = nullptr;
    CHECK(build(&run, &built) == SANDAN_INVALID_ARGUMENT);
    CHECK(built == nullptr);
  }
}

TEST_CASE("max_rows bounds every table, max_bytes the call") {
  sandan_process_history* history = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_run run = SANDAN_RUN_INIT;
  run.max_rows = 6;  // there are 7 events
  CHECK(build(&run, &history, &error) == SANDAN_LIMIT);
  CHECK(std::string(error.detail) == "max_rows");
  CHECK(std::string(error.table) == "stage_events");
  run.max_rows = 2;  // and 3 deals
  CHECK(build(&run, &history, &error) == SANDAN_LIMIT);
  CHECK(std::string(error.table) == "opportunities");
  run.max_rows = 7;
  REQUIRE(build(&run, &history, &error) == SANDAN_OK);
  sandan_process_history_destroy(history);

  history = nullptr;
  run = SANDAN_RUN_INIT;
  run.max_bytes = 1;
  CHECK(build(&run, &history, &error) == SANDAN_NO_MEMORY);
  CHECK(std::string(error.detail) == "max_bytes");
  CHECK(history == nullptr);
  run.max_bytes = 1 << 20;
  REQUIRE(build(&run, &history, &error) == SANDAN_OK);
  const HistoryHandle owner(history);
  run.max_bytes = 1;
  sandan_result* result = nullptr;
  CHECK(sandan_process_moves(history, "", 0, &run, &result, &error) == SANDAN_NO_MEMORY);
  CHECK(result == nullptr);
}

TEST_CASE("building a history can be stopped at every report") {
  Progress counting;
  sandan_run run = with_progress(counting);
  sandan_process_history* history = nullptr;
  REQUIRE(build(&run, &history) == SANDAN_OK);
  sandan_process_history_destroy(history);
  REQUIRE(counting.calls >= 2);
  CHECK(counting.in_order);
  for (int k = 1; k <= counting.calls; ++k) {
    Progress stopping;
    stopping.stop_at = k;
    run = with_progress(stopping);
    history = nullptr;
    sandan_error error = SANDAN_ERROR_INIT;
    INFO("stopped at report " << k << " of " << counting.calls);
    CHECK(build(&run, &history, &error) == SANDAN_CANCELLED);
    CHECK(error.code == SANDAN_CANCELLED);
    CHECK(history == nullptr);
    CHECK(stopping.calls == k);
  }
}

TEST_CASE("every question reports and can be stopped") {
  const HistoryHandle history = make_history();
  for (const NamedVerb& verb : verbs()) {
    Progress counting;
    sandan_run run = with_progress(counting);
    INFO(verb.name);
    const ResultHandle whole = ask(verb, history.get(), &run);
    CHECK(counting.in_order);
    if (std::string_view(verb.name) == "faults") continue;  // copies what is kept
    CHECK(counting.calls >= 1);
    for (int k = 1; k <= counting.calls; ++k) {
      Progress stopping;
      stopping.stop_at = k;
      run = with_progress(stopping);
      sandan_result* result = nullptr;
      CHECK(verb.call(history.get(), verb.request.data(), verb.request.size(), &run, &result,
                      nullptr) == SANDAN_CANCELLED);
      CHECK(result == nullptr);
    }
    CHECK(json_of(ask(verb, history.get()).get()) == json_of(whole.get()));
  }
}
