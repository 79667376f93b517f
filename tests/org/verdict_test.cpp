#include <boost/json.hpp>

#include <map>
#include <numeric>
#include <set>

#include "org/influence_map.hpp"
#include "org/random_opinions.hpp"
#include "support/catch.hpp"
#include "support/expect.hpp"

namespace sandan::testing {
namespace {

Values own_supports(const org::MapView& map, std::int32_t vendor, double unknown) {
  org::Standing standing;
  standing.read(map, vendor);
  Values own;
  for (const std::int8_t support : standing.support)
    own.push_back(support == org::unknown_support ? unknown : support);
  return own;
}

double mean(const Values& weights, const Values& x) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += weights[i] * x[i];
  return sum;
}

json::array rows(const Result& result, const char* table) {
  return parsed(result.to_json(table)).as_array();
}

double real(const json::value& row, const char* column) {
  return row.at(column).to_number<double>();
}

/// People, weights and supports without relations: everybody keeps the own one.
std::shared_ptr<org::MapData> flat_book(const std::vector<double>& weights) {
  auto data = empty_book(2);
  Dice dice(1);
  add_map(*data, Shape{static_cast<int>(weights.size()), 0, 0, 0, 0}, dice);
  data->stances.clear();
  data->first_stance.back() = 0;
  for (std::size_t p = 0; p < weights.size(); ++p) {
    data->people[p].weight = weights[p];
    data->people[p].roles = weights[p] > 0 ? 2 : 1;
    data->people[p].level = org::unknown_code;
  }
  return data;
}

void add_support(org::MapData& data, int person, int vendor, int support) {
  org::Stance stance{};
  stance.person = person;
  stance.vendor = vendor;
  stance.support = static_cast<std::int8_t>(support);
  data.stances.push_back(stance);
  data.first_stance.back() = static_cast<std::int64_t>(data.stances.size());
}

}  // namespace

TEST_CASE("verdicts and positions equal a dense solve", "[org][verdict]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    auto data = empty_book(3);
    Dice dice(seed);
    for (int m = 0; m < 3; ++m)
      add_map(*data, Shape{1 + static_cast<int>(dice() % 80), 2, 0, 0.3, 3}, dice);
    const Result result = DecisionMaps(data).verdict();
    std::map<std::pair<std::string, std::string>, json::value> verdicts;
    for (const auto& row : rows(result, "verdicts"))
      verdicts[{row.at("account_id").as_string().c_str(), row.at("vendor").as_string().c_str()}] =
          row;
    std::map<std::pair<std::string, std::string>, json::value> positions;
    for (const auto& row : rows(result, "positions"))
      positions[{row.at("person_id").as_string().c_str(), row.at("vendor").as_string().c_str()}] =
          row;
    for (std::int32_t m = 0; m < 3; ++m) {
      const org::MapView map(*data, m);
      const PlainModel plain(map);
      std::vector<double> weights;
      org::voter_weights(map, {}, weights);
      std::set<std::int32_t> vendors{0};
      for (const auto& stance : map.stances)
        vendors.insert(stance.vendor);
      for (std::int32_t v = 0; v < 4; ++v) {
        const auto found =
            verdicts.find({"a" + std::to_string(m), data->vendors[static_cast<std::size_t>(v)]});
        REQUIRE((found != verdicts.end()) == (vendors.count(v) > 0));
        if (found == verdicts.end()) continue;
        const Values x = plain.ends(own_supports(map, v, 0));
        const Values low = plain.ends(own_supports(map, v, -2));
        const Values high = plain.ends(own_supports(map, v, 2));
        for (std::size_t p = 0; p < x.size(); ++p) {
          const auto& row =
              positions.at({"p" + std::to_string(map.first_person + static_cast<std::int64_t>(p)),
                            data->vendors[static_cast<std::size_t>(v)]});
          REQUIRE(real(row, "position") == Approx(x[p]).margin(1e-10));
          REQUIRE(real(row, "low") == Approx(low[p]).margin(1e-10));
          REQUIRE(real(row, "high") == Approx(high[p]).margin(1e-10));
          REQUIRE(real(row, "low") <= real(row, "position"));
          REQUIRE(real(row, "position") <= real(row, "high"));
          REQUIRE(real(row, "voter_weight") == Approx(weights[p]).epsilon(1e-14));
        }
        const json::value& row = found->second;
        if (std::accumulate(weights.begin(), weights.end(), 0.0) == 0) {
          REQUIRE(row.at("verdict").is_null());
          REQUIRE(row.at("leads").is_null());
          REQUIRE(row.at("state") == "unknown");
          continue;
        }
        REQUIRE(real(row, "verdict") == Approx(mean(weights, x)).margin(1e-10));
        REQUIRE(real(row, "low") == Approx(mean(weights, low)).margin(1e-10));
        REQUIRE(real(row, "high") == Approx(mean(weights, high)).margin(1e-10));
        const char* state = mean(weights, low) > 1e-9     ? "for"
                            : mean(weights, high) < -1e-9 ? "against"
                                                          : "open";
        REQUIRE(row.at("state") == state);
      }
    }
  }
}

