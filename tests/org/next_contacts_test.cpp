// Whom to see next: the step, its marks, activities and manners, what is
// overdue, and what conduct leaves out.
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "org/influence.hpp"
#include "org/small_map.hpp"
#include "support/metadata.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;

namespace {

const char* const at_the_end_of_june = R"({"as_of": "2026-06-30"})";

/// The answer for tables written as JSON, with members of the vocabulary changed.
Result ask(std::string_view tables, std::string_view request = at_the_end_of_june,
           const json::object& vocabulary = {}) {
  SmallMap small(tables);
  json::value document = parsed(small.vocabulary.to_json());
  for (const auto& member : vocabulary)
    document.as_object()[member.key()] = member.value();
  small.vocabulary = MapVocabulary::compile(json::serialize(document));
  return small.build().next_contacts(small.tables, NextContactsRequest::parse(request));
}

const json::object with_hospitality = {
    {"hospitality", {{"allowed", true}, {"limit_minor", 20000}, {"register", "compliance"}}}};

std::vector<std::string> texts_of(const Result& result, std::string_view table,
                                  std::string_view column) {
  std::vector<std::string> texts;
  for (const json::value& row : rows(result, table))
    texts.emplace_back(row.at(json::string_view(column.data(), column.size())).as_string());
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("The last contact is the latest activity done by the day", "[org][next]") {
  const Result asked = ask(R"({
    "people": [{"person_id": "p", "account_id": "a"}, {"person_id": "q", "account_id": "a"},
               {"person_id": "r", "account_id": "a"}, {"person_id": "s", "account_id": "a"}],
    "stances": [{"person_id": "p", "vendor": "@us", "relation_stage": "engaged"},
                {"person_id": "q", "vendor": "@us", "relation_stage": "known"},
                {"person_id": "r", "vendor": "@us", "relation_stage": "none"},
                {"person_id": "s", "vendor": "rival", "relation_stage": "trust"}],
    "activities": [
      {"person_id": "p", "done_on": "2026-05-10", "kind": "visit"},
      {"person_id": "p", "done_on": "2026-05-21", "kind": "call"},
      {"person_id": "p", "done_on": "2026-07-01", "kind": "call"},
      {"person_id": "p", "kind": "call"},
      {"person_id": "q", "done_on": "2026-05-01", "kind": "call"},
      {"person_id": "x", "done_on": "2026-06-01", "kind": "call"},
      {"done_on": "2026-06-02", "kind": "call"},
      {"person_id": "s", "done_on": "2026-06-30", "kind": "call"}]})");
  CHECK_ROWS(asked, "next_contacts", R"([
    {"account_id": "a", "rank": 1, "person_id": "p", "relation_stage": "engaged",
     "next_stage": "trust", "last_contact_on": "2026-05-21", "days_since": 40, "cadence_days": 30,
     "overdue_days": 10, "overdue": true, "pull": null},
    {"rank": 2, "person_id": "q", "relation_stage": "known", "next_stage": "engaged",
     "last_contact_on": "2026-05-01", "days_since": 60, "cadence_days": 60, "overdue_days": 0,
     "overdue": false},
    {"rank": 3, "person_id": "r", "relation_stage": "none", "next_stage": "known",
     "last_contact_on": null, "days_since": null, "cadence_days": null, "overdue_days": null,
     "overdue": null},
    {"rank": 4, "person_id": "s", "relation_stage": null, "next_stage": "known",
     "last_contact_on": "2026-06-30", "days_since": 0, "cadence_days": null,
     "overdue_days": null, "overdue": null}])");
}

