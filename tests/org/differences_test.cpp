// Differences of result tables against a plain comparison of rows as maps of
// texts, and that every table of an answer has keys.
#include "org/differences.hpp"

#include <limits>

#include "core/result_texts.hpp"
#include "org/differences_cells.hpp"
#include "org/differences_keys.hpp"
#include "org/model_book.hpp"
#include "org/result_tables.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;
using results::Table;

namespace {

/// A row of `positions`, cut to what matters here.
struct Row {
  int account;
  std::string person, vendor;
  std::optional<std::int32_t> support;
  double position;
};

Table positions(const std::vector<Row>& rows, const IdValues& accounts) {
  std::vector<std::int64_t> account;
  std::vector<std::string> people, vendors;
  std::vector<std::optional<std::int32_t>> supports;
  std::vector<std::optional<double>> places;
  for (const Row& row : rows) {
    account.push_back(row.account);
    people.push_back(row.person);
    vendors.push_back(row.vendor);
    supports.push_back(row.support);
    places.push_back(row.position);
  }
  Table table;
  table.name = "positions";
  table.add(accounts.column("account_id", account));
  table.add(results::text_column("person_id", people));
  table.add(results::coded_column("vendor", vendors));
  table.add(results::int32_column("support", supports));
  table.add(results::float64_column("position", places));
  return table;
}

using Shown = std::vector<std::string>;

std::string shown(const std::optional<std::string>& text) { return text.value_or("null"); }

/// Rows of `differences` as texts.
std::vector<Shown> lines(const Table& table) {
  std::vector<Shown> all;
  for (std::int64_t row = 0; row < table.rows; ++row) {
    Shown& line = all.emplace_back();
    for (const results::Column& column : table.columns)
      line.push_back(shown(cell_text(column, row)));
  }
  return all;
}

std::string number(double value) {
  return shown(cell_text(results::float64_column("x", {value}), 0));
}

/// The same by plain reading: rows of equal keys are matched in their order.
std::vector<Shown> expected(const std::vector<Row>& before, const std::vector<Row>& after,
                            const std::vector<int>& account_order) {
  using Key = std::tuple<std::size_t, std::string, int>;
  std::map<Key, std::pair<const Row*, const Row*>> both;
  for (const auto* side : {&before, &after}) {
    std::map<std::pair<int, std::string>, int> times;
    for (const Row& row : *side) {
      const auto order = std::find(account_order.begin(), account_order.end(), row.account);
      const std::string item = row.person + "/" + row.vendor;
      const Key key(std::size_t(order - account_order.begin()), item, times[{row.account, item}]++);
      (side == &before ? both[key].first : both[key].second) = &row;
    }
  }
  std::vector<Shown> all;
  for (const auto& [key, rows] : both) {
    const auto& [was, is] = rows;
    const std::string account = "a" + std::to_string(was ? was->account : is->account);
    const Shown start = {account, "positions", std::get<1>(key)};
    const auto add = [&](const char* column, std::string b, std::string a, std::string change) {
      Shown line = start;
      line.insert(line.end(), {column, std::move(b), std::move(a), std::move(change)});
      all.push_back(line);
    };
    if (!was || !is) {
      add("row", was ? "present" : "null", is ? "present" : "null", "null");
      continue;
    }
    if (was->support != is->support) {
      const bool known = was->support && is->support;
      add("support", was->support ? std::to_string(*was->support) : "null",
          is->support ? std::to_string(*is->support) : "null",
          known ? number(*is->support - *was->support) : "null");
    }
    if (was->position != is->position) {
      add("position", number(was->position), number(is->position),
          number(is->position - was->position));
    }
  }
  return all;
}

std::vector<Row> random_rows(ModelMaker& maker, const std::vector<int>& accounts, bool ordered) {
  std::vector<Row> rows;
  for (const int account : accounts) {
    const auto begin = static_cast<std::ptrdiff_t>(rows.size());
    for (int p = 0; p < 5; ++p) {
      for (int again = 0; again < (maker.chance(10) ? 2 : 1); ++again) {
        if (maker.chance(10)) continue;
        Row row{account, "p" + std::to_string(p), maker.chance(70) ? "@us" : "r/x", {}, 0};
        if (maker.chance(80)) row.support = maker.upto(2);
        row.position = maker.upto(1) * 0.25;
        rows.push_back(row);
      }
    }
    for (auto i = static_cast<int>(rows.size()) - 1; !ordered && i > begin; --i)
      std::swap(rows[std::size_t(i)],
                rows[std::size_t(begin) + std::size_t(maker.upto(i - static_cast<int>(begin)))]);
  }
  return rows;
}

IdValues six_accounts() {
  IdValues ids(IdKind::text);
  for (int i = 0; i < 6; ++i)
    ids.append("a" + std::to_string(i));
  return ids;
}

}  // namespace

TEST_CASE("Differences are those of a plain comparison", "[org][differences]") {
  const IdValues ids = six_accounts();
  std::size_t all = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    INFO("seed " << seed);
    ModelMaker maker(seed);
    const std::vector<int> first = {0, 1, 3}, second = {4, 3, 0}, order = {0, 1, 3, 4};
    const auto before = random_rows(maker, first, maker.chance(50));
    const auto after = random_rows(maker, second, maker.chance(50));
    ComparedAccounts accounts(IdKind::text);
    for (const int account : order)
      accounts.add(ids, account);
    Differences differences(accounts);
    differences.compare({positions(before, ids)}, {positions(after, ids)});
    const auto found = lines(std::move(differences).table());
    REQUIRE(found == expected(before, after, order));
    all += found.size();
  }
  CHECK(all > 4'000);
}

