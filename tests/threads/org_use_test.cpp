// One book of decision maps, used by many threads at once; to be run under ThreadSanitizer too.

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "capi/org_fixture.hpp"

using namespace sandan::testing;

namespace {

/// Catch is not for several threads: what went wrong is counted instead.
bool same_answer(const NamedOrgVerb& verb, const sandan_org_maps* maps, const sandan_tables* tables,
                 int threads, std::string& expected) {
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = threads;
  sandan_result* result = nullptr;
  if (verb.call(maps, tables, verb.request.data(), verb.request.size(), &run, &result, nullptr) !=
      SANDAN_OK) {
    return false;
  }
  sandan_text* text = nullptr;
  const bool told = sandan_result_to_json(result, nullptr, 0, &text, nullptr) == SANDAN_OK;
  if (told && expected.empty()) expected = sandan_text_data(text);
  const bool same = told && expected == sandan_text_data(text);
  sandan_text_destroy(text);
  sandan_result_destroy(result);
  return same;
}

}  // namespace

TEST_CASE("one book of maps answers many threads at once, each with any number of its own",
          "[threads]") {
  constexpr int users = 6;
  const TableSet tables = make_people();
  const MapsHandle maps = make_maps(tables);
  for (const NamedOrgVerb& verb : org_verbs()) {
    INFO(verb.name);
    std::string expected;
    REQUIRE(same_answer(verb, maps.get(), tables.get(), 1, expected));
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int user = 0; user < users; ++user) {
      threads.emplace_back([&, user] {
        std::string same = expected;
        const sandan_org_maps* own = sandan_org_maps_retain(maps.get());
        if (!same_answer(verb, own, tables.get(), 1 + user % 3, same)) ++wrong;
        sandan_org_maps_destroy(own);
      });
    }
    for (std::thread& thread : threads)
      thread.join();
    CHECK(wrong == 0);
  }
}
