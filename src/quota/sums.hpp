#pragma once

#include <cstdint>

#include "core/buffer.hpp"
#include "core/result_table.hpp"
#include "quota/quota_data.hpp"
#include "sandan/core/run.hpp"

/// What proves a plan.
namespace sandan::quota {

struct CheckedSums {
  std::int64_t checked = 0;
  std::int64_t broken = 0;
};

/// Table `sums`, and per tier how many sums were checked and are broken.
results::Table sums_table(const QuotaData& data, const ProofRequest& request, const Run& run,
                          std::vector<CheckedSums>& checked);

/// Table `bounds`.
results::Table bounds_table(const QuotaData& data);

/// By split node: its place on every axis, 0 where it is the whole.
std::vector<std::int32_t> axis_nodes_of(const SplitTree& split, std::size_t axes,
                                        std::int32_t node);

}  // namespace sandan::quota
