#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "org/map_data.hpp"

/// Books of random decision maps for the tests of opinions, and a second way to
/// what they say: dense matrices, elimination with pivoting, and the process
/// itself step by step.
namespace sandan::testing {

using Matrix = std::vector<std::vector<double>>;
using Values = std::vector<double>;
using Dice = std::mt19937_64;

inline int below(Dice& dice, int count) {
  return static_cast<int>(dice() % static_cast<std::uint64_t>(count));
}
inline double share_of_one(Dice& dice) { return static_cast<double>(dice() >> 11) * 0x1p-53; }

/// A vocabulary with four kinds of relations, five relation stages, and a role
/// that votes (bit 1).
inline std::shared_ptr<org::Vocabulary> opinion_vocabulary() {
  auto vocabulary = std::make_shared<org::Vocabulary>();
  const auto word = [](std::string code) {
    org::Word made;
    made.code = std::move(code);
    return made;
  };
  for (const char* code : {"operational", "management", "executive"})
    vocabulary->levels.push_back({word(code), {}});
  vocabulary->levels[2].stubbornness = 0.75;
  vocabulary->roles = {{word("user"), false, false},
                       {word("decider"), true, true},
                       {word("evaluator"), true, false}};
  const auto stage = [&](const char* code, bool in_touch, double effort) {
    org::RelationStage made;
    made.word = word(code);
    made.in_touch = made.held = in_touch;
    made.effort = effort;
    vocabulary->stages.push_back(std::move(made));
  };
  stage("none", false, 0);
  stage("known", true, 1);
  stage("engaged", true, 2);
  stage("trust", true, 4);
  stage("ally", true, 4);
  const auto kind = [&](const char* code, double influence, double back) {
    org::RelationKind made;
    made.word = word(code);
    made.influence = influence;
    made.influence_back = back;
    vocabulary->kinds.push_back(std::move(made));
  };
  kind("reports_to", 0.25, 1);
  kind("influences", 1, 0);
  kind("introduces", 0.25, 0);
  kind("opposes", 0, 0);
  for (std::size_t gap = 0; gap < org::gap_count; ++gap)
    vocabulary->gaps.push_back({word(std::string(org::gap_code(static_cast<org::Gap>(gap)))), 1});
  for (const char* code : {"buy", "when", "budget", "vendor", "sign"})
    vocabulary->decisions.push_back(word(code));
  vocabulary->influence.win_stage = 3;
  return vocabulary;
}

/// How a random map looks.
struct Shape {
  int people = 10;
  double relations = 2;      ///< per person
  double stubborn_none = 0;  ///< share of people with stubbornness 0
  double unknown = 0.3;      ///< share of supports that are not known
  int rivals = 2;
};

/// Appends a map to a book.
inline void add_map(org::MapData& data, const Shape& shape, Dice& dice) {
  const auto first = static_cast<int>(data.people.size());
  data.account_ids.append("a" + std::to_string(data.accounts.size()));
  data.accounts.emplace_back();
  data.accounts.back().do_not_contact = org::Truth::no;
  data.accounts.back().public_body = org::Truth::no;
  for (int p = 0; p < shape.people; ++p) {
    org::Person person;
    person.level = static_cast<std::int8_t>(below(dice, 4) - 1);
    person.roles = static_cast<std::uint32_t>(below(dice, 5) == 0 ? 2 : 1);
    person.roles_known = true;
    person.weight = 1 + below(dice, 3);
    person.contact_allowed = below(dice, 6) == 0 ? org::Truth::no : org::Truth::yes;
    if (below(dice, 2) == 0) person.stubbornness = 0.05 + 0.9 * share_of_one(dice);
    if (share_of_one(dice) < shape.stubborn_none) person.stubbornness = 0;
    data.people.push_back(person);
    data.person_ids.append("p" + std::to_string(first + p));
  }
  const int edges = shape.people < 2 ? 0 : static_cast<int>(shape.relations * shape.people);
  for (int e = 0; e < edges; ++e) {
    const int from = below(dice, shape.people);
    const int to = (from + 1 + below(dice, shape.people - 1)) % shape.people;
    const double weight = below(dice, 3) == 0 ? 0.25 + share_of_one(dice) : 1;
    data.edges.push_back({from, to, static_cast<std::uint8_t>(below(dice, 4)), weight});
  }
  for (int p = 0; p < shape.people; ++p) {
    for (int vendor = 0; vendor <= shape.rivals; ++vendor) {
      if (below(dice, 4) == 0) continue;
      org::Stance stance{};
      stance.person = p;
      stance.vendor = vendor;
      stance.stage = static_cast<std::int8_t>(below(dice, 6) - 1);
      stance.support = share_of_one(dice) < shape.unknown
                           ? org::unknown_support
                           : static_cast<std::int8_t>(below(dice, 5) - 2);
      data.stances.push_back(stance);
    }
  }
  data.first_person.push_back(static_cast<std::int64_t>(data.people.size()));
  data.first_department.push_back(static_cast<std::int64_t>(data.departments.size()));
  data.first_relation.push_back(static_cast<std::int64_t>(data.relations.size()));
  data.first_edge.push_back(static_cast<std::int64_t>(data.edges.size()));
  data.first_stance.push_back(static_cast<std::int64_t>(data.stances.size()));
  data.first_deal.push_back(static_cast<std::int64_t>(data.deals.size()));
  data.first_point.push_back(static_cast<std::int64_t>(data.points.size()));
}

inline std::shared_ptr<org::MapData> empty_book(int rivals) {
  auto data = std::make_shared<org::MapData>();
  data->vocabulary = opinion_vocabulary();
  data->vendors = {"@us"};
  for (int vendor = 1; vendor <= rivals; ++vendor)
    data->vendors.push_back("rival " + std::to_string(vendor));
  data->organisations = {"inside"};
  return data;
}

/// A book of one random map.
inline std::shared_ptr<org::MapData> random_book(const Shape& shape, std::uint64_t seed) {
  Dice dice(seed);
  auto data = empty_book(shape.rivals);
  add_map(*data, shape, dice);
  return data;
}

inline Matrix zeros(std::size_t size) { return Matrix(size, Values(size, 0)); }

/// W and the stubbornness of the definition, without regard to speed.
struct PlainModel {
  Matrix follows;
  Values stubbornness;

