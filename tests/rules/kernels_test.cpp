// The hot loops of rules: the portable ones against what they say they do, row
// by row, and every other set against the portable ones, byte for byte.
#include "rules/kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace sandan::rules::kernels;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t untouched = 0xa5;

std::mt19937_64& random_numbers() {
  static std::mt19937_64 engine(20260131);
  return engine;
}

/// A number from 0 to end - 1.
std::size_t below(std::size_t end) { return random_numbers()() % end; }

/// Items in memory that ends with them, at an address of any alignment, so that
/// checkers of memory see a read beyond.
template <class T>
class Anywhere {
 public:
  explicit Anywhere(const std::vector<T>& items, std::size_t shift = below(sizeof(T) + 3))
      : bytes_(shift + items.size() * sizeof(T)), shift_(shift) {
    if (!items.empty()) std::memcpy(bytes_.data() + shift, items.data(), items.size() * sizeof(T));
  }
  const T* data() const { return reinterpret_cast<const T*>(bytes_.data() + shift_); }

 private:
  Bytes bytes_;
  std::size_t shift_;
};

/// Calls test(n) with the lengths that loops over vectors may get wrong.
template <class Test>
void for_each_length(Test test) {
  for (std::size_t n = 0; n <= 200; ++n)
    test(n);
  for (const std::size_t n : {255, 256, 257, 511, 1000, 2047, 2048})
    test(n);
}

/// Calls test(set) with all sets, the portable one first.
template <class Test>
void for_each_set(Test test) {
  for (const Set* set : available()) {
    INFO("set " << set->name);
    test(*set);
  }
}

Bytes random_codes(std::size_t n, std::size_t count) {
  Bytes codes(n);
  for (auto& code : codes)
    code = static_cast<std::uint8_t>(below(count));
  return codes;
}

template <class T>
std::vector<T> random_thresholds(std::size_t count) {
  std::vector<T> all;
  while (all.size() < count) {
    const double wide = static_cast<double>(below(2000)) / 8 - 120;
    const T next = below(10) == 0 ? static_cast<T>(wide / 3) : static_cast<T>(wide);
    if (std::find(all.begin(), all.end(), next) == all.end()) all.push_back(next);
  }
  std::sort(all.begin(), all.end());
  return all;
}

template <class T>
T special_number() {
  using Limits = std::numeric_limits<T>;
  if constexpr (std::is_floating_point_v<T>) {
    const T all[] = {Limits::quiet_NaN(),
                     -Limits::quiet_NaN(),
                     Limits::infinity(),
                     -Limits::infinity(),
                     T(-0.0),
                     T(0),
                     Limits::denorm_min(),
                     Limits::max(),
                     Limits::lowest()};
    return all[below(std::size(all))];
  } else {
    const T all[] = {Limits::min(), Limits::max(), 0, -1, Limits::min() + 1};
    return all[below(std::size(all))];
  }
}

/// Numbers at, near and far from thresholds.
template <class T, class Threshold>
std::vector<T> random_values(std::size_t n, const std::vector<Threshold>& thresholds) {
  std::vector<T> values(n);
  for (auto& value : values) {
    const std::size_t kind = below(8);
    value = static_cast<T>(static_cast<double>(below(2400)) / 8 - 150);
    if (kind == 0) value = special_number<T>();
    if (kind > 4 && !thresholds.empty()) {
      value = static_cast<T>(thresholds[below(thresholds.size())]);
      if constexpr (std::is_floating_point_v<T>) {
        if (kind == 6) value = std::nextafter(value, T(1000));
        if (kind == 7) value = std::nextafter(value, T(-1000));
      }
    }
  }
  return values;
}

template <class T, class Threshold>
Bytes naive_codes(const std::vector<T>& x, const std::vector<Threshold>& thresholds,
                  std::uint8_t not_a_number) {
  Bytes codes;
  for (const T value : x) {
    int code = 0;
    for (const Threshold threshold : thresholds) {
      if (threshold < value) code += 2;
      if (threshold == value) code += 1;
    }
    codes.push_back(value != value ? not_a_number : static_cast<std::uint8_t>(code));
  }
  return codes;
}

