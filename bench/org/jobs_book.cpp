// The whole book in one call, and one map of many people.

#include <algorithm>
#include <memory>

#include "book.hpp"
#include "core/result_table.hpp"
#include "org/map_data.hpp"
#include "steps.hpp"

namespace bench {
namespace {

/// Seconds of the same call again and again; the median counts.
class Times {
 public:
  template <class Call>
  double take(Call&& call) {
    const auto start = Clock::now();
    call();
    seconds_.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    return seconds_.back();
  }
  void put(double value) { seconds_.push_back(value); }
  double median() {
    const auto middle = seconds_.begin() + static_cast<std::ptrdiff_t>(seconds_.size() / 2);
    std::nth_element(seconds_.begin(), middle, seconds_.end());
    return *middle;
  }

 private:
  std::vector<double> seconds_;
};

/// The summary of a book that is built, with one thread and with two in turn.
struct Summaries {
  explicit Summaries(const Arrays& arrays) : tables(tables_of(arrays)), maps(build_maps(tables)) {}

  double one_call(bool centrality, int threads, Times& times) {
    sandan::SummaryRequest request;
    request.centrality = centrality;
    sandan::Run run;
    run.threads = threads;
    return times.take([&] { rows = maps.summary(request, run).rows(); });
  }

  void run() {
    for (const bool centrality : {false, true}) {
      Times* const of = times[centrality ? 1 : 0].data();
      const double alone = one_call(centrality, 1, of[0]);
      of[2].put(alone / one_call(centrality, 2, of[1]));
    }
    builds.take([this] { built = build_maps(tables); });
  }

  Figures figures() {
    Figures out;
    out.items = 4 * rows;
    for (std::size_t i = 0; i < 2; ++i) {
      const std::string name = i == 0 ? "five" : "all";
      out.told[name + " one thread"] = times[i][0].median();
      out.told[name + " two threads"] = times[i][1].median();
      out.told[name + " second thread"] = times[i][2].median();
    }
    out.told["build"] = builds.median();
    out.told["people"] = static_cast<double>(maps.data().people.size());
    out.told["relations"] = static_cast<double>(maps.data().relations.size());
    out.told["stances"] = static_cast<double>(maps.data().stances.size());
    return out;
  }

  sandan::Result tables;
  sandan::DecisionMaps maps;
  std::optional<sandan::DecisionMaps> built;
  std::array<std::array<Times, 3>, 2> times;  ///< one thread, two, their ratio
  Times builds;
  std::int64_t rows = 0;
};

Job book(const Arrays& arrays) {
  const auto state = std::make_shared<Summaries>(arrays);
  return {"maps", [state] { state->run(); }, [state] { return state->figures(); }};
}

/// From tables to the answers: its memory is that of the whole work.
Job one_map(const Arrays& arrays) {
  struct State {
    explicit State(const Arrays& given) : tables(tables_of(given)) {}
    sandan::Result tables;
    Times build, answers;
    std::int64_t people = 0;
  };
  const auto state = std::make_shared<State>(arrays);
  const auto run = [state] {
    std::optional<sandan::DecisionMaps> maps;
    state->build.take([&] { maps = build_maps(state->tables); });
    state->answers.take([&] { (void)maps->summary(); });
    state->people = static_cast<std::int64_t>(maps->data().people.size());
  };
  const auto figures = [state] {
    Figures out;
    out.items = state->people;
    out.told["build"] = state->build.median();
    out.told["five answers"] = state->answers.median();
    return out;
  };
  return {"people", run, figures};
}

const Method summaries("book", book);
const Method large("one", one_map);

}  // namespace
}  // namespace bench
