#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "support/expect.hpp"

/// What counts of the tables of a book and what is at fault, told row by row in
/// the plainest way: what DecisionMaps::build is tested against.
namespace sandan::testing {

/// table, row, column, fault, set aside
using PlainFault = std::tuple<std::string, std::int64_t, std::string, std::string, bool>;

class PlainBook {
 public:
  std::multiset<PlainFault> faults;
  std::map<std::string, json::object> people;  ///< by id, as `contents` lists them
  std::vector<std::string> accounts;           ///< in the order of the book
  std::map<std::string, json::object> departments;
  std::multiset<std::string> relations;  ///< from, to, kind, weight
  std::map<std::pair<std::string, std::string>, json::object> stances;

  PlainBook(const json::object& tables, std::optional<std::string> as_of)
      : as_of_(std::move(as_of)) {
    read_members(tables.at("people").get_array());
    read_departments(tables.at("departments").get_array());
    fill_people(tables.at("people").get_array());
    read_relations(tables.at("relations").get_array());
    read_stances(tables.at("stances").get_array());
  }

 private:
  static json::value cell(const json::object& row, const char* name) {
    const auto* found = row.if_contains(name);
    return found == nullptr ? json::value() : *found;
  }
  static std::string text(const json::value& value) {
    if (value.is_null()) return "(null)";
    return value.is_string() ? std::string(value.get_string().c_str()) : json::serialize(value);
  }
  bool is_seen(const json::object& row) const {
    const json::value from = cell(row, "from_on");
    const json::value to = cell(row, "to_on");
    if (!as_of_) return true;
    return (from.is_null() || text(from) <= *as_of_) && (to.is_null() || text(to) >= *as_of_);
  }
  void fault(const char* table, std::size_t row, const char* column, const char* what, bool aside) {
    faults.emplace(table, static_cast<std::int64_t>(row), column, what, aside);
  }

  void read_members(const json::array& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const json::object& row = rows[i].get_object();
      const std::string id = text(cell(row, "person_id"));
      if (!is_seen(row)) {
        unseen_.insert(id);
        continue;
      }
      if (id == "(null)") {
        fault("people", i, "person_id", "missing_id", true);
      } else if (cell(row, "account_id").is_null()) {
        fault("people", i, "account_id", "missing_account", true);
      } else if (row_of_.contains(id)) {
        fault("people", i, "person_id", "duplicate_person", true);
      } else {
        row_of_[id] = i;
        account_[id] = text(cell(row, "account_id"));
        if (std::find(accounts.begin(), accounts.end(), account_[id]) == accounts.end()) {
          accounts.push_back(account_[id]);
        }
      }
    }
  }

