// Questions about a whole book of records: diff, sweep and regrade.
#include <map>
#include <random>

#include "rules/policies.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// Grades by size; `few` moves the line between them.
std::string graded(const std::string& rules, const std::string& more = "") {
  return more + inputs("n number, a bool") +
         R"(, "parameters": [{"code": "few", "type": "number", "value": 5}],
    "decisions": [{"code": "d", "kind": "table", "hit": "first", "columns": ["a", "n"],
      "outputs": [{"code": "g", "type": "text", "values": ["A", "B", "C"]}], "rules": [)" +
         rules + "]}]";
}

std::string rule(const std::string& code, const std::string& when, const std::string& grade) {
  return R"({"code": ")" + code + R"(", "when": {)" + when + R"(}, "then": {"g": ")" + grade +
         "\"}}";
}

const std::string before =
    rule("R1", R"("a": "true")", "A") + "," + rule("R2", R"("n": "> few")", "B");
const std::string after =
    rule("S1", R"("n": "> few")", "A") + "," + rule("S2", R"("a": "false")", "C");

const std::string book = R"([
  {"n": 9, "a": true, "amount": 100, "was": "A"}, {"n": 9, "a": false, "amount": 9007199254740993, "was": "B"},
  {"n": 1, "a": true, "amount": null, "was": "C"}, {"n": 1, "a": false, "amount": -7, "was": "B"},
  {"n": null, "a": true, "amount": 5, "was": null}, {"n": 9, "a": false, "amount": 9007199254740992, "was": "Z"},
  {"n": null, "a": null, "amount": 3, "was": "A"}])";

Result diff(const std::string& a, const std::string& b, const std::string& request) {
  const Policy first = policy(a);
  const Records table = records(first, book);
  return first.diff(policy(b), table.tables(), DiffRequest::parse(request));
}

template <class Body>
void check_refused(Body&& body, Status status, std::string_view detail, std::string_view where) {
  const auto refused = refusal(body);
  REQUIRE(refused);
  CHECK(refused->status() == status);
  CHECK(refused->detail() == detail);
  CHECK(refused->where() == where);
}

}  // namespace

TEST_CASE("a diff tells who moves from where to where, and the exact amounts") {
  const Result result = diff(graded(before), graded(after),
                             R"({"output": "g", "amount": "amount", "keys": ["was"]})");
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> moves;
  std::int64_t unknown = 0;
  for (const auto& move : rows(result, "moves")) {
    auto& sum = moves[json::serialize(move.at("from")) + json::serialize(move.at("to"))];
    sum.first += move.at("n").as_int64();
    sum.second += move.at("amount_minor").as_int64();
    unknown += move.at("unknown_amounts").as_int64();
  }
  CHECK(moves == std::map<std::string, std::pair<std::int64_t, std::int64_t>>{
                     {R"("A""A")", {1, 100}},
                     {R"("B""A")", {2, 18014398509481985}},
                     {R"("A"null)", {2, 5}},  // S1 may fire for one; for the other nothing does
                     {R"(null"C")", {1, -7}},
                     {"nullnull", {1, 3}}});
  CHECK(unknown == 1);
  CHECK_ROWS(result, "moved", R"([
    {"row": 1, "was": "B", "from": "B", "to": "A", "from_rule": "R2", "to_rule": "S1", "amount_minor": 9007199254740993},
    {"row": 2, "was": "C", "from": "A", "to": null, "from_rule": "R1", "to_rule": null, "amount_minor": null},
    {"row": 3, "from": null, "to": "C", "from_rule": null, "to_rule": "S2", "amount_minor": -7},
    {"row": 4, "from": "A", "to": null, "from_rule": "R1", "to_rule": null, "amount_minor": 5},
    {"row": 5, "from": "B", "to": "A", "amount_minor": 9007199254740992}])");
}

