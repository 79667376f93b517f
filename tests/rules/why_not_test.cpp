// What stands between a record and a goal, and the nearest changes, against trying all.
#include <algorithm>
#include <set>

#include "rules/search.hpp"
#include "rules/small_policies.hpp"
#include "rules/why_not.hpp"
#include "support/text_table.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

using Inputs = std::set<std::size_t>;

std::string told(const std::set<Inputs>& sets) {
  std::string text;
  for (const Inputs& inputs : sets) {
    for (const std::size_t input : inputs)
      text += std::to_string(input) + " ";
    text += "| ";
  }
  return text;
}

/// Sets of as few inputs as can be whose change reaches a goal, by trying all.
class Nearest {
 public:
  Nearest(const std::shared_ptr<const Plan>& plan, const Everything& all,
          const std::vector<Wanted>& goal)
      : record_(plan), all_(all), goal_(goal) {}

  std::set<Inputs> of(const std::vector<Value>& own, std::size_t most) {
    own_ = own;
    for (std::size_t input = 0; input < all_.inputs(); ++input)
      record_.set(all_.slot(input), own_[input]);
    std::set<Inputs> found;
    for (std::size_t count = 1; count <= most && found.empty(); ++count)
      choose({}, 0, count, found);
    return found;
  }

 private:
  void choose(const Inputs& chosen, std::size_t from, std::size_t left, std::set<Inputs>& found) {
    if (left == 0) {
      if (reaches(chosen, chosen.begin())) found.insert(chosen);
      return;
    }
    for (std::size_t input = from; input < all_.inputs(); ++input) {
      Inputs more = chosen;
      more.insert(input);
      choose(more, input + 1, left - 1, found);
    }
  }

  bool reaches(const Inputs& chosen, Inputs::const_iterator at) {
    if (at == chosen.end()) {
      record_.decide();
      return is_reached(record_, goal_);
    }
    bool found = false;
    for (const Value& value : all_.values(*at)) {
      record_.set(all_.slot(*at), value);
      found = reaches(chosen, std::next(at));
      if (found) break;
    }
    record_.set(all_.slot(*at), own_[*at]);
    return found;
  }

  Record record_;
  const Everything& all_;
  const std::vector<Wanted>& goal_;
  std::vector<Value> own_;
};

/// Values that records of the test have: whole numbers, so that others lie between and
/// on either side.
std::vector<Value> random_record(const Everything& all, std::mt19937& engine, const Plan& plan) {
  std::vector<Value> own;
  for (std::size_t input = 0; input < all.inputs(); ++input) {
    std::vector<Value> values;
    for (const Value& value : all.values(input)) {
      if (value.type == feel::Type::number && value.is_value() &&
          (!value.number.is_whole() || value.number < Decimal(-3) || Decimal(8) < value.number)) {
        continue;
      }
      values.push_back(value);
    }
    if (plan.keeps()) values.push_back(Value::unknown(plan.slot(all.slot(input)).type));
    own.push_back(values[engine() % values.size()]);
  }
  return own;
}

void check_changes(const std::shared_ptr<const Plan>& plan, const Everything& all,
                   const Domains& domains, const std::vector<Wanted>& goal,
                   const std::vector<Value>& own) {
  Record record(plan);
  for (std::size_t input = 0; input < all.inputs(); ++input)
    record.set(all.slot(input), own[input]);
  record.decide();
  if (is_reached(record, goal)) return;
  CHECK(!obstacles_of(record, goal).empty());
  WhyNotRequest request;
  request.alternatives = 100;
  const Changes changes = ChangeSearch(plan, domains, goal, request).of(record);
  CHECK(changes.is_exact);
  std::set<Inputs> found;
  for (const auto& alternative : changes.alternatives) {
    Inputs inputs;
    Record led(plan);
    for (std::size_t input = 0; input < all.inputs(); ++input)
      led.set(all.slot(input), own[input]);
    for (const Change& change : alternative) {
      std::size_t input = 0;
      while (all.slot(input) != change.slot)
        ++input;
      CHECK(is_same_value(change.from, own[input]));
      inputs.insert(input);
      led.set(change.slot, change.to);
    }
    led.decide();
    CHECK(is_reached(led, goal));
    found.insert(inputs);
  }
  CHECK(found.size() == changes.alternatives.size());
  CHECK(told(found) == told(Nearest(plan, all, goal).of(own, 3)));
}

