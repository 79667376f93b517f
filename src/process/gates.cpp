#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "process/fewest_actions.hpp"
#include "process/gate_facts.hpp"
#include "process/gate_paths.hpp"
#include "process/group_keys.hpp"
#include "process/requests.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

constexpr std::array<std::string_view, 2> kind_codes = {"start", "end"};

/// Marks of a path that are not known to hold, a bit each.
struct OpenMarks {
  std::uint64_t unmet = 0;
  std::uint64_t unknown = 0;
  std::uint64_t all() const noexcept { return unmet | unknown; }
};

/// One gate of one deal.
struct Gate {
  std::int32_t deal;
  std::uint8_t from;
  const GatePath* path;
  OpenMarks open;
  const ChosenActions* actions;  ///< that satisfy what any action can
};

std::uint64_t offered(const GatePath& path) {
  std::uint64_t marks = 0;
  for (const OfferedAction& action : path.actions)
    marks |= action.marks;
  return marks;
}

/// Gates of the deals of one part. Deals that stand alike share a list of actions.
struct Part {
  std::vector<Gate> gates;
  std::map<std::pair<const GatePath*, std::uint64_t>, ChosenActions> lists;
};

class Gates {
 public:
  Gates(const HistoryData& history, const Tables& tables, const GatesRequest& request,
        const Run& run, const PartRunner& runner, Budget& budget)
      : history_(history),
        request_(request),
        paths_(gate_paths(history.definition(), request.to)),
        standings_(standings_of(history, runner, budget)),
        keys_("gates", history, standings_, request.keys),
        facts_(history, tables, part_of(run, 0.3, 0.7), budget),
        parts_(static_cast<std::size_t>(parts_of(history.deals))) {
    runner(parts_of(history.deals), 0.7, 0.9, [&](std::int64_t part) {
      const std::int64_t end = std::min(history.deals, (part + 1) * rows_per_part);
      for (std::int64_t deal = part * rows_per_part; deal < end; ++deal)
        judge(deal, parts_[static_cast<std::size_t>(part)], budget);
    });
  }

  std::vector<results::Table> tables() && {
    std::vector<results::Table> tables;
    tables.push_back(gate_table());
    tables.push_back(mark_table());
    tables.push_back(action_table());
    for (results::Table& each : std::move(facts_).fault_tables())
      tables.push_back(std::move(each));
    return tables;
  }

 private:
  bool is_asked(Outcome outcome) const {
    const auto& asked = request_.outcomes;
    return asked.empty() || std::find(asked.begin(), asked.end(), outcome) != asked.end();
  }

  OpenMarks open_marks(std::int64_t deal, const GatePath& path) const {
    OpenMarks open;
    for (std::size_t i = 0; i < path.marks.size(); ++i) {
      const std::uint64_t bit = std::uint64_t{1} << i;
      const rules::Truth truth = facts_.truth(deal, path.marks[i].mark->index);
      if (truth == rules::Truth::no) open.unmet |= bit;
      if (truth == rules::Truth::maybe) open.unknown |= bit;
    }
    return open;
  }

  void judge(std::int64_t deal, Part& part, Budget& budget) const {
    const Standing& standing = standings_[static_cast<std::size_t>(deal)];
    if (!is_asked(standing.outcome)) return;
    for (const GatePath& path : paths_[standing.stage]) {
      constexpr std::size_t row_bytes = 100;  // of the results, about
      const OpenMarks open = open_marks(deal, path);
      budget.take(row_bytes * (1 + static_cast<std::size_t>(std::popcount(open.all()))));
      const std::uint64_t wanted = open.all() & offered(path);
      const auto [list, is_new] = part.lists.try_emplace({&path, wanted});
      if (is_new) {
        std::vector<std::uint64_t> actions;
        for (const OfferedAction& action : path.actions)
          actions.push_back(action.marks);
        list->second = fewest_actions(wanted, actions, request_.steps);
      }
      part.gates.push_back(
          {static_cast<std::int32_t>(deal), standing.stage, &path, open, &list->second});
    }
  }

  template <class Take>
  void for_each(Take&& take) const {
    for (const Part& part : parts_) {
      for (const Gate& gate : part.gates)
        take(gate);
    }
  }

  results::Table gate_table() const;
  results::Table mark_table() const;
  results::Table action_table() const;

  const HistoryData& history_;
  const GatesRequest& request_;
  std::vector<std::vector<GatePath>> paths_;  ///< by stage, and no_stage
  std::vector<Standing> standings_;
  DealKeys keys_;
  GateFacts facts_;
  std::vector<Part> parts_;
};

/// The codes of all actions of a process, each once.
class ActionCodes {
 public:
  explicit ActionCodes(const Definition& definition) {
    for (const Stage& stage : definition.stages) {
      for (const Action& action : stage.actions) {
        const auto place = static_cast<std::int32_t>(codes_.size());
        if (places_.emplace(action.item.code, place).second) codes_.push_back(action.item.code);
      }
    }
  }
  std::int32_t place_of(const Action& action) const {
    return places_.find(action.item.code)->second;
  }
  std::shared_ptr<const results::Column> values() const {
    return std::make_shared<const results::Column>(results::text_column("", codes_));
  }

 private:
  std::vector<std::string> codes_;
  std::map<std::string_view, std::int32_t> places_;
};

std::optional<bool> is_allowed(const Gate& gate) {
  if (!gate.path->is_legal || gate.open.unmet != 0) return false;
  if (gate.open.unknown != 0) return std::nullopt;
  return true;
}

