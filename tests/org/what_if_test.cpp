// What changes would do, against the books before and after: asked of the maps
// touched alone, the answer is that of the whole books.
#include <set>

#include "org/model_changes.hpp"
#include "org/request_words.hpp"
#include "support/metadata.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;

namespace {

MapChange support_of(const std::string& person, std::optional<std::int32_t> support) {
  MapChange change;
  change.person_id = person;
  change.support = support;
  return change;
}

/// A customer with one person who decides, and one who does not.
ModelBook two_people(const Vocabulary& words) {
  ModelBook book;
  ModelMap& map = book.maps.emplace_back();
  map.account = "a";
  for (const char* id : {"chief", "clerk"}) {
    ModelPerson& person = map.people.emplace_back();
    person.id = id;
    person.said.roles_known = true;
  }
  const auto decider = static_cast<std::uint32_t>(find_word(words.roles, "decider"));
  map.people[0].said.roles = 1u << decider;
  map.stances[{"chief", "@us"}] = {1, 0, no_day, std::nullopt};
  book.maps.push_back(map);
  book.maps[1].account = "b";
  book.maps[1].people.resize(1);
  book.maps[1].people[0].id = "other";
  book.maps[1].stances = {};
  return book;
}

std::vector<MapChange> possible_changes(ModelMaker& maker, const ModelBook& book,
                                        const Vocabulary& words, int wanted) {
  ModelBook plain = book;
  ModelChanger changer(plain, words);
  std::vector<MapChange> changes;
  for (int i = 0; static_cast<int>(changes.size()) < wanted; ++i) {
    const MapChange change = random_change(maker, plain, words, i);
    if (!changer.make(change)) changes.push_back(change);
  }
  return changes;
}

}  // namespace

TEST_CASE("A change of support is told by the verdict it changes", "[org][what_if]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  const DecisionMaps maps(data_of(two_people(vocabulary.definition()), vocabulary));
  WhatIfRequest request;
  request.answers = {"verdict"};
  request.changes = {support_of("chief", 2)};
  const Result result = maps.what_if(request);
  CHECK(result.count() == 1);
  CHECK(differs(result, "differences", R"([
    {"account_id": "a", "answer": "verdicts", "item": "@us", "column": "verdict",
     "before": "0", "after": "2", "change": 2},
    {"account_id": "a", "answer": "verdicts", "item": "@us", "column": "low",
     "before": "0", "after": "2", "change": 2},
    {"account_id": "a", "answer": "verdicts", "item": "@us", "column": "high",
     "before": "0", "after": "2", "change": 2},
    {"account_id": "a", "answer": "verdicts", "item": "@us", "column": "vote",
     "before": "0", "after": "1", "change": 1},
    {"account_id": "a", "answer": "verdicts", "item": "@us", "column": "state",
     "before": "open", "after": "for", "change": null},
    {"account_id": "a", "answer": "positions", "item": "chief/@us", "column": "support",
     "before": "0", "after": "2", "change": 2},
    {"account_id": "a", "answer": "positions", "item": "chief/@us", "column": "position",
     "before": "0", "after": "2", "change": 2},
    {"account_id": "a", "answer": "positions", "item": "chief/@us", "column": "low",
     "before": "0", "after": "2", "change": 2},
    {"account_id": "a", "answer": "positions", "item": "chief/@us", "column": "high",
     "before": "0", "after": "2", "change": 2}])") == "");
  CHECK(metadata_at(result, "sandan.verb") == "what_if");
  CHECK(metadata_at(result, "sandan.use") == "decision_support");
  const auto again = WhatIfRequest::parse(metadata_at(result, "sandan.request"));
  CHECK(maps.what_if(again).to_json() == result.to_json());
}

TEST_CASE("Of maps touched alone the answer is that of the whole books", "[org][what_if]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  const Vocabulary& words = vocabulary.definition();
  std::set<std::string> answers;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    INFO("seed " << seed);
    ModelMaker maker(seed);
    const IdKind kind = seed % 2 == 0 ? IdKind::text : IdKind::integer;
    const ModelBook book = maker.book(words, 6, 10, kind);
    const DecisionMaps maps(data_of(book, vocabulary));
    WhatIfRequest request;
    request.changes = possible_changes(maker, book, words, 1 + maker.upto(3));
    request.answers.assign(answer_words.begin(), answer_words.end());
    MapDiffRequest whole;
    whole.answers = request.answers;
    const Result result = maps.what_if(request);
    const Result plain = maps.diff(maps.change({request.changes}), whole);
    REQUIRE(result.to_json() == plain.to_json());
    for (const auto& row : rows(result))
      answers.insert(std::string(row.at("answer").as_string()));
  }
  CHECK(answers.size() >= 25);
}

TEST_CASE("What is asked by default is all but contents and centrality", "[org][what_if]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(11);
  const ModelBook book = maker.book(vocabulary.definition(), 3, 10, IdKind::text);
  const DecisionMaps maps(data_of(book, vocabulary));
  WhatIfRequest request;
  request.changes = possible_changes(maker, book, vocabulary.definition(), 4);
  const Result usual = maps.what_if(request);
  for (const auto word : answer_words) {
    if (word != "contents" && word != "centrality") request.answers.emplace_back(word);
  }
  CHECK(maps.what_if(request).to_json() == usual.to_json());
  CHECK(usual.rows() > 0);
  Run two;
  two.threads = 2;
  CHECK(maps.what_if(request, two).to_json() == usual.to_json());
}

TEST_CASE("Accounts asked for are those of the changes and of the request", "[org][what_if]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  const DecisionMaps maps(data_of(two_people(vocabulary.definition()), vocabulary));
  WhatIfRequest request;
  request.answers = {"verdict", "verdict"};
  request.changes = {support_of("chief", 2), support_of("other", -1)};
  const auto accounts = [&] {
    std::set<std::string> seen;
    for (const auto& row : rows(maps.what_if(request)))
      seen.insert(std::string(row.at("account_id").as_string()));
    return seen;
  };
  CHECK(accounts() == std::set<std::string>{"a", "b"});
  request.accounts = {"b"};
  CHECK(accounts() == std::set<std::string>{"b"});
  request.changes.pop_back();
  CHECK(accounts().empty());
  request.changes.clear();
  request.accounts.clear();
  CHECK(accounts().empty());
  request.accounts = {"nobody's"};
  CHECK(refusal([&] { maps.what_if(request); })->detail() == "unknown_account");
}

TEST_CASE("What cannot be asked or made is refused in its place", "[org][what_if]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  const DecisionMaps maps(data_of(two_people(vocabulary.definition()), vocabulary));
  WhatIfRequest request;
  request.changes = {support_of("chief", 1), support_of("nobody", 1)};
  auto error = refusal([&] { maps.what_if(request); });
  REQUIRE(error);
  CHECK(error->detail() == "unknown_person");
  CHECK(error->where() == "/changes/1/person_id");
  request.answers = {"verdict", "weather"};
  error = refusal([&] { maps.what_if(request); });
  REQUIRE(error);
  CHECK(error->detail() == "unknown_answer");
  CHECK(error->where() == "/answers/1");
  request.answers.clear();
  request.changes.pop_back();
  Run run;
  run.progress = [](double done) { return done < 0.5; };
  error = refusal([&] { maps.what_if(request, run); });
  REQUIRE(error);
  CHECK(error->status() == Status::cancelled);
}
