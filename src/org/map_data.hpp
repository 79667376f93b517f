#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/id_values.hpp"
#include "core/row_faults.hpp"
#include "org/vocabulary.hpp"
#include "process/inputs.hpp"
#include "sandan/org.hpp"

/// What a book of decision maps holds: flat arrays, one map after the other.
/// Inside a map people are numbered from 0, departments too.
namespace sandan::org {

using process::no_day;

enum class Truth : std::uint8_t { no, yes, unknown };

inline constexpr std::int8_t unknown_code = -1;           ///< of levels, stages, styles …
inline constexpr std::int8_t unknown_support = INT8_MIN;  ///< else -2 … 2
inline constexpr std::int64_t unknown_amount = INT64_MIN;
inline constexpr std::int32_t us = 0;  ///< our code among the vendors

/// Which of the five decisions a person holds, as bits of a mask.
enum class Decision : std::uint8_t { buy, when, budget, vendor, sign };
inline constexpr std::size_t decision_count = 5;

struct Person {
  std::int32_t department = -1;      ///< of the map; -1 unknown
  std::int32_t organisation = -1;    ///< of MapData::organisations; 0 inside, -1 unknown
  std::int8_t level = unknown_code;  ///< of the vocabulary, lowest first
  std::int8_t function = unknown_code;
  std::int8_t style = unknown_code;
  std::int8_t style_second = unknown_code;
  std::uint8_t decides = 0;  ///< bits of Decision
  bool roles_known = false;  ///< false: `roles` null, nothing is said
  bool decides_known = false;
  Truth guide = Truth::unknown;
  Truth veto = Truth::unknown;
  Truth contact_allowed = Truth::unknown;
  bool has_weight = false;
  std::uint32_t roles = 0;  ///< bits by role of the vocabulary
  std::int64_t authority_minor = unknown_amount;
  double weight = 1;                                               ///< 1 where nothing is said
  double stubbornness = std::numeric_limits<double>::quiet_NaN();  ///< NaN: by level
  Day style_on = no_day;
  Day from_on = no_day;
  Day to_on = no_day;
};

struct Department {
  std::int32_t parent = -1;  ///< of the map
  std::int32_t head = -1;    ///< person whom the others report to; -1 not known
};

/// A row of `relations`. Ends are people [0, people) or, with the flag,
/// departments. A self relation stands here too; no other answer than
/// centrality uses it.
struct Relation {
  std::int32_t from = -1;
  std::int32_t to = -1;
  std::uint8_t kind = 0;  ///< of the vocabulary
  bool from_department = false;
  bool to_department = false;
  bool has_weight = false;
  double weight = 1;
};

/// A relation between two different people, departments replaced by their
/// heads; those of a department without a head are left out.
struct Edge {
  std::int32_t from;
  std::int32_t to;
  std::uint8_t kind;
  double weight;  ///< above 0
};

/// What a person thinks of a vendor, as of the day: the latest row.
struct Stance {
  std::int32_t person;
  std::int32_t vendor;               ///< of MapData::vendors
  std::int8_t stage = unknown_code;  ///< of the vocabulary
  std::int8_t support = unknown_support;
  bool has_evidence = false;
  Day as_of = no_day;
  std::int32_t evidence = -1;  ///< of MapData::texts, where names are carried
};

/// Phases in the order of their words; `unreadable` is said, but in no known
/// word, and counts as under way.
enum class TenderPhase : std::uint8_t {
  none,
  planned,
  published,
  evaluating,
  awarded,
  withdrawn,
  unreadable,
  unknown
};

/// An open deal of the account.
struct Deal {
  std::int32_t id;  ///< of MapData::deal_ids
  std::int64_t amount_minor = unknown_amount;
  std::int32_t currency = -1;  ///< of MapData::texts
  TenderPhase tender_phase = TenderPhase::unknown;
};

/// An advantage or a weakness of a vendor, and whom it touches: a person, all
/// with a role, a department, or (all three unsaid) nobody known.
struct Point {
  std::int32_t deal = -1;  ///< of the map's deals
  std::int32_t vendor = -1;
  std::int32_t criterion = -1;  ///< of MapData::texts
  bool advantage = false;
  std::int32_t person = -1;
  std::int32_t department = -1;
  std::int8_t role = unknown_code;
  Truth answered = Truth::unknown;  ///< an answer is on record
};

struct Account {
  Truth do_not_contact = Truth::unknown;
  Truth public_body = Truth::unknown;
};

enum class Finding : std::uint8_t {
  several_heads,            ///< more than one person with reports has no superior
  several_superiors,        ///< a person reports to more than one
  department_without_head,  ///< nobody whom the others report to
  trust_without_support,    ///< relation stage trust or beyond, support below 1
  ally_without_evidence,    ///< relation stage ally, no act on record
};

struct FindingRow {
  std::int32_t map;
  Finding finding;
  std::int32_t person = -1;      ///< of the map
  std::int32_t department = -1;  ///< of the map
  std::int32_t vendor = -1;
};

struct FaultRow {
  results::RowFault fault;
  std::optional<std::string> value;  ///< the cell as text; nothing by request
};

struct MapData {
  std::shared_ptr<const Vocabulary> vocabulary;
  MapBuildRequest request;

