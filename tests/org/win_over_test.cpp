#include <boost/json.hpp>

#include <algorithm>
#include <set>

#include "org/random_opinions.hpp"
#include "org/win_over_pins.hpp"
#include "support/catch.hpp"
#include "support/expect.hpp"
#include "support/metadata.hpp"

namespace sandan::testing {
namespace {

json::array rows(const Result& result, const char* table) {
  return parsed(result.to_json(table)).as_array();
}

double real(const json::value& row, const char* column) {
  return row.at(column).to_number<double>();
}

/// One map, and what winning people over does to it by solving anew.
struct Wins {
  std::shared_ptr<org::MapData> data;
  org::MapView map;
  PlainModel plain;
  Values own, weights, x;

  explicit Wins(std::shared_ptr<org::MapData> book)
      : data(std::move(book)), map(*data, 0), plain(map) {
    org::Standing standing;
    standing.read(map, 0);
    for (const std::int8_t support : standing.support)
      own.push_back(support == org::unknown_support ? 0 : support);
    org::voter_weights(map, {}, weights);
    x = plain.ends(own);
  }
  double mean(const Values& of) const {
    double sum = 0;
    for (std::size_t i = 0; i < of.size(); ++i)
      sum += weights[i] * of[i];
    return sum;
  }
  double gain(const std::vector<int>& people) const {
    return mean(plain.ends(own, people, 2)) - mean(x);
  }
  /// Neither to be contacted, nor somebody with whom nothing is left to do.
  bool is_open(int person) const {
    const auto p = static_cast<std::size_t>(person);
    org::Standing standing;
    standing.read(map, 0);
    const bool is_won = standing.stage[p] >= 3 && standing.support[p] == 2;  // at trust
    return map.people[p].contact_allowed != org::Truth::no && !is_won;
  }
  int number(const json::value& id) const { return std::stoi(id.as_string().c_str() + 1); }
};

std::shared_ptr<org::MapData> deciding_book(const Shape& shape, std::uint64_t seed) {
  auto data = random_book(shape, seed);
  data->people[seed % data->people.size()].roles = 2;
  return data;
}

WinOverRequest asking(std::int64_t most, std::int64_t picks) {
  WinOverRequest request;
  request.most = most;
  request.picks = picks;
  return request;
}

}  // namespace

TEST_CASE("gains of winning people over equal solving anew", "[org][win_over]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Wins wins(deciding_book(Shape{1 + static_cast<int>(seed % 50), 2}, seed));
    const Result result = DecisionMaps(wins.data).win_over(asking(64, 3));
    const auto told = rows(result, "win_over");
    std::size_t open = 0;
    for (int p = 0; p < static_cast<int>(wins.x.size()); ++p)
      open += wins.is_open(p) ? 1 : 0;
    REQUIRE(told.size() == open);
    std::set<int> seen;
    double last = 1e300;
    for (std::size_t i = 0; i < told.size(); ++i) {
      const auto& row = told[i];
      const int p = wins.number(row.at("person_id"));
      REQUIRE(wins.is_open(p));
      REQUIRE(seen.insert(p).second);
      REQUIRE(row.at("rank") == static_cast<std::int64_t>(i) + 1);
      REQUIRE(real(row, "gain_won") == Approx(wins.gain({p})).margin(1e-10));
      REQUIRE(real(row, "position") == Approx(wins.x[static_cast<std::size_t>(p)]).margin(1e-10));
      REQUIRE(real(row, "gain_per_effort") == Approx(real(row, "gain_won") / real(row, "effort")));
      REQUIRE(real(row, "gain_per_effort") <= last + 1e-11);
      last = real(row, "gain_per_effort");
      // One more step of the own support.
      Values more = wins.own;
      more[static_cast<std::size_t>(p)] += 1;
      const bool is_full = row.at("support").is_int64() && row.at("support") == 2;
      const double step = is_full ? 0 : wins.mean(wins.plain.ends(more)) - wins.mean(wins.x);
      REQUIRE(real(row, "gain_step") == Approx(step).margin(1e-10));
    }
    const auto first = rows(DecisionMaps(wins.data).win_over(asking(5, 3)), "win_over");
    REQUIRE(first.size() == std::min<std::size_t>(5, told.size()));
    for (std::size_t i = 0; i < first.size(); ++i)
      REQUIRE(first[i] == told[i]);
  }
}

