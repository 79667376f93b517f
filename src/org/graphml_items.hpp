#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "org/graphml_text.hpp"
#include "org/map_read.hpp"

namespace sandan::org {

struct GraphmlNode {
  pugi::xml_node element;
  std::int32_t group = -1;  ///< node whose nested graph it stands in
  bool is_group = false;
  bool again = false;  ///< a node before has its id, or it has none
};

struct GraphmlEdge {
  pugi::xml_node element;
  bool directed = true;
};

/// What is seen more than once, told once.
struct SeenTimes {
  std::int64_t first = -1;  ///< byte
  std::int64_t times = 0;

  void see(std::int64_t offset) noexcept {
    if (times++ == 0) first = offset;
  }
};

/// Nodes and edges of a file in its order, those of nested graphs included.
struct GraphmlItems {
  std::vector<GraphmlNode> nodes;
  std::vector<GraphmlEdge> edges;
  SeenTimes hyperedges;
  SeenTimes ports;

  /// Throws Error{limit} "too_many_people", "too_many_relations".
  GraphmlItems(const pugi::xml_node& root, const GraphmlText& text, const MapReadRequest& request);

  /// Place of the first node with that id in the file; -1 where there is none.
  std::int32_t find(std::string_view id) const noexcept;

 private:
  void add_node(const pugi::xml_node& element, std::int32_t group, const GraphmlText& text);
  void index();

  struct Place {
    std::string_view id;
    std::int32_t node;
  };
  std::vector<Place> by_id_;
};

}  // namespace sandan::org
