#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/result_table.hpp"
#include "process/history_data.hpp"
#include "sandan/core/money.hpp"

namespace sandan::process {

/// Shares with their intervals, null where the sample is too small.
class ShareColumns {
 public:
  ShareColumns(std::string name, const Sampling& sampling);

  void add(std::int64_t successes, std::int64_t total);
  /// Columns `<name>`, `<name>_low`, `<name>_high`, `sufficient`.
  void move_to(results::Table& table) &&;

 private:
  std::string name_;
  std::int64_t min_n_;
  double z_;
  std::vector<std::optional<double>> share_;
  std::vector<std::optional<double>> low_;
  std::vector<std::optional<double>> high_;
  std::vector<std::uint8_t> sufficient_;
};

/// True for the stages of the line that `part` asks for.
bool is_listed(const Stage& stage, FunnelRequest::Part part) noexcept;

/// Value of deals, with those whose amount is unknown counted apart.
struct ValueSum {
  MinorSum sum;
  std::int64_t unknown = 0;

  void add(const HistoryData& history, std::int64_t deal) noexcept {
    const auto d = static_cast<std::size_t>(deal);
    const DealColumns& recorded = history.recorded;
    if (recorded.has_amount.empty() || recorded.has_amount[d] == 0) {
      ++unknown;
    } else {
      sum.add(recorded.amount_minor[d]);
    }
  }
  void add(const ValueSum& other) noexcept {
    sum.add(other.sum);
    unknown += other.unknown;
  }
};

}  // namespace sandan::process
