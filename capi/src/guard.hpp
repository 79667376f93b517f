#pragma once

#include <cstdint>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "sandan.h"
#include "sandan/core/run.hpp"
#include "sandan/core/status.hpp"

/// What stands between C and the core: every entry point runs its body in
/// guarded(), so that no exception crosses and every error is told the same
/// way.
namespace sandan::capi {

/// Writes a refusal into the caller's struct; NULL is fine.
void tell(sandan_error* error, const Error& refusal) noexcept;
void tell(sandan_error* error, Status status, std::string_view detail,
          std::string_view message) noexcept;

/// True when the struct is absent or laid out as this library knows it.
bool is_usable(const sandan_error* error) noexcept;

template <class Body>
std::int32_t guarded(sandan_error* error, Body&& body) noexcept {
  if (!is_usable(error)) return SANDAN_INVALID_ARGUMENT;
  try {
    std::forward<Body>(body)();
    return SANDAN_OK;
  } catch (const Error& refusal) {
    tell(error, refusal);
    return static_cast<std::int32_t>(refusal.status());
  } catch (const std::bad_alloc&) {
    tell(error, Status::no_memory, "no_memory", "an allocation failed");
    return SANDAN_NO_MEMORY;
  } catch (const std::exception& fault) {
    tell(error, Status::internal, "internal", fault.what());
  } catch (...) {
    tell(error, Status::internal, "internal", "an unknown exception");
  }
  return SANDAN_INTERNAL;
}

/// Refuses NULL, naming the argument.
template <class T>
T& required(T* pointer, std::string_view name) {
  if (pointer == nullptr) {
    throw Error(Status::invalid_argument, "null_argument", std::string(name) + " must not be NULL")
        .at(std::string(name));
  }
  return *pointer;
}

/// A text argument; NULL only with size 0.
std::string_view text(const char* data, std::size_t size, std::string_view name);

/// The machine knobs of a call; NULL gives the defaults.
Run run_of(const sandan_run* run);

}  // namespace sandan::capi
