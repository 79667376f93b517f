#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

#include "org/centrality_paths.hpp"
#include "org/centrality_ties.hpp"
#include "org/centrality_words.hpp"
#include "org/map_data.hpp"
#include "sandan/org/requests.hpp"

/// Who stands where in the graph of relations between people. Relations of
/// departments are left out. Meanings are those of NetworkX.
namespace sandan::org {

/// Relations that count and how, of a request. Throws Error{invalid_argument}
/// "unknown_kind", "bad_damping".
RelationChoice relation_choice(const Vocabulary& vocabulary, const CentralityRequest& request);

/// PageRank and betweenness of one map after the other. Up to 64 people they
/// allocate nothing once warm (betweenness: by hops).
class MapCentrality {
 public:
  /// Shares of a random walk, dangling people followed by anybody; sum 1.
  void pagerank(const MapView& map, const RelationChoice& choice, std::span<double> out);
  /// Shortest paths of others through each, not normalised.
  void betweenness(const MapView& map, const RelationChoice& choice, std::span<double> out);

 private:
  RelationWords words_;
  WordRank rank_;
  WordPaths paths_;
};

/// What is asked of a map; empty spans are left out.
struct CentralityColumns {
  std::span<std::int32_t> in_degree, out_degree;
  std::span<double> in_strength, out_strength;
  std::span<double> betweenness, closeness, pagerank;
  std::span<std::int32_t> core, component;
  std::span<std::uint8_t> articulation;
};

/// All of one map of at most 64 people; scratch is reused from map to map.
struct WordScratch {
  RelationWords words;
  WordRank rank;
  WordPaths paths;
};
void centrality_of_small(std::span<const Relation> relations, const RelationChoice& choice,
                         WordScratch& scratch, const CentralityColumns& columns);

/// All of one larger map, on the threads of the call; [from, to) are its
/// shares of the progress.
void centrality_of_large(std::span<const Relation> relations, const RelationChoice& choice,
                         const Run& run, double from, double to, const CentralityColumns& columns);

}  // namespace sandan::org
