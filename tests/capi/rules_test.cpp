// What the C interface of policies promises beside the C++ one: ownership,
// streams, single records.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "capi/rules_fixture.hpp"

using namespace sandan::testing;

namespace {

const std::string request = R"({"as_of": "2026-06-30"})";

/// The stream of results; released at the end.
struct Results {
  ArrowArrayStream stream{};

  Results() = default;
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  ~Results() {
    if (stream.release != nullptr) stream.release(&stream);
  }

  /// Rows of the next batch; -1 at the end, the failure less 1,000 when it fails.
  std::int64_t pull() {
    ArrowArray batch{};
    const int failure = stream.get_next(&stream, &batch);
    if (failure != 0) return failure - 1'000;
    if (batch.release == nullptr) return -1;
    const std::int64_t rows = batch.length;
    batch.release(&batch);
    return rows;
  }
  std::string error() {
    const char* told = stream.get_last_error(&stream);
    return told == nullptr ? "" : told;
  }
};

std::int32_t open_results(Results& results, ArrowArrayStream in, const std::string& asked = request,
                          sandan_error* error = nullptr, const sandan_run* run = nullptr) {
  const PolicyHandle policy = make_policy();
  const std::int32_t status = sandan_rules_eval_stream(policy.get(), &in, asked.data(),
                                                       asked.size(), run, &results.stream, error);
  CHECK(in.release == nullptr);
  return status;
}

/// The answer of that name.
const sandan_value& answer(const sandan_rules_evaluator* evaluator,
                           const std::vector<sandan_value>& answers, const std::string& name) {
  std::size_t place = 0;
  const std::string names = outputs_of(evaluator);
  const std::size_t found = names.find("\"" + name + "\"");
  REQUIRE(found != std::string::npos);
  for (std::size_t i = 0; i < found; ++i)
    place += names[i] == ',' ? 1 : 0;
  return answers[place];
}

std::string text_of(const sandan_value& value) {
  REQUIRE(value.kind == SANDAN_VALUE_TEXT);
  return {value.as.text.data, value.as.text.size};
}

std::vector<sandan_value> places_for(const sandan_rules_evaluator* evaluator) {
  const std::string names = outputs_of(evaluator);
  return std::vector<sandan_value>(
      1 + static_cast<std::size_t>(std::count(names.begin(), names.end(), ',')));
}

}  // namespace

TEST_CASE("a policy keeps its document and outlives an owner") {
  sandan_policy* made = nullptr;
  REQUIRE(sandan_rules_compile(small_policy.data(), small_policy.size(), &made, nullptr) ==
          SANDAN_OK);
  const PolicyHandle second(sandan_rules_retain(made));
  sandan_rules_destroy(made);
  sandan_text* text = nullptr;
  REQUIRE(sandan_rules_to_json(second.get(), &text, nullptr) == SANDAN_OK);
  const Text json(text);
  const PolicyHandle again = make_policy(sandan_text_data(text));
  sandan_text* same = nullptr;
  REQUIRE(sandan_rules_to_json(again.get(), &same, nullptr) == SANDAN_OK);
  CHECK(std::strcmp(sandan_text_data(text), sandan_text_data(same)) == 0);
  sandan_text_destroy(same);
}

TEST_CASE("requests of policies are refused by field") {
  const PolicyHandle policy = make_policy();
  const TableSet tables = make_lines();
  const auto refused = [&](RulesVerb verb, const std::string& asked) {
    sandan_result* result = nullptr;
    sandan_error error = SANDAN_ERROR_INIT;
    const std::int32_t status =
        verb(policy.get(), tables.get(), asked.data(), asked.size(), nullptr, &result, &error);
    REQUIRE(status != SANDAN_OK);
    CHECK(result == nullptr);
    CHECK(error.code == status);
    return std::string(error.detail) + " at " + error.where;
  };
  CHECK(refused(sandan_rules_eval, R"({"as_of": "2026-06-30", "nothing": 1})") ==
        "unknown_field at /nothing");
  CHECK(refused(sandan_rules_eval, R"({"as_of": "2026-06-30", "decisions": ["x"]})") ==
        "unknown_name at /decisions/0");
  CHECK(refused(sandan_rules_sweep, R"({"as_of": "2026-06-30", "output": "grade"})") ==
        "settings_wanted at /grid");
  sandan_text* text = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  CHECK(sandan_rules_input_schema(policy.get(), R"({"language": "en"})", 18, &text, &error) ==
        SANDAN_INVALID_ARGUMENT);
  CHECK(std::string(error.detail) == "unknown_field");
}

