#pragma once

#include <array>
#include <string_view>

/// Words of the enumerations in requests, in their order.
namespace sandan::org {

inline constexpr std::array<std::string_view, 2> model_words = {"friedkin_johnsen", "degroot"};
inline constexpr std::array<std::string_view, 2> distance_words = {"hops", "inverse_weight"};
inline constexpr std::array<std::string_view, 3> format_words = {"graphml", "json", "dot"};
inline constexpr std::array<std::string_view, 7> change_words = {
    "set_support",     "set_stage",  "set_roles",    "add_relation",
    "remove_relation", "add_person", "remove_person"};
inline constexpr std::array<std::string_view, 3> measure_words = {"betweenness", "closeness",
                                                                  "pagerank"};
inline constexpr std::array<std::string_view, 10> answer_words = {
    "contents", "coverage", "routes",      "gatekeepers", "flow",
    "verdict",  "win_over", "competitors", "centrality",  "summary"};

}  // namespace sandan::org
