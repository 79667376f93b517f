#pragma once

#include <span>

#include "core/result_schema.hpp"

/// The result tables of each group of questions.
namespace sandan::org {

std::span<const results::Described> described_contents();
std::span<const results::Described> described_coverage();
std::span<const results::Described> described_routes();
std::span<const results::Described> described_flow();
std::span<const results::Described> described_verdict();
std::span<const results::Described> described_next();
std::span<const results::Described> described_graph();
std::span<const results::Described> described_changes();

}  // namespace sandan::org
