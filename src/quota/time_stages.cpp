#include "quota/time_stages.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel.hpp"
#include "quota/bounds_flow.hpp"
#include "quota/controlled.hpp"
#include "quota/decompose.hpp"
#include "quota/spread.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

/// Limits by line: those of each line that has any.
struct LimitedLines {
  std::vector<std::int32_t> lines;
  std::vector<std::size_t> starts;  ///< in the limits; one more than lines

  explicit LimitedLines(std::span<const LineLimit> limits) {
    for (std::size_t i = 0; i < limits.size(); ++i) {
      if (!lines.empty() && lines.back() == limits[i].line) continue;
      lines.push_back(limits[i].line);
      starts.push_back(i);
    }
    starts.push_back(limits.size());
  }
  std::span<const LineLimit> of(std::size_t i, std::span<const LineLimit> limits) const {
    return limits.subspan(starts[i], starts[i + 1] - starts[i]);
  }
};

bool nests(const TimeAxis& time, QuotaPeriod inner, QuotaPeriod outer) {
  const auto& wider = time.of(outer);
  return std::all_of(time.of(inner).begin(), time.of(inner).end(), [&](const TimeSpan& span) {
    const std::int32_t holder = time.holding(outer, time.first + span.from);
    return span.to <= wider[at(holder)].to;
  });
}

/// Spans of the stages down to the finest that a limit asks for; empty when
/// limits do not nest in them.
std::vector<TimeSpan> steps_for(const TimeAxis& time, std::span<const LineLimit> limits) {
  std::vector<TimeSpan> steps;
  for (const QuotaPeriod unit : stages_of(time)) {
    const auto& spans = time.of(unit);
    bool finer = false;
    for (const LineLimit& limit : limits) {
      for (const TimeSpan& span : spans) {
        const bool apart = limit.to < span.from || limit.from > span.to;
        const bool within = limit.from >= span.from && limit.to <= span.to;
        const bool around = limit.from <= span.from && limit.to >= span.to;
        if (!apart && !within && !around) return {};
        finer = finer || (within && !around);
      }
    }
    if (!finer) break;
    steps.insert(steps.end(), spans.begin(), spans.end());
  }
  return steps;
}

}  // namespace

std::vector<QuotaPeriod> stages_of(const TimeAxis& time) {
  std::vector<QuotaPeriod> units;
  QuotaPeriod before = QuotaPeriod::all;
  for (const QuotaPeriod unit :
       {QuotaPeriod::year, QuotaPeriod::quarter, QuotaPeriod::month, QuotaPeriod::week}) {
    if (time.of(unit).size() <= time.of(before).size() || !nests(time, unit, before)) continue;
    units.push_back(unit);
    before = unit;
  }
  return units;
}

void cumulative_time(const TimeInput& input, std::span<Minor> cells, const Run& run) {
  const std::int32_t days = input.time.days;
  std::vector<std::int64_t> totals(at(input.split.lines()));
  for (std::int32_t line = 0; line < input.split.lines(); ++line)
    totals[at(line)] = input.amount(line);
  const LimitedLines limited(input.limits);
  for (const std::int32_t line : limited.lines)
    totals[at(line)] = 0;
  SpreadLines lines;
  lines.days = days;
  lines.totals = totals;
  lines.prefixes = input.shares.prefixes;
  lines.shapes = input.shares.shape_of;
  lines.unit_minor = input.unit_minor;
  spread_lines(lines, cells, run);
  constexpr std::int64_t lines_per_part = 256;
  const auto count = static_cast<std::int64_t>(limited.lines.size());
  const PartRunner runner(run);
  runner((count + lines_per_part - 1) / lines_per_part, 1, 1, [&](std::int64_t part) {
    const std::int64_t end = std::min(count, (part + 1) * lines_per_part);
    for (std::int64_t i = part * lines_per_part; i < end; ++i) {
      const std::int32_t line = limited.lines[at(i)];
      const auto limits = limited.of(at(i), input.limits);
      const auto prefix = input.shares.prefix(line);
      for (const Segment& segment :
           line_segments(input.ideal(line), input.amount(line), 0, days - 1, prefix, input.time,
                         limits, steps_for(input.time, limits))) {
        spread_days(segment.amount, segment.from, segment.to, prefix, input.time, input.unit_minor,
                    cells.data() + std::int64_t{line} * days);
      }
    }
  });
}

namespace {

/// One stage: what lines have by span of it.
struct Level {
  std::vector<TimeSpan> spans;
  std::vector<Ideal> ideals;          ///< [row * spans + span]
  std::vector<std::int64_t> amounts;  ///< the same
};

class Stages {
 public:
  Stages(const TimeInput& input, std::span<Minor> cells, const Run& run)
      : input_(input), cells_(cells), run_(run), limited_(input.limits) {
    set_rows();
  }

