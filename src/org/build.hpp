#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/buffer.hpp"
#include "org/build_input.hpp"
#include "org/map_data.hpp"
#include "sandan/core/run.hpp"
#include "sandan/core/tables.hpp"

/// The parts of building a book of decision maps, one for each input table.
namespace sandan::org {

/// A book that is being built.
struct Building {
  MapData& data;
  const Tables& tables;
  const Run& run;
  Budget& budget;

  std::optional<Members> accounts;  ///< maps by account id
  std::optional<Members> people;
  std::optional<Members> departments;
  std::optional<Members> deals;
  std::vector<std::int32_t> map_of_person;
  std::vector<std::int32_t> map_of_department;
  std::vector<std::int32_t> map_of_deal;

  /// Null when there is none; refuses one of too many rows.
  const arrow::Table* table(std::string_view name) const;
  std::int32_t maps() const noexcept { return data.maps(); }

  /// Numbers inside a map of people and departments of the book.
  std::int32_t local_person(std::int32_t person) const noexcept;
  std::int32_t local_department(std::int32_t department) const noexcept;
};

/// Where the rows of each map begin when they are put map by map.
/// `map_of_row` is below 0 for rows of no map.
std::vector<std::int64_t> firsts_by_map(const std::vector<std::int32_t>& map_of_row,
                                        std::int32_t maps);

/// Rows by map, those of one map in the order of the table.
struct ByMap {
  std::vector<std::int64_t> firsts;
  std::vector<std::int32_t> rows;
};
ByMap by_map(const std::vector<std::int32_t>& map_of_row, std::int32_t maps);

/// Table `people`: first who counts and which maps there are, then what is
/// said of them, which needs the departments.
class PeopleReader {
 public:
  explicit PeopleReader(Building& building);

  void number();
  void fill();
  void tell(std::vector<FaultRow>& faults) { source_.tell(faults, building_.data.request.values); }

 private:
  void number_accounts();
  std::vector<std::int32_t> department_numbers();

  Building& building_;
  Source source_;
  Span span_;
  std::vector<std::int32_t> rows_;  ///< by person of the book
};

void read_departments(Building& building, std::vector<FaultRow>& faults);
void read_relations(Building& building, std::vector<FaultRow>& faults);
void read_stances(Building& building, std::vector<FaultRow>& faults);
void read_accounts(Building& building, std::vector<FaultRow>& faults);
void read_deals(Building& building, std::vector<FaultRow>& faults);
void read_points(Building& building, std::vector<FaultRow>& faults);

/// Of rows with one id, says which counts, by their cells and not their order;
/// the other is set aside.
std::int32_t settle_duplicate(Source& source, std::int32_t first, std::int32_t again,
                              std::string_view column, std::string_view fault);

struct DirectedPair {
  std::int32_t from;
  std::int32_t to;
};

/// Which arcs close a directed cycle when they are added one after the other,
/// each that does being left out; ascending. In components where that would
/// take too long: those that lead back on a depth-first walk in the order of
/// arcs. Nodes are [0, nodes); no arc has equal ends.
std::vector<std::int64_t> closing_arcs(std::int32_t nodes, std::span<const DirectedPair> arcs);

}  // namespace sandan::org