TEST_CASE("the effort of winning over", "[org][win_over]") {
  auto data = empty_book(0);
  Dice dice(1);
  add_map(*data, Shape{4, 0, 0, 0, 0}, dice);
  data->stances.clear();
  const auto add = [&](int person, int stage, int support) {
    org::Stance stance{};
    stance.person = person;
    stance.stage = static_cast<std::int8_t>(stage);
    stance.support = static_cast<std::int8_t>(support);
    data->stances.push_back(stance);
  };
  for (auto& person : data->people)
    person.roles = 2, person.weight = 1, person.contact_allowed = org::Truth::unknown;
  add(0, 1, -2);                                    // known: 2 + 4, four steps
  add(1, org::unknown_code, org::unknown_support);  // 1 + 2 + 4, two steps
  add(2, 4, 2);                                     // ally: nothing to do, not listed
  data->first_stance.back() = 3;                    // and one without a row
  const auto told = rows(DecisionMaps(data).win_over(), "win_over");
  REQUIRE(told.size() == 3);
  // Gains a quarter of 4, 2, 2; equal ones by number.
  CHECK(told[0].at("person_id") == "p0");
  CHECK(real(told[0], "effort") == 10);
  CHECK(real(told[0], "gain_won") == 1);
  CHECK(told[0].at("next_stage") == "engaged");
  CHECK(told[1].at("person_id") == "p1");
  CHECK(real(told[1], "effort") == 9);
  CHECK(told[1].at("relation_stage").is_null());
  CHECK(told[1].at("support").is_null());
  CHECK(told[1].at("next_stage") == "known");
  CHECK(told[2].at("person_id") == "p3");
}

TEST_CASE("who is won over already is not to be won over", "[org][win_over]") {
  // The decider is an ally with full support, and pulled down by one who is against us.
  auto data = empty_book(0);
  Dice dice(1);
  add_map(*data, Shape{2, 0, 0, 0, 0}, dice);
  data->stances.clear();
  for (int p = 0; p < 2; ++p) {
    auto& person = data->people[static_cast<std::size_t>(p)];
    person.roles = p == 0 ? 2 : 1;
    person.weight = 1, person.stubbornness = 0.5, person.contact_allowed = org::Truth::unknown;
    org::Stance stance{};
    stance.person = p;
    stance.stage = static_cast<std::int8_t>(p == 0 ? 4 : 1);
    stance.support = static_cast<std::int8_t>(p == 0 ? 2 : -2);
    data->stances.push_back(stance);
  }
  data->first_stance.back() = 2;
  data->edges = {{1, 0, 1, 1}};
  data->first_edge.back() = 1;
  const DecisionMaps maps(data);
  const auto told = rows(maps.win_over(), "win_over");
  REQUIRE(told.size() == 1);
  CHECK(told[0].at("person_id") == "p1");
  CHECK(real(told[0], "gain_won") == Approx(2));
  const auto plan = rows(maps.win_over(), "win_plan");
  REQUIRE(plan.size() == 1);
  CHECK(plan[0].at("person_id") == "p1");
  CHECK(rows(maps.win_over(), "win_pairs").empty());
  // With full support and a lower stage there is something left to do.
  data->stances[0].stage = 2;
  CHECK(rows(DecisionMaps(data).win_over(), "win_over").size() == 2);
}

TEST_CASE("gains without effort go first", "[org][win_over]") {
  auto data = empty_book(0);
  auto vocabulary = opinion_vocabulary();
  vocabulary->influence.support_effort = 0;
  data->vocabulary = vocabulary;
  Dice dice(1);
  add_map(*data, Shape{3, 0, 0, 0, 0}, dice);
  data->stances.clear();
  for (int p = 0; p < 3; ++p) {
    auto& person = data->people[static_cast<std::size_t>(p)];
    person.roles = 2, person.weight = 1, person.contact_allowed = org::Truth::unknown;
    org::Stance stance{};
    stance.person = p;
    stance.stage = static_cast<std::int8_t>(p == 1 ? 3 : 2);
    stance.support = static_cast<std::int8_t>(p == 1 ? 1 : -2);
    data->stances.push_back(stance);
  }
  data->first_stance.back() = 3;
  const auto told = rows(DecisionMaps(data).win_over(), "win_over");
  REQUIRE(told.size() == 3);
  CHECK(told[0].at("person_id") == "p1");
  CHECK(real(told[0], "effort") == 0);
  CHECK(told[0].at("gain_per_effort").is_null());
  CHECK(real(told[1], "effort") == 4);
}