/// Runs one coder over random data of all lengths; `code(set, x, n, thresholds, count, codes)`.
template <class T, class Threshold, class Code>
void check_coder(Code code) {
  const auto check = [&](std::size_t n, std::vector<Threshold> thresholds) {
    const auto x = random_values<T>(n, thresholds);
    const Bytes expected = naive_codes(x, thresholds, 251);
    const Anywhere<T> from(x);
    for_each_set([&](const Set& set) {
      Bytes codes(n + 1, untouched);
      code(set, from.data(), n, thresholds.data(), thresholds.size(), codes.data());
      CHECK(codes.back() == untouched);
      codes.pop_back();
      CHECK(codes == expected);
    });
  };
  for_each_length([&](std::size_t n) { check(n, random_thresholds<Threshold>(below(9))); });
  for (std::size_t count = 0; count <= 120; ++count)
    check(300 + below(60), random_thresholds<Threshold>(count));
  using Limits = std::numeric_limits<Threshold>;
  check(500, {Limits::lowest(), -1, 0, 1, Limits::max()});
  if constexpr (std::is_floating_point_v<Threshold>) {
    check(500, {-Limits::infinity(), -1e300, -1e-300, 1e-300, 0.1, 1e300, Limits::infinity()});
  }
}

Bytes bitmap(std::size_t bits, std::size_t chance_of_clear) {
  Bytes map((bits + 7) / 8);
  for (auto& byte : map) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      if (below(100) >= chance_of_clear) byte = static_cast<std::uint8_t>(byte | 1u << bit);
    }
  }
  return map;
}

bool bit_at(const Bytes& bits, std::size_t at) { return (bits[at / 8] >> (at % 8) & 1) != 0; }

/// A random table of look-ups with the codes of rows for it.
struct RandomTable {
  std::size_t columns = 0;
  std::size_t planes = 0;
  std::vector<std::uint16_t> counts;
  Bytes bits;
  std::vector<Bytes> codes;

  RandomTable(std::size_t n, std::size_t column_count, std::size_t plane_count,
              std::size_t most_count)
      : columns(column_count), planes(plane_count), bits(columns * planes * most_codes) {
    // Few rules are ruled out by one column, so that many rows have a rule.
    for (auto& byte : bits)
      byte = static_cast<std::uint8_t>(random_numbers()() | random_numbers()());
    for (std::size_t c = 0; c < columns; ++c) {
      counts.push_back(static_cast<std::uint16_t>(1 + below(most_count)));
      codes.push_back(random_codes(n, counts.back()));
    }
  }
  RuleTable view() const { return {bits.data(), columns, planes, counts.data()}; }
  std::vector<const std::uint8_t*> pointers() const {
    std::vector<const std::uint8_t*> all;
    for (const Bytes& column : codes)
      all.push_back(column.data());
    return all;
  }
  std::uint64_t mask(std::size_t row) const {
    std::uint64_t all = 0;
    for (std::size_t p = 0; p < planes; ++p) {
      unsigned mask = 0xff;
      for (std::size_t c = 0; c < columns; ++c)
        mask &= bits[(c * planes + p) * most_codes + codes[c][row]];
      all |= std::uint64_t{mask} << (8 * p);
    }
    return all;
  }
};

void check_table(std::size_t n, std::size_t columns, std::size_t planes, std::size_t most_count) {
  const RandomTable table(n, columns, planes, most_count);
  Bytes rules;
  std::vector<std::uint64_t> masks;
  for (std::size_t i = 0; i < n; ++i) {
    masks.push_back(table.mask(i));
    const int first = std::countr_zero(masks.back());
    rules.push_back(first == 64 ? none : static_cast<std::uint8_t>(first));
  }
  const auto codes = table.pointers();
  for_each_set([&](const Set& set) {
    Bytes found(n + 1, untouched);
    set.first_rule(table.view(), codes.data(), n, found.data());
    CHECK(found.back() == untouched);
    found.pop_back();
    CHECK(found == rules);
    std::vector<std::uint64_t> all(n + 1, untouched);
    set.rule_masks(table.view(), codes.data(), n, all.data());
    CHECK(all.back() == untouched);
    all.pop_back();
    CHECK(all == masks);
  });
}

