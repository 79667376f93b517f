#include "quota/trees.hpp"

#include <list>
#include <map>
#include <random>
#include <set>

#include "support/expect.hpp"
#include "support/text_table.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

/// Tables that live as long as this.
class Given {
 public:
  Given& add(std::string_view name, std::string_view text) { return add(name, table(text)); }
  Given& add(std::string_view name, Column batch) {
    batches_.emplace_back(std::move(batch));
    tables.add(name, batches_.back().schema, batches_.back().array);
    return *this;
  }

  Tables tables;

 private:
  std::list<Exported> batches_;
};

QuotaPlan plan_of(const std::string& tree, const std::string& axis = "sales") {
  return QuotaPlan::compile(R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
    "total_minor": 1000, "period": {"from": "2026-01-01", "to": "2026-12-31"},
    "axes": [{"code": ")" + axis +
                            R"(", "tree": )" + tree + "}]}");
}

AxisTree tree_of(const std::string& tree, const Tables& tables = {},
                 const std::string& axis = "sales", std::string_view as_of = "2025-12-31") {
  const QuotaPlan plan = plan_of(tree, axis);
  return std::move(axis_trees(plan.definition(), tables, *parse_day(as_of), true).front());
}

/// "depth code [from..to]" of every node, days that are open left out.
std::vector<std::string> shown(const AxisTree& tree) {
  std::vector<std::string> lines;
  for (const AxisNode& node : tree.nodes) {
    std::string line = std::to_string(node.depth) + " " + node.code;
    if (node.from != first_day || node.to != last_day) {
      line += " " + (node.from == first_day ? "" : format_day(node.from)) + ".." +
              (node.to == last_day ? "" : format_day(node.to));
    }
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

constexpr auto by_team = R"({"from": "levels", "levels": ["region", "team_id"]})";
constexpr auto by_manager = R"({"from": "managers"})";
constexpr auto by_table = R"({"from": "table"})";

constexpr auto four_reps = R"(
    rep_id text, region text, team_id int, manager_id text, name text, hired_on day, left_on day
    r1, north, 1, boss, Li, , 
    r2, north, 2, r1, Wang, 2026-03-01, 
    r3, south, 3, r1, , , 2025-06-30
    r4, north, 1, r2, , , 2026-06-30
    boss, south, 3, , , , )";

Error refused(const std::string& tree, const Tables& tables) {
  const auto error = refusal([&] { tree_of(tree, tables); });
  REQUIRE(error);
  return *error;
}

void check_place(const Error& error, std::string_view detail, std::string_view table,
                 std::int64_t row, std::string_view column) {
  CHECK(error.detail() == detail);
  CHECK(error.table() == table);
  CHECK(error.row() == row);
  CHECK(error.where() == column);
  CHECK(error.column() >= 0);
}

}  // namespace

TEST_CASE("Levels make a tree of reps in the order of the input") {
  Given given;
  given.add("reps", four_reps);
  const AxisTree tree = tree_of(by_team, given.tables);
  CHECK(shown(tree) == Lines{"0 company", "1 north", "2 1", "3 r1", "3 r4 ..2026-06-30",
                             "2 2 2026-03-01..", "3 r2 2026-03-01..", "1 south", "2 3", "3 boss"});
  CHECK(tree.levels == Lines{"company", "region", "team_id", "rep_id"});
  CHECK(tree.leaves == std::vector<std::int32_t>{3, 4, 6, 9});
  CHECK(tree.nodes[3].label.in("zh") == "Li");
  CHECK(tree.nodes[1].leaf_from == 0);
  CHECK(tree.nodes[1].leaf_to == 3);
  CHECK(tree.nodes[1].end == 7);
  CHECK(tree.depth_of("team_id") == 2);
  CHECK(tree.depth_of("nothing") == -1);
  CHECK(path_of(tree, 6) == "company/north/2/r2");
}

