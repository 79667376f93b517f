#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result_table.hpp"

/// Dictionary columns of texts.
namespace sandan::results {

/// Codes of an enumeration as the text values of a dictionary column.
std::shared_ptr<const Column> code_values(std::span<const std::string_view> codes);
std::shared_ptr<const Column> code_values(const std::vector<std::string>& codes);

/// A dictionary column of `texts[i]` for each i of `of`, null for -1. The
/// dictionary holds the texts that rows have and no other, each once and in the
/// order of `texts`: what no row shows is given to nobody.
Column text_of_column(std::string name, std::span<const std::int32_t> of,
                      const std::vector<std::string>& texts);

/// Dictionary column of one text in every row; "" is null everywhere.
Column constant_column(std::string name, std::string_view text, std::int64_t rows);

/// A dictionary column of texts, in the order of first sight; with `nullable`
/// "" is null.
Column coded_column(std::string name, const std::vector<std::string>& texts, bool nullable = false);

}  // namespace sandan::results
