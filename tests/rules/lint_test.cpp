// Findings of lint against trying every record of small policies, and its limits.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <tuple>

#include "rules/lint.hpp"
#include "rules/rule_truth.hpp"
#include "rules/small_policies.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

using Key = std::tuple<std::int32_t, std::int32_t, std::int32_t, std::string>;
using Found = std::map<FindingKind, std::set<Key>>;

const std::function<void(double)> silent = [](double) {};

Lint linted(const std::shared_ptr<const Plan>& plan, std::int64_t steps = 100'000) {
  Lint lint(plan, steps, silent);
  lint.run();
  return lint;
}

Key key_of(const Finding& finding) {
  switch (finding.kind) {
    case FindingKind::dead_rule:
      return {finding.decision, finding.rule, -1, ""};
    case FindingKind::unreachable_output:
    case FindingKind::never_band:
      return {finding.decision, -1, finding.output, finding.value.value()};
    default:
      return {finding.decision, finding.rule, finding.other_rule, ""};
  }
}

Found keyed(const Lint& lint) {
  Found found;
  for (const Finding& finding : lint.findings())
    found[finding.kind].insert(key_of(finding));
  return found;
}

/// As text, for messages.
std::string told(const Found& found) {
  std::string text;
  for (const auto& [kind, keys] : found) {
    for (const auto& [decision, rule, other, value] : keys) {
      text += std::string(finding_codes[static_cast<std::size_t>(kind)]) + " " +
              std::to_string(decision) + " " + std::to_string(rule) + " " + std::to_string(other) +
              " " + value + "\n";
    }
  }
  return text;
}

bool is_first(const Table& table) {
  return table.hit == HitPolicy::first || table.hit == HitPolicy::priority;
}

bool wants_no_gap(const Table& table) {
  return (is_first(table) || table.hit == HitPolicy::unique || table.hit == HitPolicy::any) &&
         !table.outputs[0].otherwise.is_value();
}

/// What all records of a policy show.
class Tried {
 public:
  explicit Tried(const std::shared_ptr<const Plan>& plan, bool rated) : plan_(*plan) {
    Record record(plan);
    Everything(plan_, rated).each(record, [&](Record& decided) { look(decided); });
  }

  /// What lint should find, from what was never seen.
  Found expected() const {
    Found found;
    for (std::size_t i = 0; i < plan_.decisions.size(); ++i)
      expect(static_cast<std::int32_t>(i), found);
    return found;
  }

 private:
  void look(Record& record) {
    for (std::size_t i = 0; i < plan_.tables.size(); ++i)
      look(record, i);
    for (const Slot& slot : plan_.definition->slots) {
      if (slot.kind != SlotKind::output) continue;
      const std::int32_t at = plan_.definition->slot(slot.item.code);
      const Value& value = record.output(at);
      if (value.is_value()) came_.emplace(at, feel::display(value));
    }
  }

  void look(Record& record, std::size_t index) {
    const TablePlan& table = plan_.tables[index];
    std::vector<std::size_t> fired;
    bool may = false;
    for (std::size_t bit = 0; bit < table.rules; ++bit) {
      const Truth truth = rule_truth(record, table, bit);
      may = may || truth == Truth::maybe;
      if (truth == Truth::yes) fired.push_back(bit);
    }
    if (fired.empty() && !may) gaps_.insert(table.decision);
    for (std::size_t a = 0; a < fired.size(); ++a) {
      if (a == 0 || !is_first(*table.table)) {
        decided_.emplace(table.decision, static_cast<std::int32_t>(table.order[fired[a]]));
      }
      for (std::size_t b = a + 1; b < fired.size(); ++b) {
        if (table.table->hit == HitPolicy::any &&
            table.outcome[fired[a]] == table.outcome[fired[b]]) {
          continue;
        }
        together_.emplace(table.decision, static_cast<std::int32_t>(fired[a]),
                          static_cast<std::int32_t>(fired[b]), "");
      }
    }
  }

