#include "org/read_vocabulary.hpp"

#include <array>
#include <set>

#include "core/json.hpp"
#include "core/sha256.hpp"

namespace sandan::org {
namespace {

using json::Members;
using json::Node;

/// Roles are bits of 32, the first of them left for none.
constexpr std::size_t most_roles = 31;
/// Levels, stages, styles and kinds of relations are kept in a byte.
constexpr std::size_t most_words = 100;
constexpr std::size_t most_activities = 1'000;
/// Far above any cost, far below where sums of costs lose their order.
constexpr double most_amount = 1e9;
constexpr std::int64_t most_cadence = 3'660;
constexpr std::size_t most_register_bytes = 1'000;
constexpr std::array<std::string_view, 5> decision_codes = {"buy", "when", "budget", "vendor",
                                                            "sign"};

std::vector<Node> listed(const Node& node, std::size_t least, std::size_t most) {
  auto items = node.items();
  if (items.size() < least) {
    throw node.error(least == 1 ? "empty" : "too_few",
                     "at least " + std::to_string(least) + " are wanted here");
  }
  if (items.size() > most) {
    throw node.error("too_many", "at most " + std::to_string(most) + " are allowed here");
  }
  return items;
}

/// Codes of one list, each once.
class Codes {
 public:
  void add(const std::string& code, const Node& place) {
    if (codes_.insert(code).second) return;
    throw place.error("duplicate_code", "code \"" + code + "\" occurs twice");
  }

