// What must hold for any book: seeded random ones of many shapes.
#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include "process/book.hpp"
#include "support/metadata.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

struct RandomBook {
  Column deals;
  Column events;
};

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return below(n) == 0; }
  template <class T>
  std::optional<T> maybe(T value) {
    return one_in(9) ? std::nullopt : std::optional<T>(std::move(value));
  }
  std::mt19937& engine() { return engine_; }

 private:
  std::mt19937 engine_;
};

/// Few days and few values, so that ties, duplicates and faults abound.
RandomBook random_book(unsigned seed, int deal_count, int event_count) {
  Dice dice(seed);
  const char* stages[] = {"a", "b", "c", "w", "s", "t", "lost", "cancelled", "odd"};
  const char* outcomes[] = {"open", "won", "lost", "cancelled", "odd"};
  const char* teams[] = {"north", "south", "east"};
  const int start = day_number("2026-01-01");
  std::vector<std::optional<std::int64_t>> ids, amounts, event_ids, seqs, event_amounts;
  std::vector<std::optional<std::string>> outcome, current, team, currency, stage;
  std::vector<std::optional<std::int32_t>> created, closed, expected;
  std::vector<std::optional<std::int64_t>> at;
  for (int i = 0; i < deal_count; ++i) {
    ids.push_back(dice.one_in(25) ? dice.maybe<std::int64_t>(dice.below(deal_count)) : i);
    amounts.push_back(dice.maybe<std::int64_t>(dice.below(1000)));
    outcome.push_back(dice.one_in(2) ? std::nullopt
                                     : dice.maybe<std::string>(outcomes[dice.below(5)]));
    current.push_back(dice.maybe<std::string>(stages[dice.below(9)]));
    team.push_back(dice.maybe<std::string>(teams[dice.below(3)]));
    currency.push_back(dice.maybe<std::string>(dice.one_in(3) ? "USD" : "CNY"));
    created.push_back(dice.maybe<std::int32_t>(start + dice.below(60)));
    closed.push_back(dice.one_in(2) ? std::nullopt : std::optional(start + dice.below(120)));
  }
  const bool with_seq = seed % 2 == 0;
  for (int i = 0; i < event_count; ++i) {
    event_ids.push_back(dice.one_in(40) ? std::nullopt
                                        : std::optional<std::int64_t>(dice.below(deal_count + 2)));
    stage.push_back(dice.maybe<std::string>(stages[dice.below(9)]));
    const std::int64_t day = start + dice.below(90);
    at.push_back(dice.one_in(50)
                     ? std::nullopt
                     : std::optional(day * 86'400'000'000 + dice.below(2) * 3'600'000'000));
    seqs.push_back(dice.maybe<std::int64_t>(dice.below(6)));
    event_amounts.push_back(dice.maybe<std::int64_t>(dice.below(3)));
    expected.push_back(dice.maybe<std::int32_t>(start + dice.below(100)));
  }
  std::vector<Column> event_columns{int64s("opportunity_id", event_ids),
                                    coded_texts("stage", stage),
                                    numbers<std::int64_t>("entered_at", "tsu:", at)};
  if (with_seq) event_columns.push_back(int64s("seq", seqs));
  event_columns.push_back(int64s("amount_minor", event_amounts));
  event_columns.push_back(numbers<std::int32_t>("expected_close_on", "tdD", expected));
  return {batch({int64s("opportunity_id", ids), int64s("amount_minor", amounts),
                 texts("outcome", outcome), texts("stage", current), texts("team", team),
                 texts("currency", currency), numbers<std::int32_t>("created_on", "tdD", created),
                 numbers<std::int32_t>("closed_on", "tdD", closed)}),
          batch(std::move(event_columns))};
}

/// The rows `order` of a plain fixed-width or text column.
Column picked(const Column& column, const std::vector<std::size_t>& order) {
  const auto valid = [&](std::size_t row) {
    return !column.buffers[0] || ((*column.buffers[0])[row / 8] >> (row % 8) & 1) != 0;
  };
  const auto pick_texts = [&] {
    std::vector<std::optional<std::string>> values;
    const auto* offsets = reinterpret_cast<const std::int32_t*>(column.buffers[1]->data());
    for (const std::size_t row : order) {
      values.push_back(
          valid(row) ? std::optional(std::string(column.buffers[2]->begin() + offsets[row],
                                                 column.buffers[2]->begin() + offsets[row + 1]))
                     : std::nullopt);
    }
    return texts(column.name, values);
  };
  const auto pick_numbers = [&]<class T>(T) {
    std::vector<std::optional<T>> values;
    const auto* from = reinterpret_cast<const T*>(column.buffers[1]->data());
    for (const std::size_t row : order) {
      values.push_back(valid(row) ? std::optional(from[row]) : std::nullopt);
    }
    return numbers<T>(column.name, column.format, values);
  };
  if (column.format == "u") return pick_texts();
  Column out = column.format == "l" || column.format == "tsu:" ? pick_numbers(std::int64_t{})
                                                               : pick_numbers(std::int32_t{});
  out.dictionary = column.dictionary;
  return out;
}

