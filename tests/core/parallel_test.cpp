// Parts of a call: the same result on any threads, failures, cancelling.
#include <set>
#include <stdexcept>

#include "core/parallel.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

Run with_threads(int threads) {
  Run run;
  run.threads = threads;
  return run;
}

}  // namespace

TEST_CASE("every part runs once on any number of threads") {
  for (const int threads : {0, 1, 2, 5, 64}) {
    for (const std::int64_t parts : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> seen(static_cast<std::size_t>(parts));
      const Run run = with_threads(threads);
      PartRunner{run}(parts, 0, 1,
                      [&](std::int64_t part) { ++seen[static_cast<std::size_t>(part)]; });
      for (const auto& times : seen)
        CHECK(times == 1);
    }
  }
}

TEST_CASE("the failure of the lowest part is the one that is told") {
  for (const int threads : {1, 2, 8}) {
    for (int round = 0; round < 50; ++round) {
      const Run run = with_threads(threads);
      std::string told;
      try {
        PartRunner{run}(64, 0, 1, [&](std::int64_t part) {
          if (part >= 5) throw std::runtime_error(std::to_string(part));
        });
      } catch (const std::runtime_error& error) {
        told = error.what();
      }
      CHECK(told == "5");
    }
  }
}

TEST_CASE("progress is told on the caller's thread, in order, and can stop the call") {
  for (const int threads : {1, 3}) {
    Run run = with_threads(threads);
    const auto caller = std::this_thread::get_id();
    double last = 0;
    bool in_order = true;
    run.progress = [&](double done) {
      in_order = in_order && std::this_thread::get_id() == caller && done >= last && done <= 0.75;
      last = done;
      return true;
    };
    PartRunner{run}(100, 0.25, 0.75, [](std::int64_t) {});
    CHECK(in_order);
    std::atomic<int> ran{0};
    run.progress = [](double) { return false; };
    const auto refused =
        refusal([&] { PartRunner{run}(10'000, 0, 1, [&](std::int64_t) { ++ran; }); });
    if (threads == 1) {
      REQUIRE(refused);
      CHECK(ran <= 1);
    }
    if (refused) CHECK(refused->status() == Status::cancelled);
  }
}

TEST_CASE("rows are cut into parts of a fixed size") {
  CHECK(parts_of(0) == 0);
  CHECK(parts_of(1) == 1);
  CHECK(parts_of(rows_per_part) == 1);
  CHECK(parts_of(rows_per_part + 1) == 2);
}
