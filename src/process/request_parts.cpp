#include "process/request_parts.hpp"

#include <array>

namespace sandan::process {
namespace {

constexpr std::array<std::string_view, 5> period_codes = {"day", "week", "month", "quarter",
                                                          "year"};

std::string period_key(const Key& key) {
  ObjectText object;
  object.text("period", period_codes[static_cast<std::size_t>(*key.period)]);
  object.text("of", key.column);
  return std::move(object).finish();
}

}  // namespace

void add(ObjectText& object, const Grouping& grouping) {
  object.array("by", grouping.by, [](std::string& out, const Key& key) {
    if (key.period) {
      out += period_key(key);
    } else {
      json::append_quoted(out, key.column);
    }
  });
  object.truth("rollup", grouping.rollup);
  object.integer("max_groups", grouping.max_groups);
}

void add(ObjectText& object, const std::optional<Cohort>& cohort) {
  if (!cohort) return;
  ObjectText inner;
  inner.text("of", cohort->of);
  if (cohort->from) inner.text("from", format_day(*cohort->from));
  if (cohort->to) inner.text("to", format_day(*cohort->to));
  object.json("cohort", std::move(inner).finish());
}

void add(ObjectText& object, const Sampling& sampling) {
  object.integer("min_n", sampling.min_n);
  object.number("confidence", sampling.confidence);
}

void add_names(ObjectText& object, std::string_view name, const std::vector<std::string>& names) {
  object.array(name, names,
               [](std::string& out, const std::string& text) { json::append_quoted(out, text); });
}

}  // namespace sandan::process
