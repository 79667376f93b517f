#include "org/graphml_text.hpp"

#include "org/xml_characters.hpp"

namespace sandan::org {
namespace {

bool is_text(const pugi::xml_node& node) noexcept {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

}  // namespace

std::string_view local_name(const pugi::xml_node& element) noexcept {
  const std::string_view name = element.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_named(const pugi::xml_node& element, std::string_view name) noexcept {
  for (pugi::xml_node child = element.first_child(); child; child = child.next_sibling()) {
    if (child.type() == pugi::node_element && local_name(child) == name) return child;
  }
  return {};
}

std::string_view GraphmlText::content(const pugi::xml_node& element) {
  const pugi::xml_node first = element.first_child();
  if (!first) return {};
  if (is_text(first) && !first.next_sibling()) return decoded(first.value());
  std::string whole;
  for (pugi::xml_node child = first; child; child = child.next_sibling()) {
    if (is_text(child)) whole += child.value();
  }
  if (whole.empty()) return {};
  kept_.push_back(std::move(whole));
  return decoded(kept_.back());
}

std::string_view GraphmlText::attribute(const pugi::xml_node& element, const char* name) {
  return decoded(element.attribute(name).value());
}

std::int64_t GraphmlText::offset(const pugi::xml_node& element) const noexcept {
  return base_ + element.offset_debug() - 1;  // pugixml counts to the name
}

std::string_view GraphmlText::decoded(std::string_view text) {
  if (!escapes_ || !has_escapes(text)) return text;
  kept_.push_back(plain_text(text));
  return kept_.back();
}

}  // namespace sandan::org
