#include <algorithm>
#include <cmath>

#include "quota/exact_share.hpp"
#include "quota/rounding.hpp"

namespace sandan::quota {
namespace {

constexpr std::int64_t places = std::int64_t{1} << 32;

Ideal carried(std::int64_t whole, std::int64_t fraction) noexcept {
  return {whole + (fraction >> 32), static_cast<std::uint32_t>(fraction & (places - 1))};
}

/// total * weight / sum: the whole units, then what they leave in the last
/// place together with the fraction of the total.
struct IdealShare {
  Ideal ideal;
  std::int64_t rest;
};

IdealShare share_of(Ideal total, std::int64_t weight, std::int64_t sum) noexcept {
  const double ratio = ratio_of(weight, sum);
  const Share units = quota::share_of(total.whole, weight, sum, ratio);
  const Share below = quota::share_of(places, units.rest, sum, ratio_of(units.rest, sum));
  const Share fraction = quota::share_of(total.fraction, weight, sum, ratio);
  const std::int64_t rest = below.rest + fraction.rest;
  const bool carries = rest >= sum;
  return {carried(units.whole, below.whole + fraction.whole + (carries ? 1 : 0)),
          carries ? rest - sum : rest};
}

}  // namespace

Ideal operator+(Ideal a, Ideal b) noexcept {
  return carried(a.whole + b.whole,
                 static_cast<std::int64_t>(a.fraction) + static_cast<std::int64_t>(b.fraction));
}

Ideal operator-(Ideal a, Ideal b) noexcept {
  return carried(a.whole - b.whole,
                 static_cast<std::int64_t>(a.fraction) - static_cast<std::int64_t>(b.fraction));
}

bool operator<(Ideal a, Ideal b) noexcept {
  return a.whole != b.whole ? a.whole < b.whole : a.fraction < b.fraction;
}

Ideal settled(Ideal ideal, std::int64_t addends) noexcept {
  constexpr std::int64_t off = 8;  // last places
  const std::int64_t most = std::min(addends, places / 4 / off) * off;
  if (ideal.fraction <= most) return {ideal.whole, 0};
  if (places - ideal.fraction <= most) return {ideal.whole + 1, 0};
  return ideal;
}

double to_double(Ideal ideal) noexcept {
  return static_cast<double>(ideal.whole) + std::ldexp(static_cast<double>(ideal.fraction), -32);
}

void split_ideal(Ideal total, std::span<const std::int64_t> weights, std::span<Ideal> out) {
  check_total(total.ceil());
  const std::int64_t sum = checked_sum(weights);
  Scratch rests(weights.size());
  Ideal left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const IdealShare share = share_of(total, weights[i], sum);
    out[i] = share.ideal;
    rests.values()[i] = share.rest;
    left = left - share.ideal;
  }
  if (left == Ideal{}) return;
  // Fewer last places than parts are left, so they are the fraction of `left`.
  Scratch order(weights.size());
  give_largest(rests.values(), left.fraction, order.values(), [&](std::size_t i) {
    out[i] = out[i] + Ideal{0, 1};
  });
}

}  // namespace sandan::quota
