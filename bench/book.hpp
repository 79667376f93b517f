// The book of deals of generate.py, read from its plain columns into Arrow arrays.
#pragma once

#include <sandan.h>

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

namespace bench {

// One table as an Arrow struct array. Column buffers stay here; nothing is shared.
class ArrowTable {
 public:
  explicit ArrowTable(std::int64_t rows) : rows_(rows) {}

  void add_numbers(const char* name, const char* format, std::vector<char> values,
                   const std::vector<char>* unknown = nullptr);
  void add_text(const char* name, std::vector<char> characters, std::int32_t length);
  void add_dictionary(const char* name, std::vector<char> codes,
                      const std::vector<std::string>& words);

  // The finished struct array, valid while the table lives.
  const ArrowSchema* schema();
  const ArrowArray* array();
  std::int64_t rows() const { return rows_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  struct Column {
    ArrowSchema schema;
    ArrowArray array;
    ArrowSchema dictionary_schema;
    ArrowArray dictionary_array;
    const void* pointers[3];
    const void* dictionary_pointers[3];
  };

  const void* keep(std::vector<char> buffer);
  Column& new_column(const char* name, const char* format, std::int64_t buffers);
  void finish();

  std::int64_t rows_;
  std::int64_t bytes_ = 0;
  std::deque<std::vector<char>> buffers_;
  std::deque<Column> columns_;
  std::vector<ArrowSchema*> child_schemas_;
  std::vector<ArrowArray*> child_arrays_;
  const void* no_validity_[1] = {nullptr};
  ArrowSchema schema_{};
  ArrowArray array_{};
};

enum class Ids { kInt64, kText };

struct Book {
  ArrowTable opportunities;
  ArrowTable stage_events;

  std::int64_t bytes() const { return opportunities.bytes() + stage_events.bytes(); }
};

Book read_book(const std::filesystem::path& columns, Ids ids);

}  // namespace bench
