#pragma once

#include <cstdint>
#include <functional>

namespace sandan {

/// How a call is run; what it computes is in the request instead.
struct Run {
  /// 0 or 1: the caller's thread only; n: n - 1 more for the length of the
  /// call. The result is the same bytes for any number.
  int threads = 1;
  /// Bound on the large blocks a call allocates (indexes, events, groups);
  /// 0: none.
  std::int64_t max_bytes = 0;
  /// Bound on the rows of one table; 0: 2^31 - 1.
  std::int64_t max_rows = 0;
  /// Called on the caller's thread with the share done in [0, 1]; false
  /// stops the call with Status::cancelled.
  std::function<bool(double)> progress;
};

}  // namespace sandan
