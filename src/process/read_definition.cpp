#include <set>

#include "core/json.hpp"
#include "core/sha256.hpp"
#include "process/definition.hpp"
#include "process/read_conditions.hpp"

namespace sandan::process {
namespace {

using json::Members;
using json::Node;

constexpr std::int64_t max_expected_days = 36'500;
constexpr std::size_t max_items = 200;

std::optional<Origin> read_origin(const Members& members) {
  const auto node = members.find("origin");
  if (!node) return std::nullopt;
  return static_cast<Origin>(node->choice({"source", "sandan"}));
}

Item read_item(const Members& members) {
  return {std::string(members.required("code").code()), members.required("label").labels(),
          read_origin(members)};
}

Item read_item(const Node& node) { return read_item(node.members({"code", "label", "origin"})); }

Item read_mark(const Node& node, Conditions& conditions) {
  const Members members = node.members({"code", "label", "origin", "condition"});
  Item mark = read_item(members);
  conditions.add(mark.code, members.find("condition"));
  return mark;
}

/// Codes that must differ, with the place of the one that repeats.
class DistinctCodes {
 public:
  void add(const std::string& code, const Node& place) {
    if (!codes_.insert(code).second) {
      throw Error(Status::document, "duplicate_code", "code \"" + code + "\" occurs twice")
          .at(place.pointer() + "/code");
    }
  }
  bool contains(std::string_view code) const { return codes_.contains(code); }

 private:
  std::set<std::string, std::less<>> codes_;
};

std::vector<Node> bounded_items(const Node& node) {
  auto items = node.items();
  if (items.size() > max_items) {
    throw node.error("too_many", "at most " + std::to_string(max_items) + " are allowed here");
  }
  return items;
}

std::vector<Item> read_evidence(const Members& stage) {
  std::vector<Item> evidence;
  const auto node = stage.find("evidence");
  if (!node) return evidence;
  DistinctCodes codes;
  for (const Node& item : bounded_items(*node)) {
    evidence.push_back(read_item(item));
    codes.add(evidence.back().code, item);
  }
  return evidence;
}

std::vector<Action> read_actions(const Members& stage) {
  std::vector<Action> actions;
  const auto node = stage.find("actions");
  if (!node) return actions;
  DistinctCodes codes;
  for (const Node& item : bounded_items(*node)) {
    const Members members = item.members({"code", "label", "origin", "satisfies"});
    Action action{read_item(members), {}};
    codes.add(action.item.code, item);
    if (const auto marks = members.find("satisfies")) {
      for (const Node& mark : bounded_items(*marks))
        action.satisfies.emplace_back(mark.code());
    }
    actions.push_back(std::move(action));
  }
  return actions;
}

/// The two ways to say which stage wins must agree.
void read_winning(const Members& members, Stage& stage) {
  if (const auto node = members.find("outcome")) {
    stage.outcome = static_cast<Outcome>(node->choice({"open", "won", "lost", "cancelled"}));
  }
  if (const auto node = members.find("won_when")) {
    stage.won_when = static_cast<WonWhen>(node->choice({"entered", "end_mark"}));
    if (stage.outcome == Outcome::lost || stage.outcome == Outcome::cancelled) {
      throw node->error("contradiction", "a stage that is lost or cancelled cannot win");
    }
    if (stage.outcome == Outcome::won && stage.won_when == WonWhen::end_mark) {
      throw node->error("contradiction",
                        "outcome \"won\" means won when entered; leave the outcome open where the "
                        "end mark wins");
    }
    if (stage.won_when == WonWhen::entered) stage.outcome = Outcome::won;
  } else if (stage.outcome == Outcome::won) {
    stage.won_when = WonWhen::entered;
  }
}

Stage read_stage(const Node& node, Conditions& conditions) {
  const Members members =
      node.members({"code", "label", "origin", "mode", "phase", "layer", "outcome", "won_when",
                    "expected_days", "expected_workdays", "default_probability", "start_mark",
                    "end_mark", "evidence", "actions"});
  Stage stage;
  stage.item = read_item(members);
  if (const auto mode = members.find("mode")) {
    stage.mode = static_cast<Mode>(mode->choice({"find", "nurture", "close", "service"}));
  }
  if (const auto phase = members.find("phase")) {
    stage.phase = static_cast<Phase>(phase->choice({"before", "after"}));
  }
  if (const auto layer = members.find("layer")) {
    stage.layer = static_cast<Layer>(layer->choice({"need", "candidate", "quoted", "ordered"}));
  }
  read_winning(members, stage);
  if (const auto days = members.find("expected_days")) {
    stage.expected_days = static_cast<std::int32_t>(days->integer(0, max_expected_days));
  }
  if (const auto days = members.find("expected_workdays")) {
    stage.expected_workdays = static_cast<std::int32_t>(days->integer(0, max_expected_days));
  }
  if (const auto probability = members.find("default_probability")) {
    stage.default_probability = probability->number(0, 1);
  }
  if (const auto mark = members.find("start_mark")) {
    stage.start_mark = read_mark(*mark, conditions);
  }
  if (const auto mark = members.find("end_mark")) stage.end_mark = read_mark(*mark, conditions);
  stage.evidence = read_evidence(members);
  stage.actions = read_actions(members);
  for (const Outcome outcome : {Outcome::lost, Outcome::cancelled}) {
    if (stage.item.code == outcome_codes[static_cast<std::size_t>(outcome)] &&
        stage.outcome != outcome) {
      throw members.required("code").error(
          "reserved_code", "\"" + stage.item.code +
                               "\" is a code every process knows; its outcome must be \"" +
                               stage.item.code + "\"");
    }
  }
  return stage;
}

/// Losing and giving up are known to every process.
void add_implicit_stage(Definition& definition, Outcome outcome, Labels label) {
  const std::string code(outcome_codes[static_cast<std::size_t>(outcome)]);
  for (const Stage& stage : definition.stages) {
    if (stage.outcome == outcome || stage.item.code == code) return;
  }
  Stage stage;
  stage.item = {code, std::move(label), Origin::sandan};
  stage.outcome = outcome;
  stage.implicit = true;
  definition.stages.push_back(std::move(stage));
}

void number_steps(Definition& definition) {
  for (std::size_t i = 0; i < definition.stages.size(); ++i) {
    Stage& stage = definition.stages[i];
    if (stage.outcome != Outcome::open && stage.outcome != Outcome::won) continue;
    stage.step = static_cast<int>(definition.line.size());
    definition.line.push_back(static_cast<std::uint8_t>(i));
  }
}

void check_winning(Definition& definition, const std::vector<Node>& nodes) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!definition.stages[i].won_when) continue;
    if (definition.winning) {
      throw nodes[i].error("two_winning_stages",
                           "a process has one winning stage at most; stage \"" +
                               definition.stages[*definition.winning].item.code +
                               "\" wins already");
    }
    definition.winning = i;
  }
}

