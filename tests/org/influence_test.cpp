#include "org/influence.hpp"

#include <numeric>

#include "org/random_opinions.hpp"
#include "support/catch.hpp"
#include "support/expect.hpp"

namespace sandan::testing {
namespace {

struct Solved {
  std::shared_ptr<org::MapData> data;
  org::MapView view;
  org::InfluenceGraph graph;
  org::OpinionSolver solver;

  explicit Solved(std::shared_ptr<org::MapData> book, const VerdictRequest& request = {})
      : data(std::move(book)), view(*data, 0) {
    graph.build(view, request);
    solver.prepare(graph);
  }
  std::size_t size() const { return view.people.size(); }
  Values positions(const Values& own) {
    Values out(size());
    solver.positions(own, out);
    return out;
  }
  Values pulls(const Values& weights) {
    Values out(size());
    solver.pulls(weights, out);
    return out;
  }
  Values leverage(const Values& weights) {
    Values out(size());
    solver.leverage(weights, out);
    return out;
  }
  Values response(int person) {
    Values out(size());
    solver.response(person, out);
    return out;
  }
  Values self() {
    std::vector<std::int32_t> everybody(size());
    std::iota(everybody.begin(), everybody.end(), 0);
    Values out(size());
    solver.self_response(everybody, out);
    return out;
  }
};

Values random_values(std::size_t size, Dice& dice, double low, double high) {
  Values values(size);
  for (double& value : values)
    value = low + (high - low) * share_of_one(dice);
  return values;
}

Values random_weights(std::size_t size, Dice& dice) {
  Values weights(size);
  double sum = 0;
  for (double& weight : weights)
    sum += weight = below(dice, 3) == 0 ? share_of_one(dice) : 0;
  weights[0] += 1;
  for (double& weight : weights)
    weight /= sum + 1;
  return weights;
}

double worst(const Values& a, const Values& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    REQUIRE(std::isfinite(a[i]));
    most = std::max(most, std::abs(a[i] - b[i]));
  }
  return most;
}

double dot(const Values& a, const Values& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

TEST_CASE("influence is read from the relations", "[org][influence]") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Shape shape{1 + static_cast<int>(seed % 90), 0.2 * static_cast<double>(seed % 17)};
    Solved solved(random_book(shape, seed));
    const PlainModel plain(solved.view);
    const org::InfluenceGraph& graph = solved.graph;
    Matrix follows = zeros(solved.size());
    for (std::size_t i = 0; i < solved.size(); ++i) {
      for (auto e = graph.first[i]; e < graph.first[i + 1]; ++e) {
        const auto entry = static_cast<std::size_t>(e);
        if (e > graph.first[i]) REQUIRE(graph.column[entry] > graph.column[entry - 1]);
        follows[i][static_cast<std::size_t>(graph.column[entry])] = graph.share[entry];
      }
      REQUIRE(worst(follows[i], plain.follows[i]) < 1e-15);
    }
    REQUIRE(worst(graph.stubbornness, plain.stubbornness) == 0);
  }
}

TEST_CASE("stubbornness is that asked for, of the person, of the level, of the document",
          "[org][influence]") {
  auto data = empty_book(0);
  Dice dice(1);
  add_map(*data, Shape{5, 0}, dice);
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (auto& person : data->people)
    person.stubbornness = none, person.level = org::unknown_code;
  data->people[1].stubbornness = 0.125;
  data->people[1].level = 2;
  data->people[2].level = 2;
  data->people[3].level = 1;
  for (int p = 0; p < 4; ++p)
    data->edges.push_back({4, p, 1, 1});  // 4 influences the others, nobody 4
  data->first_edge.back() = 4;
  VerdictRequest request;
  CHECK(Solved(data, request).graph.stubbornness == Values{0.5, 0.125, 0.75, 0.5, 1});
  request.stubbornness = 0.25;
  CHECK(Solved(data, request).graph.stubbornness == Values{0.25, 0.25, 0.25, 0.25, 1});
  request = {};
  request.model = OpinionModel::degroot;
  CHECK(Solved(data, request).graph.stubbornness == Values{0, 0, 0, 0, 1});
}

