#pragma once

#include <string>

#include "sandan/process.hpp"

namespace sandan::process {

/// Requests as JSON, for the metadata of results: parsed again they ask the
/// same.
std::string request_text(const HistoryRequest& request);
std::string request_text(const MovesRequest& request);
std::string request_text(const StateRequest& request);
std::string request_text(const PipelineRequest& request);
std::string request_text(const FunnelRequest& request);
std::string request_text(const OutcomesRequest& request);
std::string request_text(const BetweenRequest& request);
std::string request_text(const DwellRequest& request);
std::string request_text(const SurvivalRequest& request);
std::string request_text(const StallsRequest& request);
std::string request_text(const VelocityRequest& request);
std::string request_text(const CompareRequest& request);
std::string request_text(const ReceivablesRequest& request);
std::string request_text(const GatesRequest& request);
std::string request_text(const GaugesRequest& request);

}  // namespace sandan::process
