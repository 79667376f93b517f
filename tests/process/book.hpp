#pragma once

#include <list>
#include <string>
#include <string_view>
#include <utility>

#include "sandan/process.hpp"
#include "support/expect.hpp"
#include "support/text_table.hpp"

namespace sandan::testing {

/// a need find · b candidate · c quoted · w wins when entered · s, t after it;
/// lost and cancelled are implicit. `moves` is the policy, such as
/// R"({"reopen": false})".
inline std::string letters_document(std::string_view moves = "{}") {
  return R"({"sandan": "process/1", "code": "letters", "label": {"en": "Letters"}, "moves": )" +
         std::string(moves) + R"(, "stages": [
    {"code": "a", "label": {"en": "A"}, "layer": "need", "mode": "find"},
    {"code": "b", "label": {"en": "B"}, "layer": "candidate", "mode": "nurture"},
    {"code": "c", "label": {"en": "C"}, "layer": "quoted", "mode": "close"},
    {"code": "w", "label": {"en": "W"}, "layer": "ordered", "outcome": "won"},
    {"code": "s", "label": {"en": "S"}, "phase": "after"},
    {"code": "t", "label": {"en": "T"}, "phase": "after"}]})";
}

/// The same line, won only by a recorded outcome.
inline std::string end_mark_document() {
  return R"({"sandan": "process/1", "code": "marks", "label": {"en": "Marks"}, "stages": [
    {"code": "a", "label": {"en": "A"}},
    {"code": "b", "label": {"en": "B"}},
    {"code": "c", "label": {"en": "C"}, "won_when": "end_mark"}]})";
}

/// Tables that live as long as the book, and the process they are read by.
class Book {
 public:
  explicit Book(std::string_view document = letters_document())
      : process(Process::compile(document)) {}

  Book& add(std::string_view name, const Column& batch) {
    batches_.emplace_back(batch);
    tables.add(name, batches_.back().schema, batches_.back().array);
    return *this;
  }
  Book& add(std::string_view name, std::string_view text) { return add(name, table(text)); }
  Book& deals(std::string_view text) { return add("opportunities", text); }
  Book& events(std::string_view text) { return add("stage_events", text); }

  History history(std::string_view request = R"({"as_of": "2026-12-31"})",
                  const Run& run = {}) const {
    return History::build(process, tables, HistoryRequest::parse(request), run);
  }

  Process process;
  Tables tables;

 private:
  std::list<Exported> batches_;
};

}  // namespace sandan::testing
