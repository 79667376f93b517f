#include "quota/incentive.hpp"

#include <algorithm>
#include <functional>

#include "core/result_texts.hpp"
#include "quota/code_labels.hpp"
#include "quota/result_tables.hpp"

namespace sandan {
namespace quota {
namespace {

using Holds = std::optional<bool>;
using Components = std::vector<IncentiveComponent>;

constexpr std::int64_t whole_ppm = 1'000'000;

struct Finding {
  std::string role;  ///< empty: the whole plan
  std::string_view check;
  Holds holds;
  std::string_view code;
  std::string at;
};

/// A component of weight 0 pays nothing, whatever it measures.
bool is_paid(const IncentiveComponent& component) { return component.weight_ppm != 0; }

bool pays_value(const IncentiveComponent& component) {
  return component.measure == Measure::value || component.measure == Measure::margin ||
         component.measure == Measure::quota;
}

/// Whether some component is of that kind. What the words of a vendor's own
/// measure is not known.
Holds some(const Components& components,
           const std::function<Holds(const IncentiveComponent&)>& is) {
  Holds answer = false;
  for (const IncentiveComponent& component : components) {
    if (!is_paid(component)) continue;
    const Holds each = component.measure == Measure::own ? Holds() : is(component);
    if (each == true) return true;
    if (!each) answer = std::nullopt;
  }
  return answer;
}

Holds some_of(const Components& components, std::initializer_list<Measure> measures) {
  return some(components, [&](const IncentiveComponent& component) {
    return std::find(measures.begin(), measures.end(), component.measure) != measures.end();
  });
}

Holds some_value(const Components& components) { return some(components, pays_value); }

/// Cross-selling is stated beside a measure, also beside one of the vendor's.
Holds some_cross_selling(const Components& components) {
  Holds answer = false;
  for (const IncentiveComponent& component : components) {
    if (!is_paid(component)) continue;
    if (component.cross_selling == true) return true;
    if (!component.cross_selling) answer = std::nullopt;
  }
  return answer;
}

Holds some_shared(const Components& components) {
  Holds answer = false;
  for (const IncentiveComponent& component : components) {
    if (!is_paid(component)) continue;
    if (component.is_shared == true) return true;
    if (!component.is_shared) answer = std::nullopt;
  }
  return answer;
}

Holds either(Holds a, Holds b) {
  if (a == true || b == true) return true;
  if (!a || !b) return std::nullopt;
  return false;
}

/// What a role needs that its components do not, or may not, give.
struct Need {
  std::string_view code;
  Holds met;
};

std::vector<Need> needs_of(std::string_view role, const Components& all) {
  const Need value{"role_needs_value", some_value(all)};
  if (role == "account_manager") {
    return {value,
            {"role_needs_existing_customers",
             either(some_of(all, {Measure::retention}), some_cross_selling(all))}};
  }
  if (role == "generalist") {
    return {value, {"role_needs_new_customers", some_of(all, {Measure::new_customers})}};
  }
  if (role == "product_specialist") {
    return {value, {"role_needs_cross_selling", some_cross_selling(all)}};
  }
  if (role == "remote") {
    return {{"role_needs_finding", some_of(all, {Measure::activity, Measure::new_customers})}};
  }
  if (role == "presales") return {{"role_needs_shared_credit", some_shared(all)}};
  if (role == "trainee") {
    return {{"role_needs_learning", some_of(all, {Measure::activity, Measure::training})}};
  }
  return {{"role_needs_team_target", some_of(all, {Measure::quota})}};  // leader
}

class Checks {
 public:
  explicit Checks(const Incentive& incentive) : incentive_(incentive) {
    check_plan();
    for (std::size_t i = 0; i < incentive.roles.size(); ++i) {
      const std::string at = "/roles/" + std::to_string(i);
      check_transactions(incentive.roles[i], at);
      check_simple(incentive.roles[i], at);
      check_role(incentive.roles[i], at);
      check_cross_selling(incentive.roles[i], at);
      check_weights(incentive.roles[i], at);
    }
  }

  const std::vector<Finding>& findings() const noexcept { return findings_; }

 private:
  void add(const std::string& role, std::string_view check, Holds holds, std::string_view code,
           std::string at) {
    findings_.push_back({role, check, holds, code, std::move(at)});
  }

  /// Of the plan as a whole: whom it pays is a matter of the roles.
  void check_plan() {
    Components all;
    for (const IncentiveRole& role : incentive_.roles)
      all.insert(all.end(), role.components.begin(), role.components.end());
    add_of_plan("pays_value", some_value(all), "value_paid", "value_not_paid");
    add_of_plan("pays_new_customers", some_of(all, {Measure::new_customers}), "new_customers_paid",
                "new_customers_not_paid");
    add_of_plan("tied_to_margin", some_of(all, {Measure::margin}), "margin_paid",
                "margin_not_paid");
  }
  void add_of_plan(std::string_view check, Holds holds, std::string_view yes, std::string_view no) {
    add("", check, holds, !holds ? "own_measures_not_judged" : (*holds ? yes : no), "/roles");
  }

