#include "org/change_maps.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <unordered_map>

namespace sandan::org {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Numbers texts anew as they are met.
class Renumbering {
 public:
  Renumbering(const std::vector<std::string>& all, std::vector<std::string>& kept,
              std::vector<std::int32_t>& of)
      : all_(all), kept_(kept), of_(of) {}

  std::int32_t operator()(std::int32_t old) {
    if (old < 0) return old;
    const auto [found, added] = fresh_.try_emplace(old, static_cast<std::int32_t>(kept_.size()));
    if (added) {
      kept_.push_back(all_[at(old)]);
      of_.push_back(old);
    }
    return found->second;
  }

 private:
  const std::vector<std::string>& all_;
  std::vector<std::string>& kept_;
  std::vector<std::int32_t>& of_;
  std::unordered_map<std::int32_t, std::int32_t> fresh_;
};

/// Appends what map m has of an array to the one taken.
template <class T>
void take(const std::vector<T>& all, const std::vector<std::int64_t>& first, std::int32_t map,
          std::vector<T>& kept, std::vector<std::int64_t>& kept_first) {
  kept.insert(kept.end(), all.begin() + first[at(map)], all.begin() + first[at(map) + 1]);
  kept_first.push_back(static_cast<std::int64_t>(kept.size()));
}

/// The same of an array that follows another's firsts, and may be empty.
template <class T>
void take_beside(const std::vector<T>& all, const std::vector<std::int64_t>& first,
                 std::int32_t map, std::vector<T>& kept) {
  if (all.empty()) return;
  kept.insert(kept.end(), all.begin() + first[at(map)], all.begin() + first[at(map) + 1]);
}

void take_map(const MapData& book, std::int32_t map, MapData& kept) {
  const auto m = at(map);
  kept.account_ids.append(book.account_ids, map, map + 1);
  kept.accounts.push_back(book.accounts[m]);
  kept.person_ids.append(book.person_ids, book.first_person[m], book.first_person[m + 1]);
  kept.department_ids.append(book.department_ids, book.first_department[m],
                             book.first_department[m + 1]);
  take_beside(book.person_names, book.first_person, map, kept.person_names);
  take_beside(book.motives, book.first_person, map, kept.motives);
  take_beside(book.department_names, book.first_department, map, kept.department_names);
  take(book.people, book.first_person, map, kept.people, kept.first_person);
  take(book.departments, book.first_department, map, kept.departments, kept.first_department);
  take(book.relations, book.first_relation, map, kept.relations, kept.first_relation);
  take(book.edges, book.first_edge, map, kept.edges, kept.first_edge);
  take(book.stances, book.first_stance, map, kept.stances, kept.first_stance);
  take(book.deals, book.first_deal, map, kept.deals, kept.first_deal);
  take(book.points, book.first_point, map, kept.points, kept.first_point);
}

/// Points the taken rows at texts, organisations and deals of their own book.
void renumber(const MapData& book, TakenMaps& taken) {
  MapData& data = taken.data;
  Renumbering text(book.texts, data.texts, taken.texts);
  Renumbering organisation(book.organisations, data.organisations, taken.organisations);
  if (!book.organisations.empty()) organisation(0);
  for (Person& person : data.people)
    person.organisation = organisation(person.organisation);
  for (Stance& stance : data.stances)
    stance.evidence = text(stance.evidence);
  for (Point& point : data.points)
    point.criterion = text(point.criterion);
  for (Deal& deal : data.deals) {
    deal.currency = text(deal.currency);
    if (deal.id < 0) continue;
    data.deal_ids.append(book.deal_ids, deal.id, deal.id + 1);
    deal.id = static_cast<std::int32_t>(data.deal_ids.size() - 1);
  }
}

/// Findings of the maps taken, numbered as they are there.
void take_findings(const MapData& book, const std::vector<std::int32_t>& maps, MapData& data) {
  for (const FindingRow& finding : book.findings) {
    const auto found = std::lower_bound(maps.begin(), maps.end(), finding.map);
    if (found == maps.end() || *found != finding.map) continue;
    data.findings.push_back(finding);
    data.findings.back().map = static_cast<std::int32_t>(found - maps.begin());
  }
}

/// Puts the taken maps' parts of one array in the places of the book's.
class Splicing {
 public:
  Splicing(const MapData& book, const TakenMaps& taken) : book_(book), taken_(taken) {}