  void read_departments(const json::array& rows) {
    for (const auto& each : rows) {
      const json::object& row = each.get_object();
      const std::string account = text(cell(row, "account_id"));
      if (std::find(accounts.begin(), accounts.end(), account) == accounts.end()) {
        other_departments_.insert(text(cell(row, "department_id")));
        continue;
      }
      departments[text(cell(row, "department_id"))] = row;
    }
    std::map<std::string, std::string> above;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const json::object& row = rows[i].get_object();
      const std::string own = text(cell(row, "department_id"));
      if (!departments.contains(own)) continue;
      json::value& parent = departments[own]["parent_id"];
      if (parent.is_null()) continue;
      const std::string name = text(parent);
      const char* wrong = nullptr;
      if (!departments.contains(name)) {
        wrong = other_departments_.contains(name) ? "" : "unknown_department";
      } else if (cell(departments[name], "account_id") != cell(row, "account_id")) {
        wrong = "other_account";
      } else {
        std::string up = name;
        while (up != own && above.contains(up))
          up = above[up];
        if (up == own) wrong = "department_cycle";
      }
      if (wrong == nullptr) {
        above[own] = name;
        continue;
      }
      if (wrong[0] != 0) fault("departments", i, "parent_id", wrong, false);
      parent = nullptr;
    }
  }

  void fill_people(const json::array& rows) {
    for (const auto& [id, i] : row_of_) {
      json::object row = rows[i].get_object();
      check_department(row, i);
      if (text(cell(row, "level")) == "emperor") drop(row, i, "level", "unknown_level");
      if (cell(row, "weight") == json::value(0.0)) drop(row, i, "weight", "bad_weight");
      if (cell(row, "stubbornness") == json::value(1.5)) drop(row, i, "stubbornness", "bad_share");
      if (cell(row, "authority_minor") == json::value(-1)) {
        drop(row, i, "authority_minor", "bad_authority");
      }
      if (text(cell(row, "decides")) == "weather") drop(row, i, "decides", "unknown_decision");
      if (text(cell(row, "roles")) == "decider;jester") {
        drop(row, i, "roles", "unknown_role");
        row["roles"] = "decider";
      }
      // In the order of the vocabulary, without spaces.
      if (text(cell(row, "roles")) == "user; evaluator") row["roles"] = "user;evaluator";
      if (text(cell(row, "decides")) == "sign;budget") row["decides"] = "budget;sign";
      people[id] = row;
    }
  }
  void drop(json::object& row, std::size_t i, const char* column, const char* what) {
    fault("people", i, column, what, false);
    row[column] = nullptr;
  }
  void check_department(json::object& row, std::size_t i) {
    const json::value department = cell(row, "department_id");
    if (department.is_null()) return;
    const std::string name = text(department);
    if (other_departments_.contains(name)) {
      row["department_id"] = nullptr;
    } else if (!departments.contains(name)) {
      drop(row, i, "department_id", "unknown_department");
    } else if (cell(departments[name], "account_id") != cell(row, "account_id")) {
      drop(row, i, "department_id", "other_account");
    }
  }

  /// The account of an end, or why there is none.
  std::string account_of_end(const json::object& row, const char* id, const char* kind) const {
    const std::string name = text(cell(row, id));
    if (text(cell(row, kind)) == "department") {
      if (other_departments_.contains(name)) return "(unseen)";
      const auto found = departments.find(name);
      return found == departments.end() ? "(unknown_department)"
                                        : text(cell(found->second, "account_id"));
    }
    const auto found = account_.find(name);
    if (found != account_.end()) return found->second;
    return unseen_.contains(name) ? "(unseen)" : "(unknown_person)";
  }

  bool is_above(const std::string& from, const std::string& to) const {
    std::vector<std::string> open{from};
    std::set<std::string> seen{from};
    while (!open.empty()) {
      const std::string node = open.back();
      open.pop_back();
      if (node == to) return true;
      const auto found = superiors_.find(node);
      if (found == superiors_.end()) continue;
      for (const std::string& next : found->second) {
        if (seen.insert(next).second) open.push_back(next);
      }
    }
    return false;
  }

  void read_relations(const json::array& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const json::object& row = rows[i].get_object();
      if (is_seen(row)) read_relation(row, i);
    }
  }

  void read_relation(const json::object& row, std::size_t i) {
    const auto aside = [&](const char* column, const char* what) {
      fault("relations", i, column, what, true);
    };
    if (cell(row, "from_id").is_null()) return aside("from_id", "missing_id");
    if (cell(row, "kind").is_null()) return aside("kind", "missing_kind");
    const std::string kind = text(cell(row, "kind"));
    if (kind == "hates") return aside("kind", "unknown_kind");
    const std::string from = account_of_end(row, "from_id", "from_kind");
    const std::string to = account_of_end(row, "to_id", "to_kind");
    if (from == "(unseen)") return;
    if (from == "(unknown_person)") return aside("from_id", "unknown_person");
    if (to == "(unseen)") return;
    if (to == "(unknown_person)") return aside("to_id", "unknown_person");
    if (to == "(unknown_department)") return aside("to_id", "unknown_department");
    if (from != to) return aside("to_id", "other_account");
    const json::value account = cell(row, "account_id");
    const bool known = std::find(accounts.begin(), accounts.end(), text(account)) != accounts.end();
    if (!account.is_null() && known && text(account) != from) {
      return aside("account_id", "other_account");
    }
    if (!account.is_null() && !known) {
      fault("relations", i, "account_id", "unknown_account", false);
    }
    json::value weight = cell(row, "weight");
    if (weight == json::value(-2.0)) {
      fault("relations", i, "weight", "bad_weight", false);
      weight = nullptr;
    }
    const std::string start = text(cell(row, "from_id"));
    const std::string end = text(cell(row, "to_id"));
    if (start == end && text(cell(row, "to_kind")) != "department") {
      fault("relations", i, "to_id", "self_relation", false);
    } else if (kind == "reports_to") {
      const std::string to_node = (text(cell(row, "to_kind")) == "department" ? "D" : "P") + end;
      if (is_above(to_node, "P" + start)) return aside("to_id", "reports_to_cycle");
      superiors_["P" + start].push_back(to_node);
    }
    relations.insert(start + ">" + end + ":" + kind + ":" + text(weight));
  }

  void read_stances(const json::array& rows) {
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> of_place;
    std::vector<json::object> clean;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      json::object row = rows[i].get_object();
      const json::value as_of = cell(row, "as_of");
      const bool later = as_of_ && !as_of.is_null() && text(as_of) > *as_of_;
      if (!later && is_stance(row, i)) {
        of_place[{text(cell(row, "person_id")), text(cell(row, "vendor"))}].push_back(i);
      }
      clean.push_back(std::move(row));
    }
    for (const auto& [place, of_one] : of_place)
      stances[place] = latest(clean, of_one);
  }

  bool is_stance(json::object& row, std::size_t i) {
    const auto aside = [&](const char* column, const char* what) {
      fault("stances", i, column, what, true);
      return false;
    };
    if (cell(row, "person_id").is_null()) return aside("person_id", "missing_id");
    if (cell(row, "vendor").is_null()) return aside("vendor", "missing_vendor");
    const std::string person = text(cell(row, "person_id"));
    if (!account_.contains(person)) {
      return unseen_.contains(person) ? false : aside("person_id", "unknown_person");
    }
    if (text(cell(row, "vendor")).empty()) return aside("vendor", "missing_vendor");
    if (text(cell(row, "relation_stage")) == "married") {
      fault("stances", i, "relation_stage", "unknown_relation_stage", false);
      row["relation_stage"] = nullptr;
    }
    if (cell(row, "support") == json::value(3)) {
      fault("stances", i, "support", "bad_support", false);
      row["support"] = nullptr;
    }
    return true;
  }

  json::object latest(const std::vector<json::object>& rows, const std::vector<std::size_t>& of) {
    const auto day = [&](std::size_t i) {
      const json::value as_of = cell(rows[i], "as_of");
      return as_of.is_null() ? std::string() : text(as_of);
    };
    std::string last;
    for (const std::size_t i : of)
      last = std::max(last, day(i));
    std::optional<json::object> kept;
    for (const std::size_t i : of) {
      if (day(i) != last) continue;
      if (!kept) {
        kept = rows[i];
        continue;
      }
      if (cell(*kept, "relation_stage") != cell(rows[i], "relation_stage")) {
        fault("stances", i, "relation_stage", "contradictory_stance", true);
      } else if (cell(*kept, "support") != cell(rows[i], "support")) {
        fault("stances", i, "support", "contradictory_stance", true);
      } else if (cell(*kept, "evidence").is_null()) {
        (*kept)["evidence"] = cell(rows[i], "evidence");
      }
    }
    return *kept;
  }

  std::optional<std::string> as_of_;
  std::map<std::string, std::size_t> row_of_;
  std::map<std::string, std::string> account_;
  std::set<std::string> unseen_;
  std::set<std::string> other_departments_;
  std::map<std::string, std::vector<std::string>> superiors_;
};

}  // namespace sandan::testing
