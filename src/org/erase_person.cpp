#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"
#include "org/change_list.hpp"
#include "sandan/org.hpp"

namespace sandan {
namespace org {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Whether a byte may be part of an id in running text; others, such as those
/// of Chinese, stand beside an id without a space.
bool is_word_byte(char byte) noexcept {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || byte == '_';
}

/// Whether the text has the id as a word of its own.
bool has_word(std::string_view text, std::string_view id) noexcept {
  for (std::size_t from = text.find(id); from != std::string_view::npos && !id.empty();
       from = text.find(id, from + 1)) {
    const std::size_t end = from + id.size();
    const bool begins = from == 0 || !is_word_byte(text[from - 1]) || !is_word_byte(id.front());
    const bool ends = end == text.size() || !is_word_byte(text[end]) || !is_word_byte(id.back());
    if (begins && ends) return true;
  }
  return false;
}

/// The person who is erased, and what told of them.
struct Erased {
  std::string id;
  std::string name;  ///< empty: not carried
  std::int32_t map = -1;
  std::vector<std::int32_t> texts;  ///< of MapData::texts
  std::int32_t organisation = -1;

  /// Of somebody in no map, whom texts alone may name.
  explicit Erased(std::string of) : id(std::move(of)) {}

  Erased(const MapData& book, std::int64_t place)
      : id(book.person_ids.text(place)), map(map_at(book.first_person, place)) {
    const MapView view(book, map);
    const auto person = static_cast<std::int32_t>(place - view.first_person);
    if (!book.person_names.empty()) name = book.person_names[at(place)].value_or("");
    organisation = book.people[at(place)].organisation;
    for (const Stance& stance : view.stances) {
      if (stance.person == person && stance.evidence >= 0) texts.push_back(stance.evidence);
    }
  }

  bool is_named_in(std::string_view text) const noexcept {
    return has_word(text, id) || has_name(text);
  }

  /// The same of a title, in which a whole number is hardly ever a person's id.
  bool is_named_in_title(std::string_view text, IdKind ids) const noexcept {
    return ids == IdKind::integer ? has_name(text) : is_named_in(text);
  }

 private:
  bool has_name(std::string_view text) const noexcept {
    return !name.empty() && text.find(name) != std::string_view::npos;
  }
};

/// Empties texts that nobody else has.
void drop_texts(const Erased& erased, MapData& data) {
  std::vector<std::uint8_t> used(data.texts.size(), 0);
  const auto use = [&](std::int32_t text) {
    if (text >= 0) used[at(text)] = 1;
  };
  for (const Stance& stance : data.stances)
    use(stance.evidence);
  for (const Deal& deal : data.deals)
    use(deal.currency);
  for (const Point& point : data.points)
    use(point.criterion);
  for (const std::int32_t text : erased.texts) {
    if (used[at(text)] == 0) data.texts[at(text)].clear();
  }
  if (erased.organisation <= 0) return;  // not known, or inside
  const bool stays = std::any_of(data.people.begin(), data.people.end(), [&](const Person& one) {
    return one.organisation == erased.organisation;
  });
  if (!stays) data.organisations[at(erased.organisation)].clear();
}

/// Takes the person out of what is written about others of the account, its
/// departments, and what a deal is decided by.
void drop_mentions(const Erased& erased, MapData& data) {
  const auto m = at(erased.map);
  const IdKind ids = data.person_ids.kind();
  std::vector<std::int32_t> dropped;
  for (std::int64_t i = data.first_stance[m]; i < data.first_stance[m + 1]; ++i) {
    std::int32_t& evidence = data.stances[at(i)].evidence;
    if (evidence < 0 || !erased.is_named_in(data.texts[at(evidence)])) continue;
    dropped.push_back(evidence);
    evidence = -1;
  }
  for (std::int64_t i = data.first_point[m]; i < data.first_point[m + 1]; ++i) {
    std::int32_t& criterion = data.points[at(i)].criterion;
    if (criterion < 0 || !erased.is_named_in_title(data.texts[at(criterion)], ids)) continue;
    dropped.push_back(criterion);
    criterion = -1;
  }
  Erased others = erased;
  others.texts = std::move(dropped);
  drop_texts(others, data);
  for (std::int64_t i = data.first_department[m]; i < data.first_department[m + 1]; ++i) {
    if (data.department_names.empty()) break;
    auto& title = data.department_names[at(i)];
    if (title && erased.is_named_in_title(*title, ids)) title.reset();
  }
  for (std::int64_t i = data.first_person[m]; i < data.first_person[m + 1]; ++i) {
    if (data.motives.empty()) break;
    auto& motive = data.motives[at(i)];
    if (motive && erased.is_named_in(*motive)) motive.reset();
  }
}

bool is_named_in_faults(const Erased& erased, const MapData& data) noexcept {
  return std::any_of(data.faults.begin(), data.faults.end(), [&](const FaultRow& fault) {
    return fault.value && erased.is_named_in(*fault.value);
  });
}

void drop_fault_values(const Erased& erased, MapData& data) {
  for (FaultRow& fault : data.faults) {
    if (fault.value && erased.is_named_in(*fault.value)) fault.value.reset();
  }
}

/// Changes that do not name the person; as they are where none does.
std::string changes_without(const Erased& erased, const MapData& data) {
  if (data.changes.empty()) return {};
  json::Limits limits;
  limits.bytes = SIZE_MAX;
  limits.members = SIZE_MAX;
  const json::Value all = json::parse(data.changes, limits);
  const auto id_is = [&](const json::Value& change, const char* member) {
    const json::Value* id = change.as_object().if_contains(member);
    if (id == nullptr || !id->is_string()) return false;
    const auto written = written_id(data.person_ids.kind(), std::string(id->as_string()));
    return written && *written == erased.id;
  };
  std::string kept = "[";
  bool any = false;
  for (const json::Value& change : all.as_array()) {
    if (id_is(change, "person_id") || id_is(change, "from_id") || id_is(change, "to_id")) {
      any = true;
      continue;
    }
    if (kept.size() > 1) kept += ',';
    kept += json::canonical(change);
  }
  if (!any) return data.changes;
  return kept.size() > 1 ? kept + ']' : std::string();
}

/// The book without a person of one of its maps.
MapData without(const MapData& book, const Erased& erased) {
  TakenMaps taken = take_maps(book, {erased.map});
  MapChange removal;
  removal.kind = MapChange::Kind::remove_person;
  removal.person_id = erased.id;
  make_changes(taken.data, {removal}, {});
  MapData data = put_maps(book, taken);
  drop_texts(erased, data);
  drop_mentions(erased, data);
  return data;
}

}  // namespace
}  // namespace org

DecisionMaps DecisionMaps::erase_person(const PersonRequest& request) const {
  using namespace org;
  const std::int64_t place = data_->person_ids.find(request.person_id);
  const Erased erased = place < 0 ? Erased(request.person_id) : Erased(*data_, place);
  // Somebody who was removed, or never in a map, may still stand in the list of
  // changes or in a fault.
  std::string changes = changes_without(erased, *data_);
  if (place < 0 && changes == data_->changes && !is_named_in_faults(erased, *data_)) {
    throw Error(Status::invalid_argument, "unknown_person",
                "no map has the person \"" + shortened(request.person_id, 60) + "\"")
        .at("/person_id");
  }
  MapData data = place < 0 ? *data_ : without(*data_, erased);
  data.changes = std::move(changes);
  drop_fault_values(erased, data);
  return DecisionMaps(std::make_shared<const MapData>(std::move(data)));
}

}  // namespace sandan
