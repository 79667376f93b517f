#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/arrow_column.hpp"

namespace sandan {

/// Gives each distinct text a code, 0, 1, 2 … in the order of first sight.
class Interner {
 public:
  Interner();

  std::int32_t code(std::string_view text);
  /// The code of a text seen before; -1 otherwise.
  std::int32_t find(std::string_view text) const noexcept;
  std::int32_t size() const noexcept { return static_cast<std::int32_t>(texts_.size()); }
  std::string_view text(std::int32_t code) const { return texts_[static_cast<std::size_t>(code)]; }
  std::vector<std::string> texts() const { return {texts_.begin(), texts_.end()}; }

 private:
  struct Slot {
    std::uint64_t hash;
    std::int32_t code;
  };

  void grow();
  std::size_t slot_of(std::string_view text, std::uint64_t hash) const noexcept;

  std::deque<std::string> texts_;
  std::vector<Slot> slots_;
};

/// Codes of a text column, once per distinct dictionary value where there is
/// a dictionary. `intern(text)` gives the code; nulls get `null_code`.
template <class Code, class Intern>
void code_texts(const arrow::Column& column, std::int64_t from, std::int64_t to, Code null_code,
                Intern&& intern, Code* out) {
  const arrow::Type& type = column.type();
  column.for_each_piece(
      from, to,
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        Code* codes = out + (first_row - from);
        if (!type.is_dictionary()) {
          for (std::int64_t i = begin; i < end; ++i) {
            *codes++ = chunk.is_valid(i) ? static_cast<Code>(intern(text_at(chunk, type.kind, i)))
                                         : null_code;
          }
          return;
        }
        const arrow::Chunk& values = *chunk.dictionary;
        if (values.length > end - begin) {  // a dictionary larger than what is read of it
          for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t at = chunk.is_valid(i) ? integer_at(chunk, type.index, i) : -1;
            *codes++ = at >= 0 && values.is_valid(at)
                           ? static_cast<Code>(intern(text_at(values, type.kind, at)))
                           : null_code;
          }
          return;
        }
        std::vector<Code> coded(static_cast<std::size_t>(values.length), null_code);
        std::vector<bool> known(coded.size(), false);
        for (std::int64_t i = begin; i < end; ++i) {
          if (!chunk.is_valid(i)) {
            *codes++ = null_code;
            continue;
          }
          const auto value = static_cast<std::size_t>(integer_at(chunk, type.index, i));
          if (!known[value]) {
            known[value] = true;
            const auto at = static_cast<std::int64_t>(value);
            if (values.is_valid(at)) {
              coded[value] = static_cast<Code>(intern(text_at(values, type.kind, at)));
            }
          }
          *codes++ = coded[value];
        }
      });
}

}  // namespace sandan