  void expect(std::int32_t decision, Found& found) const {
    const DecisionPlan& planned = plan_.decisions[static_cast<std::size_t>(decision)];
    const auto never = [&](FindingKind kind, std::int32_t slot, const std::string& text) {
      if (!came_.contains({slot, text})) found[kind].emplace(decision, -1, slot, text);
    };
    if (planned.kind == DecisionPlan::Kind::card) {
      const CardPlan& card = plan_.cards[planned.index];
      for (const Value& band : card.band_values)
        never(FindingKind::never_band, card.card->band_slot, band.text);
    } else if (planned.kind == DecisionPlan::Kind::made) {
      const std::int32_t slot = plan_.made[planned.index].slot;
      for (const std::string& text : plan_.slot(slot).values)
        never(FindingKind::unreachable_output, slot, text);
    } else {
      const Table& table = *plan_.tables[planned.index].table;
      for (std::int32_t rule = 0; rule < static_cast<std::int32_t>(table.rules.size()); ++rule) {
        if (!decided_.contains({decision, rule})) {
          found[FindingKind::dead_rule].emplace(decision, rule, -1, "");
        }
      }
      if (wants_no_gap(table) && gaps_.contains(decision)) {
        found[FindingKind::gap].emplace(decision, -1, -1, "");
      }
      if (table.hit == HitPolicy::unique || table.hit == HitPolicy::any) {
        for (const Key& pair : together_) {
          if (std::get<0>(pair) == decision) found[FindingKind::overlap].insert(pair);
        }
      }
      if (table.is_list() || table.is_aggregate()) return;
      for (const std::string& text : table.outputs[0].values)
        never(FindingKind::unreachable_output, table.outputs[0].slot, text);
    }
  }

  const Plan& plan_;
  std::set<std::int32_t> gaps_;
  std::set<std::pair<std::int32_t, std::int32_t>> decided_;
  std::set<Key> together_;
  std::set<std::pair<std::int32_t, std::string>> came_;
};

/// True where some criterion has points for what is unknown.
bool is_rated(const Plan& plan) {
  for (const CardPlan& card : plan.cards) {
    for (const Criterion& criterion : card.card->criteria) {
      if (criterion.if_unknown) return true;
    }
  }
  return false;
}

/// Every record an example stands for shows what the finding says.
void check_example(const std::shared_ptr<const Plan>& plan, const Lint& lint,
                   const Finding& finding) {
  REQUIRE(finding.example >= 0);
  const auto& example = lint.examples()[static_cast<std::size_t>(finding.example)];
  const Everything all(*plan, false);
  const auto index = plan->decisions[static_cast<std::size_t>(finding.decision)].index;
  const TablePlan& table = plan->tables[index];
  std::mt19937 engine(7);
  Record record(plan);
  for (int i = 0; i < 20; ++i) {
    for (std::size_t input = 0; input < all.inputs(); ++input) {
      const auto& values = all.values(input);
      record.set(all.slot(input), values[engine() % values.size()]);
    }
    for (const Pinned& pinned : example)
      record.set(pinned.slot, pinned.value);
    record.decide();
    if (finding.kind == FindingKind::gap) {
      CHECK(record.table(index).answered == Answered::otherwise);
    } else {
      for (std::size_t bit = 0; bit < table.rules; ++bit) {
        const auto rule = static_cast<std::int32_t>(table.order[bit]);
        if (rule != finding.rule && rule != finding.other_rule) continue;
        CHECK(rule_truth(record, table, bit) == Truth::yes);
      }
    }
  }
}

void check_exhaustively(unsigned seed, const Kinds& kinds) {
  const std::string document = PolicyMaker(seed, kinds).document();
  INFO(seed << " " << document);
  const auto plan = plan_of(document);
  const Lint lint = linted(plan);
  const Found found = keyed(lint);
  CHECK(!found.contains(FindingKind::not_decided));
  if (is_rated(*plan) && plan->keeps()) {
    // Which inputs may be unknown is not tried here: what is claimed never to be must not
    // be among known records, and not all that is unknown is asked for.
    const Found known = Tried(plan, false).expected();
    const Found open = Tried(plan, true).expected();
    for (const FindingKind kind :
         {FindingKind::dead_rule, FindingKind::unreachable_output, FindingKind::never_band}) {
      const auto at = [&](const Found& of) {
        const auto place = of.find(kind);
        return place == of.end() ? std::set<Key>() : place->second;
      };
      const auto told = at(found), least = at(open), most = at(known);
      CHECK(std::includes(told.begin(), told.end(), least.begin(), least.end()));
      CHECK(std::includes(most.begin(), most.end(), told.begin(), told.end()));
    }
  } else {
    CHECK(told(found) == told(Tried(plan, false).expected()));
  }
  for (const Finding& finding : lint.findings()) {
    if (finding.kind == FindingKind::gap || finding.kind == FindingKind::overlap) {
      check_example(plan, lint, finding);
    }
  }
}

}  // namespace

