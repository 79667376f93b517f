// Random plans with limits, made anew from a day on: whole units but for one
// remainder, limits kept, the past to the bit.
#include <algorithm>
#include <iterator>
#include <set>

#include "quota/constraints.hpp"
#include "quota/hand_plan.hpp"
#include "quota/random_plan.hpp"
#include "quota/taking_part.hpp"

using namespace sandan;
using namespace sandan::quota;
using namespace sandan::testing;

namespace {

using Kind = Constraint::Kind;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// A sum of a tier's atoms.
Minor sum_of(const QuotaData& data, std::int32_t tier, const std::vector<std::int32_t>& lines,
             std::int32_t from, std::int32_t to) {
  Minor sum = 0;
  for (const std::int32_t line : lines) {
    const Minor* cells = data.base(tier).line(line, data.time.days);
    for (std::int32_t day = from; day <= to; ++day)
      sum += cells[day];
  }
  return sum;
}

/// Limits of places near what they get without.
std::string random_limits(Draw& draw, const QuotaData& free) {
  std::string text;
  for (std::int64_t i = draw.whole(0, 4); i > 0; --i) {
    const auto axis = at(draw.whole(0, draw.one_in(3) ? std::ssize(free.axes) - 1 : 0));
    const AxisTree& tree = free.axes[axis];
    const auto node = static_cast<std::int32_t>(draw.whole(0, std::ssize(tree.nodes) - 1));
    const auto lines = [&] {
      std::vector<std::vector<std::int32_t>> nodes(free.axes.size(), {0});
      nodes[axis] = {node};
      return lines_below(*free.base().split, free.axes, nodes);
    }();
    TimeSpan span{0, free.time.days - 1, {}, 0, 0};
    if (draw.one_in(2))
      span = draw.of(free.time.of(draw.one_in(2) ? QuotaPeriod::month : QuotaPeriod::quarter));
    const Minor amount = sum_of(free, 0, lines, span.from, span.to);
    const std::int64_t kind = draw.whole(0, 6);
    const char* name = kind < 3 ? "cap_minor" : kind < 6 ? "floor_minor" : "fixed_minor";
    const auto share = kind < 3 ? draw.whole(90, 150) : kind < 6 ? draw.whole(30, 102) : 100;
    const Minor unit = free.definition->round_to_minor;
    const Minor limit = amount / 100 * share / unit * unit;
    text += (text.empty() ? "" : ",") + std::string(R"({"code":"c)") + std::to_string(i) +
            R"(","at":{)" +
            (node == 0 ? "" : "\"" + tree.axis + "\":\"" + tree.nodes[at(node)].code + "\"") + "}" +
            (span.code.empty() ? "" : R"(,"period":")" + span.code + "\"") + ",\"" + name +
            "\":" + std::to_string(limit) + "}";
  }
  return ",\"constraints\":[" + text + "]";
}

/// What was brought, by line and day, in minor units that know no rounding.
struct Brought {
  std::string table = "date day, rep_id text, product text, customer_class text, amount_minor int";
  std::vector<Minor> cells;

  Brought(Draw& draw, const QuotaData& data) {
    const SplitTree& split = *data.base().split;
    cells.resize(at(split.lines()) * at(data.time.days));
    const Minor usual = data.base().total_minor / split.lines() / 4 + 3;
    for (std::int64_t i = draw.whole(0, 3 * split.lines()); i > 0; --i) {
      const auto line = static_cast<std::int32_t>(draw.whole(0, split.lines() - 1));
      const auto day = static_cast<std::int32_t>(draw.whole(0, data.time.days - 1));
      std::array<std::string, 3> codes;
      bool there = true;
      for (std::size_t axis = 0; axis < data.axes.size(); ++axis) {
        const AxisNode& leaf = data.axes[axis].nodes[at(split.line_leaves[axis][at(line)])];
        there = there && data.time.first + day >= leaf.from && data.time.first + day <= leaf.to;
        codes[axis] = leaf.code;
      }
      if (!there) continue;
      const Minor amount = draw.one_in(9) ? -draw.whole(0, usual / 3) : draw.whole(0, usual);
      table += "\n" + format_day(data.time.first + day) + ", " + codes[0] + ", " + codes[1] + ", " +
               codes[2] + ", " + std::to_string(amount);
      cells[at(line) * at(data.time.days) + at(day)] += amount;
    }
  }

  Minor sum(const std::vector<std::int32_t>& lines, std::int32_t days, std::int32_t to) const {
    Minor sum = 0;
    for (const std::int32_t line : lines) {
      for (std::int32_t day = 0; day < to; ++day)
        sum += cells[at(line) * at(days) + at(day)];
    }
    return sum;
  }
};

