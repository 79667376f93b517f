#include "sandan/org/requests.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "org/request_words.hpp"
#include "process/request_readers.hpp"

/// Requests about decision maps, read.
namespace sandan {

using json::Members;
using json::Node;
using process::read_names;
using namespace org;

namespace {

constexpr std::size_t most_text = 1'000;
constexpr std::size_t most_items = 100'000;
constexpr double most_weight = 1e12;

std::string read_text(const Members& members, std::string_view name, std::string otherwise = "") {
  const auto node = members.find(name);
  return node ? std::string(node->code(most_text)) : std::move(otherwise);
}

bool read_truth(const Members& members, std::string_view name, bool otherwise) {
  const auto node = members.find(name);
  return node ? node->boolean() : otherwise;
}

std::int64_t read_count(const Members& members, std::string_view name, std::int64_t otherwise,
                        std::int64_t least, std::int64_t most) {
  const auto node = members.find(name);
  return node ? node->integer(least, most) : otherwise;
}

/// An id: a text, or a whole number taken as its decimals.
std::string id_of(const Node& node) {
  if (node.value().is_int64()) return std::to_string(node.value().get_int64());
  return std::string(node.text());
}

std::string read_id(const Members& members, std::string_view name) {
  return id_of(members.required(name));
}

std::vector<std::string> read_ids(const Members& members, std::string_view name) {
  std::vector<std::string> ids;
  const auto node = members.find(name);
  if (!node) return ids;
  const auto items = node->items();
  if (items.empty()) {
    throw node->error("empty_list", "an empty list asks about nobody; left out, it asks about all");
  }
  if (items.size() > most_items) throw node->error("too_many", "more than 100,000 ids");
  ids.reserve(items.size());
  for (const Node& item : items)
    ids.push_back(id_of(item));
  return ids;
}

template <std::size_t n>
std::vector<std::string> read_words(const Members& members, std::string_view name,
                                    const std::array<std::string_view, n>& words) {
  std::vector<std::string> chosen;
  const auto node = members.find(name);
  if (!node) return chosen;
  chosen = read_names(*node);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (std::find(words.begin(), words.end(), chosen[i]) == words.end()) {
      throw Error(Status::invalid_argument,
                  "unknown_" + std::string(name.substr(0, name.size() - 1)),
                  "\"" + chosen[i] + "\" is none of those that can be asked for")
          .at(json::child_pointer(node->pointer(), std::to_string(i)));
    }
  }
  return chosen;
}

void read_question(const Members& members, MapQuestion& question) {
  question.accounts = read_ids(members, "accounts");
}

std::optional<std::int64_t> read_amount(const Members& members) {
  const auto node = members.find("amount_minor");
  return node ? std::optional(node->integer(0, INT64_MAX)) : std::nullopt;
}

void read_verdict(const Members& members, VerdictRequest& request) {
  read_question(members, request);
  if (const auto model = members.find("model")) {
    request.model = static_cast<OpinionModel>(model->choice({"friedkin_johnsen", "degroot"}));
  }
  if (const auto held = members.find("stubbornness")) request.stubbornness = held->number(0, 1);
  if (request.stubbornness && request.model == OpinionModel::degroot) {
    throw members.required("stubbornness")
        .error("needs_friedkin_johnsen", "with model degroot nobody holds on to the own opinion");
  }
  request.amount_minor = read_amount(members);
}

std::string read_vendor(const Members& members) {
  return read_text(members, "vendor", std::string(our_vendor));
}

MapFormat read_format(const Members& members) {
  const auto node = members.find("format");
  return node ? static_cast<MapFormat>(node->choice({"graphml", "json", "dot"}))
              : MapFormat::graphml;
}

// ---- changes ---------------------------------------------------------------

using Kind = MapChange::Kind;

void read_relation(const Members& members, MapChange& change) {
  change.from_id = read_id(members, "from_id");
  change.to_id = read_id(members, "to_id");
  change.relation = members.required("relation").code(most_text);
  if (const auto weight = members.find("weight")) {
    if (change.kind == Kind::remove_relation) {
      throw weight->error("not_wanted", "a relation is removed whatever its weight");
    }
    change.weight = weight->number(0, most_weight);
    if (*change.weight == 0) throw weight->error("bad_weight", "a weight is above 0");
  }
}

void read_stance(const Members& members, MapChange& change) {
  change.vendor = read_vendor(members);
  if (change.kind == Kind::set_support) {
    if (const auto support = members.find("support")) {
      change.support = static_cast<std::int32_t>(support->integer(-2, 2));
    }
  } else {
    change.relation_stage = read_text(members, "relation_stage");
  }
}

void read_person(const Members& members, MapChange& change) {
  if (const auto roles = members.find("roles")) change.roles = read_names(*roles);
  if (change.kind == Kind::set_roles) return;
  change.account_id = read_id(members, "account_id");
  change.level = read_text(members, "level");
  change.function = read_text(members, "function");
  if (const auto department = members.find("department_id")) {
    change.department_id = id_of(*department);
  }
}

/// Members of a change of that kind; others are refused.
Members change_members(const Node& node, Kind kind) {
  switch (kind) {
    case Kind::set_support:
      return node.members({"kind", "person_id", "vendor", "support"});
    case Kind::set_stage:
      return node.members({"kind", "person_id", "vendor", "relation_stage"});
    case Kind::set_roles:
      return node.members({"kind", "person_id", "roles"});
    case Kind::add_relation:
    case Kind::remove_relation:
      return node.members({"kind", "from_id", "to_id", "relation", "weight"});
    case Kind::add_person:
      return node.members(
          {"kind", "account_id", "person_id", "level", "function", "roles", "department_id"});
    case Kind::remove_person:
      break;
  }
  return node.members({"kind", "person_id"});
}

Kind kind_of(const Node& node) {
  const Members all = node.members({"kind", "person_id", "vendor", "support", "relation_stage",
                                    "roles", "from_id", "to_id", "relation", "weight", "account_id",
                                    "level", "function", "department_id"});
  return static_cast<Kind>(
      all.required("kind").choice({"set_support", "set_stage", "set_roles", "add_relation",
                                   "remove_relation", "add_person", "remove_person"}));
}

MapChange read_change(const Node& node) {
  MapChange change;
  change.kind = kind_of(node);
  const Members members = change_members(node, change.kind);
  if (change.kind == Kind::add_relation || change.kind == Kind::remove_relation) {
    read_relation(members, change);
    return change;
  }
  change.person_id = read_id(members, "person_id");
  if (change.kind == Kind::set_support || change.kind == Kind::set_stage) {
    read_stance(members, change);
  } else if (change.kind != Kind::remove_person) {
    read_person(members, change);
  }
  return change;
}

std::vector<MapChange> read_changes(const Members& members) {
  const Node node = members.required("changes");
  const auto items = node.items();
  if (items.size() > most_items) throw node.error("too_many", "more than 100,000 changes");
  std::vector<MapChange> changes;
  changes.reserve(items.size());
  for (const Node& item : items)
    changes.push_back(read_change(item));
  return changes;
}

}  // namespace