TEST_CASE("A rep who changes team is a leaf in each on its days") {
  Given given;
  given.add("reps", four_reps).add("rep_assignments", R"(
    rep_id text, team_id int, region text, from_on day, to_on day
    r1, 2, north, 2026-04-01, 2026-05-31
    r1, 1, north, 2026-06-01, 2026-06-30
    r4, 9, west, 2020-01-01, 2024-12-31
    boss, 3, south, 2026-01-01, )");
  const AxisTree tree = tree_of(by_team, given.tables);
  CHECK(shown(tree) == Lines{"0 company", "1 north", "2 1", "3 r1 ..2026-03-31",
                             "3 r1 2026-06-01..", "3 r4 ..2026-06-30", "2 2 2026-03-01..",
                             "3 r1 2026-04-01..2026-05-31", "3 r2 2026-03-01..", "1 south", "2 3",
                             "3 boss"});
  CHECK(tree.find("r1") == std::vector<std::int32_t>{3, 4, 7});
  CHECK(tree.find("r9").empty());
}

TEST_CASE("Days between assignments are of no part for a rep without a place") {
  Given given;
  given
      .add("reps", R"(
    rep_id int, hired_on day, left_on day
    1, , 
    2, 2026-02-01, 2026-09-30)")
      .add("rep_assignments", R"(
    rep_id int, team_id text, from_on day, to_on day
    1, a, 2025-01-01, 2026-03-31
    1, a, 2026-06-01, 
    2, b, 2020-01-01, )");
  CHECK(shown(tree_of(R"({"from": "levels", "levels": ["team_id"]})", given.tables)) ==
        Lines{"0 company", "1 a 2025-01-01..", "2 1 2025-01-01..2026-03-31", "2 1 2026-06-01..",
              "1 b 2026-02-01..2026-09-30", "2 2 2026-02-01..2026-09-30"});
}

TEST_CASE("A rep without a team is refused, kept or left out, as the tree says") {
  Given given;
  given.add("reps", R"(
    rep_id text, team_id text, left_on day
    r1, a, 
    r2, , 
    r3, , 2025-03-01)");
  check_place(refused(R"({"from": "levels", "levels": ["team_id"]})", given.tables), "unplaced_rep",
              "reps", 1, "team_id");
  CHECK(shown(tree_of(R"({"from": "levels", "levels": ["team_id"], "unplaced": "keep"})",
                      given.tables)) == Lines{"0 company", "1 a", "2 r1", "1 none", "2 r2"});
  CHECK(shown(tree_of(R"({"from": "levels", "levels": ["team_id"], "unplaced": "leave_out"})",
                      given.tables)) == Lines{"0 company", "1 a", "2 r1"});
}

TEST_CASE("Tables of reps are refused with the place") {
  SECTION("missing") {
    CHECK(refused(by_team, {}).detail() == "missing_table");
    Given given;
    given.add("reps", "rep_id text\n r1");
    CHECK(refused(by_team, given.tables).detail() == "missing_column");
  }
  SECTION("ids") {
    Given given;
    given.add("reps", "rep_id text, region text, team_id int\n r1, n, 1\n r1, n, 1");
    check_place(refused(by_team, given.tables), "duplicate_id", "reps", 1, "rep_id");
    Given other;
    other.add("reps", "rep_id text, region text, team_id int\n r1, n, 1\n , n, 1");
    check_place(refused(by_team, other.tables), "missing_id", "reps", 1, "rep_id");
  }
  SECTION("assignments that overlap in the plan") {
    Given given;
    given.add("reps", four_reps).add("rep_assignments", R"(
      rep_id text, team_id int, from_on day, to_on day
      r2, 2, 2026-01-01, 2026-06-30
      r1, 1, 2020-01-01, 2020-12-31
      r1, 1, 2020-06-01, 2021-12-31
      r2, 1, 2026-06-30, )");
    check_place(refused(by_team, given.tables), "overlapping_assignments", "rep_assignments", 3,
                "from_on");
  }
  SECTION("assignments without a place, or a first day") {
    Given given;
    given.add("reps", four_reps)
        .add("rep_assignments", "rep_id text, team_id int, from_on day\n r1, , 2026-03-01");
    check_place(refused(by_team, given.tables), "unplaced_rep", "rep_assignments", 0, "team_id");
    Given other;
    other.add("reps", four_reps)
        .add("rep_assignments", "rep_id text, from_on day, to_on day\n r1, , 2026-03-01");
    check_place(refused(by_team, other.tables), "missing_date", "rep_assignments", 0, "from_on");
  }
  SECTION("assignments of nobody, or backwards") {
    Given given;
    given.add("reps", four_reps)
        .add("rep_assignments", "rep_id text, from_on day, to_on day\n x, 2026-01-01, ");
    check_place(refused(by_team, given.tables), "unknown_rep", "rep_assignments", 0, "rep_id");
    Given other;
    other.add("reps", four_reps)
        .add("rep_assignments", "rep_id text, from_on day, to_on day\n r1, 2026-01-02, 2026-01-01");
    check_place(refused(by_team, other.tables), "ends_before_it_starts", "rep_assignments", 0,
                "to_on");
  }
  SECTION("nobody takes part") {
    Given given;
    given.add("reps", "rep_id text, region text, team_id int, left_on day\n r1, n, 1, 2025-12-31");
    CHECK(refused(by_team, given.tables).detail() == "empty_axis");
  }
  SECTION("values are not told when not asked for") {
    Given given;
    given.add("reps", "rep_id text, region text, team_id int\n secret, n, 1\n secret, n, 1");
    const QuotaPlan plan = plan_of(by_team);
    const auto told = refusal([&] { axis_trees(plan.definition(), given.tables, 0, true); });
    const auto silent = refusal([&] { axis_trees(plan.definition(), given.tables, 0, false); });
    CHECK(std::string(told->what()).find("secret") != std::string::npos);
    CHECK(std::string(silent->what()).find("secret") == std::string::npos);
  }
}

