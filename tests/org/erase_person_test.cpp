// After a person is erased nothing of them is left: not in the arrays, not in
// any answer, not in what is written.
#include <cstring>

#include "org/model_changes.hpp"
#include "org/request_words.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;

namespace {

const std::string secret = "Zq-417-erased";
const std::string secret_name = "Secret Name";

/// A book whose map 1 has a person of the secret id and name, who is named
/// wherever there is room.
ModelBook book_with_secret(ModelMaker& maker, const Vocabulary& words) {
  ModelBook book = maker.book(words, 3, 8, IdKind::text);
  ModelMap& map = book.maps[1];
  ModelPerson added;
  added.id = secret;
  added.name = secret_name;
  added.motive = "motive of " + secret_name;
  if (!map.departments.empty()) added.department = map.departments.front();
  map.people.insert(map.people.begin() + maker.upto(int(map.people.size())), added);
  map.people.front().motive = "works for " + secret_name;
  for (const ModelPerson& other : map.people) {
    if (other.id == secret) continue;
    map.relations.push_back({other.id, secret, false, false, 0, 2.0});
    map.stances[{other.id, "@us"}] = {1, 0, no_day, "met with " + secret + "."};
  }
  map.stances[{secret, "@us"}] = {4, 2, no_day, "evidence of it"};
  map.stances[{secret, "rival"}] = {4, 1, no_day, "evidence they share"};
  map.stances[{map.people.front().id == secret ? map.people.back().id : map.people.front().id,
               "rival"}] = {4, 1, no_day, "evidence they share"};
  map.points.push_back({"rival", secret, "price"});
  map.points.push_back({"rival", map.people.front().id, "asked for by " + secret_name});
  return book;
}

/// Every text that the arrays of a book hold.
std::string texts_of(const MapData& data) {
  std::string all = data.changes + '\n';
  for (const auto* ids : {&data.person_ids, &data.department_ids, &data.account_ids}) {
    for (std::int64_t i = 0; i < ids->size(); ++i)
      all += ids->text(i) + '\n';
  }
  for (const auto* texts : {&data.texts, &data.organisations, &data.vendors}) {
    for (const std::string& text : *texts)
      all += text + '\n';
  }
  for (const auto* texts : {&data.person_names, &data.motives, &data.department_names}) {
    for (const auto& text : *texts)
      all += text.value_or("") + '\n';
  }
  for (const FaultRow& fault : data.faults)
    all += fault.value.value_or("") + '\n';
  return all;
}

bool tells(const std::string& text) {
  return text.find(secret) != std::string::npos || text.find(secret_name) != std::string::npos;
}

/// All that is answered and written.
std::string answers_of(const DecisionMaps& maps) {
  std::string all =
      maps.contents().to_json() + maps.faults().to_json() + maps.coverage().to_json() +
      maps.routes().to_json() + maps.gatekeepers().to_json() + maps.flow().to_json() +
      maps.verdict().to_json() + maps.win_over().to_json() + maps.competitors().to_json() +
      maps.centrality().to_json() + maps.layout().to_json() + maps.summary().to_json();
  for (const MapFormat format : {MapFormat::graphml, MapFormat::json, MapFormat::dot}) {
    for (std::int32_t map = 0; map < maps.data().maps(); ++map) {
      MapWriteRequest request;
      request.account_id = maps.data().account_ids.text(map);
      request.format = format;
      all += maps.write(request);
    }
  }
  return all;
}

}  // namespace

TEST_CASE("Nothing of a person who is erased is left", "[org][erase]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    INFO("seed " << seed);
    ModelMaker maker(seed);
    const ModelBook book = book_with_secret(maker, vocabulary.definition());
    const auto data = data_of(book, vocabulary);
    const auto titles = data->department_names.begin();
    for (auto d = data->first_department[1]; d < data->first_department[2]; ++d)
      titles[d] = "office of " + secret_name;
    FaultRow fault;
    fault.fault = {"relations", 3, "to_id", "unknown_person", true};
    fault.value = secret;
    data->faults.push_back(fault);
    fault.value = "somebody else";
    data->faults.push_back(fault);
    const DecisionMaps before(data);
    REQUIRE(tells(texts_of(before.data())));
    REQUIRE(tells(answers_of(before)));
    const DecisionMaps after = before.erase_person({secret});
    REQUIRE_FALSE(tells(texts_of(after.data())));
    REQUIRE_FALSE(tells(answers_of(after)));
    CHECK(texts_of(after.data()).find("evidence of it") == std::string::npos);
    CHECK(texts_of(after.data()).find("evidence they share") != std::string::npos);
    CHECK(after.data().faults.size() == 2);
    CHECK(after.data().faults[1].value == "somebody else");
    CHECK(tells(texts_of(before.data())));
  }
}