  void check_transactions(const IncentiveRole& role, const std::string& at) {
    bool are_paid = false;
    bool is_known = true;
    for (std::size_t i = 0; i < role.components.size(); ++i) {
      if (!is_paid(role.components[i])) continue;
      is_known &= role.components[i].measure != Measure::own;
      if (role.components[i].measure != Measure::transactions) continue;
      are_paid = true;
      add(role.role, "no_transactions", false, "transactions_paid", component_at(at, i));
    }
    if (are_paid) return;
    add(role.role, "no_transactions", is_known ? Holds(true) : Holds(),
        is_known ? "no_transactions_paid" : "own_measures_not_judged", at);
  }

  void check_simple(const IncentiveRole& role, const std::string& at) {
    const bool is_simple = role.components.size() <= most_simple_figures;
    add(role.role, "simple", is_simple, is_simple ? "few_figures" : "many_figures",
        at + "/components");
  }

  void check_role(const IncentiveRole& role, const std::string& at) {
    if (std::find(role_words.begin(), role_words.end(), role.role) == role_words.end()) {
      add(role.role, "right_for_role", std::nullopt, "role_not_known", at + "/role");
      return;
    }
    bool fits = true;
    for (const Need& need : needs_of(role.role, role.components)) {
      if (need.met == true) continue;
      fits = false;
      add(role.role, "right_for_role", need.met, need.code, at);
    }
    if (fits) add(role.role, "right_for_role", true, "role_fits", at);
  }

  void check_cross_selling(const IncentiveRole& role, const std::string& at) {
    bool all_shared = true;
    for (std::size_t i = 0; i < role.components.size(); ++i) {
      const IncentiveComponent& component = role.components[i];
      if (!is_paid(component) || component.cross_selling != true) continue;
      if (component.is_shared == true) continue;
      all_shared = false;
      add(role.role, "cross_selling_shared", component.is_shared ? Holds(false) : Holds(),
          component.is_shared ? "cross_selling_not_shared" : "credit_not_stated",
          component_at(at, i));
    }
    if (!all_shared) return;
    const Holds any = some_cross_selling(role.components);
    add(role.role, "cross_selling_shared", any,
        !any ? "cross_selling_not_stated" : (*any ? "cross_selling_is_shared" : "no_cross_selling"),
        at);
  }

  void check_weights(const IncentiveRole& role, const std::string& at) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < role.components.size(); ++i) {
      if (!role.components[i].weight_ppm) {
        add(role.role, "weights_whole", std::nullopt, "weight_not_stated", component_at(at, i));
        return;
      }
      sum += *role.components[i].weight_ppm;
    }
    add(role.role, "weights_whole", sum == whole_ppm,
        sum == whole_ppm ? "weights_are_whole" : "weights_not_whole", at + "/components");
  }

  static std::string component_at(const std::string& role, std::size_t index) {
    return role + "/components/" + std::to_string(index);
  }

  const Incentive& incentive_;
  std::vector<Finding> findings_;
};

results::Table finding_table(const std::vector<Finding>& findings) {
  const CodeLabels labels("incentive_finding");
  std::vector<std::string> roles, checks, codes, places, zh, en;
  std::vector<Holds> holds;
  for (const Finding& finding : findings) {
    roles.push_back(finding.role);
    checks.emplace_back(finding.check);
    holds.push_back(finding.holds);
    codes.emplace_back(finding.code);
    places.push_back(finding.at);
    zh.push_back(labels.in(finding.code, "zh"));
    en.push_back(labels.in(finding.code, "en"));
  }
  results::Table table;
  table.name = "incentive_findings";
  table.add(results::coded_column("role", roles, true));
  table.add(results::coded_column("check", checks));
  table.add(results::boolean_column("holds", holds));
  table.add(results::coded_column("finding", codes));
  table.add(results::text_column("at", places));
  table.add(results::text_column("label_zh", zh));
  table.add(results::text_column("label_en", en));
  return table;
}

}  // namespace
}  // namespace quota

Result quota_incentive(std::string_view json) {
  using namespace quota;
  const Incentive incentive = read_incentive(json);
  Question question{"incentive"};
  question.document = incentive.digest;
  std::vector<results::Table> tables;
  tables.push_back(finding_table(Checks(incentive).findings()));
  return make_result(question, std::move(tables));
}

}  // namespace sandan
