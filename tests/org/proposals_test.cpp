// Conduct: whom proposals leave out, and when hospitality may be proposed.
#include "org/proposals.hpp"

#include "org/result_tables.hpp"
#include "org/small_map.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;

namespace {

const std::vector<json::value> truths = {true, false, nullptr};
const std::vector<json::value> phases = {"none",    "planned",   "published", "evaluating",
                                         "awarded", "withdrawn", nullptr};

/// Everybody whom conduct tells apart: each truth of contact_allowed with an
/// evaluator, a decider, both in one, and nobody known.
json::array people() {
  json::array rows;
  for (const json::value& allowed : truths) {
    for (const json::value& roles :
         std::vector<json::value>{json::array{"evaluator"}, json::array{"decider"},
                                  json::array{"decider", "evaluator"}, nullptr}) {
      rows.push_back({{"person_id", "p" + std::to_string(rows.size())},
                      {"account_id", "a"},
                      {"roles", roles},
                      {"contact_allowed", allowed}});
    }
  }
  return rows;
}

json::array deals_in(const std::vector<json::value>& of) {
  json::array rows;
  for (const json::value& phase : of) {
    rows.push_back({{"opportunity_id", "o" + std::to_string(rows.size())},
                    {"account_id", "a"},
                    {"tender_phase", phase}});
  }
  return rows;
}

DecisionMaps maps_with(const json::value& public_body, const json::value& do_not_contact,
                       const std::vector<json::value>& of, bool allowed = false) {
  SmallMap small({{"people", people()},
                  {"accounts", json::array{{{"account_id", "a"},
                                            {"public_body", public_body},
                                            {"do_not_contact", do_not_contact}}}},
                  {"opportunities", deals_in(of)}});
  if (allowed) {
    json::value document = parsed(small.vocabulary.to_json());
    document.as_object()["hospitality"] = {
        {"allowed", true}, {"limit_minor", 10000}, {"register", "compliance"}};
    small.vocabulary = MapVocabulary::compile(json::serialize(document));
  }
  return small.build();
}

/// Lists of the phases of no deal, one, and two.
std::vector<std::vector<json::value>> phase_lists() {
  std::vector<std::vector<json::value>> lists = {{}};
  for (const json::value& first : phases) {
    lists.push_back({first});
    for (const json::value& second : phases)
      lists.push_back({first, second});
  }
  return lists;
}

bool in_tender(const json::value& public_body, const std::vector<json::value>& of) {
  bool unsaid = of.empty(), under_way = false;
  for (const json::value& phase : of) {
    unsaid = unsaid || phase.is_null();
    under_way = under_way || phase == "published" || phase == "evaluating";
  }
  return under_way || (unsaid && public_body == true);
}

}  // namespace

TEST_CASE("A tender is under way from publication to award, and of a public body unless said",
          "[org][proposals]") {
  for (const json::value& public_body : truths) {
    for (const auto& of : phase_lists()) {
      INFO(json::serialize(public_body) << " " << json::serialize(json::value_from(of)));
      const DecisionMaps maps = maps_with(public_body, nullptr, of);
      CHECK(tender_under_way(MapView(maps.data(), 0)) == in_tender(public_body, of));
    }
  }
}

TEST_CASE("Hospitality is off by default, and always for public bodies and in tenders",
          "[org][proposals]") {
  int allowed = 0;
  for (const json::value& public_body : truths) {
    for (const auto& of : phase_lists()) {
      INFO(json::serialize(public_body) << " " << json::serialize(json::value_from(of)));
      const DecisionMaps off = maps_with(public_body, nullptr, of);
      CHECK_FALSE(hospitality_allowed(MapView(off.data(), 0)));
      const DecisionMaps on = maps_with(public_body, nullptr, of, true);
      const bool may = public_body == false && !in_tender(public_body, of);
      CHECK(hospitality_allowed(MapView(on.data(), 0)) == may);
      allowed += may ? 1 : 0;
    }
  }
  CHECK(allowed == 31);
}

TEST_CASE("Who must not be contacted, and who evaluates a tender, is left out",
          "[org][proposals]") {
  const json::array rows = people();
  for (const json::value& do_not_contact : truths) {
    for (const json::value& phase : phases) {
      const DecisionMaps maps = maps_with(nullptr, do_not_contact, {phase});
      const bool tender = in_tender(nullptr, {phase});
      std::vector<Withheld> withheld;
      withheld_people(MapView(maps.data(), 0), withheld);
      REQUIRE(withheld.size() == rows.size());
      for (std::size_t p = 0; p < rows.size(); ++p) {
        INFO(json::serialize(rows[p]) << json::serialize(do_not_contact) << json::serialize(phase));
        const std::string roles = json::serialize(rows[p].at("roles"));
        Withheld wanted = Withheld::no;
        if (tender && roles.find("evaluator") != std::string::npos)
          wanted = Withheld::tender_evaluator;
        if (do_not_contact == true) wanted = Withheld::account_do_not_contact;
        if (rows[p].at("contact_allowed") == false) wanted = Withheld::contact_not_allowed;
        CHECK(withheld[p] == wanted);
      }
    }
  }
}

TEST_CASE("How many people are left out is told by reason, never who", "[org][proposals]") {
  const DecisionMaps maps = maps_with(nullptr, nullptr, {"evaluating"});
  const MapView map(maps.data(), 0);
  std::vector<Withheld> withheld;
  withheld_people(map, withheld);
  std::vector<WithheldRow> counted;
  add_withheld(map, withheld, counted);
  const Result result = make_result(maps.data(), {"test"}, {withheld_table(maps.data(), counted)});
  CHECK_ROWS(result, "withheld", R"([
    {"account_id": "a", "reason": "contact_not_allowed", "people": 4},
    {"account_id": "a", "reason": "tender_evaluator", "people": 4}])");
  for (const json::value& row : rows(result, "withheld"))
    CHECK(row.as_object().size() == 3);
}

TEST_CASE("Nobody left out makes no row", "[org][proposals]") {
  const DecisionMaps maps = maps_of(R"({"people": [{"person_id": 1, "account_id": 7}]})");
  std::vector<WithheldRow> counted;
  add_withheld(MapView(maps.data(), 0), {Withheld::no}, counted);
  CHECK(counted.empty());
}
