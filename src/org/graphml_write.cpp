#include <algorithm>
#include <array>
#include <limits>

#include "core/json.hpp"
#include "org/graphml_keys.hpp"
#include "org/map_write.hpp"
#include "org/xml_characters.hpp"

namespace sandan::org {
namespace {

using Type = results::ColumnType;

std::string_view type_word(Type type) noexcept {
  switch (type) {
    case Type::boolean:
      return "boolean";
    case Type::int32:
      return "int";
    case Type::int64:
      return "long";
    case Type::float64:
      return "double";
    default:
      return "string";
  }
}

void append_cell(std::string& out, const results::ColumnSpec& spec, const Cell& cell) {
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    const bool list = spec.name == "roles" || spec.name == "decides";
    out += list && text->empty() ? ";" : xml_text(*text);  // known to be none
  } else if (const auto* truth = std::get_if<bool>(&cell)) {
    out += *truth ? "true" : "false";
  } else if (const auto* number = std::get_if<double>(&cell)) {
    json::append_number(out, *number);
  } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    out += spec.type == Type::day ? format_day(static_cast<Day>(*whole)) : std::to_string(*whole);
  }
}

class Writer {
 public:
  explicit Writer(const MapTables& tables)
      : tables_(tables), department_prefix_(department_prefix(tables)) {}

  std::string write() && {
    out_ +=
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
    declare_all();
    out_ += "<graph edgedefault=\"directed\">\n";
    add_data(mark_key_, "map/1");
    write_people();
    write_departments();
    write_relations();
    out_ += "</graph>\n</graphml>\n";
    return std::move(out_);
  }

 private:
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

  std::size_t declare(std::string_view title, std::string_view of, Type type) {
    out_ += "<key id=\"d" + std::to_string(keys_) + "\" for=\"";
    out_ += of;
    out_ += "\" attr.name=\"" + xml_text(title) + "\" attr.type=\"";
    out_ += type_word(type);
    out_ += "\"/>\n";
    return keys_++;
  }

  void declare_all() {
    mark_key_ = declare(graphml_mark, "graph", Type::text);
    kind_key_ = declare("kind", "node", Type::text);
    people_keys_.fill(none);
    for (std::size_t i = 0; i < people_keys_.size(); ++i)
      people_keys_[i] = declared_column(tables_.people, i);
    departments_keys_.fill(none);
    departments_keys_[departments_column::department_id] =
        shared(people_column::department_id, "department_id");
    departments_keys_[departments_column::account_id] =
        shared(people_column::account_id, "account_id");
    if (tables_.departments.column(departments_column::name).has_values()) {
      departments_keys_[departments_column::name] = shared(people_column::name, "name");
    }
    departments_keys_[departments_column::parent_id] =
        declared_column(tables_.departments, departments_column::parent_id);
    declare_stances();
    relation_key_ = declare("kind", "edge", Type::text);
    weight_key_ = tables_.relations.column(relations_column::weight).has_values()
                      ? declare("weight", "edge", Type::float64)
                      : none;
  }

  /// A key for a column where it says anything.
  std::size_t declared_column(const MapTable& table, std::size_t place) {
    if (!table.column(place).has_values()) return none;
    const results::ColumnSpec& spec = table.specs()[place];
    return declare(spec.name, "node", spec.type);
  }

  /// The key of a column that departments share with people.
  std::size_t shared(std::size_t place, std::string_view title) {
    if (tables_.departments.rows() == 0) return none;
    return people_keys_[place] != none ? people_keys_[place] : declare(title, "node", Type::text);
  }

  void declare_stances() {
    const MapTable& stances = tables_.stances;
    Interner vendors;
    vendor_of_.reserve(static_cast<std::size_t>(stances.rows()));
    for (std::int64_t row = 0; row < stances.rows(); ++row) {
      const Cell vendor = stances.at(row, stances_column::vendor);
      vendor_of_.push_back(vendors.code(std::get<std::string_view>(vendor)));
    }
    std::vector<std::array<bool, stances_column::count>> used(
        static_cast<std::size_t>(vendors.size()), std::array<bool, stances_column::count>{});
    for (std::int64_t row = 0; row < stances.rows(); ++row) {
      auto& columns = used[static_cast<std::size_t>(vendor_of_[static_cast<std::size_t>(row)])];
      for (std::size_t i = stances_column::relation_stage; i < columns.size(); ++i)
        columns[i] |= i == stances_column::relation_stage || !is_null(stances.at(row, i));
    }
    stance_keys_.resize(used.size());
    for (std::size_t vendor = 0; vendor < used.size(); ++vendor)
      declare_vendor(vendors.text(static_cast<std::int32_t>(vendor)), used[vendor],
                     stance_keys_[vendor]);
  }

