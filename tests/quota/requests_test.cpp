// Requests about quotas: read, told again, and refused where they make no sense.
#include "quota/request_texts.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("requests about quotas are read and told again alike", "[quota]") {
  const auto twice = [](const auto& request) {
    using Request = std::decay_t<decltype(request)>;
    const std::string text = quota::request_text(request);
    CHECK(quota::request_text(Request::parse(text)) == text);
  };
  twice(QuotaBuildRequest::parse(R"({"as_of":"2025-12-31","reason":"first","values":false})"));
  twice(TargetsRequest::parse(
      R"({"levels":{"sales":"team_id"},"period":"week","from":"2026-02-01","to":"2026-03-01",
          "at":{"product":"erp"},"tiers":["target"],"zeros":false,"max_rows":7,"language":"zh"})"));
  twice(ProofRequest::parse(R"({"period":"day","only_broken":true})"));
  twice(PaceRequest::parse(
      R"({"as_of":"2026-06-30","by":["sales","industry"],"period":"quarter","kind":"collection",
          "tier":"stretch","currency":"EUR","confidence":0.9,"min_n":12,"strict":true})"));
  twice(ReplanRequest::parse(
      R"({"from":"2026-07-01","past":"plan","carry":"pooled","kind":"order","total_minor":5,
          "at":{"sales":"r1"},"reason":"r1 is ill"})"));
  twice(QuotaDiffRequest::parse(R"({"levels":{"sales":"*"},"only_changes":false})"));
  twice(ActivityTargetsRequest::parse(
      R"({"as_of":"2026-01-01","level":"team_id","proposal_stage":"quote","visit_kinds":["visit"],
          "call_kinds":["call"],"min_n":5,"confidence":0.95,"own_found_share":0.4,
          "strict":true})"));
  twice(HeadCountRequest::parse(
      R"({"as_of":"2026-01-01","per_head_minor":100,"ramp_ppm":[0,500000],"attrition":0.2,
          "lead_workdays":30,"quantile":0.25})"));
  twice(PrinciplesRequest::parse(R"({"as_of":"2026-01-01","language":"zh"})"));
  twice(QuartilesRequest::parse(
      R"({"within":["role"],"team":"region","measure":"orders","from":"2026-01-01",
          "to":"2026-06-30","min_n":4,"confidence":0.8})"));
  twice(ShapesRequest::parse(
      R"({"period":"quarter","by":["region"],"candidates":["equal"],"test_years":2})"));
  twice(AllocateRequest::parse(R"({"total_minor":1000,"round_to_minor":10})"));
  twice(RakeRequest::parse(R"({"tolerance":1e-8,"max_iterations":50})"));
  twice(RoundRequest::parse(R"({"unit":0.01,"optimal":false})"));
}

TEST_CASE("fields of a request about targets are what they say", "[quota]") {
  const auto request = TargetsRequest::parse(
      R"({"levels":{"sales":"team_id"},"period":"month","from":"2026-02-01","tiers":["target"]})");
  CHECK(request.levels.at("sales") == "team_id");
  CHECK(request.period == QuotaPeriod::month);
  CHECK(request.from == parse_day("2026-02-01"));
  CHECK_FALSE(request.to.has_value());
  CHECK(request.tiers == std::vector<std::string>{"target"});
}

TEST_CASE("requests about quotas that make no sense are refused with their place", "[quota]") {
  const auto refused = [](auto&& parse, const char* text, const char* where) {
    try {
      parse(text);
      FAIL("read: " << text);
    } catch (const Error& error) {
      CHECK(error.status() == Status::invalid_argument);
      CHECK(error.where() == where);
    }
  };
  refused(TargetsRequest::parse, R"({"period":"decade"})", "/period");
  refused(TargetsRequest::parse, R"({"levels":["team_id"]})", "/levels");
  refused(TargetsRequest::parse, R"({"from":"2026-03-01","to":"2026-02-01"})", "/to");
  refused(PaceRequest::parse, R"({})", "");
  refused(PaceRequest::parse, R"({"as_of":"2026-01-01","confidence":1})", "/confidence");
  refused(ReplanRequest::parse, R"({"from":"2026-01-01","carry":"half"})", "/carry");
  refused(HeadCountRequest::parse, R"({"as_of":"2026-01-01","ramp_ppm":[]})", "/ramp_ppm");
  refused(AllocateRequest::parse, R"({"total_minor":-1})", "/total_minor");
  refused(RakeRequest::parse, R"({"max_iterations":0})", "/max_iterations");
  refused(RoundRequest::parse, R"({"unit":0})", "/unit");
}
