#include "quota/work_columns.hpp"

#include "core/interner.hpp"

namespace sandan::quota {

results::Column coded_column(std::string name, const std::vector<std::string>& texts,
                             bool nullable) {
  Interner words;
  std::vector<std::int32_t> codes;
  codes.reserve(texts.size());
  for (const std::string& text : texts)
    codes.push_back(nullable && text.empty() ? -1 : words.code(text));
  results::Column column = results::dictionary_column(
      std::move(name), codes,
      std::make_shared<const results::Column>(results::text_column("", words.texts())));
  column.nullable = nullable;
  return column;
}

}  // namespace sandan::quota
