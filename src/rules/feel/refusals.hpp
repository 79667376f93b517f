#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sandan/core/status.hpp"

/// Refusals of expressions; each names the byte it is about.
namespace sandan::rules::feel {

/// Error{document, "feel_syntax"}.
Error syntax_error(std::size_t at, std::string message);
/// Error{document, "feel_type"}.
Error type_error(std::size_t at, std::string message);
/// Error{unsupported, "feel_feature"}: what FEEL has and the subset has not.
Error feature_error(std::size_t at, std::string_view feature);
/// Error{limit, "feel_limit"}.
Error limit_error(std::size_t at, std::string message);

}  // namespace sandan::rules::feel
