#include "records.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace bench {
namespace {

template <typename Struct>
void release(Struct* given) {
  given->release = nullptr;
}

void make_schema(ArrowSchema& schema, const char* name, const char* format) {
  schema.format = format;
  schema.name = name;
  schema.flags = ARROW_FLAG_NULLABLE;
  schema.release = release<ArrowSchema>;
}

void make_array(ArrowArray& array, std::int64_t length, std::int64_t buffers,
                const void** pointers) {
  array.length = length;
  array.n_buffers = buffers;
  array.buffers = pointers;
  array.release = release<ArrowArray>;
}

std::vector<char> read_bytes(const std::filesystem::path& file) {
  const auto size = std::filesystem::file_size(file);
  std::vector<char> bytes(size);
  std::ifstream in(file, std::ios::binary);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) {
    throw std::runtime_error("cannot read " + file.string());
  }
  return bytes;
}

}  // namespace

std::string read_text(const std::filesystem::path& file) {
  const std::vector<char> bytes = read_bytes(file);
  return {bytes.begin(), bytes.end()};
}

Records::Records(const std::filesystem::path& folder) {
  std::istringstream index(read_text(folder / "index.txt"));
  std::string line;
  std::getline(index, line);
  rows_ = std::stoll(line);
  while (std::getline(index, line))
    read_column(folder, line);
  for (Column& column : columns_) {
    child_schemas_.push_back(&column.schema);
    child_arrays_.push_back(&column.array);
  }
  make_schema(schema_, "", "+s");
  schema_.n_children = static_cast<std::int64_t>(child_schemas_.size());
  schema_.children = child_schemas_.data();
  make_array(array_, rows_, 1, no_validity_);
  array_.n_children = schema_.n_children;
  array_.children = child_arrays_.data();
}

// A line: name, format, number of nulls, which buffers there are, words of a dictionary.
void Records::read_column(const std::filesystem::path& folder, const std::string& line) {
  Column& column = columns_.emplace_back();
  std::istringstream fields(line);
  std::int64_t nulls = 0;
  std::string present;
  fields >> column.name >> column.format >> nulls >> present;
  const std::vector<std::string> words(std::istream_iterator<std::string>(fields), {});
  const std::string number = std::to_string(columns_.size() - 1);
  for (std::size_t b = 0; b < present.size(); ++b) {
    if (present[b] == '0') continue;
    column.kept.push_back(read_bytes(folder / (number + "_" + std::to_string(b))));
    column.buffers[b] = column.kept.back().data();
  }
  make_schema(column.schema, column.name.c_str(), column.format.c_str());
  make_array(column.array, rows_, static_cast<std::int64_t>(present.size()), column.buffers);
  column.array.null_count = nulls;
  if (!words.empty()) put_words(column, words);
}

void Records::put_words(Column& column, const std::vector<std::string>& words) const {
  std::vector<std::int32_t> offsets = {0};
  std::string characters;
  for (const std::string& word : words) {
    characters += word;
    offsets.push_back(static_cast<std::int32_t>(characters.size()));
  }
  std::vector<char> offset_bytes(offsets.size() * sizeof(std::int32_t));
  std::memcpy(offset_bytes.data(), offsets.data(), offset_bytes.size());
  column.kept.push_back(std::move(offset_bytes));
  column.word_buffers[1] = column.kept.back().data();
  column.kept.emplace_back(characters.begin(), characters.end());
  column.word_buffers[2] = column.kept.back().data();
  make_schema(column.word_schema, "", "u");
  make_array(column.word_array, static_cast<std::int64_t>(words.size()), 3, column.word_buffers);
  column.schema.dictionary = &column.word_schema;
  column.array.dictionary = &column.word_array;
}

const void* Records::buffer(std::string_view name, std::size_t number) const {
  for (const Column& column : columns_) {
    if (column.name == name) return column.buffers[number];
  }
  throw std::runtime_error("no column " + std::string(name));
}

}  // namespace bench
