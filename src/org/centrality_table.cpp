#include "org/centrality.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "core/parallel.hpp"
#include "org/each_map.hpp"
#include "org/result_tables.hpp"

namespace sandan {
namespace org {
namespace {

constexpr std::array<std::string_view, 3> measure_codes = {"betweenness", "closeness", "pagerank"};

bool wanted(const CentralityRequest& request, std::string_view measure) {
  return request.measures.empty() || std::find(request.measures.begin(), request.measures.end(),
                                               measure) != request.measures.end();
}

void check_measures(const CentralityRequest& request) {
  for (const std::string& measure : request.measures) {
    if (std::find(measure_codes.begin(), measure_codes.end(), measure) == measure_codes.end())
      throw Error(Status::invalid_argument, "unknown_measure",
                  "`" + measure + "` is no measure; there are betweenness, closeness, pagerank")
          .at("/measures");
  }
}

/// The columns of all maps asked for, one map after the other.
struct CentralityRows {
  std::vector<std::int64_t> first{0};  ///< rows of map i: [first[i], first[i + 1])
  std::vector<std::int32_t> in_degree, out_degree, core, component;
  std::vector<double> in_strength, out_strength, betweenness, closeness, pagerank;
  std::vector<std::uint8_t> articulation;

  CentralityRows(const MapData& data, const std::vector<std::int32_t>& maps,
                 const CentralityRequest& request) {
    first.reserve(maps.size() + 1);
    for (const std::int32_t map : maps)
      first.push_back(first.back() + MapView(data, map).size());
    const auto rows = static_cast<std::size_t>(first.back());
    for (auto* column : {&in_degree, &out_degree, &core, &component})
      column->resize(rows);
    for (auto* column : {&in_strength, &out_strength})
      column->resize(rows);
    betweenness.resize(wanted(request, "betweenness") ? rows : 0);
    closeness.resize(wanted(request, "closeness") ? rows : 0);
    pagerank.resize(wanted(request, "pagerank") ? rows : 0);
    articulation.resize(rows);
  }

  CentralityColumns of(std::size_t map) {
    const auto begin = static_cast<std::size_t>(first[map]);
    const auto count = static_cast<std::size_t>(first[map + 1]) - begin;
    const auto part = [&](auto& column) {
      return column.empty() ? std::span(column) : std::span(column).subspan(begin, count);
    };
    return {part(in_degree),   part(out_degree),  part(in_strength), part(out_strength),
            part(betweenness), part(closeness),   part(pagerank),    part(core),
            part(component),   part(articulation)};
  }
};

/// Maps of at most 64 people by parts of the book, then the larger ones, each
/// on all threads.
void fill_rows(const MapData& data, const std::vector<std::int32_t>& maps,
               const RelationChoice& choice, const Run& run, CentralityRows& rows) {
  std::vector<std::size_t> large;
  double large_work = 0;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const auto people = static_cast<double>(rows.first[i + 1] - rows.first[i]);
    if (people <= word_people) continue;
    large.push_back(i);
    large_work += people * people;
  }
  const auto small_work = static_cast<double>(rows.first.back());
  const double all_work = std::max(1.0, small_work + large_work);
  const auto count = static_cast<std::int64_t>(maps.size());
  double done = small_work / all_work;
  PartRunner{run}((count + maps_per_part - 1) / maps_per_part, 0, done, [&](std::int64_t part) {
    WordScratch scratch;
    const auto end = static_cast<std::size_t>(std::min(count, (part + 1) * maps_per_part));
    for (auto i = static_cast<std::size_t>(part * maps_per_part); i < end; ++i) {
      const MapView map(data, maps[i]);
      if (map.size() <= word_people)
        centrality_of_small(map.relations, choice, scratch, rows.of(i));
    }
  });
  for (const std::size_t i : large) {
    const MapView map(data, maps[i]);
    const double to = done + static_cast<double>(map.size()) * map.size() / all_work;
    centrality_of_large(map.relations, choice, run, done, std::min(1.0, to), rows.of(i));
    done = std::min(1.0, to);
  }
}

/// A column that is null in every row where it was not asked for.
results::Column measure_column(std::string name, std::vector<double> values, bool asked,
                               std::int64_t rows) {
  if (!asked) {
    const std::vector<std::optional<double>> nothing(static_cast<std::size_t>(rows));
    return results::float64_column(std::move(name), nothing);
  }
  results::Column column =
      results::number_column(std::move(name), results::ColumnType::float64, std::move(values));
  column.nullable = true;
  return column;
}

results::Table centrality_table(const MapData& data, const std::vector<std::int32_t>& maps,
                                const CentralityRequest& request, CentralityRows rows) {
  const std::int64_t count = rows.first.back();
  std::vector<std::int32_t> map_of;
  std::vector<std::int64_t> person_of;
  map_of.reserve(static_cast<std::size_t>(count));
  person_of.reserve(static_cast<std::size_t>(count));
  for (const std::int32_t map : maps) {
    const MapView view(data, map);
    for (std::int32_t p = 0; p < view.size(); ++p) {
      map_of.push_back(map);
      person_of.push_back(view.first_person + p);
    }
  }
  const auto real = results::ColumnType::float64;
  results::Table table;
  table.name = "centrality";
  table.add(account_column(data, map_of));
  table.add(person_column("person_id", data, person_of));
  table.add(results::int32_column("in_degree", std::move(rows.in_degree)));
  table.add(results::int32_column("out_degree", std::move(rows.out_degree)));
  table.add(results::number_column("in_strength", real, std::move(rows.in_strength)));
  table.add(results::number_column("out_strength", real, std::move(rows.out_strength)));
  table.add(measure_column("betweenness", std::move(rows.betweenness),
                           wanted(request, "betweenness"), count));
  table.add(
      measure_column("closeness", std::move(rows.closeness), wanted(request, "closeness"), count));
  table.add(
      measure_column("pagerank", std::move(rows.pagerank), wanted(request, "pagerank"), count));
  table.add(results::int32_column("core", std::move(rows.core)));
  table.add(results::int32_column("component", std::move(rows.component)));
  table.add(results::boolean_column("articulation", rows.articulation));
  return table;
}

}  // namespace
}  // namespace org

Result DecisionMaps::centrality(const CentralityRequest& request, const Run& run) const {
  org::check_measures(request);
  const org::RelationChoice choice = org::relation_choice(*data_->vocabulary, request);
  const std::vector<std::int32_t> maps = org::maps_asked(*data_, request);
  org::CentralityRows rows(*data_, maps, request);
  org::fill_rows(*data_, maps, choice, run, rows);
  std::vector<results::Table> tables;
  tables.push_back(org::centrality_table(*data_, maps, request, std::move(rows)));
  return org::make_result(*data_, {"centrality", org::request_text(request)}, std::move(tables));
}

}  // namespace sandan
