#include "book.hpp"

#include <fstream>
#include <iterator>

#include "core/result_table.hpp"
#include "org/map_data.hpp"

namespace bench {
namespace {

namespace results = sandan::results;

constexpr std::int32_t no_support = -9;

results::Column whole(std::string name, const Codes& values) {
  return results::int64_column(std::move(name), Integers(values.begin(), values.end()));
}

results::Column words(std::string name, const Codes& codes, std::vector<std::string> texts) {
  const auto values = std::make_shared<results::Column>(results::text_column("", texts));
  return results::dictionary_column(std::move(name), codes, values);
}

const std::string& code_of(const sandan::org::Word& word) { return word.code; }

template <class Item>
const std::string& code_of(const Item& item) {
  return item.word.code;
}

template <class Words>
std::vector<std::string> codes_of(const Words& words) {
  std::vector<std::string> codes;
  codes.reserve(words.size());
  for (const auto& each : words)
    codes.push_back(code_of(each));
  return codes;
}

/// All subsets of these codes, by their bits, joined by ";".
std::vector<std::string> subsets(const std::vector<std::string>& codes) {
  std::vector<std::string> texts(std::size_t{1} << codes.size());
  for (std::size_t mask = 0; mask < texts.size(); ++mask) {
    for (std::size_t bit = 0; bit < codes.size(); ++bit) {
      if ((mask >> bit & 1) != 0) texts[mask] += (texts[mask].empty() ? "" : ";") + codes[bit];
    }
  }
  return texts;
}

results::Column truths(std::string name, const Codes& codes) {
  std::vector<std::optional<bool>> values(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (codes[i] >= 0) values[i] = codes[i] != 0;
  return results::boolean_column(std::move(name), values);
}

results::Column numbered(std::string name, std::size_t count) {
  Codes numbers(count);
  for (std::size_t i = 0; i < count; ++i)
    numbers[i] = static_cast<std::int32_t>(i);
  return whole(std::move(name), numbers);
}

struct Departments {
  Codes map, of_person;
};

/// Departments of a map are those its people name, numbered on through the book.
Departments departments_of(const Arrays& arrays) {
  const Codes& map = arrays.i32("people_map");
  const Codes& local = arrays.i32("people_department");
  Departments all;
  all.of_person.assign(map.size(), -1);
  for (std::size_t begin = 0, end = 0; begin < map.size(); begin = end) {
    const auto first = static_cast<std::int32_t>(all.map.size());
    std::int32_t count = 0;
    for (; end < map.size() && map[end] == map[begin]; ++end) {
      if (local[end] < 0) continue;
      all.of_person[end] = first + local[end];
      count = std::max(count, local[end] + 1);
    }
    all.map.insert(all.map.end(), static_cast<std::size_t>(count), map[begin]);
  }
  return all;
}

results::Column optional_whole(std::string name, const Codes& values, std::int32_t nothing) {
  std::vector<std::optional<std::int64_t>> cells(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] != nothing) cells[i] = values[i];
  return results::int64_column(std::move(name), cells);
}

sandan::MapVocabulary vocabulary() {
  std::ifstream file(BENCH_VOCABULARY_FILE);
  return sandan::MapVocabulary::compile(std::string(std::istreambuf_iterator<char>(file), {}));
}

results::Table people(const Arrays& arrays, const sandan::org::Vocabulary& words_of,
                      const Departments& departments) {
  results::Table table{"people", 0, {}};
  table.add(numbered("person_id", arrays.i32("people_map").size()));
  table.add(whole("account_id", arrays.i32("people_map")));
  table.add(words("level", arrays.i32("people_level"), codes_of(words_of.levels)));
  table.add(words("function", arrays.i32("people_function"), codes_of(words_of.functions)));
  table.add(words("roles", arrays.i32("people_roles"), subsets(codes_of(words_of.roles))));
  table.add(words("decides", arrays.i32("people_decides"), subsets(codes_of(words_of.decisions))));
  table.add(optional_whole("department_id", departments.of_person, -1));
  table.add(truths("guide", arrays.i32("people_guide")));
  table.add(truths("veto", arrays.i32("people_veto")));
  table.add(truths("contact_allowed", arrays.i32("people_contact")));
  return table;
}

results::Table relations(const Arrays& arrays, const sandan::org::Vocabulary& words_of) {
  const Numbers& weights = arrays.f64("relations_weight");
  results::Table table{"relations", 0, {}};
  table.add(whole("from_id", arrays.i32("relations_from")));
  table.add(whole("to_id", arrays.i32("relations_to")));
  table.add(words("kind", arrays.i32("relations_kind"), codes_of(words_of.kinds)));
  table.add(results::float64_column(
      "weight", std::vector<std::optional<double>>(weights.begin(), weights.end())));
  return table;
}

results::Table stances(const Arrays& arrays, const sandan::org::Vocabulary& words_of) {
  results::Table table{"stances", 0, {}};
  table.add(whole("person_id", arrays.i32("stances_person")));
  table.add(words("vendor", arrays.i32("stances_vendor"), {"@us", "rival_1", "rival_2"}));
  table.add(words("relation_stage", arrays.i32("stances_stage"), codes_of(words_of.stages)));
  table.add(optional_whole("support", arrays.i32("stances_support"), no_support));
  return table;
}

}  // namespace

sandan::Result tables_of(const Arrays& arrays) {
  const sandan::MapVocabulary compiled = vocabulary();
  const sandan::org::Vocabulary& words_of = compiled.definition();
  const Departments departments = departments_of(arrays);
  results::Table table{"departments", 0, {}};
  table.add(numbered("department_id", departments.map.size()));
  table.add(whole("account_id", departments.map));
  auto set = std::make_shared<results::TableSet>();
  set->tables.push_back(people(arrays, words_of, departments));
  set->tables.push_back(std::move(table));
  set->tables.push_back(relations(arrays, words_of));
  set->tables.push_back(stances(arrays, words_of));
  return sandan::Result(std::move(set));
}

sandan::DecisionMaps build_maps(const sandan::Result& tables, const sandan::Run& run) {
  sandan::Tables given;
  for (const char* name : {"people", "departments", "relations", "stances"}) {
    ArrowArrayStream stream = tables.stream(name);
    given.add_stream(name, stream);
  }
  return sandan::DecisionMaps::build(vocabulary(), given, {}, run);
}

}  // namespace bench
