#include <cmath>

#include "org/build.hpp"
#include "org/derive.hpp"

namespace sandan::org {
namespace {

/// Bytes that reading takes, by row.
constexpr std::size_t bytes_per_row = 80;

constexpr std::int8_t department_end = 1;

std::int32_t end_kind(std::string_view text) noexcept {
  return text == "person" ? 0 : text == "department" ? department_end : -1;
}

class RelationReader {
 public:
  RelationReader(Building& building, const arrow::Table& table)
      : building_(building), source_(table, "relations") {}

  void read() {
    building_.budget.take(static_cast<std::size_t>(source_.rows()) * bytes_per_row);
    const arrow::Table& table = source_.table();
    const auto& from = process::required_column(table, "from_id", Wanted::id);
    const auto& to = process::required_column(table, "to_id", Wanted::id);
    const auto& kind = process::required_column(table, "kind", Wanted::text);
    source_.keep_day(building_.data.request.as_of);
    source_.need(from, "missing_id");
    source_.need(to, "missing_id");
    source_.need(kind, "missing_kind");
    const auto& kinds = building_.data.vocabulary->kinds;
    kinds_ = source_.words(
        "kind", "unknown_kind", [&](std::string_view code) { return find_word(kinds, code); },
        Source::Unfit::set_aside);
    from_kinds_ = source_.words("from_kind", "unknown_kind", end_kind, Source::Unfit::set_aside);
    to_kinds_ = source_.words("to_kind", "unknown_kind", end_kind, Source::Unfit::set_aside);
    from_ = ends(from, from_kinds_);
    to_ = ends(to, to_kinds_);
    find_maps();
    check_accounts();
    read_weights();
    check_hierarchy();
    emit();
  }

  void tell(std::vector<FaultRow>& faults) { source_.tell(faults, building_.data.request.values); }

 private:
  bool is_department(const std::vector<std::int8_t>& kinds, std::int64_t row) const noexcept {
    return cell_or(kinds, row, std::int8_t{0}) == department_end;
  }

  /// People or departments of the book at one end, by row.
  std::vector<std::int32_t> ends(const arrow::Column& column,
                                 const std::vector<std::int8_t>& kinds) {
    std::vector<std::int32_t> found = building_.people->find(source_.table(), column);
    const bool any = std::find(kinds.begin(), kinds.end(), department_end) != kinds.end();
    std::vector<std::int32_t> departments;
    if (any && building_.departments) {
      departments = building_.departments->find(source_.table(), column);
    }
    for (std::int64_t row = 0; row < source_.rows(); ++row) {
      if (!source_.counts(row)) continue;
      std::int32_t& end = found[static_cast<std::size_t>(row)];
      const bool department = is_department(kinds, row);
      if (department) end = cell_or(departments, row, not_found);
      if (end == not_seen) source_.skip(row);
      if (end == not_found) {
        source_.set_aside(row, column.name(), department ? "unknown_department" : "unknown_person");
      }
    }
    return found;
  }

  std::int32_t map_of(const std::vector<std::int32_t>& ends, const std::vector<std::int8_t>& kinds,
                      std::int64_t row) const noexcept {
    const auto end = static_cast<std::size_t>(ends[static_cast<std::size_t>(row)]);
    return is_department(kinds, row) ? building_.map_of_department[end]
                                     : building_.map_of_person[end];
  }

  void find_maps() {
    maps_.assign(static_cast<std::size_t>(source_.rows()), -1);
    for (std::int64_t row = 0; row < source_.rows(); ++row) {
      if (!source_.counts(row)) continue;
      const std::int32_t map = map_of(from_, from_kinds_, row);
      maps_[static_cast<std::size_t>(row)] = map;
      if (map_of(to_, to_kinds_, row) != map) source_.set_aside(row, "to_id", "other_account");
    }
  }

  void check_accounts() {
    const auto accounts = building_.accounts->find(source_.table(), "account_id");
    for (std::int64_t row = 0; row < source_.rows() && !accounts.empty(); ++row) {
      const std::int32_t account = accounts[static_cast<std::size_t>(row)];
      if (!source_.counts(row) || account == no_id) continue;
      if (account < 0) {
        source_.flag(row, "account_id", "unknown_account");
      } else if (account != maps_[static_cast<std::size_t>(row)]) {
        source_.set_aside(row, "account_id", "other_account");
      }
    }
  }

