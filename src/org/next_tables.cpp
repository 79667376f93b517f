#include "core/result_texts.hpp"
#include "org/next_contacts.hpp"
#include "org/result_tables.hpp"

namespace sandan::org {
namespace {

using results::Table;

/// Codes of the words of all lists, one list after the other.
class WordLists {
 public:
  void add(const std::vector<Word>& words) {
    first_.push_back(static_cast<std::int32_t>(codes_.size()));
    for (const Word& word : words)
      codes_.push_back(word.code);
  }
  std::int32_t first(std::int8_t list) const { return first_[static_cast<std::size_t>(list)]; }
  const std::vector<std::string>& codes() const noexcept { return codes_; }

 private:
  std::vector<std::int32_t> first_;
  std::vector<std::string> codes_;
};

/// Whose row it is.
struct Owners {
  std::vector<std::int32_t> maps;
  std::vector<std::int64_t> people;

  void add(const NextContact& contact) {
    maps.push_back(contact.map);
    people.push_back(contact.person);
  }
  void add_columns(const MapData& data, Table& table) const {
    table.add(account_column(data, maps));
    table.add(person_column("person_id", data, people));
  }
};

std::optional<std::int32_t> if_known(std::int32_t number) {
  return number < 0 ? std::nullopt : std::optional(number);
}

/// The columns of `next_contacts` that say when.
struct Timing {
  std::vector<std::optional<Day>> last;
  std::vector<std::optional<std::int32_t>> since, cadence, overdue_days;
  std::vector<std::optional<bool>> overdue;

