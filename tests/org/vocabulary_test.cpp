// The map vocabulary: the case documents that the schema tests share, the
// shipped one, and what a vocabulary says of itself.
#include "org/vocabulary.hpp"

#include <cmath>

#include "sandan/org.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;

namespace {

const std::string cases = source_dir + "/tests/documents/cases/map_vocabulary/";
const std::string standard = source_dir + "/data/map_vocabularies/standard.json";

/// Sets a value at a JSON pointer; "-" is the place after the last of a list.
void set_at(json::value& document, std::string_view pointer, const json::value& value) {
  json::value* at = &document;
  for (std::size_t from = 1; from <= pointer.size();) {
    const std::size_t slash = std::min(pointer.find('/', from), pointer.size());
    const std::string step(pointer.substr(from, slash - from));
    if (at->is_array()) {
      json::array& items = at->get_array();
      at = step == "-" ? &items.emplace_back(nullptr) : &items.at(std::stoul(step));
    } else {
      at = &at->as_object()[step];
    }
    from = slash + 1;
  }
  *at = value;
}

/// The shipped vocabulary with values set at JSON pointers.
std::string changed(const json::object& changes) {
  json::value document = parsed(file_text(standard));
  for (const auto& change : changes)
    set_at(document, {change.key().data(), change.key().size()}, change.value());
  return std::string(json::serialize(document));
}

json::array cases_in(const std::string& file) {
  return parsed(file_text(cases + file)).at("cases").as_array();
}

}  // namespace

TEST_CASE("Every invalid map vocabulary is refused where and for what its case says",
          "[org][vocabulary]") {
  const json::array all = cases_in("invalid.json");
  CHECK(all.size() > 90);
  for (const json::value& each : all) {
    INFO(each.at("name").as_string());
    const std::string text = changed(each.at("set").as_object());
    const auto error = refusal([&] { MapVocabulary::compile(text); });
    REQUIRE(error);
    CHECK(error->where() == std::string(each.at("where").as_string()));
    CHECK(error->detail() == std::string(each.at("detail").as_string()));
    CHECK(std::string(error->what()) != "");
    const bool newer = error->detail() == "newer_version";
    CHECK(error->status() == (newer ? Status::unsupported : Status::document));
  }
}

TEST_CASE("Every valid map vocabulary is read, and its canonical text is a fixed point",
          "[org][vocabulary]") {
  const json::array all = cases_in("valid.json");
  CHECK(all.size() > 10);
  for (const json::value& each : all) {
    INFO(each.at("name").as_string());
    const std::string text = changed(each.at("set").as_object());
    const MapVocabulary vocabulary = MapVocabulary::compile(text);
    const MapVocabulary again = MapVocabulary::compile(vocabulary.to_json());
    CHECK(again.to_json() == vocabulary.to_json());
    CHECK(again.digest() == vocabulary.digest());
    CHECK(vocabulary.digest() == document_digest(text));
    CHECK(vocabulary.definition().gaps.size() == gap_count);
  }
}

TEST_CASE("What is no JSON, or not finite, is refused as text", "[org][vocabulary]") {
  for (const char* wrong : {"", "{", R"({"sandan": "map_vocabulary/1", "code": "a", "code": "b"})",
                            R"({"sandan": "map_vocabulary/1", "effort": NaN})",
                            R"({"sandan": "map_vocabulary/1", "effort": 1e999})"}) {
    INFO(wrong);
    const auto error = refusal([&] { MapVocabulary::compile(wrong); });
    REQUIRE(error);
    CHECK(error->status() == Status::parse);
  }
}

TEST_CASE("Lists of a map vocabulary end where its numbers do", "[org][vocabulary]") {
  const auto with = [](const char* list, std::size_t count) {
    json::array words;
    for (std::size_t i = 0; i < count; ++i) {
      words.push_back({{"code", "c" + std::to_string(i)}, {"label", {{"en", "c"}}}});
    }
    if (std::string_view(list) == "/roles") {
      for (std::size_t i = 0; i < 4; ++i)
        words[i].as_object()["code"] =
            parsed(file_text(standard)).at("flow").at(i).at("role").as_string();
    }
    return refusal([&] { MapVocabulary::compile(changed({{list, words}})); });
  };
  const std::vector<std::pair<const char*, std::size_t>> most = {
      {"/roles", 31}, {"/levels", 100}, {"/functions", 100}};
  for (const auto& [list, count] : most) {
    INFO(list);
    CHECK_FALSE(with(list, count));
    const auto error = with(list, count + 1);
    REQUIRE(error);
    CHECK(error->detail() == "too_many");
    CHECK(error->where() == list);
  }
}

