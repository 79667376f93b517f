#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/scale.hpp"

namespace sandan::rules {

/// Codes of texts on the scale of a text slot; texts the slot does not allow
/// are bad.
class TextCodes {
 public:
  TextCodes(const Slot& slot, const Scale& scale);

  Code operator()(std::string_view text) const noexcept;

 private:
  struct Entry {
    std::uint64_t head = 0;  ///< first eight bytes, as a number
    std::string text;
    Code code = 0;
    bool is_used = false;
  };

  void insert(const std::string& text, Code code);
  Code between(std::string_view text) const noexcept;

  const Scale& scale_;
  bool is_listed_ = false;
  std::size_t mask_ = 0;
  std::vector<Entry> entries_;  ///< open addressing
};

}  // namespace sandan::rules
