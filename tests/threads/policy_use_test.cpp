// One policy, used by many threads at once; to be run under ThreadSanitizer too.

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "capi/rules_fixture.hpp"
#include "threads/same_answer.hpp"

using namespace sandan::testing;

namespace {

constexpr int rounds = 5;

/// `rows` records that take all ways through the small policy.
std::vector<Column> many_lines(std::int64_t rows) {
  std::vector<std::optional<std::int64_t>> ids, budgets, amounts;
  std::vector<std::optional<std::string>> systems, before, due;
  std::vector<std::optional<bool>> urgent;
  const char* const words[] = {"none", "packaged", "odd"};
  const char* const grades[] = {"A", "B", "C"};
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto one_in = [row](std::int64_t n) { return row % n == 0; };
    ids.emplace_back(row);
    amounts.push_back(one_in(11) ? std::nullopt : std::optional(row % 1'000));
    budgets.push_back(one_in(7) ? std::nullopt : std::optional(row % 20));
    systems.push_back(one_in(5) ? std::nullopt : std::optional<std::string>(words[row % 3]));
    urgent.push_back(one_in(4) ? std::nullopt : std::optional(row % 2 == 1));
    before.emplace_back(grades[row % 3]);
    due.push_back(one_in(2) ? std::nullopt
                            : std::optional("2026-0" + std::to_string(1 + row % 9) + "-15"));
  }
  return {int64s("id", ids),
          texts("system", systems),
          booleans("urgent", urgent),
          int64s("budget", budgets),
          days("due", due),
          texts("before", before),
          int64s("amount_minor", amounts)};
}

}  // namespace

TEST_CASE("a policy answers many threads at once", "[threads]") {
  const PolicyHandle policy = make_policy();
  const Exported batch(many_lines(300));
  std::vector<TableSet> tables;
  for (int user = 0; user < users; ++user) {
    sandan_tables* made = nullptr;
    REQUIRE(sandan_tables_create(&made, nullptr) == SANDAN_OK);
    tables.emplace_back(made);
    REQUIRE(sandan_tables_add(made, "lines", 5, &batch.schema, &batch.array, nullptr) == SANDAN_OK);
  }
  std::vector<std::string> expected;
  for (const NamedRulesVerb& verb : rules_verbs())
    expected.push_back(json_of(ask(verb, policy.get(), tables[0].get()).get()));
  std::atomic<int> wrong{0};
  on_all_threads([&](int user) {
    const PolicyHandle mine(sandan_rules_retain(policy.get()));
    const sandan_tables* own = tables[static_cast<std::size_t>(user)].get();
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t v = 0; v < rules_verbs().size(); ++v) {
        if (answer_of(rules_verbs()[v], mine.get(), own, 1 + user % 3) != expected[v]) ++wrong;
      }
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("threads decide single records each by an evaluator of its own", "[threads]") {
  const PolicyHandle policy = make_policy();
  std::atomic<int> wrong{0};
  on_all_threads([&](int) {
    sandan_rules_evaluator* evaluator = nullptr;
    if (sandan_rules_evaluator_create(policy.get(), columns_request.data(), columns_request.size(),
                                      &evaluator, nullptr) != SANDAN_OK) {
      ++wrong;
      return;
    }
    sandan_text* names = nullptr;
    sandan_rules_evaluator_outputs(evaluator, &names, nullptr);
    const std::string listed = sandan_text_data(names);
    sandan_text_destroy(names);
    std::vector<sandan_value> answers(
        1 + static_cast<std::size_t>(std::count(listed.begin(), listed.end(), ',')));
    const SmallRecord record = first_record();
    for (int round = 0; round < 1000; ++round) {
      if (sandan_rules_evaluator_eval(evaluator, record.data(), record.size(), answers.data(),
                                      answers.size(), nullptr) != SANDAN_OK ||
          answers[0].kind != SANDAN_VALUE_TEXT || answers[0].as.text.data[0] != 'A') {
        ++wrong;
      }
    }
    sandan_rules_evaluator_destroy(evaluator);
  });
  CHECK(wrong == 0);
}

TEST_CASE("many records give the same bytes on any number of threads", "[threads]") {
  const PolicyHandle policy = make_policy();
  const Exported batch(many_lines(200'000));  // several parts of a loop over records
  sandan_tables* made = nullptr;
  REQUIRE(sandan_tables_create(&made, nullptr) == SANDAN_OK);
  const TableSet tables(made);
  REQUIRE(sandan_tables_add(made, "lines", 5, &batch.schema, &batch.array, nullptr) == SANDAN_OK);
  const std::vector<NamedRulesVerb> asked = {
      {"eval", sandan_rules_eval,
       R"({"as_of": "2026-06-30", "if_unknown_is_no": true, "detail": true})"},
      rules_verbs()[2],
      rules_verbs()[3],
      rules_verbs()[4]};
  for (const NamedRulesVerb& verb : asked) {
    std::string first;
    for (const int threads : {1, 2, 5}) {
      sandan_run run = SANDAN_RUN_INIT;
      run.threads = threads;
      const std::string told = json_of(ask(verb, policy.get(), made, &run).get());
      INFO(verb.name << " on " << threads << " threads");
      if (threads == 1) {
        first = told;
      } else {
        CHECK((told == first));
      }
    }
  }
}
