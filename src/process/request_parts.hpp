#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/json.hpp"
#include "sandan/process.hpp"

namespace sandan::process {

/// Writes the members of one JSON object.
class ObjectText {
 public:
  void text(std::string_view name, std::string_view value) {
    member(name);
    json::append_quoted(out_, value);
  }
  void integer(std::string_view name, std::int64_t value) {
    member(name);
    out_ += std::to_string(value);
  }
  void number(std::string_view name, double value) {
    member(name);
    json::append_number(out_, value);
  }
  void truth(std::string_view name, bool value) {
    member(name);
    out_ += value ? "true" : "false";
  }
  /// A value that is JSON already.
  void json(std::string_view name, std::string_view value) {
    member(name);
    out_ += value;
  }
  template <class Items, class Write>
  void array(std::string_view name, const Items& items, Write&& write) {
    member(name);
    out_ += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ',';
      first = false;
      write(out_, item);
    }
    out_ += ']';
  }
  std::string finish() && { return std::move(out_) + '}'; }

 private:
  void member(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    json::append_quoted(out_, name);
    out_ += ':';
  }

  std::string out_ = "{";
};

/// Parts that requests share, as members of `object`.
void add(ObjectText& object, const Grouping& grouping);
void add(ObjectText& object, const std::optional<Cohort>& cohort);
void add(ObjectText& object, const Sampling& sampling);
void add_outcomes(ObjectText& object, const std::vector<Outcome>& outcomes);
void add_names(ObjectText& object, std::string_view name, const std::vector<std::string>& names);

}  // namespace sandan::process
