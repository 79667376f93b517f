#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "sandan/arrow_abi.h"

namespace sandan {

namespace arrow {
class Table;
}

/// A named set of Arrow tables: the facts a call reads. One thread at a time.
class Tables {
 public:
  Tables();
  ~Tables();
  Tables(Tables&&) noexcept;
  Tables& operator=(Tables&&) noexcept;

  /// Adds one record batch (a struct array) as table `name`, or appends it to
  /// the table of that name when the schemas are equal. Both are borrowed
  /// until this set is destroyed. The structure is checked here; offsets, indices and
  /// UTF-8 of a column when it is first read.
  void add(std::string_view name, const ArrowSchema& schema, const ArrowArray& array);

  /// The same from a stream, read to its end. The stream is consumed, also
  /// when this throws.
  void add_stream(std::string_view name, ArrowArrayStream& stream);

  /// The table of that name; null when there is none.
  const arrow::Table* find(std::string_view name) const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sandan