  // Maps. Of each array below, map m has [firsts[m], firsts[m + 1]).
  IdValues account_ids;
  std::vector<Account> accounts;
  std::vector<std::int64_t> first_person{0}, first_department{0}, first_relation{0}, first_edge{0},
      first_stance{0}, first_deal{0}, first_point{0};

  std::vector<Person> people;
  std::vector<Department> departments;
  std::vector<Relation> relations;  ///< by from, to, kind
  std::vector<Edge> edges;          ///< by from, to, kind
  std::vector<Stance> stances;      ///< by person, vendor; one each
  std::vector<Deal> deals;
  std::vector<Point> points;

  IdValues person_ids, department_ids, deal_ids;
  std::vector<std::string> vendors;        ///< [0] is "@us"
  std::vector<std::string> organisations;  ///< [0] is "inside"
  std::vector<std::string> texts;          ///< currencies, criteria, evidence
  // For display alone; empty where names are not carried.
  std::vector<std::optional<std::string>> person_names, motives, department_names;

  std::string changes;  ///< made since the build, as a JSON array; for replay
  std::vector<FaultRow> faults;
  std::vector<FindingRow> findings;

  std::int32_t maps() const noexcept { return static_cast<std::int32_t>(accounts.size()); }
};

/// One map of a book.
struct MapView {
  const MapData* book;
  std::int32_t map;
  std::int64_t first_person;  ///< of the book: people[first_person + p]
  std::int64_t first_department;
  std::span<const Person> people;
  std::span<const Department> departments;
  std::span<const Relation> relations;
  std::span<const Edge> edges;
  std::span<const Stance> stances;
  std::span<const Deal> deals;
  std::span<const Point> points;

  MapView(const MapData& data, std::int32_t of);

  const Vocabulary& vocabulary() const noexcept { return *book->vocabulary; }
  const Account& account() const noexcept { return book->accounts[static_cast<std::size_t>(map)]; }
  std::int32_t size() const noexcept { return static_cast<std::int32_t>(people.size()); }
};

/// Code of a vendor; -1 for one that no stance or point names.
std::int32_t vendor_code(const MapData& data, std::string_view vendor) noexcept;

/// Code of the vendor a request names; us always. Throws
/// Error{invalid_argument} "unknown_vendor" at /vendor.
std::int32_t vendor_asked(const MapData& data, std::string_view vendor);

/// Maps of the accounts asked for, in the order of the book; all where none is
/// named. Throws Error{invalid_argument} "unknown_account".
std::vector<std::int32_t> maps_asked(const MapData& data, const MapQuestion& question);

/// Where one vendor stands with each person of a map; reused from map to map.
struct Standing {
  std::vector<std::int8_t> stage;
  std::vector<std::int8_t> support;

  void read(const MapView& map, std::int32_t vendor);
};

}  // namespace sandan::org
