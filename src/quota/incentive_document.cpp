#include "core/json.hpp"
#include "core/sha256.hpp"
#include "quota/incentive.hpp"

namespace sandan::quota {
namespace {

using json::Members;
using json::Node;

constexpr std::size_t most_roles = 1'000;
constexpr std::size_t most_components = 1'000;
constexpr std::int32_t most_weight_ppm = 1'000'000;

std::vector<Node> some_items(const Node& list, std::size_t most) {
  auto items = list.items();
  if (items.empty()) throw list.error("empty", "at least one item is wanted here");
  if (items.size() > most) throw list.error("too_many", "too many items");
  return items;
}

Measure read_measure(const Node& node) {
  const std::string_view word = node.code();
  if (word.starts_with("x_")) return Measure::own;
  for (std::size_t i = 0; i < measure_words.size(); ++i) {
    if (measure_words[i] == word) return static_cast<Measure>(i);
  }
  std::string known;
  for (const std::string_view each : measure_words)
    known += (known.empty() ? "" : ", ") + std::string(each);
  throw node.error("unknown_value", "\"" + std::string(word) + "\" is no measure; there are: " +
                                        known + ", and words of your own that begin with x_");
}

IncentiveComponent read_component(const Node& node) {
  const Members members =
      node.members({"code", "label", "measure", "weight_ppm", "cross_selling", "credit"});
  IncentiveComponent component;
  component.code = members.required("code").code();
  if (const auto label = members.find("label")) component.label = label->labels();
  component.measure = read_measure(members.required("measure"));
  if (const auto weight = members.find("weight_ppm")) {
    component.weight_ppm = static_cast<std::int32_t>(weight->integer(0, most_weight_ppm));
  }
  if (const auto cross = members.find("cross_selling")) component.cross_selling = cross->boolean();
  if (const auto credit = members.find("credit")) {
    component.is_shared = credit->choice({"all", "owner"}) == 0;
  }
  return component;
}

/// Refuses a code that stood in an earlier item.
void expect_new(const Node& item, std::string_view member, const auto& earlier,
                const std::string& code, auto&& code_of) {
  for (const auto& each : earlier) {
    if (code_of(each) == code) {
      throw Node(item.value(), json::child_pointer(item.pointer(), member), Status::document)
          .error("duplicate_code", "\"" + code + "\" is listed twice");
    }
  }
}

IncentiveRole read_role(const Node& node) {
  const Members members = node.members({"role", "label", "components"});
  IncentiveRole role;
  role.role = members.required("role").code();
  if (const auto label = members.find("label")) role.label = label->labels();
  for (const Node& item : some_items(members.required("components"), most_components)) {
    IncentiveComponent component = read_component(item);
    expect_new(item, "code", role.components, component.code,
               [](const IncentiveComponent& each) -> const std::string& { return each.code; });
    role.components.push_back(std::move(component));
  }
  return role;
}

}  // namespace

Incentive read_incentive(std::string_view text) {
  const json::Value value = json::parse(text);
  const Node root(value, "", Status::document);
  json::expect_document_kind(root, "incentive", 1);
  const Members members = root.members({"sandan", "code", "label", "description", "roles"});
  Incentive incentive;
  incentive.code = members.required("code").code();
  if (const auto label = members.find("label")) incentive.label = label->labels();
  if (const auto description = members.find("description")) (void)description->labels();
  for (const Node& item : some_items(members.required("roles"), most_roles)) {
    IncentiveRole role = read_role(item);
    expect_new(item, "role", incentive.roles, role.role,
               [](const IncentiveRole& each) -> const std::string& { return each.role; });
    incentive.roles.push_back(std::move(role));
  }
  incentive.digest = sha256_hex(json::canonical(value));
  return incentive;
}

}  // namespace sandan::quota
