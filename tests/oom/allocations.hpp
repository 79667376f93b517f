#pragma once

#include <cstdint>

/// Allocations of this program and of the library it calls, counted and made
/// to fail on request. Only the test's own thread is counted.
namespace sandan::testing {

/// From here on allocation number `failing` (from 0) returns nothing; -1: none.
void watch_allocations(std::int64_t failing);

struct Watched {
  std::int64_t allocations;  ///< made since watching began
  bool failed;               ///< the one chosen was reached
};

/// Stops watching.
Watched stop_watching();

/// Allocations made minus those released, over the life of the program.
std::int64_t live_allocations();

}  // namespace sandan::testing
