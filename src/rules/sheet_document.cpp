#include "rules/sheet_document.hpp"

#include "rules/read_parts.hpp"

namespace sandan::rules::sheet {

using json::Members;
using json::Node;

Members members_of(const Node& node) {
  if (!node.is_object()) throw node.error("not_object", "an object is wanted here");
  return Members(node);
}

json::Value text_value(std::string_view text) {
  return json::Value(boost::json::string_view(text.data(), text.size()));
}

Node Document::node() const {
  return {value.get_object().at("decisions").get_array()[decision], pointer, Status::document};
}

boost::json::object& Document::object() {
  return value.get_object().at("decisions").get_array()[decision].get_object();
}

Document open_document(std::string_view policy_json, std::string_view decision) {
  Document document;
  document.value = json::parse(policy_json);
  const Node root = document.root();
  json::expect_document_kind(root, "policy", 1);
  std::string known;
  const auto items = Members(root).required("decisions").items();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Members members = members_of(items[i]);
    const std::string_view code = members.required("code").code();
    known += (known.empty() ? "" : ", ") + std::string(code);
    if (code != decision) continue;
    const std::size_t kind = members.required("kind").choice({"table", "scorecard", "formula"});
    if (kind == 2) {
      throw Error(
          Status::invalid_argument, "no_sheet",
          "\"" + std::string(decision) + "\" is a formula; tables and scorecards are sheets")
          .at("/decision");
    }
    document.decision = i;
    document.kind = static_cast<Kind>(kind);
    document.pointer = items[i].pointer();
    return document;
  }
  throw Error(Status::invalid_argument, "unknown_decision",
              "the policy has no such decision; it has: " + known)
      .at("/decision");
}

Described described(const Node& node) {
  const Members members = members_of(node);
  Described known;
  known.type = read_type(members.required("type"));
  if (const auto values = members.find("values")) {
    for (const Node& value : values->items())
      known.values.emplace_back(value.text());
  }
  const auto null = members.find("null");
  known.null = null ? null->text() : "unknown";
  if (const auto whole = members.find("whole")) known.whole = whole->boolean();
  return known;
}

namespace {

Described number() {
  Described known;
  known.type = feel::Type::number;
  return known;
}

void add_each(Names& names, const Members& members, std::string_view list) {
  const auto node = members.find(list);
  if (!node) return;
  for (const Node& item : node->items()) {
    names.emplace(members_of(item).required("code").text(), described(item));
  }
}

/// What a scorecard gives: its bands, points, and points of its subsets and groups.
void add_card(Names& names, const Members& card) {
  const std::string code(card.required("code").text());
  if (card.find("bands")) names.emplace(code, Described{});
  names.emplace(code + "_points", number());
  const auto each = [&](std::string_view list, const std::string& prefix) {
    const auto node = card.find(list);
    if (!node) return;
    for (const Node& item : node->items()) {
      names.emplace(prefix + std::string(members_of(item).required("code").text()), number());
    }
  };
  each("subsets", "");
  each("groups", code + "_");
}

void add_decision(Names& names, const Node& node) {
  const Members members = members_of(node);
  switch (members.required("kind").choice({"table", "scorecard", "formula"})) {
    case 0:
      add_each(names, members, "outputs");
      break;
    case 1:
      add_card(names, members);
      break;
    default:
      names.emplace(members.required("code").text(), described(node));
  }
}

/// Text up to the next space, taken off the front with the spaces before it.
std::string_view take_word(std::string_view& text) noexcept {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

std::vector<std::string> values_between(std::string_view text) {
  std::vector<std::string> values;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t bar = std::min(text.find('|', from), text.size());
    values.emplace_back(trimmed(text.substr(from, bar - from)));
    from = bar + 1;
  }
  return values;
}

}  // namespace

Names names_before(const Document& document) {
  Names names;
  const Members root(document.root());
  for (const std::string_view list : {"parameters", "inputs", "computed"})
    add_each(names, root, list);
  Described day;
  day.type = feel::Type::date;
  names.emplace("as_of", std::move(day));
  const auto decisions = root.required("decisions").items();
  for (std::size_t i = 0; i < document.decision; ++i)
    add_decision(names, decisions[i]);
  return names;
}

Annotation read_annotation(const Cell& cell) {
  const auto refuse = [&] {
    return cell.error("not_a_type",
                      "a type is wanted here: text, number, bool, date or duration, such as "
                      "text{yes|no}, number whole, bool null=none");
  };
  const std::string text = cell.text();
  std::string_view left = trimmed(text);
  Annotation said;
  const std::size_t end = std::min(left.find_first_of(" {"), left.size());
  const auto type = type_named(left.substr(0, end));
  if (!type) throw refuse();
  said.type = *type;
  left = trimmed(left.substr(end));
  if (left.starts_with('{')) {
    const std::size_t close = left.rfind('}');
    if (close == std::string_view::npos || said.type != feel::Type::text) throw refuse();
    said.values = values_between(left.substr(1, close - 1));
    left.remove_prefix(close + 1);
  }
  for (auto word = take_word(left); !word.empty(); word = take_word(left)) {
    if (word == "whole" && said.type == feel::Type::number) {
      said.whole = true;
    } else if (word == "null=unknown" || word == "null=none" || word == "null=not_yet") {
      said.null = word.substr(word.find('=') + 1);
    } else {
      throw refuse();
    }
  }
  return said;
}

void check_agrees(const Cell& cell, const Annotation& said, const Described& known) {
  const auto differs = [&](std::string_view what) {
    return cell.error("another_type", "the policy says another " + std::string(what) +
                                          "; change it there, or leave the cell empty");
  };
  if (said.type != known.type) throw differs("type");
  if (said.values && *said.values != known.values) throw differs("list of values");
  if (said.null && *said.null != known.null) throw differs("meaning of null");
  if (said.whole && !known.whole) throw differs("kind of number");
}

}  // namespace sandan::rules::sheet
