#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandan/core/labels.hpp"
#include "sandan/process.hpp"

namespace sandan::rules {
struct Definition;
}

namespace sandan::process {

/// One bit a stage in the masks of a history, hence the limit.
inline constexpr std::size_t max_stages = 64;

enum class Mode : std::uint8_t { find, nurture, close, service };
enum class Phase : std::uint8_t { before, after };
enum class Layer : std::uint8_t { need, candidate, quoted, ordered };
enum class WonWhen : std::uint8_t { entered, end_mark };
enum class Origin : std::uint8_t { source, sandan };

inline constexpr std::array<std::string_view, 4> mode_codes = {"find", "nurture", "close",
                                                               "service"};
inline constexpr std::array<std::string_view, 2> phase_codes = {"before", "after"};
inline constexpr std::array<std::string_view, 4> layer_codes = {"need", "candidate", "quoted",
                                                                "ordered"};
inline constexpr std::array<std::string_view, 4> outcome_codes = {"open", "won", "lost",
                                                                  "cancelled"};
inline constexpr std::array<std::string_view, 2> won_when_codes = {"entered", "end_mark"};
inline constexpr std::array<std::string_view, 2> origin_codes = {"source", "sandan"};

/// Something with a code and labels: a mark, a piece of evidence.
struct Item {
  std::string code;
  Labels label;
  std::optional<Origin> origin;
};

/// A mark by its code: one mark, also where it ends a stage and starts another.
struct Mark {
  std::string code;
  std::optional<std::string> condition;  ///< as written; nothing: set by hand
  std::int32_t index = -1;               ///< of the condition among those of `facts`
};

struct Action {
  Item item;
  std::vector<std::string> satisfies;  ///< codes of marks
};

struct Stage {
  Item item;
  std::optional<Mode> mode;
  Phase phase = Phase::before;
  std::optional<Layer> layer;
  Outcome outcome = Outcome::open;
  std::optional<WonWhen> won_when;
  std::optional<std::int32_t> expected_days;
  std::optional<std::int32_t> expected_workdays;
  std::optional<double> default_probability;
  std::optional<Item> start_mark;
  std::optional<Item> end_mark;
  std::vector<Item> evidence;
  std::vector<Action> actions;
  bool implicit = false;  ///< known to every process, not in the document
  /// Place in the order of the sale from 0; -1 for lost and cancelled.
  int step = -1;

  bool in_line() const noexcept { return step >= 0; }
};

/// What a move from one stage to another is.
enum class Move : std::uint8_t {
  start,
  forward,
  skip,
  back,
  lost,
  cancelled,
  reopened,
  repeated,
};
inline constexpr std::array<std::string_view, 8> move_codes = {
    "start", "forward", "skip", "back", "lost", "cancelled", "reopened", "repeated"};

struct MovePolicy {
  bool skip = true;
  bool back = true;
  bool reopen = true;
  std::vector<std::pair<std::uint8_t, std::uint8_t>> forbidden;  ///< stage indexes
};

/// A move's kind and whether the policy allows it.
struct Judgement {
  Move move = Move::start;
  bool legal = true;
  /// The deal is closed and must not be reopened: the event is a fault.
  bool after_closing = false;
};

/// A process document, read and checked.
struct Definition {
  std::string code;
  Labels label;
  std::string canonical;
  std::string digest;
  std::vector<Stage> stages;  ///< as in the document, then implicit ones
  MovePolicy policy;
  std::optional<std::size_t> winning;  ///< index of the stage that wins
  std::vector<Mark> marks;             ///< each once, in order of the document
  /// The facts as inputs and the conditions of marks as conflicts of a policy
  /// over `opportunities`; never null.
  std::shared_ptr<const rules::Definition> facts;

  /// Stage bits that stand in the line, by step: line[step] = stage index.
  std::vector<std::uint8_t> line;

  std::optional<std::size_t> stage_index(std::string_view code) const noexcept;
  /// Null when there is none.
  const Mark* mark(std::string_view code) const noexcept;
  bool wins_by_entry() const noexcept {
    return winning && stages[*winning].won_when == WonWhen::entered;
  }
  /// True when being in this stage means that the order has been won.
  bool is_won_stage(std::size_t stage) const noexcept;

  /// Judges a move; `from` is max_stages for the first event of a deal.
  Judgement judge(std::size_t from, std::size_t to) const noexcept;
};

Definition read_definition(std::string_view json);

}  // namespace sandan::process