TEST_CASE("gains of pairs equal solving anew", "[org][win_over]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Wins wins(deciding_book(Shape{2 + static_cast<int>(seed % 40), 2}, seed));
    const Result result = DecisionMaps(wins.data).win_over(asking(12, 1));
    std::vector<int> listed;
    for (const auto& row : rows(result, "win_over"))
      listed.push_back(wins.number(row.at("person_id")));
    std::vector<double> gains;
    for (std::size_t a = 0; a < listed.size(); ++a) {
      for (std::size_t b = a + 1; b < listed.size(); ++b)
        gains.push_back(wins.gain({listed[a], listed[b]}));
    }
    std::sort(gains.rbegin(), gains.rend());
    const auto told = rows(result, "win_pairs");
    REQUIRE(told.size() <= 12);
    for (std::size_t i = 0; i < told.size(); ++i) {
      const int a = wins.number(told[i].at("first_id"));
      const int b = wins.number(told[i].at("second_id"));
      const double gain = wins.gain({a, b});
      REQUIRE(real(told[i], "gain_won") == Approx(gain).margin(1e-10));
      REQUIRE(real(told[i], "gain_won") == Approx(gains[i]).margin(1e-10));
      REQUIRE(real(told[i], "together") ==
              Approx(gain - wins.gain({a}) - wins.gain({b})).margin(1e-10));
      REQUIRE(real(told[i], "together") <= 0);
    }
    for (std::size_t i = told.size(); i < std::min<std::size_t>(12, gains.size()); ++i)
      REQUIRE(gains[i] < 1e-10);
  }
}

TEST_CASE("the plan is greedy, exact, and within its bound of the best", "[org][win_over]") {
  int better_than_greedy = 0;
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    const Wins wins(deciding_book(Shape{3 + static_cast<int>(seed % 10), 1.5, 0, 0.2, 0}, seed));
    const auto told = rows(DecisionMaps(wins.data).win_over(asking(10, 3)), "win_plan");
    std::vector<int> open;
    for (int p = 0; p < static_cast<int>(wins.x.size()); ++p) {
      if (wins.is_open(p)) open.push_back(p);
    }
    std::vector<int> taken;
    for (std::size_t i = 0; i < told.size(); ++i) {
      double most = 0;
      for (const int p : open) {
        auto with = taken;
        with.push_back(p);
        if (std::count(taken.begin(), taken.end(), p) == 0)
          most = std::max(most, wins.gain(with) - wins.gain(taken));
      }
      taken.push_back(wins.number(told[i].at("person_id")));
      const double so_far = wins.gain(taken);
      REQUIRE(told[i].at("place") == static_cast<std::int64_t>(i) + 1);
      REQUIRE(real(told[i], "gain_won") == Approx(most).margin(1e-10));
      REQUIRE(real(told[i], "verdict_after") == Approx(wins.mean(wins.x) + so_far).margin(1e-10));
      double best = 0;
      for (std::size_t set = 0; set < std::size_t{1} << open.size(); ++set) {
        std::vector<int> people;
        for (std::size_t k = 0; k < open.size(); ++k) {
          if ((set >> k & 1) != 0) people.push_back(open[k]);
        }
        if (people.size() == taken.size()) best = std::max(best, wins.gain(people));
      }
      REQUIRE(real(told[i], "bound") == Approx(0.6321205588285577).epsilon(1e-12));
      REQUIRE(so_far >= real(told[i], "bound") * best - 1e-12);
      better_than_greedy += best > so_far + 1e-9 ? 1 : 0;
    }
    if (told.size() < 3) {
      for (const int p : open) {
        auto with = taken;
        with.push_back(p);
        REQUIRE(wins.gain(with) - wins.gain(taken) < 1e-9);
      }
    }
  }
  CHECK(better_than_greedy < 80);
}