  ControlledOutcome round() {
    if (rows_.empty()) return outcome_;
    const ControlledOutcome before = outcome_;
    if (round_stages()) return outcome_;
    if (solve_as_flow()) {
      outcome_.as_flow = true;
      return outcome_;
    }
    settles_ = false;
    outcome_ = before;
    round_stages();
    return outcome_;
  }

 private:
  /// False when a stage does not fit what the one before left.
  bool round_stages() {
    Level level = whole();
    const std::vector<QuotaPeriod> units = stages_of(input_.time);
    double done = 0;
    bool within = true;
    for (const QuotaPeriod unit : units) {
      Level next;
      next.spans = input_.time.of(unit);
      next.ideals.resize(rows_.size() * next.spans.size());
      next.amounts.resize(next.ideals.size());
      within = stage(level, next, false, done, done + 0.1) && within;
      level = std::move(next);
      done += 0.1;
    }
    Level days;
    days.spans = input_.time.of(QuotaPeriod::day);
    return stage(level, days, true, done, 1) && within;
  }

  void set_rows();
  Level whole() const;
  bool stage(const Level& above, Level& below, bool last, double from, double to);
  void child_ideals(std::size_t row, const TimeSpan& parent, Ideal ideal,
                    std::span<const TimeSpan> children, std::span<Ideal> out) const;
  void shape_ideals(std::size_t row, const TimeSpan& parent, Ideal ideal,
                    std::span<const TimeSpan> children, std::span<Ideal> out) const;
  /// What a period has over all rows.
  Ideal settled_sum(Ideal sum) const noexcept {
    return settles_ ? settled(sum, std::ssize(rows_)) : sum;
  }
  bool solve_as_flow();

  struct Part {
    bool within = true;
    ControlledOutcome counts;
  };
  void add(const Part& part);
  static void count(const Ideal& ideal, std::int64_t amount, std::int64_t& beyond, double& worst);

