#include "core/ratio.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include "sandan/core/status.hpp"

namespace sandan {
namespace {

using boost::multiprecision::cpp_int;

cpp_int number(const Wide& wide) { return (cpp_int(wide.high) << 64) + wide.low; }

cpp_int product(std::initializer_list<Wide> factors) {
  cpp_int result = 1;
  for (const Wide& factor : factors)
    result *= number(factor);
  return result;
}

}  // namespace

std::int64_t rounded_ratio(std::initializer_list<Wide> factors,
                           std::initializer_list<Wide> divisors) {
  cpp_int above = product(factors);
  cpp_int below = product(divisors);
  const bool negative = (above < 0) != (below < 0);
  above = abs(above);
  below = abs(below);
  cpp_int quotient = above / below;
  const cpp_int twice_rest = (above % below) * 2;
  if (twice_rest > below || (twice_rest == below && (quotient & 1) != 0)) ++quotient;
  if (negative) quotient = -quotient;
  if (quotient > INT64_MAX || quotient < INT64_MIN) {
    throw Error(Status::overflow, "sum_too_large", "an amount does not fit 64 bits");
  }
  return static_cast<std::int64_t>(quotient);
}

double ratio(const Wide& above, const Wide& below) {
  return number(above).convert_to<double>() / number(below).convert_to<double>();
}

}  // namespace sandan
