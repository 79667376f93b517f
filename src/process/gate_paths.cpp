#include "process/gate_paths.hpp"

#include <algorithm>

#include "process/history_data.hpp"

namespace sandan::process {
namespace {

class PathMaker {
 public:
  PathMaker(const Definition& definition, std::size_t from, std::uint8_t to)
      : definition_(definition), first_(first_step(from)) {
    path_.to = to;
    path_.is_legal = definition.judge(from == no_stage ? max_stages : from, to).legal;
    const Stage& target = definition.stages[to];
    const bool repeats = from == to;
    // Without a place in the line a stage is entered by its own start alone.
    const int last = target.in_line() ? target.step : first_;
    if (repeats || last < first_) return;
    for (int step = first_; step < last; ++step)
      need(definition.line[static_cast<std::size_t>(step)], true);
    need(to, false);
    offer();
  }

  GatePath path() && { return std::move(path_); }

 private:
  /// Step whose end mark comes first; that of the first stage before any, and
  /// for a deal that comes back from outside the line.
  int first_step(std::size_t from) const {
    if (from == no_stage) return 0;
    return std::max(definition_.stages[from].step, 0);
  }

  void need(std::uint8_t index, bool is_end) {
    const Stage& stage = definition_.stages[index];
    const auto& item = is_end ? stage.end_mark : stage.start_mark;
    if (!item) return;
    const Mark* mark = definition_.mark(item->code);
    if (std::find(seen_.begin(), seen_.end(), mark) != seen_.end()) return;
    seen_.push_back(mark);
    if (mark->index < 0) {
      ++path_.unjudged;
    } else {
      path_.marks.push_back({mark, index, is_end});
    }
  }

  std::uint64_t marks_of(const Action& action) const {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < path_.marks.size(); ++i) {
      const auto& codes = action.satisfies;
      const bool satisfies =
          std::find(codes.begin(), codes.end(), path_.marks[i].mark->code) != codes.end();
      bits |= std::uint64_t{satisfies} << i;
    }
    return bits;
  }

  void offer() {
    const Stage& target = definition_.stages[path_.to];
    for (std::size_t i = 0; i < definition_.stages.size(); ++i) {
      const Stage& stage = definition_.stages[i];
      const bool between =
          stage.in_line() && target.in_line() && stage.step >= first_ && stage.step < target.step;
      if (!between && i != path_.to) continue;
      for (const Action& action : stage.actions) {
        const std::uint64_t marks = marks_of(action);
        if (marks != 0) path_.actions.push_back({static_cast<std::uint8_t>(i), &action, marks});
      }
    }
  }

  const Definition& definition_;
  int first_;
  GatePath path_;
  std::vector<const Mark*> seen_;
};

/// Stages that are asked about a deal that stands in `from`.
std::vector<std::uint8_t> targets_of(const Definition& definition, std::size_t from,
                                     const std::string& to) {
  const bool is_next = to == "next";
  if (!is_next && to != "all") {
    return {static_cast<std::uint8_t>(*definition.stage_index(to))};
  }
  const bool is_outside = from != no_stage && !definition.stages[from].in_line();
  if (is_outside) return {};
  const auto first =
      static_cast<std::size_t>(from == no_stage ? 0 : definition.stages[from].step + 1);
  const std::size_t end =
      is_next ? std::min(first + 1, definition.line.size()) : definition.line.size();
  std::vector<std::uint8_t> targets;
  for (std::size_t step = first; step < end; ++step)
    targets.push_back(definition.line[step]);
  return targets;
}

}  // namespace

std::vector<std::vector<GatePath>> gate_paths(const Definition& definition, const std::string& to) {
  if (to != "next" && to != "all" && !definition.stage_index(to)) {
    throw Error(Status::invalid_argument, "unknown_stage",
                "the process has no stage \"" + to + "\"; \"next\" and \"all\" are known too")
        .at("/to");
  }
  std::vector<std::vector<GatePath>> paths(std::size_t{no_stage} + 1);
  for (std::size_t from = 0; from < paths.size(); ++from) {
    if (from >= definition.stages.size() && from != no_stage) continue;
    for (const std::uint8_t target : targets_of(definition, from, to))
      paths[from].push_back(PathMaker(definition, from, target).path());
  }
  return paths;
}

}  // namespace sandan::process
