#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/interner.hpp"
#include "org/graphml_text.hpp"
#include "org/map_read.hpp"

/// The attributes a GraphML file declares, and what they are to a map.
namespace sandan::org {

enum class NodeMeaning : std::uint8_t {
  unknown,
  column,    ///< of people, or of departments
  kind,      ///< person or department
  label,     ///< a name where there is none
  other_id,  ///< an id where there is none
  stance,
  drawing,  ///< yEd's, with labels inside
};

enum class EdgeMeaning : std::uint8_t { unknown, weight, account, kind, label, drawing };

struct GraphmlKey {
  std::string name;         ///< its title, else its id
  std::int64_t offset = 0;  ///< of the declaration, or of the first use
  bool declared = true;
  NodeMeaning node = NodeMeaning::unknown;
  EdgeMeaning edge = EdgeMeaning::unknown;
  int people = -1;                           ///< column of people; -1 none
  int department = -1;                       ///< column of departments; -1 none
  std::int32_t vendor = -1;                  ///< of a stance, of GraphmlKeys::vendors
  std::size_t stance = 0;                    ///< column of stances
  std::optional<std::string_view> of_nodes;  ///< default
  std::optional<std::string_view> of_edges;
  std::int64_t ignored = 0;  ///< values of which nothing was made
};

class GraphmlKeys {
 public:
  /// Reads the declarations of a file. Throws Error{limit} "too_many_keys".
  GraphmlKeys(const pugi::xml_node& root, GraphmlText& text);

  /// The key of a `data` element; one that nobody declared is made.
  GraphmlKey& of(std::string_view id, std::int64_t offset);

  /// Keys with a default, one for each column or stance.
  const std::vector<GraphmlKey*>& node_defaults() const noexcept { return node_defaults_; }
  const std::vector<GraphmlKey*>& edge_defaults() const noexcept { return edge_defaults_; }
  const Interner& vendors() const noexcept { return vendors_; }

  /// A row for each key of which values were ignored.
  void tell(MapTable& faults) const;

 private:
  GraphmlKey& made(std::string_view id, std::int64_t offset);
  void declare(const pugi::xml_node& key, GraphmlText& text);
  void set_default(GraphmlKey& key, std::string_view of, std::string_view value);

  Interner ids_;
  std::deque<GraphmlKey> keys_;
  Interner vendors_;
  std::vector<GraphmlKey*> node_defaults_;
  std::vector<GraphmlKey*> edge_defaults_;
};

/// Title of the attribute by which a graph says that sandan wrote it.
inline constexpr std::string_view graphml_mark = "sandan";

}  // namespace sandan::org
