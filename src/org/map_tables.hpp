#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/interner.hpp"
#include "core/result_schema.hpp"
#include "core/result_table.hpp"
#include "org/map_data.hpp"

/// A map as the tables that files hold and DecisionMaps::build reads.
namespace sandan::org {

/// One value: nothing, a truth, a whole number or a day, a number, a text.
using Cell = std::variant<std::monostate, bool, std::int64_t, double, std::string_view>;

inline bool is_null(const Cell& cell) noexcept {
  return std::holds_alternative<std::monostate>(cell);
}

// Places of columns in the tables of schemas_contents.cpp.
namespace people_column {
enum : std::size_t {
  person_id,
  account_id,
  name,
  department_id,
  organisation,
  level,
  function,
  roles,
  guide,
  style,
  style_second,
  style_on,
  decides,
  authority_minor,
  veto,
  business_motive,
  weight,
  contact_allowed,
  stubbornness,
  from_on,
  to_on,
  count
};
}  // namespace people_column

namespace departments_column {
enum : std::size_t { department_id, account_id, name, parent_id, head_id, count };
}  // namespace departments_column

namespace relations_column {
enum : std::size_t { account_id, from_id, to_id, from_kind, to_kind, kind, weight, count };
}  // namespace relations_column

namespace stances_column {
enum : std::size_t { person_id, vendor, relation_stage, support, as_of, evidence, count };
}  // namespace stances_column

namespace faults_column {
enum : std::size_t { place, item, id, fault, value, count };
}  // namespace faults_column

/// A column that grows by cells.
class CellColumn {
 public:
  explicit CellColumn(const results::ColumnSpec& spec) : spec_(&spec) {}

  /// The cell is of the column's type or null.
  void append(const Cell& cell);
  Cell at(std::int64_t row) const;
  bool has_values() const noexcept { return nulls_ < static_cast<std::int64_t>(valid_.size()); }

  results::Column take() &&;

 private:
  void append_text(std::string_view text);
  results::Column plain();  ///< gives away what it holds

  const results::ColumnSpec* spec_;
  std::vector<std::int64_t> whole_;  ///< truths, whole numbers, days, codes
  std::vector<double> reals_;
  Interner words_;  ///< of a dictionary
  std::string bytes_;
  std::vector<std::int64_t> ends_{0};  ///< of texts in bytes_
  std::vector<std::uint8_t> valid_;
  std::int64_t nulls_ = 0;
};

/// A table of described_contents() that grows by rows.
class MapTable {
 public:
  explicit MapTable(std::string_view name);

  std::int64_t rows() const noexcept { return rows_; }
  std::span<const results::ColumnSpec> specs() const noexcept { return specs_; }
  const CellColumn& column(std::size_t place) const noexcept { return columns_[place]; }
  Cell at(std::int64_t row, std::size_t place) const { return columns_[place].at(row); }
  /// Bytes of the texts in its cells.
  std::size_t text_bytes() const noexcept { return text_bytes_; }

  /// As many cells as there are columns.
  void append(std::span<const Cell> cells);
  results::Table take() &&;

 private:
  std::string_view name_;
  std::span<const results::ColumnSpec> specs_;
  std::vector<CellColumn> columns_;
  std::int64_t rows_ = 0;
  std::size_t text_bytes_ = 0;
};

struct MapTables {
  MapTable people{"people"};
  MapTable departments{"departments"};
  MapTable relations{"relations"};
  MapTable stances{"stances"};
};

/// The rows of one map, names as far as they are carried.
MapTables tables_of(const MapView& map);

}  // namespace sandan::org
