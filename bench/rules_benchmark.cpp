// Times the rules module through the C ABI on the records of rules/workload.py:
//   rules_benchmark <workload folder>... [Google Benchmark options]
//
// Each benchmark is one workload and one way of calling:
//   fresh    the whole call from raw Arrow columns: tables made of them, checked, decided
//   kept     the call on tables that were made and checked before
//   record   one record at a time through an evaluator, the records of the first rows in turn
//
// Counters: ns_a_row (printed with an s behind it); of record also p50_ns and p99_ns of single
// calls, and clock_ns, what reading the clock takes, which is part of both.

#include <benchmark/benchmark.h>
#include <sandan.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "records.hpp"

namespace {

using Clock = std::chrono::steady_clock;

// Runs a call of the C ABI and throws what it reports.
template <typename Function, typename... Arguments>
void checked(Function function, Arguments... arguments) {
  sandan_error error = SANDAN_ERROR_INIT;
  if (function(arguments..., &error) != SANDAN_OK) throw std::runtime_error(error.message);
}

struct Destroy {
  void operator()(sandan_tables* tables) const { sandan_tables_destroy(tables); }
  void operator()(const sandan_policy* policy) const { sandan_rules_destroy(policy); }
  void operator()(sandan_result* result) const { sandan_result_destroy(result); }
  void operator()(sandan_text* text) const { sandan_text_destroy(text); }
  void operator()(sandan_rules_evaluator* evaluator) const {
    sandan_rules_evaluator_destroy(evaluator);
  }
};

template <typename T>
using Owned = std::unique_ptr<T, Destroy>;

constexpr std::string_view kTable = "records";

// A workload with its policy.
struct Input {
  Input(const std::filesystem::path& folder, std::string_view unknowns)
      : records(folder / "columns") {
    const std::string json =
        bench::read_text(folder / ("policy_" + std::string(unknowns) + ".json"));
    sandan_policy* compiled = nullptr;
    checked(sandan_rules_compile, json.data(), json.size(), &compiled);
    policy.reset(compiled);
  }

  Owned<sandan_tables> tables() const {
    sandan_tables* created = nullptr;
    checked(sandan_tables_create, &created);
    Owned<sandan_tables> tables(created);
    checked(sandan_tables_add, created, kTable.data(), kTable.size(), records.schema(),
            records.array());
    return tables;
  }

  Owned<sandan_result> eval(const Owned<sandan_tables>& tables) const {
    sandan_run run = SANDAN_RUN_INIT;
    run.threads = 1;
    sandan_result* result = nullptr;
    checked(sandan_rules_eval, policy.get(), tables.get(), "", std::size_t{0}, &run, &result);
    return Owned<sandan_result>(result);
  }

