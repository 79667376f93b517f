#include "org/graphml_items.hpp"

#include <algorithm>
#include <limits>

namespace sandan::org {
namespace {

/// A place in a graph on the way through nested ones.
struct Open {
  pugi::xml_node next;  ///< child of the graph to look at
  std::int32_t group;
  bool directed;
};

Open opened(const pugi::xml_node& graph, std::int32_t group) {
  const std::string_view directed = graph.attribute("edgedefault").value();
  return {graph.first_child(), group, directed != "undirected"};
}

bool is_directed(const pugi::xml_node& edge, bool otherwise) noexcept {
  const std::string_view said = edge.attribute("directed").value();
  return said.empty() ? otherwise : said == "true" || said == "1";
}

}  // namespace

GraphmlItems::GraphmlItems(const pugi::xml_node& root, const GraphmlText& text,
                           const MapReadRequest& request) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  std::vector<Open> open;
  for (pugi::xml_node graph = root.last_child(); graph; graph = graph.previous_sibling()) {
    if (graph.type() == pugi::node_element && local_name(graph) == "graph") {
      open.push_back(opened(graph, -1));
    }
  }
  while (!open.empty()) {
    Open& here = open.back();
    const pugi::xml_node child = here.next;
    if (!child) {
      open.pop_back();
      continue;
    }
    here.next = child.next_sibling();
    if (child.type() != pugi::node_element) continue;
    const std::string_view name = local_name(child);
    if (name == "node") {
      add_node(child, here.group, text);
      check_rows(static_cast<std::int64_t>(nodes.size()), std::min(most, request.max_people),
                 "too_many_people", byte_place(text.offset(child)));
      const auto group = static_cast<std::int32_t>(nodes.size()) - 1;
      for (pugi::xml_node inner = child.last_child(); inner; inner = inner.previous_sibling()) {
        if (inner.type() == pugi::node_element && local_name(inner) == "graph") {
          open.push_back(opened(inner, group));  // `here` may be gone
        }
      }
    } else if (name == "edge") {
      edges.push_back({child, is_directed(child, here.directed)});
      if (child.attribute("sourceport") || child.attribute("targetport")) {
        ports.see(text.offset(child));
      }
      check_rows(static_cast<std::int64_t>(edges.size()), request.max_relations,
                 "too_many_relations", byte_place(text.offset(child)));
    } else if (name == "hyperedge") {
      hyperedges.see(text.offset(child));
    }
  }
  index();
}

void GraphmlItems::add_node(const pugi::xml_node& element, std::int32_t group,
                            const GraphmlText& text) {
  GraphmlNode node;
  node.element = element;
  node.group = group;
  node.is_group = static_cast<bool>(child_named(element, "graph")) ||
                  static_cast<bool>(element.attribute("yfiles.foldertype"));
  node.again = !element.attribute("id");
  const pugi::xml_node port = child_named(element, "port");
  if (port) ports.see(text.offset(port));
  nodes.push_back(node);
}

void GraphmlItems::index() {
  by_id_.reserve(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].again) continue;
    by_id_.push_back({nodes[i].element.attribute("id").value(), static_cast<std::int32_t>(i)});
  }
  std::sort(by_id_.begin(), by_id_.end(), [](const Place& a, const Place& b) {
    return a.id != b.id ? a.id < b.id : a.node < b.node;
  });
  for (std::size_t i = 1; i < by_id_.size(); ++i) {
    if (by_id_[i].id == by_id_[i - 1].id) {
      nodes[static_cast<std::size_t>(by_id_[i].node)].again = true;
    }
  }
}

std::int32_t GraphmlItems::find(std::string_view id) const noexcept {
  const auto found = std::lower_bound(by_id_.begin(), by_id_.end(), id,
                                      [](const Place& place, auto key) { return place.id < key; });
  return found == by_id_.end() || found->id != id ? -1 : found->node;
}

}  // namespace sandan::org
