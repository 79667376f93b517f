#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/json.hpp"
#include "core/text.hpp"

namespace sandan::json {

namespace {

std::string listed(std::initializer_list<std::string_view> names) {
  std::string out;
  for (const auto name : names) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  out += shortened(text, 60);
  return out += '"';
}

}  // namespace

Error Node::error(std::string_view detail, std::string message) const {
  return Error(status_, detail, std::move(message)).at(pointer_);
}

std::string_view Node::text() const {
  if (!value_->is_string()) throw error("not_text", "a text is wanted here");
  const auto& text = value_->get_string();
  return {text.data(), text.size()};
}

std::string_view Node::code(std::size_t max_bytes) const {
  const std::string_view code = text();
  if (code.empty()) throw error("empty", "a code must not be empty");
  if (code.size() > max_bytes) {
    throw error("too_long", "a code has at most " + std::to_string(max_bytes) + " bytes");
  }
  if (has_control_character(code)) {
    throw error("control_character", "a code must not hold control characters");
  }
  return code;
}

bool Node::boolean() const {
  if (!value_->is_bool()) throw error("not_boolean", "true or false is wanted here");
  return value_->get_bool();
}

std::int64_t Node::integer(std::int64_t least, std::int64_t most) const {
  std::int64_t integer = 0;
  if (value_->is_int64()) {
    integer = value_->get_int64();
  } else if (value_->is_double() && std::nearbyint(value_->get_double()) == value_->get_double() &&
             std::abs(value_->get_double()) < 9e15) {
    integer = static_cast<std::int64_t>(value_->get_double());
  } else {
    throw error("not_integer", "a whole number is wanted here");
  }
  if (integer < least || integer > most) {
    throw error("out_of_range", std::to_string(integer) + " is outside " + std::to_string(least) +
                                    " to " + std::to_string(most));
  }
  return integer;
}

double Node::number(double least, double most) const {
  double number = 0;
  if (value_->is_int64()) {
    number = static_cast<double>(value_->get_int64());
  } else if (value_->is_double()) {
    number = value_->get_double();
  } else {
    throw error("not_number", "a number is wanted here");
  }
  if (number < least || number > most) {
    std::string message;
    append_number(message, number);
    message += " is outside ";
    append_number(message, least);
    message += " to ";
    append_number(message, most);
    throw error("out_of_range", std::move(message));
  }
  return number;
}

Day Node::day() const {
  const auto day = parse_day(text());
  if (!day) {
    throw error("not_a_date",
                quoted(text()) + " is not a date; write YYYY-MM-DD, from 1900 to 2199");
  }
  return *day;
}

Labels Node::labels() const {
  if (!value_->is_object()) {
    throw error("not_labels", R"(labels are wanted here, such as {"zh": "…", "en": "…"})");
  }
  std::vector<std::pair<std::string, std::string>> by_language;
  for (const auto& member : value_->get_object()) {
    const std::string_view language(member.key().data(), member.key().size());
    const Node label(member.value(), child_pointer(pointer_, language), status_);
    if (language.empty() || language.size() > 35) {
      throw label.error("not_a_language", "the member's name must be a language tag");
    }
    if (label.text().empty()) throw label.error("empty", "a label must not be empty");
    if (label.text().size() > 1000) {
      throw label.error("too_long", "a label has at most 1,000 bytes");
    }
    by_language.emplace_back(language, label.text());
  }
  if (by_language.empty()) throw error("empty", "at least one label is wanted");
  return Labels(std::move(by_language));
}

std::size_t Node::choice(std::initializer_list<std::string_view> choices) const {
  const auto found = std::find(choices.begin(), choices.end(), text());
  if (found == choices.end()) {
    throw error("unknown_value", quoted(text()) + " is not one of " + listed(choices));
  }
  return static_cast<std::size_t>(found - choices.begin());
}

std::vector<Node> Node::items() const {
  if (!value_->is_array()) throw error("not_array", "an array is wanted here");
  std::vector<Node> nodes;
  const auto& array = value_->get_array();
  nodes.reserve(array.size());
  for (std::size_t i = 0; i < array.size(); ++i) {
    nodes.emplace_back(array[i], child_pointer(pointer_, std::to_string(i)), status_);
  }
  return nodes;
}

Members Node::members(std::initializer_list<std::string_view> known) const {
  if (!value_->is_object()) throw error("not_object", "an object is wanted here");
  for (const auto& member : value_->get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    if (name.starts_with("x_") || std::find(known.begin(), known.end(), name) != known.end()) {
      continue;
    }
    throw Error(status_, "unknown_field",
                "unknown field; known here: " + listed(known) + " and names that begin with x_")
        .at(child_pointer(pointer_, name));
  }
  return Members(*this);
}

std::optional<Node> Members::find(std::string_view name) const {
  const auto& object = object_.value().get_object();
  const auto* found = object.if_contains(boost::json::string_view(name.data(), name.size()));
  if (found == nullptr || found->is_null()) return std::nullopt;
  return Node(*found, child_pointer(object_.pointer(), name), object_.error("", "").status());
}

Node Members::required(std::string_view name) const {
  auto node = find(name);
  if (!node) {
    throw object_.error("missing_field", "field \"" + std::string(name) + "\" is missing");
  }
  return *std::move(node);
}

void expect_document_kind(const Node& root, std::string_view kind, int major) {
  if (!root.is_object()) throw root.error("not_object", "a document is a JSON object");
  const auto* found = root.value().get_object().if_contains("sandan");
  const std::string wanted = std::string(kind) + "/" + std::to_string(major);
  if (found == nullptr || !found->is_string()) {
    throw root.error("missing_field",
                     "field \"sandan\" is missing; this kind is \"" + wanted + "\"");
  }
  const std::string place = child_pointer(root.pointer(), "sandan");
  const Node version(*found, place, Status::document);
  const std::string_view text = version.text();
  if (text == wanted) return;
  if (text.starts_with(std::string(kind) + "/")) {
    throw Error(
        Status::unsupported, "newer_version",
        quoted(text) + " is a version this library does not know; it knows \"" + wanted + "\"")
        .at(place);
  }
  throw version.error("wrong_kind", quoted(text) + " is not \"" + wanted + "\"");
}

}  // namespace sandan::json
