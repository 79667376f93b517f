#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "org/graphml_items.hpp"
#include "org/graphml_keys.hpp"
#include "org/graphml_kinds.hpp"
#include "org/graphml_nodes.hpp"

namespace sandan::org {

/// Turns edges into rows of relations.
class GraphmlEdges {
 public:
  GraphmlEdges(GraphmlKeys& keys, GraphmlText& text, const MapReadRequest& request, MapFile& file)
      : keys_(&keys), text_(&text), request_(&request), file_(&file) {}

  /// Reads them in order; those without a direction give both. Throws
  /// Error{limit} "too_many_relations".
  void read(const GraphmlItems& items, const GraphmlNodes& nodes);

  /// Rows for what was seen more than once.
  void tell() const;

 private:
  /// What the attributes of an edge say.
  struct Said {
    Cell weight;
    std::string_view kind, label, drawn, account;
  };

  void read_one(const GraphmlEdge& edge, const GraphmlItems& items, const GraphmlNodes& nodes);
  const NodeFacts* end_of(const GraphmlEdge& edge, const char* end, const GraphmlItems& items,
                          const GraphmlNodes& nodes);
  Said said(const GraphmlEdge& edge);
  void read_value(Said& said, GraphmlKey& key, std::string_view text, std::int64_t offset);
  /// An attribute is a kind whatever it says, a label only where it is one word.
  std::string_view kind_of(const Said& said, std::int64_t offset);
  /// Code of the shipped kind that a code or label names; empty where none.
  std::string_view shipped_kind(std::string_view word);

  GraphmlKeys* keys_;
  GraphmlText* text_;
  const MapReadRequest* request_;
  MapFile* file_;
  SeenTimes both_ways_;
  OtherLabels labels_;
  std::optional<KindWords> words_;  ///< made when a word is read first
};

}  // namespace sandan::org
