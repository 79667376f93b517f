// The table of rules/workload.py written by hand, without branches: what a good programmer gets
// from the compiler for this table alone. Reads dictionary codes, bits and numbers; writes the rule
// and the grade of each record, a byte each.
//
//   rules_hand_loop <columns folder> <runs> [<file for rules and grades>]
//
// Prints a line of JSON: nanoseconds a record (cold and warm), bytes moved a record, and what the
// same memory gives to a loop that only sums the numbers (GB/s).

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "records.hpp"

// One body for each level of x86-64; the loader takes the best for the processor.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BENCH_BEST_OF __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define BENCH_BEST_OF
#endif

namespace {

using Byte = std::uint8_t;
using Clock = std::chrono::steady_clock;
constexpr std::size_t kBlock = 2048;

struct Columns {
  const std::int8_t *system, *project, *satisfaction, *maintenance, *vendor, *users;
  const Byte *need_admitted, *hopes_for_vendor, *designer_left;  // bits
  const double *months_to_close, *employees;
};

Columns columns_of(const bench::Records& records) {
  const auto codes = [&](const char* name) {
    return static_cast<const std::int8_t*>(records.buffer(name, 1));
  };
  const auto bits = [&](const char* name) {
    return static_cast<const Byte*>(records.buffer(name, 1));
  };
  const auto numbers = [&](const char* name) {
    return static_cast<const double*>(records.buffer(name, 1));
  };
  return {codes("system"),       codes("project"),
          codes("satisfaction"), codes("maintenance"),
          codes("vendor"),       codes("users"),
          bits("need_admitted"), bits("hopes_for_vendor"),
          bits("designer_left"), numbers("months_to_close"),
          numbers("employees")};
}

inline Byte where(bool holds) { return holds ? 0xff : 0; }

// Bits as bytes of 0 or 0xff.
inline void spread(const Byte* bits, std::size_t n, Byte* bytes) {
  for (std::size_t b = 0; b < (n + 7) / 8; ++b) {
    std::uint64_t eight = bits[b] * 0x0101010101010101u & 0x8040201008040201u;
    eight = (((eight + 0x7f7f7f7f7f7f7f7fu) | eight) >> 7 & 0x0101010101010101u) * 0xff;
    std::memcpy(bytes + b * 8, &eight, 8);
  }
}

BENCH_BEST_OF void decide(const Columns& in, std::size_t from, std::size_t n,
                          Byte* __restrict rules, Byte* __restrict grades) {
  alignas(64) std::array<Byte, kBlock> months, employees, need, hopes, left;
  const double* m = in.months_to_close + from;
  const double* e = in.employees + from;
  for (std::size_t i = 0; i < n; ++i)
    months[i] = static_cast<Byte>((m[i] > 1) + (m[i] > 3) + (m[i] > 6));
  for (std::size_t i = 0; i < n; ++i)
    employees[i] = static_cast<Byte>((e[i] >= 50) + (e[i] >= 100) + (e[i] > 1000));
  spread(in.need_admitted + from / 8, n, need.data());
  spread(in.hopes_for_vendor + from / 8, n, hopes.data());
  spread(in.designer_left + from / 8, n, left.data());
  const std::int8_t* system = in.system + from;
  const std::int8_t* project = in.project + from;
  const std::int8_t* satisfaction = in.satisfaction + from;
  const std::int8_t* maintenance = in.maintenance + from;
  const std::int8_t* vendor = in.vendor + from;
  const std::int8_t* users = in.users + from;
  for (std::size_t i = 0; i < n; ++i) {
    const Byte none = where(system[i] == 0);
    const Byte packaged = where(system[i] == 1);
    const Byte own = where(system[i] == 2);
    const Byte selecting = where(project[i] == 1) | where(project[i] == 2);
    Byte rule = 12;
    const auto put = [&rule](Byte number, Byte mask) {
      rule = static_cast<Byte>((rule & ~mask) | (number & mask));
    };
    put(11, where(project[i] == 3) | where(project[i] == 4) | where(project[i] == 5));
    put(10, packaged & where(satisfaction[i] == 0) & where(maintenance[i] == 0));
    put(9, none & ~need[i]);
    put(8, own & ~left[i] & where(users[i] == 0));
    put(7, packaged & where(satisfaction[i] == 1) & hopes[i]);
    put(6, none & need[i] & where(months[i] == 2) & where(employees[i] == 2));
    put(5, own & where(project[i] == 6) & left[i] & where(maintenance[i] == 1));
    put(4, packaged & where(satisfaction[i] == 2) & where(vendor[i] == 1));
    put(3, none & need[i] & where(months[i] == 1));
    put(2, need[i] & where(months[i] == 0));
    put(1, (packaged | own) & selecting & ~where(employees[i] == 0));
    put(0, none & selecting);
    rules[i] = rule;
    grades[i] = static_cast<Byte>((rule > 2) + (rule > 5) + (rule > 8) + (rule > 11));
  }
}

BENCH_BEST_OF std::uint64_t sum(const double* numbers, std::size_t n) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t bits;
    std::memcpy(&bits, numbers + i, sizeof bits);
    total += bits;
  }
  return total;
}

template <typename Work>
double seconds_of(Work work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: rules_hand_loop <columns folder> <runs> [<file>]\n";
    return 2;
  }
  const bench::Records records(argv[1]);
  const int runs = std::atoi(argv[2]);
  const Columns in = columns_of(records);
  const auto rows = static_cast<std::size_t>(records.rows());
  std::vector<Byte> rules(rows);
  std::vector<Byte> grades(rows);
  std::vector<double> decided;
  std::vector<double> read;
  volatile std::uint64_t kept = 0;
  for (int run = 0; run <= runs; ++run) {
    decided.push_back(seconds_of([&] {
      for (std::size_t from = 0; from < rows; from += kBlock)
        decide(in, from, std::min(kBlock, rows - from), rules.data() + from, grades.data() + from);
    }));
    read.push_back(
        seconds_of([&] { kept = kept + sum(in.months_to_close, rows) + sum(in.employees, rows); }));
  }
  if (argc > 3) {
    std::ofstream out(argv[3], std::ios::binary);
    out.write(reinterpret_cast<const char*>(rules.data()), static_cast<std::streamsize>(rows));
    out.write(reinterpret_cast<const char*>(grades.data()), static_cast<std::streamsize>(rows));
  }
  const double bytes = 2 * sizeof(double) + 6 + 3.0 / 8 + 2;
  std::sort(read.begin(), read.end());
  std::cout << "{\"program\": \"hand loop\", \"version\": \"" << __VERSION__
            << "\", \"rows\": " << rows << ", \"bytes_a_row\": " << bytes << ", \"read_gb_s\": "
            << 2 * sizeof(double) * static_cast<double>(rows) / read[read.size() / 2] / 1e9
            << ", \"cold_seconds\": " << decided.front() << ", \"warm_seconds\": [";
  for (std::size_t i = 1; i < decided.size(); ++i)
    std::cout << (i > 1 ? ", " : "") << decided[i];
  std::cout << "]}\n";
}