  /// `mend` is called on each element that was taken.
  template <class T, class Mend>
  void operator()(std::vector<T> MapData::*items, std::vector<std::int64_t> MapData::*firsts,
                  MapData& out, Mend&& mend) const {
    const std::vector<T>& all = book_.*items;
    const std::vector<T>& fresh = taken_.data.*items;
    std::vector<T>& merged = out.*items;
    merged.reserve(all.size() + fresh.size());
    each_block(
        book_.*firsts, taken_.data.*firsts,
        [&](std::int64_t from, std::int64_t to) {
          merged.insert(merged.end(), all.begin() + from, all.begin() + to);
        },
        [&](std::int64_t from, std::int64_t to) {
          const std::size_t begin = merged.size();
          merged.insert(merged.end(), fresh.begin() + from, fresh.begin() + to);
          std::for_each(merged.begin() + static_cast<std::ptrdiff_t>(begin), merged.end(), mend);
        });
  }

  /// Beside firsts that are put together already.
  template <class T>
  void beside(std::vector<T> MapData::*items, std::vector<std::int64_t> MapData::*firsts,
              MapData& out) const {
    if ((book_.*items).empty()) return;
    (*this)(items, firsts, out, [](T&) {});
  }

  void ids(IdValues MapData::*items, std::vector<std::int64_t> MapData::*firsts,
           MapData& out) const {
    IdValues& merged = out.*items;
    each_block(
        book_.*firsts, taken_.data.*firsts,
        [&](std::int64_t from, std::int64_t to) { merged.append(book_.*items, from, to); },
        [&](std::int64_t from, std::int64_t to) { merged.append(taken_.data.*items, from, to); });
  }

  /// Where each map begins once put together.
  void firsts(std::vector<std::int64_t> MapData::*firsts, MapData& out) const {
    const std::vector<std::int64_t>& old = book_.*firsts;
    const std::vector<std::int64_t>& fresh = taken_.data.*firsts;
    std::vector<std::int64_t>& merged = out.*firsts;
    merged = old;
    std::int64_t moved = 0;
    std::size_t next = 0;
    for (std::size_t m = 0; m + 1 < old.size(); ++m) {
      if (next < taken_.maps.size() && at(taken_.maps[next]) == m) {
        moved += (fresh[next + 1] - fresh[next]) - (old[m + 1] - old[m]);
        ++next;
      }
      merged[m + 1] = old[m + 1] + moved;
    }
  }

 private:
  /// Calls `keep(from, to)` for runs of the book and `put(from, to)` for maps
  /// taken, in order.
  template <class Keep, class Put>
  void each_block(const std::vector<std::int64_t>& old, const std::vector<std::int64_t>& fresh,
                  Keep&& keep, Put&& put) const {
    std::int64_t done = 0;
    for (std::size_t i = 0; i < taken_.maps.size(); ++i) {
      const auto m = at(taken_.maps[i]);
      keep(done, old[m]);
      put(fresh[i], fresh[i + 1]);
      done = old[m + 1];
    }
    keep(done, old.back());
  }

  const MapData& book_;
  const TakenMaps& taken_;
};

std::vector<FindingRow> merged_findings(const MapData& book, const TakenMaps& taken) {
  std::vector<FindingRow> merged;
  merged.reserve(book.findings.size() + taken.data.findings.size());
  std::size_t next = 0;
  const std::vector<FindingRow>& fresh = taken.data.findings;
  const auto put_below = [&](std::int32_t map) {
    for (; next < fresh.size() && taken.maps[at(fresh[next].map)] < map; ++next) {
      merged.push_back(fresh[next]);
      merged.back().map = taken.maps[at(fresh[next].map)];
    }
  };
  for (const FindingRow& finding : book.findings) {
    if (std::binary_search(taken.maps.begin(), taken.maps.end(), finding.map)) continue;
    put_below(finding.map);
    merged.push_back(finding);
  }
  put_below(INT32_MAX);
  return merged;
}

}  // namespace

