#pragma once

#include <random>
#include <string>
#include <vector>

#include "rules/policies.hpp"

/// Random policies of every kind of decision, and random records for them.
namespace sandan::testing {

/// A policy over a, b (bool), t (text, listed), u (text), n, m (number), on (date), age (duration);
/// m and on may be none.
class RandomPolicy {
 public:
  RandomPolicy(unsigned seed, std::string unknowns)
      : engine_(seed), unknowns_(std::move(unknowns)) {}

  std::string document() {
    std::string computed;
    std::string decisions;
    if (one_in(2)) add(computed, named("cb", "bool", condition(2)));
    if (one_in(2)) add(computed, named("ct", "text", choice(2)));
    if (one_in(2))
      add(computed, named("cn", "number",
                          any({"n + m", "n * 2 - 1", "n / m", "-n", "if a then n else m", "3"})));
    for (std::size_t i = 0; i < 2 + below(3); ++i) {
      const std::string code = "d" + std::to_string(i);
      switch (below(4)) {
        case 0:
          add(decisions, card(code));
          break;
        case 1:
          add(decisions, formula(code));
          break;
        default:
          add(decisions, table(code));
      }
    }
    return policy_text("\"unknowns\": \"" + unknowns_ +
                       R"(", "parameters": [{"code": "few", "type": "number", "value": 2}],
      "inputs": [{"code": "a", "type": "bool"}, {"code": "b", "type": "bool", "null": "none"},
        {"code": "t", "type": "text", "values": ["x", "y", "z"]}, {"code": "u", "type": "text", "null": "not_yet"},
        {"code": "n", "type": "number"}, {"code": "m", "type": "number", "null": "none"},
        {"code": "on", "type": "date", "null": "not_yet"}, {"code": "age", "type": "duration"}],
      "computed": [)" + computed +
                       "], \"decisions\": [" + decisions +
                       R"(], "conflicts": [{"code": "k1", "when": ")" + condition(1) +
                       R"("}, {"code": "k2", "when": ")" + condition(1) + "\"}]");
  }

 private:
  std::size_t below(std::size_t end) { return engine_() % end; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string any(const std::vector<std::string>& of) { return of[below(of.size())]; }

  static void add(std::string& list, const std::string& item) {
    list += (list.empty() ? "" : ", ") + item;
  }

  std::string named(const std::string& code, const std::string& type, const std::string& formula) {
    names(type).push_back(code);
    return R"({"code": ")" + code + R"(", "type": ")" + type + R"(", "formula": ")" + formula +
           "\"}";
  }

  std::vector<std::string>& names(const std::string& type) {
    return type == "bool" ? bools_ : type == "text" ? texts_ : numbers_;
  }

  std::string word() { return "\\\"" + any({"x", "y", "z", "w", ""}) + "\\\""; }
  std::string number() { return any({"0", "1", "2", "2.5", "3", "few", "-1", "1.25"}); }

  std::string condition(int depth) {
    if (depth > 0 && one_in(2)) {
      switch (below(4)) {
        case 0:
          return "not(" + condition(depth - 1) + ")";
        case 1:
          return "(if " + condition(depth - 1) + " then " + condition(depth - 1) + " else " +
                 condition(depth - 1) + ")";
        default:
          return "(" + condition(depth - 1) + any({" and ", " or "}) + condition(depth - 1) + ")";
      }
    }
    switch (below(9)) {
      case 0:
      case 1:
        return any(bools_);
      case 2:
        return any(texts_) + any({" = ", " != ", " < ", " >= "}) + word();
      case 3:
        return any(numbers_) + " between " + number() + " and " + number();
      case 4:
        return any({"on < @\\\"2026-01-15\\\"", "on = null", "age >= @\\\"P1D\\\"", "m != null",
                    "u = null"});
      case 5:
        return any(numbers_) + any({" < ", " = ", " >= "}) + any(numbers_);
      case 6:
        return any(numbers_) + " * 2 > " + any(numbers_) + " + 1";
      default:
        return any(numbers_) + any({" < ", " <= ", " > ", " >= ", " = ", " != "}) + number();
    }
  }

  std::string choice(int depth) {
    if (depth == 0) return one_in(8) ? "null" : word();
    return "if " + condition(1) + " then " + choice(depth - 1) + " else " +
           choice(one_in(2) ? depth - 1 : 0);
  }

  std::string cell(const std::string& type) {
    if (one_in(3)) return "-";
    if (type == "bool") return any({"true", "false", "not(true)"});
    if (type == "text") {
      return any({word(), word() + ", " + word(), "not(" + word() + ")", "> " + word(), "u"});
    }
    return any({"< " + number(), ">= " + number(), "[" + number() + "..3]", "(0..2)", number(),
                "not(" + number() + ")", "> n", number() + ", > 2.5"});
  }

