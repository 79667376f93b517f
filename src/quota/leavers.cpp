#include "quota/leavers.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/cells.hpp"
#include "process/inputs.hpp"

namespace sandan::quota {
namespace {

std::size_t at(std::int32_t index) noexcept { return static_cast<std::size_t>(index); }

/// The earliest last day of each rep who has one.
std::map<std::string, Day, std::less<>> leaving_days(const arrow::Table& reps, bool values) {
  std::map<std::string, Day, std::less<>> days;
  const auto* ids = process::optional_column(&reps, "rep_id", process::Wanted::id);
  const auto* left = process::optional_column(&reps, "left_on", process::Wanted::day);
  if (ids == nullptr || left == nullptr) return days;
  const std::vector<Day> left_on = process::days_or(reps, "left_on", last_day, values);
  for (std::size_t row = 0; row < left_on.size(); ++row) {
    if (left_on[row] == last_day) continue;
    const auto id = arrow::id_at(*ids, static_cast<std::int64_t>(row));
    if (!id) continue;
    const auto [place, is_new] = days.emplace(*id, left_on[row]);
    if (!is_new) place->second = std::min(place->second, left_on[row]);
  }
  return days;
}

/// Shapes of which some lines' end earlier; lines of one shape and one last day
/// share the new one. A shape that would be left without weight stays.
class CutShapes {
 public:
  explicit CutShapes(const LineShares& shares) : shares_(shares) {}

  void cut(std::int32_t line, std::int32_t last) {
    const std::int32_t shape = shares_.shape_of[at(line)];
    const auto [place, is_new] = made_.try_emplace({shape, last}, shape);
    if (is_new && last >= 0 && shares_.prefix(line)[at(last)] > 0) {
      place->second = static_cast<std::int32_t>(shares_.prefixes.size() / at(shares_.days));
      std::vector<std::int64_t> prefix(shares_.prefix(line).begin(), shares_.prefix(line).end());
      std::fill(prefix.begin() + last + 1, prefix.end(), prefix[at(last)]);
      shares_.prefixes.insert(shares_.prefixes.end(), prefix.begin(), prefix.end());
    }
    shares_.shape_of[at(line)] = place->second;
  }

  LineShares take() && { return std::move(shares_); }

 private:
  LineShares shares_;
  std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t> made_;  ///< new shapes
};

std::shared_ptr<const LineShares> cut_shapes(const QuotaData& data, const Layer& layer) {
  CutShapes shapes(*layer.shares);
  for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
    const std::int32_t last = last_day_of(data, line);
    if (last < data.time.days - 1) shapes.cut(line, last);
  }
  return std::make_shared<const LineShares>(std::move(shapes).take());
}

}  // namespace

std::int32_t last_day_of(const QuotaData& data, std::int32_t line) {
  const SplitTree& split = *data.base().split;
  std::int32_t last = data.time.days - 1;
  for (std::int32_t i = split.line_nodes[at(line)]; i > 0; i = split.nodes[at(i)].parent) {
    const SplitNode& node = split.nodes[at(i)];
    last = std::min(last, data.axes[at(node.axis)].nodes[at(node.node)].to - data.time.first);
  }
  return last;
}

std::shared_ptr<const QuotaData> without_leavers(std::shared_ptr<const QuotaData> data,
                                                 const Tables& tables) {
  const arrow::Table* reps = tables.find("reps");
  const std::int32_t axis = data->definition->axis_index("sales");
  if (reps == nullptr || axis < 0) return data;
  const auto days = leaving_days(*reps, data->request.values);
  std::vector<AxisTree> axes = data->axes;
  bool anybody = false;
  for (const std::int32_t leaf : axes[at(axis)].leaves) {
    AxisNode& node = axes[at(axis)].nodes[at(leaf)];
    const auto left = days.find(node.code);
    if (left == days.end() || left->second >= node.to) continue;
    node.to = left->second;
    anybody = true;
  }
  if (!anybody) return data;
  auto cut = std::make_shared<QuotaData>(*data);
  cut->axes = std::move(axes);
  std::map<const LineShares*, std::shared_ptr<const LineShares>> made;
  for (Layer& layer : cut->layers) {
    if (layer.depth >= 0 || layer.shares == nullptr) continue;
    auto& shares = made[layer.shares.get()];
    if (shares == nullptr) shares = cut_shapes(*cut, layer);
    layer.shares = shares;
  }
  return cut;
}

}  // namespace sandan::quota