TEST_CASE("an outlook leaves nothing out, and says of one record what it gives") {
  for (unsigned seed = 500; seed < 800; ++seed) {
    const char* const unknowns = std::array{"keep", "feel", "b_feel"}[seed % 3];
    const std::string document = PolicyMaker(seed, {unknowns, true, seed % 2 == 0}).document();
    INFO(seed << " " << document);
    const auto plan = plan_of(document);
    const Domains domains(*plan, true);
    Reach reach(*plan);
    for (std::size_t i = 0; i < plan->definition->slots.size(); ++i)
      reach.add_slot(static_cast<std::int32_t>(i));
    Outlook outlook(plan, domains, reach);
    Record record(plan);
    std::mt19937 engine(seed);
    for (int i = 0; i < 30; ++i) {
      std::size_t open = 0;
      for (const std::int32_t slot : domains.slots()) {
        const auto& places = domains.firsts(slot);
        const Candidate& candidate =
            domains.of(slot)[static_cast<std::size_t>(places[engine() % places.size()])];
        record.set(slot, candidate.code, candidate.value);
        if (i % 2 == 0 && engine() % 2 == 0) {
          ++open;
          engine() % 4 == 0 ? outlook.open_beyond(slot) : outlook.open(slot);
        } else {
          outlook.close(slot, candidate);
        }
      }
      record.decide();
      outlook.decide();
      bool is_one = open == 0;
      for (std::size_t at = 0; at < plan->definition->slots.size(); ++at) {
        const auto slot = static_cast<std::int32_t>(at);
        if (record.code(slot) >= plan->scale(slot).unknown()) is_one = false;
      }
      for (std::size_t at = 0; at < plan->definition->slots.size(); ++at) {
        const auto slot = static_cast<std::int32_t>(at);
        const SlotKind kind = plan->slot(slot).kind;
        if (kind != SlotKind::computed && kind != SlotKind::output) continue;
        INFO(plan->slot(slot).item.code);
        CHECK(outlook.can_be(slot, record.code(slot)));
        const Scale& scale = plan->scale(slot);
        for (Code code = 0; is_one && code < scale.total(); ++code)
          CHECK(outlook.can_be(slot, code) == (code == record.code(slot)));
      }
    }
  }
}

TEST_CASE("lint finds in small policies what trying all records finds") {
  for (unsigned seed = 0; seed < 250; ++seed)
    check_exhaustively(seed, {});
}

TEST_CASE("lint finds the same where null is a value") {
  for (unsigned seed = 1'000; seed < 1'080; ++seed) {
    check_exhaustively(seed, {"feel"});
    check_exhaustively(seed, {"b_feel"});
  }
}

TEST_CASE("where inputs are calculated with, nothing that can be is called dead") {
  std::size_t open = 0;
  for (unsigned seed = 0; seed < 120; ++seed) {
    const std::string document =
        PolicyMaker(seed, {seed % 3 == 0 ? "feel" : "keep", true, true}).document();
    INFO(seed << " " << document);
    const auto plan = plan_of(document);
    const Found found = keyed(linted(plan));
    Found expected = Tried(plan, is_rated(*plan) && plan->keeps()).expected();
    Found known = Tried(plan, false).expected();
    for (const FindingKind kind :
         {FindingKind::dead_rule, FindingKind::unreachable_output, FindingKind::never_band}) {
      const auto claimed = found.find(kind);
      if (claimed == found.end()) continue;
      for (const Key& key : claimed->second)
        CHECK(known[kind].contains(key));
    }
    open += found.contains(FindingKind::not_decided) ? 1 : 0;
  }
  CHECK(open > 0);
}

