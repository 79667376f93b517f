#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sandan {

/// JSON: what the shipped facts dictionary says of these tables, which a module
/// reads.
std::string described_inputs(std::string_view schema, std::span<const std::string_view> tables);

}  // namespace sandan
