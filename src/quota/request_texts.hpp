#pragma once

#include <string>

#include "sandan/quota/requests.hpp"

/// Requests as the JSON texts that ask the same, for the metadata of results.
namespace sandan::quota {

std::string request_text(const QuotaBuildRequest& request);
std::string request_text(const TargetsRequest& request);
std::string request_text(const ProofRequest& request);
std::string request_text(const PaceRequest& request);
std::string request_text(const ReplanRequest& request);
std::string request_text(const QuotaDiffRequest& request);
std::string request_text(const ActivityTargetsRequest& request);
std::string request_text(const HeadCountRequest& request);
std::string request_text(const PrinciplesRequest& request);
std::string request_text(const QuartilesRequest& request);
std::string request_text(const ShapesRequest& request);
std::string request_text(const AllocateRequest& request);
std::string request_text(const RakeRequest& request);
std::string request_text(const RoundRequest& request);

}  // namespace sandan::quota