 private:
  std::set<std::string> codes_;
};

Word read_word(const Members& members) {
  Word word;
  word.code = members.required("code").code();
  word.label = members.required("label").labels();
  if (const auto origin = members.find("origin")) {
    word.from_source = origin->choice({"source", "sandan"}) == 0;
  }
  return word;
}

Word read_word(const Members& members, Codes& codes) {
  Word word = read_word(members);
  codes.add(word.code, members.required("code"));
  return word;
}

std::vector<Word> read_words(const Node& node, std::size_t least, std::size_t most) {
  std::vector<Word> words;
  Codes codes;
  const auto items = listed(node, least, most);
  words.reserve(items.size());
  for (const Node& item : items)
    words.push_back(read_word(item.members({"code", "label", "origin"}), codes));
  return words;
}

bool read_flag(const Members& members, std::string_view name) {
  const auto node = members.find(name);
  return node && node->boolean();
}

double read_amount(const Node& node) { return node.number(0, most_amount); }

double read_amount_or(const Members& members, std::string_view name, double otherwise) {
  const auto node = members.find(name);
  return node ? read_amount(*node) : otherwise;
}

void read_levels(const Node& node, Vocabulary& vocabulary) {
  Codes codes;
  for (const Node& item : listed(node, 1, most_words)) {
    const Members members = item.members({"code", "label", "origin", "stubbornness"});
    Level level{read_word(members, codes), {}};
    if (const auto share = members.find("stubbornness")) level.stubbornness = share->number(0, 1);
    vocabulary.levels.push_back(std::move(level));
  }
}

void read_roles(const Node& node, Vocabulary& vocabulary) {
  Codes codes;
  for (const Node& item : listed(node, 1, most_roles)) {
    const Members members = item.members({"code", "label", "origin", "required", "votes"});
    Role role{read_word(members, codes), read_flag(members, "required"),
              read_flag(members, "votes")};
    if (role.word.code.find(';') != std::string::npos) {
      throw members.required("code").error("not_a_name",
                                           "roles of a person are joined by ; in tables");
    }
    vocabulary.roles.push_back(std::move(role));
  }
  if (find_word(vocabulary.roles, evaluator_role) < 0) {
    throw node.error("missing_role",
                     "role \"evaluator\" is missing; who judges offers is left out of proposals "
                     "while a tender is under way");
  }
}

void read_decisions(const Node& node, Vocabulary& vocabulary) {
  vocabulary.decisions = read_words(node, 0, most_words);
  const auto items = node.items();
  for (std::size_t i = 0; i < items.size() && i < decision_codes.size(); ++i) {
    if (vocabulary.decisions[i].code == decision_codes[i]) continue;
    throw Error(Status::document, "unknown_value",
                "the decisions are buy, when, budget, vendor, sign, in this order")
        .at(items[i].pointer() + "/code");
  }
  if (items.size() != decision_codes.size()) {
    throw node.error("out_of_range", "the five decisions are wanted here");
  }
}

std::int32_t read_role(const Node& node, const Vocabulary& vocabulary) {
  const std::int32_t role = find_word(vocabulary.roles, node.code());
  if (role < 0) throw node.error("unknown_role", "no role of the vocabulary has this code");
  return role;
}

void read_flow(const Node& node, Vocabulary& vocabulary) {
  Codes codes;
  for (const Node& item : listed(node, 1, most_roles)) {
    const Members members = item.members({"role", "consequence"});
    const Node role = members.required("role");
    vocabulary.flow.push_back(read_role(role, vocabulary));
    codes.add(std::string(role.code()), role);
    vocabulary.flow_consequence.push_back(read_amount(members.required("consequence")));
  }
}

void read_activities(const Node& node, Vocabulary& vocabulary) {
  Codes codes;
  for (const Node& item : listed(node, 0, most_activities)) {
    const Members members =
        item.members({"code", "label", "origin", "hospitality", "not_in_tender"});
    vocabulary.activities.push_back({read_word(members, codes), read_flag(members, "hospitality"),
                                     read_flag(members, "not_in_tender")});
  }
}

std::vector<std::int32_t> read_stage_activities(const Node& node, const Vocabulary& vocabulary) {
  std::vector<std::int32_t> activities;
  Codes codes;
  const auto items = listed(node, 0, most_activities);
  activities.reserve(items.size());
  for (const Node& item : items) {
    const std::int32_t activity = find_word(vocabulary.activities, item.code());
    if (activity < 0) {
      throw item.error("unknown_activity", "no activity of the vocabulary has this code");
    }
    codes.add(std::string(item.code()), item);
    activities.push_back(activity);
  }
  return activities;
}

/// Held is where a route begins; who holds or introduces knows us.
void check_stage(const Node& item, const Members& members, const RelationStage& stage,
                 bool is_first) {
  if (is_first && stage.in_touch) {
    throw members.required("in_touch")
        .error("first_stage_in_touch",
               "the first relation stage is that of people who do "
               "not know us");
  }
  if (stage.held && !stage.in_touch) {
    throw members.required("held").error("contradiction", "who is held is in touch");
  }
  if (stage.introduces && !stage.in_touch) {
    throw members.required("introduces").error("contradiction", "who introduces is in touch");
  }
  if (stage.held && stage.start_cost == no_way) {
    throw item.error("missing_field",
                     "field \"start_cost\" is missing; a route may begin with who is held");
  }
  if (!stage.held && stage.start_cost != no_way) {
    throw members.required("start_cost")
        .error("contradiction", "a route begins only with who is held");
  }
}

RelationStage read_stage(const Node& item, const Vocabulary& vocabulary, Codes& codes) {
  const Members members =
      item.members({"code", "label", "origin", "in_touch", "held", "introduces", "start_cost",
                    "arrival_cost", "effort", "cadence_days", "marks", "activities"});
  RelationStage stage;
  stage.word = read_word(members, codes);
  stage.in_touch = read_flag(members, "in_touch");
  stage.held = read_flag(members, "held");
  stage.introduces = read_flag(members, "introduces");
  stage.start_cost = read_amount_or(members, "start_cost", no_way);
  stage.arrival_cost = read_amount(members.required("arrival_cost"));
  stage.effort = read_amount(members.required("effort"));
  if (const auto days = members.find("cadence_days")) {
    stage.cadence_days = static_cast<std::int32_t>(days->integer(1, most_cadence));
  }
  stage.marks = read_words(members.required("marks"), 0, most_words);
  stage.activities = read_stage_activities(members.required("activities"), vocabulary);
  check_stage(item, members, stage, vocabulary.stages.empty());
  return stage;
}

void read_stages(const Node& node, Vocabulary& vocabulary) {
  Codes codes;
  for (const Node& item : listed(node, 2, most_words))
    vocabulary.stages.push_back(read_stage(item, vocabulary, codes));
}

std::int8_t read_stage_code(const Node& node, const Vocabulary& vocabulary) {
  const std::int32_t stage = find_word(vocabulary.stages, node.code());
  if (stage < 0) {
    throw node.error("unknown_relation_stage", "no relation stage of the vocabulary has this code");
  }
  return static_cast<std::int8_t>(stage);
}

void read_styles(const Node& node, Vocabulary& vocabulary) {
  Codes codes;
  for (const Node& item : listed(node, 0, most_words)) {
    const Members members = item.members({"code", "label", "origin", "manners"});
    Style style{read_word(members, codes), {}};
    style.manners = read_words(members.required("manners"), 0, most_words);
    vocabulary.styles.push_back(std::move(style));
  }
}

void read_kinds(const Node& node, Vocabulary& vocabulary) {
  Codes codes;
  bool has_hierarchy = false;
  for (const Node& item : listed(node, 1, most_words)) {
    const Members members =
        item.members({"code", "label", "origin", "route_cost", "route_cost_back", "influence",
                      "influence_back", "hierarchy", "carries_flow"});
    RelationKind kind;
    kind.word = read_word(members, codes);
    kind.route_cost = read_amount_or(members, "route_cost", no_way);
    kind.route_cost_back = read_amount_or(members, "route_cost_back", no_way);
    kind.influence = read_amount_or(members, "influence", 0);
    kind.influence_back = read_amount_or(members, "influence_back", 0);
    kind.hierarchy = read_flag(members, "hierarchy");
    kind.carries_flow = read_flag(members, "carries_flow");
    if (kind.hierarchy && has_hierarchy) {
      throw members.required("hierarchy")
          .error("several_hierarchies", "one kind of relation says who reports to whom, not two");
    }
    has_hierarchy = has_hierarchy || kind.hierarchy;
    vocabulary.kinds.push_back(std::move(kind));
  }
  if (!has_hierarchy) {
    throw node.error("missing_hierarchy", "one kind of relation has \"hierarchy\": true");
  }
}

std::size_t gap_of(std::string_view code) noexcept {
  std::size_t gap = 0;
  while (gap < gap_count && gap_code(static_cast<Gap>(gap)) != code)
    ++gap;
  return gap;
}

void read_gaps(const Node& node, Vocabulary& vocabulary) {
  Codes codes;
  vocabulary.gaps.resize(gap_count);
  for (const Node& item : node.items()) {
    const Members members = item.members({"code", "label", "origin", "consequence"});
    const Node code = members.required("code");
    const std::size_t gap = gap_of(code.code());
    if (gap == gap_count) throw code.error("unknown_value", "the library knows no such gap");
    vocabulary.gaps[gap] = {read_word(members, codes),
                            read_amount(members.required("consequence"))};
  }
  for (std::size_t gap = 0; gap < gap_count; ++gap) {
    if (!vocabulary.gaps[gap].word.code.empty()) continue;
    throw node.error("missing_gap",
                     "gap \"" + std::string(gap_code(static_cast<Gap>(gap))) + "\" is missing");
  }
}

void read_support(const Members& members, Vocabulary& vocabulary) {
  const Members support = members.required("support").members({"supports_from"});
  vocabulary.supports_from =
      static_cast<std::int8_t>(support.required("supports_from").integer(1, 2));
  vocabulary.trust_stage = read_stage_code(members.required("support_expected_from"), vocabulary);
  vocabulary.evidence_stage =
      read_stage_code(members.required("evidence_expected_from"), vocabulary);
}

void read_influence(const Node& node, Vocabulary& vocabulary) {
  const Members members =
      node.members({"stubbornness", "win_support", "win_stage", "support_effort"});
  InfluenceSettings& influence = vocabulary.influence;
  influence.stubbornness = members.required("stubbornness").number(0, 1);
  // The highest support: what a plan to win people over is promised to reach
  // holds only where nobody can end above those who are won.
  influence.win_support = static_cast<std::int8_t>(members.required("win_support").integer(2, 2));
  influence.win_stage = read_stage_code(members.required("win_stage"), vocabulary);
  influence.support_effort = read_amount(members.required("support_effort"));
}

void read_hospitality(const Node& node, Vocabulary& vocabulary) {
  const Members members = node.members({"allowed", "limit_minor", "register"});
  Hospitality& hospitality = vocabulary.hospitality;
  hospitality.allowed = members.required("allowed").boolean();
  if (const auto limit = members.find("limit_minor")) {
    hospitality.limit_minor = limit->integer(0, INT64_MAX);
  }
  if (const auto name = members.find("register")) {
    hospitality.register_name = name->code(most_register_bytes);
  }
  if (!hospitality.allowed) return;
  // Allowed only with a limit and a place where it is recorded.
  members.required("limit_minor");
  members.required("register");
}

void read_lists(const Members& members, Vocabulary& vocabulary) {
  read_levels(members.required("levels"), vocabulary);
  vocabulary.functions = read_words(members.required("functions"), 1, most_words);
  read_roles(members.required("roles"), vocabulary);
  read_decisions(members.required("decisions"), vocabulary);
  read_flow(members.required("flow"), vocabulary);
  read_activities(members.required("activities"), vocabulary);
  read_stages(members.required("relation_stages"), vocabulary);
  read_styles(members.required("styles"), vocabulary);
  read_kinds(members.required("relation_kinds"), vocabulary);
  read_gaps(members.required("gaps"), vocabulary);
}

}  // namespace

Vocabulary read_vocabulary(std::string_view text) {
  const json::Value value = json::parse(text);
  const Node root(value, "", Status::document);
  json::expect_document_kind(root, "map_vocabulary", 1);
  const Members members = root.members(
      {"sandan", "code", "label", "description", "levels", "functions", "roles", "decisions",
       "flow", "relation_stages", "support", "support_expected_from", "evidence_expected_from",
       "styles", "relation_kinds", "activities", "gaps", "influence", "hospitality"});
  Vocabulary vocabulary;
  vocabulary.word.code = members.required("code").code();
  vocabulary.word.label = members.required("label").labels();
  if (const auto description = members.find("description")) description->labels();
  read_lists(members, vocabulary);
  read_support(members, vocabulary);
  read_influence(members.required("influence"), vocabulary);
  if (const auto hospitality = members.find("hospitality")) {
    read_hospitality(*hospitality, vocabulary);
  }
  vocabulary.canonical = json::canonical(value);
  vocabulary.digest = sha256_hex(vocabulary.canonical);
  return vocabulary;
}

}  // namespace sandan::org
