#include "sandan/core/result.hpp"

#include "core/json.hpp"
#include "core/result_export.hpp"
#include "core/text.hpp"
#include "sandan/core/status.hpp"

namespace sandan {
namespace {

const results::Table& wanted(const results::TableSet& set, std::string_view name) {
  if (const auto* table = set.find(name)) return *table;
  std::string names;
  for (const auto& table : set.tables)
    names += (names.empty() ? "" : ", ") + table.name;
  throw Error(Status::invalid_argument, "unknown_table",
              "no result table \"" + shortened(name, 60) + "\"; there are: " + names);
}

}  // namespace

Result::Result(std::shared_ptr<const results::TableSet> tables) noexcept
    : tables_(std::move(tables)) {}

std::int64_t Result::count() const noexcept {
  return static_cast<std::int64_t>(tables_->tables.size());
}

const std::string& Result::name(std::int64_t index) const {
  if (index < 0 || index >= count()) {
    throw Error(Status::invalid_argument, "unknown_table", "no result table of that index");
  }
  return tables_->tables[static_cast<std::size_t>(index)].name;
}

std::int64_t Result::rows(std::string_view table) const { return wanted(*tables_, table).rows; }

bool Result::has(std::string_view table) const noexcept { return tables_->find(table) != nullptr; }

ArrowSchema Result::schema(std::string_view table) const {
  return results::export_schema(*tables_, wanted(*tables_, table));
}

ArrowArrayStream Result::stream(std::string_view table) const {
  return results::export_stream(tables_, wanted(*tables_, table));
}

std::string Result::to_json(std::string_view table) const {
  std::string out;
  if (!table.empty()) {
    results::append_json(out, wanted(*tables_, table));
    return out;
  }
  out += '{';
  bool first = true;
  for (const auto& each : tables_->tables) {
    if (!first) out += ',';
    first = false;
    json::append_quoted(out, each.name);
    out += ':';
    results::append_json(out, each);
  }
  return out += '}';
}

}  // namespace sandan
