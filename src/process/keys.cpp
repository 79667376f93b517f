#include "process/keys.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/interner.hpp"
#include "core/text.hpp"

namespace sandan::process {
namespace {

/// Columns read elsewhere, or ids that would make a group of each deal.
constexpr std::array<std::string_view, 8> never_by_default = {
    "opportunity_id", "stage", "outcome", "process", "currency", "amount_minor", "name", "notes"};

bool is_key_type(const arrow::Type& type) {
  return type.is_text() || type.is_integer() || type.kind == arrow::Kind::boolean ||
         type.is_date() || (type.is_timestamp() && type.zone.empty());
}

/// Codes whole numbers by their order. Numbers that lie close together, as
/// most ids do, are counted in a table; others are sorted.
void number_integers(const arrow::Column& column, KeyColumn& key) {
  std::int64_t least = INT64_MAX;
  std::int64_t most = INT64_MIN;
  column.for_each_integer([&](std::int64_t, std::optional<std::int64_t> value) {
    if (!value) return;
    least = std::min(least, *value);
    most = std::max(most, *value);
  });
  if (least > most) return;
  const auto range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
  const auto set_codes = [&](auto&& code_of) {
    column.for_each_integer([&](std::int64_t row, std::optional<std::int64_t> value) {
      if (value) key.codes[static_cast<std::size_t>(row)] = code_of(*value);
    });
  };
  if (range <= static_cast<std::uint64_t>(column.rows()) * 2 + 1024) {
    std::vector<std::int32_t> code(static_cast<std::size_t>(range) + 1, -1);
    const auto place = [&](std::int64_t value) { return static_cast<std::size_t>(value - least); };
    column.for_each_integer([&](std::int64_t, std::optional<std::int64_t> value) {
      if (value) code[place(*value)] = 0;
    });
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (code[i] < 0) continue;
      code[i] = static_cast<std::int32_t>(key.integers.size());
      key.integers.push_back(least + static_cast<std::int64_t>(i));
    }
    set_codes([&](std::int64_t value) { return code[place(value)]; });
    return;
  }
  column.for_each_integer([&](std::int64_t, std::optional<std::int64_t> value) {
    if (value) key.integers.push_back(*value);
  });
  std::sort(key.integers.begin(), key.integers.end());
  key.integers.erase(std::unique(key.integers.begin(), key.integers.end()), key.integers.end());
  set_codes([&](std::int64_t value) {
    const auto found = std::lower_bound(key.integers.begin(), key.integers.end(), value);
    return static_cast<std::int32_t>(found - key.integers.begin());
  });
}

/// Codes by row of the table the column is in.
KeyColumn read_key(const arrow::Column& column, std::string name) {
  KeyColumn key;
  key.name = std::move(name);
  const auto rows = static_cast<std::size_t>(column.rows());
  const arrow::Type& type = column.type();
  if (type.is_text() || type.kind == arrow::Kind::null) {
    key.codes.assign(rows, -1);
    Interner interner;
    if (type.is_text()) {
      code_texts<std::int32_t>(
          column, 0, column.rows(), -1, [&](std::string_view text) { return interner.code(text); },
          key.codes.data());
    }
    key.texts = interner.texts();
  } else if (type.is_integer()) {
    key.kind = KeyColumn::Kind::integer;
    key.codes.assign(rows, -1);
    number_integers(column, key);
  } else if (type.kind == arrow::Kind::boolean) {
    key.kind = KeyColumn::Kind::boolean;
    key.codes.assign(rows, -1);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto value = column.boolean(static_cast<std::int64_t>(row));
      if (value) key.codes[row] = *value ? 1 : 0;
    }
  } else {
    key.kind = KeyColumn::Kind::day;
    key.codes = read_days(column, [](std::int64_t) {});  // outside the accepted days: unknown
  }
  return key;
}

/// A table that deals reach through an id, such as accounts by account_id.
class JoinedTable {
 public:
  JoinedTable(const Opportunities& opportunities, const arrow::Table* table, std::string_view id,
              std::string_view link, Budget& budget)
      : opportunities_(opportunities), table_(table) {
    const auto* links = optional_column(&opportunities.table, link, Wanted::id);
    const auto* ids = optional_column(table, id, Wanted::id);
    if (links == nullptr || ids == nullptr) {
      table_ = nullptr;
      return;
    }
    const bool empty = links->type().kind == arrow::Kind::null ||
                       ids->type().kind == arrow::Kind::null || table->rows() == 0;
    if (!empty && id_kind(opportunities.table, *links) != id_kind(*table, *ids)) {
      throw opportunities.table
          .error(Status::schema, "id_types_differ",
                 "column \"" + std::string(link) + "\" is " + type_name(links->type()) + ", \"" +
                     std::string(id) + "\" of \"" + table->name() + "\" is " +
                     type_name(ids->type()))
          .at(std::string(link))
          .in_column(links->position());
    }
    const IdIndex index(*table, *ids, budget, [table](std::int32_t first, std::int32_t again) {
      return compare_rows(*table, first, again) <= 0 ? first : again;
    });
    rows_.assign(static_cast<std::size_t>(links->rows()), IdIndex::unknown);
    if (!empty) index.find(*links, 0, links->rows(), rows_.data());
  }