TEST_CASE("without stubbornness a group is won with any of its members", "[org][win_over]") {
  // Three in a ring who hold on to nothing, and one outside who follows them.
  auto data = empty_book(0);
  Dice dice(1);
  add_map(*data, Shape{4, 0, 0, 0, 0}, dice);
  data->stances.clear();
  data->first_stance.back() = 0;
  for (auto& person : data->people) {
    person.roles = 2, person.weight = 1, person.contact_allowed = org::Truth::unknown;
    person.stubbornness = 0;
  }
  data->people[3].stubbornness = 0.5;
  data->edges = {{0, 1, 1, 1}, {1, 2, 1, 1}, {2, 0, 1, 1}, {0, 3, 1, 1}};
  data->first_edge.back() = 4;
  const Result result = DecisionMaps(data).win_over();
  const auto told = rows(result, "win_over");
  for (int i = 0; i < 3; ++i)
    CHECK(real(told[static_cast<std::size_t>(i)], "gain_won") == Approx(1.75));
  CHECK(real(told[3], "gain_won") == Approx(0.5));
  const auto pairs = rows(result, "win_pairs");
  REQUIRE(pairs.size() == 6);
  CHECK(real(pairs[0], "gain_won") == Approx(2));
  CHECK(real(pairs[5], "gain_won") == Approx(1.75));
  CHECK(real(pairs[5], "together") == Approx(-1.75));
  const auto plan = rows(result, "win_plan");
  REQUIRE(plan.size() == 2);  // the group, then the one outside
  CHECK(plan[0].at("person_id") == "p0");
  CHECK(plan[1].at("person_id") == "p3");
  CHECK(real(plan[1], "verdict_after") == Approx(2));
}

TEST_CASE("of many people the leaders are the same as of all", "[org][win_over]") {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const Wins wins(deciding_book(Shape{65 + static_cast<int>(seed) * 10, 2}, seed));
    const Result result = DecisionMaps(wins.data).win_over(asking(7, 2));
    REQUIRE(metadata_of(result, "win_over").at("sandan.ranking") == "exact");
    org::Standing standing;
    standing.read(wins.map, 0);
    std::vector<std::pair<double, int>> by_rate;
    std::vector<int> open;
    for (int p = 0; p < static_cast<int>(wins.x.size()); ++p) {
      if (!wins.is_open(p)) continue;
      open.push_back(p);
      double effort = 0;
      const auto i = static_cast<std::size_t>(p);
      for (int s = std::max<int>(standing.stage[i], 0) + 1; s <= 3; ++s)
        effort += wins.map.vocabulary().stages[static_cast<std::size_t>(s)].effort;
      effort += 2 - wins.own[i];
      by_rate.emplace_back(wins.gain({p}) / effort, p);
    }
    std::sort(by_rate.rbegin(), by_rate.rend());
    std::size_t place = 0;
    for (const auto& row : rows(result, "win_over")) {
      REQUIRE(real(row, "gain_per_effort") == Approx(by_rate[place++].first).margin(1e-9));
    }
    REQUIRE(place == 7);
    std::vector<int> taken;
    for (const auto& row : rows(result, "win_plan")) {
      double most = 0;
      for (const int p : open) {
        auto with = taken;
        with.push_back(p);
        if (std::count(taken.begin(), taken.end(), p) == 0)
          most = std::max(most, wins.gain(with) - wins.gain(taken));
      }
      REQUIRE(real(row, "gain_won") == Approx(most).margin(1e-9));
      taken.push_back(wins.number(row.at("person_id")));
    }
  }
}

