#include "org/vocabulary.hpp"

#include <array>

#include "org/read_vocabulary.hpp"
#include "sandan/org.hpp"

namespace sandan {

MapVocabulary MapVocabulary::compile(std::string_view json) {
  return MapVocabulary(std::make_shared<const org::Vocabulary>(org::read_vocabulary(json)));
}

const std::string& MapVocabulary::to_json() const noexcept { return definition_->canonical; }
const std::string& MapVocabulary::digest() const noexcept { return definition_->digest; }
const std::string& MapVocabulary::code() const noexcept { return definition_->word.code; }

namespace org {
namespace {

constexpr std::array<std::string_view, gap_count> gap_codes = {"role_unknown",
                                                               "decider_not_in_touch",
                                                               "decider_against",
                                                               "no_route_to_decider",
                                                               "role_not_in_touch",
                                                               "voter_stance_unknown",
                                                               "veto_not_covered",
                                                               "level_not_in_touch",
                                                               "department_without_guide",
                                                               "no_guide",
                                                               "single_thread",
                                                               "decision_holder_unknown",
                                                               "profile_incomplete"};

}  // namespace

std::string_view gap_code(Gap gap) noexcept { return gap_codes[static_cast<std::size_t>(gap)]; }

}  // namespace org
}  // namespace sandan
