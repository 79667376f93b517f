// Times the phases of the stage history through the C ABI on the book of generate.py:
//   history_benchmark <book folder>/columns [Google Benchmark options]
//
// Arguments of each benchmark: threads, and which memory the library gets.
//   fresh    every large block is new from the system, so each page is touched
//            for the first time: the first call of a process, or a host that
//            returns memory between calls (the allocator's own default)
//   reused   freed blocks stay in the process and are handed out again
// Code, branch predictors and input are warm in both: one call runs before.
//
// Counters: input_MB the columns read, peak_MB the most memory held above the
// input during the phase (scratch and result), over_input the ratio of the two;
// for the history retained_MB, what it keeps once built.

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <sandan.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "book.hpp"

namespace {

constexpr std::string_view kHistoryRequest =
    R"({"as_of": "2025-12-31", "keys": ["owner_id", "product"]})";
constexpr std::string_view kMovesRequest = R"({"only": "all"})";
constexpr std::string_view kFunnelRequest = R"({"by": ["owner_id", "product"], "phase": "all"})";
constexpr double kMegabyte = 1e6;

enum Memory : std::int64_t { kFresh = 0, kReused = 1 };

std::string columns_folder;

void use_memory(Memory memory) {
  malloc_trim(0);
  const bool reused = memory == kReused;
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  mallopt(M_MMAP_MAX, reused ? 0 : 65536);
  mallopt(M_TRIM_THRESHOLD, reused ? 2'000'000'000 : 128 * 1024);
}

double memory_bytes(std::string_view field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::stod(line.substr(field.size() + 1)) * 1024;
  }
  return 0;
}

void reset_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

// Runs a call of the C ABI and throws what it reports.
template <typename Function, typename... Arguments>
void checked(Function function, Arguments... arguments) {
  sandan_error error = SANDAN_ERROR_INIT;
  if (function(arguments..., &error) != SANDAN_OK) throw std::runtime_error(error.message);
}

struct Destroy {
  void operator()(sandan_tables* tables) const { sandan_tables_destroy(tables); }
  void operator()(sandan_process* process) const { sandan_process_destroy(process); }
  void operator()(sandan_process_history* history) const {
    sandan_process_history_destroy(history);
  }
  void operator()(sandan_result* result) const { sandan_result_destroy(result); }
};

template <typename T>
using Owned = std::unique_ptr<T, Destroy>;

sandan_run run_with(std::int64_t threads) {
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = static_cast<std::int32_t>(threads);
  return run;
}

Owned<sandan_process> compile_process() {
  std::ifstream file(BENCH_PROCESS_FILE);
  const std::string json((std::istreambuf_iterator<char>(file)), {});
  sandan_process* process = nullptr;
  checked(sandan_process_compile, json.data(), json.size(), &process);
  return Owned<sandan_process>(process);
}

// A book with the tables made of it.
struct Input {
  explicit Input(bench::Ids ids)
      : book(bench::read_book(columns_folder, ids)), process(compile_process()) {
    sandan_tables* created = nullptr;
    checked(sandan_tables_create, &created);
    tables.reset(created);
    add("opportunities", book.opportunities);
    add("stage_events", book.stage_events);
  }

  void add(std::string_view name, bench::ArrowTable& table) {
    checked(sandan_tables_add, tables.get(), name.data(), name.size(), table.schema(),
            table.array());
  }

  Owned<sandan_process_history> history(const sandan_run& run) const {
    sandan_process_history* history = nullptr;
    checked(sandan_process_history_build, process.get(), tables.get(), kHistoryRequest.data(),
            kHistoryRequest.size(), &run, &history);
    return Owned<sandan_process_history>(history);
  }

