// The case documents that the schema tests share, and what a plan says of itself.
#include <filesystem>

#include "quota/definition.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

const std::string cases = source_dir + "/tests/documents/cases/plan/";

/// Sets a value at a JSON pointer; null removes a member.
void set_at(json::value& document, std::string_view pointer, const json::value& value) {
  json::value* at = &document;
  for (std::size_t from = 1;;) {
    const std::size_t slash = pointer.find('/', from);
    const bool is_last = slash == std::string_view::npos;
    const std::string step(pointer.substr(from, is_last ? slash : slash - from));
    if (at->is_array()) {
      at = &at->get_array().at(std::stoul(step));
    } else if (is_last && value.is_null()) {
      at->get_object().erase(step);
      return;
    } else {
      at = &at->get_object()[step];
    }
    if (is_last) break;
    from = slash + 1;
  }
  *at = value;
}

struct Case {
  std::string name;
  std::string text;
  json::object said;
};

std::vector<Case> cases_in(const std::string& file) {
  const json::value base = parsed(file_text(cases + "base.json"));
  std::vector<Case> found;
  const json::value all = parsed(file_text(cases + file));
  for (const json::value& each : all.at("cases").as_array()) {
    json::value document = base;
    for (const auto& change : each.at("set").as_object())
      set_at(document, {change.key().data(), change.key().size()}, change.value());
    const std::string text(json::serialize(document));
    found.push_back({std::string(each.at("name").as_string()), text, each.as_object()});
  }
  return found;
}

std::string small(const std::string& members) {
  return R"({"sandan": "plan/1", "code": "p", "currency": "CNY",
    "period": {"from": "2026-01-01", "to": "2026-12-31"},
    "axes": [{"code": "product", "tree": {"nodes": [{"code": "a"}, {"code": "b"}]}}], )" +
         members + "}";
}

}  // namespace

TEST_CASE("Every invalid plan is refused where and for what its case says") {
  const auto all = cases_in("invalid.json");
  CHECK(all.size() > 80);
  for (const Case& each : all) {
    INFO(each.name);
    const auto error = refusal([&] { QuotaPlan::compile(each.text); });
    REQUIRE(error);
    CHECK(error->where() == std::string(each.said.at("where").as_string()));
    CHECK(error->detail() == std::string(each.said.at("detail").as_string()));
    CHECK(std::string(error->what()) != "");
  }
}

TEST_CASE("Every valid plan is read, and its canonical text is a fixed point") {
  for (const Case& each : cases_in("valid.json")) {
    INFO(each.name);
    const QuotaPlan plan = QuotaPlan::compile(each.text);
    const QuotaPlan again = QuotaPlan::compile(plan.to_json());
    CHECK(again.to_json() == plan.to_json());
    CHECK(again.digest() == plan.digest());
    CHECK(plan.digest() == document_digest(each.text));
    CHECK(plan.definition().calendar);
    CHECK(plan.definition().hierarchies.size() == 2);
    CHECK_FALSE(plan.definition().tiers.empty());
  }
}

TEST_CASE("Shipped plans are read") {
  int plans = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir + "/data/plans")) {
    INFO(entry.path());
    const QuotaPlan plan = QuotaPlan::compile(file_text(entry.path().string()));
    CHECK(plan.code() == entry.path().stem().string());
    CHECK(shipped_document("plan", plan.code()) == file_text(entry.path().string()));
    ++plans;
  }
  CHECK(plans == 2);
}

