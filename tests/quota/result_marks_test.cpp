// What holds of the results of every verb: their marks, dictionaries of
// distinct texts, and progress that never goes back.
#include <map>
#include <set>

#include "quota/hand_plan.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

const std::string plan_text = R"({"sandan": "plan/1", "code": "q", "currency": "CNY",
  "total_minor": 120000, "round_to_minor": 100,
  "period": {"from": "2026-01-01", "to": "2026-03-31"},
  "tiers": [{"code": "target"}, {"code": "stretch", "share_ppm": 1100000},
            {"code": "challenge", "share_ppm": 1200000}],
  "axes": [
    {"code": "sales", "tree": {"from": "levels", "levels": ["team_id"]},
     "weights": {"by": "capacity"}, "padding": [{"level": "rep_id", "ppm": 50000}]},
    {"code": "product", "tree": {"nodes": [{"code": "x"}, {"code": "y"}]},
     "weights": {"by": "given", "nodes": {"x": 2, "y": 1}}}],
  "constraints": [{"code": "least", "at": {"sales": "li"}, "floor_minor": 30000}],
  "basis": [{"from": "existing", "amount_minor": 90000}, {"from": "new", "amount_minor": null}],
  "focuses": [{"quarter": "2026-Q1", "goal": "g", "label": {"en": "Open"}}],
  "ramp_ppm": [500000, 1000000]})";

/// li moves from the north to the south, so that one code has two places.
void add_year(QuotaTables& given) {
  given.add("reps", R"(
    rep_id text, team_id text, manager_id text, role text, hired_on day, left_on day, capacity int
    li, north, zhao, generalist, 2020-01-01, , 1
    wang, north, zhao, generalist, 2025-12-01, , 1
    chen, south, , generalist, 2021-01-01, , 2
    zhao, south, , leader, 2019-01-01, , 1)");
  given.add("rep_assignments", R"(
    rep_id text, team_id text, from_on day, to_on day
    li, north, 2020-01-01, 2026-01-31
    li, south, 2026-02-01,)");
  given.add("actuals", R"(
    actual_id int, date day, rep_id text, account_id int, product text, kind text, amount_minor int, currency text, industry text
    1, 2025-02-03, li, 1, x, order, 30000, CNY, steel
    2, 2025-03-03, chen, 2, y, order, 20000, CNY, food
    3, 2026-01-12, li, 1, x, order, 12000, CNY, steel
    4, 2026-01-20, wang, 3, y, order, 4000, CNY,
    5, 2026-02-02, chen, 2, x, order, 9000, CNY, food)");
  given.add("opportunities", R"(
    opportunity_id int, owner_id text, account_id int, product text, stage text, outcome text, created_on day, closed_on day, won_on day, amount_minor int, currency text, campaign_id int
    1, li, 1, x, won, won, 2025-06-01, 2025-09-01, 2025-09-01, 30000, CNY, 7
    2, li, 2, y, lost, lost, 2025-07-01, 2025-09-01, , 20000, CNY,
    3, chen, 3, x, won, won, 2025-07-01, 2025-10-01, 2025-10-01, 10000, CNY,
    4, wang, 3, x, quote, open, 2025-11-01, , , 40000, CNY, 7)");
  given.add("stage_events", R"(
    opportunity_id int, stage text, entered_at day
    1, quote, 2025-08-01
    2, quote, 2025-08-01
    3, quote, 2025-08-15)");
  given.add("activities", R"(
    activity_id int, kind text, rep_id text, account_id int, done_on day
    1, call, li, 1, 2025-06-02
    2, call, li, 2, 2025-06-03
    3, visit, li, 1, 2025-06-10)");
  given.add("work_items", R"(
    item_id int, goal text, quarter text, rep_id text, due_on day, urgency text, done_on day
    1, g, 2026-Q1, li, 2026-02-01, urgent,
    2, g, 2026-Q1, chen, 2026-05-01, normal,)");
  given.add("items", R"(
    item_id text, weight int, floor_minor int, cap_minor int
    a, 1, 10,
    b, 2, , 30
    c, 3, ,)");
  given.add("seed", R"(
    row_id text, column_id text, value int
    r, p, 1
    r, q, 2
    s, p, 3
    s, q, 4)");
  given.add("row_totals", "row_id text, total int\nr, 5\ns, 5");
  given.add("column_totals", "column_id text, total int\np, 4\nq, 6");
  given.add("cells", R"(
    row_id text, column_id text, value int
    r, p, 6
    r, q, 9
    s, p, 2
    s, q, 7)");
}