  std::string typed(std::string& type) {
    type = any({"bool", "text", "number"});
    return any(names(type));
  }

  std::string table(const std::string& code) {
    const std::string hit = any({"first", "first", "unique", "any", "priority", "rule_order",
                                 "output_order", "collect", "sum", "min", "max", "count"});
    const bool is_aggregate = hit == "sum" || hit == "min" || hit == "max" || hit == "count";
    const bool is_list = hit == "rule_order" || hit == "output_order" || hit == "collect";
    std::vector<std::pair<std::string, std::string>> columns;
    while (columns.size() < 1 + below(4)) {
      std::string type;
      const std::string name = typed(type);
      bool is_known = false;
      for (const auto& column : columns)
        is_known = is_known || column.first == name;
      if (!is_known) columns.emplace_back(name, type);
      if (is_known && one_in(4)) break;
    }
    const std::string outputs =
        is_aggregate ? R"({"code": ")" + code + R"(v", "type": "number")" +
                           (hit != "count" && one_in(2) ? R"(, "default": 1.5)" : "") + "}"
                     : R"({"code": ")" + code + R"(g", "type": "text", "values": ["x", "y", "z"])" +
                           (one_in(2) ? R"(, "default": "z")" : "") + R"(}, {"code": ")" + code +
                           R"(v", "type": "number"})";
    std::string rules;
    const std::size_t count = one_in(6) ? 70 + below(80) : below(7);
    for (std::size_t r = 0; r < count; ++r) {
      std::string when;
      for (const auto& [name, type] : columns) {
        if (!one_in(4)) add(when, "\"" + name + "\": \"" + cell(type) + "\"");
      }
      std::string then;
      if (is_aggregate) {
        if (!one_in(8)) add(then, "\"" + code + "v\": " + any({"1", "-2.5", "0", "3.25"}));
      } else {
        if (!one_in(8)) add(then, "\"" + code + "g\": " + any({"\"x\"", "\"y\"", "\"z\""}));
        if (one_in(2)) add(then, "\"" + code + "v\": " + any({"1", "2"}));
      }
      add(rules, R"({"code": "r)" + std::to_string(r) + R"(", "when": {)" + when +
                     R"(}, "then": {)" + then + "}}");
    }
    std::string listed;
    for (const auto& column : columns)
      add(listed, "\"" + column.first + "\"");
    if (!is_list) {
      if (!is_aggregate) texts_.push_back(code + "g");
      numbers_.push_back(code + "v");
    }
    return R"({"code": ")" + code + R"(", "kind": "table", "hit": ")" +
           (is_aggregate ? "collect" : hit) + "\"" +
           (is_aggregate ? R"(, "aggregate": ")" + hit + "\"" : "") + R"(, "columns": [)" + listed +
           R"(], "outputs": [)" + outputs + R"(], "rules": [)" + rules + "]}";
  }

  std::string card(const std::string& code) {
    std::string criteria;
    const std::size_t count = 1 + below(4);
    for (std::size_t c = 0; c < count; ++c) {
      const bool has_input = one_in(2);
      std::string type;
      const std::string name = typed(type);
      std::string attributes;
      const std::size_t many = one_in(4) ? 6 + below(4) : 1 + below(4);
      for (std::size_t i = 0; i < many; ++i) {
        add(attributes, R"({"when": ")" + (has_input ? cell(type) : condition(1)) +
                            R"(", "points": )" + any({"1", "2.5", "-4", "10", "0"}) +
                            (one_in(3) ? R"(, "reason": "because")" : "") + "}");
      }
      add(criteria,
          R"({"code": "k)" + std::to_string(c) + "\"" +
              (has_input ? R"(, "input": ")" + name + "\"" : "") +
              (one_in(3) ? R"(, "group": "p")" : "") + (one_in(3) ? R"(, "weight": 1.5)" : "") +
              (one_in(3) ? R"(, "if_unknown": 0.5)" : "") +
              (one_in(4) ? R"(, "baseline": 5)" : "") + R"(, "attributes": [)" + attributes + "]}");
    }
    const bool has_bands = one_in(2);
    std::string text =
        R"({"code": ")" + code + R"(", "kind": "scorecard", "initial": )" + any({"0", "1.5"}) +
        R"(, "groups": [{"code": "p", "cap": 8, "floor": -1}], "reasons": {"algorithm": ")" +
        any({"points_below", "points_above"}) + R"(", "count": )" + any({"0", "1", "3"}) +
        R"(}, "criteria": [)" + criteria + R"(], "subsets": [{"code": ")" + code +
        R"(s", "criteria": ["k0"]}])" +
        (has_bands
             ? R"(, "bands": [{"code": "x", "below": 0}, {"code": "y", "below": 5.5}, {"code": "z"}])"
             : "") +
        "}";
    if (has_bands) texts_.push_back(code);
    numbers_.push_back(code + "_points");
    numbers_.push_back(code + "s");
    numbers_.push_back(code + "_p");
    return text;
  }

  std::string formula(const std::string& code) {
    const std::string type = any({"bool", "text", "number"});
    const std::string text = type == "bool"   ? condition(2)
                             : type == "text" ? choice(2)
                                              : any(numbers_) + any({" + 1", " / 2", " * -1", ""});
    names(type).push_back(code);
    return R"({"code": ")" + code + R"(", "kind": "formula", "type": ")" + type +
           R"(", "formula": ")" + text + "\"}";
  }

  std::mt19937 engine_;
  std::string unknowns_;
  std::vector<std::string> bools_ = {"a", "b"};
  std::vector<std::string> texts_ = {"t", "u"};
  std::vector<std::string> numbers_ = {"n", "m"};
};

