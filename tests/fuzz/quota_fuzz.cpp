// sandan_quota_build and every question about quotas on tables of any shape; the
// plan, or the request, as the rest of the input says it, or one that is right.
#include "fuzz/likely_tables.hpp"

using namespace sandan::fuzz;

namespace {

constexpr std::string_view plan_text = R"json({"sandan":"plan/1","code":"q","label":{"en":"Q"},
  "currency":"CNY","total_minor":12345,"round_to_minor":10,
  "period":{"from":"2026-01-01","to":"2026-03-31"},
  "axes":[{"code":"sales","tree":{"from":"levels","levels":["team_id"]},
           "weights":{"by":"blend","parts":[{"ppm":500000,"by":"capacity"},
             {"ppm":500000,"by":"actuals","of":"own","shrink_minor":0}]}},
          {"code":"product","tree":{"nodes":[{"code":"a"},{"code":"b"}]},
           "weights":{"by":"actuals","of":"parent"}}],
  "time":{"by":"actuals","unit":"month"},
  "constraints":[{"code":"c","at":{"product":"a"},"floor_minor":1000},
                 {"code":"d","at":{"sales":"a"},"period":"2026-02","cap_minor":9000}],
  "basis":[{"from":"existing","amount_minor":5}],
  "focuses":[{"quarter":"2026-Q1","goal":"a","at":{"product":"b"},"weight_ppm":1500000}]})json";

constexpr std::string_view incentive_text = R"json({"sandan":"incentive/1","code":"i",
  "label":{"en":"I"},"roles":[{"role":"generalist","components":[
    {"code":"c","measure":"value","weight_ppm":1000000}]}]})json";

void ask_quota(const sandan_quota* quota, const sandan_tables* tables, const sandan_run* run,
               std::string_view own) {
  const auto of_quota = [&](auto verb, std::string_view right) {
    question(own, right, [&](std::string_view request, auto** out, auto* error) {
      return verb(quota, request.data(), request.size(), run, out, error);
    });
  };
  const auto of_both = [&](auto verb, std::string_view right) {
    question(own, right, [&](std::string_view request, auto** out, auto* error) {
      return verb(quota, tables, request.data(), request.size(), run, out, error);
    });
  };
  of_quota(sandan_quota_targets, R"({"levels":{"sales":"*","product":"*"},"period":"week"})");
  of_quota(sandan_quota_proof, "");
  of_quota(sandan_quota_binding, "");
  of_quota(sandan_quota_versions, "");
  of_both(sandan_quota_pace, R"({"as_of":"2026-02-15","by":["sales","product"],"min_n":1})");
  of_both(sandan_quota_activity, R"({"as_of":"2026-02-15","min_n":1,"proposal_stage":"a"})");
  of_both(sandan_quota_head_count, R"({"as_of":"2026-01-31"})");
  of_both(sandan_quota_principles, R"({"as_of":"2026-02-15"})");
  sandan_quota* after = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::string_view request = own.empty() ? R"({"from":"2026-02-01","carry":"pooled"})" : own;
  const std::int32_t status =
      sandan_quota_replan(quota, tables, request.data(), request.size(), run, &after, &error);
  check_error(error, status);
  if (status != SANDAN_OK) return;
  question(own, "", [&](std::string_view asked, auto** out, auto* told) {
    return sandan_quota_diff(quota, after, asked.data(), asked.size(), run, out, told);
  });
  sandan_quota_destroy(after);
}

