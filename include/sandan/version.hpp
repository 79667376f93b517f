#pragma once

#include <cstdint>
#include <string_view>

namespace sandan {

/// Library version, 0x00MMmmpp, and as text, such as "0.1.0".
extern const std::uint32_t version_number;
extern const std::string_view version_text;

}  // namespace sandan
