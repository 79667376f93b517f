#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sandan {

/// Names of one thing in several languages. Labels are data of documents;
/// the library holds none of its own.
class Labels {
 public:
  Labels() = default;
  explicit Labels(std::vector<std::pair<std::string, std::string>> by_language);

  /// The label in `language`, else English, else the first one, else "".
  std::string_view in(std::string_view language) const noexcept;
  /// The label in exactly `language`, "" when there is none.
  std::string_view exactly(std::string_view language) const noexcept;
  bool empty() const noexcept { return by_language_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> by_language_;
};

}  // namespace sandan