  void add(const NextContact& contact) {
    last.push_back(contact.last_on == no_day ? std::nullopt : std::optional(contact.last_on));
    since.push_back(contact.last_on == no_day ? std::nullopt : std::optional(contact.days_since));
    cadence.push_back(if_known(contact.cadence_days));
    overdue_days.push_back(if_known(contact.overdue_days));
    overdue.push_back(contact.overdue_days < 0 ? std::nullopt
                                               : std::optional(contact.overdue_days > 0));
  }
  void add_columns(Table& table) const {
    table.add(results::day_column("last_contact_on", last));
    table.add(results::int32_column("days_since", since));
    table.add(results::int32_column("cadence_days", cadence));
    table.add(results::int32_column("overdue_days", overdue_days));
    table.add(results::boolean_column("overdue", overdue));
  }
};

Table contacts_table(const MapData& data, const std::vector<NextContact>& contacts) {
  std::vector<std::int32_t> maps, ranks, stages, next;
  std::vector<std::int64_t> people;
  std::vector<std::optional<double>> pulls;
  Timing timing;
  for (const NextContact& contact : contacts) {
    maps.push_back(contact.map);
    ranks.push_back(contact.rank);
    people.push_back(contact.person);
    stages.push_back(contact.stage);
    next.push_back(contact.next_stage);
    pulls.push_back(contact.pull);
    timing.add(contact);
  }
  Table table{"next_contacts", 0, {}};
  table.add(account_column(data, maps));
  table.add(results::int32_column("rank", std::move(ranks)));
  table.add(person_column("person_id", data, people));
  table.add(stage_column("relation_stage", *data.vocabulary, stages));
  table.add(stage_column("next_stage", *data.vocabulary, next));
  timing.add_columns(table);
  table.add(results::float64_column("pull", pulls));
  return table;
}

Table marks_table(const MapData& data, const std::vector<NextContact>& contacts) {
  const Vocabulary& vocabulary = *data.vocabulary;
  WordLists lists;
  for (const RelationStage& stage : vocabulary.stages)
    lists.add(stage.marks);
  Owners owners;
  std::vector<std::int32_t> stages, marks;
  for (const NextContact& contact : contacts) {
    if (contact.next_stage < 0) continue;
    const std::size_t count =
        vocabulary.stages[static_cast<std::size_t>(contact.next_stage)].marks.size();
    for (std::size_t i = 0; i < count; ++i) {
      owners.add(contact);
      stages.push_back(contact.next_stage);
      marks.push_back(lists.first(contact.next_stage) + static_cast<std::int32_t>(i));
    }
  }
  Table table{"next_marks", 0, {}};
  owners.add_columns(data, table);
  table.add(stage_column("next_stage", vocabulary, stages));
  table.add(results::text_of_column("mark", marks, lists.codes()));
  return table;
}

/// Conduct: no hospitality where it is not allowed, and in a tender nothing
/// that the vocabulary keeps out of one.
bool may_be_proposed(const ActivityKind& activity, const NextContact& contact) noexcept {
  if (activity.hospitality && !contact.hospitality) return false;
  return !(activity.not_in_tender && contact.in_tender);
}

Table activities_table(const MapData& data, const std::vector<NextContact>& contacts) {
  const Vocabulary& vocabulary = *data.vocabulary;
  std::vector<std::string> codes;
  codes.reserve(vocabulary.activities.size());
  for (const ActivityKind& activity : vocabulary.activities)
    codes.push_back(activity.word.code);
  Owners owners;
  std::vector<std::int32_t> places, activities;
  std::vector<std::uint8_t> hospitality;
  std::vector<std::optional<std::int64_t>> limits;
  for (const NextContact& contact : contacts) {
    if (contact.next_stage < 0) continue;
    std::int32_t place = 0;
    for (const std::int32_t code :
         vocabulary.stages[static_cast<std::size_t>(contact.next_stage)].activities) {
      const ActivityKind& activity = vocabulary.activities[static_cast<std::size_t>(code)];
      if (!may_be_proposed(activity, contact)) continue;
      owners.add(contact);
      places.push_back(++place);
      activities.push_back(code);
      hospitality.push_back(activity.hospitality ? 1 : 0);
      limits.push_back(activity.hospitality ? vocabulary.hospitality.limit_minor : std::nullopt);
    }
  }
  Table table{"next_activities", 0, {}};
  owners.add_columns(data, table);
  table.add(results::int32_column("place", std::move(places)));
  table.add(results::text_of_column("activity", activities, codes));
  table.add(results::boolean_column("hospitality", hospitality));
  table.add(results::int64_column("limit_minor", limits));
  return table;
}

Table manners_table(const MapData& data, const std::vector<NextContact>& contacts) {
  const Vocabulary& vocabulary = *data.vocabulary;
  WordLists lists;
  std::vector<std::string> codes;
  for (const Style& style : vocabulary.styles) {
    lists.add(style.manners);
    codes.push_back(style.word.code);
  }
  Owners owners;
  std::vector<std::int32_t> styles, places, manners;
  const auto add = [&](const NextContact& contact, std::int8_t style, std::int32_t place) {
    if (style < 0) return;
    const std::size_t count = vocabulary.styles[static_cast<std::size_t>(style)].manners.size();
    for (std::size_t i = 0; i < count; ++i) {
      owners.add(contact);
      styles.push_back(style);
      places.push_back(place);
      manners.push_back(lists.first(style) + static_cast<std::int32_t>(i));
    }
  };
  for (const NextContact& contact : contacts) {
    const Person& person = data.people[static_cast<std::size_t>(contact.person)];
    add(contact, person.style, 1);
    if (person.style_second != person.style) add(contact, person.style_second, 2);
  }
  Table table{"next_manners", 0, {}};
  owners.add_columns(data, table);
  table.add(results::text_of_column("style", styles, codes));
  table.add(results::int32_column("place", std::move(places)));
  table.add(results::text_of_column("manner", manners, lists.codes()));
  return table;
}

}  // namespace

std::vector<results::Table> next_tables(const MapData& data,
                                        const std::vector<NextContact>& contacts) {
  std::vector<Table> tables;
  tables.reserve(4);
  tables.push_back(contacts_table(data, contacts));
  tables.push_back(marks_table(data, contacts));
  tables.push_back(activities_table(data, contacts));
  tables.push_back(manners_table(data, contacts));
  return tables;
}

}  // namespace sandan::org