TEST_CASE("a policy compared with itself moves nobody") {
  const Result result = diff(graded(before), graded(before), R"({"output": "g"})");
  CHECK_ROWS(result, "moved", "[]");
  std::int64_t all = 0;
  for (const auto& move : rows(result, "moves")) {
    CHECK(move.at("from") == move.at("to"));
    CHECK(move.at("amount_minor").is_null());
    CHECK(move.at("unknown_amounts").as_int64() == 0);
    all += move.at("n").as_int64();
  }
  CHECK(all == 7);
}

TEST_CASE("moves add up to all records whatever the policies") {
  std::mt19937 engine(5);
  std::vector<std::optional<std::int64_t>> n, amount;
  std::vector<std::optional<bool>> a;
  std::int64_t total = 0;
  std::int64_t without = 0;
  constexpr std::int64_t count = 70'000;  // more than a part
  for (std::int64_t i = 0; i < count; ++i) {
    n.push_back(engine() % 10 == 0 ? std::nullopt : std::optional<std::int64_t>(engine() % 12));
    a.push_back(engine() % 10 == 0 ? std::nullopt : std::optional<bool>(engine() % 2 == 0));
    amount.push_back(engine() % 10 == 0
                         ? std::nullopt
                         : std::optional<std::int64_t>(engine() % 1'000'000 - 300'000));
    total += amount.back().value_or(0);
    without += amount.back() ? 0 : 1;
  }
  const Records table({int64s("n", n), booleans("a", a), int64s("amount", amount)});
  const Policy first = policy(graded(before));
  const Policy second = policy(graded(after));
  const auto request =
      DiffRequest::parse(R"({"output": "g", "amount": "amount", "parameters": {"few": 7}})");
  const Result result = first.diff(second, table.tables(), request);
  std::int64_t records = 0, sum = 0, unknown = 0, stayed = 0;
  for (const auto& move : rows(result, "moves")) {
    records += move.at("n").as_int64();
    sum += move.at("amount_minor").as_int64();
    unknown += move.at("unknown_amounts").as_int64();
    stayed += move.at("from") == move.at("to") && !move.at("from").is_null()
                  ? move.at("n").as_int64()
                  : 0;
  }
  CHECK(records == count);
  CHECK(sum == total);
  CHECK(unknown == without);
  CHECK(stayed > 0);
  CHECK(result.rows("moved") + stayed <= count);
  CHECK(result.rows("moved") > 0);
  Run threads;
  threads.threads = 3;
  CHECK(first.diff(second, table.tables(), request, threads).to_json() == result.to_json());
  // The same numbers by evaluating both.
  const auto graded_by = [&](const Policy& policy) {
    return rows(eval(policy, table, R"({"parameters": {"few": 7}})"), "results");
  };
  const auto old = graded_by(first);
  const auto now = graded_by(second);
  for (const auto& moved : rows(result, "moved")) {
    const auto row = static_cast<std::size_t>(moved.at("row").as_int64());
    if (old.at(row).at("g") != moved.at("from") || now.at(row).at("g") != moved.at("to")) {
      FAIL("row " << row);
    }
  }
}

TEST_CASE("what diff, sweep and regrade cannot compare is refused") {
  const auto with = [](const std::string& request) {
    return diff(graded(before), graded(after), request);
  };
  check_refused([&] { with(R"({"output": "x"})"); }, Status::invalid_argument, "unknown_name",
                "/output");
  check_refused([&] { with(R"({"output": "n"})"); }, Status::invalid_argument, "unknown_name",
                "/output");
  check_refused([&] { with(R"({"output": "g", "amount": "none"})"); }, Status::schema,
                "missing_column", "none");
  check_refused([&] { with(R"({"output": "g", "amount": "was"})"); }, Status::schema, "wrong_type",
                "was");
  check_refused([&] { with(R"({"output": "g", "amount": "n"})"); }, Status::schema, "wrong_type",
                "n");
  check_refused([&] { DiffRequest::parse("{}"); }, Status::invalid_argument, "missing_field", "");
  check_refused([&] { SweepRequest::parse(R"({"output": "g"})"); }, Status::invalid_argument,
                "settings_wanted", "/grid");
  check_refused([&] { SweepRequest::parse(R"({"output": "g", "grid": []})"); },
                Status::invalid_argument, "empty", "/grid");
  check_refused([&] { SweepRequest::parse(R"({"output": "g", "vary": {"few": []}})"); },
                Status::invalid_argument, "empty", "/vary/few");
  check_refused([&] { RegradeRequest::parse(R"({"output": "g", "previous": "was"})"); },
                Status::invalid_argument, "missing_field", "");
  const Policy numbers = policy(
      inputs("n number") +
      R"(, "decisions": [{"code": "f", "kind": "formula", "type": "number", "formula": "n + 1"}])");
  const Records table = records(numbers, R"([{"n": 1}])");
  check_refused(
      [&] { numbers.diff(numbers, table.tables(), DiffRequest::parse(R"({"output": "f"})")); },
      Status::unsupported, "not_finite", "/output");
}

TEST_CASE("a sweep counts the records of each value under each setting") {
  const Policy p = policy(graded(before));
  const Records table = records(p, book);
  const Result result = p.sweep(
      table.tables(),
      SweepRequest::parse(R"({"output": "g", "amount": "amount", "vary": {"few": [5, 9]}})"));
  CHECK_ROWS(result, "sweep", R"([
    {"setting": 0, "few": 5, "value": "A", "determined": true, "n": 3, "amount_minor": 105, "unknown_amounts": 1},
    {"setting": 0, "few": 5, "value": "B", "determined": true, "n": 2, "amount_minor": 18014398509481985},
    {"setting": 0, "few": 5, "value": null, "determined": true, "n": 1, "amount_minor": -7},
    {"setting": 0, "few": 5, "value": null, "determined": false, "n": 1, "amount_minor": 3},
    {"setting": 1, "few": 9, "value": "A", "n": 3}, {"setting": 1, "few": 9, "value": "B", "n": 0, "amount_minor": 0},
    {"setting": 1, "few": 9, "value": null, "determined": true, "n": 3, "amount_minor": 18014398509481978},
    {"setting": 1, "few": 9, "value": null, "determined": false, "n": 1}])");
}

TEST_CASE("settings of a sweep may name other parameters each") {
  const Policy p = policy(
      inputs("n number") +
      R"(, "parameters": [{"code": "low", "type": "number", "value": 2}, {"code": "high", "type": "number", "value": 4}],
    "decisions": [{"code": "f", "kind": "formula", "type": "bool", "formula": "n > low and n < high"}])");
  const Records table = records(p, R"([{"n": 1}, {"n": 3}, {"n": 5}])");
  const auto sweep = [&](const std::string& grid) {
    return p.sweep(table.tables(), SweepRequest::parse(R"({"output": "f", "grid": )" + grid + "}"));
  };
  CHECK_ROWS(sweep(R"([{}, {"high": 9}, {"low": 0}])"), "sweep", R"([
    {"setting": 0, "low": 2, "high": 4, "value": "false", "n": 2, "amount_minor": null}, {"setting": 0, "value": "true", "n": 1},
    {"setting": 1, "low": 2, "high": 9, "value": "false", "n": 1}, {"setting": 1, "value": "true", "n": 2},
    {"setting": 2, "low": 0, "high": 4, "value": "false", "n": 1}, {"setting": 2, "value": "true", "n": 2}])");
  check_refused([&] { sweep(R"([{"low": 1}, {"mid": 1}])"); }, Status::invalid_argument,
                "unknown_name", "/grid/1/mid");
  check_refused([&] { sweep(R"([{"low": "x"}])"); }, Status::invalid_argument, "wrong_type",
                "/grid/0/low");
}

