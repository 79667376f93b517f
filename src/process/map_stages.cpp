#include <cstdlib>
#include <iterator>

#include "core/json.hpp"
#include "core/text.hpp"
#include "process/result_tables.hpp"

namespace sandan {
namespace process {
namespace {

enum class Reason : std::uint8_t { given, code, outcome, layer, phase, none };
constexpr std::array<std::string_view, 6> reason_codes = {"given", "code",  "outcome",
                                                          "layer", "phase", "none"};

struct Match {
  const Stage* stage = nullptr;
  Reason reason = Reason::none;
};

/// Of the line stages of `to` that `fits`, the one whose share of its line is
/// nearest to that of `stage`; of two equally near ones the earlier. Shares
/// are compared as whole numbers over the product of the two lengths.
template <class Fits>
const Stage* nearest(const Definition& from, const Stage& stage, const Definition& to,
                     Fits&& fits) {
  const std::int64_t from_last = std::ssize(from.line) - 1;
  const std::int64_t to_last = std::ssize(to.line) - 1;
  const Stage* best = nullptr;
  std::int64_t distance = 0;
  for (const std::uint8_t index : to.line) {
    const Stage& other = to.stages[index];
    if (!fits(other)) continue;
    const std::int64_t here = std::abs(other.step * from_last - stage.step * to_last);
    if (best == nullptr || here < distance) {
      best = &other;
      distance = here;
    }
  }
  return best;
}

Match match(const Definition& from, const Stage& stage, const Definition& to) {
  if (const auto same = to.stage_index(stage.item.code)) {
    if (to.stages[*same].outcome == stage.outcome) return {&to.stages[*same], Reason::code};
  }
  if (!stage.in_line()) {
    for (const Stage& other : to.stages) {
      if (other.outcome == stage.outcome) return {&other, Reason::outcome};
    }
    return {};
  }
  const std::size_t index = static_cast<std::size_t>(&stage - from.stages.data());
  if (from.winning == index && to.winning) return {&to.stages[*to.winning], Reason::outcome};
  if (stage.layer) {
    const auto same_layer = [&](const Stage& other) {
      return other.phase == stage.phase && other.layer == stage.layer;
    };
    if (const auto* best = nearest(from, stage, to, same_layer)) return {best, Reason::layer};
  }
  const auto same_phase = [&](const Stage& other) { return other.phase == stage.phase; };
  if (const auto* best = nearest(from, stage, to, same_phase)) return {best, Reason::phase};
  return {};
}

const Stage& stage_named(const Definition& definition, const std::string& code,
                         const std::string& pair) {
  if (const auto index = definition.stage_index(code)) return definition.stages[*index];
  throw Error(Status::invalid_argument, "unknown_stage",
              "process \"" + definition.code + "\" has no stage \"" + shortened(code, 60) + "\"")
      .at("/pairs/" + pair);
}

}  // namespace
}  // namespace process

Result Process::map_stages(const Process& to,
                           const std::vector<std::pair<std::string, std::string>>& given) const {
  using namespace process;
  const Definition& target = to.definition();
  for (const auto& [from_code, to_code] : given) {
    stage_named(*definition_, from_code, from_code);
    stage_named(target, to_code, from_code);
  }
  std::vector<std::string> from_stages;
  std::vector<std::optional<std::string>> to_stages;
  std::vector<std::int32_t> reasons;
  for (const Stage& stage : definition_->stages) {
    Match found = match(*definition_, stage, target);
    for (const auto& [from_code, to_code] : given) {
      if (from_code == stage.item.code) {
        found = {&stage_named(target, to_code, from_code), Reason::given};
      }
    }
    from_stages.push_back(stage.item.code);
    to_stages.push_back(found.stage == nullptr ? std::nullopt
                                               : std::optional(found.stage->item.code));
    reasons.push_back(static_cast<std::int32_t>(found.reason));
  }
  results::Table table;
  table.name = "stage_map";
  table.add(results::text_column("from_stage", from_stages));
  table.add(results::text_column("to_stage", to_stages));
  table.add(results::dictionary_column("reason", reasons, results::code_values(reason_codes)));
  std::string asked = "{\"to\":";
  json::append_quoted(asked, target.digest);
  asked += ",\"pairs\":{";
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (i > 0) asked += ',';
    json::append_quoted(asked, given[i].first);
    asked += ':';
    json::append_quoted(asked, given[i].second);
  }
  asked += "}}";
  return make_result(*definition_, {"map_stages", std::move(asked)}, {std::move(table)});
}

}  // namespace sandan
