#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "org/centrality_choice.hpp"

/// Graphs of at most 64 people, a word for each: whom a person is related to
/// are the bits of one number.
namespace sandan::org {

inline constexpr std::int32_t word_people = 64;
using PeopleWords = std::array<std::uint64_t, word_people>;

struct RelationWords {
  std::int32_t size = 0;
  PeopleWords out, in;  ///< self relations left out; undirected: both the same

  void read(std::span<const Relation> relations, std::int32_t people, const RelationChoice& choice);
  std::uint64_t everybody() const noexcept {
    return size == word_people ? ~std::uint64_t{0} : (std::uint64_t{1} << size) - 1;
  }
};

/// PageRank (Brin and Page, 1998) by elimination: with W the shares of each
/// person's relations, the ranks are (I - damping Wᵀ)⁻¹ 1, divided by their sum;
/// dangling people, followed by anybody alike, change the sum alone.
class WordRank {
 public:
  void rank(std::span<const Relation> relations, const RelationChoice& choice,
            std::span<double> out);

 private:
  void read(std::span<const Relation> relations, const RelationChoice& choice);
  void put_in_order();
  void eliminate(std::span<double> right) noexcept;
  double& cell(std::int32_t row, std::int32_t column) noexcept {
    return cells_[static_cast<std::size_t>(row) * word_people + static_cast<std::size_t>(column)];
  }

  std::int32_t size_ = 0;
  PeopleWords rows_{}, columns_{};  ///< cells that are not 0
  std::array<std::int32_t, word_people> order_{};
  std::array<double, std::size_t{word_people} * word_people> cells_{};  ///< 0 where no bit is set
};

/// Shortest paths in hops from each person in turn (Brandes, 2001).
class WordPaths {
 public:
  void betweenness(const RelationWords& words, bool directed, std::span<double> out);
  static void closeness(const RelationWords& words, std::span<double> out) noexcept;

 private:
  std::int32_t count_from(const RelationWords& words, std::int32_t source) noexcept;
  void add_back(const RelationWords& words, std::int32_t depth, std::span<double> out) noexcept;

  PeopleWords layers_{};  ///< people by distance
  std::array<double, word_people> paths_{}, dependency_{};
};

/// Largest k of a k-core, number of the connected part by its first person,
/// and whether the part falls apart without the person. Directions do not count.
void word_cores(const RelationWords& words, std::span<std::int32_t> out) noexcept;
void word_components(const RelationWords& words, std::span<std::int32_t> out) noexcept;
void word_articulations(const RelationWords& words, std::span<std::uint8_t> out) noexcept;

}  // namespace sandan::org
