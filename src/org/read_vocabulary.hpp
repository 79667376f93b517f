#pragma once

#include <string_view>

#include "org/vocabulary.hpp"

namespace sandan::org {

/// Reads and checks a document "map_vocabulary/1". Throws as
/// MapVocabulary::compile.
Vocabulary read_vocabulary(std::string_view text);

}  // namespace sandan::org