  const arrow::Table* table() const noexcept { return table_; }

  KeyColumn read(const arrow::Column& column, std::string name) const {
    KeyColumn key = read_key(column, std::move(name));
    const std::int32_t none = key.kind == KeyColumn::Kind::day ? no_day : -1;
    std::vector<std::int32_t> codes(rows_.size(), none);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (rows_[row] >= 0) codes[row] = key.codes[static_cast<std::size_t>(rows_[row])];
    }
    key.codes = opportunities_.rows.by_deal(std::move(codes));
    return key;
  }

 private:
  const Opportunities& opportunities_;
  const arrow::Table* table_;
  std::vector<std::int32_t> rows_;
};

class KeyReader {
 public:
  KeyReader(const Opportunities& opportunities, const Tables& tables, Budget& budget)
      : opportunities_(opportunities),
        accounts_(opportunities, tables.find("accounts"), "account_id", "account_id", budget),
        reps_(opportunities, tables.find("reps"), "rep_id", "owner_id", budget) {}

  std::vector<KeyColumn> all() const {
    std::vector<KeyColumn> keys;
    const auto add = [&](const arrow::Table* table, std::string_view prefix, auto&& read) {
      if (table == nullptr) return;
      for (const arrow::Column& column : table->columns()) {
        if (!is_key_type(column.type())) continue;
        if (std::find(never_by_default.begin(), never_by_default.end(), column.name()) !=
            never_by_default.end()) {
          continue;
        }
        keys.push_back(read(*table->find(column.name()), std::string(prefix) + column.name()));
      }
    };
    add(&opportunities_.table, "", [&](const arrow::Column& column, std::string name) {
      return own(column, std::move(name));
    });
    add(accounts_.table(), "accounts.", [&](const arrow::Column& column, std::string name) {
      return accounts_.read(column, std::move(name));
    });
    add(reps_.table(), "reps.", [&](const arrow::Column& column, std::string name) {
      return reps_.read(column, std::move(name));
    });
    return keys;
  }

  KeyColumn named(const std::string& name, std::size_t position) const {
    const std::string_view bare = name;
    if (bare.starts_with("accounts.") && accounts_.table() != nullptr) {
      if (const auto* column = accounts_.table()->find(bare.substr(9))) {
        return accounts_.read(checked(*accounts_.table(), *column), name);
      }
    } else if (bare.starts_with("reps.") && reps_.table() != nullptr) {
      if (const auto* column = reps_.table()->find(bare.substr(5))) {
        return reps_.read(checked(*reps_.table(), *column), name);
      }
    } else if (const auto* column = opportunities_.table.find(bare)) {
      return own(checked(opportunities_.table, *column), name);
    } else if (const auto* joined = find_joined(accounts_, bare)) {
      return accounts_.read(checked(*accounts_.table(), *joined), name);
    } else if (const auto* rep = find_joined(reps_, bare)) {
      return reps_.read(checked(*reps_.table(), *rep), name);
    }
    throw Error(Status::invalid_argument, "unknown_key",
                "no column \"" + shortened(name, 60) +
                    "\" in opportunities, nor in accounts by account_id or reps by owner_id")
        .at("/keys/" + std::to_string(position));
  }

 private:
  static const arrow::Column* find_joined(const JoinedTable& joined, std::string_view name) {
    return joined.table() == nullptr ? nullptr : joined.table()->find(name);
  }

  static const arrow::Column& checked(const arrow::Table& table, const arrow::Column& column) {
    if (is_key_type(column.type()) || column.type().kind == arrow::Kind::null) return column;
    throw table
        .error(Status::schema, "wrong_type",
               "column \"" + column.name() + "\" is " + type_name(column.type()) +
                   "; a key is text, a whole number, a truth value or a date")
        .at(column.name())
        .in_column(column.position());
  }

  KeyColumn own(const arrow::Column& column, std::string name) const {
    KeyColumn key = read_key(column, std::move(name));
    key.codes = opportunities_.rows.by_deal(std::move(key.codes));
    return key;
  }

  const Opportunities& opportunities_;
  JoinedTable accounts_;
  JoinedTable reps_;
};

}  // namespace

std::vector<KeyColumn> read_keys(const Opportunities& opportunities, const Tables& tables,
                                 const HistoryRequest& request, Budget& budget) {
  const KeyReader reader(opportunities, tables, budget);
  if (!request.keys) return reader.all();
  std::vector<KeyColumn> keys;
  for (std::size_t i = 0; i < request.keys->size(); ++i) {
    keys.push_back(reader.named((*request.keys)[i], i));
  }
  return keys;
}

}  // namespace sandan::process
