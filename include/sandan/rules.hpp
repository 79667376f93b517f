#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sandan/core.hpp"

namespace sandan {

namespace rules {
struct Versions;
class RecordEvaluator;
}  // namespace rules

/// A value in a request: nothing, a truth, a number, or a text; dates and
/// durations are their ISO texts.
using PolicyValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// Values that replace those of a policy's parameters, by code.
using PolicyParameters = std::map<std::string, PolicyValue, std::less<>>;

/// What every question to a policy says.
struct PolicyRequest {
  /// The day that chooses among versions and that formulas call as_of.
  std::optional<Day> as_of;
  PolicyParameters parameters;
  /// Columns echoed beside answers; nothing: those the policy names, where the
  /// table has them.
  std::optional<std::vector<std::string>> keys;
  /// Steps that a search for one record, or for one finding, may take.
  std::int64_t steps = 100'000;
  bool values = true;  ///< false: no cell values in fault rows and messages
};

struct EvalRequest : PolicyRequest {
  std::vector<std::string> decisions;  ///< to answer; empty: all
  bool could_be = false;               ///< what undetermined records could turn out to be
  std::int32_t ask_next = 0;           ///< inputs to ask for next, so many a record
  bool if_unknown_is_no = false;       ///< also the outputs if all that is unknown were no
  bool detail = false;                 ///< also the table `reasons`
  std::int64_t most_faults = 10'000;   ///< fault rows listed; all are counted

  static EvalRequest parse(std::string_view json);
};

/// Outputs wanted, by code.
using PolicyGoal = std::map<std::string, PolicyValue, std::less<>>;

struct WhyNotRequest : PolicyRequest {
  PolicyGoal goal;
  std::vector<std::int64_t> rows;  ///< to explain; empty: all that miss the goal
  std::int32_t most_changes = 3;   ///< inputs that an alternative changes at most
  std::int32_t alternatives = 3;   ///< told a record at most

  static WhyNotRequest parse(std::string_view json);
};

struct LintRequest : PolicyRequest {
  std::string language = "en";

  static LintRequest parse(std::string_view json);
};

struct DiffRequest : PolicyRequest {
  std::string output;                 ///< whose values are compared
  std::optional<std::string> amount;  ///< int64 column that is added up, in minor units

  static DiffRequest parse(std::string_view json);
};

struct SweepRequest : PolicyRequest {
  std::string output;
  /// Settings of parameters to try, each a row of the answer.
  std::vector<PolicyParameters> grid;
  std::optional<std::string> amount;

  static SweepRequest parse(std::string_view json);
};

struct RegradeRequest : PolicyRequest {
  std::string output;
  std::string previous;  ///< column with the value given last

  static RegradeRequest parse(std::string_view json);
};

/// A compiled grading policy: immutable, cheap to copy, shared by threads.
class Policy {
 public:
  /// Compiles a policy document ("sandan": "policy/1") or a bundle of versions
  /// ("policies/1"). Throws Error{parse | document | unsupported | limit} with a
  /// JSON pointer.
  static Policy compile(std::string_view json);
  /// The policy of a sheet alone (CSV), with that code.
  static Policy from_sheet(std::string_view csv, std::string_view code);

  /// The document in canonical form and its digest.
  const std::string& to_json() const noexcept;
  const std::string& digest() const noexcept;
  const std::string& code() const noexcept;

  /// Tables `inputs`, `parameters`, `decisions`, `outputs`, `rules`, `criteria`
  /// (a row an attribute), `bands` and `conflicts` of the version that holds on a day.
  Result describe(std::string_view language = "en", std::optional<Day> as_of = {}) const;
  /// JSON: the table and columns the policy reads.
  std::string input_schema(std::optional<Day> as_of = {}) const;

  /// Decides every record of the policy's table: table `results`, a row a
  /// record in order, and `faults`, `fault_counts`, tables of decisions with many
  /// rows, and what is asked for. Throws Error{schema | invalid_argument | limit |
  /// no_memory | cancelled}.
  Result eval(const Tables& tables, const EvalRequest& request = {}, const Run& run = {}) const;
  /// Tables `why_not` and `changes`: what stands between records and a goal.
  Result why_not(const Tables& tables, const WhyNotRequest& request, const Run& run = {}) const;
  /// Tables `findings` and `examples`: gaps, overlaps, rules that never decide.
  Result lint(const LintRequest& request = {}, const Run& run = {}) const;
  /// Tables `moves` and `moved`: what another policy says of the same records.
  Result diff(const Policy& other, const Tables& tables, const DiffRequest& request,
              const Run& run = {}) const;
  /// Table `sweep`: how many records get which value under each setting.
  Result sweep(const Tables& tables, const SweepRequest& request, const Run& run = {}) const;
  /// Table `regrades`: records whose value differs from the one given last.
  Result regrade(const Tables& tables, const RegradeRequest& request, const Run& run = {}) const;

  /// A decision as CSV for a spreadsheet.
  std::string to_sheet(std::string_view decision) const;
  /// This policy with a decision replaced by the sheet's.
  Policy with_sheet(std::string_view decision, std::string_view csv) const;

  const rules::Versions& versions() const noexcept { return *versions_; }

 private:
  explicit Policy(std::shared_ptr<const rules::Versions> versions)
      : versions_(std::move(versions)) {}

  std::shared_ptr<const rules::Versions> versions_;
};

/// A value of a single record. Texts are borrowed.
struct RecordValue {
  enum class Kind : std::int32_t { null, boolean, number, integer, text, day, duration };
  Kind kind = Kind::null;
  bool truth = false;
  double number = 0;
  std::int64_t integer = 0;  ///< also days and microseconds
  std::string_view text;
};

/// Decides one record at a time without allocating; for one thread.
class PolicyEvaluator {
 public:
  /// `columns`: inputs in the order records give them; others are null.
  PolicyEvaluator(const Policy& policy, const std::vector<std::string>& columns,
                  const PolicyRequest& request = {});
  ~PolicyEvaluator();
  PolicyEvaluator(PolicyEvaluator&&) noexcept;
  PolicyEvaluator& operator=(PolicyEvaluator&&) noexcept;

  /// Names of the answers, in the order they are given: the columns of `results`
  /// that eval makes.
  const std::vector<std::string>& outputs() const noexcept;
  /// `answers` has one place an output; texts in it are valid until the next
  /// call. Throws Error{invalid_argument} with the column of a value that does not fit.
  void eval(std::span<const RecordValue> record, std::span<RecordValue> answers);

 private:
  std::unique_ptr<rules::RecordEvaluator> evaluator_;
};

/// JSON: the module's result tables and columns.
std::string rules_output_schema();

}  // namespace sandan