TEST_CASE("shipped policies: every rule, value and band can come about") {
  for (const char* name : {"abcd", "communication_style", "compete_by_strength", "data_quality",
                           "erp_abcd", "hiring", "key_information", "man", "needs",
                           "opportunity_judgement", "sales_traits", "value_segment"}) {
    const auto plan = make_plan(read_versions(shipped_document("policy", name)).on({}),
                                parse_day("2026-06-30"), {});
    const Lint lint = linted(plan);
    for (const Finding& finding : lint.findings()) {
      INFO(name << " " << finding_codes[static_cast<std::size_t>(finding.kind)] << " "
                << plan->definition->decisions[static_cast<std::size_t>(finding.decision)].item.code
                << " " << finding.rule << " " << finding.other_rule << " "
                << finding.value.value_or("") << " " << finding.n);
      CHECK(false);
    }
  }
}

namespace {

std::string policy_of(const std::string& inputs, const std::string& decisions) {
  return R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"}, "inputs": [)" + inputs +
         R"(], "decisions": [)" + decisions + "]}";
}

std::string inputs_of(std::size_t count, const std::string& type) {
  std::string inputs;
  for (std::size_t i = 0; i < count; ++i) {
    inputs += (i == 0 ? "" : ", ") + std::string(R"({"code": "i)") + std::to_string(i) +
              R"(", "type": ")" + type + "\"}";
  }
  return inputs;
}

std::string columns_of(std::size_t count) {
  std::string columns;
  for (std::size_t i = 0; i < count; ++i)
    columns += (i == 0 ? "\"i" : ", \"i") + std::to_string(i) + "\"";
  return columns;
}

std::string table_of(const std::string& hit, const std::string& columns, const std::string& rules) {
  return R"({"code": "d", "kind": "table", "hit": ")" + hit + R"(", "columns": [)" + columns +
         R"(], "outputs": [{"code": "o", "type": "text"}], "rules": [)" + rules + "]}";
}

std::string rule_of(const std::string& code,
                    const std::vector<std::pair<std::string, std::string>>& cells,
                    const std::string& then) {
  std::string when;
  for (const auto& [input, cell] : cells)
    when += (when.empty() ? "\"" : ", \"") + input + "\": \"" + cell + "\"";
  return R"({"code": ")" + code + R"(", "when": {)" + when + R"(}, "then": {"o": ")" + then +
         "\"}}";
}

std::string from_to(int low, int high) {
  return "[" + std::to_string(low) + ".." + std::to_string(high) + ")";
}

/// Runs lint and checks that it ends soon.
Lint soon(const std::string& document) {
  const auto plan = plan_of(document);
  const auto begin = std::chrono::steady_clock::now();
  Lint lint = linted(plan);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  CHECK(took.count() < 60);
  return lint;
}

}  // namespace

TEST_CASE("a question as hard as satisfiability ends undecided, and says so") {
  // Rules are the clauses of a random formula of three literals each: a gap satisfies it.
  std::mt19937 engine(3);
  std::string rules;
  for (int i = 0; i < 2'000; ++i) {
    std::set<std::size_t> inputs;
    while (inputs.size() < 3)
      inputs.insert(engine() % 400);
    std::vector<std::pair<std::string, std::string>> cells;
    for (const std::size_t input : inputs)
      cells.emplace_back("i" + std::to_string(input), engine() % 2 == 0 ? "true" : "false");
    rules += (i == 0 ? "" : ", ") + rule_of("r" + std::to_string(i), cells, "x");
  }
  const Lint lint =
      soon(policy_of(inputs_of(400, "bool"), table_of("first", columns_of(400), rules)));
  const Found found = keyed(lint);
  REQUIRE(found.contains(FindingKind::not_decided));
  CHECK(!found.contains(FindingKind::gap));
  CHECK(found.at(FindingKind::not_decided).contains({0, -1, -1, ""}));
}

