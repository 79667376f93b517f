#pragma once

#include <string>
#include <vector>

#include "core/result_table.hpp"

/// Columns of the results about work.
namespace sandan::quota {

/// A dictionary column of texts, in the order of first sight; with `nullable`
/// "" is null.
results::Column coded_column(std::string name, const std::vector<std::string>& texts,
                             bool nullable = false);

/// The same text in every row.
inline results::Column repeated_column(std::string name, const std::string& text,
                                       std::size_t rows) {
  return coded_column(std::move(name), std::vector<std::string>(rows, text));
}

}  // namespace sandan::quota
