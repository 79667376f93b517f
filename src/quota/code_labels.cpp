#include "quota/code_labels.hpp"

#include "core/builtin.hpp"
#include "core/json.hpp"
#include "sandan/core/status.hpp"

namespace sandan::quota {
namespace {

std::string_view vocabulary_text() {
  for (const auto& document : builtin::documents()) {
    if (document.kind == "vocabulary") return document.text;
  }
  return R"({"enumerations": []})";
}

}  // namespace

CodeLabels::CodeLabels(std::string_view enumeration) {
  const json::Value document = json::parse(vocabulary_text());
  for (const auto& each : document.at("enumerations").get_array()) {
    const json::Node node(each, "", Status::internal);
    const auto members = node.members({"code", "label", "values"});
    if (members.required("code").text() != enumeration) continue;
    for (const auto& value : members.required("values").items()) {
      const auto parts = value.members({"code", "label"});
      labels_.emplace(parts.required("code").text(), parts.required("label").labels());
    }
  }
}

std::string CodeLabels::in(std::string_view code, std::string_view language) const {
  const auto found = labels_.find(code);
  return found == labels_.end() ? std::string() : std::string(found->second.in(language));
}

}  // namespace sandan::quota
