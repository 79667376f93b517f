#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "capi/fixture.hpp"
#include "oom/allocations.hpp"

/// Calls with every allocation they make failing in turn.
namespace sandan::testing {

struct Call {
  std::string name;
  std::function<std::int32_t(sandan_error*)> run;  ///< keeps what it makes for `release`
  std::function<void()> release;
};

/// Steps over the allocations of calls that make thousands, so that a call is
/// run a few hundred times: all of the first 200, then every 97th.
inline std::int64_t next_failing(std::int64_t failing) {
  return failing < 200 ? failing + 1 : failing + 97;
}

inline void fail_each_allocation(const Call& call) {
  INFO(call.name);
  sandan_error error = SANDAN_ERROR_INIT;
  for (std::int64_t failing = 0;; failing = next_failing(failing)) {
    const std::int64_t before = live_allocations();
    watch_allocations(failing);
    const std::int32_t status = call.run(&error);
    const Watched watched = stop_watching();
    if (status == SANDAN_OK) call.release();
    const std::int64_t after = live_allocations();
    INFO("allocation " << failing);
    REQUIRE(after == before);
    if (!watched.failed) {
      REQUIRE(status == SANDAN_OK);
      CHECK(watched.allocations > 0);
      return;
    }
    // A call may do without what it could not get.
    REQUIRE((status == SANDAN_NO_MEMORY || status == SANDAN_OK));
    if (status == SANDAN_NO_MEMORY) {
      REQUIRE(error.code == SANDAN_NO_MEMORY);
      REQUIRE(std::string(error.detail) == "no_memory");
    }
  }
}

/// A stream that ran out of memory says so in words only.
inline std::int32_t refused_by_stream(sandan_error* error) {
  if (std::string_view(error->message).find("out of memory") == std::string_view::npos) {
    return SANDAN_DATA;
  }
  const sandan_error clean = SANDAN_ERROR_INIT;
  *error = clean;
  error->code = SANDAN_NO_MEMORY;
  std::snprintf(error->detail, sizeof error->detail, "no_memory");
  return SANDAN_NO_MEMORY;
}

template <class Handle>
struct Slot {
  Handle* handle = nullptr;
};

inline Call text_call(std::string name,
                      std::function<std::int32_t(sandan_text**, sandan_error*)> make) {
  auto slot = std::make_shared<Slot<sandan_text>>();
  return {std::move(name), [=](sandan_error* error) { return make(&slot->handle, error); },
          [=] { sandan_text_destroy(slot->handle); }};
}

inline Call result_call(std::string name,
                        std::function<std::int32_t(sandan_result**, sandan_error*)> make) {
  auto slot = std::make_shared<Slot<sandan_result>>();
  return {std::move(name), [=](sandan_error* error) { return make(&slot->handle, error); },
          [=] { sandan_result_destroy(slot->handle); }};
}

}  // namespace sandan::testing
