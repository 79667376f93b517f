#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>

#include "sandan/core/result.hpp"

namespace sandan::testing {

/// Metadata of a result table's schema, by key.
inline std::map<std::string, std::string> metadata_of(const Result& result,
                                                      std::string_view table = {}) {
  ArrowSchema schema = result.schema(table);
  const char* at = schema.metadata;
  const auto number = [&at] {
    std::int32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  };
  const auto text = [&] {
    const auto size = static_cast<std::size_t>(number());
    std::string read(at, size);
    at += size;
    return read;
  };
  std::map<std::string, std::string> found;
  for (std::int32_t left = number(); left > 0; --left) {
    const std::string key = text();
    found[key] = text();
  }
  schema.release(&schema);
  return found;
}

/// One entry of it; empty when there is none.
inline std::string metadata_at(const Result& result, const std::string& key,
                               std::string_view table = {}) {
  const auto found = metadata_of(result, table);
  const auto entry = found.find(key);
  return entry == found.end() ? "" : entry->second;
}

}  // namespace sandan::testing