  explicit PlainModel(const org::MapView& map) : follows(zeros(map.people.size())) {
    for (const org::Edge& edge : map.edges) {
      const auto& kind = map.vocabulary().kinds[edge.kind];
      const auto from = static_cast<std::size_t>(edge.from);
      const auto to = static_cast<std::size_t>(edge.to);
      follows[to][from] += kind.influence * edge.weight;
      follows[from][to] += kind.influence_back * edge.weight;
    }
    for (std::size_t i = 0; i < follows.size(); ++i) {
      double sum = 0;
      for (const double value : follows[i])
        sum += value;
      for (double& value : follows[i])
        value = sum > 0 ? value / sum : 0;
      const auto& person = map.people[i];
      double own = std::isnan(person.stubbornness) ? map.vocabulary().influence.stubbornness
                                                   : person.stubbornness;
      if (std::isnan(person.stubbornness) && person.level >= 0) {
        own = map.vocabulary().levels[static_cast<std::size_t>(person.level)].stubbornness.value_or(
            own);
      }
      stubbornness.push_back(sum > 0 ? own : 1);
    }
  }

  std::size_t size() const { return follows.size(); }

  /// One step of the process.
  Values step(const Values& x, const Values& own) const {
    Values next(size());
    for (std::size_t i = 0; i < size(); ++i) {
      double sum = stubbornness[i] * own[i];
      for (std::size_t j = 0; j < size(); ++j)
        sum += (1 - stubbornness[i]) * follows[i][j] * x[j];
      next[i] = sum;
    }
    return next;
  }

  /// The limit of the lazy process from x = own: x <- A x + b, doubled so often
  /// that 2^24 steps are taken; more would only add up rounding.
  Values limit(const Values& own) const {
    Matrix a = zeros(size());
    Values b(size());
    for (std::size_t i = 0; i < size(); ++i) {
      for (std::size_t j = 0; j < size(); ++j)
        a[i][j] = ((i == j ? 1 : 0) + (1 - stubbornness[i]) * follows[i][j]) / 2;
      b[i] = stubbornness[i] * own[i] / 2;
    }
    for (int doubling = 0; doubling < 24; ++doubling) {
      Matrix twice = zeros(size());
      Values next = b;
      for (std::size_t i = 0; i < size(); ++i) {
        for (std::size_t k = 0; k < size(); ++k) {
          next[i] += a[i][k] * b[k];
          for (std::size_t j = 0; j < size(); ++j)
            twice[i][j] += a[i][k] * a[k][j];
        }
      }
      a = std::move(twice);
      b = std::move(next);
    }
    for (std::size_t i = 0; i < size(); ++i) {
      for (std::size_t j = 0; j < size(); ++j)
        b[i] += a[i][j] * own[j];
    }
    return b;
  }

  Matrix matrix() const {
    Matrix m = zeros(size());
    for (std::size_t i = 0; i < size(); ++i) {
      for (std::size_t j = 0; j < size(); ++j)
        m[i][j] = (i == j ? 1 : 0) - (1 - stubbornness[i]) * follows[i][j];
    }
    return m;
  }

  /// Where everybody ends, with some people kept at a value.
  Values ends(const Values& own, const std::vector<int>& pinned = {}, double value = 0) const;
};

/// Elimination with pivoting of a x = b.
inline Values gauss(Matrix a, Values b) {
  const std::size_t size = b.size();
  for (std::size_t k = 0; k < size; ++k) {
    std::size_t best = k;
    for (std::size_t i = k + 1; i < size; ++i) {
      if (std::abs(a[i][k]) > std::abs(a[best][k])) best = i;
    }
    std::swap(a[k], a[best]);
    std::swap(b[k], b[best]);
    for (std::size_t i = k + 1; i < size; ++i) {
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < size; ++j)
        a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = size; k-- > 0;) {
    for (std::size_t j = k + 1; j < size; ++j)
      b[k] -= a[k][j] * b[j];
    b[k] /= a[k][k];
  }
  return b;
}

inline Values PlainModel::ends(const Values& own, const std::vector<int>& pinned,
                               double value) const {
  Matrix m = matrix();
  Values b(size());
  for (std::size_t i = 0; i < size(); ++i)
    b[i] = stubbornness[i] * own[i];
  for (const int p : pinned) {
    const auto i = static_cast<std::size_t>(p);
    m[i].assign(size(), 0);
    m[i][i] = 1;
    b[i] = value;
  }
  return gauss(m, b);
}

}  // namespace sandan::testing
