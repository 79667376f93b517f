#pragma once

#include <cstddef>
#include <string_view>

namespace sandan::org {

struct XmlLimits {
  std::size_t bytes = std::size_t{256} << 20;
  std::size_t depth = 256;  ///< of elements in one another
  std::size_t elements = 16'000'000;
  std::size_t attributes = 64'000'000;   ///< of all elements
  std::size_t attributes_of_one = 1000;  ///< of one element
};

/// Checks that a text is well-formed XML 1.0 in UTF-8 without a document type
/// of its own, so that a lenient parser may read it: names, tags in pairs,
/// attributes once each, references to the five predefined entities and to
/// characters that exist. One pass, no recursion. Returns how many bytes a byte
/// order mark takes. Throws Error{parse | limit | unsupported} at "byte N".
std::size_t check_xml(std::string_view text, const XmlLimits& limits = {});

}  // namespace sandan::org
