#include "quota/shape_prior.hpp"

#include <algorithm>
#include <numeric>

namespace sandan::quota {

double prior_weight(std::span<const ShapeSample> members, std::span<const double> shape,
                    bool is_estimated) {
  double total = 0;
  double squares = 0;
  double spread = 0;
  double count = 0;
  for (const ShapeSample& member : members) {
    const double sum = std::accumulate(member.amounts.begin(), member.amounts.end(), 0.0);
    if (!(sum > 0) || !(member.n > 0)) continue;
    count += 1;
    total += member.n;
    squares += member.n * member.n;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const double off = member.amounts[i] / sum - shape[i];
      spread += member.n * off * off;
    }
  }
  if (!(total > 0)) return 1;
  double variance = 0;
  for (const double share : shape)
    variance += share * (1 - share);
  const double by_chance = is_estimated ? count - 1 : count;
  const double by_members = is_estimated ? total - squares / total : total;
  const double room = by_members - by_chance;
  const double correlation = room > 0 && variance > 0 ? (spread / variance - by_chance) / room : 0;
  const double least = 1 / (total + 1);
  return 1 / std::clamp(correlation, least, 1 - least) - 1;
}

double effective_number(double sum, double sum_of_squares) noexcept {
  return sum > 0 && sum_of_squares > 0 ? sum * sum / sum_of_squares : 0;
}

void shrink_towards(std::span<const double> shape, double own, double prior,
                    std::span<double> amounts) {
  const double sum = std::accumulate(amounts.begin(), amounts.end(), 0.0);
  const double known = sum > 0 ? own : 0;
  const double all = known + prior;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    const double share = sum > 0 ? amounts[i] / sum : 0;
    amounts[i] = all > 0 ? (known * share + prior * shape[i]) / all : shape[i];
  }
}

}  // namespace sandan::quota
