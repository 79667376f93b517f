#include "core/input_schema.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "sandan/core/document.hpp"

namespace sandan {

std::string described_inputs(std::string_view schema, std::span<const std::string_view> tables) {
  const json::Value facts = json::parse(shipped_document("facts", "facts"));
  boost::json::array described;
  for (const auto& table : facts.get_object().at("tables").as_array()) {
    const auto& text = table.as_object().at("table").as_string();
    const std::string_view name(text.data(), text.size());
    if (std::find(tables.begin(), tables.end(), name) != tables.end()) described.push_back(table);
  }
  boost::json::object out;
  out["schema"] = boost::json::string(schema.data(), schema.size());
  out["tables"] = std::move(described);
  return json::canonical(out);
}

}  // namespace sandan
