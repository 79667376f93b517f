#include "org/layout.hpp"

#include <cmath>
#include <map>
#include <random>
#include <tuple>

#include "org/small_map.hpp"
#include "support/catch.hpp"
#include "support/expect.hpp"

namespace sandan::testing {
namespace {

constexpr double step = org::Layout::step;

/// Three levels, and the kinds reports_to (hierarchy) and influences.
org::Vocabulary drawn_vocabulary() {
  org::Vocabulary vocabulary;
  vocabulary.levels.resize(3);
  vocabulary.kinds.resize(2);
  vocabulary.kinds[0].hierarchy = true;
  return vocabulary;
}

struct Drawn {
  std::vector<org::Person> people;
  std::vector<org::Edge> edges;
  org::Layout layout;

  void place() { layout.place(people, edges, drawn_vocabulary()); }
  std::size_t size() const { return people.size(); }
  std::int32_t superior(std::size_t p) const {
    const std::int64_t up = layout.edge_up()[p];
    return up < 0 ? -1 : edges[static_cast<std::size_t>(up)].to;
  }
  std::vector<std::size_t> reports(std::size_t p) const {
    std::vector<std::size_t> found;
    for (std::size_t c = 0; c < size(); ++c)
      if (superior(c) == static_cast<std::int32_t>(p)) found.push_back(c);
    return found;
  }
};

org::Person person_of_level(int level) {
  org::Person person;
  person.level = static_cast<std::int8_t>(level);
  return person;
}

int below(std::mt19937_64& dice, int count) {
  return static_cast<int>(dice() % static_cast<std::uint64_t>(count));
}

/// Levels known for most, some or none; reports to anybody or to one before.
Drawn random_drawn(std::mt19937_64& dice) {
  Drawn drawn;
  const int people = 1 + below(dice, 40);
  const int unknown = below(dice, 3);
  const bool circles = below(dice, 4) == 0;
  for (int p = 0; p < people; ++p)
    drawn.people.push_back(person_of_level(
        unknown == 2 || (unknown == 1 && below(dice, 3) == 0) ? -1 : below(dice, 3)));
  for (int from = circles ? 0 : 1; from < people; ++from) {
    for (int superiors = below(dice, 8) == 0  ? 2
                         : below(dice, 6) > 0 ? 1
                                              : 0;
         superiors > 0; --superiors) {
      const int to = circles ? below(dice, people) : below(dice, from);
      if (to == from) continue;
      drawn.edges.push_back(
          {from, to, static_cast<std::uint8_t>(below(dice, 8) == 0 ? 1 : 0), 1.0 + below(dice, 2)});
    }
  }
  std::stable_sort(drawn.edges.begin(), drawn.edges.end(),
                   [](const org::Edge& a, const org::Edge& b) {
                     return std::tuple(a.from, a.to, a.kind) < std::tuple(b.from, b.to, b.kind);
                   });
  drawn.place();
  return drawn;
}

void check_nobody_overlaps(const Drawn& drawn) {
  std::map<std::int32_t, std::vector<double>> rows;
  for (std::size_t p = 0; p < drawn.size(); ++p)
    rows[drawn.layout.row()[p]].push_back(drawn.layout.x()[p]);
  for (auto& [row, places] : rows) {
    std::sort(places.begin(), places.end());
    for (std::size_t i = 1; i < places.size(); ++i)
      CHECK(places[i] - places[i - 1] > step - 1e-9);
  }
}

void check_trees_are_tidy(const Drawn& drawn) {
  const auto x = drawn.layout.x();
  for (std::size_t p = 0; p < drawn.size(); ++p) {
    const std::vector<std::size_t> reports = drawn.reports(p);
    for (std::size_t i = 0; i < reports.size(); ++i) {
      CHECK(drawn.layout.row()[reports[i]] > drawn.layout.row()[p]);
      if (i > 0) CHECK(x[reports[i - 1]] < x[reports[i]]);
    }
    if (!reports.empty())
      CHECK(std::abs(x[p] - (x[reports.front()] + x[reports.back()]) / 2) < 1e-9);
  }
}

void check_bands(const Drawn& drawn) {
  const auto band = drawn.layout.band();
  const auto row = drawn.layout.row();
  for (std::size_t p = 0; p < drawn.size(); ++p) {
    const int level = drawn.people[p].level;
    CHECK(band[p] == (level < 0 ? 3 : 2 - level));
    for (std::size_t q = 0; q < drawn.size(); ++q)
      if (band[p] < band[q]) CHECK(row[p] < row[q]);
  }
}

void check_beside(const Drawn& drawn) {
  double right = 0;
  std::vector<std::size_t> beside;
  for (std::size_t p = 0; p < drawn.size(); ++p) {
    if (drawn.superior(p) < 0 && drawn.reports(p).empty()) {
      beside.push_back(p);
    } else {
      right = std::max(right, drawn.layout.x()[p]);
    }
  }
  for (std::size_t i = 0; i < beside.size(); ++i) {
    CHECK(drawn.layout.x()[beside[i]] > right);
    for (std::size_t j = 0; j < i; ++j)
      if (drawn.layout.row()[beside[i]] == drawn.layout.row()[beside[j]])
        CHECK(drawn.layout.x()[beside[j]] < drawn.layout.x()[beside[i]]);
  }
}

TEST_CASE("people of random maps are drawn tidily", "[org][layout]") {
  std::mt19937_64 dice(21);
  for (int round = 0; round < 1500; ++round) {
    const Drawn drawn = random_drawn(dice);
    INFO("round " << round);
    check_nobody_overlaps(drawn);
    check_trees_are_tidy(drawn);
    check_bands(drawn);
    check_beside(drawn);
    CHECK(*std::min_element(drawn.layout.x().begin(), drawn.layout.x().end()) ==
          Approx(0.5).margin(1e-9));
  }
}

/// The superior of greatest weight, then the first, none drawn below.
std::int32_t plain_superior(const Drawn& drawn, std::int32_t person) {
  std::int32_t found = -1;
  double heaviest = 0;
  for (const org::Edge& edge : drawn.edges) {
    if (edge.from != person || edge.kind != 0) continue;
    const auto own = drawn.people[static_cast<std::size_t>(person)].level;
    const auto theirs = drawn.people[static_cast<std::size_t>(edge.to)].level;
    if (theirs < own) continue;
    if (edge.weight > heaviest || (edge.weight == heaviest && edge.to < found)) {
      found = edge.to;
      heaviest = edge.weight;
    }
  }
  return found;
}

TEST_CASE("a person hangs below the heaviest superior", "[org][layout]") {
  std::mt19937_64 dice(22);
  int cut = 0, hung = 0;
  for (int round = 0; round < 1500; ++round) {
    const Drawn drawn = random_drawn(dice);
    for (std::size_t p = 0; p < drawn.size(); ++p) {
      const std::int32_t wanted = plain_superior(drawn, static_cast<std::int32_t>(p));
      ++hung;
      if (drawn.superior(p) == wanted) continue;
      // Only the one who closes a circle is left without.
      CHECK(drawn.superior(p) == -1);
      std::int32_t above = wanted;
      for (std::size_t steps = 0; steps < drawn.size() && above != static_cast<std::int32_t>(p);
           ++steps)
        above = above < 0 ? -1 : drawn.superior(static_cast<std::size_t>(above));
      CHECK(above == static_cast<std::int32_t>(p));
      ++cut;
    }
  }
  CHECK(cut > 50);
  CHECK(cut < hung / 10);
}

TEST_CASE("a tree drawn by hand", "[org][layout]") {
  // 0 heads 1, 2, 3; 1 heads 4, 5, 6; 3 heads 7; 8 stands alone.
  Drawn drawn;
  for (const int level : {2, 1, 1, 1, 0, 0, 0, 0, 1})
    drawn.people.push_back(person_of_level(level));
  for (const auto& [from, to] : {std::pair(1, 0), std::pair(2, 0), std::pair(3, 0), std::pair(4, 1),
                                 std::pair(5, 1), std::pair(6, 1), std::pair(7, 3)})
    drawn.edges.push_back({from, to, 0, 1});
  drawn.place();
  const std::vector<double> wanted = {3, 1.75, 3, 4.25, 0.5, 1.75, 3, 4.25, 5.5};
  for (std::size_t p = 0; p < wanted.size(); ++p)
    CHECK(drawn.layout.x()[p] == Approx(wanted[p]).margin(1e-12));
  const std::vector<std::int32_t> rows = {0, 1, 1, 1, 2, 2, 2, 2, 1};
  CHECK(std::vector<std::int32_t>(drawn.layout.row().begin(), drawn.layout.row().end()) == rows);
}

TEST_CASE("equal subtrees look alike", "[org][layout]") {
  std::mt19937_64 dice(23);
  for (int round = 0; round < 200; ++round) {
    // Twice the same random tree below 0, others before, between and after.
    Drawn drawn;
    const int size = 2 + below(dice, 12);
    std::vector<int> above(static_cast<std::size_t>(size), 0);
    for (int p = 1; p < size; ++p)
      above[static_cast<std::size_t>(p)] = below(dice, p);
    drawn.people.assign(static_cast<std::size_t>(2 * size + 4), person_of_level(-1));
    const int first = 2, second = size + 3;
    for (const int own : {first, second}) {
      drawn.edges.push_back({own, 0, 0, 1});
      for (int p = 1; p < size; ++p)
        drawn.edges.push_back({own + p, own + above[static_cast<std::size_t>(p)], 0, 1});
    }
    for (const int one : {1, size + 2, 2 * size + 3})
      drawn.edges.push_back({one, 0, 0, 1});
    drawn.place();
    for (int p = 1; p < size; ++p) {
      const auto shift = [&](int own) {
        return drawn.layout.x()[static_cast<std::size_t>(own + p)] -
               drawn.layout.x()[static_cast<std::size_t>(own)];
      };
      CHECK(shift(first) == Approx(shift(second)).margin(1e-9));
    }
  }
}

TEST_CASE("long chains and wide spans are drawn in bounded time", "[org][layout]") {
  const std::int32_t people = 100'000;
  Drawn drawn;
  drawn.people.assign(people, person_of_level(-1));
  for (std::int32_t p = 1; p < people; ++p)
    drawn.edges.push_back({p, p - 1, 0, 1});
  drawn.place();
  CHECK(drawn.layout.row().back() == people - 1 + 3);  // below three bands without people
  CHECK(drawn.layout.x().back() == 0.5);
  for (org::Edge& edge : drawn.edges)
    edge.to = edge.from <= people / 2 ? edge.from - 1 : 0;
  drawn.place();
  CHECK(drawn.layout.row().back() == 4);
  for (org::Edge& edge : drawn.edges)
    edge.to = 0;
  drawn.place();
  CHECK(drawn.layout.x()[0] == Approx(0.5 + (people - 2) * step / 2));
}

TEST_CASE("a map drawn after another one looks the same", "[org][layout]") {
  std::mt19937_64 dice(24);
  org::Layout used;
  for (int round = 0; round < 50; ++round) {
    const Drawn drawn = random_drawn(dice);
    used.place(drawn.people, drawn.edges, drawn_vocabulary());
    CHECK(std::equal(used.x().begin(), used.x().end(), drawn.layout.x().begin(),
                     drawn.layout.x().end()));
    CHECK(std::equal(used.row().begin(), used.row().end(), drawn.layout.row().begin()));
  }
}

constexpr std::string_view hospital = R"({
  "departments": [{"department_id": "d", "account_id": "h", "name": "Ward"},
                  {"department_id": "e", "account_id": "h", "name": "Empty"}],
  "people": [
    {"person_id": "boss", "account_id": "h", "level": "executive", "name": "B",
     "roles": ["decider"], "veto": true},
    {"person_id": "doctor", "account_id": "h", "level": "management", "department_id": "d",
     "roles": ["designer", "user"], "guide": false},
    {"person_id": "nurse", "account_id": "h", "level": "operational", "department_id": "d"},
    {"person_id": "guest", "account_id": "h"}],
  "relations": [
    {"from_id": "doctor", "to_id": "boss", "kind": "reports_to"},
    {"from_id": "nurse", "to_id": "doctor", "kind": "reports_to"},
    {"from_id": "nurse", "to_id": "boss", "kind": "influences", "weight": 2.0}],
  "stances": [
    {"person_id": "boss", "vendor": "@us", "relation_stage": "known", "support": 1},
    {"person_id": "boss", "vendor": "rival", "relation_stage": "none", "support": 2},
    {"person_id": "boss", "vendor": "other", "relation_stage": "trust"},
    {"person_id": "doctor", "vendor": "rival", "relation_stage": "none", "support": -1}]})";