TEST_CASE("Managers make a tree; one who sells is a leaf below himself") {
  Given given;
  given.add("reps", four_reps);
  CHECK(shown(tree_of(by_manager, given.tables)) == Lines{"0 company", "1 boss ..2026-06-30",
                                                          "2 r1 ..2026-06-30", "3 r2 ..2026-06-30",
                                                          "4 r4 ..2026-06-30"});
  given.add("actuals", R"(
    rep_id text, date day, amount_minor int
    r1, 2025-05-05, 100
    r2, 2026-05-05, 100
    , 2025-05-05, 100
    gone, 2025-05-05, 100)");
  const AxisTree tree = tree_of(by_manager, given.tables);
  CHECK(shown(tree) ==
        Lines{"0 company", "1 boss", "2 r1", "3 r1", "3 r2 ..2026-06-30", "4 r4 ..2026-06-30"});
  CHECK(tree.levels == Lines{"company", "depth_1", "depth_2", "depth_3", "depth_4"});
  CHECK(place_nodes(tree, "r1") == std::vector<std::int32_t>{2});
}

TEST_CASE("Capacity says whether a manager sells") {
  Given given;
  given
      .add("reps", R"(
    rep_id int, manager_id int, capacity int
    1, , 0
    2, 1, 5
    3, 2, 
    4, 2, 0)")
      .add("actuals", "rep_id int, date day\n 1, 2025-01-01");
  CHECK(shown(tree_of(R"({"from": "managers", "levels": ["all", "head", "lead", "rep"]})",
                      given.tables)) == Lines{"0 company", "1 1", "2 2", "3 2", "3 3", "3 4"});
}

TEST_CASE("A manager who moves takes those below along") {
  Given given;
  given
      .add("reps", R"(
    rep_id text, manager_id text
    a, 
    b, 
    m, a
    r, m)")
      .add("rep_assignments", R"(
    rep_id text, manager_id text, from_on day, to_on day
    m, b, 2026-07-01, 2026-09-30
    r, b, 2026-09-01, )");
  CHECK(shown(tree_of(by_manager, given.tables)) ==
        Lines{"0 company", "1 a", "2 m ..2026-06-30", "3 r ..2026-06-30", "2 m 2026-10-01..",
              "1 b 2026-07-01..", "2 m 2026-07-01..2026-08-31", "3 r 2026-07-01..2026-08-31",
              "2 r 2026-09-01.."});
}

