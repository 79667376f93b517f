#include "rules/requests.hpp"

#include <cmath>
#include <set>

namespace sandan::rules {

using json::Members;
using json::Node;

namespace {

constexpr std::size_t most_names = 1'000;

void append_value(std::string& out, const PolicyValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) {
    out += *truth ? "true" : "false";
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    out += std::to_string(*integer);
  } else if (const auto* number = std::get_if<double>(&value)) {
    json::append_number(out, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    json::append_quoted(out, *text);
  } else {
    out += "null";
  }
}

void append_values(std::string& out, const PolicyParameters& values) {
  out += '{';
  for (const auto& [code, value] : values) {
    if (out.back() != '{') out += ',';
    json::append_quoted(out, code);
    out += ':';
    append_value(out, value);
  }
  out += '}';
}

}  // namespace

Members request_members(const json::Value& value, std::initializer_list<std::string_view> own) {
  const Node root = json::request_root(value);
  constexpr std::array<std::string_view, 5> shared = {"as_of", "parameters", "keys", "steps",
                                                      "values"};
  std::set<std::string_view> known(shared.begin(), shared.end());
  known.insert(own.begin(), own.end());
  if (root.is_object()) {
    for (const auto& member : value.get_object()) {
      const std::string_view name(member.key().data(), member.key().size());
      if (known.contains(name) || name.starts_with("x_")) continue;
      throw Node(member.value(), json::child_pointer("", name), Status::invalid_argument)
          .error("unknown_field", "this request has no field \"" + std::string(name) + "\"");
    }
  }
  return Members(root.is_object() ? root : (root.members({}), root));
}

PolicyValue read_policy_value(const Node& node) {
  const json::Value& value = node.value();
  if (value.is_null()) return std::monostate{};
  if (value.is_bool()) return value.get_bool();
  if (value.is_int64()) return value.get_int64();
  if (value.is_string()) return std::string(node.text());
  return node.number(-1e308, 1e308);
}

PolicyParameters read_policy_values(const Node& node) {
  PolicyParameters values;
  if (!node.is_object()) throw node.error("wrong_type", "an object of values by code is wanted");
  for (const auto& member : node.value().get_object()) {
    const std::string name(member.key().data(), member.key().size());
    values.emplace(name,
                   read_policy_value(Node(member.value(), json::child_pointer(node.pointer(), name),
                                          Status::invalid_argument)));
  }
  return values;
}

void read_policy_request(const Members& members, PolicyRequest& request) {
  if (const auto as_of = members.find("as_of")) request.as_of = as_of->day();
  if (const auto parameters = members.find("parameters")) {
    request.parameters = read_policy_values(*parameters);
  }
  if (const auto keys = members.find("keys")) {
    request.keys.emplace();
    const auto items = keys->items();
    if (items.size() > most_names) throw keys->error("too_many", "at most 1,000 keys");
    std::set<std::string_view> seen;
    for (const Node& item : items) {
      if (!seen.insert(item.code(200)).second) {
        throw item.error("duplicate_key", "the key is listed twice");
      }
      request.keys->emplace_back(item.text());
    }
  }
  if (const auto steps = members.find("steps")) request.steps = steps->integer(1, most_steps);
  if (const auto values = members.find("values")) request.values = values->boolean();
}

Value value_of(const PolicyValue& value, feel::Type type, const std::string& place) {
  const auto wrong = [&] {
    return Error(Status::invalid_argument, "wrong_type",
                 "a " + std::string(feel::type_name(type)) + " is wanted")
        .at(place);
  };
  if (std::holds_alternative<std::monostate>(value)) return Value::absent();
  switch (type) {
    case feel::Type::boolean:
      if (const auto* truth = std::get_if<bool>(&value)) return Value::of(*truth);
      throw wrong();
    case feel::Type::number:
      if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return Value::of(Decimal(*integer));
      }
      if (const auto* number = std::get_if<double>(&value)) {
        if (const auto decimal = Decimal::shortest(*number)) return Value::of(*decimal);
      }
      throw wrong();
    default:
      break;
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) throw wrong();
  if (type == feel::Type::text) return Value::of_text(*text);
  if (type == feel::Type::date) {
    if (const auto day = parse_day(*text)) return Value::of_day(*day);
    throw Error(Status::invalid_argument, "not_a_date", "a date is written YYYY-MM-DD").at(place);
  }
  const auto duration = feel::parse_duration(*text);
  if (!duration || duration->type != type) throw wrong();
  return *duration;
}

Parameters parameters_of(const Definition& definition, const PolicyParameters& given) {
  Parameters parameters;
  for (const auto& [code, value] : given) {
    const std::string place = json::child_pointer("/parameters", code);
    const std::int32_t slot = definition.slot(code);
    if (slot < 0 || definition.slots[static_cast<std::size_t>(slot)].kind != SlotKind::parameter) {
      throw Error(Status::invalid_argument, "unknown_name",
                  "the policy has no parameter \"" + code + "\"")
          .at(place);
    }
    parameters.emplace(
        code, value_of(value, definition.slots[static_cast<std::size_t>(slot)].type, place));
  }
  return parameters;
}

RequestText::RequestText(const PolicyRequest& request) {
  if (request.as_of) text("as_of", format_day(*request.as_of));
  if (!request.parameters.empty()) values("parameters", request.parameters);
  if (request.keys) texts("keys", *request.keys);
  integer("steps", request.steps);
  truth("values", request.values);
}

void RequestText::name(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  json::append_quoted(text_, name);
  text_ += ':';
}

RequestText& RequestText::text(std::string_view member, std::string_view value) {
  name(member);
  json::append_quoted(text_, value);
  return *this;
}

RequestText& RequestText::integer(std::string_view member, std::int64_t value) {
  name(member);
  text_ += std::to_string(value);
  return *this;
}

RequestText& RequestText::truth(std::string_view member, bool value) {
  name(member);
  text_ += value ? "true" : "false";
  return *this;
}

RequestText& RequestText::texts(std::string_view member, const std::vector<std::string>& values) {
  name(member);
  text_ += '[';
  for (const std::string& value : values) {
    if (text_.back() != '[') text_ += ',';
    json::append_quoted(text_, value);
  }
  text_ += ']';
  return *this;
}

RequestText& RequestText::integers(std::string_view member,
                                   const std::vector<std::int64_t>& values) {
  name(member);
  text_ += '[';
  for (const std::int64_t value : values) {
    if (text_.back() != '[') text_ += ',';
    text_ += std::to_string(value);
  }
  text_ += ']';
  return *this;
}

RequestText& RequestText::values(std::string_view member, const PolicyParameters& values) {
  name(member);
  append_values(text_, values);
  return *this;
}

RequestText& RequestText::grid(std::string_view member,
                               const std::vector<PolicyParameters>& values) {
  name(member);
  text_ += '[';
  for (const PolicyParameters& each : values) {
    if (text_.back() != '[') text_ += ',';
    append_values(text_, each);
  }
  text_ += ']';
  return *this;
}

std::string RequestText::finish() && { return std::move(text_) + "}"; }

}  // namespace sandan::rules