TEST_CASE("A plan is read as it says") {
  const QuotaPlan plan = QuotaPlan::compile(file_text(cases + "base.json"));
  const Definition& read = plan.definition();
  CHECK(read.code == "fy2026");
  CHECK(read.label.in("zh") == "2026 年计划");
  CHECK(read.calendar->code() == "cn");
  CHECK(read.total_minor == 1'200'000'000);
  CHECK(read.round_to_minor == 100);
  CHECK(format_day(read.to) == "2026-12-31");
  REQUIRE(read.axes.size() == 3);
  CHECK(read.axis_index("segment") == 2);
  CHECK(read.axis_index("region") == -1);
  const Axis& sales = read.axes[0];
  CHECK(sales.tree.nodes.size() == 7);
  CHECK(sales.tree.level_names.size() == 4);
  CHECK(sales.padding.size() == 2);
  REQUIRE(sales.weights.blend.size() == 4);
  const Weights& actuals = sales.weights.blend[1].weights;
  CHECK(sales.weights.blend[1].ppm == 300'000);
  CHECK(actuals.by == Weights::By::actuals);
  CHECK(actuals.of == Weights::Of::parent);
  CHECK(actuals.kind == "collection");
  CHECK(actuals.shrink_minor == std::optional<Minor>(0));
  CHECK(actuals.unit == QuotaPeriod::quarter);
  CHECK(sales.weights.blend[0].weights.given.at("south") == 1.5);
  CHECK(read.time.blend[1].weights.unit == QuotaPeriod::quarter);
  REQUIRE(read.constraints.size() == 5);
  CHECK(read.constraints[0].unit == QuotaPeriod::quarter);
  CHECK(read.constraints[2].unit == QuotaPeriod::week);
  CHECK(read.constraints[2].kind == Constraint::Kind::fixed);
  CHECK(read.constraints[3].unit == QuotaPeriod::day);
  CHECK(read.constraints[4].unit == QuotaPeriod::all);
  CHECK(read.constraints[4].growth_ppm == -50'000);
  CHECK(read.constraints[4].pointer == "/constraints/4");
  CHECK_FALSE(read.basis.parts[1].amount_minor);
  CHECK(read.focuses[0].weight_ppm == 1'500'000);
  CHECK(read.ramp.ppm == std::vector<std::int32_t>{0, 500'000, 1'000'000});
}

TEST_CASE("What a plan leaves out has its defaults") {
  const QuotaPlan plan = QuotaPlan::compile(small(R"("total_minor": 7)"));
  const Definition& read = plan.definition();
  CHECK(read.calendar->code() == "weekdays");
  CHECK(read.round_to_minor == 1);
  REQUIRE(read.tiers.size() == 1);
  CHECK(read.tiers[0].code == "target");
  CHECK(read.tiers[0].share_ppm == 1'000'000);
  CHECK(read.axes[0].weights.by == Weights::By::equal);
  CHECK(read.time.by == Weights::By::workdays);
  CHECK(read.hierarchies == std::vector<std::string>{"product", "time"});
  CHECK(read.time_rounding == TimeRounding::controlled);
  CHECK(read.ramp.ppm == std::vector<std::int32_t>{1'000'000});
}

TEST_CASE("A calendar handed in wins over the one named") {
  const Calendar own = Calendar::compile(R"({"sandan": "calendar/1", "code": "own",
    "label": {"en": "Own"}, "week": ["sat"]})");
  const std::string text = small(R"("total_minor": 7, "calendar": "ours")");
  CHECK(QuotaPlan::compile(text, &own).definition().calendar->code() == "own");
  CHECK(refusal([&] { QuotaPlan::compile(text); })->detail() == "unknown_calendar");
}

TEST_CASE("Totals of tiers are whole units, rounded half to even") {
  const auto total = [](const std::string& amounts, std::int64_t share) {
    const QuotaPlan plan = QuotaPlan::compile(small(amounts));
    return plan.definition().total_of({"t", {}, share});
  };
  CHECK(total(R"("total_minor": 1234567, "round_to_minor": 100)", 1'000'000) == 1'234'567);
  CHECK(total(R"("total_minor": 1234567, "round_to_minor": 100)", 1'100'000) == 1'358'000);
  CHECK(total(R"("total_minor": 5, "round_to_minor": 1)", 500'000) == 2);
  CHECK(total(R"("total_minor": 7, "round_to_minor": 1)", 500'000) == 4);
  CHECK(refusal([&] {
          total(R"("total_minor": 9000000000000000000, "round_to_minor": 10000)", 100'000'000);
        })->status() == Status::overflow);
}

TEST_CASE("Numbers that are none are refused when the text is parsed") {
  CHECK(refusal([] { QuotaPlan::compile(small(R"("total_minor": NaN)")); })->status() ==
        Status::parse);
  CHECK(refusal([] { QuotaPlan::compile(small(R"("total_minor": 1e999)")); })->status() ==
        Status::parse);
  CHECK(refusal([] {
          QuotaPlan::compile(small(R"("total_minor": 92233720368547758070)"));
        })->status() == Status::parse);
}