TEST_CASE("opinions equal a dense solve with pivoting", "[org][influence]") {
  for (std::uint64_t seed = 0; seed < 240; ++seed) {
    const Shape shape{1 + static_cast<int>(seed % 120), 0.3 * static_cast<double>(seed % 13)};
    Solved solved(random_book(shape, seed));
    const PlainModel plain(solved.view);
    Dice dice(seed + 1000);
    const Values own = random_values(solved.size(), dice, -2, 2);
    const Values weights = random_weights(solved.size(), dice);
    const Values x = solved.positions(own);
    REQUIRE(worst(x, plain.ends(own)) < 1e-11);
    const Values pulls = solved.pulls(weights);
    REQUIRE(dot(pulls, own) == Approx(dot(weights, x)).margin(1e-11));
    REQUIRE(std::accumulate(pulls.begin(), pulls.end(), 0.0) == Approx(1).margin(1e-11));
    const Values self = solved.self();
    for (int k = 0; k < 4; ++k) {
      const int p = below(dice, shape.people);
      const auto i = static_cast<std::size_t>(p);
      Values unit(solved.size(), 0);
      unit[i] = 1;
      const Values column = gauss(plain.matrix(), unit);
      REQUIRE(worst(solved.response(p), column) < 1e-10);
      REQUIRE(self[i] == Approx(column[i]).margin(1e-10));
      REQUIRE(solved.leverage(weights)[i] == Approx(dot(weights, column)).margin(1e-10));
    }
  }
}

TEST_CASE("opinions are where the process goes", "[org][influence]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Solved solved(random_book(Shape{1 + static_cast<int>(seed * 2), 2}, seed));
    const PlainModel plain(solved.view);
    Dice dice(seed);
    const Values own = random_values(solved.size(), dice, -2, 2);
    Values x = own;
    for (int i = 0; i < 600; ++i)
      x = plain.step(x, own);
    REQUIRE(worst(solved.positions(own), x) < 1e-9);
  }
}

TEST_CASE("without stubbornness opinions are the limit of the lazy process", "[org][influence]") {
  int groups_of_several = 0;
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    const int people = seed % 20 == 19 ? 66 : 2 + static_cast<int>(seed % 12);
    const bool degroot = seed % 3 == 0;
    VerdictRequest request;
    if (degroot) request.model = OpinionModel::degroot;
    Solved solved(random_book(Shape{people, 1.2, 0.7}, seed), request);
    PlainModel plain(solved.view);
    plain.stubbornness = solved.graph.stubbornness;
    Dice dice(seed + 5);
    const Values own = random_values(solved.size(), dice, -2, 2);
    const Values limit = plain.limit(own);
    REQUIRE(worst(solved.positions(own), limit) < 1e-7);
    const Values weights = random_weights(solved.size(), dice);
    const Values pulls = solved.pulls(weights);
    REQUIRE(dot(pulls, own) == Approx(dot(weights, limit)).margin(1e-7));
    REQUIRE(std::accumulate(pulls.begin(), pulls.end(), 0.0) == Approx(1).margin(1e-10));
    // A person pinned: the process with that person held there.
    const int p = below(dice, people);
    const auto i = static_cast<std::size_t>(p);
    PlainModel held = plain;
    held.stubbornness[i] = 1;
    Values moved = own;
    moved[i] = 2;
    const double gain = dot(weights, held.limit(moved)) - dot(weights, limit);
    const double told = solved.leverage(weights)[i] * (2 - limit[i]) / solved.self()[i];
    REQUIRE(told == Approx(gain).margin(1e-6));
    groups_of_several += solved.graph.stubbornness[i] == 0 ? 1 : 0;
  }
  CHECK(groups_of_several > 20);
}

TEST_CASE("people who take turns agree in the end", "[org][influence]") {
  // Two who only follow each other: the plain process swaps them for ever.
  auto data = empty_book(0);
  Dice dice(3);
  add_map(*data, Shape{2, 0}, dice);
  data->edges = {{0, 1, 1, 1}, {1, 0, 1, 1}};
  data->first_edge.back() = 2;
  VerdictRequest request;
  request.model = OpinionModel::degroot;
  Solved solved(data, request);
  CHECK(worst(solved.positions({2, -1}), {0.5, 0.5}) < 1e-15);
  CHECK(worst(solved.pulls({1, 0}), {0.5, 0.5}) < 1e-15);
}

TEST_CASE("next to no stubbornness keeps its accuracy", "[org][influence]") {
  // Two who follow each other, one holding on with l, the other with 3 l: they
  // end, for small l, at the mean of their own opinions by 1 : 3.
  for (const double l : {1e-6, 1e-12, 1e-18, 1e-60}) {
    auto data = empty_book(0);
    Dice dice(3);
    add_map(*data, Shape{2, 0}, dice);
    data->people[0].stubbornness = l;
    data->people[1].stubbornness = 3 * l;
    data->edges = {{0, 1, 1, 1}, {1, 0, 1, 1}};
    data->first_edge.back() = 2;
    Solved solved(data);
    CHECK(worst(solved.positions({2, -2}), {-1, -1}) < 8 * l + 1e-14);
  }
}

