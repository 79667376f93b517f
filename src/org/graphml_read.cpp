#include <cstring>
#include <pugixml.hpp>
#include <string>

#include "core/buffer.hpp"
#include "org/graphml_edges.hpp"
#include "org/graphml_items.hpp"
#include "org/graphml_keys.hpp"
#include "org/graphml_nodes.hpp"
#include "org/map_read.hpp"
#include "org/xml_check.hpp"

namespace sandan::org {
namespace {

/// Parses a text that check_xml has passed; the parser writes into `bytes`.
void parse(pugi::xml_document& document, const Buffer<char>& bytes, std::int64_t base) {
  const unsigned flags = pugi::parse_default | pugi::parse_ws_pcdata_single;
  const pugi::xml_parse_result parsed =
      document.load_buffer_inplace(bytes.data(), bytes.size(), flags, pugi::encoding_utf8);
  if (parsed.status == pugi::status_out_of_memory) {
    throw Error(Status::no_memory, "no_memory", "an allocation failed");
  }
  if (!parsed) {
    throw Error(Status::parse, "not_xml", std::string("not XML: ") + parsed.description())
        .at(byte_place(base + parsed.offset));
  }
}

pugi::xml_node graphml_root(const pugi::xml_document& document, const GraphmlText& text) {
  const pugi::xml_node root = document.document_element();
  if (local_name(root) != "graphml") {
    throw Error(Status::document, "not_graphml", "the document's element is not graphml")
        .at(byte_place(text.offset(root)));
  }
  if (!child_named(root, "graph")) {
    throw Error(Status::document, "no_graph", "the document holds no graph")
        .at(byte_place(text.offset(root)));
  }
  return root;
}

/// Id of the key with that title; empty where there is none.
std::string_view key_titled(const pugi::xml_node& root, std::string_view title) noexcept {
  for (pugi::xml_node key = root.first_child(); key; key = key.next_sibling()) {
    if (local_name(key) == "key" && key.attribute("attr.name").value() == title) {
      return key.attribute("id").value();
    }
  }
  return {};
}

bool is_written_by_us(const pugi::xml_node& root, GraphmlText& text) {
  const std::string_view key = key_titled(root, graphml_mark);
  if (key.empty()) return false;
  const pugi::xml_node graph = child_named(root, "graph");
  for (pugi::xml_node data = graph.first_child(); data; data = data.next_sibling()) {
    if (local_name(data) == "data" && data.attribute("key").value() == key) {
      return text.content(data).starts_with("map/");
    }
  }
  return false;
}

void tell_items(MapTable& faults, const GraphmlItems& items) {
  const auto tell = [&](const SeenTimes& seen, std::string_view item, std::string_view fault) {
    if (seen.times == 0) return;
    const std::string count = std::to_string(seen.times);
    add_fault(faults, {byte_place(seen.first), item, {}, fault, count});
  };
  tell(items.hyperedges, "edge", "hyperedge");
  tell(items.ports, "node", "port");
}

}  // namespace

MapFile read_graphml(std::string_view text, const MapReadRequest& request, const Run& run) {
  const std::size_t mark = check_xml(text);
  const auto base = static_cast<std::int64_t>(mark);
  Budget budget(run.max_bytes);
  const Buffer<char> bytes(text.size() - mark, budget);
  std::memcpy(bytes.data(), text.data() + mark, bytes.size());
  pugi::xml_document document;
  parse(document, bytes, base);

  GraphmlText texts(base);
  const pugi::xml_node root = graphml_root(document, texts);
  if (is_written_by_us(root, texts)) texts.decode_escapes();
  GraphmlKeys keys(root, texts);
  const GraphmlItems items(root, texts, request);
  MapFile file;
  GraphmlNodes nodes(keys, texts, request, file);
  nodes.read(items);
  GraphmlEdges edges(keys, texts, request, file);
  edges.read(items, nodes);
  edges.tell();
  tell_items(file.faults, items);
  keys.tell(file.faults);
  return file;
}

}  // namespace sandan::org
