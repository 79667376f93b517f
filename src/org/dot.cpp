#include <algorithm>
#include <array>

#include "core/json.hpp"
#include "org/map_write.hpp"

namespace sandan::org {
namespace {

constexpr std::array<std::string_view, 4> line_styles = {"solid", "dashed", "dotted", "bold"};
constexpr std::array<std::string_view, 4> arrow_heads = {"normal", "vee", "empty", "diamond"};

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// A quoted id: different ids stay different.
std::string quoted_id(std::string_view id) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : id) {
    if (c == '"') {
      out += "\\\"";
    } else if (c == '\\') {
      out += "\\\\";
    } else if (is_control(c)) {
      out += "\\x";
      out += hex[static_cast<unsigned char>(c) >> 4];
      out += hex[static_cast<unsigned char>(c) & 15];
    } else {
      out += c;
    }
  }
  return out += '"';
}

/// Text inside a quoted label: line ends stay, other control characters become
/// spaces, and nothing is read as an escape or an entity.
std::string label_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += is_control(c) ? ' ' : c;
    }
  }
  return out;
}

class Writer {
 public:
  Writer(const MapView& map, std::string_view language)
      : map_(map),
        words_(map.vocabulary()),
        language_(language),
        tables_(tables_of(map)),
        department_prefix_(department_prefix(tables_)) {
    ours_.read(map, us);
  }

  std::string write() && {
    out_ += "digraph map {\n  rankdir=BT;\n  node [shape=box];\n";
    write_people();
    write_departments();
    write_levels();
    write_relations();
    out_ += "}\n";
    return std::move(out_);
  }

 private:
  std::string_view label_of(const Word& word) const noexcept {
    const std::string_view label = word.label.in(language_);
    return label.empty() ? std::string_view(word.code) : label;
  }

  std::string person_id(std::int64_t person) const {
    const Cell id = tables_.people.at(person, people_column::person_id);
    return quoted_id(std::get<std::string_view>(id));
  }

  std::string department_id(std::int64_t department) const {
    const Cell id = tables_.departments.at(department, departments_column::department_id);
    return quoted_id(department_prefix_ + std::string(std::get<std::string_view>(id)));
  }

  /// The name where there is one, else the id.
  static std::string title(const MapTable& table, std::int64_t row, std::size_t name,
                           std::size_t id) {
    const Cell cell = table.at(row, is_null(table.at(row, name)) ? id : name);
    return label_text(std::get<std::string_view>(cell));
  }

  /// Level, function and roles on one line.
  std::string place_line(const Person& person) const {
    std::string line;
    const auto add = [&](const Word& word) {
      if (!line.empty()) line += " · ";
      line += label_text(label_of(word));
    };
    if (person.level >= 0) add(words_.levels[at(person.level)].word);
    if (person.function >= 0) add(words_.functions[at(person.function)]);
    for (std::size_t role = 0; role < words_.roles.size(); ++role) {
      if (person.roles_known && (person.roles >> role & 1u) != 0) add(words_.roles[role].word);
    }
    return line;
  }

  /// Where we stand with the person, as words and a signed number.
  std::string stance_line(std::int64_t person) const {
    std::string line;
    const std::int8_t stage = ours_.stage[at(person)];
    const std::int8_t support = ours_.support[at(person)];
    if (stage >= 0) line += label_text(label_of(words_.stages[at(stage)].word));
    if (support == unknown_support) return line;
    if (!line.empty()) line += " · ";
    if (support > 0) line += '+';
    return line += std::to_string(support);
  }

  /// A veto has eight corners, a guide a double frame.
  void write_people() {
    for (std::int64_t i = 0; i < map_.size(); ++i) {
      const Person& person = map_.people[at(i)];
      out_ += "  " + person_id(i) + " [label=\"";
      out_ += title(tables_.people, i, people_column::name, people_column::person_id);
      for (const std::string& line : {place_line(person), stance_line(i)}) {
        if (!line.empty()) out_ += "\\n" + line;
      }
      out_ += '"';
      if (person.veto == Truth::yes) out_ += ", shape=octagon";
      if (person.guide == Truth::yes) out_ += ", peripheries=2";
      out_ += "];\n";
    }
  }

  void write_departments() {
    for (std::int64_t i = 0; i < tables_.departments.rows(); ++i) {
      out_ += "  " + department_id(i) + " [shape=folder, label=\"";
      out_ += title(tables_.departments, i, departments_column::name,
                    departments_column::department_id);
      out_ += "\"];\n";
    }
    for (std::int64_t i = 0; i < map_.size(); ++i) {
      const std::int32_t department = map_.people[at(i)].department;
      if (department < 0) continue;
      out_ += "  " + person_id(i) + " -> " + department_id(department) +
              " [style=dotted, arrowhead=none, constraint=false];\n";
    }
  }

  void write_levels() {
    for (std::size_t level = 0; level < words_.levels.size(); ++level) {
      std::string people;
      for (std::int64_t i = 0; i < map_.size(); ++i) {
        if (map_.people[at(i)].level == static_cast<std::int8_t>(level)) {
          people += ' ' + person_id(i) + ';';
        }
      }
      if (!people.empty()) out_ += "  { rank=same;" + people + " }\n";
    }
  }

  void write_relations() {
    for (const Relation& relation : map_.relations) {
      const RelationKind& kind = words_.kinds[relation.kind];
      out_ += "  " + end_id(relation.from, relation.from_department) + " -> " +
              end_id(relation.to, relation.to_department) + " [label=\"" +
              label_text(label_of(kind.word)) + "\", style=";
      out_ += line_styles[relation.kind % line_styles.size()];
      out_ += ", arrowhead=";
      out_ += arrow_heads[relation.kind / line_styles.size() % arrow_heads.size()];
      if (relation.has_weight) {
        out_ += ", weight_of_relation=";
        json::append_number(out_, relation.weight);
      }
      if (!kind.hierarchy) out_ += ", constraint=false";
      out_ += "];\n";
    }
  }

  std::string end_id(std::int32_t end, bool department) const {
    return department ? department_id(end) : person_id(end);
  }

  const MapView& map_;
  const Vocabulary& words_;
  std::string_view language_;
  MapTables tables_;
  std::string department_prefix_;
  Standing ours_;
  std::string out_;
};

}  // namespace

std::string write_dot(const MapView& map, std::string_view language) {
  return Writer(map, language).write();
}

}  // namespace sandan::org