template <class T, class LookUp>
void check_look_up(std::size_t n, std::size_t size, LookUp look_up) {
  const Bytes table = random_codes(size, 256);
  std::vector<T> index(n);
  const std::size_t reach =
      std::min<std::size_t>(size, static_cast<std::size_t>(std::numeric_limits<T>::max()) + 1);
  for (auto& at : index)
    at = below(20) == 0 ? static_cast<T>(random_numbers()()) : static_cast<T>(below(reach));
  Bytes expected;
  for (const T at : index) {
    const auto nearest = std::clamp<std::int64_t>(at, 0, static_cast<std::int64_t>(size) - 1);
    expected.push_back(table[static_cast<std::size_t>(nearest)]);
  }
  const Anywhere<T> from(index);
  for_each_set([&](const Set& set) {
    Bytes codes(n + 1, untouched);
    look_up(set, from.data(), n, table.data(), size, codes.data());
    CHECK(codes.back() == untouched);
    codes.pop_back();
    CHECK(codes == expected);
  });
}

template <class T, class LookUp>
void check_look_ups(LookUp look_up) {
  for_each_length([&](std::size_t n) { check_look_up<T>(n, 1 + below(8), look_up); });
  for (const std::size_t size : {1, 15, 16, 17, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257})
    check_look_up<T>(300, size, look_up);
  check_look_up<T>(300, 5000, look_up);
  for_each_set([&](const Set& set) {
    const std::vector<T> index(100, T(7));
    Bytes codes(100, untouched);
    look_up(set, index.data(), 100, nullptr, 0, codes.data());
    CHECK(codes == Bytes(100, 0));
  });
}

struct Reasons {
  std::vector<Bytes> codes;
  std::vector<std::int32_t> differences;
  std::vector<std::uint16_t> counts;

  template <class Difference>
  Reasons(std::size_t n, std::size_t criteria, std::size_t most_count, Difference difference)
      : differences(criteria * most_codes, 1'000'000) {  // behind the codes in use: never read
    for (std::size_t c = 0; c < criteria; ++c) {
      counts.push_back(static_cast<std::uint16_t>(1 + below(most_count)));
      codes.push_back(random_codes(n, counts.back()));
      for (std::size_t code = 0; code < counts.back(); ++code)
        differences[c * most_codes + code] = difference();
    }
  }

  /// The criteria of a row by difference, in order.
  Bytes ranked(std::size_t row) const {
    Bytes all;
    const auto of = [&](std::uint8_t c) { return differences[c * most_codes + codes[c][row]]; };
    for (std::size_t c = 0; c < codes.size(); ++c) {
      if (of(static_cast<std::uint8_t>(c)) > 0) all.push_back(static_cast<std::uint8_t>(c));
    }
    std::stable_sort(all.begin(), all.end(),
                     [&](std::uint8_t a, std::uint8_t b) { return of(a) > of(b); });
    all.resize(std::max<std::size_t>(all.size(), 8), none);
    return all;
  }
};

template <class Difference>
void check_reasons(std::size_t n, std::size_t criteria, std::size_t most_count, std::size_t k,
                   Difference difference) {
  const Reasons reasons(n, criteria, most_count, difference);
  std::vector<const std::uint8_t*> codes;
  for (const Bytes& column : reasons.codes)
    codes.push_back(column.data());
  Bytes expected(k * batch_rows, untouched);
  for (std::size_t i = 0; i < n; ++i) {
    const Bytes row = reasons.ranked(i);
    for (std::size_t j = 0; j < k; ++j)
      expected[j * batch_rows + i] = row[j];
  }
  for_each_set([&](const Set& set) {
    Bytes ranked(k * batch_rows, untouched);
    set.rank_reasons(codes.data(), criteria, reasons.differences.data(), reasons.counts.data(), n,
                     k, ranked.data());
    CHECK(ranked == expected);
  });
}

}  // namespace

