// The shortest list of actions against all lists there are.
#include "process/fewest_actions.hpp"

#include <bit>
#include <random>

#include "support/catch.hpp"

using namespace sandan::process;

namespace {

constexpr std::int64_t enough = 1'000'000;

std::uint64_t satisfied(const std::vector<std::uint64_t>& actions,
                        const std::vector<std::size_t>& places) {
  std::uint64_t marks = 0;
  for (const std::size_t place : places)
    marks |= actions[place];
  return marks;
}

/// The best of all subsets: fewest, then earliest by order.
std::vector<std::size_t> best_of_all(std::uint64_t wanted,
                                     const std::vector<std::uint64_t>& actions) {
  std::vector<std::size_t> best(actions.size() + 1);
  for (std::uint32_t subset = 0; subset < (1u << actions.size()); ++subset) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < actions.size(); ++i) {
      if ((subset >> i & 1) != 0) places.push_back(i);
    }
    if ((satisfied(actions, places) & wanted) != wanted) continue;
    if (places.size() < best.size() || (places.size() == best.size() && places < best)) {
      best = places;
    }
  }
  return best;
}

}  // namespace

TEST_CASE("the shortest list, the earliest of its length") {
  std::mt19937 random(7);
  const auto below = [&](std::uint32_t limit) {
    return static_cast<std::uint32_t>(random() % limit);
  };
  for (int round = 0; round < 2'000; ++round) {
    const std::uint32_t marks = 1 + below(7);
    std::vector<std::uint64_t> actions(1 + below(9));
    std::uint64_t wanted = 0;
    for (std::uint64_t& action : actions) {
      for (std::uint32_t i = 0; i <= below(3); ++i)
        action |= std::uint64_t{1} << below(marks);
      wanted |= action;
    }
    if (below(3) == 0) wanted &= random();
    const ChosenActions chosen = fewest_actions(wanted, actions, enough);
    REQUIRE(chosen.is_exact);
    REQUIRE(chosen.places == best_of_all(wanted, actions));
  }
}

TEST_CASE("nothing wanted takes nothing, with no step at all") {
  const ChosenActions chosen = fewest_actions(0, {1, 2}, 0);
  CHECK(chosen.is_exact);
  CHECK(chosen.places.empty());
}

TEST_CASE("all 64 marks") {
  std::vector<std::uint64_t> actions;
  for (int i = 0; i < 64; ++i)
    actions.push_back(std::uint64_t{1} << i);
  CHECK(fewest_actions(~std::uint64_t{0}, actions, enough).places.size() == 64);
  actions.push_back(~std::uint64_t{0});
  CHECK(fewest_actions(~std::uint64_t{0}, actions, enough).places == std::vector<std::size_t>{64});
}

TEST_CASE("where steps run out the list is complete and said not to be exact") {
  std::mt19937_64 random(3);
  std::vector<std::uint64_t> actions;
  for (int i = 0; i < 200; ++i)
    actions.push_back(random() & random());
  actions.push_back(~std::uint64_t{0} << 32);
  std::uint64_t wanted = 0;
  for (const std::uint64_t action : actions)
    wanted |= action;
  const ChosenActions chosen = fewest_actions(wanted, actions, 1'000);
  CHECK_FALSE(chosen.is_exact);
  CHECK((satisfied(actions, chosen.places) & wanted) == wanted);
  CHECK(std::is_sorted(chosen.places.begin(), chosen.places.end()));
  CHECK(fewest_actions(1, {1}, 0).is_exact == false);
}
