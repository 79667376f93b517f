// The records of rules/workload.py, read from their plain buffers into Arrow arrays.
#pragma once

#include <sandan.h>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

std::string read_text(const std::filesystem::path& file);

// One table as an Arrow struct array. Column buffers stay here; nothing is shared.
class Records {
 public:
  explicit Records(const std::filesystem::path& columns);
  Records(const Records&) = delete;
  Records& operator=(const Records&) = delete;

  // Valid while the records live.
  const ArrowSchema* schema() const { return &schema_; }
  const ArrowArray* array() const { return &array_; }
  std::int64_t rows() const { return rows_; }
  // A buffer of a column; null where there is none.
  const void* buffer(std::string_view column, std::size_t number) const;

 private:
  struct Column {
    std::string name;
    std::string format;
    std::deque<std::vector<char>> kept;
    ArrowSchema schema{};
    ArrowArray array{};
    ArrowSchema word_schema{};
    ArrowArray word_array{};
    const void* buffers[3] = {};
    const void* word_buffers[3] = {};
  };

  void read_column(const std::filesystem::path& folder, const std::string& line);
  void put_words(Column& column, const std::vector<std::string>& words) const;

  std::int64_t rows_ = 0;
  std::deque<Column> columns_;
  std::vector<ArrowSchema*> child_schemas_;
  std::vector<ArrowArray*> child_arrays_;
  const void* no_validity_[1] = {nullptr};
  ArrowSchema schema_{};
  ArrowArray array_{};
};

}  // namespace bench
