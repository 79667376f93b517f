#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "org/map_data.hpp"

/// Along which relations a purchase passes from one role to the next.
namespace sandan::org {

enum class LinkState : std::uint8_t {
  runs,
  broken,   ///< both roles are held, no relation leads from one to the other
  unknown,  ///< nobody is known to have one of the roles, or no relation of the
            ///< map is of a kind a purchase passes along
};
inline constexpr std::array<std::string_view, 3> link_states = {"runs", "broken", "unknown"};

struct FlowLink {
  LinkState state = LinkState::unknown;
  std::int32_t from = -1;  ///< of the nearest two holders; of the map
  std::int32_t to = -1;
  std::int32_t hops = 0;
};

/// Shortest ways over the relations that carry a purchase, either way round.
class FlowLinks {
 public:
  void build(const MapView& map);
  /// Nearest holders of two roles; of equally near ones those of the lowest
  /// numbers, the first role's before the second's. O(people + relations).
  FlowLink between(const MapView& map, std::int32_t from_role, std::int32_t to_role);

 private:
  bool start(const MapView& map, std::int32_t from_role);
  void spread();
  FlowLink nearest(const MapView& map, std::int32_t to_role) const;

  std::vector<std::int32_t> first_, beside_;  ///< neighbours of p: [first_[p], first_[p + 1])
  std::vector<std::int32_t> places_;
  std::vector<std::int32_t> hops_, origin_, queue_;
};

}  // namespace sandan::org