TEST_CASE("The shipped map vocabulary is built in and says what it is for", "[org][vocabulary]") {
  const MapVocabulary vocabulary = MapVocabulary::compile(file_text(standard));
  CHECK(shipped_document("map_vocabulary", "standard") == file_text(standard));
  CHECK(vocabulary.code() == "standard");
  const Vocabulary& read = vocabulary.definition();
  CHECK(read.word.label.exactly("zh") == "决策组织图词汇");
  CHECK(find_word(read.levels, "executive") == 2);
  CHECK(find_word(read.functions, "procurement_finance") == 2);
  CHECK(find_word(read.functions, "executive") == -1);
  std::vector<std::string> required, voting, flow;
  for (const Role& role : read.roles) {
    if (role.required) required.push_back(role.word.code);
    if (role.votes) voting.push_back(role.word.code);
  }
  CHECK(required ==
        std::vector<std::string>{"initiator", "decider", "user", "designer", "evaluator"});
  CHECK(voting == std::vector<std::string>{"decider"});
  for (const std::int32_t role : read.flow)
    flow.push_back(read.roles[static_cast<std::size_t>(role)].word.code);
  CHECK(flow == std::vector<std::string>{"initiator", "designer", "evaluator", "decider"});
  CHECK_FALSE(read.hospitality.allowed);
  CHECK(read.supports_from == 1);
  CHECK(read.trust_stage == find_word(read.stages, "trust"));
  CHECK(read.evidence_stage == find_word(read.stages, "ally"));
}

TEST_CASE("An unknown designer weighs more than any other gap", "[org][vocabulary]") {
  const MapVocabulary vocabulary = MapVocabulary::compile(file_text(standard));
  const Vocabulary& read = vocabulary.definition();
  for (std::size_t i = 0; i < read.flow.size(); ++i) {
    if (read.roles[static_cast<std::size_t>(read.flow[i])].word.code == "designer") continue;
    CHECK(read.flow_consequence[i] < read.flow_consequence[1]);
  }
  for (const GapWeight& gap : read.gaps)
    CHECK(gap.consequence < read.flow_consequence[1]);
  for (std::size_t gap = 0; gap < gap_count; ++gap)
    CHECK(read.gaps[gap].word.code == gap_code(static_cast<Gap>(gap)));
}

TEST_CASE("Relation stages and kinds are read as the document says", "[org][vocabulary]") {
  const MapVocabulary vocabulary = MapVocabulary::compile(file_text(standard));
  const Vocabulary& read = vocabulary.definition();
  REQUIRE(read.stages.size() == 5);
  CHECK_FALSE(read.stages[0].in_touch);
  CHECK(read.stages[0].start_cost == no_way);
  CHECK_FALSE(read.stages[0].cadence_days);
  CHECK(read.stages[1].held);
  CHECK_FALSE(read.stages[1].introduces);
  CHECK(read.stages[1].start_cost == 2);
  CHECK(read.stages[2].introduces);
  CHECK(read.stages[3].arrival_cost == 0.25);
  CHECK(read.stages[4].start_cost == 0);
  CHECK(read.stages[4].cadence_days == 45);
  CHECK(read.stages[4].marks.size() == 3);
  double effort = 0;
  for (const RelationStage& stage : read.stages)
    effort += stage.effort;
  CHECK(effort == 11);
  const RelationKind& reports = read.kinds[0];
  CHECK(reports.hierarchy);
  CHECK(reports.route_cost == 3);
  CHECK(reports.route_cost_back == 2);
  CHECK(reports.influence_back == 1);
  const RelationKind& opposes =
      read.kinds[static_cast<std::size_t>(find_word(read.kinds, "opposes"))];
  CHECK(opposes.route_cost == no_way);
  CHECK(opposes.route_cost_back == no_way);
  CHECK(opposes.influence == 0);
  CHECK_FALSE(opposes.carries_flow);
}

TEST_CASE("Conduct: hospitality is off, and nothing shipped in a tender but contacts at work",
          "[org][vocabulary]") {
  const MapVocabulary vocabulary = MapVocabulary::compile(file_text(standard));
  std::vector<std::string> hospitality, in_tender;
  for (const ActivityKind& activity : vocabulary.definition().activities) {
    if (activity.hospitality) hospitality.push_back(activity.word.code);
    if (!activity.not_in_tender) in_tender.push_back(activity.word.code);
  }
  CHECK(hospitality == std::vector<std::string>{"working_meal"});
  CHECK(in_tender == std::vector<std::string>{"call", "visit", "test_or_sample",
                                              "value_for_the_job", "talk_with_reference",
                                              "keep_promises"});
}

TEST_CASE("What the field does not state is marked as this library's own", "[org][vocabulary]") {
  const MapVocabulary vocabulary = MapVocabulary::compile(file_text(standard));
  const Vocabulary& read = vocabulary.definition();
  std::vector<std::string> own;
  const auto note = [&](const Word& word) {
    if (!word.from_source) own.push_back(word.code);
  };
  for (const Level& level : read.levels)
    note(level.word);
  for (const Word& function : read.functions)
    note(function);
  for (const Role& role : read.roles)
    note(role.word);
  for (const RelationStage& stage : read.stages) {
    note(stage.word);
    for (const Word& mark : stage.marks)
      note(mark);
  }
  for (const Style& style : read.styles)
    note(style.word);
  for (const RelationKind& kind : read.kinds)
    note(kind.word);
  CHECK(own == std::vector<std::string>{"approver", "driver"});
  for (const GapWeight& gap : read.gaps)
    CHECK_FALSE(gap.word.from_source);
}
