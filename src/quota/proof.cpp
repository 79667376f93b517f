#include <algorithm>
#include <bit>
#include <string>

#include "core/parallel.hpp"
#include "core/sha256.hpp"
#include "quota/result_tables.hpp"
#include "quota/sums.hpp"
#include "quota/trees.hpp"

namespace sandan {
namespace quota {
namespace {

/// 64-bit integers as bytes, the lowest first.
std::string_view little_endian(const Minor* cells, std::int32_t n, std::string& scratch) {
  const std::size_t bytes = static_cast<std::size_t>(n) * sizeof(Minor);
  if constexpr (std::endian::native == std::endian::little)
    return {reinterpret_cast<const char*>(cells), bytes};
  scratch.clear();
  for (std::int32_t i = 0; i < n; ++i) {
    for (int shift = 0; shift < 64; shift += 8)
      scratch += static_cast<char>(static_cast<std::uint64_t>(cells[i]) >> shift);
  }
  return scratch;
}

std::string remainder_place(const QuotaData& data, const Layer& layer) {
  if (layer.remainder_line < 0) return {};
  const auto nodes =
      axis_nodes_of(*layer.split, data.axes.size(),
                    layer.split->line_nodes[static_cast<std::size_t>(layer.remainder_line)]);
  return place_path(data.axes, nodes) + " on " + format_day(data.time.first + layer.remainder_day);
}

results::Table proof_table(const QuotaData& data, const std::vector<CheckedSums>& checked,
                           const Run& run) {
  const PartRunner runner(run);
  std::vector<std::int32_t> tiers;
  std::vector<std::string> codes, digests;
  std::vector<std::optional<std::string>> places;
  std::vector<std::int64_t> totals, sums, atoms, nonzero, remainders, sums_checked, broken;
  for (std::size_t i = 0; i < data.definition->tiers.size(); ++i) {
    runner.report(0.5 + 0.5 * static_cast<double>(i) / static_cast<double>(checked.size()));
    const Layer& layer = data.base(static_cast<std::int32_t>(i));
    MinorSum sum;
    std::int64_t filled = 0;
    for (std::int32_t line = 0; line < layer.split->lines(); ++line) {
      const Minor* cells = layer.line(line, data.time.days);
      for (std::int32_t day = 0; day < data.time.days; ++day) {
        sum.add(cells[day]);
        filled += cells[day] != 0 ? 1 : 0;
      }
    }
    tiers.push_back(static_cast<std::int32_t>(i));
    codes.push_back(data.definition->tiers[i].code);
    totals.push_back(layer.total_minor);
    sums.push_back(sum.total());
    atoms.push_back(std::int64_t{layer.split->lines()} * data.time.days);
    nonzero.push_back(filled);
    remainders.push_back(layer.remainder_minor);
    const std::string place = remainder_place(data, layer);
    places.push_back(place.empty() ? std::nullopt : std::optional(place));
    digests.push_back(digest_of(layer, data.time.days));
    sums_checked.push_back(checked[i].checked);
    broken.push_back(checked[i].broken);
  }
  const auto rows = std::ssize(tiers);
  results::Table table;
  table.name = "proof";
  table.add(results::dictionary_column("tier", tiers, results::code_values(codes)));
  table.add(results::int64_column("total_minor", std::move(totals)));
  table.add(results::int64_column("sum_minor", std::move(sums)));
  table.add(results::int64_column("atoms", std::move(atoms)));
  table.add(results::int64_column("nonzero_atoms", std::move(nonzero)));
  table.add(results::int64_column("remainder_minor", std::move(remainders)));
  auto place = results::text_column("remainder_at", places);
  place.nullable = true;
  table.add(std::move(place));
  table.add(results::text_column("cells_sha256", digests));
  table.add(results::constant_column("plan_digest", data.definition->digest, rows));
  table.add(results::int64_column("sums_checked", std::move(sums_checked)));
  table.add(results::int64_column("sums_broken", std::move(broken)));
  table.add(results::constant_column("currency", data.definition->currency, rows));
  return table;
}

}  // namespace

std::string digest_of(const Layer& layer, std::int32_t days) {
  Sha256 digest;
  std::string scratch;
  for (std::int32_t line = 0; line < layer.split->lines(); ++line)
    digest.add(little_endian(layer.line(line, days), days, scratch));
  return digest.hex();
}

}  // namespace quota

Result Quota::proof(const ProofRequest& request, const Run& run) const {
  using namespace quota;
  std::vector<CheckedSums> checked;
  std::vector<results::Table> tables;
  tables.push_back(sums_table(*data_, request, run, checked));
  tables.push_back(bounds_table(*data_));
  tables.push_back(proof_table(*data_, checked, run));
  return make_result(*data_, {"proof", request_text(request)}, std::move(tables));
}

Result Quota::versions() const {
  using namespace quota;
  std::vector<std::int32_t> numbers;
  std::vector<std::optional<std::string>> reasons;
  std::vector<std::string> digests;
  std::vector<Day> from;
  std::vector<std::int64_t> totals;
  std::vector<std::uint8_t> actuals;
  for (const Version& version : data_->versions) {
    numbers.push_back(version.number);
    reasons.push_back(version.reason.empty() ? std::nullopt : std::optional(version.reason));
    from.push_back(version.from);
    totals.push_back(version.total_minor);
    digests.push_back(version.base == nullptr ? version.cells_digest
                                              : digest_of(*version.base, data_->time.days));
    actuals.push_back(version.past_is_actuals ? 1 : 0);
  }
  results::Table table;
  table.name = "versions";
  table.add(results::int32_column("number", std::move(numbers)));
  auto reason = results::text_column("reason", reasons);
  reason.nullable = true;
  table.add(std::move(reason));
  table.add(results::number_column("from_on", results::ColumnType::day, std::move(from)));
  table.add(results::int64_column("total_minor", std::move(totals)));
  table.add(results::text_column("cells_sha256", digests));
  table.add(results::boolean_column("past_is_actuals", actuals));
  return make_result(*data_, {"versions"}, {std::move(table)});
}

}  // namespace sandan