Column picked_batch(const Column& whole, const std::vector<std::size_t>& order) {
  std::vector<Column> columns;
  for (const Column& column : whole.children)
    columns.push_back(picked(column, order));
  return batch(std::move(columns));
}

std::vector<std::size_t> all_rows(const Column& whole) {
  std::vector<std::size_t> order(static_cast<std::size_t>(whole.length));
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

const std::string as_of_april = R"({"as_of": "2026-03-20"})";

/// Every table that does not name rows, as one text.
std::string figures(const History& history, const Run& run = {}) {
  const auto by =
      R"({"by": ["team", {"period": "month", "of": "created_on"}], "rollup": true, "min_n": 2)";
  return history.moves({MovesRequest::Rows::none}, run).to_json() +
         history
             .pipeline(PipelineRequest::parse(R"({"by": ["team", "outcome"], "rollup": true})"),
                       run)
             .to_json() +
         history.funnel(FunnelRequest::parse(by + std::string("}")), run).to_json() +
         history
             .funnel(FunnelRequest::parse(by +
                                          std::string(R"(, "reached": "passed", "phase": "all"})")),
                     run)
             .to_json() +
         history.outcomes(OutcomesRequest::parse(by + std::string("}")), run).to_json() +
         history
             .between(BetweenRequest::parse(R"({"pairs": [["a", "b"], ["a", "w"], ["b", "a"]]})"),
                      run)
             .to_json() +
         history.faults().to_json("fault_counts");
}

std::string everything(const History& history, const Run& run = {}) {
  return figures(history, run) + history.faults().to_json() + history.moves({}, run).to_json() +
         history.moves({MovesRequest::Rows::illegal}, run).to_json() +
         history.state({}, run).to_json();
}

/// State rows in order of text, since the order follows the input.
std::vector<std::string> state_rows(const History& history) {
  std::vector<std::string> texts_of;
  for (const auto& row : rows(history.state()))
    texts_of.push_back(json::serialize(row));
  std::sort(texts_of.begin(), texts_of.end());
  return texts_of;
}

std::int64_t number(const json::value& row, const char* name) {
  return row.at(name).to_number<std::int64_t>();
}

}  // namespace

TEST_CASE("permuting rows changes nothing but row numbers and the order of the input") {
  for (unsigned seed = 1; seed <= 24; ++seed) {
    INFO("seed " << seed);
    const RandomBook random = random_book(seed, 30, 250);
    Book first;
    first.add("opportunities", random.deals).add("stage_events", random.events);
    Dice dice(seed + 1000);
    auto deal_order = all_rows(random.deals);
    auto event_order = all_rows(random.events);
    std::shuffle(deal_order.begin(), deal_order.end(), dice.engine());
    std::shuffle(event_order.begin(), event_order.end(), dice.engine());
    Book second;
    second.add("opportunities", picked_batch(random.deals, deal_order))
        .add("stage_events", picked_batch(random.events, event_order));
    const History a = first.history(as_of_april);
    const History b = second.history(as_of_april);
    CHECK(figures(a) == figures(b));
    CHECK(state_rows(a) == state_rows(b));
  }
}

TEST_CASE("thread counts give the same bytes") {
  const RandomBook random = random_book(77, 5'000, 150'000);  // several parts of rows
  Book book;
  book.add("opportunities", random.deals).add("stage_events", random.events);
  const std::string one = everything(book.history(as_of_april));
  for (const int threads : {2, 5}) {
    Run run;
    run.threads = threads;
    CHECK((everything(book.history(as_of_april, run), run) == one));
  }
}

