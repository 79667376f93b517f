#include <algorithm>
#include <set>

#include "core/json.hpp"
#include "core/ratio.hpp"
#include "core/sha256.hpp"
#include "quota/definition.hpp"
#include "quota/read_parts.hpp"
#include "quota/read_weights.hpp"
#include "quota/request_members.hpp"
#include "quota/rounding.hpp"

namespace sandan::quota {

std::vector<json::Node> bounded_items(const json::Node& node, std::size_t most) {
  auto items = node.items();
  if (items.size() > most) {
    throw node.error("too_many", "at most " + std::to_string(most) + " are allowed here");
  }
  return items;
}

void read_tiers(const json::Node& node, Definition& definition) {
  constexpr std::int64_t most_share = 100'000'000;
  const auto items = node.items();
  if (items.empty()) throw node.error("empty", "a plan has one tier at least");
  if (items.size() > most_tiers) {
    throw Error(Status::limit, "too_many_tiers",
                "a plan has " + std::to_string(most_tiers) + " tiers at most")
        .at(node.pointer());
  }
  std::set<std::string> codes;
  for (const json::Node& item : items) {
    const json::Members members = item.members({"code", "label", "share_ppm"});
    Tier tier;
    tier.code = members.required("code").code();
    if (const auto label = members.find("label")) tier.label = label->labels();
    if (const auto share = members.find("share_ppm"))
      tier.share_ppm = share->integer(1, most_share);
    if (!codes.insert(tier.code).second) {
      throw Error(Status::document, "duplicate_code", "code \"" + tier.code + "\" occurs twice")
          .at(item.pointer() + "/code");
    }
    definition.tiers.push_back(std::move(tier));
  }
}

void read_hierarchies(const json::Members& members, Definition& definition) {
  auto& hierarchies = definition.hierarchies;
  const auto node = members.find("hierarchies");
  if (node) {
    const auto items = node->items();
    if (items.size() != 2) throw node->error("out_of_range", "two hierarchies are wanted here");
    for (const json::Node& item : items) {
      hierarchies.emplace_back(item.code());
      if (hierarchies.back() == "time" || definition.axis_index(hierarchies.back()) >= 0) continue;
      throw item.error("unknown_axis", "neither an axis of the plan nor \"time\"");
    }
    if (hierarchies[0] == hierarchies[1]) {
      throw items[1].error("duplicate_code", "the two hierarchies differ");
    }
  } else {
    hierarchies = {definition.axes.front().code, "time"};
  }
  const bool with_time =
      std::find(hierarchies.begin(), hierarchies.end(), "time") != hierarchies.end();
  definition.time_rounding = with_time ? TimeRounding::controlled : TimeRounding::cumulative;
  if (const auto rounding = members.find("time_rounding")) {
    definition.time_rounding =
        static_cast<TimeRounding>(rounding->choice({"cumulative", "controlled"}));
    if (definition.time_rounding == TimeRounding::controlled && !with_time) {
      throw rounding->error("contradiction", "time is none of the two hierarchies");
    }
  }
}

namespace {

using json::Members;
using json::Node;

constexpr std::int64_t one_ppm = 1'000'000;

Calendar read_calendar(const Members& members, const Calendar* given) {
  const auto node = members.find("calendar");
  const std::string name = node ? std::string(node->code()) : "weekdays";
  if (given != nullptr) return *given;
  std::string_view text;
  try {
    text = shipped_document("calendar", name);
  } catch (const Error& error) {
    // Only a name in the document can be unknown.
    throw node->error("unknown_calendar", error.what());
  }
  return Calendar::compile(text);
}

void read_period(const Node& node, Definition& definition) {
  const Members members = node.members({"from", "to"});
  definition.from = members.required("from").day();
  const Node to = members.required("to");
  definition.to = to.day();
  if (definition.to < definition.from) {
    throw to.error("ends_before_it_starts", "to is before from");
  }
  if (definition.to - definition.from >= most_days) {
    throw Error(Status::limit, "too_many_days",
                "a plan has " + std::to_string(most_days) + " days at most")
        .at(to.pointer());
  }
}

void check_workdays(const Node& period, const Definition& definition, const TimeAxis& time) {
  if (definition.time.by != Weights::By::workdays) return;
  if (std::find(time.is_workday.begin(), time.is_workday.end(), 1) != time.is_workday.end()) return;
  throw period.error("all_weights_zero", "no day of the plan is a working day");
}

/// Every total, padding included, must leave room for exact rounding.
void check_totals(const Definition& definition) {
  const auto refuse = [](const std::string& pointer) {
    throw Error(
        Status::overflow, "total_too_large",
        "the total, with tiers and padding, is beyond 2^53 rounding units or 64 bits; use a "
        "larger round_to_minor")
        .at(pointer);
  };
  for (std::size_t i = 0; i < definition.tiers.size(); ++i) {
    const std::string pointer = definition.tiers[i].share_ppm == one_ppm
                                    ? "/total_minor"
                                    : "/tiers/" + std::to_string(i) + "/share_ppm";
    try {
      Minor total = definition.total_of(definition.tiers[i]);
      const Minor unit = definition.round_to_minor;
      for (const Padding& padding : definition.axes.front().padding) {
        const std::int64_t units = rounded_ratio({total, one_ppm + padding.ppm}, {one_ppm, unit});
        total = rounded_ratio({units, unit}, {std::int64_t{1}});
      }
      if (total / definition.round_to_minor >= most_units) refuse(pointer);
    } catch (const Error& error) {
      if (error.status() != Status::overflow || error.detail() == "total_too_large") throw;
      refuse(pointer);
    }
  }
}

std::string read_currency(const Node& node) {
  const std::string currency(node.code());
  const bool plain =
      currency.size() == 3 &&
      std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!plain) throw node.error("not_a_currency", "three capital letters are wanted, such as CNY");
  return currency;
}

void read_amounts(const Members& members, Definition& definition) {
  definition.currency = read_currency(members.required("currency"));
  definition.total_minor = members.required("total_minor").integer(1, INT64_MAX);
  if (const auto unit = members.find("round_to_minor")) {
    definition.round_to_minor = unit->integer(1, 1'000'000'000'000);
  }
}

}  // namespace

