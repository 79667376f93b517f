#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "org/each_map.hpp"
#include "org/influence_map.hpp"
#include "org/request_texts.hpp"
#include "org/result_tables.hpp"
#include "org/row_columns.hpp"

namespace sandan {
namespace org {
namespace {

enum class VerdictState : std::uint8_t { is_for, against, open, unknown };
constexpr std::array<std::string_view, 4> state_codes = {"for", "against", "open", "unknown"};

struct VerdictRow {
  std::int32_t map;
  std::int32_t vendor;
  std::int32_t voters;
  std::int32_t voters_known;
  std::optional<double> verdict, low, high, vote;
  VerdictState state;
  std::optional<bool> leads;
};

struct PositionRow {
  std::int32_t map;
  std::int32_t person;
  std::int32_t vendor;
  std::int8_t support;
  double position, low, high, stubbornness, weight;
  std::optional<double> pull;
};

struct VerdictRows {
  std::vector<VerdictRow> verdicts;
  std::vector<PositionRow> positions;

  void append(VerdictRows&& more) {
    append_rows(verdicts, std::move(more.verdicts));
    append_rows(positions, std::move(more.positions));
  }
};

/// What one vendor's row of people is while a map is worked on.
struct VendorEnds {
  std::vector<std::int8_t> support;
  std::vector<double> position, spread;
};

struct VerdictScratch {
  MapOpinions opinions;
  std::vector<std::int32_t> vendors;
  std::vector<VendorEnds> ends;  ///< by place in vendors
};

VerdictState state_of(const VendorOpinion& opinion) noexcept {
  if (opinion.low > level_within) return VerdictState::is_for;
  if (opinion.high < -level_within) return VerdictState::against;
  return VerdictState::open;
}

/// Place of the one value that is above all others; -1 where there is none.
template <class Value>
std::int32_t highest_alone(std::size_t count, Value&& value) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < count; ++i) {
    if (value(i) > value(best)) best = i;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (i != best && value(best) - value(i) <= level_within) return -1;
  }
  return static_cast<std::int32_t>(best);
}

/// The row of one vendor, and where everybody ends.
VerdictRow verdict_on(const MapView& map, std::int32_t vendor, MapOpinions& opinions,
                      VendorEnds& ends) {
  opinions.read(map, vendor);
  ends.support = opinions.standing().support;
  ends.position.resize(map.people.size());
  ends.spread.resize(map.people.size());
  opinions.positions(ends.position);
  opinions.spreads(ends.spread);
  const VendorOpinion opinion = opinions.opinion();
  VerdictRow row{};
  row.map = map.map;
  row.vendor = vendor;
  row.voters = opinions.voters();
  row.voters_known = opinion.voters_known;
  row.state = VerdictState::unknown;
  if (row.voters == 0) return row;
  row.verdict = opinion.verdict;
  row.low = opinion.low;
  row.high = opinion.high;
  row.vote = 0;
  row.state = state_of(opinion);
  return row;
}

/// Who leads, and whom those who decide end with. Who ends above 0 with no
/// vendor is with none, be it that nothing is known or that there is but one.
void compare_vendors(const MapOpinions& opinions, const std::vector<VendorEnds>& ends,
                     std::span<VerdictRow> rows) {
  const std::int32_t leader =
      highest_alone(rows.size(), [&](std::size_t v) { return *rows[v].verdict; });
  if (rows.size() > 1) {  // alone nobody leads
    for (std::size_t v = 0; v < rows.size(); ++v)
      rows[v].leads = static_cast<std::int32_t>(v) == leader;
  }
  for (std::size_t p = 0; p < opinions.weights().size(); ++p) {
    if (opinions.weights()[p] <= 0) continue;
    const std::int32_t chosen =
        highest_alone(rows.size(), [&](std::size_t v) { return ends[v].position[p]; });
    if (chosen < 0) continue;
    const auto vendor = static_cast<std::size_t>(chosen);
    if (ends[vendor].position[p] > level_within) *rows[vendor].vote += opinions.weights()[p];
  }
  for (VerdictRow& row : rows)
    row.vote = std::min(*row.vote, 1.0);
}

void add_verdicts(const MapView& map, VerdictScratch& scratch, VerdictRows& rows) {
  const std::size_t begin = rows.verdicts.size();
  for (std::size_t v = 0; v < scratch.vendors.size(); ++v) {
    rows.verdicts.push_back(verdict_on(map, scratch.vendors[v], scratch.opinions, scratch.ends[v]));
  }
  if (scratch.opinions.voters() == 0) return;
  compare_vendors(scratch.opinions, scratch.ends,
                  std::span<VerdictRow>(rows.verdicts).subspan(begin));
}

void add_positions(const MapView& map, const VerdictScratch& scratch, VerdictRows& rows) {
  const MapOpinions& opinions = scratch.opinions;
  for (std::size_t p = 0; p < map.people.size(); ++p) {
    for (std::size_t v = 0; v < scratch.vendors.size(); ++v) {
      const VendorEnds& ends = scratch.ends[v];
      PositionRow& row = rows.positions.emplace_back();
      row.map = map.map;
      row.person = static_cast<std::int32_t>(p);
      row.vendor = scratch.vendors[v];
      row.support = ends.support[p];
      row.position = told_support(ends.position[p]);
      row.low = told_support(ends.position[p] - ends.spread[p]);
      row.high = told_support(ends.position[p] + ends.spread[p]);
      row.stubbornness = opinions.stubbornness()[p];
      row.weight = opinions.weights()[p];
      if (opinions.voters() > 0) row.pull = opinions.pulls()[p];
    }
  }
}

results::Table verdict_table(const MapData& data, const std::vector<VerdictRow>& rows) {
  const auto real = [&rows](std::optional<double> VerdictRow::*member) {
    return values_of(rows, [member](const VerdictRow& row) { return row.*member; });
  };
  results::Table table = table_of("verdicts", data, rows);
  table.add(vendor_column("vendor", data, codes_of(rows, &VerdictRow::vendor)));
  table.add(results::int32_column("voters", codes_of(rows, &VerdictRow::voters)));
  table.add(results::int32_column("voters_known", codes_of(rows, &VerdictRow::voters_known)));
  table.add(results::float64_column("verdict", real(&VerdictRow::verdict)));
  table.add(results::float64_column("low", real(&VerdictRow::low)));
  table.add(results::float64_column("high", real(&VerdictRow::high)));
  table.add(results::float64_column("vote", real(&VerdictRow::vote)));
  table.add(results::dictionary_column("state", codes_of(rows, &VerdictRow::state),
                                       results::code_values(state_codes)));
  table.add(results::boolean_column(
      "leads", values_of(rows, [](const VerdictRow& row) { return row.leads; })));
  return table;
}

results::Table position_table(const MapData& data, const std::vector<PositionRow>& rows) {
  const auto real = [&rows](const char* name, double PositionRow::*member) {
    return results::number_column(
        name, results::ColumnType::float64,
        values_of(rows, [member](const PositionRow& row) { return row.*member; }));
  };
  results::Table table = table_of("positions", data, rows);
  table.add(
      person_column("person_id", data, places_of(rows, &PositionRow::person, data.first_person)));
  table.add(vendor_column("vendor", data, codes_of(rows, &PositionRow::vendor)));
  table.add(support_column("support",
                           values_of(rows, [](const PositionRow& row) { return row.support; })));
  table.add(real("position", &PositionRow::position));
  table.add(real("low", &PositionRow::low));
  table.add(real("high", &PositionRow::high));
  table.add(real("stubbornness", &PositionRow::stubbornness));
  table.add(real("voter_weight", &PositionRow::weight));
  table.add(results::float64_column(
      "pull", values_of(rows, [](const PositionRow& row) { return row.pull; })));
  return table;
}

}  // namespace
}  // namespace org

Result DecisionMaps::verdict(const VerdictRequest& request, const Run& run) const {
  using namespace org;
  const auto rows = rows_of_maps<VerdictRows, VerdictScratch>(
      *data_, maps_asked(*data_, request), run,
      [&](const MapView& map, VerdictRows& out, VerdictScratch& scratch) {
        scratch.opinions.prepare(map, request);
        vendors_of_map(map, false, scratch.vendors);
        if (scratch.ends.size() < scratch.vendors.size())
          scratch.ends.resize(scratch.vendors.size());
        add_verdicts(map, scratch, out);
        add_positions(map, scratch, out);
      });
  std::vector<results::Table> tables;
  tables.push_back(verdict_table(*data_, rows.verdicts));
  tables.push_back(position_table(*data_, rows.positions));
  return make_result(*data_, {"verdict", request_text(request)}, std::move(tables));
}

}  // namespace sandan
