#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core/labels.hpp"

/// A map vocabulary, read and checked.
namespace sandan::org {

/// A step that cannot be taken.
inline constexpr double no_way = std::numeric_limits<double>::infinity();

struct Word {
  std::string code;
  Labels label;
  bool from_source = false;  ///< `origin`: the field's, else sandan's own
};

/// Code of the role that judges offers, which every vocabulary has: proposals
/// leave its holders out while a tender is under way.
inline constexpr std::string_view evaluator_role = "evaluator";

struct Level {
  Word word;
  std::optional<double> stubbornness;
};

struct Role {
  Word word;
  bool required = false;  ///< a map without it has a gap
  bool votes = false;     ///< takes part in the verdict
};

struct RelationStage {
  Word word;
  bool in_touch = false;       ///< they know us
  bool held = false;           ///< a route may begin with them
  bool introduces = false;     ///< may be asked to introduce others
  double start_cost = no_way;  ///< of a route that begins with them
  double arrival_cost = 0;     ///< of reaching them on a route
  double effort = 0;           ///< of the step from the stage before
  std::optional<std::int32_t> cadence_days;
  std::vector<Word> marks;               ///< what shows that the stage is reached
  std::vector<std::int32_t> activities;  ///< that advance to it, of Vocabulary::activities
};

struct Style {
  Word word;
  std::vector<Word> manners;
};

struct RelationKind {
  Word word;
  double route_cost = no_way;       ///< from introduces to
  double route_cost_back = no_way;  ///< to introduces from
  double influence = 0;             ///< of from on to
  double influence_back = 0;        ///< of to on from
  bool hierarchy = false;           ///< from reports to to
  bool carries_flow = false;        ///< a purchase may pass along it, either way
};

struct ActivityKind {
  Word word;
  bool hospitality = false;    ///< off unless the vocabulary allows it
  bool not_in_tender = false;  ///< not from publication to award
};

/// Kinds of gaps, in the order of the document.
enum class Gap : std::uint8_t {
  role_unknown,  ///< nobody is known to have a required role
  decider_not_in_touch,
  decider_against,
  no_route_to_decider,
  role_not_in_touch,  ///< nobody with a required role is in touch
  voter_stance_unknown,
  veto_not_covered,
  level_not_in_touch,
  department_without_guide,
  no_guide,
  single_thread,
  decision_holder_unknown,
  profile_incomplete,  ///< level or function of a person unknown
};
inline constexpr std::size_t gap_count = 13;
std::string_view gap_code(Gap gap) noexcept;

struct GapWeight {
  Word word;
  double consequence = 0;  ///< higher first
};

struct InfluenceSettings {
  double stubbornness = 0.5;    ///< where neither person nor level says
  std::int8_t win_support = 2;  ///< of a person won over
  std::int8_t win_stage = 0;    ///< relation stage of a person won over
  double support_effort = 1;    ///< of one step of support
};

struct Hospitality {
  bool allowed = false;
  std::optional<std::int64_t> limit_minor;
  std::string register_name;  ///< where it is to be recorded
};

struct Vocabulary {
  std::string canonical;
  std::string digest;
  Word word;
  std::vector<Level> levels;  ///< lowest first
  std::vector<Word> functions;
  std::vector<Role> roles;               ///< at most 31
  std::vector<std::int32_t> flow;        ///< roles in the order of a purchase
  std::vector<double> flow_consequence;  ///< of each when unknown; the designer's is the highest
  std::vector<RelationStage> stages;     ///< least first; [0] is not in touch
  std::vector<Style> styles;
  std::vector<RelationKind> kinds;
  std::vector<ActivityKind> activities;
  std::vector<GapWeight> gaps;  ///< by Gap
  std::vector<Word> decisions;  ///< by Decision
  InfluenceSettings influence;
  Hospitality hospitality;
  std::int8_t supports_from = 1;    ///< support at or above is for
  std::int8_t trust_stage = -1;     ///< from it on, support is expected
  std::int8_t evidence_stage = -1;  ///< from it on, an act on record is expected
};

/// Index of the word with that code; -1.
template <class Items>
std::int32_t find_word(const Items& items, std::string_view code) noexcept {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Word* word;
    if constexpr (requires { items[i].word; }) {
      word = &items[i].word;
    } else {
      word = &items[i];
    }
    if (word->code == code) return static_cast<std::int32_t>(i);
  }
  return -1;
}

}  // namespace sandan::org
