#pragma once

#include <string>

#include "sandan/org/requests.hpp"

/// Requests as the JSON texts that ask the same, for the metadata of results.
namespace sandan::org {

std::string request_text(const MapBuildRequest& request);
std::string request_text(const MapQuestion& request);
std::string request_text(const CoverageRequest& request);
std::string request_text(const RoutesRequest& request);
std::string request_text(const GatekeepersRequest& request);
std::string request_text(const FlowRequest& request);
std::string request_text(const VerdictRequest& request);
std::string request_text(const WinOverRequest& request);
std::string request_text(const NextContactsRequest& request);
std::string request_text(const CentralityRequest& request);
std::string request_text(const LayoutRequest& request);
std::string request_text(const SummaryRequest& request);
std::string request_text(const MapDiffRequest& request);
std::string request_text(const WhatIfRequest& request);
std::string request_text(const MapReadRequest& request);

/// Changes as a JSON array.
std::string changes_text(const std::vector<MapChange>& changes);

}  // namespace sandan::org
