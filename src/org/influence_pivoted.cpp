#include "org/influence_pivoted.hpp"

#include <Eigen/Dense>

namespace sandan::org {
namespace {

using Vector = Eigen::Map<Eigen::VectorXd>;

Vector vector_of(std::span<double> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

Eigen::MatrixXd matrix_of(const InfluenceGraph& graph, const std::vector<std::uint8_t>& anchored) {
  Eigen::MatrixXd m = Eigen::MatrixXd::Identity(graph.size, graph.size);
  for (std::int32_t i = 0; i < graph.size; ++i) {
    const auto row = static_cast<std::size_t>(i);
    if (anchored[row] != 0) continue;
    const double open = 1 - graph.stubbornness[row];
    for (std::int32_t e = graph.first[row]; e < graph.first[row + 1]; ++e) {
      const auto entry = static_cast<std::size_t>(e);
      m(i, graph.column[entry]) -= open * graph.share[entry];
    }
  }
  return m;
}

}  // namespace

struct PivotedOpinions::Factors {
  Eigen::PartialPivLU<Eigen::MatrixXd> lu;
};

PivotedOpinions::PivotedOpinions() = default;
PivotedOpinions::~PivotedOpinions() = default;

void PivotedOpinions::factor(const InfluenceGraph& graph,
                             const std::vector<std::uint8_t>& anchored) {
  if (!factors_) factors_ = std::make_unique<Factors>();
  factors_->lu.compute(matrix_of(graph, anchored));
}

void PivotedOpinions::solve(std::span<double> values) const {
  vector_of(values) = factors_->lu.solve(vector_of(values)).eval();
}

void PivotedOpinions::solve_adjoint(std::span<double> values) const {
  vector_of(values) = factors_->lu.transpose().solve(vector_of(values)).eval();
}

}  // namespace sandan::org
