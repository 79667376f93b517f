#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "org/influence.hpp"

namespace sandan::org {

/// Supports and verdicts nearer to each other than this are level: sums of
/// doubles tell no more.
inline constexpr double level_within = 1e-9;

/// A support as results tell it: within -2 … 2, whatever rounding did.
double told_support(double value) noexcept;

/// The verdict on one vendor.
struct VendorOpinion {
  double verdict = 0;  ///< unknown supports taken as 0
  double low = 0;      ///< as -2
  double high = 0;     ///< as 2
  std::int32_t voters_known = 0;

  /// Unknown supports could change the verdict.
  bool is_open() const noexcept { return high - low > level_within; }
};

/// Opinions of one map: who decides, what each person pulls, and where one
/// vendor after the other stands. Reused from map to map.
class MapOpinions {
 public:
  void prepare(const MapView& map, const VerdictRequest& request);

  std::int32_t voters() const noexcept { return voters_; }
  std::span<const double> weights() const noexcept { return weights_; }
  /// What one unit of force on each person moves the verdict.
  std::span<const double> leverage() const noexcept { return leverage_; }
  /// What one step of each person's own support moves the verdict. The verdict
  /// is linear: this serves every vendor and every interval.
  std::span<const double> pulls() const noexcept { return pulls_; }
  std::span<const double> stubbornness() const noexcept { return graph_.stubbornness; }
  OpinionSolver& solver() noexcept { return solver_; }

  /// Turns to one vendor; the rest is about it.
  void read(const MapView& map, std::int32_t vendor);
  const Standing& standing() const noexcept { return standing_; }
  VendorOpinion opinion() const noexcept;
  /// Where everybody ends, unknown supports taken as 0.
  void positions(std::span<double> out);
  /// How far the ends move when every unknown support is 2 instead.
  void spreads(std::span<double> out);

 private:
  InfluenceGraph graph_;
  OpinionSolver solver_;
  Standing standing_;
  std::int32_t voters_ = 0;
  std::vector<double> weights_, leverage_, pulls_, own_;
};

/// Vendors with a stance in the map, us always, by code. With `points` those
/// with a point too.
void vendors_of_map(const MapView& map, bool points, std::vector<std::int32_t>& out);

}  // namespace sandan::org
