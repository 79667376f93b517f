#pragma once

#include <string>

#include "sandan/process.hpp"

namespace sandan::process {

/// The request as canonical JSON, for the metadata of results.
std::string request_text(const HistoryRequest& request);

}  // namespace sandan::process
