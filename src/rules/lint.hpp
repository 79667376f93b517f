#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/hunt.hpp"

namespace sandan::rules {

enum class FindingKind : std::uint8_t {
  gap,
  overlap,
  dead_rule,
  unreachable_output,
  never_band,
  not_decided,
};
inline constexpr std::array<std::string_view, 6> finding_codes = {
    "gap", "overlap", "dead_rule", "unreachable_output", "never_band", "not_decided"};

struct Finding {
  FindingKind kind = FindingKind::not_decided;
  std::int32_t decision = -1;
  std::int32_t rule = -1;  ///< of the table
  std::int32_t other_rule = -1;
  std::int32_t output = -1;  ///< slot
  std::optional<std::string> value;
  std::int32_t example = -1;  ///< place among the examples
  std::int64_t n = 1;         ///< how many such it stands for
};

/// What is found, and what it takes to look.
class Lint {
 public:
  Lint(std::shared_ptr<const Plan> plan, std::int64_t steps,
       const std::function<void(double)>& progress);

  void run();

  const std::shared_ptr<const Plan>& plan() const noexcept { return plan_; }
  const Domains& domains() const noexcept { return domains_; }
  const std::vector<Finding>& findings() const noexcept { return findings_; }
  const std::vector<std::vector<Pinned>>& examples() const noexcept { return examples_; }

  /// Looks on with what is left of a chapter's share.
  Find look(Hunt& hunt, const Quarry& quarry);
  bool is_out_of_work() const noexcept { return left_ <= 0; }
  void spend(std::int64_t work) noexcept { left_ -= work; }
  void add(Finding finding, const Find& find);
  void add(Finding finding) { findings_.push_back(std::move(finding)); }
  /// Notes the outputs of a record that can be.
  void note(const Record& record);
  bool is_reached(std::int32_t slot, const std::string& value) const {
    return reached_.contains({slot, value});
  }

 private:
  void begin_chapter();

  std::shared_ptr<const Plan> plan_;
  Domains domains_;
  std::int64_t steps_;
  const std::function<void(double)>& progress_;
  std::int64_t total_ = 0;     ///< work left in all
  std::int64_t left_ = 0;      ///< in this chapter
  std::int64_t chapters_ = 0;  ///< in all
  std::int64_t chapter_ = 0;   ///< under way, from 1
  std::vector<Finding> findings_;
  std::vector<std::vector<Pinned>> examples_;
  std::set<std::pair<std::int32_t, std::string>> reached_;
};

/// Records that no rule takes.
void lint_gaps(Lint& lint, std::int32_t decision);
/// Rules that never decide.
void lint_rules(Lint& lint, std::int32_t decision);
/// Rules that fire together and must not.
void lint_overlaps(Lint& lint, std::int32_t decision);
/// Values and bands that never come out.
void lint_outputs(Lint& lint, std::int32_t decision);

}  // namespace sandan::rules
