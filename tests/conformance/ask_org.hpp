#pragma once

// Cases about decision maps: a book as it is built, changed where the case says so,
// or a file that is read. Included by run_cpp.cpp below what reads a case.

MapVocabulary vocabulary_of(const Case& asked) {
  const auto* value = asked.given("vocabulary");
  return MapVocabulary::compile(
      value->is_string() ? std::string(shipped_document("map_vocabulary", text_of(*value)))
                         : json::serialize(*value));
}

DecisionMaps altered(const Case& asked, const DecisionMaps& maps) {
  if (const auto* change = asked.one.if_contains("change")) {
    return maps.change(ChangeRequest::parse(json::serialize(*change)));
  }
  if (const auto* erase = asked.one.if_contains("erase")) {
    return maps.erase_person(PersonRequest::parse(json::serialize(*erase)));
  }
  return maps;
}

Result ask_maps(const DecisionMaps& maps, const Tables& tables, const std::string& verb,
                const std::string& request) {
  if (verb == "build" || verb == "faults") return maps.faults(MapQuestion::parse(request));
  if (verb == "contents") return maps.contents(MapQuestion::parse(request));
  if (verb == "coverage") return maps.coverage(CoverageRequest::parse(request));
  if (verb == "routes") return maps.routes(RoutesRequest::parse(request));
  if (verb == "gatekeepers") return maps.gatekeepers(GatekeepersRequest::parse(request));
  if (verb == "flow") return maps.flow(FlowRequest::parse(request));
  if (verb == "verdict") return maps.verdict(VerdictRequest::parse(request));
  if (verb == "win_over") return maps.win_over(WinOverRequest::parse(request));
  if (verb == "competitors") return maps.competitors(VerdictRequest::parse(request));
  if (verb == "next_contacts") {
    return maps.next_contacts(tables, NextContactsRequest::parse(request));
  }
  if (verb == "centrality") return maps.centrality(CentralityRequest::parse(request));
  if (verb == "layout") return maps.layout(LayoutRequest::parse(request));
  if (verb == "summary") return maps.summary(SummaryRequest::parse(request));
  if (verb == "what_if") return maps.what_if(WhatIfRequest::parse(request));
  throw std::invalid_argument("no such verb: " + verb);
}

Result ask_org(const Case& asked, const std::string& verb, const std::string& request) {
  if (verb == "read") return read_map(text_of(asked.one.at("map")), MapReadRequest::parse(request));
  const auto made = tables_of(asked);
  const MapVocabulary vocabulary = vocabulary_of(asked);
  const DecisionMaps maps =
      DecisionMaps::build(vocabulary, made->tables, MapBuildRequest::parse(asked.text("build")));
  if (verb != "diff") return ask_maps(altered(asked, maps), made->tables, verb, request);
  const auto* build = asked.one.if_contains("other_build");
  const DecisionMaps other =
      DecisionMaps::build(vocabulary, made->tables,
                          MapBuildRequest::parse(build == nullptr ? "" : json::serialize(*build)));
  return maps.diff(altered(asked, other), MapDiffRequest::parse(request));
}

/// What is wrong with an answer about maps that is no result; nothing where it is one.
std::optional<std::string> wrong_of_maps(const Case& asked) {
  const auto* module = asked.given("module");
  if (module == nullptr || text_of(*module) != "org") return std::nullopt;
  const std::string verb = text_of(asked.one.at("verb"));
  if (verb == "compile") {
    vocabulary_of(asked);
    return "";
  }
  if (verb != "write" && verb != "export_person") return std::nullopt;
  const std::string request =
      asked.one.contains("verb_request") ? json::serialize(asked.one.at("verb_request")) : "";
  const auto made = tables_of(asked);
  const DecisionMaps maps =
      altered(asked, DecisionMaps::build(vocabulary_of(asked), made->tables,
                                         MapBuildRequest::parse(asked.text("build"))));
  const std::string text = verb == "write" ? maps.write(MapWriteRequest::parse(request))
                                           : maps.export_person(PersonRequest::parse(request));
  const auto* wanted = asked.one.if_contains("text");
  return wanted == nullptr || text == text_of(*wanted) ? "" : "the text is\n" + text;
}
