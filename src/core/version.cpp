#include "sandan/version.hpp"

namespace sandan {

const std::uint32_t version_number =
    SANDAN_VERSION_MAJOR << 16 | SANDAN_VERSION_MINOR << 8 | SANDAN_VERSION_PATCH;
const std::string_view version_text = SANDAN_VERSION_TEXT;

}  // namespace sandan
