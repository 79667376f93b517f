// Differences of two books: none of a book against itself, the reverse of the
// reverse, accounts of one book alone, and what is refused.
#include <map>
#include <set>

#include "org/model_changes.hpp"
#include "org/request_words.hpp"
#include "support/metadata.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;

namespace {

MapDiffRequest about(std::vector<std::string> answers, std::vector<std::string> accounts = {}) {
  MapDiffRequest request;
  request.answers = std::move(answers);
  request.accounts = std::move(accounts);
  return request;
}

/// Rows as texts, before and after swapped where asked, in the order of texts.
std::multiset<std::string> lines(const Result& result, bool swapped) {
  std::multiset<std::string> all;
  for (json::value& row : rows(result)) {
    json::object& object = row.as_object();
    if (swapped) {
      std::swap(object.at("before"), object.at("after"));
      json::value& change = object.at("change");
      if (change.is_number()) change = 0.0 - change.to_number<double>();
    } else if (object.at("change").is_number()) {
      object.at("change") = object.at("change").to_number<double>();
    }
    all.insert(std::string(json::serialize(row)));
  }
  return all;
}

}  // namespace

TEST_CASE("A book does not differ from itself", "[org][diff]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  const std::vector<std::string> all(answer_words.begin(), answer_words.end());
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    ModelMaker maker(seed);
    const ModelBook book = maker.book(vocabulary.definition(), 6, 12, IdKind::text);
    const DecisionMaps one(data_of(book, vocabulary)), other(data_of(book, vocabulary));
    INFO(one.diff(other, about(all)).to_json());
    REQUIRE(one.diff(other, about(all)).rows() == 0);
  }
}

TEST_CASE("Seen from the other book the differences are the reverse", "[org][diff]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  const std::vector<std::string> all(answer_words.begin(), answer_words.end());
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    INFO("seed " << seed);
    ModelMaker maker(seed);
    ModelBook before = maker.book(vocabulary.definition(), 4, 9, IdKind::integer);
    ModelBook after = maker.book(vocabulary.definition(), 5, 9, IdKind::integer);
    std::swap(after.maps[0], after.maps[2]);
    const DecisionMaps one(data_of(before, vocabulary)), other(data_of(after, vocabulary));
    const auto forth = lines(one.diff(other, about(all)), false);
    REQUIRE(forth == lines(other.diff(one, about(all)), true));
    CHECK(forth.size() > 100);
  }
}

TEST_CASE("Accounts are in the order of the first book, then those new", "[org][diff]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(1);
  ModelBook before = maker.book(vocabulary.definition(), 4, 4, IdKind::text);
  ModelBook after = before;
  std::swap(after.maps[1], after.maps[3]);     // the order alone
  after.maps.erase(after.maps.begin());        // a0 is gone
  before.maps.erase(before.maps.begin() + 2);  // a2 is new
  after.maps[0].people[0].said.weight = 7;     // of a3
  after.maps[0].people[0].said.has_weight = true;
  const DecisionMaps one(data_of(before, vocabulary)), other(data_of(after, vocabulary));
  std::vector<std::string> accounts;
  std::map<std::string, std::set<std::string>> columns;
  for (const json::value& row : rows(one.diff(other, about({"contents"})))) {
    const std::string account(row.at("account_id").as_string());
    if (accounts.empty() || accounts.back() != account) accounts.push_back(account);
    columns[account].insert(std::string(row.at("column").as_string()));
    if (account == "a0") CHECK(row.at("before") == "present");
    if (account == "a2") CHECK(row.at("after") == "present");
    if (account == "a0") CHECK(row.at("after").is_null());
    if (account == "a2") CHECK(row.at("before").is_null());
  }
  CHECK(accounts == std::vector<std::string>{"a0", "a3", "a2"});
  CHECK(columns["a0"] == std::set<std::string>{"row"});
  CHECK(columns["a2"] == std::set<std::string>{"row"});
  CHECK(columns["a3"] == std::set<std::string>{"weight"});

  // Accounts asked for that one book alone has are compared with nothing.
  for (const std::string account : {"a0", "a2"}) {
    const auto only = rows(one.diff(other, about({"contents"}, {account})));
    CHECK(!only.empty());
    for (const json::value& row : only)
      CHECK(std::string(row.at("account_id").as_string()) == account);
  }
}

TEST_CASE("Contents and the summary are compared unless asked otherwise", "[org][diff]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(2);
  const DecisionMaps one(
      data_of(maker.book(vocabulary.definition(), 3, 9, IdKind::text), vocabulary));
  const DecisionMaps other(
      data_of(maker.book(vocabulary.definition(), 3, 9, IdKind::text), vocabulary));
  const Result usual = one.diff(other);
  CHECK(usual.to_json() == one.diff(other, about({"contents", "summary"})).to_json());
  CHECK(metadata_at(usual, "sandan.verb") == "diff");
  CHECK(metadata_at(usual, "sandan.other_document") == vocabulary.digest());
  CHECK(metadata_at(usual, "sandan.other_build") == metadata_at(usual, "sandan.build"));
  MapChange change;
  change.person_id = other.data().person_ids.text(0);
  change.support = 1;
  const Result changed = one.diff(other.change({{change}}));
  CHECK(metadata_at(changed, "sandan.other_changes") == other.change({{change}}).data().changes);
}

TEST_CASE("Books of other ids, accounts of neither and unknown answers are refused",
          "[org][diff]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(3);
  const DecisionMaps texts(
      data_of(maker.book(vocabulary.definition(), 2, 4, IdKind::text), vocabulary));
  const DecisionMaps numbers(
      data_of(maker.book(vocabulary.definition(), 2, 4, IdKind::integer), vocabulary));
  CHECK(refusal([&] { texts.diff(numbers); })->detail() == "id_type");
  auto error = refusal([&] { texts.diff(texts, about({}, {"a0", "a9"})); });
  REQUIRE(error);
  CHECK(error->detail() == "unknown_account");
  CHECK(error->where() == "/accounts/1");
  error = refusal([&] { texts.diff(texts, about({"layout"})); });
  REQUIRE(error);
  CHECK(error->detail() == "unknown_answer");
  CHECK(error->where() == "/answers/0");
}