TEST_CASE("the portable loops come first and every set has its own name") {
  REQUIRE_FALSE(available().empty());
  CHECK(available().front() == &plain());
  CHECK(&best() == available().back());
  std::vector<std::string> names;
  for_each_set([&](const Set& set) { names.emplace_back(set.name); });
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("codes of doubles say between which thresholds they are") {
  check_coder<double, double>([](const Set& set, auto... rest) {
    const auto call = [&](const double* x, std::size_t n, const double* thresholds,
                          std::size_t count, std::uint8_t* codes) {
      set.code_f64(x, n, thresholds, count, 251, codes);
    };
    call(rest...);
  });
}

TEST_CASE("codes of floats are those of the doubles they are") {
  check_coder<float, double>([](const Set& set, auto... rest) {
    const auto call = [&](const float* x, std::size_t n, const double* thresholds,
                          std::size_t count, std::uint8_t* codes) {
      set.code_f32(x, n, thresholds, count, 251, codes);
    };
    call(rest...);
  });
}

TEST_CASE("codes of integers say between which thresholds they are") {
  check_coder<std::int64_t, std::int64_t>(
      [](const Set& set, auto... rest) { set.code_i64(rest...); });
  check_coder<std::int32_t, std::int32_t>(
      [](const Set& set, auto... rest) { set.code_i32(rest...); });
}

TEST_CASE("dictionary indices are looked up, stray ones of null rows within the table") {
  check_look_ups<std::int8_t>([](const Set& set, auto... rest) { set.look_up_i8(rest...); });
  check_look_ups<std::int16_t>([](const Set& set, auto... rest) { set.look_up_i16(rest...); });
  check_look_ups<std::int32_t>([](const Set& set, auto... rest) { set.look_up_i32(rest...); });
}

TEST_CASE("bits become codes and nulls from any bit on") {
  for_each_length([&](std::size_t n) {
    const std::size_t offset = below(20);
    const std::size_t share_of_clear = below(3) == 0 ? 50 : 2;
    const Bytes bits = bitmap(offset + n, share_of_clear);
    const Bytes old = random_codes(n, 256);
    Bytes coded(n);
    Bytes nulled = old;
    std::size_t nulls = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const bool set = bit_at(bits, offset + i);
      coded[i] = set ? 9 : 4;
      if (!set) nulled[i] = 77;
      nulls += set ? 0 : 1;
    }
    for_each_set([&](const Set& set) {
      Bytes codes(n + 1, untouched);
      set.code_bits(bits.data(), offset, n, 4, 9, codes.data());
      CHECK(codes.back() == untouched);
      codes.pop_back();
      CHECK(codes == coded);
      codes = old;
      codes.push_back(untouched);
      CHECK(set.put_nulls(bits.data(), offset, n, 77, codes.data()) == nulls);
      CHECK(codes.back() == untouched);
      codes.pop_back();
      CHECK(codes == nulled);
    });
  });
}

TEST_CASE("the first rule and all rules that no column rules out") {
  for_each_length([](std::size_t n) { check_table(n, 1 + below(12), 1 + below(3), 12); });
  for (std::size_t planes = 1; planes <= 8; ++planes) {
    for (const std::size_t count : {1, 16, 17, 33, 65, 200, 256})
      check_table(400 + below(64), below(14), planes, count);
  }
}

TEST_CASE("codes are mapped, in place too") {
  const auto check = [](std::size_t n, std::size_t count) {
    Bytes in = random_codes(n, count);
    for (auto& code : in) {
      if (below(4) == 0) code = none;
    }
    const Bytes table = random_codes(256, 256);
    Bytes expected;
    for (const std::uint8_t code : in)
      expected.push_back(table[code]);
    for_each_set([&](const Set& set) {
      Bytes out(n + 1, untouched);
      set.map_codes(in.data(), n, table.data(), out.data());
      CHECK(out.back() == untouched);
      out.pop_back();
      CHECK(out == expected);
      out = in;
      set.map_codes(out.data(), n, table.data(), out.data());
      CHECK(out == expected);
    });
  };
  for_each_length([&](std::size_t n) { check(n, 12); });
  for (const std::size_t count : {1, 16, 17, 64, 65, 128, 129, 240, 255, 256})
    check(333, count);
}