TEST_CASE("Circles of managers are refused with the circle") {
  Given given;
  given.add("reps", R"(
    rep_id text, manager_id text
    top, 
    x, a
    a, b
    b, c
    c, a)");
  const Error error = refused(by_manager, given.tables);
  check_place(error, "parent_cycle", "reps", 2, "manager_id");
  CHECK(std::string(error.what()).find("a → b → c → a") != std::string::npos);

  SECTION("also for some days only") {
    Given dated;
    dated.add("reps", "rep_id text, manager_id text\n top, \n a, top\n b, a")
        .add("rep_assignments", R"(
        rep_id text, manager_id text, from_on day, to_on day
        a, b, 2026-05-01, 2026-05-02)");
    CHECK(refused(by_manager, dated.tables).detail() == "parent_cycle");
  }
  SECTION("a manager of himself, and one nobody knows") {
    Given self;
    self.add("reps", "rep_id text, manager_id text\n top, \n a, a");
    check_place(refused(by_manager, self.tables), "parent_cycle", "reps", 1, "manager_id");
    Given unknown;
    unknown.add("reps", "rep_id text, manager_id text\n top, \n a, q");
    check_place(refused(by_manager, unknown.tables), "unknown_parent", "reps", 1, "manager_id");
  }
}

TEST_CASE("A chain of a hundred thousand managers does not end the stack") {
  constexpr int length = 100'000;
  std::vector<std::optional<std::int64_t>> ids, managers;
  for (int i = 0; i < length; ++i) {
    ids.emplace_back(i);
    managers.push_back(i == 0 ? std::nullopt : std::optional<std::int64_t>(i - 1));
  }
  Given given;
  given.add("reps", batch({int64s("rep_id", ids), int64s("manager_id", managers)}));
  const AxisTree tree = tree_of(by_manager, given.tables);
  CHECK(tree.nodes.size() == length + 1);
  CHECK(tree.nodes.back().depth == length);
  CHECK(tree.leaves.size() == 1);

  managers[0] = length - 1;
  Given circle;
  circle.add("reps", batch({int64s("rep_id", ids), int64s("manager_id", managers)}));
  CHECK(refused(by_manager, circle.tables).detail() == "parent_cycle");
}

TEST_CASE("A table of nodes has axes, levels and days") {
  Given given;
  given.add("quota_nodes", R"(
    axis text, node_id text, parent_id text, level text, label text, from_on day, to_on day
    product, erp, all, line, ERP, , 
    sales, n, , region, , , 
    product, erp_s, erp, sku, , 2026-02-01, 
    product, crm, , line, , , 2026-03-31
    product, old, , line, , , 2025-12-31
    product, crm_s, crm, sku, , 2026-04-01, 
    , r, n, rep, , , 
    product, erp_s, erp, sku, , , 2025-06-30)");
  CHECK(shown(tree_of(by_table, given.tables, "product")) ==
        Lines{"0 all", "1 erp 2026-02-01..", "2 erp_s 2026-02-01.."});
  CHECK(tree_of(by_table, given.tables, "product").levels == Lines{"all", "line", "sku"});
  CHECK(shown(tree_of(by_table, given.tables)) == Lines{"0 company", "1 n", "2 r"});
}

TEST_CASE("A node that moves stands in each of its places") {
  Given given;
  given.add("quota_nodes", R"(
    node_id text, parent_id text, from_on day, to_on day
    a, , , 
    b, , , 
    t, a, , 2026-06-30
    t, b, 2026-07-01, 
    r, t, , )");
  const AxisTree tree = tree_of(by_table, given.tables);
  CHECK(shown(tree) == Lines{"0 company", "1 a ..2026-06-30", "2 t ..2026-06-30",
                             "3 r ..2026-06-30", "1 b 2026-07-01..", "2 t 2026-07-01..",
                             "3 r 2026-07-01.."});
  CHECK(place_nodes(tree, "t") == std::vector<std::int32_t>{2, 5});
}

