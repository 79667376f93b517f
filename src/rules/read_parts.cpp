#include "rules/read_parts.hpp"

#include "rules/feel/lexer.hpp"

namespace sandan::rules {

using json::Members;
using json::Node;

std::vector<Node> bounded_items(const Node& node, std::size_t most) {
  auto items = node.items();
  if (items.size() > most) {
    throw Error(Status::limit, "too_many", "at most " + std::to_string(most) + " are allowed here")
        .at(node.pointer());
  }
  return items;
}

Item read_item(const Members& members) {
  Item item;
  item.code = members.required("code").code();
  if (const auto label = members.find("label")) item.label = label->labels();
  if (const auto origin = members.find("origin")) {
    item.origin = static_cast<Origin>(origin->choice({"source", "sandan"}));
  }
  return item;
}

void DistinctCodes::add(const std::string& code, const Node& place) {
  if (!codes_.insert(code).second) {
    throw Error(Status::document, "duplicate_code", "code \"" + code + "\" occurs twice")
        .at(place.pointer() + "/code");
  }
}

feel::Type read_type(const Node& node) {
  constexpr std::array<feel::Type, 6> types = {feel::Type::boolean,  feel::Type::number,
                                               feel::Type::text,     feel::Type::date,
                                               feel::Type::duration, feel::Type::months};
  return types[node.choice({"bool", "number", "text", "date", "duration", "months"})];
}

Decimal read_decimal(const Node& node) {
  if (node.value().is_int64()) return Decimal(node.value().get_int64());
  const auto number = Decimal::shortest(node.number(-1e300, 1e300));
  if (!number) throw node.error("not_a_number", "a number is wanted here");
  return *number;
}

Value read_value(const Node& node, feel::Type type) {
  if (node.value().is_null()) return Value::absent();
  switch (type) {
    case feel::Type::boolean:
      return Value::of(node.boolean());
    case feel::Type::number:
      return Value::of(read_decimal(node));
    case feel::Type::text:
      if (node.text().size() > most_text_bytes) {
        throw node.error("too_long", "a text has 4,096 bytes at most");
      }
      return Value::of_text(std::string(node.text()));
    case feel::Type::date:
      return Value::of_day(node.day());
    case feel::Type::duration:
    case feel::Type::months: {
      const auto value = feel::parse_duration(node.text());
      if (!value || value->type != type) {
        throw node.error("not_a_duration", type == feel::Type::months
                                               ? "a duration of years and months is written P1Y2M"
                                               : "a duration of days and time is written P3DT2H");
      }
      return *value;
    }
    case feel::Type::null:
      break;
  }
  throw node.error("wrong_type", "no value of this type can be written here");
}

std::vector<std::string> read_values(const Node& node) {
  std::vector<std::string> values;
  std::set<std::string, std::less<>> seen;
  for (const Node& item : bounded_items(node, most_values)) {
    values.emplace_back(item.text());
    if (!seen.insert(values.back()).second) {
      throw item.error("duplicate_value", "\"" + values.back() + "\" is listed twice");
    }
  }
  if (values.empty()) throw node.error("empty", "at least one value is wanted");
  return values;
}

std::int32_t Reading::add_slot(Slot slot, const Node& place) {
  const std::string& code = slot.item.code;
  if (feel::is_reserved_word(code) || code.front() == ' ' || code.back() == ' ') {
    throw Error(Status::document, "reserved_code",
                "\"" + code + "\" cannot be a name in formulas; choose another code")
        .at(place.pointer() + "/code");
  }
  codes_.add(slot.item.code, place);
  scope_.push_back({slot.item.code, slot.type});
  definition_.slots.push_back(std::move(slot));
  return static_cast<std::int32_t>(definition_.slots.size()) - 1;
}

std::int32_t Reading::slot_named(const Node& node) const {
  const std::int32_t slot = definition_.slot(node.text());
  if (slot < 0) {
    throw node.error("unknown_name", "\"" + std::string(node.text()) +
                                         "\" is no parameter, input, computed value or output "
                                         "of an earlier decision");
  }
  if (slot == definition_.as_of) definition_.uses_as_of = true;
  return slot;
}

namespace {

/// Parses; a refusal is told at the node, the place in its text in the message.
template <class Parse>
feel::Node parsed(const Node& node, Parse&& parse) {
  try {
    return parse(node.text());
  } catch (const Error& error) {
    std::string message = error.what();
    if (!error.where().empty()) message += " (" + error.where() + ")";
    throw Error(error.status(), error.detail(), std::move(message)).at(node.pointer());
  }
}

bool is_null(const feel::Node& node) {
  return node.op == feel::Op::literal && node.type == feel::Type::null;
}

}  // namespace

/// With unknowns kept, whether an unknown input is null is not a question: it is a value
/// nobody has told.
void Reading::check(const feel::Node& read, std::int32_t tested, const Node& place) const {
  if (read.op == feel::Op::slot && read.slot == definition_.as_of) definition_.uses_as_of = true;
  if (read.op == feel::Op::equal || read.op == feel::Op::not_equal) {
    for (std::size_t i = 0; i < 2; ++i) {
      const feel::Node& other = read.children[1 - i];
      if (!is_null(read.children[i])) continue;
      const std::int32_t slot = other.op == feel::Op::slot     ? other.slot
                                : other.op == feel::Op::tested ? tested
                                                               : -1;
      if (slot < 0 || definition_.unknowns != Unknowns::keep) continue;
      const Slot& asked = definition_.slots[static_cast<std::size_t>(slot)];
      if (asked.kind != SlotKind::input || asked.null != NullMeaning::unknown) continue;
      throw place.error("null_is_unknown",
                        "null of \"" + asked.item.code +
                            "\" means unknown, which is neither null nor a value; give the input "
                            "\"null\": \"none\" where null says that there is none, or points for "
                            "the unknown by if_unknown");
    }
  }
  for (const feel::Node& child : read.children)
    check(child, tested, place);
}

feel::Node Reading::expression(const Node& node) const {
  feel::Node read =
      parsed(node, [&](std::string_view text) { return feel::parse_expression(text, scope_); });
  check(read, -1, node);
  return read;
}

feel::Node Reading::expression_of(const Node& node, feel::Type type) const {
  feel::Node read = expression(node);
  if (read.type != type && read.type != feel::Type::null) {
    throw node.error("wrong_type", "the formula gives a " +
                                       std::string(feel::type_name(read.type)) + ", a " +
                                       std::string(feel::type_name(type)) + " is wanted");
  }
  return read;
}

feel::Node Reading::cell(const Node& node, std::int32_t tested) const {
  const feel::Type type = definition_.slots[static_cast<std::size_t>(tested)].type;
  feel::Node read =
      parsed(node, [&](std::string_view text) { return feel::parse_cell(text, type, scope_); });
  check(read, tested, node);
  return read;
}

}  // namespace sandan::rules