  void read_weights() {
    weights_.assign(maps_.size(), 0);
    source_.each_number("weight", [&](std::int64_t row, double weight) {
      if (!(weight > 0) || !std::isfinite(weight)) {
        return source_.flag(row, "weight", "bad_weight");
      }
      weights_[static_cast<std::size_t>(row)] = weight;
    });
  }

  bool is_self(std::int64_t row) const noexcept {
    const auto at = static_cast<std::size_t>(row);
    return from_[at] == to_[at] && is_department(from_kinds_, row) == is_department(to_kinds_, row);
  }

  /// Node of an end: people of the book, then departments.
  std::int32_t node(const std::vector<std::int32_t>& ends, const std::vector<std::int8_t>& kinds,
                    std::int64_t row) const noexcept {
    const auto people = static_cast<std::int32_t>(building_.data.people.size());
    return ends[static_cast<std::size_t>(row)] + (is_department(kinds, row) ? people : 0);
  }

  /// Flags self relations and sets aside what would close a cycle of superiors.
  void check_hierarchy() {
    const auto& kinds = building_.data.vocabulary->kinds;
    std::vector<DirectedPair> arcs;
    std::vector<std::int32_t> rows;
    for (std::int64_t row = 0; row < source_.rows(); ++row) {
      if (!source_.counts(row)) continue;
      if (is_self(row)) {
        source_.flag(row, "to_id", "self_relation");
      } else if (kinds[static_cast<std::size_t>(kinds_[static_cast<std::size_t>(row)])].hierarchy) {
        arcs.push_back({node(from_, from_kinds_, row), node(to_, to_kinds_, row)});
        rows.push_back(static_cast<std::int32_t>(row));
      }
    }
    const MapData& data = building_.data;
    const auto nodes = static_cast<std::int32_t>(data.people.size() + data.departments.size());
    for (const std::int64_t arc : closing_arcs(nodes, arcs))
      source_.set_aside(rows[static_cast<std::size_t>(arc)], "to_id", "reports_to_cycle");
  }

  Relation relation(std::size_t at) const noexcept {
    const MapData& data = building_.data;
    const auto map = static_cast<std::size_t>(maps_[at]);
    const auto local = [&](std::int32_t end, bool department) {
      const auto& firsts = department ? data.first_department : data.first_person;
      return static_cast<std::int32_t>(end - firsts[map]);
    };
    const auto row = static_cast<std::int64_t>(at);
    Relation relation;
    relation.from_department = is_department(from_kinds_, row);
    relation.to_department = is_department(to_kinds_, row);
    relation.from = local(from_[at], relation.from_department);
    relation.to = local(to_[at], relation.to_department);
    relation.kind = static_cast<std::uint8_t>(kinds_[at]);
    relation.has_weight = weights_[at] > 0;
    if (relation.has_weight) relation.weight = weights_[at];
    return relation;
  }

  void emit() {
    MapData& data = building_.data;
    for (std::int64_t row = 0; row < source_.rows(); ++row) {
      if (!source_.counts(row)) maps_[static_cast<std::size_t>(row)] = -1;
    }
    data.first_relation = firsts_by_map(maps_, building_.maps());
    data.relations.resize(static_cast<std::size_t>(data.first_relation.back()));
    std::vector<std::int64_t> next(data.first_relation.begin(), data.first_relation.end() - 1);
    for (std::size_t row = 0; row < maps_.size(); ++row) {
      if (maps_[row] < 0) continue;
      std::int64_t& place = next[static_cast<std::size_t>(maps_[row])];
      data.relations[static_cast<std::size_t>(place++)] = relation(row);
    }
    for (std::size_t map = 0; map + 1 < data.first_relation.size(); ++map) {
      std::stable_sort(data.relations.begin() + data.first_relation[map],
                       data.relations.begin() + data.first_relation[map + 1], relation_before);
    }
  }

  Building& building_;
  Source source_;
  std::vector<std::int8_t> kinds_, from_kinds_, to_kinds_;
  std::vector<std::int32_t> from_, to_;  ///< ends, of the book
  std::vector<std::int32_t> maps_;
  std::vector<double> weights_;  ///< 0 where nothing is said
};

}  // namespace

void read_relations(Building& building, std::vector<FaultRow>& faults) {
  building.data.first_relation.assign(static_cast<std::size_t>(building.maps()) + 1, 0);
  const arrow::Table* table = building.table("relations");
  if (table == nullptr) return;
  RelationReader reader(building, *table);
  reader.read();
  reader.tell(faults);
}

}  // namespace sandan::org
