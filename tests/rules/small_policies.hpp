#pragma once

#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "rules/plan.hpp"
#include "rules/record.hpp"
#include "sandan/rules.hpp"
#include "support/expect.hpp"

/// Random policies over few inputs, whose records can all be tried.
namespace sandan::testing {

using namespace sandan::rules;

inline std::shared_ptr<const Plan> plan_of(const std::string& document) {
  return make_plan(read_versions(document).on({}), {}, {});
}

/// What random policies may hold.
struct Kinds {
  std::string unknowns = "keep";
  bool compares = true;     ///< inputs with each other
  bool calculates = false;  ///< with inputs
  std::int32_t tables = 2;
  bool cards = true;
};

class PolicyMaker {
 public:
  PolicyMaker(unsigned seed, Kinds kinds) : engine_(seed), kinds_(std::move(kinds)) {}

  std::string document() {
    std::string inputs;
    for (const char* code : {"b0", "b1", "t0", "n0", "n1"}) {
      if (code == std::string("b1") && one_in(2)) continue;
      add_input(inputs, code);
    }
    std::string computed;
    if (one_in(2)) add(computed, made("c0", "bool", condition(2)));
    if (one_in(2)) {
      add(computed, made("c1", "text",
                         "if " + condition(1) + " then \\\"a\\\" else if " + condition(1) +
                             " then \\\"b\\\" else \\\"c\\\""));
      texts_.push_back("c1");
    }
    if (kinds_.calculates) {
      add(computed,
          made("c2", "number", any_of({"n0 + n1", "n0 * 2", "n1 - n0", "if b0 then n0 else 2"})));
      numbers_.push_back("c2");
    }
    std::string decisions;
    if (kinds_.cards) add(decisions, card());
    for (std::int32_t i = 0; i < kinds_.tables; ++i)
      add(decisions, table("d" + std::to_string(i)));
    add(decisions, R"({"code": "f", "kind": "formula", "type": "text", "values": ["a", "b", "x"],
                       "formula": "if )" +
                       condition(1) + R"( then \"a\" else if )" + condition(1) +
                       R"( then \"b\" else \"x\""})");
    return R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"}, "unknowns": ")" +
           kinds_.unknowns + R"(", "inputs": [)" + inputs + R"(], "computed": [)" + computed +
           R"(], "decisions": [)" + decisions + "]}";
  }

 private:
  std::size_t below(std::size_t end) { return engine_() % end; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string any_of(const std::vector<std::string>& of) { return of[below(of.size())]; }
  std::string constant() { return std::to_string(below(6)); }

  static void add(std::string& list, const std::string& item) {
    if (!list.empty()) list += ", ";
    list += item;
  }

  void add_input(std::string& list, const std::string& code) {
    const bool is_none = one_in(3);
    if (is_none || kinds_.unknowns != "keep") nullable_.insert(code);
    const std::string type = code[0] == 'b' ? "bool" : code[0] == 't' ? "text" : "number";
    std::string item = R"({"code": ")" + code + R"(", "type": ")" + type + "\"";
    if (is_none) item += R"(, "null": "none")";
    if (code[0] == 't') item += R"(, "values": ["a", "b", "c"])";
    if (code[0] == 'n' && one_in(2)) item += R"(, "whole": true)";
    add(list, item + "}");
    (code[0] == 'b' ? bools_ : code[0] == 't' ? texts_ : numbers_).push_back(code);
  }

  std::string made(const std::string& code, const std::string& type, const std::string& formula) {
    if (type == "bool") bools_.push_back(code);
    return R"({"code": ")" + code + R"(", "type": ")" + type + R"(", "formula": ")" + formula +
           "\"}";
  }

  std::string condition(int depth) {
    if (depth > 0 && one_in(2)) {
      if (one_in(4)) return "not(" + condition(depth - 1) + ")";
      return "(" + condition(depth - 1) + any_of({" and ", " or "}) + condition(depth - 1) + ")";
    }
    switch (below(kinds_.compares ? 5 : 4)) {
      case 0:
        return any_of(bools_);
      case 1:
        return any_of(texts_) + any_of({" = ", " != "}) + "\\\"" + any_of({"a", "b", "c"}) + "\\\"";
      case 2: {
        const std::string name = any_of(numbers_);
        if (nullable_.contains(name) && one_in(3)) return name + " = null";
        return name + any_of({" < ", " >= ", " = "}) + constant();
      }
      case 3:
        return any_of(numbers_) + any_of({" <= ", " > "}) + constant();
      default:
        return "n0" + any_of({" < ", " >= ", " = "}) + "n1";
    }
  }

  std::string number_cell(const std::string& name) {
    if (nullable_.contains(name) && one_in(6)) return any_of({"null", "not(null)"});
    switch (below(kinds_.compares ? 6 : 5)) {
      case 0:
        return any_of({"< ", ">= ", "> "}) + constant();
      case 1:
        return constant();
      case 2: {
        const auto low = below(4);
        return "[" + std::to_string(low) + ".." + std::to_string(low + 1 + below(3)) +
               any_of({"]", ")"});
      }
      case 3:
        return "not(" + constant() + ")";
      case 4:
        return "<= " + constant();
      default:
        return any_of({"< ", ">= "}) + (name == "n0" ? "n1" : "n0");
    }
  }

  std::string cell(const std::string& name) {
    if (one_in(3)) return "-";
    const bool is_bool = std::find(bools_.begin(), bools_.end(), name) != bools_.end();
    if (is_bool) {
      if (nullable_.contains(name) && one_in(5)) return "null";
      return any_of({"true", "false"});
    }
    if (std::find(numbers_.begin(), numbers_.end(), name) != numbers_.end()) {
      return number_cell(name);
    }
    const std::string text = any_of({"a", "b", "c"});
    return any_of(
        {"\\\"" + text + "\\\"", "not(\\\"" + text + "\\\")", "\\\"" + text + "\\\", \\\"c\\\""});
  }

  std::string card() {
    std::string criteria;
    const std::size_t count = 2 + below(2);
    for (std::size_t i = 0; i < count; ++i) {
      std::string item = R"({"code": "k)" + std::to_string(i) + R"(", "label": {"en": "K"})";
      if (one_in(3)) item += R"(, "if_unknown": )" + std::to_string(below(3));
      if (one_in(3)) item += R"(, "group": "g")";
      const std::string input = one_in(2) ? any_of({"b0", "t0", "n0", "n1"}) : "";
      if (!input.empty()) item += R"(, "input": ")" + input + "\"";
      std::string attributes;
      for (std::size_t a = 0; a < 1 + below(3); ++a) {
        add(attributes, R"({"code": "a)" + std::to_string(a) + R"(", "when": ")" +
                            (input.empty() ? condition(1) : cell(input)) + R"(", "points": )" +
                            std::to_string(static_cast<int>(below(5)) - 1) + "}");
      }
      add(criteria, item + R"(, "attributes": [)" + attributes + "]}");
    }
    texts_.push_back("s");
    numbers_.push_back("s_points");
    return R"({"code": "s", "kind": "scorecard",
      "groups": [{"code": "g", "label": {"en": "G"}, "cap": 3}], "criteria": [)" +
           criteria + R"(], "bands": [{"code": "a", "label": {"en": "A"}, "below": 1},
      {"code": "b", "label": {"en": "B"}, "below": )" +
           std::to_string(2 + below(3)) + R"(}, {"code": "c", "label": {"en": "C"}}]})";
  }

  std::string table(const std::string& code) {
    std::vector<std::string> names;
    for (const auto* list : {&bools_, &texts_, &numbers_})
      names.insert(names.end(), list->begin(), list->end());
    std::shuffle(names.begin(), names.end(), engine_);
    names.resize(std::min<std::size_t>(names.size(), 2 + below(3)));
    const std::string hit =
        any_of({"first", "first", "unique", "any", "priority", "collect", "rule_order"});
    std::string columns;
    for (const std::string& name : names)
      add(columns, "\"" + name + "\"");
    std::string rules;
    const std::size_t count = 2 + below(4);
    for (std::size_t i = 0; i < count; ++i) {
      std::string when;
      for (const std::string& name : names)
        add(when, "\"" + name + R"(": ")" + cell(name) + "\"");
      add(rules, R"({"code": "r)" + std::to_string(i) + R"(", "when": {)" + when +
                     R"(}, "then": {")" + code + R"(o": ")" + any_of({"a", "b", "c"}) + "\"}}");
    }
    const bool has_one = hit != "collect" && hit != "rule_order";
    std::string out = R"({"code": ")" + code + R"(", "kind": "table", "hit": ")" + hit +
                      R"(", "columns": [)" + columns + R"(], "outputs": [{"code": ")" + code +
                      R"(o", "type": "text", "values": ["a", "b", "c"])";
    if (has_one && one_in(2)) out += R"(, "default": "c")";
    if (has_one) texts_.push_back(code + "o");
    return out + R"(}], "rules": [)" + rules + "]}";
  }

  std::mt19937 engine_;
  Kinds kinds_;
  std::set<std::string> nullable_;
  std::vector<std::string> bools_, texts_, numbers_;
};

