#pragma once

#include <cstdint>
#include <deque>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace sandan::org {

/// Name of an element without the prefix of its namespace.
std::string_view local_name(const pugi::xml_node& element) noexcept;

/// The first child element of that name; a null node where there is none.
pugi::xml_node child_named(const pugi::xml_node& element, std::string_view name) noexcept;

/// Texts of a parsed file. What it gives lives as long as it and the file do.
class GraphmlText {
 public:
  explicit GraphmlText(std::int64_t base) : base_(base) {}

  /// From now on _xHHHH_ are characters, as DecisionMaps::write writes them.
  void decode_escapes() noexcept { escapes_ = true; }
  /// Whether DecisionMaps::write wrote the file.
  bool is_ours() const noexcept { return escapes_; }

  /// The character data of an element, whatever stands between its parts.
  std::string_view content(const pugi::xml_node& element);
  /// An attribute; empty where there is none.
  std::string_view attribute(const pugi::xml_node& element, const char* name);
  /// Byte of the file an element begins at.
  std::int64_t offset(const pugi::xml_node& element) const noexcept;

 private:
  std::string_view decoded(std::string_view text);

  std::int64_t base_;  ///< bytes of the file before what was parsed
  bool escapes_ = false;
  std::deque<std::string> kept_;
};

}  // namespace sandan::org