void check_policy(unsigned seed, const Kinds& kinds) {
  const std::string document = PolicyMaker(seed, kinds).document();
  INFO(seed << " " << document);
  const auto plan = plan_of(document);
  const Everything all(*plan, false);
  const Domains domains(*plan, false);
  std::mt19937 engine(seed);
  for (std::int32_t decision = 0; decision < static_cast<std::int32_t>(plan->decisions.size());
       ++decision) {
    for (const std::int32_t slot : finite_outputs(*plan, decision)) {
      const std::string wanted(1, static_cast<char>('a' + engine() % 3));
      const auto own = random_record(all, engine, *plan);
      std::vector<Wanted> goal;
      try {
        goal = wanted_of(*plan, {{plan->slot(slot).item.code, wanted}});
      } catch (const Error& error) {
        CHECK(error.detail() == "unknown_value");
        continue;
      }
      check_changes(plan, all, domains, goal, own);
    }
  }
}

}  // namespace

TEST_CASE("the nearest changes are those that trying all finds") {
  for (unsigned seed = 0; seed < 60; ++seed)
    check_policy(seed, {});
}

TEST_CASE("the nearest changes are the same where null is a value") {
  for (unsigned seed = 100; seed < 120; ++seed) {
    check_policy(seed, {"feel"});
    check_policy(seed, {"b_feel"});
  }
}

namespace {

const std::string small_policy = R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"},
  "keys": ["id"],
  "inputs": [{"code": "system", "type": "text", "values": ["none", "packaged"]},
             {"code": "staff", "type": "number", "whole": true},
             {"code": "open", "type": "bool"},
             {"code": "since", "type": "date", "null": "not_yet"}],
  "decisions": [
    {"code": "d", "kind": "table", "hit": "first", "columns": ["system", "staff", "open"],
     "outputs": [{"code": "grade", "type": "text", "values": ["A", "B", "C"], "default": "C"}],
     "rules": [{"code": "closed", "when": {"open": "false"}, "then": {"grade": "C"}},
               {"code": "A1", "when": {"system": "\"none\"", "staff": ">= 50"}, "then": {"grade": "A"}},
               {"code": "B1", "when": {"staff": "[10..49]"}, "then": {"grade": "B"}}]},
    {"code": "mode", "kind": "formula", "type": "text",
     "formula": "if grade = \"A\" and since = null then \"close\" else \"nurture\""},
    {"code": "s", "kind": "scorecard", "criteria": [
       {"code": "k", "label": {"en": "K"}, "input": "staff",
        "attributes": [{"code": "many", "when": "> 100", "points": 10}, {"when": "-", "points": 2}]},
       {"code": "l", "label": {"en": "L"}, "input": "open", "attributes": [{"when": "true", "points": 5}]}],
     "bands": [{"code": "low", "label": {"en": "L"}, "below": 7},
               {"code": "high", "label": {"en": "H"}}]}]})";

Result asked(const std::string& request) {
  const Exported records(table(R"(id text, system coded, staff int, open bool, since day
    r0, none, 60, true,
    r1, none, 45, true,
    r2, packaged, 60, false, 2026-01-01
    r3, none, , true,)"));
  Tables tables;
  tables.add("records", records.schema, records.array);
  return Policy::compile(small_policy).why_not(tables, WhyNotRequest::parse(request));
}

std::string told(const Result& result, const std::string& expected) {
  return difference(parsed(result.to_json()), parsed(expected));
}

}  // namespace