/// A question, by the word that follows sandan_quota_ in the C interface.
using Verb = std::function<Result(const Run&)>;

std::map<std::string, Verb> all_verbs(const Tables& tables, const Quota& quota,
                                      const Quota& again) {
  std::map<std::string, Verb> verbs;
  verbs["targets"] = [quota](const Run& run) {
    return quota.targets(TargetsRequest::parse(R"({"levels": {"sales": "*", "product": "*"},
      "period": "month"})"),
                         run);
  };
  verbs["proof"] = [quota](const Run& run) {
    return quota.proof(ProofRequest::parse(R"({"period": "day"})"), run);
  };
  verbs["binding"] = [quota](const Run& run) { return quota.binding(run); };
  verbs["versions"] = [again](const Run&) { return again.versions(); };
  verbs["diff"] = [quota, again](const Run& run) {
    return quota.diff(again, QuotaDiffRequest::parse(R"({"levels": {"sales": "*", "product": "*"},
      "only_changes": false})"),
                      run);
  };
  verbs["pace"] = [&tables, quota](const Run& run) {
    return quota.pace(tables, PaceRequest::parse(R"({"as_of": "2026-02-15", "min_n": 1,
      "by": ["sales", "product", "industry", "month"]})"),
                      run);
  };
  verbs["activity"] = [&tables, quota](const Run& run) {
    return quota.activity(tables, ActivityTargetsRequest::parse(R"({"as_of": "2025-12-31",
      "min_n": 1, "proposal_stage": "quote"})"),
                          run);
  };
  verbs["head_count"] = [&tables, quota](const Run& run) {
    return quota.head_count(tables, HeadCountRequest::parse(R"({"as_of": "2025-12-31",
      "per_head_minor": 90000})"),
                            run);
  };
  verbs["principles"] = [&tables, quota](const Run& run) {
    return quota.principles(tables, PrinciplesRequest::parse(R"({"as_of": "2026-02-15"})"), run);
  };
  verbs["quartiles"] = [&tables](const Run& run) {
    return quota_quartiles(tables, QuartilesRequest::parse(R"({"min_n": 2})"), run);
  };
  verbs["incentive"] = [](const Run&) {
    return quota_incentive(R"({"sandan": "incentive/1", "code": "i", "label": {"en": "I"},
      "roles": [{"role": "account_manager", "components": [
        {"code": "c", "measure": "value", "weight_ppm": 700000},
        {"code": "n", "measure": "new_customers", "weight_ppm": 300000}]}]})");
  };
  verbs["shapes"] = [&tables](const Run& run) {
    return quota_shapes(tables, ShapesRequest::parse(R"({"by": ["product"]})"), nullptr, run);
  };
  verbs["allocate"] = [&tables](const Run& run) {
    return quota_allocate(tables, AllocateRequest::parse(R"({"total_minor": 101})"), run);
  };
  verbs["rake"] = [&tables](const Run& run) { return quota_rake(tables, RakeRequest(), run); };
  verbs["round"] = [&tables](const Run& run) {
    return quota_round(tables, RoundRequest::parse(R"({"unit": 4})"), run);
  };
  return verbs;
}

/// Texts of a plain text array.
std::vector<std::string> texts_of(const ArrowSchema& schema, const ArrowArray& array) {
  std::vector<std::string> texts;
  const auto* bytes = static_cast<const char*>(array.buffers[2]);
  for (std::int64_t i = array.offset; i < array.offset + array.length; ++i) {
    std::int64_t from = 0;
    std::int64_t to = 0;
    if (std::string_view(schema.format) == "U") {
      const auto* offsets = static_cast<const std::int64_t*>(array.buffers[1]);
      from = offsets[i];
      to = offsets[i + 1];
    } else {
      const auto* offsets = static_cast<const std::int32_t*>(array.buffers[1]);
      from = offsets[i];
      to = offsets[i + 1];
    }
    texts.emplace_back(bytes + from, bytes + to);
  }
  return texts;
}