/// Rows for random policies; `nulls`: so many of ten cells are null. Some cells are bad data.
class RandomRecords {
 public:
  RandomRecords(unsigned seed, std::size_t rows, unsigned nulls = 2) {
    std::mt19937 engine(seed);
    const auto maybe = [&](auto&& value) -> std::optional<std::decay_t<decltype(value())>> {
      if (engine() % 10 < nulls) return std::nullopt;
      return value();
    };
    const auto any = [&](const std::vector<std::string>& of) { return of[engine() % of.size()]; };
    for (std::size_t i = 0; i < rows; ++i) {
      a_.push_back(maybe([&] { return engine() % 2 == 0; }));
      b_.push_back(maybe([&] { return engine() % 2 == 0; }));
      t_.push_back(maybe([&] {
        return any(nulls > 0 ? std::vector<std::string>{"x", "y", "z", "bad"}
                             : std::vector<std::string>{"x", "y", "z"});
      }));
      u_.push_back(maybe([&] { return any({"x", "y", "z", "w", "", "other"}); }));
      n_.push_back(maybe([&] {
        if (nulls > 0 && engine() % 20 == 0) return std::numeric_limits<double>::quiet_NaN();
        return static_cast<double>(static_cast<int>(engine() % 13) - 4) / 4 * 2;
      }));
      m_.push_back(maybe([&] { return static_cast<std::int32_t>(engine() % 6) - 1; }));
      on_.push_back(maybe(
          [&] { return static_cast<std::int32_t>(20'468 - 5 + static_cast<int>(engine() % 10)); }));
      age_.push_back(
          maybe([&] { return static_cast<std::int64_t>(engine() % 3) * 43'200'000'000; }));
    }
  }

  std::vector<std::string> names() const { return {"a", "b", "t", "u", "n", "m", "on", "age"}; }

  Records table() const { return table(0, a_.size()); }
  Records table(std::size_t from, std::size_t count) const {
    const auto part = [&](const auto& values) {
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(from);
      return std::decay_t<decltype(values)>(begin, begin + static_cast<std::ptrdiff_t>(count));
    };
    return Records({booleans("a", part(a_)), booleans("b", part(b_)), coded_texts("t", part(t_)),
                    texts("u", part(u_)), numbers<double>("n", "g", part(n_)),
                    numbers<std::int32_t>("m", "i", part(m_)),
                    numbers<std::int32_t>("on", "tdD", part(on_)),
                    numbers<std::int64_t>("age", "tDu", part(age_))});
  }

  /// A row as the evaluator takes it.
  std::vector<RecordValue> record(std::size_t row) const {
    using Kind = RecordValue::Kind;
    std::vector<RecordValue> values(8);
    const auto put = [&](std::size_t at, Kind kind, const auto& cell, auto member) {
      if (!cell) return;
      values[at].kind = kind;
      values[at].*member = *cell;
    };
    put(0, Kind::boolean, a_[row], &RecordValue::truth);
    put(1, Kind::boolean, b_[row], &RecordValue::truth);
    put(2, Kind::text, t_[row], &RecordValue::text);
    put(3, Kind::text, u_[row], &RecordValue::text);
    put(4, Kind::number, n_[row], &RecordValue::number);
    put(5, Kind::integer, m_[row], &RecordValue::integer);
    put(6, Kind::day, on_[row], &RecordValue::integer);
    put(7, Kind::duration, age_[row], &RecordValue::integer);
    return values;
  }

 private:
  std::vector<std::optional<bool>> a_, b_;
  std::vector<std::optional<std::string>> t_, u_;
  std::vector<std::optional<double>> n_;
  std::vector<std::optional<std::int32_t>> m_, on_;
  std::vector<std::optional<std::int64_t>> age_;
};

}  // namespace sandan::testing
