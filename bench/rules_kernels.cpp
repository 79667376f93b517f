// Times the loops of the rules module with each set of instructions that this processor has: the
// portable ones first, which are the baseline of processors without SSSE3.
//
//   rules_kernels <columns folder of the table workload, dictionary texts, no nulls> <runs>
//
// The loops are those of the 12 rules: two columns of numbers to codes, six look-ups of dictionary
// codes, three columns of bits, first rule, and the grade by rule. Prints a line of JSON: by name
// of the set the median nanoseconds a record. Not through the C ABI: it links sandan::core and
// reads src/rules/kernels.hpp.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "records.hpp"
#include "rules/kernels.hpp"

namespace {

namespace kernels = sandan::rules::kernels;
using Clock = std::chrono::steady_clock;
using Byte = std::uint8_t;

constexpr std::size_t kColumns = 11;
constexpr std::size_t kPlanes = 2;
constexpr std::array<const char*, 6> kTexts = {"system",      "project", "satisfaction",
                                               "maintenance", "vendor",  "users"};
constexpr std::array<const char*, 3> kBits = {"need_admitted", "hopes_for_vendor", "designer_left"};
constexpr std::array<const char*, 2> kNumbers = {"months_to_close", "employees"};
constexpr std::array<std::array<double, 3>, 2> kThresholds = {{{1, 3, 6}, {50, 100, 1000}}};

class Table {
 public:
  explicit Table(const bench::Records& records)
      : records_(records), rows_(static_cast<std::size_t>(records.rows())), rules_(rows_) {
    counts_.fill(7);
    // What the look-ups say does not matter to their time, but for how soon a rule is found.
    for (std::size_t i = 0; i < bits_.size(); ++i)
      bits_[i] = static_cast<Byte>(0xff ^ (i * 37 >> 3 & 0x24));
    for (std::size_t i = 0; i < grades_.size(); ++i)
      grades_[i] = static_cast<Byte>(i / 3);
    for (std::size_t i = 0; i < words_.size(); ++i)
      words_[i] = static_cast<Byte>(i);
  }

  double nanoseconds_a_row(const kernels::Set& set) {
    const auto start = Clock::now();
    for (std::size_t from = 0; from < rows_; from += kernels::batch_rows)
      decide(set, from, std::min(kernels::batch_rows, rows_ - from));
    const auto spent = std::chrono::duration<double, std::nano>(Clock::now() - start);
    return spent.count() / static_cast<double>(rows_);
  }
  const std::vector<Byte>& rules() const { return rules_; }

 private:
  template <typename T>
  const T* values(const char* name) const {
    return static_cast<const T*>(records_.buffer(name, 1));
  }

  void decide(const kernels::Set& set, std::size_t from, std::size_t n) {
    std::size_t column = 0;
    for (const char* name : kTexts) {
      set.look_up_i8(values<std::int8_t>(name) + from, n, words_.data(), words_.size(),
                     codes_[column++].data());
    }
    for (const char* name : kBits)
      set.code_bits(values<Byte>(name), from, n, 0, 1, codes_[column++].data());
    for (std::size_t c = 0; c < kNumbers.size(); ++c) {
      set.code_f64(values<double>(kNumbers[c]) + from, n, kThresholds[c].data(), 3, 0,
                   codes_[column++].data());
    }
    std::array<const Byte*, kColumns> pointers;
    for (std::size_t c = 0; c < kColumns; ++c)
      pointers[c] = codes_[c].data();
    const kernels::RuleTable table{bits_.data(), kColumns, kPlanes, counts_.data()};
    set.first_rule(table, pointers.data(), n, rules_.data() + from);
    set.map_codes(rules_.data() + from, n, grades_.data(), grade_.data());
  }

  const bench::Records& records_;
  std::size_t rows_;
  std::vector<Byte> rules_;
  std::array<Byte, kColumns * kPlanes * kernels::most_codes> bits_;
  std::array<std::uint16_t, kColumns> counts_;
  std::array<Byte, 256> grades_;
  std::array<Byte, 7> words_;
  std::array<std::array<Byte, kernels::batch_rows>, kColumns> codes_;
  std::array<Byte, kernels::batch_rows> grade_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: rules_kernels <columns folder> <runs>\n";
    return 2;
  }
  const bench::Records records(argv[1]);
  Table table(records);
  std::vector<Byte> expected;
  std::cout << "{";
  const char* separator = "";
  for (const kernels::Set* set : kernels::available()) {
    std::vector<double> times(static_cast<std::size_t>(std::atoi(argv[2])));
    for (double& time : times)
      time = table.nanoseconds_a_row(*set);
    if (expected.empty()) expected = table.rules();
    if (table.rules() != expected) {
      std::cerr << "rules_kernels: " << set->name << " gives other rules\n";
      return 1;
    }
    std::sort(times.begin(), times.end());
    std::cout << separator << '"' << set->name << "\": " << times[times.size() / 2];
    separator = ", ";
  }
  std::cout << "}\n";
}
