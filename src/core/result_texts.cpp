#include "core/result_texts.hpp"

#include <algorithm>

#include "core/interner.hpp"

namespace sandan::results {

std::shared_ptr<const Column> code_values(std::span<const std::string_view> codes) {
  return code_values(std::vector<std::string>(codes.begin(), codes.end()));
}

std::shared_ptr<const Column> code_values(const std::vector<std::string>& codes) {
  return std::make_shared<const Column>(text_column("", codes));
}

Column text_of_column(std::string name, std::span<const std::int32_t> of,
                      const std::vector<std::string>& texts) {
  Interner interner;
  std::vector<std::int32_t> code_of(texts.size(), -1);
  for (const std::int32_t i : of) {
    if (i >= 0) code_of[static_cast<std::size_t>(i)] = 0;  // used
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (code_of[i] == 0) code_of[i] = interner.code(texts[i]);
  }
  std::vector<std::int32_t> codes(of.size());
  std::transform(of.begin(), of.end(), codes.begin(),
                 [&](std::int32_t i) { return i < 0 ? -1 : code_of[static_cast<std::size_t>(i)]; });
  return dictionary_column(std::move(name), codes, code_values(interner.texts()));
}

Column constant_column(std::string name, std::string_view text, std::int64_t rows) {
  const std::vector<std::int32_t> codes(static_cast<std::size_t>(rows), text.empty() ? -1 : 0);
  auto column =
      dictionary_column(std::move(name), codes, code_values(std::vector{std::string(text)}));
  column.nullable = text.empty();
  return column;
}

Column coded_column(std::string name, const std::vector<std::string>& texts, bool nullable) {
  Interner words;
  std::vector<std::int32_t> codes;
  codes.reserve(texts.size());
  for (const std::string& text : texts)
    codes.push_back(nullable && text.empty() ? -1 : words.code(text));
  Column column = dictionary_column(std::move(name), codes, code_values(words.texts()));
  column.nullable = nullable;
  return column;
}

}  // namespace sandan::results
