#include "process/read_conditions.hpp"

#include <algorithm>

namespace sandan::process {

using json::Node;

Conditions::Conditions(const Node& root, const std::optional<Node>& facts)
    : facts_(std::make_shared<rules::Definition>()), reading_(*facts_) {
  facts_->of = "opportunities";
  rules::add_as_of(reading_, facts.value_or(root));
  if (!facts) return;
  for (const Node& fact : rules::bounded_items(*facts, rules::most_inputs))
    rules::read_input(reading_, fact);
}

void Conditions::add(const std::string& code, const std::optional<Node>& condition) {
  auto mark = std::find_if(marks_.begin(), marks_.end(),
                           [&](const Mark& known) { return known.code == code; });
  if (mark == marks_.end()) mark = marks_.insert(marks_.end(), Mark{code, std::nullopt, -1});
  if (!condition) return;
  const std::string text(condition->text());
  if (text.empty()) throw condition->error("empty", "a condition is not empty");
  if (mark->condition) {
    if (*mark->condition == text) return;
    throw condition->error("contradiction", "mark \"" + code + "\" has the condition \"" +
                                                *mark->condition +
                                                "\" elsewhere; one mark has one condition");
  }
  rules::Conflict read;
  read.item.code = code;
  read.when = reading_.expression_of(*condition, rules::feel::Type::boolean);
  mark->condition = text;
  mark->index = static_cast<std::int32_t>(facts_->conflicts.size());
  facts_->conflicts.push_back(std::move(read));
}

}  // namespace sandan::process
