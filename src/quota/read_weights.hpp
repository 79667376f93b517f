#pragma once

#include "core/json.hpp"
#include "quota/definition.hpp"
#include "quota/time_axis.hpp"

namespace sandan::quota {

/// Weights of the nodes of an axis among siblings.
Weights read_axis_weights(const json::Node& node);

/// Weights of the days of the plan. Given ones name every period of one unit.
Weights read_time_weights(const json::Node& node, const TimeAxis& time);

/// Node codes that given weights name must be of `axis`, whose nodes the
/// document lists.
void check_given_nodes(const Weights& weights, const Axis& axis);

}  // namespace sandan::quota
