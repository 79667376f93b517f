#pragma once

#include <array>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "capi/fixture.hpp"

/// Calls with NULL in every pointer position and in every combination of positions.
namespace sandan::testing {

/// Positions where NULL is an answer of its own: no knobs, no error wanted.
template <class Argument>
constexpr bool may_be_null =
    std::is_same_v<Argument, const sandan_run*> || std::is_same_v<Argument, sandan_error*>;

/// Calls `function` with every subset of its pointers set to NULL. `refresh`
/// makes the arguments anew; `settle(status)` checks and releases outputs.
/// `unwanted` are the positions of outputs that a caller may do without.
template <class... Arguments, class Refresh, class Settle>
void walk(const char* name, int32_t (*function)(Arguments...), Refresh refresh, Settle settle,
          unsigned unwanted = 0) {
  constexpr std::size_t count = sizeof...(Arguments);
  constexpr std::array<bool, count> pointer = {std::is_pointer_v<Arguments>...};
  constexpr std::array<bool, count> nullable = {may_be_null<Arguments>...};
  for (unsigned mask = 0; mask < (1u << count); ++mask) {
    bool possible = true;
    bool refused = false;
    for (std::size_t i = 0; i < count; ++i) {
      if ((mask >> i & 1) == 0) continue;
      possible = possible && pointer[i];
      refused = refused || (!nullable[i] && (unwanted >> i & 1) == 0);
    }
    if (!possible) continue;
    std::tuple<Arguments...> arguments = refresh();
    const auto clear = [&]<std::size_t... I>(std::index_sequence<I...>) {
      const auto one = [&](auto& argument, std::size_t i) {
        if constexpr (std::is_pointer_v<std::remove_reference_t<decltype(argument)>>) {
          if ((mask >> i & 1) != 0) argument = nullptr;
        }
      };
      (one(std::get<I>(arguments), I), ...);
    };
    clear(std::make_index_sequence<count>());
    const int32_t status = std::apply(function, arguments);
    INFO(name << " with NULL mask " << mask);
    CHECK(status == (refused ? SANDAN_INVALID_ARGUMENT : SANDAN_OK));
    settle(status);
  }
}

/// Walks a function whose last two arguments are an output and the error.
template <auto destroy, class Output, class... Arguments>
void walk_output(const char* name, int32_t (*function)(Arguments...), auto... inputs) {
  sandan_error error = SANDAN_ERROR_INIT;
  Output* const untouched = reinterpret_cast<Output*>(0x10);
  Output* output = untouched;
  walk(
      name, function,
      [&] {
        output = untouched;
        error = SANDAN_ERROR_INIT;
        return std::tuple<Arguments...>(inputs..., &output, &error);
      },
      [&](int32_t status) {
        if (status == SANDAN_OK) {
          CHECK(output != untouched);
          destroy(output);
        } else {
          CHECK(output == untouched);
          if (error.code != SANDAN_OK) {
            CHECK(error.code == status);
            CHECK(std::string(error.detail) == "null_argument");
          }
        }
      });
}

#define WALK(destroy, output, function, ...) \
  walk_output<destroy, output>(#function, function, __VA_ARGS__)
#define WALK_ALONE(destroy, output, function) walk_output<destroy, output>(#function, function)

}  // namespace sandan::testing
