#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "org/graphml_items.hpp"
#include "org/map_read.hpp"

namespace sandan::org {

/// A word as codes are written: ASCII letters small, and an underscore for
/// each space and hyphen.
std::string code_form(std::string_view word);

/// Codes and labels (zh, en) of the relation kinds that sandan ships.
class KindWords {
 public:
  KindWords();

  /// The code of the kind that a word names in code_form; empty where none.
  std::string_view code(std::string_view word) const;

 private:
  std::map<std::string, std::string, std::less<>> codes_;
  std::size_t longest_ = 0;  ///< bytes
};

/// Labels of edges that name no kind: the first distinct ones, and how many
/// edges have others.
class OtherLabels {
 public:
  void see(std::string_view label, std::int64_t offset);
  /// A row for each label, at its first edge, and one for the rest.
  void tell(MapTable& faults) const;

 private:
  struct Label {
    std::string_view text;
    std::int64_t first;  ///< byte
  };

  std::vector<Label> labels_;
  SeenTimes more_;
};

}  // namespace sandan::org
