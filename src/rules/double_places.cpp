#include "rules/double_places.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace sandan::rules {
namespace {

std::optional<Decimal> shortest_of(double number, bool is_single) {
  if (!is_single) return Decimal::shortest(number);
  if (!std::isfinite(number)) return std::nullopt;
  std::array<char, 64> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), static_cast<float>(number)).ptr;
  return Decimal::parse({text.data(), static_cast<std::size_t>(end - text.data())});
}

/// The nearest float; the largest one for what lies beyond.
double as_float(double number) {
  constexpr double most = std::numeric_limits<float>::max();
  return static_cast<double>(static_cast<float>(std::clamp(number, -most, most)));
}

double next_to(double number, double towards, bool is_single) {
  if (!is_single) return std::nextafter(number, towards);
  return static_cast<double>(
      std::nextafter(static_cast<float>(number), static_cast<float>(towards)));
}

}  // namespace

DoublePlaces::DoublePlaces(const Scale& scale, bool is_single) {
  for (const Value& constant : scale.constants()) {
    const double number = constant.number.to_double();
    places.push_back(is_single ? as_float(number) : number);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  const auto add = [&](double number) {
    const auto decimal = shortest_of(number, is_single);
    codes.push_back(decimal ? scale.code_of(Value::of(*decimal)) : scale.bad());
  };
  const double infinity = std::numeric_limits<double>::infinity();
  add(places.empty() ? 0.0 : next_to(places.front(), -infinity, is_single));
  for (const double number : places) {
    add(number);
    add(next_to(number, infinity, is_single));
  }
}

Code DoublePlaces::code_of(double number) const noexcept {
  const auto at = std::lower_bound(places.begin(), places.end(), number);
  const auto place = static_cast<std::size_t>(at - places.begin());
  return codes[2 * place + (at != places.end() && *at == number ? 1 : 0)];
}

}  // namespace sandan::rules
