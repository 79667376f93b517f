#include "org/differences.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "core/result_texts.hpp"
#include "org/differences_cells.hpp"
#include "org/differences_keys.hpp"

namespace sandan::org {
namespace {

using results::Column;
using results::Table;

constexpr std::string_view row_column = "row";
constexpr std::string_view present = "present";

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

const Table* find_table(const std::vector<Table>& tables, std::string_view name) noexcept {
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const Table& table) { return table.name == name; });
  return found == tables.end() ? nullptr : &*found;
}

/// Null where the table has no such column.
const Column* find_column(const Table& table, std::string_view name) noexcept {
  const auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  return found == table.columns.end() ? nullptr : &*found;
}

struct RowRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// Accounts of the people in a table `people`.
std::unordered_map<std::string, std::int32_t> accounts_of_people(const Table& people,
                                                                 const ComparedAccounts& accounts) {
  const Column& ids = *find_column(people, "person_id");
  const Column& account_ids = *find_column(people, "account_id");
  std::unordered_map<std::string, std::int32_t> of;
  of.reserve(at(people.rows));
  for (std::int64_t row = 0; row < people.rows; ++row)
    of.emplace(*cell_text(ids, row), accounts.find(*cell_text(account_ids, row)));
  return of;
}

/// Rows of a table by account: rows of one stand together. A table without
/// accounts is told them by its people.
std::vector<RowRange> ranges_of(const Table& table, const std::vector<Table>& beside,
                                const ComparedAccounts& accounts) {
  std::vector<RowRange> ranges(at(accounts.count()));
  const Column* column = find_column(table, "account_id");
  std::unordered_map<std::string, std::int32_t> of_person;
  if (column == nullptr) {
    column = find_column(table, "person_id");
    const Table* people = find_table(beside, "people");
    if (people != nullptr) of_person = accounts_of_people(*people, accounts);
  }
  const bool by_person = column->name == "person_id";
  std::int32_t account = -1;
  for (std::int64_t row = 0; row < table.rows; ++row) {
    if (row == 0 || !same_cell(*column, row - 1, *column, row)) {
      const std::string id = *cell_text(*column, row);
      const std::int32_t found = by_person ? of_person.at(id) : accounts.find(id);
      if (found < 0) throw std::logic_error("a row of an account that is not compared");
      if (found != account) ranges[at(found)].begin = row;
      account = found;
    }
    ranges[at(account)].end = row + 1;
  }
  return ranges;
}

/// One table of both sides.
class TablePair {
 public:
  TablePair(const Table& before, const Table& after) : any_order_(keys_in_any_order(before.name)) {
    const auto keys = key_columns(before.name);
    for (const Column& column : before.columns) {
      const Column* other = find_column(after, column.name);
      if (other == nullptr) throw std::logic_error("tables of one name differ in their columns");
      if (column.name == "account_id") continue;
      const bool is_key = std::find(keys.begin(), keys.end(), column.name) != keys.end();
      if (!is_key) values_.push_back({&column, other});
    }
    for (const std::string_view key : keys)
      keys_.push_back({find_column(before, key), find_column(after, key)});
  }

  struct Both {
    const Column* before;
    const Column* after;
  };
  const std::vector<Both>& values() const noexcept { return values_; }

  bool same_keys(std::int64_t before, std::int64_t after) const noexcept {
    return std::all_of(keys_.begin(), keys_.end(), [&](const Both& key) {
      return same_cell(*key.before, before, *key.after, after);
    });
  }

  /// Keys of a row joined by /, for display.
  std::string item(bool of_after, std::int64_t row) const {
    const Cells cells = keys_of(of_after, row);
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += '/';
      text += cells[i].value_or("");
    }
    return text;
  }

  /// The same so that no two rows of unequal keys are alike.
  std::string exact_key(bool of_after, std::int64_t row) const {
    std::string text;
    for (const auto& cell : keys_of(of_after, row))
      text += cell ? std::to_string(cell->size()) + ':' + *cell : std::string("-");
    return text;
  }

 private:
  using Cells = std::vector<std::optional<std::string>>;

  Cells keys_of(bool of_after, std::int64_t row) const {
    Cells cells;
    cells.reserve(keys_.size());
    for (const Both& key : keys_)
      cells.push_back(cell_text(of_after ? *key.after : *key.before, row));
    if (any_order_) std::sort(cells.begin(), cells.end());
    return cells;
  }

  std::vector<Both> keys_, values_;
  bool any_order_;
};

