// Answers about one map after the other on one thread, each timed on its own.

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>

#include "book.hpp"
#include "steps.hpp"

namespace bench {
namespace {

using namespace sandan::org;

/// Times of one kind of call; told in microseconds.
class Laps {
 public:
  void add(double seconds) { seconds_.push_back(seconds); }

  double quantile(double share) {
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(seconds_.size() - 1));
    std::nth_element(seconds_.begin(), seconds_.begin() + at, seconds_.end());
    return seconds_[static_cast<std::size_t>(at)] * 1e6;
  }
  double mean() const {
    return std::accumulate(seconds_.begin(), seconds_.end(), 0.0) * 1e6 /
           static_cast<double>(seconds_.size());
  }
  void tell(const std::string& name, Figures& figures) {
    if (seconds_.empty()) return;
    figures.told[name + " p50"] = quantile(0.5);
    figures.told[name + " p90"] = quantile(0.9);
    figures.told[name + " mean"] = mean();
  }

 private:
  std::vector<double> seconds_;
};

/// What reading the clock takes, in microseconds.
double clock_cost() {
  constexpr int times = 10'000;
  const auto start = Clock::now();
  for (int i = 0; i < times - 1; ++i)
    (void)Clock::now();
  return std::chrono::duration<double>(Clock::now() - start).count() * 1e6 / times;
}

struct Book {
  explicit Book(const Arrays& arrays)
      : maps(build_maps(tables_of(arrays))), sample(arrays.i32("sample")) {}

  MapView view(std::int32_t map) const { return MapView(maps.data(), map); }
  std::int32_t size() const { return maps.data().maps(); }

  sandan::DecisionMaps maps;
  Codes sample;
};

constexpr double nothing = std::numeric_limits<double>::infinity();

void add_figures(const MapAnswers& answers, Arrays& out) {
  const auto add = [&](const char* name, double value) { out.numbers[name].push_back(value); };
  const auto count = [&](const char* name, std::int64_t value) {
    out.integers[name].push_back(value);
  };
  const VendorOpinion unknown{nothing, nothing, nothing, 0};
  const VendorOpinion verdict = answers.verdict.value_or(unknown);
  add("completeness", answers.completeness.completeness.value_or(nothing));
  count("gaps", answers.gaps);
  for (const double cost : answers.routes)
    add("routes", cost);
  add("cheapest_route", answers.routes[0]);
  count("gatekeepers", answers.gatekeepers);
  count("cut_size", answers.cut_size);
  add("verdict", verdict.verdict);
  add("low", verdict.low);
  add("high", verdict.high);
  count("leader", answers.leader);
  count("next", answers.next);
  add("next_gain", answers.next < 0 ? nothing : answers.next_gain);
}

/// Answers of the sample, to be compared with a peer's.
Arrays figures_of(const Book& book) {
  Arrays out;
  const RelationChoice choice = relation_choice(*book.maps.data().vocabulary, {});
  const sandan::SummaryRequest request;
  MapAnswering answering(request, us, choice);
  MapCentrality centrality;
  Numbers& pagerank = out.numbers["pagerank"];
  Numbers& betweenness = out.numbers["betweenness"];
  for (const std::int32_t map : book.sample) {
    const MapView view = book.view(map);
    add_figures(answering.answer(view), out);
    const std::size_t end = pagerank.size();
    pagerank.resize(end + view.people.size());
    betweenness.resize(pagerank.size());
    centrality.pagerank(view, choice, std::span(pagerank).subspan(end));
    centrality.betweenness(view, choice, std::span(betweenness).subspan(end));
  }
  return out;
}

/// One call after the other.
struct Whole {
  Whole(const Arrays& arrays, bool centrality) : book(arrays) {
    request.centrality = centrality;
    answering.emplace(request, us, relation_choice(*book.maps.data().vocabulary, {}));
  }

  void run() {
    for (std::int32_t map = 0; map < book.size(); ++map) {
      const auto start = Clock::now();
      gaps += answering->answer(book.view(map)).gaps;
      laps.add(std::chrono::duration<double>(Clock::now() - start).count());
    }
  }

  Figures figures() {
    Figures out;
    out.items = book.size();
    out.arrays = figures_of(book);
    laps.tell("call", out);
    out.told["clock"] = clock_cost();
    return out;
  }

  Book book;
  sandan::SummaryRequest request;
  std::optional<MapAnswering> answering;
  Laps laps;
  std::int64_t gaps = 0;
};

Job whole_calls(const Arrays& arrays, bool centrality) {
  const auto whole = std::make_shared<Whole>(arrays, centrality);
  return {"maps", [whole] { whole->run(); }, [whole] { return whole->figures(); }};
}

/// The same call by call, each in its steps.
Job stepwise(const Arrays& arrays) {
  struct State {
    explicit State(const Arrays& given) : book(given), steps(*book.maps.data().vocabulary) {}
    Book book;
    Steps steps;
    std::array<Laps, step_count> laps;
  };
  const auto state = std::make_shared<State>(arrays);
  const auto run = [state] {
    for (std::int32_t map = 0; map < state->book.size(); ++map) {
      state->steps.answer(state->book.view(map));
      for (std::size_t step = 0; step < step_count; ++step)
        state->laps[step].add(state->steps.seconds()[step]);
    }
  };
  const auto figures = [state] {
    Figures out;
    out.items = state->book.size();
    out.arrays = figures_of(state->book);
    for (std::size_t step = 0; step < step_count; ++step)
      state->laps[step].tell(std::string(step_names[step]), out);
    out.told["clock"] = clock_cost();
    return out;
  };
  return {"maps", run, figures};
}

const Method five("five", [](const Arrays& arrays) { return whole_calls(arrays, false); });
const Method all("all", [](const Arrays& arrays) { return whole_calls(arrays, true); });
const Method in_steps("steps", stepwise);

}  // namespace
}  // namespace bench
