#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "sandan/core/run.hpp"
#include "sandan/core/status.hpp"

namespace sandan {

/// Runs the parts of one call: `work(part)` for each part in [0, parts), on
/// the caller's thread and up to `threads - 1` more that are joined before
/// returning. Parts are fixed by the caller, so that results do not depend on
/// the number of threads. The first exception by part order is rethrown.
class PartRunner {
 public:
  explicit PartRunner(const Run& run) : run_(run) {}

  int threads() const noexcept { return std::clamp(run_.threads, 1, 256); }

  /// `from` and `to` are the shares of the whole call reported as progress.
  template <class Work>
  void operator()(std::int64_t parts, double from, double to, Work&& work) const {
    report(from);
    std::atomic<std::int64_t> next{0};
    std::atomic<std::int64_t> finished{0};
    std::atomic<bool> stop{false};
    std::mutex guard;
    std::exception_ptr failure;
    std::int64_t failed_part = parts;

    const auto fail = [&](std::int64_t part) {
      const std::lock_guard lock(guard);
      if (part < failed_part) {
        failed_part = part;
        failure = std::current_exception();
      }
      stop = true;
    };
    const auto take_parts = [&](bool caller) {
      // A part once taken is finished even after a failure elsewhere, so that
      // the lowest failing part is the same on every run.
      while (!stop) {
        const std::int64_t part = next++;
        if (part >= parts) return;
        try {
          work(part);
          const std::int64_t done = ++finished;
          if (caller)
            report(from + (to - from) * static_cast<double>(done) / static_cast<double>(parts));
        } catch (...) {
          fail(part);
        }
      }
    };

    std::vector<std::thread> helpers;
    const auto wanted = std::min<std::int64_t>(threads() - 1, parts - 1);
    helpers.reserve(static_cast<std::size_t>(std::max<std::int64_t>(wanted, 0)));
    for (std::int64_t i = 0; i < wanted; ++i) {
      try {
        helpers.emplace_back(take_parts, false);
      } catch (const std::exception&) {
        break;  // refused: the caller's thread does the work
      }
    }
    take_parts(true);
    for (auto& helper : helpers)
      helper.join();
    if (failure) std::rethrow_exception(failure);
  }

  /// Tells the caller how far the call is; throws Error{cancelled} when it
  /// asks to stop.
  void report(double done) const {
    if (run_.progress && !run_.progress(done)) {
      throw Error(Status::cancelled, "cancelled", "stopped by the progress function");
    }
  }

 private:
  const Run& run_;
};

/// The run of the shares [from, to) of a call, for progress. `run` outlives it.
inline Run part_of(const Run& run, double from, double to) {
  Run part = run;
  if (run.progress) {
    part.progress = [&run, from, to](double done) {
      return run.progress(from + (to - from) * done);
    };
  }
  return part;
}

/// Rows of one part of a loop over rows.
inline constexpr std::int64_t rows_per_part = std::int64_t{1} << 16;

/// Progress of a loop that covers the shares [from, to) of a call.
constexpr double share_done(double from, double to, std::int64_t done, std::int64_t all) noexcept {
  return all == 0 ? to : from + (to - from) * static_cast<double>(done) / static_cast<double>(all);
}

constexpr std::int64_t parts_of(std::int64_t rows) noexcept {
  return (rows + rows_per_part - 1) / rows_per_part;
}

}  // namespace sandan
