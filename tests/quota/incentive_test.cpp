#include "quota/incentive.hpp"

#include "sandan/quota.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

std::string plan_of(const std::string& roles) {
  return R"({"sandan": "incentive/1", "code": "i26", "roles": [)" + roles + "]}";
}

/// Findings of one check of a plan.
std::string found(const Result& result, std::string_view check, std::string_view expected) {
  json::array chosen;
  for (const auto& row : rows(result)) {
    if (row.at("check").as_string() == json::string_view(check.data(), check.size())) {
      chosen.push_back(row);
    }
  }
  return difference(chosen, parsed(expected));
}

}  // namespace

TEST_CASE("a sound incentive plan passes every check", "[quota]") {
  const Result result = quota_incentive(plan_of(R"(
    {"role": "account_manager", "components": [
      {"code": "v", "measure": "value", "weight_ppm": 500000, "cross_selling": false},
      {"code": "m", "measure": "margin", "weight_ppm": 200000, "cross_selling": false},
      {"code": "n", "measure": "new_customers", "weight_ppm": 100000, "cross_selling": false},
      {"code": "x", "measure": "value", "weight_ppm": 200000, "cross_selling": true,
       "credit": "all"}]})"));
  CHECK_ROWS(result, "incentive_findings", R"([
    {"role": null, "check": "pays_value", "holds": true, "finding": "value_paid", "at": "/roles"},
    {"role": null, "check": "pays_new_customers", "holds": true, "finding": "new_customers_paid"},
    {"role": null, "check": "tied_to_margin", "holds": true, "finding": "margin_paid"},
    {"role": "account_manager", "check": "no_transactions", "holds": true, "at": "/roles/0"},
    {"check": "simple", "holds": true, "finding": "few_figures", "label_zh": "指标不超过五个",
     "label_en": "Five figures at most"},
    {"check": "right_for_role", "holds": true, "finding": "role_fits"},
    {"check": "cross_selling_shared", "holds": true, "finding": "cross_selling_is_shared"},
    {"check": "weights_whole", "holds": true, "finding": "weights_are_whole"}])");
}

TEST_CASE("a component of weight 0 pays nothing", "[quota]") {
  const Result result = quota_incentive(plan_of(R"(
    {"role": "generalist", "components": [
      {"code": "m", "measure": "margin", "weight_ppm": 0},
      {"code": "n", "measure": "new_customers", "weight_ppm": 0},
      {"code": "t", "measure": "transactions", "weight_ppm": 0},
      {"code": "x", "measure": "value", "weight_ppm": 0, "cross_selling": true,
       "credit": "owner"},
      {"code": "a", "measure": "activity", "weight_ppm": 1000000, "cross_selling": false}]})"));
  CHECK(found(result, "pays_value", R"([{"holds": false}])") == "");
  CHECK(found(result, "pays_new_customers", R"([{"holds": false}])") == "");
  CHECK(found(result, "tied_to_margin", R"([{"holds": false}])") == "");
  CHECK(found(result, "no_transactions", R"([{"holds": true}])") == "");
  CHECK(found(result, "cross_selling_shared",
              R"([{"holds": false, "finding": "no_cross_selling"}])") == "");
  CHECK(found(result, "right_for_role", R"([{"holds": false, "finding": "role_needs_value"},
    {"holds": false, "finding": "role_needs_new_customers"}])") == "");
}

TEST_CASE("what is wrong with an incentive plan is told with its place", "[quota]") {
  const Result result = quota_incentive(plan_of(R"(
    {"role": "generalist", "components": [
      {"code": "a", "measure": "transactions", "weight_ppm": 300000},
      {"code": "b", "measure": "quota", "weight_ppm": 300000, "cross_selling": true,
       "credit": "owner"},
      {"code": "c", "measure": "activity", "weight_ppm": 100000},
      {"code": "d", "measure": "collection", "weight_ppm": 100000},
      {"code": "e", "measure": "retention", "weight_ppm": 100000},
      {"code": "f", "measure": "satisfaction", "weight_ppm": 99999}]})"));
  CHECK(found(result, "pays_value", R"([{"holds": true}])") == "");
  CHECK(found(result, "pays_new_customers",
              R"([{"holds": false, "finding": "new_customers_not_paid"}])") == "");
  CHECK(found(result, "tied_to_margin", R"([{"holds": false, "finding": "margin_not_paid"}])") ==
        "");
  CHECK(found(result, "no_transactions", R"([{"holds": false, "finding": "transactions_paid",
              "at": "/roles/0/components/0"}])") == "");
  CHECK(found(result, "simple", R"([{"holds": false, "finding": "many_figures"}])") == "");
  CHECK(found(result, "right_for_role",
              R"([{"holds": false, "finding": "role_needs_new_customers"}])") == "");
  CHECK(found(result, "cross_selling_shared",
              R"([{"holds": false, "finding": "cross_selling_not_shared",
              "at": "/roles/0/components/1"}])") == "");
  CHECK(found(result, "weights_whole", R"([{"holds": false, "finding": "weights_not_whole"}])") ==
        "");
}

