#include "org/request_texts.hpp"

#include "org/request_words.hpp"
#include "process/request_parts.hpp"

namespace sandan::org {
namespace {

using process::add_names;
using process::ObjectText;

template <class Enum, std::size_t n>
std::string_view word_of(const std::array<std::string_view, n>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

void add(ObjectText& object, const MapQuestion& question) {
  if (!question.accounts.empty()) add_names(object, "accounts", question.accounts);
}

void add(ObjectText& object, const VerdictRequest& request) {
  add(object, static_cast<const MapQuestion&>(request));
  object.text("model", word_of(model_words, request.model));
  if (request.stubbornness) object.number("stubbornness", *request.stubbornness);
  if (request.amount_minor) object.integer("amount_minor", *request.amount_minor);
}

void add_text(ObjectText& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.text(name, text);
}

void add_support(ObjectText& object, const MapChange& change) {
  if (change.support) object.integer("support", *change.support);
}

std::string change_text(const MapChange& change) {
  using Kind = MapChange::Kind;
  ObjectText object;
  object.text("kind", word_of(change_words, change.kind));
  if (change.kind == Kind::add_person) object.text("account_id", change.account_id);
  if (change.kind != Kind::add_relation && change.kind != Kind::remove_relation) {
    object.text("person_id", change.person_id);
  } else {
    object.text("from_id", change.from_id);
    object.text("to_id", change.to_id);
    object.text("relation", change.relation);
    if (change.weight && change.kind == Kind::add_relation) {
      object.number("weight", *change.weight);
    }
  }
  if (change.kind == Kind::set_support || change.kind == Kind::set_stage) {
    object.text("vendor", change.vendor);
  }
  if (change.kind == Kind::set_support) add_support(object, change);
  if (change.kind == Kind::set_stage) add_text(object, "relation_stage", change.relation_stage);
  if (change.kind == Kind::set_roles || change.kind == Kind::add_person) {
    add_names(object, "roles", change.roles);
  }
  if (change.kind == Kind::add_person) {
    add_text(object, "level", change.level);
    add_text(object, "function", change.function);
    add_text(object, "department_id", change.department_id);
  }
  return std::move(object).finish();
}

template <class Request>
std::string with_vendor_text(const Request& request) {
  ObjectText object;
  add(object, static_cast<const MapQuestion&>(request));
  object.text("vendor", request.vendor);
  return std::move(object).finish();
}

template <class Request>
void add_targets(ObjectText& object, const Request& request) {
  add(object, static_cast<const MapQuestion&>(request));
  object.text("vendor", request.vendor);
  if (!request.targets.empty()) add_names(object, "targets", request.targets);
}

}  // namespace

std::string request_text(const MapBuildRequest& request) {
  ObjectText object;
  if (request.as_of) object.text("as_of", format_day(*request.as_of));
  object.truth("names", request.names);
  object.truth("strict", request.strict);
  object.truth("values", request.values);
  return std::move(object).finish();
}

std::string request_text(const MapQuestion& request) {
  ObjectText object;
  add(object, request);
  return std::move(object).finish();
}

std::string request_text(const CoverageRequest& request) { return with_vendor_text(request); }

std::string request_text(const LayoutRequest& request) { return with_vendor_text(request); }

std::string request_text(const RoutesRequest& request) {
  ObjectText object;
  add_targets(object, request);
  object.integer("alternatives", request.alternatives);
  return std::move(object).finish();
}

std::string request_text(const GatekeepersRequest& request) {
  ObjectText object;
  add_targets(object, request);
  return std::move(object).finish();
}

std::string request_text(const FlowRequest& request) {
  ObjectText object;
  add(object, static_cast<const MapQuestion&>(request));
  if (request.amount_minor) object.integer("amount_minor", *request.amount_minor);
  return std::move(object).finish();
}

std::string request_text(const VerdictRequest& request) {
  ObjectText object;
  add(object, request);
  return std::move(object).finish();
}

std::string request_text(const WinOverRequest& request) {
  ObjectText object;
  add(object, static_cast<const VerdictRequest&>(request));
  object.text("vendor", request.vendor);
  object.integer("most", request.most);
  object.integer("picks", request.picks);
  return std::move(object).finish();
}

std::string request_text(const NextContactsRequest& request) {
  ObjectText object;
  add(object, static_cast<const MapQuestion&>(request));
  object.text("as_of", format_day(request.as_of));
  object.truth("only_overdue", request.only_overdue);
  return std::move(object).finish();
}

std::string request_text(const CentralityRequest& request) {
  ObjectText object;
  add(object, static_cast<const MapQuestion&>(request));
  if (!request.kinds.empty()) add_names(object, "kinds", request.kinds);
  object.truth("directed", request.directed);
  object.text("distance", word_of(distance_words, request.distance));
  object.truth("weighted", request.weighted);
  object.number("damping", request.damping);
  if (!request.measures.empty()) add_names(object, "measures", request.measures);
  return std::move(object).finish();
}

std::string request_text(const SummaryRequest& request) {
  ObjectText object;
  add(object, static_cast<const VerdictRequest&>(request));
  object.text("vendor", request.vendor);
  object.truth("centrality", request.centrality);
  return std::move(object).finish();
}

std::string request_text(const MapDiffRequest& request) {
  ObjectText object;
  add(object, static_cast<const MapQuestion&>(request));
  if (!request.answers.empty()) add_names(object, "answers", request.answers);
  return std::move(object).finish();
}

std::string request_text(const WhatIfRequest& request) {
  ObjectText object;
  add(object, static_cast<const MapQuestion&>(request));
  if (!request.answers.empty()) add_names(object, "answers", request.answers);
  object.json("changes", changes_text(request.changes));
  return std::move(object).finish();
}

std::string request_text(const MapReadRequest& request) {
  ObjectText object;
  object.text("format", word_of(format_words, request.format));
  object.text("account_id", request.account_id);
  object.text("relation", request.relation);
  object.integer("max_people", request.max_people);
  object.integer("max_relations", request.max_relations);
  return std::move(object).finish();
}

std::string changes_text(const std::vector<MapChange>& changes) {
  std::string out = "[";
  for (const MapChange& change : changes) {
    if (out.size() > 1) out += ',';
    out += change_text(change);
  }
  return out + ']';
}

}  // namespace sandan::org
