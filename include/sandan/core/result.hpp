#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sandan/arrow_abi.h"

namespace sandan {

namespace results {
struct TableSet;
}

/// Named result tables: immutable, cheap to copy, shared between threads.
class Result {
 public:
  explicit Result(std::shared_ptr<const results::TableSet> tables) noexcept;

  std::int64_t count() const noexcept;
  const std::string& name(std::int64_t index) const;
  /// Rows of a table. An empty name means the first table, here and below.
  std::int64_t rows(std::string_view table = {}) const;
  /// True when there is a table of that name.
  bool has(std::string_view table) const noexcept;

  /// Schema with replay metadata; the caller calls its release.
  ArrowSchema schema(std::string_view table = {}) const;
  /// The table as a stream of record batches whose buffers are shared with
  /// this result and outlive it; the caller calls its release.
  ArrowArrayStream stream(std::string_view table = {}) const;
  /// The table as a JSON array of records; an empty name gives an object of
  /// all tables.
  std::string to_json(std::string_view table = {}) const;

  const std::shared_ptr<const results::TableSet>& shared() const noexcept { return tables_; }

 private:
  std::shared_ptr<const results::TableSet> tables_;
};

}  // namespace sandan