TEST_CASE("what an incentive plan does not state is unknown, not wrong", "[quota]") {
  const Result result = quota_incentive(plan_of(R"(
    {"role": "hunter", "components": [{"code": "a", "measure": "x_points"}]},
    {"role": "presales", "components": [{"code": "a", "measure": "satisfaction",
      "cross_selling": true}]})"));
  CHECK(found(result, "pays_value", R"([{"holds": null, "finding": "own_measures_not_judged"}])") ==
        "");
  CHECK(found(result, "no_transactions", R"([{"role": "hunter", "holds": null},
              {"role": "presales", "holds": true}])") == "");
  CHECK(found(result, "right_for_role", R"([
    {"holds": null, "finding": "role_not_known", "at": "/roles/0/role"},
    {"holds": null, "finding": "role_needs_shared_credit"}])") == "");
  CHECK(found(result, "cross_selling_shared", R"([
    {"holds": null, "finding": "cross_selling_not_stated"},
    {"holds": null, "finding": "credit_not_stated", "at": "/roles/1/components/0"}])") == "");
  CHECK(found(result, "weights_whole", R"([
    {"holds": null, "finding": "weight_not_stated", "at": "/roles/0/components/0"},
    {"holds": null, "finding": "weight_not_stated"}])") == "");
}

TEST_CASE("every role has needs of its own", "[quota]") {
  const auto needs = [](const std::string& role, const std::string& component) {
    const Result result = quota_incentive(plan_of(
        R"({"role": ")" + role + R"(", "components": [{"code": "a", )" + component + "}]}"));
    std::string codes;
    for (const auto& row : rows(result)) {
      if (row.at("check").as_string() != "right_for_role") continue;
      codes += (codes.empty() ? "" : " ") + std::string(row.at("finding").as_string().c_str());
    }
    return codes;
  };
  const std::string activity =
      R"("measure": "activity", "cross_selling": false, "credit": "owner")";
  CHECK(needs("account_manager", activity) == "role_needs_value role_needs_existing_customers");
  CHECK(needs("generalist", activity) == "role_needs_value role_needs_new_customers");
  CHECK(needs("product_specialist", activity) == "role_needs_value role_needs_cross_selling");
  CHECK(needs("remote", activity) == "role_fits");
  CHECK(needs("remote", R"("measure": "value")") == "role_needs_finding");
  CHECK(needs("presales", activity) == "role_needs_shared_credit");
  CHECK(needs("presales", R"("measure": "value", "credit": "all")") == "role_fits");
  CHECK(needs("trainee", R"("measure": "value")") == "role_needs_learning");
  CHECK(needs("leader", activity) == "role_needs_team_target");
  CHECK(needs("leader", R"("measure": "quota")") == "role_fits");
}

TEST_CASE("bad incentive plans are refused with their place", "[quota]") {
  const auto refused = [](const std::string& text) {
    const auto error = refusal([&] { quota_incentive(text); });
    return error ? error->detail() + " " + error->where() : std::string("taken");
  };
  const auto component = [&](const std::string& members) {
    return plan_of(R"({"role": "leader", "components": [)" + members + "]}");
  };
  CHECK(refused(R"({"sandan": "incentive/2", "code": "i", "roles": []})") ==
        "newer_version /sandan");
  CHECK(refused(plan_of("")) == "empty /roles");
  CHECK(refused(component("")) == "empty /roles/0/components");
  CHECK(refused(component(R"({"code": "a", "measure": "magin"})")) ==
        "unknown_value /roles/0/components/0/measure");
  CHECK(refused(component(R"({"code": "a", "measure": "value", "weight_ppm": 1000001})"))
            .ends_with("/roles/0/components/0/weight_ppm"));
  CHECK(refused(component(
            R"({"code": "a", "measure": "value"}, {"code": "a", "measure": "margin"})")) ==
        "duplicate_code /roles/0/components/1/code");
  CHECK(refused(component(R"({"code": "a", "measure": "value", "pay": 1})"))
            .starts_with("unknown_field"));
}