/// Calls `pair(before, after)` for the rows of one account that belong
/// together; -1 for none.
template <class Pair>
void match_rows(const TablePair& tables, RowRange before, RowRange after, Pair&& pair) {
  std::int64_t alike = 0;
  const std::int64_t most = std::min(before.end - before.begin, after.end - after.begin);
  while (alike < most && tables.same_keys(before.begin + alike, after.begin + alike))
    ++alike;
  if (before.begin + alike == before.end && after.begin + alike == after.end) {
    for (std::int64_t i = 0; i < alike; ++i)
      pair(before.begin + i, after.begin + i);
    return;
  }
  using Keyed = std::pair<std::string, std::int64_t>;
  std::vector<Keyed> first, second;
  first.reserve(at(before.end - before.begin));
  second.reserve(at(after.end - after.begin));
  for (std::int64_t row = before.begin; row < before.end; ++row)
    first.emplace_back(tables.exact_key(false, row), row);
  for (std::int64_t row = after.begin; row < after.end; ++row)
    second.emplace_back(tables.exact_key(true, row), row);
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  auto one = first.begin();
  auto other = second.begin();
  while (one != first.end() || other != second.end()) {
    const bool gone = other == second.end() || (one != first.end() && one->first < other->first);
    const bool is_new = one == first.end() || (other != second.end() && other->first < one->first);
    pair(is_new ? -1 : one->second, gone ? -1 : other->second);
    if (!is_new) ++one;
    if (!gone) ++other;
  }
}

std::int32_t index_of(std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  const auto index = static_cast<std::int32_t>(found - names.begin());
  if (found == names.end()) names.emplace_back(name);
  return index;
}

/// A table as this one, without rows.
Table without_rows(const Table& like) {
  Table table;
  table.name = like.name;
  for (Column column : like.columns) {
    column.length = 0;
    column.null_count = 0;
    table.add(std::move(column));
  }
  return table;
}

}  // namespace

void ComparedAccounts::add(const IdValues& ids, std::int64_t index) {
  if (of_.try_emplace(ids.text(index), count()).second) ids_.append(ids, index, index + 1);
}

std::int32_t ComparedAccounts::find(const std::string& id) const noexcept {
  const auto found = of_.find(id);
  return found == of_.end() ? -1 : found->second;
}

void Differences::compare(const std::vector<Table>& before, const std::vector<Table>& after) {
  std::vector<std::string> names;
  for (const auto* side : {&before, &after}) {
    for (const Table& table : *side)
      index_of(names, table.name);
  }
  for (const std::string& name : names) {
    if (std::find(tables_.begin(), tables_.end(), name) != tables_.end()) continue;
    tables_.push_back(name);
    const Table* one = find_table(before, name);
    const Table* other = find_table(after, name);
    if (one != nullptr && other != nullptr) {
      compare_table(*one, before, *other, after);
    } else if (one != nullptr) {
      compare_table(*one, before, without_rows(*one), after);
    } else {
      compare_table(without_rows(*other), before, *other, after);
    }
  }
}

void Differences::compare_table(const Table& one, const std::vector<Table>& before,
                                const Table& other, const std::vector<Table>& after) {
  const TablePair tables(one, other);
  const std::vector<RowRange> first = ranges_of(one, before, accounts_);
  const std::vector<RowRange> second = ranges_of(other, after, accounts_);
  Difference row;
  row.table = static_cast<std::int32_t>(tables_.size()) - 1;
  const auto add = [&](std::string_view column, std::int64_t was, std::int64_t is) {
    row.item = tables.item(was < 0, was < 0 ? is : was);
    row.column = index_of(columns_, column);
    rows_.push_back(row);
  };
  const auto pair = [&](std::int64_t was, std::int64_t is) {
    if (was < 0 || is < 0) {
      row.change.reset();
      row.before = was < 0 ? std::nullopt : std::optional(std::string(present));
      row.after = is < 0 ? std::nullopt : std::optional(std::string(present));
      return add(row_column, was, is);
    }
    for (const TablePair::Both& value : tables.values()) {
      if (same_cell(*value.before, was, *value.after, is)) continue;
      row.before = cell_text(*value.before, was);
      row.after = cell_text(*value.after, is);
      row.change = cell_change(*value.before, was, *value.after, is);
      add(value.before->name, was, is);
    }
  };
  for (row.account = 0; row.account < accounts_.count(); ++row.account)
    match_rows(tables, first[at(row.account)], second[at(row.account)], pair);
}

Table Differences::table() && {
  std::stable_sort(rows_.begin(), rows_.end(), [](const Difference& a, const Difference& b) {
    return std::tie(a.account, a.table, a.item) < std::tie(b.account, b.table, b.item);
  });
  std::vector<std::int64_t> accounts;
  std::vector<std::int32_t> tables, columns;
  std::vector<std::string> items;
  std::vector<std::optional<std::string>> before, after;
  std::vector<std::optional<double>> changes;
  const auto reserve = [&](auto&... all) { (all.reserve(rows_.size()), ...); };
  reserve(accounts, tables, columns, items, before, after, changes);
  for (Difference& row : rows_) {
    accounts.push_back(row.account);
    tables.push_back(row.table);
    columns.push_back(row.column);
    items.push_back(std::move(row.item));
    before.push_back(std::move(row.before));
    after.push_back(std::move(row.after));
    changes.push_back(row.change);
  }
  Table table;
  table.name = "differences";
  table.add(accounts_.ids().column("account_id", accounts));
  table.add(results::text_of_column("answer", tables, tables_));
  table.add(results::text_column("item", items));
  table.add(results::text_of_column("column", columns, columns_));
  table.add(results::text_column("before", before));
  table.add(results::text_column("after", after));
  table.add(results::float64_column("change", changes));
  return table;
}

}  // namespace sandan::org
