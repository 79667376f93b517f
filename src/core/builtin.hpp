// The documents sandan ships, compiled into the library from data/.
#pragma once

#include <span>
#include <string_view>

namespace sandan::builtin {

struct Document {
  std::string_view kind;  // "process", "facts", "vocabulary", "schema"
  std::string_view name;  // name of the file without its ending
  std::string_view text;  // JSON
};

// All of them, by kind and name as the folders under data/ sort.
std::span<const Document> documents();

}  // namespace sandan::builtin
