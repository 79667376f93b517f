#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/compared_values.hpp"
#include "rules/domains.hpp"
#include "rules/outlook.hpp"
#include "rules/record.hpp"
#include "sandan/rules.hpp"

namespace sandan::rules {

/// One output and the value wanted of it.
struct Wanted {
  std::int32_t slot = -1;
  Value value;
};

/// The outputs of a goal. Throws Error{invalid_argument | unsupported} at `/goal/…`.
std::vector<Wanted> wanted_of(const Plan& plan, const PolicyGoal& goal);
/// True when a decided record has all that is wanted.
bool is_reached(const Record& record, const std::vector<Wanted>& goal);

enum class Verdict : std::uint8_t { failed, unknown, earlier_rule };
inline constexpr std::array<std::string_view, 3> verdict_codes = {"failed", "unknown",
                                                                  "earlier_rule"};

/// Something that stands between a record and a goal.
struct Obstacle {
  std::int32_t decision = -1;
  std::optional<std::string> rule;  ///< rule, attribute or band that would give it
  std::int32_t slot = -1;           ///< what is tested; -1: several things, or nothing
  std::optional<std::string> cell;
  std::optional<std::string> value;
  Verdict verdict = Verdict::failed;
  std::optional<std::string> other_rule;
};

/// What stands between a decided record and the goal.
std::vector<Obstacle> obstacles_of(Record& record, const std::vector<Wanted>& goal);

/// An input to be changed.
struct Change {
  std::int32_t slot = -1;
  Value from;
  Value to;
};

/// Smallest sets of inputs whose change reaches the goal.
struct Changes {
  std::vector<std::vector<Change>> alternatives;  ///< all of one size
  bool is_exact = true;  ///< none is smaller; with no alternative: there is none
};

/// Finds changes for one record after another.
class ChangeSearch {
 public:
  ChangeSearch(std::shared_ptr<const Plan> plan, const Domains& domains, std::vector<Wanted> goal,
               const WhyNotRequest& request);

  /// Of a record that misses the goal.
  Changes of(const Record& record);

 private:
  void take(const Record& record);
  std::vector<Candidate> candidates_of(std::int32_t slot, const Record& record);
  void choose(std::size_t from, std::size_t left);
  bool settle(std::size_t at);
  bool met();
  Truth judge() const;
  bool step() noexcept;

  std::shared_ptr<const Plan> plan_;
  const Domains& domains_;
  std::vector<Wanted> goal_;
  ComparedValues compared_;
  std::int64_t steps_;
  std::size_t most_changes_;
  std::size_t most_alternatives_;
  Outlook outlook_;
  Record trial_;
  std::vector<std::int32_t> inputs_;
  bool is_exact_ = true;                         ///< options stand for all values
  std::vector<std::vector<Candidate>> options_;  ///< by place of the input, nearest first
  std::vector<Candidate> own_;                   ///< the record's
  std::vector<std::size_t> chosen_;              ///< inputs that are changed
  std::vector<const Candidate*> settled_;
  Changes found_;
  std::int64_t steps_left_ = 0;
};

/// All that is told of a row.
struct Explained {
  std::int64_t row = 0;
  std::vector<Obstacle> obstacles;
  Changes changes;
};

}  // namespace sandan::rules