TEST_CASE("Tables of nodes are refused with the place") {
  const auto refused_nodes = [](std::string_view text) {
    Given given;
    given.add("quota_nodes", text);
    return refused(by_table, given.tables);
  };
  check_place(refused_nodes("node_id text, parent_id text\n a, x"), "unknown_parent", "quota_nodes",
              0, "parent_id");
  check_place(refused_nodes("node_id text, parent_id text\n a, \n b, c\n c, b"), "parent_cycle",
              "quota_nodes", 1, "parent_id");
  check_place(refused_nodes("node_id text\n a\n a"), "duplicate_node", "quota_nodes", 1, "node_id");
  check_place(refused_nodes("node_id text\n company"), "reserved_code", "quota_nodes", 0,
              "node_id");
  check_place(refused_nodes("node_id text, x text\n , 1"), "missing_id", "quota_nodes", 0,
              "node_id");
  check_place(refused_nodes("node_id text, level text\n a, team\n b, region"), "level_of_depth",
              "quota_nodes", 1, "level");
  check_place(refused_nodes("node_id text, from_on day, to_on day\n a, 2026-02-01, 2026-01-01"),
              "ends_before_it_starts", "quota_nodes", 0, "to_on");
}

TEST_CASE("Places are nodes of a code, told by level where that is needed") {
  Given given;
  given.add("reps", "rep_id int, region int, team_id int\n 1, 2, 3\n 2, 2, 4\n 3, 1, 5");
  const AxisTree tree = tree_of(by_team, given.tables);
  CHECK(place_nodes(tree, "4") == tree.find("4"));
  CHECK(place_nodes(tree, "rep_id:1") == std::vector<std::int32_t>{3});
  CHECK(place_nodes(tree, "region:1").size() == 1);
  CHECK(place_nodes(tree, "region:9").empty());
  CHECK(place_nodes(tree, "9").empty());
  CHECK(place_nodes(tree, "company") == std::vector<std::int32_t>{0});
  const auto error = refusal([&] { place_nodes(tree, "1"); });
  REQUIRE(error);
  CHECK(error->detail() == "ambiguous_node");
}

TEST_CASE("Random dated trees hold every node on every day it has a way to the root") {
  std::mt19937 random(7);
  const auto any = [&](int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most));
  };
  const Day start = *parse_day("2026-01-01");
  for (int round = 0; round < 60; ++round) {
    // Each node has up to three parents in time, all of lower number: no circle.
    const int count = 2 + any(30);
    struct Row {
      int node;
      int parent;
      Day from;
      Day to;
    };
    std::vector<Row> rows;
    for (int node = 0; node < count; ++node) {
      Day next = start + any(20);
      for (int part = 1 + any(3); part > 0; --part) {
        const Day to = next + any(200);
        rows.push_back({node, any(node + 1) - 1, next, to});
        next = to + 1 + any(5);
      }
    }
    std::vector<std::optional<std::int64_t>> ids, parents;
    std::vector<std::optional<std::string>> from, to;
    for (const Row& row : rows) {
      ids.emplace_back(row.node);
      parents.push_back(row.parent < 0 ? std::nullopt : std::optional<std::int64_t>(row.parent));
      from.emplace_back(format_day(row.from));
      to.emplace_back(format_day(row.to));
    }
    Given given;
    given.add("quota_nodes", batch({int64s("node_id", ids), int64s("parent_id", parents),
                                    days("from_on", from), days("to_on", to)}));
    AxisTree tree;
    const auto error = refusal([&] { tree = tree_of(by_table, given.tables); });
    if (error) {
      CHECK(error->detail() == "empty_axis");
      continue;
    }
    std::set<int> inner;
    for (const Row& row : rows)
      inner.insert(row.parent);
    for (Day day = start; day < start + 365; day += 13) {
      // Ways to the root by hand.
      std::multiset<std::string> expected;
      for (int node = 0; node < count; ++node) {
        if (inner.contains(node)) continue;
        std::string path;
        int at = node;
        while (at >= 0) {
          path = "/" + std::to_string(at) + path;
          const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& candidate) {
            return candidate.node == at && candidate.from <= day && day <= candidate.to;
          });
          at = row == rows.end() ? -2 : row->parent;
        }
        if (at == -1) expected.insert("company" + path);
      }
      std::multiset<std::string> found;
      for (const std::int32_t leaf : tree.leaves) {
        const AxisNode& node = tree.nodes[static_cast<std::size_t>(leaf)];
        if (node.from <= day && day <= node.to) found.insert(path_of(tree, leaf));
      }
      CHECK(found == expected);
    }
  }
}