struct Asked {
  ReplanRequest request;
  std::vector<std::int32_t> lines;  ///< that may change
  std::int32_t first = 0;           ///< day that may
};

Asked random_request(Draw& draw, const QuotaData& data) {
  Asked asked;
  asked.first = static_cast<std::int32_t>(draw.whole(0, data.time.days - 1));
  asked.request.from = data.time.first + asked.first;
  asked.request.past =
      draw.one_in(3) ? ReplanRequest::Frozen::plan : ReplanRequest::Frozen::actuals;
  asked.request.carry = draw.one_in(2)   ? ReplanRequest::Carry::rep
                        : draw.one_in(2) ? ReplanRequest::Carry::pooled
                                         : ReplanRequest::Carry::none;
  std::vector<std::vector<std::int32_t>> nodes(data.axes.size(), {0});
  if (draw.one_in(4)) {
    const AxisTree& tree = data.axes[0];
    const auto node = static_cast<std::int32_t>(draw.whole(1, std::ssize(tree.nodes) - 1));
    nodes[0] = {node};
    asked.request.at[tree.axis] = tree.nodes[at(node)].code;
  } else if (draw.one_in(3)) {
    asked.request.total_minor = data.base().total_minor / 10 * draw.whole(7, 20) + draw.whole(0, 9);
  }
  asked.lines = lines_below(*data.base().split, data.axes, nodes);
  return asked;
}

/// The first thing that does not hold of a tier made anew; empty: all hold.
class Check {
 public:
  Check(const QuotaData& before, const QuotaData& after, const Asked& asked, const Brought& brought,
        std::int32_t tier)
      : before_(before), after_(after), asked_(asked), brought_(brought), tier_(tier) {}

  std::string fault() const {
    for (const auto& found : {past(), units(), total(), tree(), limits()}) {
      if (!found.empty()) return found;
    }
    return "";
  }

 private:
  bool may_change(std::int32_t line) const {
    return std::binary_search(asked_.lines.begin(), asked_.lines.end(), line);
  }
  std::int32_t days() const { return before_.time.days; }

  std::string past() const {
    const bool brought = asked_.request.past == ReplanRequest::Frozen::actuals;
    for (std::int32_t line = 0; line < before_.base().split->lines(); ++line) {
      const Minor* was = before_.base(tier_).line(line, days());
      const Minor* is = after_.base(tier_).line(line, days());
      const bool changes = may_change(line);
      const Minor* wanted =
          changes && brought ? brought_.cells.data() + std::int64_t{line} * days() : was;
      if (!std::equal(is, is + (changes ? asked_.first : days()), wanted))
        return "past of line " + std::to_string(line);
    }
    return "";
  }

  /// Of what may change, all atoms are whole but the one told.
  std::string units() const {
    const Layer& layer = after_.base(tier_);
    const Minor unit = before_.definition->round_to_minor;
    for (const std::int32_t line : asked_.lines) {
      for (std::int32_t day = asked_.first; day < days(); ++day) {
        const bool told = layer.remainder_line == line && layer.remainder_day == day;
        const Minor cell = layer.line(line, days())[day];
        if (cell < 0 || cell % unit != (told ? layer.remainder_minor : 0))
          return "atom of line " + std::to_string(line) + " on day " + std::to_string(day) + ": " +
                 std::to_string(cell);
      }
    }
    return "";
  }

  std::string total() const {
    const ReplanRequest& request = asked_.request;
    const Minor was_past = sum_of(before_, tier_, asked_.lines, 0, asked_.first - 1);
    Minor whole = sum_of(before_, tier_, asked_.lines, 0, days() - 1);
    if (request.total_minor) {
      whole = *request.total_minor;
      if (tier_ > 0) whole = std::llround(static_cast<long double>(whole) * 1.25L);
    }
    const bool carries = request.carry != ReplanRequest::Carry::none;
    const Minor past = carries ? brought_.sum(asked_.lines, days(), asked_.first) : was_past;
    const Minor rest = sum_of(after_, tier_, asked_.lines, asked_.first, days() - 1);
    // A new total above the first tier's is rounded half to even.
    const Minor wanted = std::max<Minor>(0, whole - past);
    const Minor most_off = request.total_minor && tier_ > 0 ? 1 : 0;
    if (std::abs(rest - wanted) > most_off)
      return "total " + std::to_string(rest) + " instead of " + std::to_string(wanted);
    return "";
  }

