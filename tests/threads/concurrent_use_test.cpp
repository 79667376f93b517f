// One calendar, process and history, used by many threads at once; to be run under
// ThreadSanitizer too.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "capi/fixture.hpp"

using namespace sandan::testing;

namespace {

constexpr int users = 6;
constexpr int rounds = 5;

/// Catch is not for several threads: these count what went wrong instead.
bool same_answer(const NamedVerb& verb, const sandan_process_history* history, int threads,
                 const std::string& expected) {
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = threads;
  sandan_result* result = nullptr;
  if (verb.call(history, verb.request.data(), verb.request.size(), &run, &result, nullptr) !=
      SANDAN_OK) {
    return false;
  }
  sandan_text* text = nullptr;
  const bool told = sandan_result_to_json(result, nullptr, 0, &text, nullptr) == SANDAN_OK;
  const bool same = told && expected == sandan_text_data(text);
  sandan_text_destroy(text);
  sandan_result_destroy(result);
  return same;
}

template <class Body>
void on_all_threads(Body&& body) {
  std::vector<std::thread> threads;
  for (int user = 0; user < users; ++user)
    threads.emplace_back([&body, user] { body(user); });
  for (std::thread& thread : threads)
    thread.join();
}

}  // namespace

TEST_CASE("a history answers many threads at once", "[threads]") {
  const HistoryHandle history = make_history();
  std::vector<std::string> expected;
  for (const NamedVerb& verb : verbs())
    expected.push_back(json_of(ask(verb, history.get()).get()));
  std::atomic<int> wrong{0};
  on_all_threads([&](int user) {
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t v = 0; v < verbs().size(); ++v) {
        if (!same_answer(verbs()[v], history.get(), 1 + user % 3, expected[v])) ++wrong;
      }
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("a calendar answers many threads at once", "[threads]") {
  const CalendarHandle calendar = make_calendar();
  const std::int32_t from = 20'000, to = 21'000;
  std::int64_t expected = 0;
  REQUIRE(sandan_calendar_count(calendar.get(), &from, &to, 1, &expected, nullptr, nullptr) ==
          SANDAN_OK);
  std::atomic<int> wrong{0};
  on_all_threads([&](int) {
    const CalendarHandle mine(sandan_calendar_retain(calendar.get()));
    for (int round = 0; round < rounds; ++round) {
      std::int64_t counted = 0;
      std::int32_t found = 0;
      sandan_result* days = nullptr;
      const bool answered = sandan_calendar_count(mine.get(), &from, &to, 1, &counted, nullptr,
                                                  nullptr) == SANDAN_OK &&
                            sandan_calendar_add(mine.get(), &from, &expected, 1, &found, nullptr,
                                                nullptr) == SANDAN_OK &&
                            sandan_calendar_days(mine.get(), two_weeks.data(), two_weeks.size(),
                                                 nullptr, &days, nullptr) == SANDAN_OK;
      if (!answered || counted != expected || sandan_result_rows(days, "days", 4) != 14) ++wrong;
      sandan_result_destroy(days);
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("a process builds histories on many threads at once", "[threads]") {
  const ProcessHandle process = make_process();
  const std::string expected = json_of(ask(verbs()[2], make_history().get()).get());
  std::vector<TableSet> tables;
  for (int user = 0; user < users; ++user)
    tables.push_back(make_tables());
  std::atomic<int> wrong{0};
  on_all_threads([&](int user) {
    sandan_run run = SANDAN_RUN_INIT;
    run.threads = 1 + user % 3;
    for (int round = 0; round < rounds; ++round) {
      sandan_process_history* history = nullptr;
      if (sandan_process_history_build(process.get(), tables[static_cast<std::size_t>(user)].get(),
                                       as_of.data(), as_of.size(), &run, &history,
                                       nullptr) != SANDAN_OK) {
        ++wrong;
        continue;
      }
      if (!same_answer(verbs()[2], history, run.threads, expected)) ++wrong;
      sandan_process_history_destroy(history);
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("owners come and go on many threads", "[threads]") {
  sandan_process* process = nullptr;
  REQUIRE(sandan_process_compile(small_process.data(), small_process.size(), &process, nullptr) ==
          SANDAN_OK);
  HistoryHandle history = make_history();
  const ResultHandle result = ask(verbs()[0], history.get());
  on_all_threads([&](int) {
    for (int round = 0; round < 1000; ++round) {
      sandan_process_destroy(sandan_process_retain(process));
      sandan_process_history_destroy(sandan_process_history_retain(history.get()));
      sandan_result_destroy(sandan_result_retain(result.get()));
    }
  });
  sandan_process_destroy(process);
  history.reset();
  CHECK(sandan_result_count(result.get()) == 2);
}

TEST_CASE("a large book gives the same bytes on any number of threads", "[threads]") {
  using namespace sandan::testing;
  constexpr std::int64_t deals = 140'000;  // several parts of a loop over deals
  constexpr std::int64_t events = 300'000;
  std::vector<std::optional<std::int64_t>> ids;
  std::vector<std::optional<std::int64_t>> event_ids;
  std::vector<std::optional<std::string>> stages;
  std::vector<std::optional<std::string>> moments_text;
  std::vector<std::optional<std::string>> owners, teams, due;
  std::vector<std::optional<std::int64_t>> amounts;
  for (std::int64_t deal = 0; deal < deals; ++deal) {
    ids.emplace_back(deal);
    owners.emplace_back("rep " + std::to_string(deal % 20));
    teams.emplace_back("team " + std::to_string(deal % 4));
    due.emplace_back("2026-0" + std::to_string(1 + deal % 9) + "-01");
    amounts.emplace_back(deal % 1'000);
  }
  const char* codes[] = {"a", "b", "w", "lost", "nowhere"};
  for (std::int64_t event = 0; event < events; ++event) {
    const std::int64_t mixed = event * 7'919 % events;
    event_ids.emplace_back(mixed % (deals + 3));
    stages.emplace_back(codes[mixed * 31 % 97 % 5]);
    moments_text.emplace_back("2026-0" + std::to_string(1 + mixed % 5) + "-1" +
                              std::to_string(mixed % 10));
  }
  const Exported deal_batch(std::vector<Column>{
      int64s("opportunity_id", ids), texts("owner_id", owners), texts("team_id", teams)});
  const Exported receivable_batch(std::vector<Column>{
      int64s("opportunity_id", ids), days("due_on", due), int64s("amount_minor", amounts)});
  const Exported event_batch(std::vector<Column>{int64s("opportunity_id", event_ids),
                                                 texts("stage", stages),
                                                 days("entered_at", moments_text)});
  sandan_tables* raw = nullptr;
  REQUIRE(sandan_tables_create(&raw, nullptr) == SANDAN_OK);
  const TableSet tables(raw);
  REQUIRE(sandan_tables_add(raw, "opportunities", 13, &deal_batch.schema, &deal_batch.array,
                            nullptr) == SANDAN_OK);
  REQUIRE(sandan_tables_add(raw, "stage_events", 12, &event_batch.schema, &event_batch.array,
                            nullptr) == SANDAN_OK);
  REQUIRE(sandan_tables_add(raw, "receivables", 11, &receivable_batch.schema,
                            &receivable_batch.array, nullptr) == SANDAN_OK);
  const ProcessHandle process = make_process();
  std::vector<std::string> first;
  for (const int threads : {1, 2, 5}) {
    sandan_run run = SANDAN_RUN_INIT;
    run.threads = threads;
    sandan_process_history* history = nullptr;
    REQUIRE(sandan_process_history_build(process.get(), raw, as_of.data(), as_of.size(), &run,
                                         &history, nullptr) == SANDAN_OK);
    const HistoryHandle owner(history);
    for (std::size_t v = 0; v < verbs().size(); ++v) {
      const std::string name = verbs()[v].name;
      const bool plain = name != "between" && name != "stalls" && name != "compare" &&
                         name != "dwell" && name != "receivables";
      const NamedVerb verb{verbs()[v].name, verbs()[v].call, plain ? "{}" : verbs()[v].request};
      const std::string told = json_of(ask(verb, history, &run).get());
      if (threads == 1) {
        first.push_back(told);
      } else {
        INFO(verb.name << " on " << threads << " threads");
        CHECK(told == first[v]);
      }
    }
  }
}