TakenMaps take_maps(const MapData& book, const std::vector<std::int32_t>& maps) {
  TakenMaps taken;
  taken.maps = maps;
  MapData& data = taken.data;
  data.vocabulary = book.vocabulary;
  data.request = book.request;
  data.vendors = book.vendors;
  data.changes = book.changes;
  data.account_ids = IdValues(book.account_ids.kind());
  data.person_ids = IdValues(book.person_ids.kind());
  data.department_ids = IdValues(book.department_ids.kind());
  data.deal_ids = IdValues(book.deal_ids.kind());
  for (const std::int32_t map : maps)
    take_map(book, map, data);
  renumber(book, taken);
  take_findings(book, maps, data);
  return taken;
}

MapData put_maps(const MapData& book, const TakenMaps& taken) {
  const auto as_before = [](const std::vector<std::int32_t>& of, std::int32_t index) {
    return index < 0 ? index : of[at(index)];
  };
  MapData out;
  out.vocabulary = book.vocabulary;
  out.request = book.request;
  out.account_ids = book.account_ids;
  out.accounts = book.accounts;
  out.deals = book.deals;
  out.deal_ids = book.deal_ids;
  out.first_deal = book.first_deal;
  out.organisations = book.organisations;
  out.texts = book.texts;
  out.faults = book.faults;
  out.vendors = taken.data.vendors;
  out.changes = taken.data.changes;
  out.person_ids = IdValues(book.person_ids.kind());
  out.department_ids = IdValues(book.department_ids.kind());
  out.findings = merged_findings(book, taken);
  const Splicing splice(book, taken);
  splice(&MapData::people, &MapData::first_person, out, [&](Person& person) {
    person.organisation = as_before(taken.organisations, person.organisation);
  });
  splice(&MapData::departments, &MapData::first_department, out, [](Department&) {});
  splice(&MapData::relations, &MapData::first_relation, out, [](Relation&) {});
  splice(&MapData::edges, &MapData::first_edge, out, [](Edge&) {});
  splice(&MapData::stances, &MapData::first_stance, out,
         [&](Stance& stance) { stance.evidence = as_before(taken.texts, stance.evidence); });
  splice(&MapData::points, &MapData::first_point, out,
         [&](Point& point) { point.criterion = as_before(taken.texts, point.criterion); });
  splice.ids(&MapData::person_ids, &MapData::first_person, out);
  splice.ids(&MapData::department_ids, &MapData::first_department, out);
  splice.beside(&MapData::person_names, &MapData::first_person, out);
  splice.beside(&MapData::motives, &MapData::first_person, out);
  splice.beside(&MapData::department_names, &MapData::first_department, out);
  for (const auto firsts :
       {&MapData::first_person, &MapData::first_department, &MapData::first_relation,
        &MapData::first_edge, &MapData::first_stance, &MapData::first_point})
    splice.firsts(firsts, out);
  return out;
}

std::int32_t map_at(const std::vector<std::int64_t>& first, std::int64_t place) noexcept {
  const auto after = std::upper_bound(first.begin(), first.end(), place);
  return static_cast<std::int32_t>(after - first.begin()) - 1;
}

std::optional<std::string> written_id(IdKind kind, std::string_view text) {
  if (kind == IdKind::text) return std::string(text);
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, number);
  if (fault != std::errc() || stop != end) return std::nullopt;
  return std::to_string(number);
}

std::vector<std::int64_t> find_ids(const IdValues& ids, const std::vector<std::string>& texts) {
  constexpr std::size_t few = 8;
  std::vector<std::int64_t> found;
  found.reserve(texts.size());
  if (texts.size() <= few) {
    for (const std::string& text : texts)
      found.push_back(ids.find(text));
    return found;
  }
  std::unordered_map<std::string, std::int64_t> wanted;
  for (const std::string& text : texts) {
    if (const auto written = written_id(ids.kind(), text)) wanted.try_emplace(*written, -1);
  }
  for (std::int64_t i = 0; i < ids.size(); ++i) {
    const auto hit = wanted.find(ids.text(i));
    if (hit != wanted.end() && hit->second < 0) hit->second = i;
  }
  for (const std::string& text : texts) {
    const auto written = written_id(ids.kind(), text);
    found.push_back(written ? wanted.find(*written)->second : -1);
  }
  return found;
}

}  // namespace sandan::org