TEST_CASE("points are added up, around the ends of int32 too") {
  const auto check = [](std::size_t n, std::size_t count) {
    const Bytes codes = random_codes(n, count);
    std::vector<std::int32_t> points(most_codes, 5);
    for (auto& point : points)
      point = static_cast<std::int32_t>(random_numbers()());
    std::vector<std::int32_t> sums(n + 1);
    for (auto& sum : sums)
      sum = static_cast<std::int32_t>(random_numbers()());
    auto expected = sums;
    for (std::size_t i = 0; i < n; ++i) {
      const std::int64_t sum = std::int64_t{sums[i]} + points[codes[i]];
      expected[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum));
    }
    for_each_set([&](const Set& set) {
      auto added = sums;
      set.add_points(codes.data(), n, points.data(), count, added.data());
      CHECK(added == expected);
    });
  };
  for_each_length([&](std::size_t n) { check(n, 1 + below(8)); });
  for (const std::size_t count : {1, 15, 16, 17, 64, 65, 256})
    check(333, count);
}

TEST_CASE("reasons are ranked by difference, then by order of the criteria") {
  const auto small = [] { return static_cast<std::int32_t>(below(25)) - 8; };
  const auto large = [] { return static_cast<std::int32_t>(below(40)) * 25'000'000 - 90'000'000; };
  const auto any = [] { return static_cast<std::int32_t>(random_numbers()()); };
  for_each_length([&](std::size_t n) { check_reasons(n, below(22), 6, 1 + below(8), small); });
  for (std::size_t k = 1; k <= 8; ++k) {
    check_reasons(300, 20, 4, k, small);
    check_reasons(300, 20, 4, k, large);
    check_reasons(300, 20, 16, k, any);
    check_reasons(300, 254, 3, k, small);
    check_reasons(300, 30, 17, k, small);
    check_reasons(150, 5, 256, k, any);
  }
  check_reasons(batch_rows, 20, 5, 3, small);
  check_reasons(200, 3, 4, 8, [] { return 127; });
  check_reasons(200, 3, 4, 8, [] { return std::numeric_limits<std::int32_t>::max(); });
}

TEST_CASE("indices are within their dictionary where a row has a value") {
  for_each_length([&](std::size_t n) {
    const auto size = static_cast<std::int32_t>(1 + below(9));
    const std::size_t offset = below(20);
    std::vector<std::int32_t> good(n);
    for (auto& index : good)
      index = static_cast<std::int32_t>(below(static_cast<std::size_t>(size)));
    auto hidden = good;
    const Bytes valid = bitmap(offset + n, 10);
    for (std::size_t i = 0; i < n; ++i) {
      if (!bit_at(valid, offset + i)) hidden[i] = static_cast<std::int32_t>(random_numbers()());
    }
    const Anywhere<std::int32_t> good_at(good);
    const Anywhere<std::int32_t> hidden_at(hidden);
    for_each_set([&](const Set& set) {
      CHECK(set.indices_within(good_at.data(), n, nullptr, 0, size));
      CHECK(set.indices_within(hidden_at.data(), n, valid.data(), offset, size));
      CHECK(set.indices_within(good_at.data(), n, nullptr, 0, 0) == (n == 0));
      for (const std::int32_t stray : {size, -1, std::numeric_limits<std::int32_t>::min(),
                                       std::numeric_limits<std::int32_t>::max()}) {
        if (n == 0) break;
        auto bad = hidden;
        const std::size_t row = below(n);
        bad[row] = stray;
        const bool seen = bit_at(valid, offset + row);
        CHECK(set.indices_within(bad.data(), n, valid.data(), offset, size) == !seen);
        CHECK_FALSE(set.indices_within(bad.data(), n, nullptr, 0, size));
      }
    });
  });
}