TEST_CASE("a ranking that would take too long is a shortlist and says so", "[org][win_over]") {
  // Pairs who nearly do as the other does: what each could gain at most is far
  // above what each gains, and all are alike.
  auto data = empty_book(0);
  Dice dice(1);
  const int people = 300;
  add_map(*data, Shape{people, 0, 0, 0, 0}, dice);
  data->stances.clear();
  data->first_stance.back() = 0;
  for (int p = 0; p < people; ++p) {
    auto& person = data->people[static_cast<std::size_t>(p)];
    person.roles = 2, person.weight = 1, person.contact_allowed = org::Truth::yes;
    person.stubbornness = 0.01;
    data->edges.push_back({p, p ^ 1, 1, 1});
  }
  data->first_edge.back() = people;
  const Result result = DecisionMaps(data).win_over(asking(2, 2));
  CHECK(metadata_of(result, "win_over").at("sandan.ranking") == "shortlist");
  const auto told = rows(result, "win_over");
  REQUIRE(told.size() == 2);
  for (const auto& row : told)
    CHECK(real(row, "gain_won") == Approx(2 * 1.99 / people).epsilon(1e-9));
  for (const auto& row : rows(result, "win_plan"))
    CHECK(real(row, "bound") == 0);
}

TEST_CASE("nobody is won over downwards", "[org][win_over]") {
  auto data = empty_book(0);
  auto vocabulary = opinion_vocabulary();
  vocabulary->influence.win_support = 1;
  data->vocabulary = vocabulary;
  Dice dice(1);
  add_map(*data, Shape{2, 0, 0, 0, 0}, dice);
  data->stances.clear();
  for (int p = 0; p < 2; ++p) {
    auto& person = data->people[static_cast<std::size_t>(p)];
    person.roles = 2, person.weight = 1, person.contact_allowed = org::Truth::yes;
    org::Stance stance{};
    stance.person = p;
    stance.support = static_cast<std::int8_t>(p == 0 ? 2 : 0);
    data->stances.push_back(stance);
  }
  data->first_stance.back() = 2;
  const Result result = DecisionMaps(data).win_over();
  const auto told = rows(result, "win_over");
  CHECK(told[0].at("person_id") == "p1");
  CHECK(real(told[0], "gain_won") == 0.5);
  CHECK(real(told[1], "gain_won") == 0);
  const auto pairs = rows(result, "win_pairs");
  REQUIRE(pairs.size() == 1);
  CHECK(real(pairs[0], "gain_won") == 0.5);
  const auto plan = rows(result, "win_plan");
  REQUIRE(plan.size() == 1);
  CHECK(real(plan[0], "bound") == 0);  // win_support is not the highest support
}

TEST_CASE("people withheld are counted and never named", "[org][win_over]") {
  const auto data = deciding_book(Shape{30, 2}, 4);
  const Result result = DecisionMaps(data).win_over(asking(64, 64));
  std::int64_t refusing = 0;
  for (const auto& person : data->people)
    refusing += person.contact_allowed == org::Truth::no ? 1 : 0;
  REQUIRE(refusing > 0);
  const auto withheld = rows(result, "withheld");
  REQUIRE(withheld.size() == 1);
  CHECK(withheld[0].at("reason") == "contact_not_allowed");
  CHECK(withheld[0].at("people") == refusing);
  for (const char* table : {"win_over", "win_pairs", "win_plan"}) {
    for (const auto& row : rows(result, table)) {
      for (const char* column : {"person_id", "first_id", "second_id"}) {
        if (!row.as_object().contains(column)) continue;
        const auto p = static_cast<std::size_t>(std::stoi(row.at(column).as_string().c_str() + 1));
        REQUIRE(data->people[p].contact_allowed != org::Truth::no);
      }
    }
  }
}

TEST_CASE("where nobody is known to decide there is nothing to gain", "[org][win_over]") {
  auto data = random_book(Shape{8, 2}, 3);
  for (auto& person : data->people)
    person.roles = 1;
  const Result result = DecisionMaps(data).win_over();
  CHECK(rows(result, "win_over").empty());
  CHECK(rows(result, "win_pairs").empty());
  CHECK(rows(result, "win_plan").empty());
}

TEST_CASE("the last bits decide no ranking", "[org][win_over]") {
  for (const double value : {0.1, 1e-9, 3.0, 1e-300}) {
    CHECK(org::ranking_value(value) == org::ranking_value(value * (1 + 1e-15)));
    CHECK(org::ranking_value(value) < org::ranking_value(value * (1 + 1e-10)));
  }
  CHECK(org::ranking_value(0) == 0);
}

}  // namespace sandan::testing
