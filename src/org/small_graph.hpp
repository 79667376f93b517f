#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// Questions about graphs of at most 64 people, a bit each: `out[p]` holds the
/// people that p leads to, `from` those we begin with.
namespace sandan::org::small_graph {

constexpr std::uint64_t bit(std::int32_t person) noexcept { return std::uint64_t{1} << person; }

/// Everybody there is a way to, `from` included, by way of `through` alone.
std::uint64_t reachable(std::span<const std::uint64_t> out, std::uint64_t from,
                        std::uint64_t through) noexcept;

/// Appends the people on every way to the target, in the order of the ways,
/// the target left out; nobody where there is no way.
void append_dominators(std::span<const std::uint64_t> out, std::uint64_t from, std::int32_t target,
                       std::vector<std::int32_t>& people);

/// Smallest set of people on every way to any of `targets`, themselves
/// included; of all such sets the one nearest to `from`.
std::uint64_t smallest_cut(std::span<const std::uint64_t> out, std::uint64_t from,
                           std::uint64_t targets) noexcept;

}  // namespace sandan::org::small_graph