  bench::Records records;
  std::unique_ptr<const sandan_policy, Destroy> policy;
};

void finish(benchmark::State& state, std::int64_t rows) {
  state.counters["ns_a_row"] = benchmark::Counter(
      static_cast<double>(rows) / 1e9,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void whole_call(benchmark::State& state, const Input& input, bool is_fresh) {
  const Owned<sandan_tables> kept = input.tables();
  benchmark::DoNotOptimize(input.eval(kept));
  for (auto _ : state) {
    if (is_fresh) {
      const Owned<sandan_tables> tables = input.tables();
      benchmark::DoNotOptimize(input.eval(tables));
    } else {
      benchmark::DoNotOptimize(input.eval(kept));
    }
  }
  finish(state, input.records.rows());
}

// ---- One record at a time

sandan_value value_at(const ArrowSchema& schema, const ArrowArray& array, std::int64_t row) {
  sandan_value value{};
  const auto* validity = static_cast<const std::uint8_t*>(array.buffers[0]);
  if (validity != nullptr && (validity[row / 8] >> (row % 8) & 1) == 0) return value;
  switch (schema.format[0]) {
    case 'b':
      value.kind = SANDAN_VALUE_BOOLEAN;
      value.as.integer =
          static_cast<const std::uint8_t*>(array.buffers[1])[row / 8] >> (row % 8) & 1;
      return value;
    case 'g':
      value.kind = SANDAN_VALUE_NUMBER;
      value.as.number = static_cast<const double*>(array.buffers[1])[row];
      return value;
    default: {
      const auto word = static_cast<const std::int8_t*>(array.buffers[1])[row];
      const auto* offsets = static_cast<const std::int32_t*>(array.dictionary->buffers[1]);
      value.kind = SANDAN_VALUE_TEXT;
      value.as.text.data = static_cast<const char*>(array.dictionary->buffers[2]) + offsets[word];
      value.as.text.size = static_cast<std::size_t>(offsets[word + 1] - offsets[word]);
      return value;
    }
  }
}

Owned<sandan_rules_evaluator> evaluator_of(const Input& input) {
  const ArrowSchema& schema = *input.records.schema();
  std::string request = R"({"columns": [)";
  for (std::int64_t c = 0; c < schema.n_children; ++c)
    request += std::string(c > 0 ? ", " : "") + '"' + schema.children[c]->name + '"';
  request += "]}";
  sandan_rules_evaluator* evaluator = nullptr;
  checked(sandan_rules_evaluator_create, input.policy.get(), request.data(), request.size(),
          &evaluator);
  return Owned<sandan_rules_evaluator>(evaluator);
}

std::size_t count_outputs(const Owned<sandan_rules_evaluator>& evaluator) {
  sandan_text* text = nullptr;
  checked(sandan_rules_evaluator_outputs, evaluator.get(), &text);
  const Owned<sandan_text> owned(text);
  const std::string_view json(sandan_text_data(text), sandan_text_size(text));
  return static_cast<std::size_t>(std::count(json.begin(), json.end(), '"')) / 2;
}

double percentile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

void single_records(benchmark::State& state, const Input& input) {
  constexpr std::int64_t kRecords = 4096;
  const ArrowArray& batch = *input.records.array();
  const auto width = static_cast<std::size_t>(batch.n_children);
  const std::int64_t count = std::min(kRecords, input.records.rows());
  std::vector<sandan_value> values;
  for (std::int64_t row = 0; row < count; ++row) {
    for (std::size_t c = 0; c < width; ++c)
      values.push_back(value_at(*input.records.schema()->children[c], *batch.children[c], row));
  }
  const Owned<sandan_rules_evaluator> evaluator = evaluator_of(input);
  std::vector<sandan_value> answers(count_outputs(evaluator));
  sandan_error error = SANDAN_ERROR_INIT;
  const auto eval = [&](std::size_t row) {
    const std::int32_t status =
        sandan_rules_evaluator_eval(evaluator.get(), values.data() + row * width, width,
                                    answers.data(), answers.size(), &error);
    if (status != SANDAN_OK) throw std::runtime_error(error.message);
  };
  std::size_t next = 0;
  for (auto _ : state) {
    eval(next);
    next = next + 1 == static_cast<std::size_t>(count) ? 0 : next + 1;
  }
  finish(state, 1);

  const auto nanoseconds = [](Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double, std::nano>(to - from).count();
  };
  std::vector<double> calls;
  std::vector<double> clock;
  for (std::size_t row = 0; row < static_cast<std::size_t>(count) * 16; ++row) {
    const auto before = Clock::now();
    const auto start = Clock::now();
    eval(row % static_cast<std::size_t>(count));
    const auto end = Clock::now();
    clock.push_back(nanoseconds(before, start));
    calls.push_back(nanoseconds(start, end));
  }
  state.counters["p50_ns"] = percentile(calls, 0.50);
  state.counters["p99_ns"] = percentile(calls, 0.99);
  state.counters["clock_ns"] = percentile(clock, 0.50);
}

void add_benchmarks(const std::filesystem::path& folder) {
  const std::string name = folder.filename().string();
  for (const char* unknowns : {"keep", "feel"}) {
    const auto input = std::make_shared<Input>(folder, unknowns);
    const auto add = [&](const char* how, auto run) {
      benchmark::RegisterBenchmark((name + "/" + unknowns + "/" + how).c_str(),
                                   [input, run](benchmark::State& state) { run(state, *input); })
          ->UseRealTime();
    };
    add("fresh", [](benchmark::State& state, const Input& in) { whole_call(state, in, true); });
    add("kept", [](benchmark::State& state, const Input& in) { whole_call(state, in, false); });
    if (input->records.schema()->children[0]->format[0] == 'c') {
      add("record", [](benchmark::State& state, const Input& in) { single_records(state, in); });
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc < 2) {
    std::cerr << "usage: rules_benchmark <workload folder>... [--benchmark_...]\n";
    return 2;
  }
  try {
    for (int i = 1; i < argc; ++i)
      add_benchmarks(argv[i]);
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& failure) {
    std::cerr << "rules_benchmark: " << failure.what() << '\n';
    return 1;
  }
  return 0;
}
