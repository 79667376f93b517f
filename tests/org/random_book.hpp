#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "support/expect.hpp"

/// Tables of random books, written as JSON, with what may be wrong in them.
namespace sandan::testing {

class RandomBook {
 public:
  /// `clean`: nothing is at fault and no id is taken twice.
  RandomBook(unsigned seed, bool clean, bool whole_ids = false)
      : random_(seed), clean_(clean), whole_ids_(whole_ids) {}

  json::object tables() {
    json::object all;
    accounts_ = number(1, 5);
    json::array departments;
    for (std::int64_t i = 0; i < 2 * accounts_; ++i)
      departments.push_back(department(i));
    json::array people;
    const std::int64_t count = number(3, 30);
    for (std::int64_t i = 0; i < count; ++i)
      people.push_back(person(i));
    if (!clean_) people.push_back(people[static_cast<std::size_t>(number(0, count - 1))]);
    json::array relations;
    for (std::int64_t i = 0; i < 3 * count; ++i)
      relations.push_back(relation(count));
    json::array stances;
    for (std::int64_t i = 0; i < 2 * count; ++i)
      stances.push_back(stance(i, count));
    all["people"] = people;
    all["departments"] = departments;
    all["relations"] = relations;
    all["stances"] = stances;
    return all;
  }

 private:
  std::int64_t number(std::int64_t from, std::int64_t to) {
    return std::uniform_int_distribution<std::int64_t>(from, to)(random_);
  }
  bool chance(double share) { return std::bernoulli_distribution(share)(random_); }
  json::value pick(std::initializer_list<const char*> words) {
    return json::string(words.begin()[number(0, static_cast<std::int64_t>(words.size()) - 1)]);
  }
  json::value id(const char* letter, std::int64_t value) const {
    if (whole_ids_) return value + (letter[0] == 'd' ? 1000 : 0);
    return json::string(letter + std::to_string(value));
  }
  json::value maybe(json::value value, double share = 0.3) {
    return chance(share) ? json::value() : value;
  }
  json::value day() { return json::string("2026-0" + std::to_string(number(1, 9)) + "-15"); }
  std::int64_t account_of(std::int64_t person) const { return person % accounts_; }

  json::object department(std::int64_t i) {
    json::object row{{"department_id", id("d", i)}, {"account_id", id("a", i % accounts_)}};
    if (i >= accounts_) row["parent_id"] = maybe(id("d", i - accounts_));
    if (!clean_ && chance(0.1)) row["parent_id"] = id("d", number(0, 3 * accounts_));
    return row;
  }

  json::object person(std::int64_t i) {
    json::object row{{"person_id", id("p", i)}, {"account_id", id("a", account_of(i))}};
    row["department_id"] = maybe(id("d", account_of(i) + accounts_ * number(0, 1)));
    row["level"] = maybe(pick({"operational", "management", "executive"}));
    row["roles"] = maybe(pick({"", "decider", "user; evaluator", "designer;approver"}));
    row["decides"] = maybe(pick({"", "buy", "sign;budget"}));
    row["guide"] = maybe(chance(0.5));
    row["weight"] = maybe(static_cast<double>(number(1, 9)) / 2);
    row["stubbornness"] = maybe(static_cast<double>(number(0, 4)) / 4);
    row["authority_minor"] = maybe(number(0, 1000));
    row["from_on"] = maybe(day(), 0.8);
    row["to_on"] = maybe(day(), 0.8);
    if (clean_) return row;
    if (chance(0.05)) row["person_id"] = nullptr;
    if (chance(0.05)) row["account_id"] = nullptr;
    if (chance(0.05)) row["level"] = "emperor";
    if (chance(0.05)) row["roles"] = "decider;jester";
    if (chance(0.05)) row["decides"] = "weather";
    if (chance(0.05)) row["weight"] = 0.0;
    if (chance(0.05)) row["stubbornness"] = 1.5;
    if (chance(0.05)) row["authority_minor"] = -1;
    if (chance(0.05)) row["department_id"] = id("d", number(0, 3 * accounts_));
    return row;
  }

  json::object relation(std::int64_t people) {
    std::int64_t from = number(0, people - 1);
    std::int64_t to = number(0, people - 1);
    json::object row;
    const bool wild = !clean_ && chance(0.1);
    if (!wild) to = std::min(from + accounts_ * number(1, 4), account_last(from, people));
    if (clean_ && to == from) to = from % accounts_;
    row["kind"] = pick({"reports_to", "influences", "introduces", "constrains", "opposes"});
    // Upwards only, so that nothing clean closes a cycle.
    if (clean_ && to < from) std::swap(from, to);
    if (clean_ && to == from) row["kind"] = "influences";
    if (!clean_ && chance(0.3)) std::swap(from, to);
    row["from_id"] = id("p", from);
    row["to_id"] = id("p", to);
    row["from_kind"] = maybe(json::string("person"));
    row["to_kind"] = nullptr;
    if (chance(0.1)) {
      row["to_id"] = id("d", account_of(from) + accounts_ * number(0, 1));
      row["to_kind"] = "department";
    }
    row["weight"] = maybe(static_cast<double>(number(1, 9)) / 4);
    row["from_on"] = maybe(day(), 0.9);
    if (clean_) return row;
    if (chance(0.05)) row["from_id"] = nullptr;
    if (chance(0.05)) row["kind"] = maybe(json::string("hates"), 0.5);
    if (chance(0.05)) row["to_id"] = id("p", people + 7);
    if (chance(0.05)) row["weight"] = -2.0;
    if (chance(0.05)) row["account_id"] = id("a", number(0, accounts_));
    return row;
  }
  std::int64_t account_last(std::int64_t person, std::int64_t people) const {
    while (person + accounts_ < people)
      person += accounts_;
    return person;
  }

  json::object stance(std::int64_t i, std::int64_t people) {
    json::object row{{"person_id", id("p", number(0, people - 1))},
                     {"vendor", pick({"@us", "rival", "other"})}};
    row["relation_stage"] = maybe(pick({"none", "known", "engaged", "trust", "ally"}));
    row["support"] = maybe(number(-2, 2));
    row["evidence"] = maybe(json::string("note " + std::to_string(i)));
    // In a clean book no two rows are of one day.
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    row["as_of"] =
        clean_ ? json::value(json::string("2026-" + two(1 + i / 28 % 12) + "-" + two(1 + i % 28)))
               : maybe(day());
    if (clean_) return row;
    if (chance(0.05)) row["person_id"] = nullptr;
    if (chance(0.05)) row["person_id"] = id("p", people + 7);
    if (chance(0.05)) row["vendor"] = maybe(json::string(""), 0.5);
    if (chance(0.05)) row["relation_stage"] = "married";
    if (chance(0.05)) row["support"] = 3;
    return row;
  }

  std::mt19937 random_;
  bool clean_;
  bool whole_ids_;
  std::int64_t accounts_ = 1;
};

}  // namespace sandan::testing
