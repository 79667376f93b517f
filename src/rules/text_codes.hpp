#pragma once

#include <cstddef>
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

  /// Codes of n texts that stand one behind the other, on a narrow scale: text i is the bytes
  /// from offsets[i] to offsets[i + 1]. Offsets do not go back; of `bytes` those below `end`
  /// may be read.
  template <class Offset>
  void codes(const Offset* offsets, std::size_t n, const char* bytes, Offset end,
             std::uint8_t* out) const noexcept;

 private:
  /// Three words of a text: its first eight bytes, its last eight, and those behind the first.
  /// With the size they tell a text of up to 24 bytes from all others.
  struct Words {
    std::uint64_t first = 0;
    std::uint64_t middle = 0;
    std::uint64_t last = 0;
  };
  struct Entry {
    Words words;
    std::uint64_t size = 0;
    Code code = 0;
    bool is_used = false;
  };

  static Words words_of(const char* text, std::size_t size, bool is_readable) noexcept;
  std::size_t place_of(const Words& words, std::size_t size) const noexcept;
  Code find(const Words& words, const char* text, std::size_t size) const noexcept;
  Code search(std::size_t at, const Words& words, std::string_view text) const noexcept;
  Code other(std::string_view text) const noexcept;
  bool insert(const std::string& text, Code code);

  const Scale& scale_;
  bool is_listed_ = false;
  int shift_ = 0;
  std::size_t mask_ = 0;
  std::vector<Entry> entries_;      ///< open addressing
  std::vector<std::string> texts_;  ///< of the entries
};

}  // namespace sandan::rules
