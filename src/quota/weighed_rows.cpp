#include "quota/weighed_rows.hpp"

#include "quota/open_pipeline.hpp"
#include "quota/team_of_day.hpp"

namespace sandan::quota {

Actuals weighed_rows(const WeightInput& input, const Weights& weights, DayWindow window) {
  if (weights.by == Weights::By::pipeline) {
    return open_pipeline(input.tables, input.definition.currency, input.axes, input.as_of,
                         input.run, input.values);
  }
  ActualsRequest request;
  request.currency = input.definition.currency;
  request.kind = weights.kind;
  request.from = window.from;
  request.to = window.to;
  request.axes = input.axes;
  request.nearest = true;
  request.values = input.values;
  Actuals actuals = read_actuals(input.tables, request, input.run);
  for (std::size_t axis = 0; axis < input.axes.size(); ++axis) {
    if (input.axes[axis].axis == "sales") {
      place_by_team(input.tables, input.axes[axis], axis, actuals);
    }
  }
  return actuals;
}

}  // namespace sandan::quota