void ask_tables(const sandan_tables* tables, const sandan_run* run, std::string_view own) {
  const auto of_tables = [&](auto verb, std::string_view right) {
    question(own, right, [&](std::string_view request, auto** out, auto* error) {
      return verb(tables, request.data(), request.size(), run, out, error);
    });
  };
  of_tables(sandan_quota_quartiles, R"({"min_n":2})");
  of_tables(sandan_quota_allocate, R"({"total_minor":1000})");
  of_tables(sandan_quota_rake, R"({"max_iterations":50})");
  of_tables(sandan_quota_round, "");
  question(own, R"({"by":["product"]})", [&](std::string_view request, auto** out, auto* error) {
    return sandan_quota_shapes(tables, nullptr, request.data(), request.size(), run, out, error);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const int whose = input.below(6);  // the rest is a plan, a request, an incentive plan, or unused
  const Exported reps(likely_table(input, {{"rep_id", 't'},
                                           {"team_id", 't'},
                                           {"manager_id", 't'},
                                           {"hired_on", 'd'},
                                           {"left_on", 'd'},
                                           {"capacity", 'n'}}));
  const Exported actuals(likely_table(input, {{"rep_id", 't'},
                                              {"date", 'd'},
                                              {"amount_minor", 'i'},
                                              {"product", 't'},
                                              {"kind", 't'},
                                              {"actual_id", 'i'},
                                              {"currency", 't'}}));
  const Exported credits(
      likely_table(input, {{"actual_id", 'i'}, {"rep_id", 't'}, {"share_ppm", 'i'}}));
  const Exported moves(
      likely_table(input, {{"rep_id", 't'}, {"team_id", 't'}, {"from_on", 'd'}, {"to_on", 'd'}}));
  const Exported deals(likely_table(input, {{"opportunity_id", 'i'},
                                            {"owner_id", 't'},
                                            {"outcome", 't'},
                                            {"stage", 't'},
                                            {"amount_minor", 'i'},
                                            {"created_on", 'd'},
                                            {"won_on", 'd'}}));
  const Exported doings(likely_table(input, {{"rep_id", 't'}, {"kind", 't'}, {"done_on", 'd'}}));
  const Exported items(likely_table(
      input, {{"item_id", 't'}, {"weight", 'n'}, {"floor_minor", 'i'}, {"cap_minor", 'i'}}));
  const Exported cells(likely_table(input, {{"row_id", 't'}, {"column_id", 't'}, {"value", 'n'}}));
  const Exported totals(likely_table(input, {{"row_id", 't'}, {"column_id", 't'}, {"total", 'n'}}));
  sandan_tables* tables = nullptr;
  expect(sandan_tables_create(&tables, nullptr) == SANDAN_OK);
  add(tables, "reps", reps);
  add(tables, "actuals", actuals);
  add(tables, "credits", credits);
  add(tables, "rep_assignments", moves);
  add(tables, "opportunities", deals);
  add(tables, "activities", doings);
  add(tables, "items", items);
  add(tables, "seed", cells);
  add(tables, "cells", cells);
  add(tables, "row_totals", totals);
  add(tables, "column_totals", totals);
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = 1 + input.below(2);
  run.max_bytes = 64 << 20;
  const std::string rest = input.rest();
  const std::string_view own = whose == 1 ? std::string_view(rest) : std::string_view();
  const std::string_view document = whose == 0 ? std::string_view(rest) : plan_text;
  const std::string_view paid = whose == 2 ? std::string_view(rest) : incentive_text;

  sandan_quota_plan* plan = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  std::int32_t status =
      sandan_quota_compile(document.data(), document.size(), nullptr, &plan, &error);
  check_error(error, status);
  if (status == SANDAN_OK) {
    sandan_quota* quota = nullptr;
    error = SANDAN_ERROR_INIT;
    status = sandan_quota_build(plan, tables, nullptr, 0, &run, &quota, &error);
    check_error(error, status);
    if (status == SANDAN_OK) ask_quota(quota, tables, &run, own);
    if (status == SANDAN_OK) sandan_quota_destroy(quota);
    sandan_quota_plan_destroy(plan);
  }
  ask_tables(tables, &run, own);
  question("", "", [&](std::string_view, auto** out, auto* told) {
    return sandan_quota_incentive(paid.data(), paid.size(), &run, out, told);
  });
  sandan_tables_destroy(tables);
  return 0;
}