MapBuildRequest MapBuildRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"as_of", "names", "strict", "values"});
  MapBuildRequest request;
  if (const auto as_of = members.find("as_of")) request.as_of = as_of->day();
  request.names = read_truth(members, "names", request.names);
  request.strict = read_truth(members, "strict", request.strict);
  request.values = read_truth(members, "values", request.values);
  return request;
}

MapQuestion MapQuestion::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  MapQuestion request;
  read_question(json::request_root(value).members({"accounts"}), request);
  return request;
}

CoverageRequest CoverageRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"accounts", "vendor"});
  CoverageRequest request;
  read_question(members, request);
  request.vendor = read_vendor(members);
  return request;
}

RoutesRequest RoutesRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members =
      json::request_root(value).members({"accounts", "vendor", "targets", "alternatives"});
  RoutesRequest request;
  read_question(members, request);
  request.vendor = read_vendor(members);
  request.targets = read_ids(members, "targets");
  request.alternatives = read_count(members, "alternatives", request.alternatives, 1, 100);
  return request;
}

GatekeepersRequest GatekeepersRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"accounts", "vendor", "targets"});
  GatekeepersRequest request;
  read_question(members, request);
  request.vendor = read_vendor(members);
  request.targets = read_ids(members, "targets");
  return request;
}