TEST_CASE("a stream of records is decided batch by batch") {
  Results results;
  REQUIRE(open_results(results, lines_stream(3)) == SANDAN_OK);
  ArrowSchema schema{};
  REQUIRE(results.stream.get_schema(&results.stream, &schema) == 0);
  CHECK(std::string(schema.children[0]->name) == "id");
  schema.release(&schema);
  CHECK(results.error().empty());
  for (int batch = 0; batch < 3; ++batch)
    CHECK(results.pull() == 2);
  CHECK(results.pull() == -1);
  CHECK(results.pull() == -1);
}

TEST_CASE("a stream gives what the table gives") {
  const PolicyHandle policy = make_policy();
  ArrowArrayStream in = lines_stream(2);
  sandan_tables* made = nullptr;
  REQUIRE(sandan_tables_create(&made, nullptr) == SANDAN_OK);
  const TableSet tables(made);
  REQUIRE(sandan_tables_add_stream(made, "lines", 5, &in, nullptr) == SANDAN_OK);
  sandan_result* whole = nullptr;
  REQUIRE(sandan_rules_eval(policy.get(), made, request.data(), request.size(), nullptr, &whole,
                            nullptr) == SANDAN_OK);
  const ResultHandle expected(whole);

  Results results;
  sandan_run run = SANDAN_RUN_INIT;
  run.threads = 2;
  REQUIRE(open_results(results, lines_stream(2), request, nullptr, &run) == SANDAN_OK);
  // What sandan gives, sandan takes: read again as a table that is echoed.
  sandan_tables* again = nullptr;
  REQUIRE(sandan_tables_create(&again, nullptr) == SANDAN_OK);
  const TableSet taken(again);
  REQUIRE(sandan_tables_add_stream(again, "lines", 5, &results.stream, nullptr) == SANDAN_OK);
  const std::string echo =
      R"({"as_of": "2026-06-30", "keys": ["id", "grade", "t_rule", "card_points"],
          "decisions": ["mode"]})";
  sandan_result* read = nullptr;
  REQUIRE(sandan_rules_eval(policy.get(), again, echo.data(), echo.size(), nullptr, &read,
                            nullptr) == SANDAN_OK);
  const ResultHandle reread(read);
  CHECK(sandan_result_rows(read, "results", 7) == sandan_result_rows(whole, "results", 7));
  CHECK(json_of(read).find(R"("id":1,"grade":"A","t_rule":"r1")") != std::string::npos);
}

TEST_CASE("a stream is refused at once for its schema") {
  Results results;
  sandan_error error = SANDAN_ERROR_INIT;
  ArrowArrayStream in = stream_of({table("system int\n1")});
  CHECK(open_results(results, in, request, &error) == SANDAN_SCHEMA);
  CHECK(std::string(error.where) == "system");
  CHECK(std::string(error.table) == "lines");
  CHECK(results.stream.release == nullptr);

  CHECK(open_results(results, ArrowArrayStream{}, request, &error) == SANDAN_INVALID_ARGUMENT);
  CHECK(std::string(error.detail) == "released_stream");
  CHECK(open_results(results, lines_stream(1), R"({"as_of": 1})", &error) ==
        SANDAN_INVALID_ARGUMENT);
}