  void declare_vendor(std::string_view vendor, const std::array<bool, stances_column::count>& used,
                      std::array<std::size_t, stances_column::count>& keys) {
    keys.fill(none);
    for (std::size_t i = stances_column::relation_stage; i < used.size(); ++i) {
      if (!used[i]) continue;
      const results::ColumnSpec& spec = tables_.stances.specs()[i];
      std::string title(spec.name);
      if (vendor != our_vendor) (title += ':') += vendor;
      keys[i] = declare(title, "node", spec.type);
    }
  }

  void begin_data(std::size_t key) { out_ += "<data key=\"d" + std::to_string(key) + "\">"; }

  void add_data(std::size_t key, std::string_view plain) {
    begin_data(key);
    out_ += plain;
    out_ += "</data>\n";
  }

  void add_cell(std::size_t key, const results::ColumnSpec& spec, const Cell& cell) {
    begin_data(key);
    append_cell(out_, spec, cell);
    out_ += "</data>\n";
  }

  template <class Keys>
  void add_row(const MapTable& table, std::int64_t row, const Keys& keys) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Cell cell = table.at(row, i);
      if (keys[i] != none && !is_null(cell)) add_cell(keys[i], table.specs()[i], cell);
    }
  }

  void write_people() {
    std::int64_t stance = 0;  // stances are by person, as people are
    for (std::int64_t row = 0; row < tables_.people.rows(); ++row) {
      const Cell id = tables_.people.at(row, people_column::person_id);
      out_ += "<node id=\"" + xml_text(std::get<std::string_view>(id)) + "\">\n";
      add_data(kind_key_, "person");
      add_row(tables_.people, row, people_keys_);
      for (; stance < tables_.stances.rows(); ++stance) {
        if (tables_.stances.at(stance, stances_column::person_id) != id) break;
        write_stance(stance);
      }
      out_ += "</node>\n";
    }
  }

  /// The stage stands there even where it is not known: it says that there is a
  /// stance.
  void write_stance(std::int64_t row) {
    const auto vendor = static_cast<std::size_t>(vendor_of_[static_cast<std::size_t>(row)]);
    const auto& keys = stance_keys_[vendor];
    if (is_null(tables_.stances.at(row, stances_column::relation_stage))) {
      add_data(keys[stances_column::relation_stage], "");
    }
    add_row(tables_.stances, row, keys);
  }

  void write_departments() {
    const MapTable& departments = tables_.departments;
    for (std::int64_t row = 0; row < departments.rows(); ++row) {
      const Cell id = departments.at(row, departments_column::department_id);
      out_ +=
          "<node id=\"" + department_prefix_ + xml_text(std::get<std::string_view>(id)) + "\">\n";
      add_data(kind_key_, "department");
      add_row(departments, row, departments_keys_);
      out_ += "</node>\n";
    }
  }

  std::string end_id(std::int64_t row, std::size_t id, std::size_t kind) const {
    const Cell end = tables_.relations.at(row, id);
    const Cell kind_of_end = tables_.relations.at(row, kind);
    const std::string text = xml_text(std::get<std::string_view>(end));
    return std::get<std::string_view>(kind_of_end) == "department" ? department_prefix_ + text
                                                                   : text;
  }

  void write_relations() {
    const MapTable& relations = tables_.relations;
    for (std::int64_t row = 0; row < relations.rows(); ++row) {
      out_ += "<edge source=\"" +
              end_id(row, relations_column::from_id, relations_column::from_kind) + "\" target=\"" +
              end_id(row, relations_column::to_id, relations_column::to_kind) + "\">\n";
      add_cell(relation_key_, relations.specs()[relations_column::kind],
               relations.at(row, relations_column::kind));
      const Cell weight = relations.at(row, relations_column::weight);
      if (!is_null(weight)) {
        add_cell(weight_key_, relations.specs()[relations_column::weight], weight);
      }
      out_ += "</edge>\n";
    }
  }

  const MapTables& tables_;
  std::string department_prefix_;
  std::string out_;
  std::size_t keys_ = 0;
  std::size_t mark_key_ = none;
  std::size_t kind_key_ = none;
  std::size_t relation_key_ = none;
  std::size_t weight_key_ = none;
  std::array<std::size_t, people_column::count> people_keys_{};
  std::array<std::size_t, departments_column::count> departments_keys_{};
  std::vector<std::array<std::size_t, stances_column::count>> stance_keys_;  ///< by vendor
  std::vector<std::int32_t> vendor_of_;                                      ///< by stance
};

}  // namespace

std::string write_graphml(const MapTables& tables) { return Writer(tables).write(); }

}  // namespace sandan::org
