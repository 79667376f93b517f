#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result_table.hpp"

/// Cells of result tables as differences show them.
namespace sandan::org {

/// A whole or a real number, a truth, a day or a text; nothing for null.
/// Numbers are written so that they read back the same.
std::optional<std::string> cell_text(const results::Column& column, std::int64_t row);

/// Whether two cells of one column of two tables are the same; real numbers are
/// within 1e-9, or that part of the larger.
bool same_cell(const results::Column& a, std::int64_t row_a, const results::Column& b,
               std::int64_t row_b) noexcept;

/// `b` less `a`, of numbers that are both known.
std::optional<double> cell_change(const results::Column& a, std::int64_t row_a,
                                  const results::Column& b, std::int64_t row_b) noexcept;

}  // namespace sandan::org