FlowRequest FlowRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"accounts", "amount_minor"});
  FlowRequest request;
  read_question(members, request);
  request.amount_minor = read_amount(members);
  return request;
}

VerdictRequest VerdictRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  VerdictRequest request;
  read_verdict(
      json::request_root(value).members({"accounts", "model", "stubbornness", "amount_minor"}),
      request);
  return request;
}

WinOverRequest WinOverRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"accounts", "model", "stubbornness", "amount_minor", "vendor", "most", "picks"});
  WinOverRequest request;
  read_verdict(members, request);
  request.vendor = read_vendor(members);
  request.most = read_count(members, "most", request.most, 1, 64);
  request.picks = read_count(members, "picks", request.picks, 1, 64);
  return request;
}

NextContactsRequest NextContactsRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"accounts", "as_of", "only_overdue"});
  NextContactsRequest request;
  read_question(members, request);
  request.as_of = members.required("as_of").day();
  request.only_overdue = read_truth(members, "only_overdue", false);
  return request;
}

CentralityRequest CentralityRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"accounts", "kinds", "directed", "distance", "weighted", "damping", "measures"});
  CentralityRequest request;
  read_question(members, request);
  if (const auto kinds = members.find("kinds")) request.kinds = read_names(*kinds);
  request.directed = read_truth(members, "directed", request.directed);
  if (const auto distance = members.find("distance")) {
    request.distance = static_cast<Distance>(distance->choice({"hops", "inverse_weight"}));
  }
  request.weighted = read_truth(members, "weighted", request.weighted);
  if (const auto damping = members.find("damping")) request.damping = damping->number(0, 0.999);
  request.measures = read_words(members, "measures", measure_words);
  return request;
}

LayoutRequest LayoutRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"accounts", "vendor"});
  LayoutRequest request;
  read_question(members, request);
  request.vendor = read_vendor(members);
  return request;
}

SummaryRequest SummaryRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"accounts", "model", "stubbornness", "amount_minor", "vendor", "centrality"});
  SummaryRequest request;
  read_verdict(members, request);
  request.vendor = read_vendor(members);
  request.centrality = read_truth(members, "centrality", false);
  return request;
}

ChangeRequest ChangeRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  ChangeRequest request;
  request.changes = read_changes(json::request_root(value).members({"changes"}));
  return request;
}

MapDiffRequest MapDiffRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"accounts", "answers"});
  MapDiffRequest request;
  read_question(members, request);
  request.answers = read_words(members, "answers", answer_words);
  return request;
}

WhatIfRequest WhatIfRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"accounts", "answers", "changes"});
  WhatIfRequest request;
  read_question(members, request);
  request.answers = read_words(members, "answers", answer_words);
  request.changes = read_changes(members);
  return request;
}

PersonRequest PersonRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  PersonRequest request;
  request.person_id = read_id(json::request_root(value).members({"person_id"}), "person_id");
  return request;
}

MapWriteRequest MapWriteRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members({"account_id", "format", "language"});
  MapWriteRequest request;
  if (const auto account = members.find("account_id")) request.account_id = id_of(*account);
  request.format = read_format(members);
  request.language = read_text(members, "language", request.language);
  return request;
}

MapReadRequest MapReadRequest::parse(std::string_view text) {
  const json::Value value = json::parse_request(text);
  const Members members = json::request_root(value).members(
      {"format", "account_id", "relation", "max_people", "max_relations"});
  MapReadRequest request;
  request.format = read_format(members);
  if (request.format == MapFormat::dot) {
    throw members.required("format").error("write_only", "DOT is written, not read");
  }
  if (const auto account = members.find("account_id")) request.account_id = id_of(*account);
  request.relation = read_text(members, "relation", request.relation);
  request.max_people = read_count(members, "max_people", request.max_people, 1, INT32_MAX);
  request.max_relations = read_count(members, "max_relations", request.max_relations, 1, INT32_MAX);
  return request;
}

}  // namespace sandan
