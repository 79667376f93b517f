#include "quota/hand_plan.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// Reps a and b, 100 each a working day of the first two quarters of 2026.
HandPlan two_reps() {
  HandPlan plan;
  plan.from = "2026-01-01";
  plan.to = "2026-06-30";
  plan.axes = {hand_tree("sales", {"company", "rep_id"}, {{"company"}, {"a", 0}, {"b", 0}})};
  return plan;
}

Quota with(const HandPlan& plan, const std::function<void(quota::Definition&)>& change) {
  const auto data = plan.data();
  auto definition = std::make_shared<quota::Definition>(*data->definition);
  change(*definition);
  data->definition = definition;
  return Quota(data);
}

Result judged(const Quota& quota, const Tables& tables, std::string_view more = "") {
  return quota.principles(
      tables, PrinciplesRequest::parse(R"({"as_of": "2025-12-31")" + std::string(more) + "}"));
}

std::string of(const Result& result, int principle, std::string_view expected) {
  json::array chosen;
  for (const auto& row : rows(result)) {
    if (row.at("principle").as_int64() == principle) chosen.push_back(row);
  }
  return difference(chosen, parsed(expected));
}

/// `amount` on the first day of each month of 2025.
std::string orders(const std::string& rep, const std::vector<std::int64_t>& amounts) {
  std::string text;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    text += "2025-" + std::string(i < 9 ? "0" : "") + std::to_string(i + 1) + "-01, order, " + rep +
            ", " + std::to_string(amounts[i]) + "\n";
  }
  return text;
}

const std::string order_header = "date day, kind text, rep_id text, amount_minor int\n";

}  // namespace

TEST_CASE("the first principle wants an amount at every node", "[quota]") {
  HandPlan plan = two_reps();
  const QuotaTables none;
  CHECK(of(judged(plan.quota(), none.tables), 1,
           R"([{"code": "amount_unit_period", "holds": true, "n": 3, "of_n": 3, "finding": null,
                "label": "Every node has amount, unit and period"}])") == "");
  plan.amount = [](std::int32_t line, std::int32_t, bool is_workday) {
    return line == 0 && is_workday ? 100 : 0;
  };
  CHECK(of(judged(plan.quota(), none.tables, R"(, "language": "zh")"), 1, R"([
    {"holds": false, "n": 2, "of_n": 3, "label": "有数量、单位、期限"},
    {"holds": false, "n": null, "finding": "no_amount", "place": "sales:company/b",
     "label": "没有金额"}])") == "");
}

TEST_CASE("the second principle wants a basis of four amounts", "[quota]") {
  const HandPlan plan = two_reps();
  const QuotaTables none;
  const auto total = plan.data()->definition->total_minor;
  const auto basis = [&](std::vector<quota::Basis::Part> parts) {
    return judged(with(plan, [&](quota::Definition& d) { d.basis.parts = parts; }), none.tables);
  };
  CHECK(of(judged(plan.quota(), none.tables), 2, R"([
    {"holds": false, "n": 0, "of_n": 4}, {"finding": "basis_missing", "detail": "existing"},
    {"detail": "new"}, {"detail": "market"}, {"detail": "competition"}])") == "");
  CHECK(of(basis({{"existing", total - 1, {}},
                  {"new", 1, {}},
                  {"market", 0, {}},
                  {"competition", 0, {}}}),
           2, R"([{"holds": true, "n": 4}])") == "");
  CHECK(of(basis({{"existing", total - 1, {}},
                  {"new", 0, {}},
                  {"market", 0, {}},
                  {"competition", 0, {}}}),
           2,
           R"([{"holds": false, "n": 4}, {"finding": "basis_too_small", "detail": ")" +
               std::to_string(total - 1) + " < " + std::to_string(total) + R"("}])") == "");
  CHECK(
      of(basis(
             {{"existing", total, {}}, {"new", {}, {}}, {"market", 0, {}}, {"competition", 0, {}}}),
         2, R"([{"holds": false, "n": 3}, {"finding": "basis_without_amount",
                  "place": "/basis/1", "detail": "new"}])") == "");
}

