// What sandan_cpp.hpp promises beside the C interface: owners, exceptions, progress.
#include <sandan_cpp.hpp>

#include <cstdio>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace {

namespace sd = sandan::cpp;

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  ++failures;
}

const std::int64_t ids[] = {7, 8};

template <class Arrow>
void nothing_to_free(Arrow* arrow) {
  arrow->release = nullptr;
}

/// A table `opportunities` of two ids in static memory.
void add_opportunities(sd::Tables& tables) {
  ArrowSchema name = {"l",     "opportunity_id", nullptr,         0,      0,
                      nullptr, nullptr,          nothing_to_free, nullptr};
  const void* buffers[] = {nullptr, ids};
  static const void* no_buffers[] = {nullptr};
  static ArrowArray column;
  static const void* kept[] = {buffers[0], buffers[1]};
  column = {2, 0, 0, 2, 0, kept, nullptr, nullptr, nothing_to_free, nullptr};
  static ArrowArray* columns[] = {&column};
  static ArrowSchema kept_name;
  kept_name = name;
  static ArrowSchema* names[] = {&kept_name};
  static const ArrowSchema schema = {"+s",  "",      nullptr,         0,      1,
                                     names, nullptr, nothing_to_free, nullptr};
  static const ArrowArray array = {
      2, 0, 0, 1, 1, no_buffers, columns, nullptr, nothing_to_free, nullptr};
  tables.add("opportunities", schema, array);
}

sd::History history_of_two(const sd::Run& run = {}) {
  sd::Tables tables;
  add_opportunities(tables);
  return sd::Process::shipped("simple").history(tables, R"({"as_of": "2026-10-31"})", run);
}

void owners() {
  std::optional<sd::History> first = history_of_two();
  const sd::History copy = *first;
  sd::History moved = std::move(*first);
  first.reset();
  moved = copy;
  expect(moved.state().rows("state") == 2, "a copy outlives its original");
  sd::Result result = copy.state();
  ArrowArrayStream stream = result.stream("state");
  result = copy.faults();
  ArrowArray batch{};
  expect(stream.get_next(&stream, &batch) == 0 && batch.length == 2,
         "a stream outlives its result");
  batch.release(&batch);
  stream.release(&stream);
  expect(result.count() == 2 && result.name(1) == "fault_counts", "names of tables");
  expect(result.rows("state") == -1, "no such table");
  static_assert(!std::is_copy_constructible_v<sd::Tables>, "tables have one owner");
}

void exceptions() {
  try {
    history_of_two().funnel(R"({"by": ["nothing"]})");
    expect(false, "an unknown key is refused");
  } catch (const sd::Error& error) {
    expect(error.code() == SANDAN_INVALID_ARGUMENT && error.name() == "INVALID_ARGUMENT", "code");
    expect(error.detail() == "unknown_key" && error.where() == "/by/0", "detail and place");
  }
  try {
    sd::document_digest("{");
    expect(false, "half a document is refused");
  } catch (const sd::Error& error) {
    expect(error.code() == SANDAN_PARSE && error.row() == -1, "parse");
  }
}

void progress() {
  sd::Run run;
  run.progress = [](double) { return false; };
  try {
    history_of_two(run);
    expect(false, "progress stops the call");
  } catch (const sd::Error& error) {
    expect(error.code() == SANDAN_CANCELLED, "cancelled");
  }
  run.progress = [](double) -> bool { throw std::domain_error("mine"); };
  try {
    history_of_two(run);
    expect(false, "what progress throws comes out");
  } catch (const std::domain_error&) {
  }
  run.progress = nullptr;
  run.threads = 2;
  expect(history_of_two().outcomes({}, run).rows("outcomes") == 1, "settings are passed on");
}

