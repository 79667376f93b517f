#include <cmath>

#include "org/build.hpp"

namespace sandan::org {
namespace {

const arrow::Table& people_table(const Building& building) {
  if (const auto* table = building.table("people")) return *table;
  throw Error(Status::schema, "missing_table", "table \"people\" is missing").in_table("people");
}

/// Bytes that reading takes beside the indexes, by person.
constexpr std::size_t bytes_per_person = 200;
constexpr std::size_t bytes_per_department = 60;

template <class Items>
auto word_finder(const Items& items) {
  return [&items](std::string_view code) { return find_word(items, code); };
}

/// What the columns say of a person, by row.
struct PersonColumns {
  std::vector<std::int8_t> level, function, style, style_second;
  std::vector<std::uint64_t> roles, decides;
  std::vector<Truth> guide, veto, contact_allowed;
  std::vector<std::int32_t> organisation;
  std::vector<std::int64_t> authority;
  std::vector<double> weight, stubbornness;
  std::vector<Day> style_on;
  Interner organisations;
};

void read_numbers(Source& source, PersonColumns& columns) {
  const auto rows = static_cast<std::size_t>(source.rows());
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  columns.authority.assign(rows, unknown_amount);
  columns.weight.assign(rows, none);
  columns.stubbornness.assign(rows, none);
  source.each_integer("authority_minor", [&](std::int64_t row, std::int64_t amount) {
    if (amount < 0) return source.flag(row, "authority_minor", "bad_authority");
    columns.authority[static_cast<std::size_t>(row)] = amount;
  });
  source.each_number("weight", [&](std::int64_t row, double weight) {
    if (!(weight > 0) || !std::isfinite(weight)) return source.flag(row, "weight", "bad_weight");
    columns.weight[static_cast<std::size_t>(row)] = weight;
  });
  source.each_number("stubbornness", [&](std::int64_t row, double share) {
    if (!(share >= 0 && share <= 1)) return source.flag(row, "stubbornness", "bad_share");
    columns.stubbornness[static_cast<std::size_t>(row)] = share;
  });
}

void read_columns(Source& source, const Vocabulary& vocabulary, PersonColumns& columns) {
  columns.level = source.words("level", "unknown_level", word_finder(vocabulary.levels));
  columns.function =
      source.words("function", "unknown_function", word_finder(vocabulary.functions));
  columns.style = source.words("style", "unknown_style", word_finder(vocabulary.styles));
  columns.style_second =
      source.words("style_second", "unknown_style", word_finder(vocabulary.styles));
  columns.roles = source.masks("roles", "unknown_role", word_finder(vocabulary.roles));
  columns.decides = source.masks("decides", "unknown_decision", word_finder(vocabulary.decisions));
  columns.guide = source.truths("guide");
  columns.veto = source.truths("veto");
  columns.contact_allowed = source.truths("contact_allowed");
  columns.organisation = source.texts("organisation", columns.organisations);
  columns.style_on = source.days("style_on");
  read_numbers(source, columns);
}

Person person_at(const PersonColumns& columns, std::int64_t row, Kept& organisations) {
  Person person;
  person.organisation = organisations(cell_or(columns.organisation, row, -1));
  person.level = cell_or(columns.level, row, unknown_code);
  person.function = cell_or(columns.function, row, unknown_code);
  person.style = cell_or(columns.style, row, unknown_code);
  person.style_second = cell_or(columns.style_second, row, unknown_code);
  const std::uint64_t roles = cell_or(columns.roles, row, no_mask);
  person.roles_known = roles != no_mask;
  if (person.roles_known) person.roles = static_cast<std::uint32_t>(roles);
  const std::uint64_t decides = cell_or(columns.decides, row, no_mask);
  person.decides_known = decides != no_mask;
  if (person.decides_known) person.decides = static_cast<std::uint8_t>(decides);
  person.guide = cell_or(columns.guide, row, Truth::unknown);
  person.veto = cell_or(columns.veto, row, Truth::unknown);
  person.contact_allowed = cell_or(columns.contact_allowed, row, Truth::unknown);
  person.authority_minor = columns.authority[static_cast<std::size_t>(row)];
  const double weight = columns.weight[static_cast<std::size_t>(row)];
  person.has_weight = !std::isnan(weight);
  if (person.has_weight) person.weight = weight;
  person.stubbornness = columns.stubbornness[static_cast<std::size_t>(row)];
  person.style_on = cell_or(columns.style_on, row, no_day);
  return person;
}

}  // namespace

PeopleReader::PeopleReader(Building& building)
    : building_(building), source_(people_table(building), "people") {}

void PeopleReader::number() {
  const arrow::Table& table = source_.table();
  building_.budget.take(static_cast<std::size_t>(table.rows()) * bytes_per_person);
  const auto& ids = process::required_column(table, "person_id", Wanted::id);
  const auto& accounts = process::required_column(table, "account_id", Wanted::id);
  span_ = source_.keep_day(building_.data.request.as_of);
  source_.need(ids, "missing_id");
  source_.need(accounts, "missing_account");
  building_.people.emplace(
      table, ids, building_.budget, [this](std::int32_t first, std::int32_t again) {
        return settle_duplicate(source_, first, again, "person_id", "duplicate_person");
      });
  building_.accounts.emplace(table, accounts, building_.budget,
                             [](std::int32_t first, std::int32_t) { return first; });
  number_accounts();
}

void PeopleReader::number_accounts() {
  MapData& data = building_.data;
  Members& accounts = *building_.accounts;
  data.account_ids = IdValues(accounts.kind());
  std::vector<std::int32_t> map_of_row = accounts.rows_of_ids();
  for (std::int64_t row = 0; row < source_.rows(); ++row) {
    std::int32_t& place = map_of_row[static_cast<std::size_t>(row)];
    if (!source_.counts(row)) {
      place = -1;
      continue;
    }
    if (accounts.number(place) < 0) {
      accounts.set(place, data.maps());
      data.accounts.emplace_back();
      data.account_ids.append(accounts.ids(), row);
    }
    place = accounts.number(place);
  }
  ByMap sorted = by_map(map_of_row, data.maps());
  data.first_person = std::move(sorted.firsts);
  rows_ = std::move(sorted.rows);
  data.person_ids = IdValues(building_.people->kind());
  building_.map_of_person.reserve(rows_.size());
  for (std::size_t person = 0; person < rows_.size(); ++person) {
    const std::int32_t row = rows_[person];
    building_.people->set(row, static_cast<std::int32_t>(person));
    building_.map_of_person.push_back(map_of_row[static_cast<std::size_t>(row)]);
    data.person_ids.append(building_.people->ids(), row);
  }
  for (std::int64_t row = 0; row < source_.rows(); ++row) {
    if (source_.is_unseen(row)) building_.people->set(row, not_seen);
  }
}

/// Departments of people by row, of the book; -1 not known.
std::vector<std::int32_t> PeopleReader::department_numbers() {
  const arrow::Table& table = source_.table();
  if (!building_.departments) return {};
  std::vector<std::int32_t> found = building_.departments->find(table, "department_id");
  for (std::size_t row = 0; row < found.size(); ++row) {
    const auto at = static_cast<std::int64_t>(row);
    if (found[row] == not_found) source_.flag(at, "department_id", "unknown_department");
    const std::int32_t person = building_.people->number(at);
    if (found[row] < 0 || person < 0 || !source_.counts(at)) continue;
    if (building_.map_of_department[static_cast<std::size_t>(found[row])] !=
        building_.map_of_person[static_cast<std::size_t>(person)]) {
      source_.flag(at, "department_id", "other_account");
      found[row] = -1;
    }
  }
  return found;
}

void PeopleReader::fill() {
  MapData& data = building_.data;
  PersonColumns columns;
  const std::vector<std::int32_t> departments = department_numbers();
  read_columns(source_, *data.vocabulary, columns);
  Kept organisations(columns.organisations, data.organisations);
  organisations.set("inside", 0);
  data.people.reserve(rows_.size());
  for (const std::int32_t row : rows_) {
    Person& person = data.people.emplace_back(person_at(columns, row, organisations));
    person.from_on = cell_or(span_.from, row, no_day);
    person.to_on = cell_or(span_.to, row, no_day);
    const std::int32_t department = cell_or(departments, row, -1);
    if (department >= 0) person.department = building_.local_department(department);
  }
  if (data.request.names) {
    data.person_names = source_.shown("name", rows_);
    data.motives = source_.shown("business_motive", rows_);
  }
}

namespace {

/// Departments above, of the book; cycles among them are broken.
std::vector<std::int32_t> parents_of(Source& source, Building& building,
                                     const std::vector<std::int32_t>& rows) {
  const std::vector<std::int32_t> found = building.departments->find(source.table(), "parent_id");
  std::vector<std::int32_t> parents(rows.size(), -1);
  std::vector<DirectedPair> arcs;
  std::vector<std::int32_t> arc_rows;
  for (std::int64_t row = 0; row < source.rows(); ++row) {
    const std::int32_t parent = cell_or(found, row, no_id);
    if (!source.counts(row) || parent == no_id || parent == not_seen) continue;
    const std::int32_t own = building.departments->number(row);
    if (parent == not_found) {
      source.flag(row, "parent_id", "unknown_department");
    } else if (building.map_of_department[static_cast<std::size_t>(parent)] !=
               building.map_of_department[static_cast<std::size_t>(own)]) {
      source.flag(row, "parent_id", "other_account");
    } else if (parent == own) {
      source.flag(row, "parent_id", "department_cycle");
    } else {
      arcs.push_back({own, parent});
      arc_rows.push_back(static_cast<std::int32_t>(row));
      parents[static_cast<std::size_t>(own)] = parent;
    }
  }
  for (const std::int64_t arc : closing_arcs(static_cast<std::int32_t>(rows.size()), arcs)) {
    const auto at = static_cast<std::size_t>(arc);
    source.flag(arc_rows[at], "parent_id", "department_cycle");
    parents[static_cast<std::size_t>(arcs[at].from)] = -1;
  }
  return parents;
}

/// The map of each row's account; -1 for rows that do not count.
std::vector<std::int32_t> maps_of_rows(Source& source, const Building& building,
                                       const arrow::Column& accounts) {
  std::vector<std::int32_t> maps = building.accounts->find(source.table(), accounts);
  for (std::size_t row = 0; row < maps.size(); ++row) {
    const auto at = static_cast<std::int64_t>(row);
    if (maps[row] < 0) source.skip(at);
    if (!source.counts(at)) maps[row] = -1;
  }
  return maps;
}

}  // namespace

void read_departments(Building& building, std::vector<FaultRow>& faults) {
  MapData& data = building.data;
  data.first_department.assign(static_cast<std::size_t>(building.maps()) + 1, 0);
  const arrow::Table* table = building.table("departments");
  if (table == nullptr) return;
  building.budget.take(static_cast<std::size_t>(table->rows()) * bytes_per_department);
  Source source(*table, "departments");
  const auto& ids = process::required_column(*table, "department_id", Wanted::id);
  const auto& accounts = process::required_column(*table, "account_id", Wanted::id);
  source.need(ids, "missing_id");
  source.need(accounts, "missing_account");
  maps_of_rows(source, building, accounts);
  building.departments.emplace(
      *table, ids, building.budget, [&](std::int32_t first, std::int32_t again) {
        return settle_duplicate(source, first, again, "department_id", "duplicate_department");
      });
  const std::vector<std::int32_t> map_of_row = maps_of_rows(source, building, accounts);
  ByMap sorted = by_map(map_of_row, building.maps());
  data.first_department = std::move(sorted.firsts);
  data.department_ids = IdValues(building.departments->kind());
  for (std::int64_t row = 0; row < source.rows(); ++row) {
    if (source.is_unseen(row)) building.departments->set(row, not_seen);
  }
  building.map_of_department.reserve(sorted.rows.size());
  for (std::size_t number = 0; number < sorted.rows.size(); ++number) {
    const std::int32_t row = sorted.rows[number];
    building.departments->set(row, static_cast<std::int32_t>(number));
    building.map_of_department.push_back(map_of_row[static_cast<std::size_t>(row)]);
    data.department_ids.append(ids, row);
  }
  data.departments.resize(sorted.rows.size());
  const std::vector<std::int32_t> parents = parents_of(source, building, sorted.rows);
  for (std::size_t number = 0; number < parents.size(); ++number) {
    if (parents[number] >= 0) {
      data.departments[number].parent = building.local_department(parents[number]);
    }
  }
  if (data.request.names) data.department_names = source.shown("name", sorted.rows);
  source.tell(faults, data.request.values);
}

}  // namespace sandan::org