TEST_CASE("the third principle compares the rate with the upper quartile of own months",
          "[quota]") {
  // Working days of the months of 2025: 23 20 21 22 22 21 23 21 22 23 20 23.
  // With 100 times as many the rate of each month of a is 100, but for three.
  const HandPlan plan = two_reps();
  QuotaTables enough;
  enough.add("actuals", order_header + orders("a", {2300, 2000, 2100, 2200, 2200, 2100, 2300, 2100,
                                                    2200, 0, 0, 0}));
  CHECK(of(judged(plan.quota(), enough.tables), 3, R"([
    {"holds": null, "n": 1, "of_n": 2},
    {"holds": null, "finding": "too_little_history", "place": "sales:b"}])") == "");
  QuotaTables short_of;
  // The nine months of b lie at 99; the last three, at 0, are below.
  short_of.add(
      "actuals",
      order_header +
          orders("a", {2300, 2000, 2100, 2200, 2200, 2100, 2300, 2100, 2200, 2300, 2000, 2300}) +
          orders("b", {2277, 1980, 2079, 2178, 2178, 2079, 2277, 2079, 2178, 0, 0, 0}));
  CHECK(of(judged(plan.quota(), short_of.tables), 3, R"([
    {"holds": false, "n": 1, "of_n": 2},
    {"holds": false, "finding": "rate_above_history", "place": "sales:b",
     "detail": "100 > 99"}])") == "");
}

TEST_CASE("months before hiring are no history", "[quota]") {
  const HandPlan plan = two_reps();
  QuotaTables tables;
  tables.add(
      "actuals",
      order_header + orders("a", {0, 0, 0, 0, 0, 0, 2300, 2100, 2200, 2300, 2000, 2300}) +
          orders("b", {9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000, 9000}));
  tables.add("reps", "rep_id text, hired_on day\na, 2025-06-15\nb, 2025-07-02");
  // a: six whole months at 100; b: from August five, too few.
  CHECK(of(judged(plan.quota(), tables.tables), 3, R"([
    {"holds": null, "n": 1, "of_n": 2},
    {"finding": "too_little_history", "place": "sales:b"}])") == "");
}

TEST_CASE("months before the table of actuals begins are not known", "[quota]") {
  // Hired long ago; the table begins in July: its six months, at 100 for a and
  // at nothing for b, are all that is known.
  const HandPlan plan = two_reps();
  QuotaTables tables;
  tables.add("actuals", order_header + R"(2025-07-01, order, a, 2300
    2025-08-01, order, a, 2100
    2025-09-01, order, a, 2200
    2025-10-01, order, a, 2300
    2025-11-01, order, a, 2000
    2025-12-01, order, a, 2300)");
  tables.add("reps", "rep_id text, hired_on day\na, 2015-01-01\nb, 2025-01-01");
  CHECK(of(judged(plan.quota(), tables.tables), 3, R"([
    {"holds": false, "n": 1, "of_n": 2},
    {"finding": "rate_above_history", "place": "sales:b", "detail": "100 > 0"}])") == "");
  QuotaTables late;  // from the second working day of July: five months, too few
  late.add("actuals", order_header + R"(2025-07-02, order, a, 2300
    2025-08-01, order, a, 2100
    2025-12-01, order, a, 2300)");
  late.add("reps", "rep_id text, hired_on day\na, 2015-01-01\nb, 2025-01-01");
  CHECK(of(judged(plan.quota(), late.tables), 3, R"([
    {"holds": null, "n": 0, "of_n": 2}, {"finding": "too_little_history", "place": "sales:a"},
    {"finding": "too_little_history", "place": "sales:b"}])") == "");
}

TEST_CASE("after the last day what was brought is all there is", "[quota]") {
  // 129 working days of 100 each are asked of both.
  HandPlan plan = two_reps();
  QuotaTables tables;
  tables.add("actuals", order_header + orders("a", {1, 1, 1, 1, 1, 1, 1}) +
                            orders("b", {1, 1, 1, 1, 1, 1, 1}) +
                            "2026-06-30, order, a, 12900\n2026-06-30, order, b, 12899\n");
  const auto judged_on = [&](const std::string& as_of) {
    return plan.quota().principles(tables.tables,
                                   PrinciplesRequest::parse(R"({"as_of": ")" + as_of + "\"}"));
  };
  for (const std::string as_of : {"2026-06-30", "2026-12-31"}) {
    CAPTURE(as_of);
    CHECK(of(judged_on(as_of), 3, R"([{"holds": false, "n": 1, "of_n": 2},
      {"finding": "no_workdays_left", "place": "sales:b"}])") == "");
  }
}