Definition read_definition(std::string_view text, const Calendar* calendar) {
  const json::Value value = json::parse(text);
  const Node root(value, "", Status::document);
  json::expect_document_kind(root, "plan", 1);
  const Members members =
      root.members({"sandan", "code", "label", "description", "calendar", "currency", "total_minor",
                    "round_to_minor", "period", "tiers", "axes", "time", "hierarchies",
                    "time_rounding", "constraints", "basis", "focuses", "ramp_ppm"});
  Definition definition;
  definition.code = members.required("code").code();
  if (const auto label = members.find("label")) definition.label = label->labels();
  if (const auto description = members.find("description")) description->labels();
  definition.calendar = read_calendar(members, calendar);
  read_amounts(members, definition);
  read_period(members.required("period"), definition);
  const TimeAxis time = time_axis(*definition.calendar, definition.from, definition.to);
  if (const auto tiers = members.find("tiers")) {
    read_tiers(*tiers, definition);
  } else {
    definition.tiers.push_back({"target", {}, one_ppm});
  }
  read_axes(members.required("axes"), definition);
  check_totals(definition);
  definition.time.by = Weights::By::workdays;
  definition.time.pointer = "/time";
  if (const auto weights = members.find("time")) {
    definition.time = read_time_weights(*weights, time);
  }
  check_workdays(members.required("period"), definition, time);
  read_hierarchies(members, definition);
  if (const auto constraints = members.find("constraints")) {
    read_constraints(*constraints, time, definition);
  }
  if (const auto basis = members.find("basis")) read_basis(*basis, definition);
  if (const auto focuses = members.find("focuses")) read_focuses(*focuses, time, definition);
  if (const auto ramp = members.find("ramp_ppm")) definition.ramp.ppm = read_ramp(*ramp);
  definition.canonical = json::canonical(value);
  definition.digest = sha256_hex(definition.canonical);
  return definition;
}

}  // namespace sandan::quota