TEST_CASE("the sum of forty truths is found to be anything it can be") {
  std::string criteria;
  for (int i = 0; i < 40; ++i) {
    criteria += (i == 0 ? "" : ", ") + std::string(R"({"code": "k)") + std::to_string(i) +
                R"(", "label": {"en": "K"}, "input": "i)" + std::to_string(i) +
                R"(", "attributes": [{"when": "true", "points": 2}]})";
  }
  const Lint lint =
      soon(policy_of(inputs_of(40, "bool"),
                     R"({"code": "s", "kind": "scorecard", "criteria": [)" + criteria +
                         R"(], "bands": [{"code": "low", "label": {"en": "L"}, "below": 39.5},
              {"code": "mid", "label": {"en": "M"}, "below": 41},
              {"code": "odd", "label": {"en": "O"}, "below": 42},
              {"code": "high", "label": {"en": "H"}, "below": 81},
              {"code": "more", "label": {"en": "N"}}]})"));
  const Found found = keyed(lint);
  REQUIRE(found.contains(FindingKind::never_band));
  CHECK(found.at(FindingKind::never_band)
            .contains({0, -1, lint.plan()->definition->slot("s"), "more"}));
}

TEST_CASE("thousands of rules: dead ones and overlaps are found soon") {
  std::string rules;
  for (int i = 0; i < 3'700; ++i) {
    const int row = i / 60;
    const int column = i % 60;
    rules += (i == 0 ? "" : ", ") +
             rule_of("r" + std::to_string(i),
                     {{"i0", from_to(row, row + 1)}, {"i1", from_to(column, column + 1)}},
                     std::to_string(i % 7));
  }
  const std::string more =
      ", " + rule_of("again", {{"i0", from_to(3, 4)}, {"i1", from_to(5, 7)}}, "x");
  const std::string inputs = inputs_of(2, "number");
  SECTION("first") {
    const Lint lint = soon(policy_of(inputs, table_of("first", columns_of(2), rules + more)));
    const Found found = keyed(lint);
    CHECK(told(found) == "gap 0 -1 -1 \ndead_rule 0 3700 -1 \n");
  }
  SECTION("unique") {
    const Lint lint = soon(policy_of(inputs, table_of("unique", columns_of(2), rules + more)));
    const Found found = keyed(lint);
    CHECK(told(found) == "gap 0 -1 -1 \noverlap 0 185 3700 \noverlap 0 186 3700 \n");
  }
  SECTION("all at odds with all") {
    std::string same;
    for (int i = 0; i < 3'700; ++i) {
      same += (i == 0 ? "" : ", ") +
              rule_of("r" + std::to_string(i), {{"i0", "> " + std::to_string(i)}}, "x");
    }
    const Lint lint = soon(policy_of(inputs, table_of("unique", columns_of(2), same)));
    std::int64_t counted = 0;
    for (const Finding& finding : lint.findings()) {
      if (finding.kind != FindingKind::gap && finding.kind != FindingKind::dead_rule) {
        counted += finding.n;
      }
    }
    CHECK(counted == std::int64_t{3'700} * 3'699 / 2);
    CHECK(lint.findings().size() < 2'000);
  }
}

TEST_CASE("lint as a result: tables, labels, the record that shows a rule taken by another") {
  const Policy policy = Policy::compile(policy_of(
      R"({"code": "n", "type": "number"}, {"code": "b", "type": "bool", "null": "none"})",
      R"({"code": "d", "label": {"zh": "表", "en": "Table"}, "kind": "table", "hit": "first",
          "columns": ["n", "b"],
          "outputs": [{"code": "o", "type": "text", "values": ["x", "y"]}],
          "rules": [{"code": "low", "when": {"n": "< 5"}, "then": {"o": "x"}},
                    {"code": "none", "label": {"zh": "无", "en": "None"},
                     "when": {"n": "< 3", "b": "null"}, "then": {"o": "x"}},
                    {"code": "high", "when": {"n": "> 5"}, "then": {"o": "x"}}]})"));
  const Result result = policy.lint(LintRequest::parse(R"({"language": "zh"})"));
  CHECK(difference(parsed(result.to_json()), parsed(R"({"findings": [
      {"kind": "gap", "decision": "d", "rule": null, "exact": true, "example": 0, "label": "表", "n": 1},
      {"kind": "dead_rule", "decision": "d", "rule": "none", "other_rule": "low", "example": 1,
       "label": "无"},
      {"kind": "unreachable_output", "output": "o", "value": "y", "example": null}],
    "examples": [{"example": 0, "input": "n", "value": "5", "known": "value"},
                 {"example": 1, "input": "n", "value": "2", "known": "value"},
                 {"example": 1, "input": "b", "value": null, "known": "none"}]})")) == "");
}