TEST_CASE("A table against itself differs in nothing, NaN and all", "[org][differences]") {
  const IdValues ids = six_accounts();
  ComparedAccounts accounts(IdKind::text);
  accounts.add(ids, 0);
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Row> rows = {{0, "p", "@us", {}, none}, {0, "p", "@us", 1, 0.0}};
  Differences differences(accounts);
  differences.compare({positions(rows, ids)}, {positions(rows, ids)});
  CHECK(std::move(differences).table().rows == 0);
}

TEST_CASE("What rounding alone tells apart is no difference", "[org][differences]") {
  const IdValues ids = six_accounts();
  ComparedAccounts accounts(IdKind::text);
  accounts.add(ids, 2);
  const double least = std::nextafter(0.5, 1);
  Differences differences(accounts);
  differences.compare(
      {positions({{2, "p", "@us", 1, 0.5}, {2, "q", "@us", 1, 0.0}, {2, "r", "@us", 1, 1.0}}, ids)},
      {positions(
          {{2, "p", "@us", 1, least}, {2, "q", "@us", 1, -0.0}, {2, "r", "@us", 1, 1 + 3e-9}},
          ids)});
  const auto found = lines(std::move(differences).table());
  REQUIRE(found.size() == 1);
  CHECK(found[0][2] == "r/@us");
  CHECK(found[0][6] == number(1 + 3e-9 - 1));
}

TEST_CASE("A table that one side lacks is all new or gone, and one told twice counts once",
          "[org][differences]") {
  const IdValues ids = six_accounts();
  ComparedAccounts accounts(IdKind::text);
  accounts.add(ids, 0);
  const Table table = positions({{0, "p", "@us", 1, 0.5}}, ids);
  for (const bool is_new : {false, true}) {
    Differences differences(accounts);
    std::vector<Table> one = {table}, none;
    differences.compare(is_new ? none : one, is_new ? one : none);
    differences.compare(is_new ? none : one, is_new ? one : none);
    const auto found = lines(std::move(differences).table());
    REQUIRE(found.size() == 1);
    CHECK(found[0] == Shown{"a0", "positions", "p/@us", "row", is_new ? "null" : "present",
                            is_new ? "present" : "null", "null"});
  }
}

TEST_CASE("Whole numbers differ exactly as far as they can", "[org][differences]") {
  const auto column = [](std::int64_t value) {
    return results::int64_column("x", std::vector<std::int64_t>{value});
  };
  const std::int64_t big = (std::int64_t{1} << 60) + 1;
  CHECK(cell_change(column(big), 0, column(big + 1), 0) == 1.0);
  CHECK(cell_change(column(INT64_MIN), 0, column(INT64_MAX), 0) == 0x1p64);
  CHECK(cell_text(column(INT64_MIN), 0) == "-9223372036854775808");
  CHECK(cell_text(results::day_column("x", {Day{0}}), 0) == "1970-01-01");
  CHECK(cell_text(results::boolean_column("x", std::vector<std::uint8_t>{1}), 0) == "true");
  CHECK_FALSE(cell_change(results::text_column("x", std::vector<std::string>{"1"}), 0,
                          results::text_column("x", std::vector<std::string>{"2"}), 0));
}

TEST_CASE("Keys are columns of their tables", "[org][differences]") {
  int tables = 0;
  for (const results::Described& one : described_results()) {
    const std::set<std::string_view> left = {"map_faults",    "map_findings",       "read_faults",
                                             "layout_people", "layout_departments", "layout_edges",
                                             "next_contacts", "next_marks",         "next_manners",
                                             "differences",   "next_activities"};
    if (left.count(one.table) > 0) continue;
    INFO(one.table);
    ++tables;
    for (const std::string_view key : key_columns(one.table)) {
      CHECK(std::any_of(one.columns.begin(), one.columns.end(),
                        [&](const auto& column) { return column.name == key; }));
    }
  }
  CHECK(tables == 31);
}

TEST_CASE("A pair is the same whoever is named first", "[org][differences]") {
  const IdValues ids = six_accounts();
  ComparedAccounts accounts(IdKind::text);
  accounts.add(ids, 0);
  const auto pairs = [&](const std::string& first, const std::string& second, double gain) {
    Table table;
    table.name = "win_pairs";
    table.add(ids.column("account_id", {0, 0}));
    table.add(results::text_column("first_id", std::vector<std::string>{"a", first}));
    table.add(results::text_column("second_id", std::vector<std::string>{"b", second}));
    table.add(results::float64_column("gain_won", {1.0, gain}));
    return table;
  };
  Differences differences(accounts);
  differences.compare({pairs("p", "q", 1)}, {pairs("q", "p", 3)});
  const auto found = lines(std::move(differences).table());
  REQUIRE(found.size() == 1);
  CHECK(found[0] == Shown{"a0", "win_pairs", "p/q", "gain_won", "1", "3", "2"});
}