TEST_CASE("a quarter in which somebody works but has no target", "[quota]") {
  HandPlan plan = two_reps();
  plan.amount = [](std::int32_t line, std::int32_t day, bool is_workday) {
    return is_workday && (line == 0 || day >= 90) ? 100 : 0;
  };
  const QuotaTables none;
  CHECK(of(judged(plan.quota(), none.tables), 3, R"([
    {"holds": false, "n": 0, "of_n": 2}, {"finding": "too_little_history", "place": "sales:a"},
    {"holds": false, "finding": "quarter_without_amount", "place": "sales:b",
     "detail": "2026-Q1"},
    {"finding": "too_little_history", "place": "sales:b"}])") == "");
}

TEST_CASE("the fourth principle ties a work item to each quarter's focus", "[quota]") {
  const HandPlan plan = two_reps();
  const Quota quota = with(plan, [](quota::Definition& d) {
    d.focuses.resize(2);
    d.focuses[0].quarter = "2026-Q1";
    d.focuses[0].goal = "g1";
    d.focuses[1].quarter = "2026-Q2";
    d.focuses[1].goal = "g2";
  });
  const QuotaTables none;
  CHECK(of(judged(plan.quota(), none.tables), 4, R"([
    {"holds": false, "n": 0, "of_n": 2}, {"finding": "no_focus", "place": "2026-Q1"},
    {"finding": "no_focus", "place": "2026-Q2"}])") == "");
  CHECK(of(judged(quota, none.tables), 4, R"([
    {"holds": null, "n": 0}, {"holds": null, "finding": "work_items_not_known"}, {}])") == "");
  QuotaTables tables;
  tables.add("work_items",
             "goal text, quarter text\ng1, 2026-Q1\ng1, 2026-Q2\ng2, 2026-Q1\n, 2026-Q2");
  CHECK(of(judged(quota, tables.tables), 4, R"([
    {"holds": false, "n": 1}, {"finding": "no_work_item", "place": "2026-Q2"}])") == "");
}

TEST_CASE("the fifth principle dates work items, the urgent first", "[quota]") {
  const HandPlan plan = two_reps();
  QuotaTables tables;
  tables.add("work_items", R"(
    item_id text, quarter text, rep_id text, due_on day, urgency text
    fine, 2026-Q1, a, 2026-01-10, urgent
    rest, 2026-Q1, a, 2026-01-20, normal
    late, 2026-Q1, a, 2026-01-21, urgent
    of_b, 2026-Q1, b, 2026-03-31, urgent
    far, 2026-Q1, b, 2026-04-01, normal
    bare, 2026-Q2, b, , 
    lost, , b, 2026-04-01, normal
    next, 2027-Q1, b, , )");
  CHECK(of(judged(plan.quota(), tables.tables), 5, R"([
    {"holds": false, "n": 3, "of_n": 7},
    {"finding": "urgent_after_normal", "place": "late", "detail": "2026-01-21 > 2026-01-20"},
    {"finding": "due_outside_quarter", "place": "far", "detail": "2026-04-01"},
    {"finding": "no_due_date", "place": "bare"}, {"finding": "no_urgency", "place": "bare"},
    {"finding": "no_quarter", "place": "lost"}])") == "");
  const QuotaTables none;
  CHECK(of(judged(plan.quota(), none.tables), 5, R"([
    {"holds": null, "n": 0, "of_n": 0},
    {"holds": null, "finding": "work_items_not_known", "place": null}])") == "");
  QuotaTables undated;
  undated.add("work_items", "quarter text\n2026-Q1");
  CHECK(of(judged(plan.quota(), undated.tables), 5, R"([
    {"holds": null, "n": 0, "of_n": 1}, {"finding": "due_not_known", "place": "row 0"},
    {"finding": "urgency_not_known"}])") == "");
}

TEST_CASE("an unknown urgency is refused", "[quota]") {
  QuotaTables tables;
  tables.add("work_items", "urgency text\nurgent\nsoon");
  const auto error = refusal([&] { judged(two_reps().quota(), tables.tables); });
  REQUIRE(error);
  CHECK(error->detail() == "unknown_value");
  CHECK(error->row() == 1);
}

TEST_CASE("principles tell actuals that do not count", "[quota]") {
  QuotaTables tables;
  tables.add("actuals", order_header + R"(2025-01-01, order, a, 100
    2025-02-01, gift, a, 100
    2025-03-01, order, z, 100)");
  CHECK_ROWS(judged(two_reps().quota(), tables.tables), "principle_faults", R"([
    {"table": "actuals", "row": 1, "column": "kind", "fault": "unknown_kind", "value": "gift",
     "set_aside": true},
    {"table": "actuals", "row": 2, "column": "rep_id", "fault": "unknown_node", "value": "z",
     "set_aside": false}])");
}