  const TimeInput& input_;
  std::span<Minor> cells_;
  const Run& run_;
  LimitedLines limited_;
  std::vector<std::int32_t> rows_;  ///< lines of the matrices
  /// By row: its segments; empty for rows without limits.
  std::vector<std::vector<Segment>> segments_;
  ControlledOutcome outcome_;
  /// Whether periods that are whole up to noise count as whole; given up where
  /// amounts of the lines leave no such rounding.
  bool settles_ = true;
};

void Stages::set_rows() {
  const std::int32_t days = input_.time.days;
  std::size_t next = 0;
  for (std::int32_t line = 0; line < input_.split.lines(); ++line) {
    const bool has_limits = next < limited_.lines.size() && limited_.lines[next] == line;
    if (!has_limits) {
      rows_.push_back(line);
      continue;
    }
    const auto limits = limited_.of(next++, input_.limits);
    const std::vector<TimeSpan> steps = steps_for(input_.time, limits);
    const auto prefix = input_.shares.prefix(line);
    auto segments = line_segments(input_.ideal(line), input_.amount(line), 0, days - 1, prefix,
                                  input_.time, limits, steps);
    outcome_.cells_constrained += days;
    const bool whole_alone = limits.size() == 1 && limits[0].from == 0 && limits[0].to == days - 1;
    if (!steps.empty() || whole_alone) {
      segments_.resize(rows_.size() + 1);
      segments_.back() = std::move(segments);
      rows_.push_back(line);
      continue;
    }
    for (const Segment& segment : segments) {
      spread_days(segment.amount, segment.from, segment.to, prefix, input_.time, input_.unit_minor,
                  cells_.data() + std::int64_t{line} * days);
    }
  }
  segments_.resize(rows_.size());
}

Level Stages::whole() const {
  Level level;
  level.spans = input_.time.of(QuotaPeriod::all);
  for (const std::int32_t line : rows_) {
    level.ideals.push_back(input_.ideal(line));
    level.amounts.push_back(input_.amount(line));
  }
  return level;
}

void Stages::child_ideals(std::size_t row, const TimeSpan& parent, Ideal ideal,
                          std::span<const TimeSpan> children, std::span<Ideal> out) const {
  shape_ideals(row, parent, ideal, children, out);
  for (Ideal& child : out)
    child = settled(child, 1);
}

/// Ideals of the spans that make up `parent`: by the line's shape, or of its
/// segments, which hold spans or lie within one.
void Stages::shape_ideals(std::size_t row, const TimeSpan& parent, Ideal ideal,
                          std::span<const TimeSpan> children, std::span<Ideal> out) const {
  const std::vector<Segment>& segments = segments_[row];
  const auto holds_parent = [&](const Segment& segment) {
    return segment.from <= parent.from && segment.to >= parent.to;
  };
  if (segments.empty() || std::any_of(segments.begin(), segments.end(), holds_parent)) {
    std::vector<std::int64_t> weights(children.size());
    span_weights(input_.shares.prefix(rows_[row]), input_.time, children, weights);
    split_ideal(ideal, weights, out);
    return;
  }
  std::fill(out.begin(), out.end(), Ideal{});
  std::size_t next = 0;
  for (const Segment& segment : segments) {
    if (segment.to < parent.from || segment.from > parent.to) continue;
    while (children[next].to < segment.from)
      ++next;
    if (children[next].to >= segment.to) {
      out[next] = out[next] + segment.ideal;
      continue;
    }
    std::size_t end = next;
    while (end < children.size() && children[end].to <= segment.to)
      ++end;
    std::vector<std::int64_t> weights(end - next);
    span_weights(input_.shares.prefix(rows_[row]), input_.time, children.subspan(next, end - next),
                 weights);
    split_ideal(segment.ideal, weights, out.subspan(next, end - next));
  }
}

void Stages::count(const Ideal& ideal, std::int64_t amount, std::int64_t& beyond, double& worst) {
  beyond += amount < ideal.floor() || amount > ideal.ceil() ? 1 : 0;
  const Ideal whole{amount, 0};
  worst = std::max(worst, to_double(whole < ideal ? ideal - whole : whole - ideal));
}

void Stages::add(const Part& part) {
  outcome_.is_optimal = outcome_.is_optimal && part.counts.is_optimal;
  outcome_.n_nodes += part.counts.n_nodes;
  outcome_.nodes_beyond += part.counts.nodes_beyond;
  outcome_.nodes_worst = std::max(outcome_.nodes_worst, part.counts.nodes_worst);
  outcome_.n_cells += part.counts.n_cells;
  outcome_.cells_beyond += part.counts.cells_beyond;
  outcome_.cells_worst = std::max(outcome_.cells_worst, part.counts.cells_worst);
}

bool Stages::stage(const Level& above, Level& below, bool last, double from, double to) {
  const std::size_t rows = rows_.size();
  std::vector<Part> parts(above.spans.size());
  const PartRunner runner(run_);
  runner(std::ssize(above.spans), from, to, [&](std::int64_t index) {
    const TimeSpan& parent = above.spans[at(index)];
    const auto first = std::find_if(below.spans.begin(), below.spans.end(),
                                    [&](const TimeSpan& s) { return s.from == parent.from; });
    auto end = first;
    while (end != below.spans.end() && end->to <= parent.to)
      ++end;
    const std::span<const TimeSpan> children(first, end);
    const std::size_t columns = children.size();
    std::vector<Ideal> ideals(rows * columns);
    std::vector<Ideal> sums(columns);
    std::vector<std::int64_t> totals(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t cell = row * above.spans.size() + at(index);
      totals[row] = above.amounts[cell];
      const auto out = std::span(ideals).subspan(row * columns, columns);
      child_ideals(row, parent, above.ideals[cell], children, out);
      for (std::size_t i = 0; i < columns; ++i)
        sums[i] = sums[i] + out[i];
    }
    for (Ideal& sum : sums)
      sum = settled_sum(sum);
    std::vector<std::int64_t> low(columns), high(columns);
    std::transform(sums.begin(), sums.end(), low.begin(), [](Ideal sum) { return sum.floor(); });
    std::transform(sums.begin(), sums.end(), high.begin(), [](Ideal sum) { return sum.ceil(); });
    RoundingProblem problem;
    problem.rows = static_cast<std::int64_t>(rows);
    problem.columns = static_cast<std::int64_t>(columns);
    problem.ideals = ideals;
    problem.row_totals = totals;
    problem.column_low = low;
    problem.column_high = high;
    const bool small = is_small_matrix(problem.rows, problem.columns);
    std::vector<std::int64_t> rounded(ideals.size());
    const RoundingOutcome outcome =
        round_matrix(problem, small ? RoundingMethod::optimal : RoundingMethod::feasible, rounded);

    Part& part = parts[at(index)];
    part.within = outcome.within;
    part.counts.is_optimal = outcome.is_optimal;
    std::vector<std::int64_t> reached(columns, 0);
    const auto offset = static_cast<std::size_t>(first - below.spans.begin());
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t i = 0; i < columns; ++i) {
        const std::size_t cell = row * columns + i;
        reached[i] += rounded[cell];
        if (last) {
          count(ideals[cell], rounded[cell], part.counts.cells_beyond, part.counts.cells_worst);
          cells_[at(std::int64_t{rows_[row]} * input_.time.days + children[i].from)] =
              rounded[cell] * input_.unit_minor;
        } else {
          below.ideals[row * below.spans.size() + offset + i] = ideals[cell];
          below.amounts[row * below.spans.size() + offset + i] = rounded[cell];
        }
      }
    }
    part.counts.n_nodes = static_cast<std::int64_t>(columns);
    if (last) part.counts.n_cells = static_cast<std::int64_t>(rounded.size());
    for (std::size_t i = 0; i < columns; ++i)
      count(sums[i], reached[i], part.counts.nodes_beyond, part.counts.nodes_worst);
  });
  bool within = true;
  for (const Part& part : parts) {
    within = within && part.within;
    add(part);
  }
  return within;
}

