#include <set>
#include <string>

#include "org/coverage_book.hpp"
#include "org/small_map.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("who cannot be bypassed, and whether they are covered", "[org][gatekeepers]") {
  // Both ways from g and h lead by way of m to the deciders d and e.
  const auto maps = maps_of(R"({
    "people": [
      {"person_id": "g", "account_id": "a"}, {"person_id": "h", "account_id": "a"},
      {"person_id": "m", "account_id": "a", "contact_allowed": false},
      {"person_id": "d", "account_id": "a", "roles": ["decider"]},
      {"person_id": "e", "account_id": "a", "roles": ["decider"]},
      {"person_id": "v", "account_id": "a", "veto": true},
      {"person_id": "n", "account_id": "b", "roles": ["decider"]}],
    "relations": [
      {"from_id": "g", "to_id": "m", "kind": "introduces"},
      {"from_id": "h", "to_id": "m", "kind": "introduces"},
      {"from_id": "m", "to_id": "d", "kind": "introduces"},
      {"from_id": "m", "to_id": "e", "kind": "introduces"}],
    "stances": [
      {"person_id": "g", "vendor": "@us", "relation_stage": "known"},
      {"person_id": "h", "vendor": "@us", "relation_stage": "known"},
      {"person_id": "m", "vendor": "@us", "relation_stage": "ally"},
      {"person_id": "v", "vendor": "@us", "relation_stage": "trust", "support": 1}]})");
  const auto result = maps.gatekeepers();
  // m is held too: neither g nor h is needed.
  CHECK_ROWS(result, "gatekeepers", R"([
    {"account_id": "a", "target_id": "d", "kind": "dominator", "place": 1, "person_id": "m",
     "relation_stage": "ally", "support": null, "covered": null},
    {"target_id": "e", "kind": "dominator", "place": 1, "person_id": "m"},
    {"target_id": null, "kind": "cut", "place": 1, "person_id": "m", "covered": null},
    {"target_id": null, "kind": "veto", "place": 1, "person_id": "v", "support": 1,
     "covered": true}])");
  CHECK_ROWS(result, "blocking_sets", R"([
    {"account_id": "a", "signers": 2, "size": 1, "covered": 0, "open": 1, "all_covered": null,
     "vetoes": 1, "vetoes_covered": 1},
    {"account_id": "b", "signers": 1, "size": null, "covered": 0, "open": 0, "all_covered": null,
     "vetoes": 0, "vetoes_covered": 0}])");
  const auto asked = maps.gatekeepers(GatekeepersRequest::parse(R"({"targets": ["m"]})"));
  CHECK_ROWS(asked, "gatekeepers", R"([
    {"kind": "cut", "person_id": "m"}, {"kind": "veto", "person_id": "v"}])");
}

TEST_CASE("gatekeepers of random books are those without whom nobody gets there",
          "[org][gatekeepers]") {
  std::size_t dominators = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    BookShape shape;
    shape.odd_words = seed % 2 == 0;
    if (seed % 12 == 0) shape = {1, 90, 90, 3, 2, false};
    const CoverageBook book(seed, shape);
    GatekeepersRequest request;
    request.vendor = seed % 3 == 0 ? "Rival" : "@us";
    std::set<std::string> expected, found;
    for (std::int32_t m = 0; m < book.data->maps(); ++m) {
      const org::MapView map(*book.data, m);
      const PlainMap plain(map, org::vendor_code(*book.data, request.vendor));
      const auto now = plain.reached(-1);
      for (int gate = 0; gate < plain.size(); ++gate) {
        const auto then = plain.reached(gate);
        for (int target = 0; target < plain.size(); ++target) {
          const auto t = static_cast<std::size_t>(target);
          if (target == gate || !plain.decides(target) || !now[t] || then[t]) continue;
          expected.insert(book.person(map, target) + " by " + book.person(map, gate));
        }
      }
    }
    for (const json::value& row : rows(book.maps().gatekeepers(request), "gatekeepers")) {
      if (row.at("kind") != json::value("dominator")) continue;
      found.insert(std::string(row.at("target_id").as_string().c_str()) + " by " +
                   row.at("person_id").as_string().c_str());
    }
    INFO("seed " << seed);
    CHECK(found == expected);
    dominators += found.size();
  }
  CHECK(dominators > 100);
}

TEST_CASE("a veto not covered is a gap", "[org][gatekeepers]") {
  std::size_t gaps = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const CoverageBook book(seed, {6, 1, 20, 3, 2, seed % 2 == 0});
    CoverageRequest coverage;
    GatekeepersRequest gatekeepers;
    coverage.vendor = gatekeepers.vendor = seed % 3 == 0 ? "Rival" : "@us";
    std::set<std::string> missing, open;
    for (const json::value& row : rows(book.maps().coverage(coverage), "coverage_gaps")) {
      if (row.at("gap") != json::value("veto_not_covered")) continue;
      missing.insert(row.at("person_id").as_string().c_str());
    }
    for (const json::value& row : rows(book.maps().gatekeepers(gatekeepers), "gatekeepers")) {
      if (row.at("kind") != json::value("veto") || row.at("covered") == json::value(true)) continue;
      open.insert(row.at("person_id").as_string().c_str());
    }
    CHECK(missing == open);
    gaps += open.size();
  }
  CHECK(gaps > 100);
}

TEST_CASE("gatekeepers are the same on any number of threads", "[org][gatekeepers]") {
  const CoverageBook book(17, {700, 1, 70, 3, 2, false});
  for (const char* vendor : {"@us", "Rival"}) {
    GatekeepersRequest request;
    request.vendor = vendor;
    Run run;
    const auto one = book.maps().gatekeepers(request, run);
    REQUIRE(one.rows("blocking_sets") == 700);
    for (run.threads = 2; run.threads <= 3; ++run.threads) {
      const auto other = book.maps().gatekeepers(request, run);
      CHECK(one.to_json("gatekeepers") == other.to_json("gatekeepers"));
      CHECK(one.to_json("blocking_sets") == other.to_json("blocking_sets"));
    }
  }
}

TEST_CASE("a rival's gatekeepers are ours where it stands as we do", "[org][gatekeepers]") {
  const CoverageBook book(19, {60, 1, 80, 3, 2, false});
  GatekeepersRequest rival;
  rival.vendor = "Rival";
  const auto theirs = book.maps().gatekeepers(rival);
  const auto ours = with_vendors_exchanged(book).maps().gatekeepers();
  CHECK(theirs.to_json("gatekeepers") == ours.to_json("gatekeepers"));
  CHECK(theirs.to_json("blocking_sets") == ours.to_json("blocking_sets"));
  CHECK(theirs.to_json("gatekeepers") != book.maps().gatekeepers().to_json("gatekeepers"));
}