TEST_CASE("what fails later is told by the stream") {
  Results results;
  REQUIRE(open_results(results, lines_stream(2, 1)) == SANDAN_OK);
  CHECK(results.pull() == 2);
  CHECK(results.pull() == EINVAL - 1'000);
  CHECK(results.error() ==
        "the stream failed at its next batch: the source went away "
        "[DATA, stream_failed]");

  Results bounded;
  sandan_run run = SANDAN_RUN_INIT;
  run.max_rows = 1;
  REQUIRE(open_results(bounded, lines_stream(1), request, nullptr, &run) == SANDAN_OK);
  CHECK(bounded.pull() == EINVAL - 1'000);
  CHECK(bounded.error().find("[LIMIT, too_many_rows") != std::string::npos);
}

TEST_CASE("progress stops a stream, which goes on when asked again") {
  struct Watch {
    bool stop = false;
    static std::int32_t tell(void* self, double) { return static_cast<Watch*>(self)->stop; }
  } watch;
  sandan_run run = SANDAN_RUN_INIT;
  run.progress = &Watch::tell;
  run.ctx = &watch;
  Results results;
  REQUIRE(open_results(results, lines_stream(1), request, nullptr, &run) == SANDAN_OK);
  watch.stop = true;
  CHECK(results.pull() == ECANCELED - 1'000);
  watch.stop = false;
  CHECK(results.pull() == 2);
  CHECK(results.pull() == -1);
}

TEST_CASE("a single record gets what the table gets") {
  const EvaluatorHandle evaluator = make_evaluator(make_policy().get());
  std::vector<sandan_value> answers = places_for(evaluator.get());
  const SmallRecord record = first_record();
  REQUIRE(sandan_rules_evaluator_eval(evaluator.get(), record.data(), record.size(), answers.data(),
                                      answers.size(), nullptr) == SANDAN_OK);
  CHECK(text_of(answer(evaluator.get(), answers, "grade")) == "A");
  CHECK(text_of(answer(evaluator.get(), answers, "t_rule")) == "r1");
  CHECK(text_of(answer(evaluator.get(), answers, "t_status")) == "decided");
  CHECK(text_of(answer(evaluator.get(), answers, "card")) == "high");
  CHECK(answer(evaluator.get(), answers, "card_points").kind == SANDAN_VALUE_NUMBER);
  CHECK(answer(evaluator.get(), answers, "card_points").as.number == 5);
  CHECK(text_of(answer(evaluator.get(), answers, "mode")) == "close");
  CHECK(answer(evaluator.get(), answers, "conflict").kind == SANDAN_VALUE_NULL);

  const SmallRecord unknown = {text_value("none"), no_value(), number_value(7.5), no_value()};
  REQUIRE(sandan_rules_evaluator_eval(evaluator.get(), unknown.data(), unknown.size(),
                                      answers.data(), answers.size(), nullptr) == SANDAN_OK);
  CHECK(answer(evaluator.get(), answers, "grade").kind == SANDAN_VALUE_NULL);
  CHECK(text_of(answer(evaluator.get(), answers, "t_status")) == "undetermined");
  CHECK(answer(evaluator.get(), answers, "card_points").kind == SANDAN_VALUE_NULL);
  CHECK(answer(evaluator.get(), answers, "card_points_low").as.number == 1);
  CHECK(answer(evaluator.get(), answers, "card_points_high").as.number == 3);
}

TEST_CASE("values that do not fit are refused with their column") {
  const EvaluatorHandle evaluator = make_evaluator(make_policy().get());
  const std::vector<sandan_value> untouched(places_for(evaluator.get()).size(),
                                            whole_value(77, 77));
  std::vector<sandan_value> answers = untouched;
  const auto refused = [&](const SmallRecord& record) {
    sandan_error error = SANDAN_ERROR_INIT;
    CHECK(sandan_rules_evaluator_eval(evaluator.get(), record.data(), record.size(), answers.data(),
                                      answers.size(), &error) == SANDAN_INVALID_ARGUMENT);
    CHECK(answers[0].kind == 77);
    return std::string(error.where);
  };
  SmallRecord record = first_record();
  record[1] = text_value("yes");
  CHECK(refused(record) == "urgent");
  record = first_record();
  record[0] = text_value("\xff");
  CHECK(refused(record) == "system");
  record[0] = whole_value(12, 0);
  CHECK(refused(record) == "system");
  record[0] = sandan_value{};
  record[0].kind = SANDAN_VALUE_TEXT;
  record[0].as.text.size = 3;  // no bytes
  CHECK(refused(record) == "system");
  record = first_record();
  record[3] = number_value(1);
  CHECK(refused(record) == "due");

  sandan_error error = SANDAN_ERROR_INIT;
  CHECK(sandan_rules_evaluator_eval(evaluator.get(), record.data(), 3, answers.data(),
                                    answers.size(), &error) == SANDAN_INVALID_ARGUMENT);
  CHECK(std::string(error.where) == "record");
  CHECK(sandan_rules_evaluator_eval(evaluator.get(), record.data(), 4, answers.data(), 1, &error) ==
        SANDAN_INVALID_ARGUMENT);
  CHECK(std::string(error.where) == "answers");
}

TEST_CASE("an evaluator is refused for columns that are no inputs") {
  const PolicyHandle policy = make_policy();
  const auto refused = [&](const std::string& asked) {
    sandan_rules_evaluator* made = nullptr;
    sandan_error error = SANDAN_ERROR_INIT;
    CHECK(sandan_rules_evaluator_create(policy.get(), asked.data(), asked.size(), &made, &error) ==
          SANDAN_INVALID_ARGUMENT);
    CHECK(made == nullptr);
    return std::string(error.detail);
  };
  CHECK(refused(R"({"as_of": "2026-06-30"})") == "missing_field");
  CHECK(!refused(R"({"as_of": "2026-06-30", "columns": ["nothing"]})").empty());
  CHECK(refused(R"({"as_of": "2026-06-30", "columns": ["system"], "could_be": true})") ==
        "unknown_field");
}

TEST_CASE("sheets are told at their cells") {
  const PolicyHandle policy = make_policy();
  const std::string csv = "hit=FIRST,urgent,out=grade\nr1,true,A\nr2,maybe(,B\n";
  sandan_policy* made = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  CHECK(sandan_rules_with_sheet(policy.get(), "t", 1, csv.data(), csv.size(), &made, &error) !=
        SANDAN_OK);
  CHECK(made == nullptr);
  CHECK(error.row == 2);
  CHECK(error.column == 1);
  CHECK(std::string(error.where) == "urgent");
}