void calendars() {
  const sd::Calendar original = sd::Calendar::shipped("cn");
  const sd::Calendar copy = original;
  const std::int32_t friday = 20497;  // 2026-02-13, before the Spring Festival
  expect(copy.is_workday(friday) && !copy.is_projected(friday), "a day");
  expect(copy.next(friday).day == friday + 1, "a make-up Saturday");
  expect(copy.add(friday, 2).day == 20508 && copy.previous(friday).day == friday - 1, "days found");
  expect(copy.count(friday, 20508).workdays == 3, "both days counted");
  expect(copy.elapsed(20508, friday).workdays == -2, "days that pass");
  expect(copy.count(22000, 22006).projected == 5, "a week that no source covers");
  expect(copy.days(R"({"from": "2026-02-13", "to": "2026-02-15"})").rows("days") == 3, "days");
  expect(copy.periods(R"({"from": "2026-02-13", "to": "2026-03-01"})").rows("periods") == 2,
         "periods");
  expect(sd::Calendar::compile(copy.to_json()).to_json() == copy.to_json(), "canonical text");
  expect(sd::Calendar::output_schema().front() == '{', "schema of calendars");
  try {
    copy.add(friday, 1000000);
    expect(false, "days end in 2199");
  } catch (const sd::Error& error) {
    expect(error.code() == SANDAN_LIMIT && error.row() == 0, "limit");
  }
}

const char* const small_policy = R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"},
  "of": "opportunities", "inputs": [{"code": "opportunity_id", "type": "number"}],
  "parameters": [{"code": "most", "type": "number", "value": 7}],
  "decisions": [{"code": "t", "kind": "table", "hit": "first", "columns": ["opportunity_id"],
    "outputs": [{"code": "size", "type": "text", "default": "large"}],
    "rules": [{"code": "r", "when": {"opportunity_id": "<= most"}, "then": {"size": "small"}}]}]})";

void policies() {
  const sd::Policy original = sd::Policy::compile(small_policy);
  const sd::Policy policy = original;
  sd::Tables tables;
  add_opportunities(tables);
  const std::string answer = policy.eval(tables).to_json("results");
  expect(answer.find(R"("size":"small")") != std::string::npos &&
             answer.find(R"("size":"large")") != std::string::npos,
         "records are decided");
  expect(policy.why_not(tables, R"({"goal": {"size": "large"}})").rows("why_not") > 0, "why not");
  expect(policy.lint().rows("findings") == 0, "nothing to find");
  expect(policy.diff(policy, tables, R"({"output": "size"})").rows("moved") == 0, "no difference");
  expect(policy.sweep(tables, R"({"output": "size", "vary": {"most": [1, 9]}})").rows("sweep") > 0,
         "a sweep");
  expect(policy.describe().rows("rules") == 1 && policy.input_schema().front() == '{',
         "a policy says what it is");
  expect(sd::Policy::output_schema().front() == '{', "schema of policies");
  expect(policy.with_sheet("t", policy.to_sheet("t")).to_json() == policy.to_json(),
         "a sheet goes out and comes back");
  expect(sd::Policy::shipped("abcd").to_json().size() > 1000, "a shipped policy");
}

void single_records() {
  sd::Evaluator evaluator =
      sd::Policy::compile(small_policy).evaluator(R"({"columns": ["opportunity_id"]})");
  expect(evaluator.outputs().find("\"size\"") == 1, "names of the answers come in order");
  std::vector<sd::Value> answers(3);
  evaluator.eval({sd::Value::integer(3)}, answers);
  expect(answers[0].text() == "small" && answers[1].text() == "r", "a record is decided");
  evaluator.eval({sd::Value::number(7.5)}, answers);
  expect(answers[0].text() == "large" && answers[1].is_null(), "the default");
  evaluator.eval({sd::Value()}, answers);
  expect(answers[0].is_null() && answers[2].text() == "undetermined", "what is not known");
  try {
    evaluator.eval({sd::Value::text("many")}, answers);
    expect(false, "a text is no number");
  } catch (const sd::Error& error) {
    expect(error.where() == "opportunity_id", "the column that does not fit");
  }
}

void streams() {
  const sd::Result records = history_of_two().state();
  ArrowArrayStream in = records.stream("state");
  ArrowArrayStream out = sd::Policy::compile(small_policy).eval_stream(in);
  expect(in.release == nullptr, "the stream is moved");
  ArrowArray batch{};
  expect(out.get_next(&out, &batch) == 0 && batch.length == 2, "a batch is decided");
  batch.release(&batch);
  out.release(&out);
}

}  // namespace

int main() {
  owners();
  calendars();
  policies();
  single_records();
  streams();
  exceptions();
  progress();
  expect(sd::shipped_document("process", "simple").size() > 100, "shipped documents");
  expect(sd::canonical_document(R"({"b": 1, "a": null})") == R"({"b":1})", "canonical form");
  expect(sd::Process::output_schema().front() == '{', "schemas");
  return failures == 0 ? 0 : 1;
}
