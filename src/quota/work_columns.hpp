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

}  // namespace sandan::quota
