#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "process/definition.hpp"

namespace sandan::process {

/// A mark that has to hold before a stage is entered.
struct NeededMark {
  const Mark* mark;
  std::uint8_t stage;  ///< that it ends or starts
  bool is_end;
};

/// An action of the stages concerned that satisfies needed marks.
struct OfferedAction {
  std::uint8_t stage;
  const Action* action;
  std::uint64_t marks;  ///< a bit a needed mark
};

/// The way from a stage to another: what has to hold, and what would make it.
struct GatePath {
  std::uint8_t to = 0;
  bool is_legal = true;
  std::vector<NeededMark> marks;       ///< with a condition, each once, in order; 64 at most
  std::int32_t unjudged = 0;           ///< marks without one
  std::vector<OfferedAction> actions;  ///< in order of the document
};

/// The stages a deal may be asked to enter from `from`, or before its first
/// stage from no_stage. `to` is "next", "all" or a code. Throws
/// Error{invalid_argument} at /to.
std::vector<std::vector<GatePath>> gate_paths(const Definition& definition, const std::string& to);

}  // namespace sandan::process