TEST_CASE("Without activities nobody is known to be overdue", "[org][next]") {
  const char* people = R"("people": [{"person_id": 1, "account_id": 2}],
    "stances": [{"person_id": 1, "vendor": "@us", "relation_stage": "ally"}])";
  for (const char* activities :
       {"", R"(, "activities": [{"rep_id": "x", "kind": "call"}])",
        R"(, "activities": [{"person_id": 1, "kind": "call"}])",
        R"(, "activities": [{"person_id": null, "done_on": "2026-01-01"}])"}) {
    INFO(activities);
    const Result asked = ask("{" + std::string(people) + activities + "}");
    CHECK_ROWS(asked, "next_contacts", R"([
      {"account_id": 2, "person_id": 1, "relation_stage": "ally", "next_stage": null,
       "last_contact_on": null, "cadence_days": 45, "overdue_days": null, "overdue": null}])");
    CHECK(rows(asked, "next_marks").empty());
    CHECK(rows(asked, "next_activities").empty());
  }
}

TEST_CASE("Only those known to be overdue, where asked", "[org][next]") {
  const Result asked = ask(R"({
    "people": [{"person_id": "p", "account_id": "a", "style": "driver"},
               {"person_id": "q", "account_id": "a", "style": "driver"},
               {"person_id": "r", "account_id": "a", "style": "driver"}],
    "stances": [{"person_id": "p", "vendor": "@us", "relation_stage": "known"},
                {"person_id": "q", "vendor": "@us", "relation_stage": "known"},
                {"person_id": "r", "vendor": "@us", "relation_stage": "known"}],
    "activities": [{"person_id": "p", "done_on": "2026-06-29"},
                   {"person_id": "q", "done_on": "2026-04-30"}]})",
                           R"({"as_of": "2026-06-30", "only_overdue": true})");
  CHECK(texts_of(asked, "next_contacts", "person_id") == Texts{"q"});
  CHECK(texts_of(asked, "next_marks", "person_id") == Texts{"q"});
  CHECK(texts_of(asked, "next_manners", "person_id") == Texts{"q", "q", "q"});
}

TEST_CASE("The next stage comes with its marks and its activities", "[org][next]") {
  const Result asked = ask(R"({
    "people": [{"person_id": "p", "account_id": "a"}],
    "stances": [{"person_id": "p", "vendor": "@us", "relation_stage": "trust"}]})");
  CHECK_ROWS(asked, "next_marks", R"([
    {"account_id": "a", "person_id": "p", "next_stage": "ally", "mark": "introduces_us"},
    {"next_stage": "ally", "mark": "tells_project_state"},
    {"next_stage": "ally", "mark": "speaks_for_us"}])");
  CHECK_ROWS(asked, "next_activities", R"([
    {"account_id": "a", "person_id": "p", "place": 1, "activity": "ask_for_introduction",
     "hospitality": false, "limit_minor": null},
    {"place": 2, "activity": "project_review"},
    {"place": 3, "activity": "material_for_colleagues"}])");
}

TEST_CASE("Manners follow the styles, a style said twice once", "[org][next]") {
  const Result asked = ask(R"({
    "people": [{"person_id": "p", "account_id": "a", "style": "driver",
                "style_second": "expressive"},
               {"person_id": "q", "account_id": "a", "style": "driver", "style_second": "driver"},
               {"person_id": "r", "account_id": "a", "style_second": "driver"},
               {"person_id": "s", "account_id": "a"}]})");
  CHECK_ROWS(asked, "next_manners", R"([
    {"account_id": "a", "person_id": "p", "style": "driver", "place": 1, "manner": "result_first"},
    {"person_id": "p", "place": 1, "manner": "short"},
    {"person_id": "p", "place": 1, "manner": "options_with_consequences"},
    {"person_id": "p", "style": "expressive", "place": 2, "manner": "picture_first"},
    {"person_id": "p", "style": "expressive", "place": 2, "manner": "their_ideas"},
    {"person_id": "p", "style": "expressive", "place": 2, "manner": "details_in_writing"},
    {"person_id": "q", "place": 1, "manner": "result_first"},
    {"person_id": "q", "place": 1, "manner": "short"},
    {"person_id": "q", "place": 1, "manner": "options_with_consequences"},
    {"person_id": "r", "style": "driver", "place": 2, "manner": "result_first"},
    {"person_id": "r", "place": 2, "manner": "short"},
    {"person_id": "r", "place": 2, "manner": "options_with_consequences"}])");
}

