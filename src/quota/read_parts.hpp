#pragma once

#include "core/json.hpp"
#include "quota/definition.hpp"
#include "quota/time_axis.hpp"

/// Parts of a plan document, each reading its own member into the definition.
namespace sandan::quota {

void read_axes(const json::Node& node, Definition& definition);
void read_tiers(const json::Node& node, Definition& definition);
/// Takes the axes as read already, as all below.
void read_hierarchies(const json::Members& members, Definition& definition);
void read_constraints(const json::Node& node, const TimeAxis& time, Definition& definition);
void read_basis(const json::Node& node, Definition& definition);
void read_focuses(const json::Node& node, const TimeAxis& time, Definition& definition);

/// Items of an array of at most so many.
std::vector<json::Node> bounded_items(const json::Node& node, std::size_t most);

}  // namespace sandan::quota
