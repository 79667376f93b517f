#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "quota/padding.hpp"
#include "quota/rebuild.hpp"

/// Layers of upper levels beside a base that is made anew.
namespace sandan::quota {

/// An upper layer that follows the base of its tier: the days before hold what
/// the base's hold, without padding where that was brought, and the rest the
/// base's rest less the padding.
class UpperFollow {
 public:
  /// `lines` of the base are made anew, in order. Borrows all.
  UpperFollow(const QuotaData& before, const Layer& old, const RebuildTier& base_tier,
              const std::vector<std::int32_t>& lines, std::int32_t first);

  const Layer& old() const noexcept { return old_; }
  /// Lines above those made anew, in order.
  const std::vector<std::int32_t>& lines() const noexcept { return lines_; }
  /// Lines at the place of a constraint, in order.
  std::vector<std::int32_t> lines_of(const PlacedConstraint& placed) const;
  /// A limit of this layer, of [low, high], for the base: what the place may
  /// have with the padding from the day on, beside `base_past` before it.
  std::pair<Minor, Minor> padded(const PlacedConstraint& placed, std::pair<Minor, Minor> limits,
                                 Minor base_past) const;

  /// The layer with the shapes of the new base, and what its lines get.
  Layer shaped_by(const Layer& base) const;
  RebuildTier tier_of(const Layer& base, const RebuildTier& base_tier) const;

 private:
  Minor past_of(const PlacedConstraint& placed) const;
  Minor rest_of(Minor base_rest, const RebuildTier& base_tier) const;
  void set_past(const RebuildTier& base_tier, const std::vector<std::int32_t>& lines);

  const QuotaData& before_;
  const Layer& old_;
  std::int32_t first_;
  Factor factor_;
  std::vector<std::int32_t> above_;  ///< by line of the base
  std::vector<std::int32_t> lines_;
  std::vector<Minor> past_;  ///< as RebuildTier::past, of lines_; empty: stays
};

/// By growing depth, what follows the base of a tier; empty without padding.
std::vector<UpperFollow> upper_layers(const QuotaData& before, const RebuildTier& base_tier,
                                      const std::vector<std::int32_t>& lines, std::int32_t first);

}  // namespace sandan::quota
