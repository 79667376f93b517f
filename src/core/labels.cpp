#include "sandan/core/labels.hpp"

namespace sandan {

Labels::Labels(std::vector<std::pair<std::string, std::string>> by_language)
    : by_language_(std::move(by_language)) {}

std::string_view Labels::exactly(std::string_view language) const noexcept {
  for (const auto& [code, text] : by_language_) {
    if (code == language) return text;
  }
  return {};
}

std::string_view Labels::in(std::string_view language) const noexcept {
  if (const auto wanted = exactly(language); !wanted.empty()) return wanted;
  if (const auto english = exactly("en"); !english.empty()) return english;
  return by_language_.empty() ? std::string_view{} : by_language_.front().second;
}

}  // namespace sandan