TEST_CASE("the verdict of any known supports lies within the interval", "[org][verdict]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    auto data = random_book(Shape{3 + static_cast<int>(seed), 2, 0.1, 0.5, 0}, seed);
    data->people[0].roles = 2;
    const org::MapView map(*data, 0);
    org::MapOpinions opinions;
    opinions.prepare(map, {});
    opinions.read(map, 0);
    const org::VendorOpinion before = opinions.opinion();
    Dice dice(seed);
    for (int again = 0; again < 5; ++again) {
      Values own = own_supports(map, 0, 0);
      for (double& support : own)
        support = support == 0 ? below(dice, 5) - 2 : support;
      double verdict = 0;
      for (std::size_t p = 0; p < own.size(); ++p) {
        const bool known = opinions.standing().support[p] != org::unknown_support;
        verdict += opinions.pulls()[p] * (known ? opinions.standing().support[p] : own[p]);
      }
      REQUIRE(verdict >= before.low - 1e-12);
      REQUIRE(verdict <= before.high + 1e-12);
    }
    // Learning one support narrows it.
    auto learnt = std::make_shared<org::MapData>(*data);
    for (auto& stance : learnt->stances) {
      if (stance.support != org::unknown_support) continue;
      stance.support = 1;
      break;
    }
    opinions.read(org::MapView(*learnt, 0), 0);
    REQUIRE(opinions.opinion().low >= before.low - 1e-12);
    REQUIRE(opinions.opinion().high <= before.high + 1e-12);
  }
}

TEST_CASE("votes go to the vendor that ends highest alone", "[org][verdict]") {
  const auto data = flat_book({2, 1, 1, 0});
  add_support(*data, 0, 0, 1);
  add_support(*data, 0, 1, 0);
  add_support(*data, 1, 0, 1);
  add_support(*data, 1, 1, 1);  // a draw: nobody's vote
  add_support(*data, 2, 1, 2);
  add_support(*data, 3, 1, 2);  // decides nothing
  const auto told = rows(DecisionMaps(data).verdict(), "verdicts");
  REQUIRE(told.size() == 2);
  CHECK(told[0].at("vendor") == "@us");
  CHECK(told[0].at("voters") == 3);
  CHECK(told[0].at("voters_known") == 2);
  CHECK(real(told[0], "vote") == 0.5);
  CHECK(real(told[1], "vote") == 0.25);
  CHECK(real(told[0], "verdict") == 0.75);
  CHECK(real(told[0], "low") == 0.25);
  CHECK(real(told[0], "high") == 1.25);
  CHECK(told[0].at("state") == "for");
  CHECK(told[0].at("leads") == false);  // 0.75 each
  CHECK(told[1].at("leads") == false);
}

TEST_CASE("nobody votes for a vendor without ending for it", "[org][verdict]") {
  // We are the only vendor: one is for us, one against, of one nobody knows.
  const auto data = flat_book({1, 1, 2});
  add_support(*data, 0, 0, 1);
  add_support(*data, 1, 0, -2);
  auto told = rows(DecisionMaps(data).verdict(), "verdicts");
  REQUIRE(told.size() == 1);
  CHECK(real(told[0], "vote") == 0.25);
  // A rival the third is against: that is no vote for us.
  add_support(*data, 2, 1, -1);
  told = rows(DecisionMaps(data).verdict(), "verdicts");
  REQUIRE(told.size() == 2);
  CHECK(real(told[0], "vote") == 0.25);
  CHECK(real(told[1], "vote") == 0);
}

TEST_CASE("supports that nobody knows leave everything open", "[org][verdict]") {
  const auto data = flat_book({1, 1, 0});
  const auto told = rows(DecisionMaps(data).verdict(), "verdicts");
  REQUIRE(told.size() == 1);
  CHECK(real(told[0], "verdict") == 0);
  CHECK(real(told[0], "low") == -2);
  CHECK(real(told[0], "high") == 2);
  CHECK(real(told[0], "vote") == 0);
  CHECK(told[0].at("state") == "open");
  CHECK(told[0].at("voters_known") == 0);
}

TEST_CASE("who decides", "[org][verdict]") {
  const auto data = flat_book({2, 0, 0, 0, 0});
  auto& people = data->people;
  people[1].decides = 1;  // buy
  people[1].weight = 1;
  people[2].decides = 2 | 4 | 16;  // when, budget, sign: no vote
  people[2].weight = 1;
  people[3].authority_minor = 500;
  people[3].level = 1;
  people[3].weight = 1;
  people[4].authority_minor = 5'000;
  people[4].level = 2;
  people[4].weight = 1;
  const org::MapView map(*data, 0);
  std::vector<double> weights;
  org::voter_weights(map, {}, weights);
  CHECK(weights == Values{2.0 / 3, 1.0 / 3, 0, 0, 0});
  org::voter_weights(map, 400, weights);
  CHECK(weights == Values{0.5, 0.25, 0, 0.25, 0});
  org::voter_weights(map, 501, weights);
  CHECK(weights == Values{0.5, 0.25, 0, 0, 0.25});
  org::voter_weights(map, 5'001, weights);
  CHECK(weights == Values{2.0 / 3, 1.0 / 3, 0, 0, 0});
  people[2].decides = 8;  // vendor
  org::voter_weights(map, {}, weights);
  CHECK(weights == Values{0.5, 0.25, 0.25, 0, 0});
}

TEST_CASE("maps asked for and threads change nothing in a verdict", "[org][verdict]") {
  auto data = empty_book(2);
  Dice dice(12);
  for (int m = 0; m < 700; ++m)
    add_map(*data, Shape{1 + below(dice, 20), 2}, dice);
  const DecisionMaps maps(data);
  Run two;
  two.threads = 2;
  CHECK(maps.verdict().to_json() == maps.verdict({}, two).to_json());
  VerdictRequest one;
  one.accounts = {"a300"};
  const auto alone = rows(maps.verdict(one), "verdicts");
  json::array of_all;
  for (const auto& row : rows(maps.verdict(), "verdicts")) {
    if (row.at("account_id") == "a300") of_all.push_back(row);
  }
  CHECK(alone == of_all);
}

}  // namespace sandan::testing
