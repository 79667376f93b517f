// Changes of a book against the same made to plain values, what is refused and
// where, and that the rest of the book stays as it is.
#include "org/change_list.hpp"
#include "org/model_changes.hpp"
#include "org/request_texts.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;

namespace {

/// The book changed by the library; nothing where it refuses, as is told.
std::optional<DecisionMaps> changed(const DecisionMaps& maps, const std::vector<MapChange>& changes,
                                    std::optional<Error>& error) {
  std::optional<DecisionMaps> made;
  error = refusal([&] { made = maps.change({changes}); });
  return made;
}

/// Vendors that stances name, by name.
std::string vendors_in_use(const MapData& data) {
  std::set<std::string> vendors;
  for (const Stance& stance : data.stances)
    vendors.insert(data.vendors[std::size_t(stance.vendor)]);
  std::string all;
  for (const std::string& vendor : vendors)
    all += vendor + ';';
  return all;
}

}  // namespace

TEST_CASE("Changes do to a book what they do to plain values", "[org][change]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  const Vocabulary& words = vocabulary.definition();
  std::map<std::string, int> refused;
  int made = 0;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    INFO("seed " << seed);
    ModelMaker maker(seed);
    const IdKind kind = seed % 2 == 0 ? IdKind::text : IdKind::integer;
    ModelBook book = maker.book(words, 5, 8, kind);
    if (seed % 3 == 0) book.request.as_of = 20'500;
    const DecisionMaps before(data_of(book, vocabulary));
    const std::string text_before = told(before.data());
    ModelBook plain = book;
    ModelChanger changer(plain, words);
    std::vector<MapChange> changes;
    ModelRefusal expected;
    for (int i = 0; i < 1 + maker.upto(11) && !expected; ++i) {
      changes.push_back(random_change(maker, plain, words, i));
      expected = changer.make(changes.back());
    }
    std::optional<Error> error;
    const auto after = changed(before, changes, error);
    CHECK(told(before.data()) == text_before);
    if (expected) {
      REQUIRE(error);
      CHECK(error->status() == Status::invalid_argument);
      CHECK(error->detail() == expected->first);
      CHECK(error->where() ==
            "/changes/" + std::to_string(changes.size() - 1) + "/" + expected->second);
      ++refused[expected->first];
      continue;
    }
    REQUIRE(after);
    REQUIRE(told(after->data()) == told(*data_of(plain, vocabulary)));
    CHECK(vendors_in_use(after->data()) == vendors_in_use(*data_of(plain, vocabulary)));
    CHECK(after->data().changes == changes_text(changes));
    ++made;
  }
  CHECK(made > 150);
  CHECK(refused.size() >= 12);
}

TEST_CASE("Changes made one by one are those made at once", "[org][change]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(5);
  ModelBook book = maker.book(vocabulary.definition(), 4, 8, IdKind::text);
  book.request.as_of = 20'500;
  const DecisionMaps before(data_of(book, vocabulary));
  ModelBook plain = book;
  ModelChanger changer(plain, vocabulary.definition());
  std::vector<MapChange> changes;
  DecisionMaps step = before;
  for (int i = 0; changes.size() < 40; ++i) {
    const MapChange change = random_change(maker, plain, vocabulary.definition(), i);
    if (changer.make(change)) continue;
    changes.push_back(change);
    step = step.change({{change}});
  }
  const DecisionMaps at_once = before.change({changes});
  CHECK(told(step.data()) == told(at_once.data()));
  CHECK(step.data().changes == at_once.data().changes);
  CHECK(ChangeRequest::parse("{\"changes\":" + step.data().changes + "}").changes.size() == 40);
}

TEST_CASE("Maps taken out and put back give the same book", "[org][change]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    ModelMaker maker(seed);
    const IdKind kind = seed % 2 == 0 ? IdKind::text : IdKind::integer;
    const auto book = data_of(maker.book(vocabulary.definition(), 7, 6, kind), vocabulary);
    std::vector<std::int32_t> maps;
    for (std::int32_t map = 0; map < book->maps(); ++map)
      if (maker.chance(40)) maps.push_back(map);
    const TakenMaps taken = take_maps(*book, maps);
    for (std::size_t i = 0; i < maps.size(); ++i)
      REQUIRE(told(taken.data, static_cast<std::int32_t>(i)) == told(*book, maps[i]));
    const MapData again = put_maps(*book, taken);
    REQUIRE(told(again) == told(*book));
    REQUIRE(again.first_edge == book->first_edge);
    REQUIRE(again.findings.size() == book->findings.size());
  }
}

TEST_CASE("Many ids are found as few are", "[org][change]") {
  for (const IdKind kind : {IdKind::text, IdKind::integer}) {
    IdValues ids(kind);
    std::vector<std::string> texts;
    for (int i = 0; i < 50; ++i) {
      if (i % 3 != 0) ids.append(std::to_string(i));
      texts.push_back(std::to_string(i));
    }
    texts.insert(texts.end(), {"none", "007", ""});
    const std::vector<std::int64_t> found = find_ids(ids, texts);
    for (std::size_t i = 0; i < texts.size(); ++i)
      CHECK(found[i] == find_ids(ids, {texts[i]}).front());
    CHECK(found[7] == 4);
    CHECK(found[51] == (kind == IdKind::integer ? 4 : -1));
  }
}

TEST_CASE("A vendor, a person or a place that cannot be is refused", "[org][change]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(3);
  const ModelBook book = maker.book(vocabulary.definition(), 2, 6, IdKind::integer);
  const DecisionMaps maps(data_of(book, vocabulary));
  MapChange change;
  change.person_id = book.maps[1].people[0].id;
  change.support = 1;
  change.vendor = std::string("a\nb");
  std::optional<Error> error;
  changed(maps, {change}, error);
  REQUIRE(error);
  CHECK(error->detail() == "control_character");
  change.vendor = std::string(2'000, 'x');
  changed(maps, {change}, error);
  REQUIRE(error);
  CHECK(error->detail() == "too_long");
  CHECK(error->where() == "/changes/0/vendor");
  CHECK_FALSE(changed(maps, {}, error)->data().changes.size() > 0);
}
