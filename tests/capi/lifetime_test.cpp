// Who keeps what alive, and what a failure leaves untouched.
#include <map>

#include "capi/fixture.hpp"

using namespace sandan::testing;

TEST_CASE("a history and its results outlive process, tables and each other") {
  std::map<std::string, std::string> before;
  const sandan_process_history* history = make_history().release();  // process, tables are gone
  std::map<std::string, const sandan_result*> results;
  for (const NamedVerb& verb : verbs()) {
    results[verb.name] = ask(verb, history).release();
    before[verb.name] = json_of(results[verb.name]);
  }
  CHECK(sandan_process_history_retain(history) == history);
  sandan_process_history_destroy(history);
  CHECK(json_of(ask(verbs()[2], history).get()) == before["state"]);
  sandan_process_history_destroy(history);
  for (const auto& [name, result] : results) {
    CHECK(sandan_result_retain(result) == result);
    sandan_result_destroy(result);
    CHECK(json_of(result) == before[name]);
    sandan_result_destroy(result);
  }
}

TEST_CASE("exported streams outlive the result") {
  const HistoryHandle history = make_history();
  sandan_result* result = nullptr;
  REQUIRE(sandan_process_moves(history.get(), "", 0, nullptr, &result, nullptr) == SANDAN_OK);
  ArrowSchema schema{};
  ArrowArrayStream stream{};
  REQUIRE(sandan_result_schema(result, nullptr, 0, &schema, nullptr) == SANDAN_OK);
  REQUIRE(sandan_result_export(result, nullptr, 0, &stream, nullptr) == SANDAN_OK);
  CHECK(std::string(sandan_result_name(result, 0)) == "moves");
  sandan_result_destroy(result);
  ArrowArray array{};
  REQUIRE(stream.get_next(&stream, &array) == 0);
  ArrowArray end{};
  REQUIRE(stream.get_next(&stream, &end) == 0);
  CHECK(end.release == nullptr);
  stream.release(&stream);
  CHECK(array.length == 6);
  REQUIRE(schema.n_children == array.n_children);
  // Columns found by name; an int64 id as it was given.
  CHECK(std::string(schema.children[0]->name) == "opportunity_id");
  CHECK(std::string(schema.children[0]->format) == "l");
  const auto* ids = static_cast<const std::int64_t*>(array.children[0]->buffers[1]);
  CHECK(ids[0] == 1);
  CHECK(ids[5] == 3);
  array.release(&array);
  schema.release(&schema);
}

TEST_CASE("a child array moved out of an exported batch lives on its own") {
  const HistoryHandle history = make_history();
  const ResultHandle result = ask(verbs()[2], history.get());
  ArrowArrayStream stream{};
  REQUIRE(sandan_result_export(result.get(), "state", 5, &stream, nullptr) == SANDAN_OK);
  ArrowArray batch{};
  REQUIRE(stream.get_next(&stream, &batch) == 0);
  stream.release(&stream);
  ArrowArray moved = *batch.children[0];
  batch.children[0]->release = nullptr;
  batch.release(&batch);
  CHECK(static_cast<const std::int64_t*>(moved.buffers[1])[2] == 3);
  moved.release(&moved);
}

TEST_CASE("a compiled process outlives every order of destroying") {
  sandan_process* process = nullptr;
  REQUIRE(sandan_process_compile(small_process.data(), small_process.size(), &process, nullptr) ==
          SANDAN_OK);
  const TableSet tables = make_tables();
  sandan_process_history* history = nullptr;
  REQUIRE(sandan_process_history_build(process, tables.get(), as_of.data(), as_of.size(), nullptr,
                                       &history, nullptr) == SANDAN_OK);
  sandan_result* described = nullptr;
  REQUIRE(sandan_process_describe(process, "", 0, nullptr, &described, nullptr) == SANDAN_OK);
  sandan_process_destroy(process);
  CHECK(sandan_result_rows(described, "stages", 6) == 5);
  for (const NamedVerb& verb : verbs())
    ask(verb, history);
  sandan_process_history_destroy(history);
  sandan_result_destroy(described);
}