TEST_CASE("What is told of others stays", "[org][erase]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    INFO("seed " << seed);
    ModelMaker maker(seed);
    ModelBook book = maker.book(vocabulary.definition(), 3, 8, IdKind::text);
    const DecisionMaps before(data_of(book, vocabulary));
    const std::string id = maker.one_of(book.maps[1].people).id;
    ModelBook plain = book;
    ModelChanger changer(plain, vocabulary.definition());
    MapChange removal;
    removal.kind = MapChange::Kind::remove_person;
    removal.person_id = id;
    REQUIRE_FALSE(changer.make(removal));
    const DecisionMaps after = before.erase_person({id});
    REQUIRE(told(after.data()) == told(*data_of(plain, vocabulary)));
    CHECK(after.data().changes.empty());
  }
}

TEST_CASE("Changes that name a person who is erased are forgotten", "[org][erase]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(4);
  ModelBook book = book_with_secret(maker, vocabulary.definition());
  const std::string other = book.maps[1].people[book.maps[1].people[0].id == secret ? 1 : 0].id;
  const DecisionMaps before(data_of(book, vocabulary));
  MapChange of_secret, of_other, removal;
  of_secret.person_id = secret;
  of_other.person_id = other;
  of_other.support = 1;
  removal.kind = MapChange::Kind::remove_person;
  removal.person_id = secret;
  const DecisionMaps changed = before.change({{of_secret, of_other}});
  const DecisionMaps after = changed.erase_person({secret});
  CHECK_FALSE(tells(after.data().changes));
  CHECK(ChangeRequest::parse("{\"changes\":" + after.data().changes + "}").changes.size() == 1);
  const DecisionMaps removed = before.change({{removal}});
  CHECK(tells(removed.data().changes));
  CHECK(removed.erase_person({secret}).data().changes.empty());
  const auto error = refusal([&] { after.erase_person({secret}); });
  REQUIRE(error);
  CHECK(error->status() == Status::invalid_argument);
  CHECK(error->detail() == "unknown_person");
  CHECK(error->where() == "/person_id");
}

TEST_CASE("An id is a mention only as a word of its own", "[org][erase]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelBook book;
  book.request.names = true;
  ModelMap& map = book.maps.emplace_back();
  map.account = "a";
  for (const char* id : {"p1", "p12", "p3"}) {
    map.people.emplace_back();
    map.people.back().id = id;
  }
  map.stances[{"p12", "@us"}] = {1, 1, no_day, "call 12, p12 alone"};
  map.stances[{"p3", "@us"}] = {1, 1, no_day, "拜访p1后"};
  const DecisionMaps after = DecisionMaps(data_of(book, vocabulary)).erase_person({"p1"});
  const MapView view(after.data(), 0);
  REQUIRE(view.stances.size() == 2);
  CHECK(view.stances[0].evidence >= 0);
  CHECK(view.stances[1].evidence == -1);
  CHECK(view.stances[1].has_evidence);
}

TEST_CASE("People whom nothing but a fault names are erased too", "[org][erase]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(7);
  const auto data = data_of(maker.book(vocabulary.definition(), 2, 5, IdKind::text), vocabulary);
  FaultRow fault;
  fault.fault = {"stances", 2, "person_id", "unknown_person", true};
  fault.value = secret;
  data->faults.push_back(fault);
  const DecisionMaps after = DecisionMaps(data).erase_person({secret});
  CHECK_FALSE(tells(texts_of(after.data())));
  CHECK(after.data().faults.size() == 1);
  CHECK(told(after.data()) == told(*data));
  CHECK(refusal([&] { after.erase_person({secret}); })->detail() == "unknown_person");
}

TEST_CASE("A number in a title is no person", "[org][erase]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelBook book;
  book.kind = IdKind::integer;
  book.request.names = true;
  ModelMap& map = book.maps.emplace_back();
  map.account = "1";
  map.people.resize(2);
  map.people[0].id = "3";
  map.people[0].name = "Secret Name";
  map.people[1].id = "4";
  map.departments = {"7", "8"};
  map.points.push_back({"@us", "4", "top 3 price"});
  map.points.push_back({"@us", "4", "price Secret Name asks for"});
  const auto data = data_of(book, vocabulary);
  data->department_names = {"building 3", "office of Secret Name"};
  const DecisionMaps after = DecisionMaps(data).erase_person({"3"});
  const MapView view(after.data(), 0);
  CHECK(after.data().department_names[0] == "building 3");
  CHECK_FALSE(after.data().department_names[1]);
  REQUIRE(view.points.size() == 2);
  REQUIRE(view.points[0].criterion >= 0);
  CHECK(after.data().texts[std::size_t(view.points[0].criterion)] == "top 3 price");
  CHECK(view.points[1].criterion == -1);
}
