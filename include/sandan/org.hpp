#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sandan/core.hpp"
#include "sandan/org/requests.hpp"

namespace sandan {

namespace org {
struct Vocabulary;
struct MapData;
}  // namespace org

/// A compiled map vocabulary: levels, functions, roles, relation stages with
/// what marks and advances them, styles, kinds of relations, and what gaps
/// weigh. Immutable, cheap to copy, shared by threads.
class MapVocabulary {
 public:
  /// Compiles a document ("sandan": "map_vocabulary/1"). Throws Error{parse |
  /// document | unsupported | limit} with a JSON pointer.
  static MapVocabulary compile(std::string_view json);

  /// The document in canonical form and its digest.
  const std::string& to_json() const noexcept;
  const std::string& digest() const noexcept;
  const std::string& code() const noexcept;

  const org::Vocabulary& definition() const noexcept { return *definition_; }
  const std::shared_ptr<const org::Vocabulary>& shared() const noexcept { return definition_; }

 private:
  explicit MapVocabulary(std::shared_ptr<const org::Vocabulary> definition)
      : definition_(std::move(definition)) {}

  std::shared_ptr<const org::Vocabulary> definition_;
};

/// Decision maps of one account or of a book of accounts, as of a day: who
/// takes part in a purchase, how they are connected, and where each stands
/// towards us and every rival. Immutable, cheap to copy, shared by threads;
/// copies what it needs of the tables. Results list maps in the order in which
/// `people` names their accounts first, and people in the order of `people`.
class DecisionMaps {
 public:
  /// Reads `people` and, as far as there are any, `departments`, `relations`,
  /// `stances`, `accounts`, `opportunities`, `points`. Rows at fault are set
  /// aside and told by faults(), or refused where the request is strict.
  /// Throws Error{schema}, Error{data} with table, row and column, Error{limit}.
  static DecisionMaps build(const MapVocabulary& vocabulary, const Tables& tables,
                            const MapBuildRequest& request = {}, const Run& run = {});

  /// Tables `map_faults` (rows at fault) and `map_findings` (what is odd in a
  /// map: several heads, contradictory stances, departments without a head).
  Result faults(const MapQuestion& request = {}, const Run& run = {}) const;
  /// Tables `people`, `departments`, `relations`, `stances` as they count.
  Result contents(const MapQuestion& request = {}, const Run& run = {}) const;

  /// Tables `completeness`, `coverage_cells`, `coverage_people`,
  /// `coverage_departments`, `coverage_gaps`, `single_threads`.
  Result coverage(const CoverageRequest& request = {}, const Run& run = {}) const;
  /// Tables `routes`, `route_steps`, `contact_order`, `withheld`.
  Result routes(const RoutesRequest& request = {}, const Run& run = {}) const;
  /// Tables `gatekeepers`, `blocking_sets`.
  Result gatekeepers(const GatekeepersRequest& request = {}, const Run& run = {}) const;
  /// Tables `flow_roles`, `flow_links`, `flow_breaks`, `flow_signers`,
  /// `flow_decisions`.
  Result flow(const FlowRequest& request = {}, const Run& run = {}) const;
  /// Tables `verdicts`, `positions`.
  Result verdict(const VerdictRequest& request = {}, const Run& run = {}) const;
  /// Tables `win_over`, `win_pairs`, `win_plan`, `withheld`.
  Result win_over(const WinOverRequest& request = {}, const Run& run = {}) const;
  /// Tables `competitors`, `contested`, `point_reach`.
  Result competitors(const VerdictRequest& request = {}, const Run& run = {}) const;
  /// Tables `next_contacts`, `next_marks`, `next_activities`, `next_manners`,
  /// `withheld`. Reads `activities` as far as there are any.
  Result next_contacts(const Tables& tables, const NextContactsRequest& request,
                       const Run& run = {}) const;
  /// Table `centrality`.
  Result centrality(const CentralityRequest& request = {}, const Run& run = {}) const;
  /// Tables `layout_people`, `layout_edges`, `layout_departments`.
  Result layout(const LayoutRequest& request = {}, const Run& run = {}) const;
  /// Table `map_summary`: a row per map with the head of each answer.
  Result summary(const SummaryRequest& request = {}, const Run& run = {}) const;

  /// The maps with these changes made.
  DecisionMaps change(const ChangeRequest& request, const Run& run = {}) const;
  /// Table `differences`: what the changes would do to the answers asked for.
  Result what_if(const WhatIfRequest& request, const Run& run = {}) const;
  /// Table `differences`: the answers of other maps, such as those of another
  /// day, against these.
  Result diff(const DecisionMaps& other, const MapDiffRequest& request = {},
              const Run& run = {}) const;

  /// The maps without a person: their row, relations, stances and whatever
  /// points at them. Throws Error{invalid_argument} for an unknown id.
  DecisionMaps erase_person(const PersonRequest& request) const;
  /// JSON: all that is held about a person.
  std::string export_person(const PersonRequest& request) const;

  /// One account's map as GraphML, DOT, or JSON ("sandan": "map/1").
  std::string write(const MapWriteRequest& request) const;

  const org::MapData& data() const noexcept { return *data_; }
  explicit DecisionMaps(std::shared_ptr<const org::MapData> data) : data_(std::move(data)) {}

 private:
  std::shared_ptr<const org::MapData> data_;
};

/// Tables `people`, `departments`, `relations`, `stances` out of GraphML or JSON
/// ("sandan": "map/1"), as DecisionMaps::build reads them; and `read_faults`,
/// what could not be taken over. Throws Error{parse | document | limit} with a
/// byte or a JSON pointer.
Result read_map(std::string_view text, const MapReadRequest& request = {}, const Run& run = {});

/// JSON: the tables and columns the module reads.
std::string org_input_schema();
/// JSON: the module's result tables and columns.
std::string org_output_schema();

}  // namespace sandan