TEST_CASE("several parameters are combined, the last varying fastest") {
  const auto request =
      SweepRequest::parse(R"({"output": "f", "vary": {"a": [1, 2], "b": ["x", null, true]}})");
  REQUIRE(request.grid.size() == 6);
  CHECK(std::get<std::int64_t>(request.grid[2].at("a")) == 1);
  CHECK(std::get<bool>(request.grid[2].at("b")));
  CHECK(std::get<std::int64_t>(request.grid[3].at("a")) == 2);
  CHECK(std::get<std::string>(request.grid[3].at("b")) == "x");
}

TEST_CASE("a regrade tells whose value changed and which way") {
  const Policy p = policy(graded(after));
  const Records table = records(p, book);
  const Result result = p.regrade(
      table.tables(),
      RegradeRequest::parse(R"({"as_of": "2026-03-01", "output": "g", "previous": "was"})"));
  CHECK_ROWS(result, "regrades", R"([
    {"row": 1, "from": "B", "to": "A", "direction": "up", "rule": "S1", "at": "2026-03-01"},
    {"row": 2, "from": "C", "to": null, "direction": "changed", "rule": null},
    {"row": 3, "from": "B", "to": "C", "direction": "down", "rule": "S2"},
    {"row": 5, "from": "Z", "to": "A", "direction": "changed", "rule": "S1"}])");
  const Policy first = policy(graded(before));
  const Result again = first.regrade(
      table.tables(),
      RegradeRequest::parse(
          R"({"as_of": "2026-03-01", "output": "g", "previous": "was", "keys": ["amount"]})"));
  CHECK_ROWS(again, "regrades", R"([
    {"row": 2, "amount": null, "from": "C", "to": "A", "direction": "up", "rule": "R1"},
    {"row": 3, "amount": -7, "from": "B", "to": null, "direction": "changed", "rule": null},
    {"row": 4, "amount": 5, "from": null, "to": "A", "direction": "new", "rule": "R1"},
    {"row": 5, "from": "Z", "to": "B", "direction": "changed", "rule": "R2"}])");
  check_refused(
      [&] {
        p.regrade(
            table.tables(),
            RegradeRequest::parse(R"({"as_of": "2026-03-01", "output": "g", "previous": "n"})"));
      },
      Status::schema, "wrong_type", "n");
  check_refused(
      [&] {
        p.regrade(
            table.tables(),
            RegradeRequest::parse(R"({"as_of": "2026-03-01", "output": "g", "previous": "x"})"));
      },
      Status::schema, "missing_column", "x");
}

