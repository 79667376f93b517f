#include "org/centrality.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/parallel.hpp"
#include "core/text.hpp"

namespace sandan::org {
namespace {

void count_degrees(std::span<const Relation> relations, const RelationChoice& choice,
                   const CentralityColumns& columns) {
  std::fill(columns.in_degree.begin(), columns.in_degree.end(), 0);
  std::fill(columns.out_degree.begin(), columns.out_degree.end(), 0);
  std::fill(columns.in_strength.begin(), columns.in_strength.end(), 0.0);
  std::fill(columns.out_strength.begin(), columns.out_strength.end(), 0.0);
  for (const Relation& relation : relations) {
    if (!choice.counts(relation)) continue;
    const auto from = static_cast<std::size_t>(relation.from);
    const auto to = static_cast<std::size_t>(relation.to);
    ++columns.out_degree[from];
    ++columns.in_degree[to];
    columns.out_strength[from] += relation.weight;
    columns.in_strength[to] += relation.weight;
  }
}

}  // namespace

void check_strength(double strength) {
  if (std::isfinite(strength)) return;
  throw Error(Status::overflow, "weights_too_large",
              "the weights of one person's relations add up to more than a number can hold");
}

RelationChoice relation_choice(const Vocabulary& vocabulary, const CentralityRequest& request) {
  RelationChoice choice;
  if (!request.kinds.empty()) choice.kinds.reset();
  for (std::size_t i = 0; i < request.kinds.size(); ++i) {
    const std::int32_t kind = find_word(vocabulary.kinds, request.kinds[i]);
    if (kind < 0) {
      throw Error(
          Status::invalid_argument, "unknown_kind",
          "the vocabulary has no kind of relation \"" + shortened(request.kinds[i], 60) + "\"")
          .at("/kinds/" + std::to_string(i));
    }
    choice.kinds.set(static_cast<std::size_t>(kind));
  }
  if (!(request.damping >= 0 && request.damping < 1))
    throw Error(Status::invalid_argument, "bad_damping", "damping is a share from 0 to below 1")
        .at("/damping");
  choice.directed = request.directed;
  choice.weighted = request.weighted;
  choice.inverse_weight = request.distance == CentralityRequest::Distance::inverse_weight;
  choice.damping = request.damping;
  return choice;
}

void MapCentrality::pagerank(const MapView& map, const RelationChoice& choice,
                             std::span<double> out) {
  if (map.size() <= word_people) {
    rank_.rank(map.relations, choice, out);
    return;
  }
  const Run quiet;
  rank_ties(read_ties(map.relations, map.size(), choice), choice.damping, PartRunner{quiet}, 0, 1,
            out);
}

void MapCentrality::betweenness(const MapView& map, const RelationChoice& choice,
                                std::span<double> out) {
  if (map.size() <= word_people && !choice.inverse_weight) {
    words_.read(map.relations, map.size(), choice);
    paths_.betweenness(words_, choice.directed, out);
    return;
  }
  paths_of_ties(read_ties(map.relations, map.size(), choice), choice, Run{}, 0, 1, {out, {}});
}

void centrality_of_small(std::span<const Relation> relations, const RelationChoice& choice,
                         WordScratch& scratch, const CentralityColumns& columns) {
  const auto people = static_cast<std::int32_t>(columns.core.size());
  if (people == 0) return;
  count_degrees(relations, choice, columns);
  scratch.words.read(relations, people, choice);
  if (!columns.pagerank.empty()) scratch.rank.rank(relations, choice, columns.pagerank);
  if (choice.inverse_weight) {
    paths_of_ties(read_ties(relations, people, choice), choice, Run{}, 0, 1,
                  {columns.betweenness, columns.closeness});
  } else {
    if (!columns.betweenness.empty())
      scratch.paths.betweenness(scratch.words, choice.directed, columns.betweenness);
    if (!columns.closeness.empty()) WordPaths::closeness(scratch.words, columns.closeness);
  }
  word_cores(scratch.words, columns.core);
  word_components(scratch.words, columns.component);
  word_articulations(scratch.words, columns.articulation);
}

void centrality_of_large(std::span<const Relation> relations, const RelationChoice& choice,
                         const Run& run, double from, double to, const CentralityColumns& columns) {
  const auto people = static_cast<std::int32_t>(columns.core.size());
  count_degrees(relations, choice, columns);
  const Ties ties = read_ties(relations, people, choice);
  parts_of_ties(ties, {columns.core, columns.component, columns.articulation});
  const bool paths = !columns.betweenness.empty() || !columns.closeness.empty();
  const double between = paths ? from + (to - from) * 0.1 : to;
  if (!columns.pagerank.empty())
    rank_ties(ties, choice.damping, PartRunner{run}, from, between, columns.pagerank);
  paths_of_ties(ties, choice, run, between, to, {columns.betweenness, columns.closeness});
}

}  // namespace sandan::org
