#include "org/small_graph.hpp"

#include <array>
#include <bit>

namespace sandan::org::small_graph {
namespace {

constexpr std::size_t most = 64;

std::int32_t lowest(std::uint64_t people) noexcept {
  return static_cast<std::int32_t>(std::countr_zero(people));
}

std::uint64_t out_of(std::span<const std::uint64_t> out, std::int32_t p) noexcept {
  return out[static_cast<std::size_t>(p)];
}

/// One way to a target, by breadth.
struct Way {
  std::array<std::int8_t, most> people;
  std::int32_t size = 0;

  bool find(std::span<const std::uint64_t> out, std::uint64_t from, std::int32_t target) noexcept {
    std::array<std::int8_t, most> before;
    std::uint64_t seen = from;
    std::uint64_t layer = from;
    while (layer != 0 && (seen & bit(target)) == 0) {
      std::uint64_t next = 0;
      for (; layer != 0; layer &= layer - 1) {
        const std::int32_t p = lowest(layer);
        const std::uint64_t found = out_of(out, p) & ~seen;
        for (std::uint64_t left = found; left != 0; left &= left - 1)
          before[static_cast<std::size_t>(lowest(left))] = static_cast<std::int8_t>(p);
        seen |= found;
        next |= found;
      }
      layer = next;
    }
    if ((seen & bit(target)) == 0) return false;
    size = 0;
    std::int32_t p = target;
    for (; (from & bit(p)) == 0; p = before[static_cast<std::size_t>(p)])
      people[static_cast<std::size_t>(size++)] = static_cast<std::int8_t>(p);
    people[static_cast<std::size_t>(size++)] = static_cast<std::int8_t>(p);
    return true;
  }
};

/// Ways that share nobody, one unit of flow each through people split into an
/// entrance and an exit (Ford and Fulkerson, 1956).
class UnitFlow {
 public:
  UnitFlow(std::span<const std::uint64_t> out, std::uint64_t from, std::uint64_t targets) noexcept
      : out_(out), from_(from), targets_(targets) {}

  std::uint64_t cut() noexcept {
    for (std::int32_t end = search(); end >= 0; end = search())
      augment(end);
    return entered_ & ~left_;
  }

 private:
  static constexpr std::uint8_t us = 64;
  static constexpr std::uint8_t own = 65;  ///< from the other half of the same person
  using People = std::array<std::uint8_t, 66>;

  static std::size_t index(std::int32_t p) noexcept { return static_cast<std::size_t>(p); }

  /// The target at whose exit one more way ends; -1. Then entered_ and left_
  /// are whose entrances and exits can still be reached.
  std::int32_t search() noexcept {
    entered_ = from_;
    left_ = 0;
    std::uint64_t entrances = from_;
    std::uint64_t exits = 0;
    for (std::uint64_t p = from_; p != 0; p &= p - 1)
      entered_by_[index(lowest(p))] = us;
    while ((entrances | exits) != 0) {
      if (exits != 0) {
        const std::int32_t p = lowest(exits);
        if ((targets_ & bit(p)) != 0) return p;
        exits &= exits - 1;
        entrances |= enter_from(p);
        continue;
      }
      const std::int32_t p = lowest(entrances);
      entrances &= entrances - 1;
      const bool used = (used_ & bit(p)) != 0;
      const std::int32_t exit = used ? before_[index(p)] : p;
      if (exit == us || (left_ & bit(exit)) != 0) continue;
      left_ |= bit(exit);
      exits |= bit(exit);
      left_by_[index(exit)] = used ? static_cast<std::uint8_t>(p) : own;
    }
    return -1;
  }

  std::uint64_t enter_from(std::int32_t p) noexcept {
    const std::uint64_t found = out_of(out_, p) & ~entered_;
    for (std::uint64_t left = found; left != 0; left &= left - 1)
      entered_by_[index(lowest(left))] = static_cast<std::uint8_t>(p);
    entered_ |= found;
    if ((used_ & ~entered_ & bit(p)) == 0) return found;
    entered_ |= bit(p);
    entered_by_[index(p)] = own;
    return found | bit(p);
  }

  void augment(std::int32_t exit) noexcept {
    for (;;) {
      std::int32_t entrance = exit;
      if (left_by_[index(exit)] == own) {
        used_ |= bit(exit);
      } else {
        entrance = left_by_[index(exit)];
      }
      const std::uint8_t by = entered_by_[index(entrance)];
      if (by == own) {
        used_ &= ~bit(entrance);
        exit = entrance;
        continue;
      }
      before_[index(entrance)] = by;
      if (by == us) return;
      exit = by;
    }
  }

  std::span<const std::uint64_t> out_;
  std::uint64_t from_;
  std::uint64_t targets_;
  std::uint64_t used_ = 0;  ///< people with a way through them
  People before_;           ///< on that way; us for the first
  std::uint64_t entered_ = 0;
  std::uint64_t left_ = 0;
  People entered_by_;  ///< exit before an entrance
  People left_by_;     ///< entrance before an exit
};

}  // namespace

std::uint64_t reachable(std::span<const std::uint64_t> out, std::uint64_t from,
                        std::uint64_t through) noexcept {
  std::uint64_t seen = from;
  for (std::uint64_t open = from & through; open != 0;) {
    const std::uint64_t found = out_of(out, lowest(open)) & ~seen;
    open &= open - 1;
    seen |= found;
    open |= found & through;
  }
  return seen;
}

void append_dominators(std::span<const std::uint64_t> out, std::uint64_t from, std::int32_t target,
                       std::vector<std::int32_t>& people) {
  Way way;
  if (!way.find(out, from, target)) return;
  std::uint64_t further = 0;  // people of the way after the one looked at
  for (std::int32_t i = 0; i < way.size; ++i)
    further |= bit(way.people[static_cast<std::size_t>(i)]);
  const std::uint64_t beside = ~further;
  std::uint64_t seen = reachable(out, from, beside);
  for (std::int32_t i = way.size - 1; i > 0 && (seen & bit(target)) == 0; --i) {
    const std::int32_t p = way.people[static_cast<std::size_t>(i)];
    further &= ~bit(p);
    // Nobody further on is reached without p, nor from anybody before p.
    if ((seen & further) == 0) people.push_back(p);
    const std::uint64_t found = out_of(out, p) & ~seen;
    seen |= found;
    for (std::uint64_t open = found & beside; open != 0;) {
      const std::uint64_t more = out_of(out, lowest(open)) & ~seen;
      open &= open - 1;
      seen |= more;
      open |= more & beside;
    }
  }
}

std::uint64_t smallest_cut(std::span<const std::uint64_t> out, std::uint64_t from,
                           std::uint64_t targets) noexcept {
  return UnitFlow(out, from, targets).cut();
}

}  // namespace sandan::org::small_graph