  std::string tree() const {
    const Layer& layer = after_.base(tier_);
    const SplitTree& split = *layer.split;
    for (std::int32_t node = 0; node < std::ssize(split.nodes); ++node) {
      std::vector<std::int32_t> lines;
      for (std::int32_t line = split.nodes[at(node)].line_from;
           line < split.nodes[at(node)].line_to; ++line)
        lines.push_back(line);
      if (sum_of(after_, tier_, lines, 0, days() - 1) != layer.amounts[at(node)])
        return "sum of node " + std::to_string(node);
    }
    return layer.total_minor == layer.amounts[0] ? "" : "total of the layer";
  }

  std::string limits() const {
    for (const PlacedConstraint& placed : after_.constraints) {
      if (placed.day_to < asked_.first) continue;
      std::vector<std::int32_t> lines;
      std::set_intersection(placed.lines.begin(), placed.lines.end(), asked_.lines.begin(),
                            asked_.lines.end(), std::back_inserter(lines));
      if (lines.empty()) continue;
      const std::int32_t from = std::max(placed.day_from, asked_.first);
      const Minor all = sum_of(after_, tier_, placed.lines, placed.day_from, placed.day_to);
      const Minor rest = sum_of(after_, tier_, lines, from, placed.day_to);
      if (tier_ == 0 && all != placed.amount_minor)
        return placed.constraint.code + " is told to reach another amount";
      const Kind kind = placed.constraint.kind;
      const Minor unit = before_.definition->round_to_minor;
      const bool fixed = kind == Kind::fixed;
      // Of whom nobody is left, no floor asks for more.
      const bool any_there = std::any_of(lines.begin(), lines.end(), [&](std::int32_t line) {
        return takes_part(*after_.base().split, after_.axes, after_.time, line, from,
                          placed.day_to);
      });
      const bool too_low = any_there && all <= placed.limit_minor - (fixed ? unit : 1);
      const bool too_high = all >= placed.limit_minor + (fixed ? unit : 1) && rest > 0;
      if ((kind != Kind::cap && too_low) || (kind != Kind::floor && too_high))
        return placed.constraint.code + ": " + std::to_string(all) + " at a limit of " +
               std::to_string(placed.limit_minor);
    }
    return "";
  }

  const QuotaData& before_;
  const QuotaData& after_;
  const Asked& asked_;
  const Brought& brought_;
  std::int32_t tier_;
};

std::optional<Quota> built(const std::string& text) {
  try {
    return Quota::build(QuotaPlan::compile(text), Tables{});
  } catch (const Error& error) {
    const bool may_refuse =
        error.status() == Status::infeasible || error.status() == Status::unsupported;
    if (!may_refuse) throw;
    return std::nullopt;
  }
}

}  // namespace

TEST_CASE("random re-plans: whole units, limits kept, one remainder", "[quota]") {
  int made = 0;
  int refused = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Draw draw(seed * 7919);
    const std::string tiers =
        R"(,"tiers":[{"code":"target"},{"code":"stretch","share_ppm":1250000}])";
    const RandomPlan plan = random_plan(seed, "cumulative", tiers, 3, 1'000'000'000'000);
    if (plan.total == 0) continue;
    const Quota free = Quota::build(QuotaPlan::compile(plan.text), Tables{});
    std::string text = plan.text;
    text.insert(text.size() - 1, random_limits(draw, free.data()));
    const auto quota = built(text);
    if (!quota) continue;
    const QuotaData& data = quota->data();
    const Brought brought(draw, data);
    QuotaTables tables;
    tables.add("actuals", brought.table);
    for (int i = 0; i < 4; ++i) {
      const Asked asked = random_request(draw, data);
      INFO("plan " << seed << ", re-plan " << i << " from day " << asked.first << "\n" << text);
      std::optional<Quota> next;
      const auto refusal_of = refusal([&] { next = quota->replan(tables.tables, asked.request); });
      if (refusal_of) {
        ++refused;
        const std::string said = refusal_of->what();
        const bool known = refusal_of->detail() == "conflicting_constraints" ||
                           refusal_of->detail() == "crossing_constraints" ||
                           refusal_of->detail() == "place_takes_no_part";
        INFO(said);
        CHECK(known);
        CHECK((refusal_of->detail() != "conflicting_constraints" ||
               said.find("\"c") != std::string::npos));
        continue;
      }
      ++made;
      for (std::int32_t tier = 0; tier < 2; ++tier)
        CHECK(Check(data, next->data(), asked, brought, tier).fault() == "");
    }
  }
  CHECK(made > 1'000);
  CHECK(refused < made / 2);
}
