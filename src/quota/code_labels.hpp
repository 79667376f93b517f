#pragma once

#include <map>
#include <string>
#include <string_view>

#include "sandan/core/labels.hpp"

namespace sandan::quota {

/// Labels of the codes of one enumeration of the shipped vocabulary.
class CodeLabels {
 public:
  explicit CodeLabels(std::string_view enumeration);

  /// The label in `language`, else English; "" for a code the vocabulary does
  /// not have.
  std::string in(std::string_view code, std::string_view language) const;

 private:
  std::map<std::string, Labels, std::less<>> labels_;
};

}  // namespace sandan::quota