  bench::Book book;
  Owned<sandan_process> process;
  Owned<sandan_tables> tables;
};

const Input& input(bench::Ids ids) {
  static std::map<bench::Ids, std::unique_ptr<Input>> inputs;
  auto& kept = inputs[ids];
  if (!kept) kept = std::make_unique<Input>(ids);
  return *kept;
}

using Question = decltype(&sandan_process_moves);

// A question that takes a calendar, asked without one.
template <auto timed>
int32_t without_calendar(const sandan_process_history* history, const char* request, size_t size,
                         const sandan_run* run, sandan_result** out, sandan_error* error) {
  return timed(history, nullptr, request, size, run, out, error);
}

Owned<sandan_result> ask(Question question, const sandan_process_history* history,
                         std::string_view request, const sandan_run& run) {
  sandan_result* result = nullptr;
  checked(question, history, request.data(), request.size(), &run, &result);
  return Owned<sandan_result>(result);
}

// Times `phase`, whose return value holds the result, and counts its memory.
template <typename Phase>
void measure(benchmark::State& state, const Input& in, Phase phase) {
  use_memory(static_cast<Memory>(state.range(1)));
  malloc_trim(0);
  const double before = memory_bytes("VmRSS:");
  reset_peak();
  { benchmark::DoNotOptimize(phase()); }
  const double peak = memory_bytes("VmHWM:") - before;

  for (auto _ : state) {
    auto result = phase();
    benchmark::DoNotOptimize(result);
  }
  const auto input_bytes = static_cast<double>(in.book.bytes());
  state.counters["input_MB"] = input_bytes / kMegabyte;
  state.counters["peak_MB"] = peak / kMegabyte;
  state.counters["over_input"] = peak / input_bytes;
}

void history_build(benchmark::State& state, bench::Ids ids) {
  const Input& in = input(ids);
  const sandan_run run = run_with(state.range(0));
  measure(state, in, [&] { return in.history(run); });

  malloc_trim(0);
  const double before = memory_bytes("VmRSS:");
  const auto history = in.history(run);
  malloc_trim(0);
  state.counters["retained_MB"] = (memory_bytes("VmRSS:") - before) / kMegabyte;
  state.counters["events_per_second"] =
      benchmark::Counter(static_cast<double>(in.book.stage_events.rows()),
                         benchmark::Counter::kIsIterationInvariantRate);
}

void question(benchmark::State& state, Question question, std::string_view request) {
  const Input& in = input(bench::Ids::kInt64);
  const sandan_run run = run_with(state.range(0));
  const auto history = in.history(run);
  measure(state, in, [&] { return ask(question, history.get(), request, run); });
}

void whole_job(benchmark::State& state, bench::Ids ids) {
  const Input& in = input(ids);
  const sandan_run run = run_with(state.range(0));
  measure(state, in, [&] {
    const auto history = in.history(run);
    auto moves = ask(sandan_process_moves, history.get(), kMovesRequest, run);
    auto funnel = ask(sandan_process_funnel, history.get(), kFunnelRequest, run);
    return std::pair(std::move(moves), std::move(funnel));
  });
}

void settings(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"threads", "reused_memory"})
      ->ArgsProduct({{1, 2}, {kFresh, kReused}})
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime();
}

BENCHMARK_CAPTURE(history_build, int64, bench::Ids::kInt64)->Apply(settings);
BENCHMARK_CAPTURE(history_build, text, bench::Ids::kText)->Apply(settings);
BENCHMARK_CAPTURE(question, moves, sandan_process_moves, kMovesRequest)->Apply(settings);
BENCHMARK_CAPTURE(question, funnel, sandan_process_funnel, kFunnelRequest)->Apply(settings);
BENCHMARK_CAPTURE(question, dwell, without_calendar<sandan_process_dwell>, "{}")->Apply(settings);
BENCHMARK_CAPTURE(question, survival, without_calendar<sandan_process_survival>, "{}")
    ->Apply(settings);
BENCHMARK_CAPTURE(question, compare, sandan_process_compare, "{}")->Apply(settings);
BENCHMARK_CAPTURE(whole_job, int64, bench::Ids::kInt64)->Apply(settings);
BENCHMARK_CAPTURE(whole_job, text, bench::Ids::kText)->Apply(settings);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc != 2) {
    std::cerr << "usage: history_benchmark <book folder>/columns [--benchmark_...]\n";
    return 2;
  }
  columns_folder = argv[1];
  try {
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& failure) {
    std::cerr << "history_benchmark: " << failure.what() << '\n';
    return 1;
  }
  return 0;
}