TEST_CASE("a stream is consumed whether it is read or refused") {
  int released = 0;
  const auto counted = [&](Column batch, int fails_at) {
    ArrowArrayStream stream = stream_of({std::move(batch)}, fails_at);
    struct Counter {
      ArrowArrayStream inner;
      int* released;
    };
    auto* counter = new Counter{stream, &released};
    ArrowArrayStream outer{};
    outer.private_data = counter;
    outer.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      auto& inner = static_cast<Counter*>(self->private_data)->inner;
      return inner.get_schema(&inner, out);
    };
    outer.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto& inner = static_cast<Counter*>(self->private_data)->inner;
      return inner.get_next(&inner, out);
    };
    outer.get_last_error = [](ArrowArrayStream*) { return "the source went away"; };
    outer.release = [](ArrowArrayStream* self) {
      auto* mine = static_cast<Counter*>(self->private_data);
      mine->inner.release(&mine->inner);
      ++*mine->released;
      delete mine;
      self->release = nullptr;
    };
    return outer;
  };
  sandan_tables* made = nullptr;
  REQUIRE(sandan_tables_create(&made, nullptr) == SANDAN_OK);
  const TableSet tables(made);
  ArrowArrayStream good = counted(table("id int\n1\n2"), -1);
  CHECK(sandan_tables_add_stream(made, "t", 1, &good, nullptr) == SANDAN_OK);
  CHECK(good.release == nullptr);
  CHECK(released == 1);
  ArrowArrayStream broken = counted(table("id int\n1\n2"), 1);
  sandan_error error = SANDAN_ERROR_INIT;
  CHECK(sandan_tables_add_stream(made, "u", 1, &broken, &error) == SANDAN_DATA);
  CHECK(std::string(error.message).find("the source went away") != std::string::npos);
  CHECK(broken.release == nullptr);
  CHECK(released == 2);
  ArrowArrayStream other = counted(table("id text\nx"), -1);
  CHECK(sandan_tables_add_stream(made, "t", 1, &other, &error) == SANDAN_SCHEMA);
  CHECK(released == 3);
  ArrowArrayStream nameless = counted(table("id int\n1"), -1);
  CHECK(sandan_tables_add_stream(made, nullptr, 4, &nameless, &error) == SANDAN_INVALID_ARGUMENT);
  CHECK(released == 4);
  ArrowArrayStream used{};
  CHECK(sandan_tables_add_stream(made, "t", 1, &used, &error) == SANDAN_INVALID_ARGUMENT);
}

TEST_CASE("outputs keep their value when a call fails") {
  const HistoryHandle history = make_history();
  auto* const kept = reinterpret_cast<sandan_result*>(0x40);
  for (const NamedVerb& verb : verbs()) {
    sandan_result* result = kept;
    sandan_error error = SANDAN_ERROR_INIT;
    INFO(verb.name);
    CHECK(verb.call(history.get(), "{\"no_such_field\": 1}", 20, nullptr, &result, &error) ==
          SANDAN_INVALID_ARGUMENT);
    CHECK(std::string(error.detail) == "unknown_field");
    CHECK(std::string(error.where) == "/no_such_field");
    CHECK(verb.call(history.get(), "[", 1, nullptr, &result, &error) != SANDAN_OK);
    CHECK(verb.call(history.get(), "[]", 2, nullptr, &result, &error) == SANDAN_INVALID_ARGUMENT);
    CHECK(result == kept);
  }
  ArrowSchema schema{};
  schema.n_children = 5;
  sandan_error error = SANDAN_ERROR_INIT;
  const ResultHandle result = ask(verbs()[0], history.get());
  CHECK(sandan_result_schema(result.get(), "none", 4, &schema, &error) == SANDAN_INVALID_ARGUMENT);
  CHECK(std::string(error.detail) == "unknown_table");
  CHECK(schema.n_children == 5);
}