void check_marks(const Definition& definition, const std::vector<Node>& nodes) {
  for (std::size_t s = 0; s < nodes.size(); ++s) {
    const auto& actions = definition.stages[s].actions;
    for (std::size_t a = 0; a < actions.size(); ++a) {
      for (std::size_t m = 0; m < actions[a].satisfies.size(); ++m) {
        if (definition.mark(actions[a].satisfies[m]) != nullptr) continue;
        throw Error(Status::document, "unknown_mark",
                    "no stage has a mark \"" + actions[a].satisfies[m] + "\"")
            .at(nodes[s].pointer() + "/actions/" + std::to_string(a) + "/satisfies/" +
                std::to_string(m));
      }
    }
  }
}

std::uint8_t read_stage_reference(const Definition& definition, const Node& node) {
  const auto index = definition.stage_index(node.code());
  if (!index) {
    throw node.error("unknown_stage", "no stage \"" + std::string(node.text()) + "\"");
  }
  return static_cast<std::uint8_t>(*index);
}

MovePolicy read_policy(const Definition& definition, const Node& node) {
  const Members members = node.members({"skip", "back", "reopen", "forbidden"});
  MovePolicy policy;
  if (const auto skip = members.find("skip")) policy.skip = skip->boolean();
  if (const auto back = members.find("back")) policy.back = back->boolean();
  if (const auto reopen = members.find("reopen")) policy.reopen = reopen->boolean();
  if (const auto forbidden = members.find("forbidden")) {
    for (const Node& item : forbidden->items()) {
      const Members pair = item.members({"from", "to"});
      policy.forbidden.emplace_back(read_stage_reference(definition, pair.required("from")),
                                    read_stage_reference(definition, pair.required("to")));
    }
  }
  return policy;
}

void read_stages(Definition& definition, const Node& node, Conditions& conditions) {
  const auto nodes = node.items();
  if (nodes.empty()) throw node.error("empty", "a process has one stage at least");
  if (nodes.size() > max_stages) {
    throw Error(Status::limit, "too_many_stages",
                "a process has " + std::to_string(max_stages) + " stages at most")
        .at(node.pointer());
  }
  DistinctCodes codes;
  for (const Node& item : nodes) {
    definition.stages.push_back(read_stage(item, conditions));
    codes.add(definition.stages.back().item.code, item);
  }
  check_winning(definition, nodes);
  definition.marks = std::move(conditions).marks();
  check_marks(definition, nodes);
  add_implicit_stage(definition, Outcome::lost, Labels({{"zh", "输单"}, {"en", "Lost"}}));
  add_implicit_stage(definition, Outcome::cancelled, Labels({{"zh", "取消"}, {"en", "Cancelled"}}));
  if (definition.stages.size() > max_stages) {
    throw Error(Status::limit, "too_many_stages",
                "a process has " + std::to_string(max_stages) +
                    " stages at most, lost and cancelled among them")
        .at(node.pointer());
  }
  number_steps(definition);
  if (definition.line.empty()) {
    throw node.error("no_line", "a process needs a stage that is neither lost nor cancelled");
  }
}

}  // namespace

Definition read_definition(std::string_view text) {
  const json::Value value = json::parse(text);
  const Node root(value, "", Status::document);
  json::expect_document_kind(root, "process", 1);
  const Members members = root.members(
      {"sandan", "code", "label", "origin", "description", "moves", "facts", "stages"});
  Definition definition;
  definition.code = members.required("code").code();
  definition.label = members.required("label").labels();
  read_origin(members);
  if (const auto description = members.find("description")) description->labels();
  Conditions conditions(root, members.find("facts"));
  definition.facts = conditions.facts();
  read_stages(definition, members.required("stages"), conditions);
  if (const auto moves = members.find("moves")) definition.policy = read_policy(definition, *moves);
  definition.canonical = json::canonical(value);
  definition.digest = sha256_hex(definition.canonical);
  return definition;
}

}  // namespace sandan::process
