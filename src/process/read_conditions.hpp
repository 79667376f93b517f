#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "process/definition.hpp"
#include "rules/read_parts.hpp"

namespace sandan::process {

/// Reads the facts of a process and the conditions its marks put on them.
class Conditions {
 public:
  /// `facts` is the list of the document, if it has one.
  Conditions(const json::Node& root, const std::optional<json::Node>& facts);

  /// Notes a mark. One that occurs twice has its condition once, or twice the same.
  void add(const std::string& mark, const std::optional<json::Node>& condition);

  std::shared_ptr<const rules::Definition> facts() const { return facts_; }
  std::vector<Mark> marks() && { return std::move(marks_); }

 private:
  std::shared_ptr<rules::Definition> facts_;
  rules::Reading reading_;
  std::vector<Mark> marks_;
};

}  // namespace sandan::process