results::Table Gates::gate_table() const {
  std::vector<std::int32_t> deals, unmet, unknown, unjudged;
  std::vector<std::uint8_t> from, to, legal, exact;
  std::vector<std::optional<bool>> allowed;
  std::vector<std::optional<std::int32_t>> actions;
  for_each([&](const Gate& gate) {
    deals.push_back(gate.deal);
    from.push_back(gate.from);
    to.push_back(gate.path->to);
    allowed.push_back(is_allowed(gate));
    legal.push_back(gate.path->is_legal ? 1 : 0);
    unmet.push_back(std::popcount(gate.open.unmet));
    unknown.push_back(std::popcount(gate.open.unknown));
    unjudged.push_back(gate.path->unjudged);
    const ChosenActions& list = *gate.actions;
    actions.push_back(list.is_exact ? std::optional(static_cast<std::int32_t>(list.places.size()))
                                    : std::nullopt);
    exact.push_back(list.is_exact ? 1 : 0);
  });
  results::Table table;
  table.name = "gates";
  table.add(ids_of(history_, deals));
  keys_.add_columns(table, deals);
  table.add(stage_column("stage", history_.definition(), from));
  table.add(stage_column("to_stage", history_.definition(), to));
  table.columns.back().nullable = false;
  table.add(results::boolean_column("allowed", allowed));
  table.add(results::boolean_column("legal", legal));
  table.add(results::int32_column("unmet", std::move(unmet)));
  table.add(results::int32_column("unknown", std::move(unknown)));
  table.add(results::int32_column("unjudged", std::move(unjudged)));
  table.add(results::int32_column("actions", actions));
  table.add(results::boolean_column("exact", exact));
  return table;
}

results::Table Gates::mark_table() const {
  std::vector<std::int32_t> deals, positions, kinds;
  std::vector<std::uint8_t> to, stages, no_action;
  std::vector<std::int32_t> marks;
  std::vector<std::optional<bool>> met;
  for_each([&](const Gate& gate) {
    const std::uint64_t can = offered(*gate.path);
    for (std::uint64_t left = gate.open.all(); left != 0; left &= left - 1) {
      const auto place = static_cast<std::size_t>(std::countr_zero(left));
      const std::uint64_t bit = std::uint64_t{1} << place;
      const NeededMark& needed = gate.path->marks[place];
      deals.push_back(gate.deal);
      to.push_back(gate.path->to);
      positions.push_back(static_cast<std::int32_t>(place) + 1);
      marks.push_back(static_cast<std::int32_t>(needed.mark - history_.definition().marks.data()));
      stages.push_back(needed.stage);
      kinds.push_back(needed.is_end ? 1 : 0);
      met.push_back((gate.open.unmet & bit) != 0 ? std::optional(false) : std::nullopt);
      no_action.push_back((can & bit) == 0 ? 1 : 0);
    }
  });
  results::Table table;
  table.name = "gate_marks";
  table.add(ids_of(history_, deals));
  table.add(stage_column("to_stage", history_.definition(), to));
  table.columns.back().nullable = false;
  table.add(results::int32_column("position", std::move(positions)));
  std::vector<std::string> codes;
  for (const Mark& mark : history_.definition().marks)
    codes.push_back(mark.code);
  table.add(results::dictionary_column(
      "mark", marks, std::make_shared<const results::Column>(results::text_column("", codes))));
  table.add(stage_column("stage", history_.definition(), stages));
  table.columns.back().nullable = false;
  table.add(results::dictionary_column("kind", kinds, results::code_values(kind_codes)));
  table.add(results::boolean_column("met", met));
  table.add(results::boolean_column("no_action", no_action));
  return table;
}

results::Table Gates::action_table() const {
  std::vector<std::int32_t> deals, positions;
  std::vector<std::uint8_t> to, stages;
  std::vector<std::int32_t> actions;
  std::vector<std::string> satisfies;
  const ActionCodes known(history_.definition());
  for_each([&](const Gate& gate) {
    std::int32_t position = 0;
    for (const std::size_t place : gate.actions->places) {
      const OfferedAction& offer = gate.path->actions[place];
      deals.push_back(gate.deal);
      to.push_back(gate.path->to);
      positions.push_back(++position);
      stages.push_back(offer.stage);
      actions.push_back(known.place_of(*offer.action));
      std::string& codes = satisfies.emplace_back();
      for (std::uint64_t left = offer.marks & gate.open.all(); left != 0; left &= left - 1) {
        const auto mark = static_cast<std::size_t>(std::countr_zero(left));
        codes += (codes.empty() ? "" : ";") + gate.path->marks[mark].mark->code;
      }
    }
  });
  results::Table table;
  table.name = "gate_actions";
  table.add(ids_of(history_, deals));
  table.add(stage_column("to_stage", history_.definition(), to));
  table.columns.back().nullable = false;
  table.add(results::int32_column("position", std::move(positions)));
  table.add(stage_column("stage", history_.definition(), stages));
  table.columns.back().nullable = false;
  table.add(results::dictionary_column("action", actions, known.values()));
  table.add(results::text_column("satisfies", satisfies));
  return table;
}

}  // namespace
}  // namespace process

Result History::gates(const Tables& tables, const GatesRequest& request, const Run& run) const {
  using namespace process;
  const PartRunner runner(run);
  Budget budget(run.max_bytes);
  Gates gates(*data_, tables, request, run, runner, budget);
  auto answer = std::move(gates).tables();
  runner.report(1);
  return make_result(*data_, {"gates", request_text(request)}, std::move(answer));
}

}  // namespace sandan