TEST_CASE("pinning equals solving with the row replaced", "[org][influence]") {
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    Solved solved(random_book(Shape{2 + static_cast<int>(seed), 2}, seed));
    const PlainModel plain(solved.view);
    Dice dice(seed + 77);
    const Values own = random_values(solved.size(), dice, -2, 2);
    const Values x = solved.positions(own);
    const Values self = solved.self();
    const int p = below(dice, static_cast<int>(solved.size()));
    const auto i = static_cast<std::size_t>(p);
    Values pinned = solved.response(p);
    for (std::size_t j = 0; j < pinned.size(); ++j)
      pinned[j] = x[j] + pinned[j] * (2 - x[i]) / self[i];
    REQUIRE(worst(pinned, plain.ends(own, {p}, 2)) < 1e-10);
  }
}

TEST_CASE("a higher own opinion lowers nobody", "[org][influence]") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Solved solved(random_book(Shape{2 + static_cast<int>(seed), 2, 0.1}, seed));
    Dice dice(seed);
    Values own = random_values(solved.size(), dice, -2, 1);
    const Values before = solved.positions(own);
    own[static_cast<std::size_t>(below(dice, static_cast<int>(own.size())))] += 1;
    const Values after = solved.positions(own);
    for (std::size_t i = 0; i < own.size(); ++i)
      REQUIRE(after[i] >= before[i] - 1e-12);
  }
}

TEST_CASE("people whom nobody influences keep their opinion", "[org][influence]") {
  Solved solved(random_book(Shape{7, 0}, 5));
  const Values own{-2, -1, 0, 1, 2, 0.5, -0.5};
  CHECK(solved.positions(own) == own);
  CHECK(solved.self() == Values(7, 1));
  CHECK(solved.pulls(own) == own);
}

TEST_CASE("absurd weights give no NaN", "[org][influence]") {
  auto data = random_book(Shape{40, 3, 0.3}, 9);
  Dice dice(4);
  const double weights[] = {1e308, 5e-324, 1, 1e-300, 1e300};
  for (auto& edge : data->edges)
    edge.weight = weights[below(dice, 5)];
  Solved solved(data);
  const Values own = random_values(solved.size(), dice, -2, 2);
  for (const double value : solved.positions(own)) {
    REQUIRE(std::isfinite(value));
    REQUIRE(std::abs(value) <= 2 + 1e-9);
  }
  for (const double value : solved.self())
    REQUIRE(std::isfinite(value));
}

TEST_CASE("opinions that do not settle in bounded steps are refused", "[org][influence]") {
  // A ring of 5,000 people each following the two beside: the lazy process needs
  // some 5,000 squared steps.
  auto data = empty_book(0);
  Dice dice(1);
  add_map(*data, Shape{5'000, 0}, dice);
  for (int p = 0; p < 5'000; ++p) {
    data->edges.push_back({p, (p + 1) % 5'000, 1, 1 + 0.5 * share_of_one(dice)});
    data->edges.push_back({p, (p + 4'999) % 5'000, 1, 1});
  }
  data->first_edge.back() = static_cast<std::int64_t>(data->edges.size());
  VerdictRequest request;
  request.model = OpinionModel::degroot;
  try {
    Solved solved(data, request);
    FAIL("not refused");
  } catch (const Error& error) {
    CHECK(error.status() == Status::unsupported);
    CHECK(error.detail() == "not_converged");
  }
}

TEST_CASE("fifty thousand people are solved without quadratic memory", "[org][influence]") {
  Solved solved(random_book(Shape{50'000, 2}, 2));
  Dice dice(8);
  const Values own = random_values(solved.size(), dice, -2, 2);
  const Values x = solved.positions(own);
  for (std::size_t i = 0; i < x.size(); ++i) {
    double sum = solved.graph.stubbornness[i] * own[i];
    for (auto e = solved.graph.first[i]; e < solved.graph.first[i + 1]; ++e) {
      const auto entry = static_cast<std::size_t>(e);
      sum += (1 - solved.graph.stubbornness[i]) * solved.graph.share[entry] *
             x[static_cast<std::size_t>(solved.graph.column[entry])];
    }
    REQUIRE(x[i] == Approx(sum).margin(1e-12));
  }
  const Values weights = random_weights(solved.size(), dice);
  const Values pulls = solved.pulls(weights);
  CHECK(std::accumulate(pulls.begin(), pulls.end(), 0.0) == Approx(1).margin(1e-11));
  CHECK(dot(pulls, own) == Approx(dot(weights, x)).margin(1e-11));
}

}  // namespace sandan::testing
