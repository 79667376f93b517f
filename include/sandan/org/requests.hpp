#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core.hpp"

/// What the questions about decision maps ask. Every field is in
/// data/schemas/requests.schema.json with its meaning. Ids are written as
/// texts, whole numbers in decimals.
namespace sandan {

/// The vendor that is us, in `stances`.
inline constexpr std::string_view our_vendor = "@us";

struct MapBuildRequest {
  std::optional<Day> as_of;  ///< later facts are unseen; nothing: all are seen
  bool names = false;        ///< carry names, motives and evidence for display
  bool strict = false;       ///< the first faulty row is an error
  bool values = true;        ///< false: no cell values in messages and faults

  static MapBuildRequest parse(std::string_view json);
};

/// Which maps; what every question has.
struct MapQuestion {
  std::vector<std::string> accounts;  ///< empty: all

  static MapQuestion parse(std::string_view json);
};

struct CoverageRequest : MapQuestion {
  std::string vendor = std::string(our_vendor);  ///< whose coverage

  static CoverageRequest parse(std::string_view json);
};

struct RoutesRequest : MapQuestion {
  std::string vendor = std::string(our_vendor);
  std::vector<std::string> targets;  ///< person ids; empty: those who decide
  std::int64_t alternatives = 3;     ///< routes per target, 1 to 100

  static RoutesRequest parse(std::string_view json);
};

struct GatekeepersRequest : MapQuestion {
  std::string vendor = std::string(our_vendor);
  std::vector<std::string> targets;  ///< person ids; empty: those who decide

  static GatekeepersRequest parse(std::string_view json);
};

struct FlowRequest : MapQuestion {
  std::optional<std::int64_t> amount_minor;  ///< of the purchase; nothing: of its deals

  static FlowRequest parse(std::string_view json);
};

/// How opinions form: with people who hold on to their own (Friedkin and
/// Johnsen, 1990), or with none who does (DeGroot, 1974).
enum class OpinionModel : std::uint8_t { friedkin_johnsen, degroot };

struct VerdictRequest : MapQuestion {
  OpinionModel model = OpinionModel::friedkin_johnsen;
  /// How far everybody holds on to the own opinion, 0 to 1; nothing: by person,
  /// else by level, else as the vocabulary says.
  std::optional<double> stubbornness;
  std::optional<std::int64_t> amount_minor;  ///< who may sign it decides too

  static VerdictRequest parse(std::string_view json);
};

struct WinOverRequest : VerdictRequest {
  std::string vendor = std::string(our_vendor);
  std::int64_t most = 10;  ///< people and pairs listed per map
  std::int64_t picks = 3;  ///< people of the plan, one after the other

  static WinOverRequest parse(std::string_view json);
};

struct NextContactsRequest : MapQuestion {
  Day as_of = 0;
  bool only_overdue = false;

  static NextContactsRequest parse(std::string_view json);
};

struct CentralityRequest : MapQuestion {
  enum class Distance : std::uint8_t { hops, inverse_weight };
  std::vector<std::string> kinds;  ///< of relations; empty: all
  bool directed = true;
  Distance distance = Distance::hops;  ///< of betweenness and closeness
  bool weighted = true;                ///< PageRank follows weights
  double damping = 0.85;               ///< of PageRank
  /// Columns wanted: betweenness, closeness, pagerank; empty: all. Those left
  /// out are null.
  std::vector<std::string> measures;

  static CentralityRequest parse(std::string_view json);
};

struct LayoutRequest : MapQuestion {
  std::string vendor = std::string(our_vendor);

  static LayoutRequest parse(std::string_view json);
};

struct SummaryRequest : VerdictRequest {
  std::string vendor = std::string(our_vendor);
  bool centrality = false;  ///< PageRank and betweenness too

  static SummaryRequest parse(std::string_view json);
};

/// One change of a map. Which fields count depends on the kind.
struct MapChange {
  enum class Kind : std::uint8_t {
    set_support,      ///< person_id, vendor, support
    set_stage,        ///< person_id, vendor, relation_stage
    set_roles,        ///< person_id, roles
    add_relation,     ///< from_id, to_id, relation, weight
    remove_relation,  ///< from_id, to_id, relation
    add_person,       ///< account_id, person_id, level, function, roles, department_id
    remove_person,    ///< person_id
  };
  Kind kind = Kind::set_support;
  std::string account_id;
  std::string person_id;
  std::string vendor = std::string(our_vendor);
  std::optional<std::int32_t> support;  ///< nothing: not known
  std::string relation_stage;           ///< empty: not known
  std::string from_id;
  std::string to_id;
  std::string relation;
  std::optional<double> weight;
  std::string level;
  std::string function;
  std::vector<std::string> roles;
  std::string department_id;
};

struct ChangeRequest {
  std::vector<MapChange> changes;

  static ChangeRequest parse(std::string_view json);
};

struct MapDiffRequest : MapQuestion {
  /// Answers compared: contents, coverage, routes, gatekeepers, flow, verdict,
  /// win_over, competitors, centrality, summary. Empty: all but contents and
  /// centrality for what_if, contents and summary for diff.
  std::vector<std::string> answers;

  static MapDiffRequest parse(std::string_view json);
};

struct WhatIfRequest : MapDiffRequest {
  std::vector<MapChange> changes;

  static WhatIfRequest parse(std::string_view json);
};

struct PersonRequest {
  std::string person_id;

  static PersonRequest parse(std::string_view json);
};

enum class MapFormat : std::uint8_t { graphml, json, dot };

struct MapWriteRequest {
  std::string account_id;  ///< empty: the only one
  MapFormat format = MapFormat::graphml;
  std::string language = "en";  ///< of labels

  static MapWriteRequest parse(std::string_view json);
};

struct MapReadRequest {
  MapFormat format = MapFormat::graphml;  ///< graphml or json
  std::string account_id = "1";           ///< of people that say none
  std::string relation = "influences";    ///< kind of edges that say none
  std::int64_t max_people = 1'000'000;
  std::int64_t max_relations = 10'000'000;

  static MapReadRequest parse(std::string_view json);
};

}  // namespace sandan