TEST_CASE("the tables of a layout hold all that is drawn", "[org][layout]") {
  const Result result = maps_of(hospital, R"({"names": true})").layout();
  CHECK_ROWS(result, "layout_people", R"([
    {"account_id": "h", "person_id": "boss", "name": "B", "x": 0.5, "y": 0.5, "band": 0,
     "level": "executive", "function": null, "roles": "decider", "department_id": null,
     "relation_stage": "known", "support": 1, "guide": null, "veto": true,
     "rivals": "other;rival"},
    {"person_id": "doctor", "name": null, "x": 0.5, "y": 1.5, "band": 1, "department_id": "d",
     "relation_stage": null, "support": null, "guide": false, "veto": null, "rivals": ""},
    {"person_id": "nurse", "x": 0.5, "y": 2.5, "band": 2, "roles": null, "rivals": null},
    {"person_id": "guest", "x": 1.75, "y": 3.5, "band": 3, "level": null}])");
  CHECK_ROWS(result, "layout_edges", R"([
    {"account_id": "h", "from_id": "doctor", "to_id": "boss", "kind": "reports_to", "weight": 1,
     "tree": true},
    {"from_id": "nurse", "to_id": "boss", "kind": "influences", "weight": 2, "tree": false},
    {"from_id": "nurse", "to_id": "doctor", "tree": true}])");
  CHECK_ROWS(result, "layout_departments", R"([
    {"account_id": "h", "department_id": "d", "name": "Ward", "left": 0, "right": 1, "top": 1,
     "bottom": 3}])");
}

TEST_CASE("a layout shows the stances towards the vendor asked for", "[org][layout]") {
  LayoutRequest request;
  request.vendor = "rival";
  const Result result = maps_of(hospital).layout(request);
  CHECK_ROWS(result, "layout_people", R"([
    {"person_id": "boss", "name": null, "relation_stage": "none", "support": 2,
     "rivals": "@us;other"},
    {"person_id": "doctor", "relation_stage": "none", "support": -1, "rivals": null},
    {"person_id": "nurse"}, {"person_id": "guest"}])");
  request.vendor = "nobody";
  const auto error = refusal([&] { maps_of(hospital).layout(request); });
  REQUIRE(error.has_value());
  CHECK(error->detail() == "unknown_vendor");
}

}  // namespace
}  // namespace sandan::testing
