// The part of a total below the rounding unit goes where limits let it.
#include "quota/hand_plan.hpp"
#include "quota/random_plan.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

std::string plan_text(Minor total, const std::string& constraints) {
  return R"({"sandan": "plan/1", "code": "p", "currency": "CNY", "round_to_minor": 100,
    "total_minor": )" +
         std::to_string(total) + R"(, "period": {"from": "2026-01-05", "to": "2026-01-16"},
    "axes": [{"code": "sales", "tree": {"nodes": [{"code": "a"}, {"code": "b"}]}}],
    "constraints": [)" +
         constraints + "]}";
}

Quota built(const std::string& text) { return Quota::build(QuotaPlan::compile(text), Tables{}); }

std::string at(const Quota& quota) {
  return std::string(rows(quota.proof(), "proof")[0].at("remainder_at").as_string());
}

std::string refused(Minor total, const std::string& constraints) {
  const auto error = refusal([&] { built(plan_text(total, constraints)); });
  REQUIRE(error);
  CHECK(error->detail() == "conflicting_constraints");
  return error->where() + " " + error->what();
}

}  // namespace

TEST_CASE("the remainder goes to a line that can take it", "[quota]") {
  const Quota quota =
      built(plan_text(2'050, R"({"code": "a", "at": {"sales": "a"}, "cap_minor": 1000})"));
  CHECK(at(quota) == "company/b on 2026-01-05");
  CHECK(quota.data().constraints[0].amount_minor == 1'000);
}

TEST_CASE("caps between units may be filled by the remainder", "[quota]") {
  const Quota quota = built(plan_text(2'050, R"({"code": "all", "cap_minor": 2050},
    {"code": "a", "at": {"sales": "a"}, "cap_minor": 1050})"));
  CHECK(at(quota) == "company/a on 2026-01-05");
  CHECK(quota.data().constraints[0].amount_minor == 2'050);
  CHECK(quota.data().constraints[1].amount_minor == 1'050);
}

TEST_CASE("full days are passed over", "[quota]") {
  const Quota quota =
      built(plan_text(2'050, R"({"code": "week", "period": "2026-W02", "cap_minor": 1000})"));
  CHECK(at(quota) == "company/a on 2026-01-12");
}

TEST_CASE("a remainder without a place is refused", "[quota]") {
  const std::string message =
      " the part of the total below round_to_minor has no place that may take it: ";
  CHECK(refused(2'050, R"({"code": "all", "cap_minor": 2049})") ==
        "/constraints/0" + message +
            "\"all\"; one of them has to give way (minor units): \"all\" 2049 by 1");
  CHECK(refused(2'050, R"({"code": "a", "at": {"sales": "a"}, "cap_minor": 1020},
    {"code": "b", "at": {"sales": "b"}, "cap_minor": 1030},
    {"code": "week", "period": "2026-W02", "cap_minor": 1000})") ==
        "/constraints/0" + message +
            "\"a\", \"b\"; one of them has to give way (minor units): \"a\" 1020 by 30; \"b\" "
            "1030 by 20");
}