/// "table.column: text" of the first text that stands twice in a dictionary.
std::string repeated_text(const Result& result) {
  for (std::int64_t i = 0; i < result.count(); ++i) {
    const std::string& table = result.name(i);
    ArrowArrayStream stream = result.stream(table);
    ArrowSchema schema{};
    REQUIRE(stream.get_schema(&stream, &schema) == 0);
    std::string repeated;
    for (;;) {
      ArrowArray batch{};
      REQUIRE(stream.get_next(&stream, &batch) == 0);
      if (batch.release == nullptr) break;
      for (std::int64_t column = 0; column < schema.n_children; ++column) {
        const ArrowSchema& field = *schema.children[column];
        if (field.dictionary == nullptr) continue;
        std::set<std::string> seen;
        for (const std::string& text :
             texts_of(*field.dictionary, *batch.children[column]->dictionary)) {
          if (!seen.insert(text).second) repeated = table + "." + field.name + ": " + text;
        }
      }
      batch.release(&batch);
    }
    schema.release(&schema);
    stream.release(&stream);
    if (!repeated.empty()) return repeated;
  }
  return "";
}

/// Shares of progress told, in order; `fault` says how they go back.
struct Progress {
  std::vector<double> shares;
  Run run;

  Progress() {
    run.progress = [this](double share) {
      shares.push_back(share);
      return true;
    };
  }
  std::string fault() const {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      if (shares[i] < 0 || shares[i] > 1) return "a share outside 0 to 1";
      if (i > 0 && shares[i] < shares[i - 1]) return "from " + std::to_string(shares[i - 1]);
    }
    return "";
  }
};

const std::string replan_text = R"({"from": "2026-02-09", "reason": "slow start"})";

}  // namespace

TEST_CASE("results carry their verb, and dictionaries hold each text once", "[quota]") {
  QuotaTables given;
  add_year(given);
  const Quota quota = Quota::build(QuotaPlan::compile(plan_text), given.tables);
  const Quota again = quota.replan(given.tables, ReplanRequest::parse(replan_text));
  const std::set<std::string> about_persons = {"pace", "activity", "principles", "quartiles"};
  for (const auto& [verb, ask] : all_verbs(given.tables, quota, again)) {
    INFO(verb);
    const Result result = ask({});
    CHECK(metadata_at(result, "sandan.verb") == verb);
    CHECK(metadata_at(result, "sandan.schema") == "quota/1");
    CHECK(repeated_text(result) == "");
    CHECK(metadata_at(result, "sandan.use") ==
          (about_persons.count(verb) > 0 ? "decision_support" : ""));
    CHECK(metadata_at(result, "sandan.set_aside") == "");
  }
}

TEST_CASE("progress never goes back", "[quota]") {
  QuotaTables given;
  add_year(given);
  for (int round = 0; round < 16; ++round) {
    const int tiers = round / 2 + 1;
    std::string text = plan_text;
    if (round % 2 == 1) text.replace(text.find("50000}"), 5, "0");
    text.replace(text.find("2026-03-31"), 10, "2026-12-31");
    std::string listed;
    for (int tier = 0; tier < tiers; ++tier)
      listed += (tier == 0 ? "{\"code\": \"t" : ", {\"code\": \"t") + std::to_string(tier) + "\"}";
    const auto from = text.find("\"tiers\": [") + 10;
    text.replace(from, text.find("],", from) - from, listed);
    INFO(tiers << " tiers, " << (round % 2 == 0 ? "padded" : "not padded"));
    Progress built;
    const Quota quota = Quota::build(QuotaPlan::compile(text), given.tables, {}, built.run);
    CHECK(built.fault() == "");
    CHECK(built.shares.back() == 1);
    Progress replanned;
    const Quota again =
        quota.replan(given.tables, ReplanRequest::parse(replan_text), replanned.run);
    CHECK(replanned.fault() == "");
    CHECK(replanned.shares.back() == 1);
    for (const auto& [verb, ask] : all_verbs(given.tables, quota, again)) {
      INFO(verb);
      Progress asked;
      ask(asked.run);
      CHECK(asked.fault() == "");
    }
  }
}
