#include <boost/json.hpp>

#include <algorithm>

#include "org/random_opinions.hpp"
#include "support/catch.hpp"
#include "support/expect.hpp"

namespace sandan::testing {
namespace {

json::array rows(const Result& result, const char* table) {
  return parsed(result.to_json(table)).as_array();
}

/// Three who decide, alike, in two departments, and two rivals. Nobody follows
/// anybody: where all end is what they think.
struct Case {
  std::shared_ptr<org::MapData> data = empty_book(2);

  Case() {
    Dice dice(1);
    add_map(*data, Shape{3, 0, 0, 0, 0}, dice);
    data->stances.clear();
    data->first_stance.back() = 0;
    data->departments.resize(2);
    data->first_department.back() = 2;
    data->department_ids.append("d0");
    data->department_ids.append("d1");
    data->texts = {"price", "service"};
    for (std::size_t p = 0; p < 3; ++p) {
      data->people[p].roles = 2;
      data->people[p].weight = 1;
      data->people[p].department = p == 2 ? 1 : 0;
    }
  }
  Case& says(int person, int vendor, int support, int stage) {
    org::Stance stance{};
    stance.person = person;
    stance.vendor = vendor;
    stance.support = static_cast<std::int8_t>(support);
    stance.stage = static_cast<std::int8_t>(stage);
    data->stances.push_back(stance);
    data->first_stance.back() = static_cast<std::int64_t>(data->stances.size());
    return *this;
  }
  org::Point& point(int vendor, bool advantage) {
    org::Point& made = data->points.emplace_back();
    made.vendor = vendor;
    made.advantage = advantage;
    data->first_point.back() = static_cast<std::int64_t>(data->points.size());
    return made;
  }
  json::array told(const char* table) const {
    return rows(DecisionMaps(data).competitors(), table);
  }
  std::string position() const { return told("competitors")[1].at("position").as_string().c_str(); }
};

constexpr int unknown = org::unknown_support;
constexpr int no_stage = org::unknown_code;

}  // namespace

TEST_CASE("each vendor's people are counted", "[org][competitors]") {
  Case book;
  book.says(0, 0, 2, 3).says(1, 0, -1, 1).says(2, 0, unknown, 0);
  book.says(0, 1, 0, no_stage).says(1, 1, 1, 4).says(2, 1, 1, 2);
  book.data->people[2].roles = 1;
  const auto told = book.told("competitors");
  REQUIRE(told.size() == 2);
  const auto& ours = told[0];
  CHECK(ours.at("vendor") == "@us");
  CHECK(ours.at("position") == "us");
  CHECK(ours.at("in_touch") == 2);
  CHECK(ours.at("held") == 2);
  CHECK(ours.at("supporters") == 1);
  CHECK(ours.at("opponents") == 1);
  CHECK(ours.at("voters_in_touch") == 2);
  CHECK(ours.at("voters_supporting") == 1);
  CHECK(ours.at("departments_in_touch") == 1);
  CHECK(ours.at("verdict") == 0.5);
  const auto& theirs = told[1];
  CHECK(theirs.at("vendor") == "rival 1");
  CHECK(theirs.at("in_touch") == 2);
  CHECK(theirs.at("supporters") == 2);
  CHECK(theirs.at("opponents") == 0);
  CHECK(theirs.at("voters_in_touch") == 1);
  CHECK(theirs.at("voters_supporting") == 1);
  CHECK(theirs.at("departments_in_touch") == 2);
  CHECK(theirs.at("verdict") == 0.5);
  CHECK(theirs.at("position") == "level");
}

TEST_CASE("our position towards a rival", "[org][competitors]") {
  CHECK(Case().says(0, 0, 1, 1).says(0, 1, 1, 1).says(1, 0, 1, 1).position() == "open");
  const auto known = [](int ours, int theirs) {
    Case book;
    for (int p = 0; p < 3; ++p)
      book.says(p, 0, ours, no_stage).says(p, 1, theirs, no_stage);
    return book.position();
  };
  CHECK(known(1, 0) == "ahead");
  CHECK(known(-1, 0) == "behind");
  CHECK(known(1, 1) == "level");
  // Unknown, but it could not turn it.
  Case sure;
  for (int p = 0; p < 3; ++p)
    sure.says(p, 0, 2, no_stage).says(p, 1, p == 0 ? unknown : -2, no_stage);
  CHECK(sure.position() == "ahead");
  Case nobody;
  nobody.says(0, 1, 1, no_stage);
  for (auto& person : nobody.data->people)
    person.roles = 1;
  CHECK(nobody.position() == "unknown");
  CHECK(nobody.told("competitors")[1].at("verdict").is_null());
}

TEST_CASE("contested people and who leads with them", "[org][competitors]") {
  const auto lead = [](int our_support, int our_stage, int their_support, int their_stage) {
    const auto told = Case()
                          .says(0, 0, our_support, our_stage)
                          .says(0, 1, their_support, their_stage)
                          .told("contested");
    return told.empty() ? std::string("none") : std::string(told[0].at("lead").as_string());
  };
  CHECK(lead(2, 1, 1, 4) == "us");
  CHECK(lead(-1, 1, 0, 1) == "them");
  CHECK(lead(1, 2, 1, 1) == "us");
  CHECK(lead(1, 1, 1, 2) == "them");
  CHECK(lead(1, 2, 1, 2) == "level");
  CHECK(lead(unknown, 2, 2, 2) == "unknown");
  CHECK(lead(1, no_stage, 1, 2) == "unknown");
  CHECK(lead(2, no_stage, 1, no_stage) == "us");  // each supported
  CHECK(lead(0, 0, 2, 4) == "none");              // not ours in any way
  CHECK(lead(0, no_stage, 2, 4) == "none");
  CHECK(lead(2, 4, -2, 0) == "none");
  const auto told = Case().says(1, 0, 1, 2).says(1, 1, 1, 1).says(1, 2, 2, 1).told("contested");
  REQUIRE(told.size() == 2);
  CHECK(told[0].at("person_id") == "p1");
  CHECK(told[0].at("vendor") == "rival 1");
  CHECK(told[1].at("vendor") == "rival 2");
  CHECK(told[0].at("our_stage") == "engaged");
  CHECK(told[0].at("their_stage") == "known");
  CHECK(told[0].at("pull").to_number<double>() == Approx(1.0 / 3));
}

TEST_CASE("whom points touch", "[org][competitors]") {
  Case book;
  book.says(0, 0, 1, 1);
  book.data->people[2].roles = 1;
  book.point(0, true).person = 1;
  book.point(0, false).department = 0;
  book.point(2, true).role = 1;
  book.point(2, true).role = 2;  // nobody has it
  org::Point& last = book.point(0, false);
  last.criterion = 1;
  last.answered = org::Truth::yes;
  book.data->points[2].answered = org::Truth::no;
  const auto told = book.told("point_reach");
  REQUIRE(told.size() == 7);
  const auto person = [&](std::size_t i) {
    const auto& id = told[i].at("person_id");
    return id.is_null() ? std::string("nobody") : std::string(id.as_string());
  };
  CHECK(person(0) == "p1");
  CHECK(told[0].at("support").is_null());
  CHECK(told[0].at("kind") == "advantage");
  CHECK(told[0].at("answered").is_null());
  CHECK(told[0].at("opportunity_id").is_null());
  CHECK(person(1) == "p0");
  CHECK(told[1].at("support") == 1);
  CHECK(told[1].at("pull") == 0.5);
  CHECK(person(2) == "p1");
  CHECK(person(3) == "p0");
  CHECK(told[3].at("vendor") == "rival 2");
  CHECK(told[3].at("support").is_null());
  CHECK(told[3].at("answered") == false);
  CHECK(person(4) == "p1");
  CHECK(person(5) == "nobody");
  CHECK(told[5].at("pull").is_null());
  CHECK(person(6) == "nobody");
  CHECK(told[6].at("criterion") == "service");
  CHECK(told[6].at("answered") == true);
  // A rival known by points alone is one too.
  const auto vendors = book.told("competitors");
  REQUIRE(vendors.size() == 2);
  CHECK(vendors[0].at("advantages") == 1);
  CHECK(vendors[0].at("weaknesses") == 2);
  CHECK(vendors[0].at("unanswered") == 1);
  CHECK(vendors[1].at("vendor") == "rival 2");
  CHECK(vendors[1].at("advantages") == 2);
  CHECK(vendors[1].at("unanswered") == 2);
  CHECK(vendors[1].at("position") == "open");
}

TEST_CASE("competitors tell the verdict of verdicts", "[org][competitors]") {
  auto data = empty_book(3);
  Dice dice(77);
  for (int m = 0; m < 300; ++m)
    add_map(*data, Shape{1 + below(dice, 40), 2, 0.05, 0.3, below(dice, 4)}, dice);
  const DecisionMaps maps(data);
  const auto verdicts = rows(maps.verdict(), "verdicts");
  const auto told = rows(maps.competitors(), "competitors");
  REQUIRE(told.size() == verdicts.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    for (const char* column : {"account_id", "vendor", "verdict", "low", "high"})
      REQUIRE(told[i].at(column) == verdicts[i].at(column));
  }
  Run two;
  two.threads = 2;
  CHECK(maps.competitors().to_json() == maps.competitors({}, two).to_json());
}

}  // namespace sandan::testing
