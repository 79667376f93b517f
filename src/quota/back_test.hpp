#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

/// Which way of spreading a year over its periods would have fitted best.
namespace sandan::quota {

/// In the order of preference where they fit alike.
enum class ShapeCandidate : std::uint8_t { equal, workdays, last_year, mean, blend };
inline constexpr std::array<std::string_view, 5> candidate_words = {"equal", "workdays",
                                                                    "last_year", "mean", "blend"};

/// One whole year of a series, its parts in order.
struct PastYear {
  int year = 0;
  std::vector<int> numbers;      ///< of the periods, as Season::number
  std::vector<double> workdays;  ///< in them
  std::vector<double> amounts;
};

struct CandidateFit {
  /// Weighted absolute percentage error over the held-out years: with a year's
  /// own total T spread by the shape, sum |T share - amount| / sum |amount|.
  double error = 0;
  /// How much too early the shape would have asked: the mean over periods of
  /// the expected less the true share of the year by the period's end.
  double bias = 0;
};

struct BackTest {
  std::int64_t periods = 0;  ///< compared
  std::int32_t held_out = 0;
  std::array<CandidateFit, candidate_words.size()> fits;
  double last_year_share = 0.5;  ///< of the blend that fits all years best
};

/// Holds out the last `test_years` years that follow another, one by one, and
/// asks what the years before each would have said. Years are whole, rising,
/// and of a total above 0; without two in a row nothing is held out. A month
/// that is negative last year weighs 0.
///
/// `blend` is the mix of last year's shape and equal shares that fitted the
/// earlier years best, in steps of a tenth, half and half where there are none.
BackTest back_test(const std::vector<PastYear>& years, std::int32_t test_years);

}  // namespace sandan::quota
