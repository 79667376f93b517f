#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "capi/fixture.hpp"

/// One frozen object asked by many threads at once.
namespace sandan::testing {

inline constexpr int users = 6;

template <class Body>
void on_all_threads(Body&& body) {
  std::vector<std::thread> threads;
  for (int user = 0; user < users; ++user)
    threads.emplace_back([&body, user] { body(user); });
  for (std::thread& thread : threads)
    thread.join();
}

/// The answer of a verb as JSON; "" where it is refused. Catch is not for
/// several threads, so nothing is checked here.
template <class Verb, class Object>
std::string answer_of(const Verb& verb, const Object* object, const sandan_tables* tables,
                      int threads) {
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = threads;
  sandan_result* result = nullptr;
  if (verb.call(object, tables, verb.request.data(), verb.request.size(), &run, &result, nullptr) !=
      SANDAN_OK) {
    return "";
  }
  sandan_text* text = nullptr;
  std::string told;
  if (sandan_result_to_json(result, nullptr, 0, &text, nullptr) == SANDAN_OK) {
    told = sandan_text_data(text);
  }
  sandan_text_destroy(text);
  sandan_result_destroy(result);
  return told;
}

/// Every verb by many owners of one object, each with any number of threads of
/// its own, gives what one thread gives.
template <auto retain, auto destroy, class Verbs, class Object>
void check_shared_use(const Verbs& verbs, const Object* object, const sandan_tables* tables) {
  for (const auto& verb : verbs) {
    INFO(verb.name);
    const std::string expected = answer_of(verb, object, tables, 1);
    REQUIRE(expected != "");
    std::atomic<int> wrong{0};
    on_all_threads([&](int user) {
      const Object* own = retain(object);
      if (answer_of(verb, own, tables, 1 + user % 3) != expected) ++wrong;
      destroy(own);
    });
    CHECK(wrong == 0);
  }
}

}  // namespace sandan::testing