TEST_CASE("Conduct: nobody who must not be contacted is listed in any table", "[org][next]") {
  const Result asked = ask(R"({
    "people": [{"person_id": "p", "account_id": "a", "contact_allowed": false, "style": "driver"},
               {"person_id": "q", "account_id": "a", "contact_allowed": true, "style": "driver"},
               {"person_id": "r", "account_id": "b", "contact_allowed": true, "style": "driver"},
               {"person_id": "s", "account_id": "b", "style": "driver"},
               {"person_id": "t", "account_id": "c", "style": "driver"}],
    "accounts": [{"account_id": "b", "do_not_contact": true}, {"account_id": "c"}]})");
  for (const char* table : {"next_contacts", "next_marks", "next_activities", "next_manners"}) {
    INFO(table);
    const Texts people = texts_of(asked, table, "person_id");
    CHECK(std::set<std::string>(people.begin(), people.end()) == std::set<std::string>{"q", "t"});
  }
  CHECK_ROWS(asked, "withheld", R"([
    {"account_id": "a", "reason": "contact_not_allowed", "people": 1},
    {"account_id": "b", "reason": "account_do_not_contact", "people": 2}])");
  const std::string all = asked.to_json("withheld");
  CHECK(all.find("person") == std::string::npos);
}

TEST_CASE("Conduct: in a tender no evaluator is named and nothing is proposed that is not for one",
          "[org][next]") {
  const auto asked_in = [](const std::string& phase, const std::string& public_body) {
    return ask(R"({
      "people": [{"person_id": "p", "account_id": "a", "roles": ["evaluator", "user"]},
                 {"person_id": "q", "account_id": "a", "roles": ["decider"]}],
      "stances": [{"person_id": "p", "vendor": "@us", "relation_stage": "known"},
                  {"person_id": "q", "vendor": "@us", "relation_stage": "known"}],
      "accounts": [{"account_id": "a", "public_body": )" +
                   public_body + R"(}],
      "opportunities": [{"opportunity_id": "o", "account_id": "a", "tender_phase": )" +
                   phase + "}]}",
               at_the_end_of_june, with_hospitality);
  };
  for (const char* phase : {"\"published\"", "\"evaluating\""}) {
    INFO(phase);
    const Result asked = asked_in(phase, "false");
    CHECK(texts_of(asked, "next_contacts", "person_id") == Texts{"q"});
    CHECK(texts_of(asked, "next_activities", "activity") == Texts{"test_or_sample"});
    CHECK_ROWS(asked, "withheld",
               R"([{"account_id": "a", "reason": "tender_evaluator", "people": 1}])");
  }
  // A public body that says nothing of its tender counts as in one.
  CHECK(texts_of(asked_in("null", "true"), "next_contacts", "person_id") == Texts{"q"});
  for (const char* phase : {"\"planned\"", "\"awarded\"", "\"withdrawn\"", "\"none\""}) {
    INFO(phase);
    const Result asked = asked_in(phase, "true");
    CHECK(texts_of(asked, "next_contacts", "person_id") == Texts{"q", "p"});
    CHECK(texts_of(asked, "next_activities", "activity").size() == 8);
    CHECK(rows(asked, "withheld").empty());
  }
}

TEST_CASE("Conduct: hospitality is proposed only where allowed, with its limit", "[org][next]") {
  const auto meals = [](const std::string& public_body, const json::object& vocabulary) {
    const Result asked = ask(R"({
      "people": [{"person_id": "p", "account_id": "a"}],
      "stances": [{"person_id": "p", "vendor": "@us", "relation_stage": "known"}],
      "accounts": [{"account_id": "a", "public_body": )" +
                                 public_body + "}]}",
                             at_the_end_of_june, vocabulary);
    json::array found;
    for (const json::value& row : rows(asked, "next_activities")) {
      if (row.at("hospitality") == true) found.push_back(row);
    }
    return found;
  };
  CHECK(meals("false", {}).empty());
  CHECK(meals("true", with_hospitality).empty());
  CHECK(meals("null", with_hospitality).empty());
  const json::array allowed = meals("false", with_hospitality);
  REQUIRE(allowed.size() == 1);
  CHECK(allowed[0].at("activity") == "working_meal");
  CHECK(allowed[0].at("limit_minor") == 20000);
}

TEST_CASE("Activities that cannot be read are refused with their place", "[org][next]") {
  const char* people = R"("people": [{"person_id": "p", "account_id": "a"}], "activities": )";
  const auto asked = [&](const char* activities) {
    return refusal([&] { ask("{" + std::string(people) + activities + "}"); });
  };
  const auto type = asked(R"([{"person_id": 1.5, "done_on": "2026-01-01"}])");
  REQUIRE(type);
  CHECK(type->status() == Status::schema);
  CHECK(type->table() == "activities");
  const auto day = asked(R"([{"person_id": "p", "done_on": "1492-10-12"}])");
  REQUIRE(day);
  CHECK(day->status() == Status::data);
  CHECK(day->detail() == "impossible_date");
  CHECK(day->table() == "activities");
  CHECK(day->row() == 0);
}

TEST_CASE("The result says the day and that it supports decisions", "[org][next]") {
  const Result asked = ask(R"({"people": [{"person_id": "p", "account_id": "a"}]})");
  auto metadata = metadata_of(asked, "next_contacts");
  CHECK(metadata["sandan.verb"] == "next_contacts");
  CHECK(metadata["sandan.as_of"] == "2026-06-30");
  CHECK(metadata["sandan.use"] == "decision_support");
}

namespace {

/// A book of random maps, as tables in JSON.
json::object random_book(std::mt19937& random, int accounts) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const char* stages[] = {"none", "known", "engaged", "trust", "ally"};
  const char* kinds[] = {"reports_to", "influences", "introduces", "constrains", "opposes"};
  json::array people, stances, relations, activities;
  for (int account = 0; account < accounts; ++account) {
    const int first = static_cast<int>(people.size()), size = 1 + below(6);
    for (int p = first; p < first + size; ++p) {
      people.push_back({{"person_id", p},
                        {"account_id", account},
                        {"contact_allowed", below(5) != 0},
                        {"roles", below(3) == 0 ? json::value(json::array{"decider"})
                                                : json::value(json::array{"user"})}});
      if (below(3) != 0) {
        stances.push_back({{"person_id", p},
                           {"vendor", "@us"},
                           {"relation_stage", stages[below(5)]},
                           {"support", below(5) - 2}});
      }
      for (int visit = below(4); visit > 0; --visit) {
        activities.push_back(
            {{"person_id", p}, {"done_on", "2026-0" + std::to_string(1 + below(9)) + "-01"}});
      }
      if (p > first) {
        relations.push_back({{"from_id", p},
                             {"to_id", first + below(p - first)},
                             {"kind", kinds[below(5)]},
                             {"weight", 0.5 + below(4)}});
      }
    }
  }
  return {{"people", people},
          {"stances", stances},
          {"relations", relations},
          {"activities", activities}};
}

/// Pull by its meaning: what the verdict gains when the one opinion rises by 1.
std::vector<double> plain_pulls(const MapView& map) {
  std::vector<double> weights, pulls;
  voter_weights(map, {}, weights);
  double sum = 0;
  for (const double weight : weights)
    sum += weight;
  if (sum == 0) return pulls;
  InfluenceGraph graph;
  graph.build(map, {});
  OpinionSolver solver;
  solver.prepare(graph);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    std::vector<double> own(weights.size()), ends(weights.size());
    own[i] = 1;
    solver.positions(own, ends);
    double gained = 0;
    for (std::size_t j = 0; j < weights.size(); ++j)
      gained += weights[j] * ends[j];
    pulls.push_back(gained);
  }
  return pulls;
}

struct PlainContact {
  std::optional<int> overdue;
  std::optional<double> pull;
};

/// What must be listed of one map, by person, from the rows of the tables.
std::map<std::int64_t, PlainContact> plain_contacts(const json::object& book, const MapView& map,
                                                    Day as_of) {
  const std::map<std::string, int> cadence = {
      {"known", 60}, {"engaged", 30}, {"trust", 30}, {"ally", 45}};
  std::map<std::int64_t, PlainContact> contacts;
  const std::vector<double> pulls = plain_pulls(map);
  for (std::size_t p = 0; p < map.people.size(); ++p) {
    const std::int64_t person = map.first_person + static_cast<std::int64_t>(p);
    const json::value& said = book.at("people").at(static_cast<std::size_t>(person));
    if (said.at("contact_allowed") == false) continue;
    std::optional<Day> last;
    for (const json::value& row : book.at("activities").as_array()) {
      const Day day = *parse_day(row.at("done_on").as_string().c_str());
      if (row.at("person_id") == person && day <= as_of && (!last || *last < day)) last = day;
    }
    PlainContact& contact = contacts[person];
    for (const json::value& row : book.at("stances").as_array()) {
      if (row.at("person_id") != person || !last) continue;
      const auto days = cadence.find(row.at("relation_stage").as_string().c_str());
      if (days != cadence.end()) contact.overdue = std::max(0, as_of - *last - days->second);
    }
    if (!pulls.empty()) contact.pull = pulls[p];
  }
  return contacts;
}

void check_contact(const json::object& row, const PlainContact& wanted) {
  CHECK(row.at("overdue_days").is_null() == !wanted.overdue);
  if (wanted.overdue) {
    CHECK(row.at("overdue_days") == *wanted.overdue);
    CHECK(row.at("overdue") == (*wanted.overdue > 0));
  }
  CHECK(row.at("pull").is_null() == !wanted.pull);
  if (wanted.pull) CHECK(row.at("pull").to_number<double>() == Approx(*wanted.pull).margin(1e-12));
}

/// What rows of one map are ordered by, as they say it themselves.
std::tuple<double, double, std::int64_t> place_of(const json::object& row) {
  const auto number = [&](const char* name) {
    return row.at(name).is_null() ? 0 : row.at(name).to_number<double>();
  };
  return {-number("overdue_days"), -number("pull"), row.at("person_id").as_int64()};
}

}  // namespace

TEST_CASE("Random books: who is listed, how overdue, in which order", "[org][next]") {
  std::mt19937 random(6);
  int overdue = 0, with_pull = 0;
  for (int turn = 0; turn < 200; ++turn) {
    const json::object book = random_book(random, 1);
    const SmallMap small(book);
    const DecisionMaps maps = small.build();
    const json::array found =
        rows(maps.next_contacts(small.tables, NextContactsRequest::parse(at_the_end_of_june)),
             "next_contacts");
    const auto wanted = plain_contacts(book, MapView(maps.data(), 0), *parse_day("2026-06-30"));
    REQUIRE(found.size() == wanted.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      const json::object& row = found[i].as_object();
      INFO(json::serialize(row));
      const PlainContact& contact = wanted.at(row.at("person_id").as_int64());
      check_contact(row, contact);
      CHECK(row.at("rank") == i + 1);
      if (i > 0) CHECK(place_of(found[i - 1].as_object()) < place_of(row));
      overdue += contact.overdue.value_or(0) > 0 ? 1 : 0;
      with_pull += contact.pull ? 1 : 0;
    }
  }
  CHECK(overdue > 50);
  CHECK(with_pull > 100);
}

TEST_CASE("A book of next contacts is the same on any number of threads", "[org][next]") {
  std::mt19937 random(7);
  const SmallMap small(random_book(random, 700));
  const DecisionMaps maps = small.build();
  const NextContactsRequest request = NextContactsRequest::parse(at_the_end_of_june);
  Run run;
  run.threads = 1;
  const Result one = maps.next_contacts(small.tables, request, run);
  run.threads = 3;
  const Result three = maps.next_contacts(small.tables, request, run);
  for (const char* table :
       {"next_contacts", "next_marks", "next_activities", "next_manners", "withheld"}) {
    CHECK(one.to_json(table) == three.to_json(table));
  }
  CHECK(rows(one, "next_contacts").size() > 1000);
}