TEST_CASE("batches cut anywhere give the same bytes") {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    INFO("seed " << seed);
    const RandomBook random = random_book(seed, 40, 300);
    Book whole;
    whole.add("opportunities", random.deals).add("stage_events", random.events);
    Book cut;
    Dice dice(seed);
    const auto add_in_parts = [&](const char* name, const Column& batch_of) {
      const auto order = all_rows(batch_of);
      for (std::size_t from = 0; from < order.size();) {
        const std::size_t to =
            std::min(order.size(), from + static_cast<std::size_t>(dice.below(70)));
        cut.add(name, picked_batch(batch_of, {order.begin() + static_cast<std::ptrdiff_t>(from),
                                              order.begin() + static_cast<std::ptrdiff_t>(to)}));
        from = to;
      }
    };
    add_in_parts("opportunities", random.deals);
    add_in_parts("stage_events", random.events);
    CHECK(everything(whole.history(as_of_april)) == everything(cut.history(as_of_april)));
  }
}

TEST_CASE("sums: every deal and every event is in one place") {
  for (unsigned seed = 1; seed <= 24; ++seed) {
    INFO("seed " << seed);
    const RandomBook random = random_book(seed, 30, 250);
    Book book;
    book.add("opportunities", random.deals).add("stage_events", random.events);
    const History history = book.history(as_of_april);

    for (const char* reached : {"entered", "passed"}) {
      const auto funnel = rows(history.funnel(FunnelRequest::parse(
          R"({"by": ["team", {"period": "week", "of": "created_on"}], "rollup": true, "phase": "all", "reached": ")" +
          std::string(reached) + R"("})")));
      // By stage and currency every level has the same totals.
      std::map<std::string, std::map<std::int64_t, std::int64_t>> reached_by_level, value_by_level;
      for (const auto& row : funnel) {
        CHECK(number(row, "reached") == number(row, "advanced") + number(row, "lost") +
                                            number(row, "cancelled") + number(row, "pending"));
        CHECK(number(row, "pending") >= 0);
        const std::string place =
            json::serialize(row.at("stage")) + json::serialize(row.at("currency"));
        reached_by_level[place][number(row, "level")] += number(row, "reached");
        value_by_level[place][number(row, "level")] += number(row, "value_minor");
      }
      for (const auto* totals : {&reached_by_level, &value_by_level}) {
        for (const auto& [place, levels] : *totals) {
          INFO(place);
          CHECK(levels.at(0) == levels.at(1));
          CHECK(levels.at(1) == levels.at(2));
        }
      }
    }

    std::int64_t deals = 0, open = 0;
    for (const auto& row : rows(history.outcomes())) {
      CHECK(number(row, "n") == number(row, "open") + number(row, "won") + number(row, "lost") +
                                    number(row, "cancelled"));
      deals += number(row, "n");
      open += number(row, "open");
    }
    CHECK(deals == history.state().rows());
    std::int64_t in_pipeline = 0;
    for (const auto& row : rows(history.pipeline()))
      in_pipeline += number(row, "n");
    CHECK(in_pipeline == open);

    std::int64_t counted = 0, listed = history.moves().rows("moves");
    for (const auto& row : rows(history.moves(), "move_counts"))
      counted += number(row, "n");
    CHECK(counted == listed);
    std::int64_t set_aside = 0;
    for (const auto& row : rows(history.faults(), "fault_counts")) {
      if (row.at("table").as_string() == "stage_events") set_aside += number(row, "set_aside");
    }
    const auto metadata = metadata_of(history.faults());
    CHECK(listed == random.events.length - set_aside - std::stoll(metadata.at("sandan.unseen")) -
                        std::stoll(metadata.at("sandan.other_process")));
  }
}

TEST_CASE("a later day never unsees: prefixes of a log agree") {
  // The moves as of a day are the first moves as of any later day, where no
  // closing is recorded apart from the events.
  const RandomBook random = random_book(5, 20, 200);
  std::vector<Column> only_ids{random.deals.children[0]};
  Book book;
  book.add("opportunities", batch(only_ids)).add("stage_events", random.events);
  std::map<std::string, std::vector<std::string>> last;
  for (const char* day : {"2026-01-10", "2026-02-01", "2026-02-28", "2026-12-31"}) {
    std::map<std::string, std::vector<std::string>> now;
    for (const auto& row :
         rows(book.history(R"({"as_of": ")" + std::string(day) + R"("})").moves(), "moves")) {
      now[json::serialize(row.at("opportunity_id"))].push_back(json::serialize(row));
    }
    for (const auto& [deal, moves] : last) {
      REQUIRE(now[deal].size() >= moves.size());
      CHECK(std::equal(moves.begin(), moves.end(), now[deal].begin()));
    }
    last = now;
  }
}