/// Inputs with all values that are tried of each; nulls where they are values.
class Everything {
 public:
  /// `with_unknown`: unknown too. `between`: numbers that are not whole too.
  Everything(const Plan& plan, bool with_unknown, bool between = true) {
    for (std::size_t i = 0; i < plan.definition->slots.size(); ++i) {
      const Slot& slot = plan.definition->slots[i];
      if (slot.kind != SlotKind::input) continue;
      slots_.push_back(static_cast<std::int32_t>(i));
      values_.emplace_back();
      auto& values = values_.back();
      if (slot.type == feel::Type::boolean) values = {Value::of(false), Value::of(true)};
      for (const std::string& text : slot.values)
        values.push_back(Value::of_text(text));
      if (slot.type == feel::Type::number) {
        // Whole numbers on either side of constants and of points, and between two
        // constants, which are whole, two values that differ.
        for (int number = -4; number <= 10; ++number) {
          values.push_back(Value::of(Decimal(number)));
          for (int third = 1; third < 3 && number >= -1 && number <= 6 && between && !slot.whole;
               ++third) {
            values.push_back(
                Value::of(Decimal::divide(Decimal(3 * number + third), Decimal(3)).value()));
          }
        }
      }
      if (!plan.keeps() || slot.null != NullMeaning::unknown) values.push_back(Value::absent());
      if (with_unknown) values.push_back(Value::unknown(slot.type));
    }
  }

  std::size_t inputs() const { return slots_.size(); }
  std::int32_t slot(std::size_t input) const { return slots_[input]; }
  const std::vector<Value>& values(std::size_t input) const { return values_[input]; }

  /// Calls `visit` with every record, decided.
  template <class Visit>
  void each(Record& record, Visit&& visit, std::size_t from = 0) const {
    if (from == slots_.size()) {
      record.decide();
      visit(record);
      return;
    }
    for (const Value& value : values_[from]) {
      record.set(slots_[from], value);
      each(record, visit, from + 1);
    }
  }

 private:
  std::vector<std::int32_t> slots_;
  std::vector<std::vector<Value>> values_;
};

}  // namespace sandan::testing