TEST_CASE("bands and truths can be compared as well") {
  const std::string base = inputs("n number") + R"(, "decisions": [
    {"code": "f", "kind": "formula", "type": "bool", "formula": "n > 5"},
    {"code": "c", "kind": "scorecard", "criteria": [{"code": "k", "input": "n", "attributes": [{"when": "> 5", "points": 10}, {"when": "> 2", "points": 4}]}],
     "bands": [{"code": "low", "below": 4}, {"code": "mid", "below": 10}, {"code": "high"}]}])";
  std::string other = base;
  other.replace(other.find("n > 5"), 5, "n > 2");
  other.replace(other.find("\"below\": 4"), 10, "\"below\": 1");
  const Policy first = policy(base);
  const Policy second = policy(other);
  const Records table = records(first, R"([{"n": 9}, {"n": 3}, {"n": 0}, {"n": null}])");
  const auto moved = [&](const std::string& output) {
    return first.diff(second, table.tables(),
                      DiffRequest::parse(R"({"output": ")" + output + "\"}"));
  };
  CHECK_ROWS(moved("f"), "moved",
             R"([{"row": 1, "from": "false", "to": "true", "from_rule": null}])");
  CHECK_ROWS(moved("c"), "moved", "[]");
  CHECK(moved("c").rows("moves") == 4);
}