/// Both hierarchies as one flow: all nodes of the split tree, all periods, all
/// lines in all periods and all cells next to their ideals. The ideals are such
/// a flow, so that a whole one exists.
bool Stages::solve_as_flow() {
  const std::int32_t days = input_.time.days;
  const auto rows = static_cast<std::int32_t>(rows_.size());
  if (!input_.may_move_lines || rows != input_.split.lines() ||
      std::int64_t{rows} * days > most_flow_cells)
    return false;
  std::vector<Box> boxes;
  std::vector<Ideal> sums;  // of the boxes
  for (std::size_t node = 0; node < input_.split.nodes.size(); ++node) {
    const SplitNode& split = input_.split.nodes[node];
    boxes.push_back({split.line_from, split.line_to, 0, days, 0, 0});
    sums.push_back(input_.ideals[node]);
  }
  std::vector<QuotaPeriod> units = stages_of(input_.time);
  units.push_back(QuotaPeriod::day);
  std::vector<TimeSpan> above = input_.time.of(QuotaPeriod::all);
  std::vector<Ideal> ideals_above;
  ideals_above.reserve(at(rows));
  for (std::int32_t row = 0; row < rows; ++row)
    ideals_above.push_back(input_.ideal(row));
  std::size_t first_cell = 0;
  for (const QuotaPeriod unit : units) {
    const std::vector<TimeSpan>& spans = input_.time.of(unit);
    std::vector<Ideal> ideals(at(rows) * spans.size());
    std::vector<Ideal> columns(spans.size());
    first_cell = boxes.size();
    for (std::int32_t row = 0; row < rows; ++row) {
      std::size_t next = 0;
      for (std::size_t parent = 0; parent < above.size(); ++parent) {
        std::size_t end = next;
        while (end < spans.size() && spans[end].to <= above[parent].to)
          ++end;
        child_ideals(at(row), above[parent], ideals_above[at(row) * above.size() + parent],
                     std::span(spans).subspan(next, end - next),
                     std::span(ideals).subspan(at(row) * spans.size() + next, end - next));
        next = end;
      }
      for (std::size_t i = 0; i < spans.size(); ++i) {
        const Ideal& ideal = ideals[at(row) * spans.size() + i];
        columns[i] = columns[i] + ideal;
        boxes.push_back({row, row + 1, spans[i].from, spans[i].to + 1, 0, 0});
        sums.push_back(ideal);
      }
    }
    for (std::size_t i = 0; i < spans.size(); ++i) {
      boxes.push_back({0, rows, spans[i].from, spans[i].to + 1, 0, 0});
      sums.push_back(settled_sum(columns[i]));
    }
    above = spans;
    ideals_above = std::move(ideals);
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    boxes[i].low = sums[i].floor();
    boxes[i].high = sums[i].ceil();
  }
  std::vector<std::int64_t> cells;
  if (!find_conflict(rows, days, boxes, &cells).boxes.empty()) return false;
  outcome_.is_optimal = false;
  outcome_.nodes_beyond = 0;
  outcome_.cells_beyond = 0;
  outcome_.cells_worst = 0;
  outcome_.nodes_worst = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    count(sums[first_cell + i], cells[i], outcome_.cells_beyond, outcome_.cells_worst);
    cells_[i] = cells[i] * input_.unit_minor;
  }
  for (std::size_t i = input_.split.nodes.size(); i < boxes.size(); ++i) {
    if (boxes[i].row_to - boxes[i].row_from < rows) continue;
    std::int64_t reached = 0;
    for (std::int32_t row = 0; row < rows; ++row) {
      for (std::int32_t day = boxes[i].column_from; day < boxes[i].column_to; ++day)
        reached += cells[at(std::int64_t{row} * days + day)];
    }
    count(sums[i], reached, outcome_.nodes_beyond, outcome_.nodes_worst);
  }
  return true;
}

}  // namespace

ControlledOutcome controlled_time(const TimeInput& input, std::span<Minor> cells, const Run& run) {
  return Stages(input, cells, run).round();
}

}  // namespace sandan::quota