TEST_CASE("cells that stand in the way, the rule before, and the change that is nearest") {
  CHECK(told(asked(R"({"goal": {"grade": "A"}})"), R"({"why_not": [
      {"row": 1, "id": "r1", "decision": "d", "rule": "A1", "input": "staff", "cell": ">= 50",
       "value": "45", "verdict": "failed", "other_rule": null},
      {"row": 2, "rule": "A1", "input": "system", "cell": "\"none\"", "value": "packaged"},
      {"row": 2, "rule": "A1", "input": null, "verdict": "earlier_rule", "other_rule": "closed"},
      {"row": 3, "rule": "A1", "input": "staff", "value": null, "verdict": "unknown"}],
    "changes": [
      {"row": 1, "id": "r1", "alternative": 1, "input": "staff", "from": "45", "to": "50",
       "n_changes": 1, "exact": true},
      {"row": 2, "alternative": 1, "input": "system", "from": "packaged", "to": "none",
       "n_changes": 2},
      {"row": 2, "alternative": 1, "input": "open", "from": "false", "to": "true", "n_changes": 2},
      {"row": 3, "alternative": 1, "input": "staff", "from": null, "to": "50"}]})") == "");
}

TEST_CASE("goals through decisions in a chain, bands, rows asked for, values withheld") {
  CHECK(
      told(asked(R"({"goal": {"mode": "close"}, "rows": [2], "most_changes": 3, "values": false})"),
           R"({"why_not": [
      {"row": 2, "decision": "mode", "rule": null, "input": "since", "value": null},
      {"row": 2, "decision": "mode", "input": "grade", "value": null}],
    "changes": [{"input": "system", "n_changes": 3, "from": null, "to": "none"},
                {"input": "open", "n_changes": 3, "to": "true"},
                {"input": "since", "n_changes": 3, "from": null, "to": null}]})") == "");
  CHECK(told(asked(R"({"goal": {"s": "high"}, "rows": [2, 0]})"), R"({"why_not": [
      {"row": 2, "decision": "s", "rule": "k.many", "input": "staff", "cell": "> 100", "value": "60"},
      {"row": 2, "rule": "l.1", "input": "open", "cell": "true", "value": "false"}],
    "changes": [{"row": 2, "alternative": 1, "input": "staff", "to": "101"},
                {"row": 2, "alternative": 2, "input": "open", "to": "true"}]})") == "");
  CHECK(told(asked(R"({"goal": {"grade": "A"}, "rows": [2], "most_changes": 1})"),
             R"({"changes": []})") == "");
  CHECK(told(asked(R"({"goal": {"grade": "A"}, "rows": [2], "steps": 1})"),
             R"({"changes": [{"row": 2, "alternative": null, "input": null, "n_changes": null,
                              "exact": false}]})") == "");
}

TEST_CASE("what why_not refuses") {
  const auto refused = [](const std::string& request) -> std::string {
    try {
      asked(request);
    } catch (const Error& error) {
      return std::string(error.detail()) + " " + std::string(error.where());
    }
    return "";
  };
  CHECK(refused("{}") == "missing_field ");
  CHECK(refused(R"({"goal": {}})") == "empty /goal");
  CHECK(refused(R"({"goal": {"staff": 3}})") == "unknown_name /goal/staff");
  CHECK(refused(R"({"goal": {"s_points": 3}})") == "not_finite /goal/s_points");
  CHECK(refused(R"({"goal": {"grade": "Z"}})") == "unknown_value /goal/grade");
  CHECK(refused(R"({"goal": {"grade": 3}})") == "wrong_type /goal/grade");
  CHECK(refused(R"({"goal": {"grade": "A"}, "rows": [4]})") == "no_such_row /rows/0");
  CHECK(refused(R"({"goal": {"grade": "A"}, "rows": [1, 1]})") == "duplicate_row /rows/1");
}
