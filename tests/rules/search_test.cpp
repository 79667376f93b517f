// What an undetermined record could be, and what to ask next, against trying everything.
#include <algorithm>
#include <set>

#include "rules/answers.hpp"
#include "rules/policies.hpp"
#include "rules/random_records.hpp"
#include "rules/search.hpp"

using namespace sandan;
using namespace sandan::rules;
using namespace sandan::testing;

namespace {

/// Points for what is unknown make it a state of its own, which no completion is.
std::string without_points_for_unknown(std::string document) {
  const std::string member = R"(, "if_unknown": 0.5)";
  for (std::size_t at; (at = document.find(member)) != std::string::npos;)
    document.erase(at, member.size());
  return document;
}

std::string text_of(const Value& value) {
  return value.is_value() ? feel::display(value) : "(none)";
}

std::set<std::string> texts_of(const Possible& possible) {
  std::set<std::string> texts;
  for (const Value& value : possible.values)
    texts.insert(text_of(value));
  return texts;
}

std::vector<std::int32_t> open_inputs(const Record& record, const Choices& choices) {
  std::vector<std::int32_t> open;
  for (const std::int32_t slot : choices.slots()) {
    if (record.value(slot).known == feel::Known::unknown) open.push_back(slot);
  }
  return open;
}

/// Every completion of the record, whatever it may seem to change.
void try_all(Record& record, const Choices& choices, const std::vector<std::int32_t>& open,
             std::size_t at, const std::vector<std::int32_t>& outputs,
             std::vector<std::set<std::string>>& found) {
  if (at == open.size()) {
    record.decide();
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const Value& value = record.output(outputs[o]);
      if (value.known != feel::Known::unknown) found[o].insert(text_of(value));
    }
    return;
  }
  const Code code = record.code(open[at]);
  const Value value = record.value(open[at]);
  for (const Choice& choice : choices.of(open[at])) {
    record.set(open[at], choice.code, choice.value);
    try_all(record, choices, open, at + 1, outputs, found);
  }
  record.set(open[at], code, value);
}

/// Outputs with few values that are open.
std::vector<std::int32_t> open_outputs(Record& record) {
  record.decide();
  std::vector<std::int32_t> outputs;
  for (std::size_t d = 0; d < record.plan().decisions.size(); ++d) {
    for (const std::int32_t slot : finite_outputs(record.plan(), static_cast<std::int32_t>(d))) {
      if (record.output(slot).known == feel::Known::unknown) outputs.push_back(slot);
    }
  }
  return outputs;
}

std::size_t completions(const Record& record, const Choices& choices) {
  std::size_t count = 1;
  for (const std::int32_t slot : open_inputs(record, choices))
    count *= std::max<std::size_t>(choices.of(slot).size(), 1);
  return count;
}

const std::string graded = inputs("a bool, b bool, n number, t text") + R"(, "decisions": [
  {"code": "d", "kind": "table", "hit": "first", "columns": ["a", "b", "n"],
   "outputs": [{"code": "g", "type": "text", "default": "Z"}],
   "rules": [{"code": "R1", "when": {"a": "true", "n": "> 5"}, "then": {"g": "A"}},
             {"code": "R2", "when": {"a": "true"}, "then": {"g": "B"}},
             {"code": "R3", "when": {"b": "true"}, "then": {"g": "C"}}]}])";

}  // namespace

TEST_CASE("could_be lists what every completion gives, and nothing else") {
  std::size_t searched = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    INFO("seed " << seed);
    const std::string document = without_points_for_unknown(RandomPolicy(seed, "keep").document());
    INFO(document);
    const Policy policy = Policy::compile(document);
    const Records records = RandomRecords(seed, 12, 3).table();
    const Asked asked = ask(policy.versions(), records.tables(), PolicyRequest{}, {});
    const Choices choices(*asked.plan);
    Record record(asked.plan);
    for (std::int64_t row = 0; row < asked.rows(); ++row) {
      asked.fill(record, row);
      const auto outputs = open_outputs(record);
      if (outputs.empty() || completions(record, choices) > 3'000) continue;
      ++searched;
      const auto open = open_inputs(record, choices);
      const auto possible = could_be(record, choices, outputs, 1'000'000);
      CHECK(open_inputs(record, choices) == open);  // the record is as it was
      std::vector<std::set<std::string>> found(outputs.size());
      try_all(record, choices, open, 0, outputs, found);
      for (std::size_t o = 0; o < outputs.size(); ++o) {
        if (texts_of(possible[o]) != found[o]) {
          FAIL("row " << row << " output " << asked.plan->slot(outputs[o]).item.code);
        }
        CHECK(possible[o].values.size() == found[o].size());  // each once
      }
    }
  }
  CHECK(searched > 200);
}

TEST_CASE("choices tell apart what decisions tell apart") {
  const Policy p = policy(graded);
  const auto plan = make_plan(p.versions().on({}), {}, {});
  const Choices choices(*plan);
  const auto count = [&](std::string_view code) {
    return choices.of(plan->definition->slot(code)).size();
  };
  CHECK(count("a") == 2);
  CHECK(count("n") == 2);  // above 5, or not
  CHECK(count("t") == 0);  // nothing reads it
  CHECK(choices.slots().size() == 3);
  for (const Choice& choice : choices.of(plan->definition->slot("n")))
    CHECK(plan->scale(plan->definition->slot("n")).code_of(choice.value) == choice.code);
}

TEST_CASE("could_be and ask_next of eval") {
  const Policy p = policy("\"keys\": [\"id\"], " + graded);
  const std::string rows = R"([
    {"a": true, "b": null, "n": null, "id": 7}, {"a": null, "b": false, "n": 1, "id": 8},
    {"a": false, "b": true, "n": null, "id": 9}, {"a": null, "b": null, "n": null, "id": 10}])";
  const Result result = eval(p, rows, R"({"could_be": true, "ask_next": 2})");
  CHECK_ROWS(result, "results", R"([{"g": null}, {"g": null}, {"g": "C"}, {"g": null}])");
  std::map<std::int64_t, std::set<std::string>> values;
  for (const auto& row : testing::rows(result, "could_be")) {
    CHECK(row.at("decision") == "d");
    CHECK(row.at("output") == "g");
    CHECK(row.at("exact").as_bool());
    CHECK(row.at("id").as_int64() == row.at("row").as_int64() + 7);
    values[row.at("row").as_int64()].insert(std::string(row.at("value").as_string()));
  }
  CHECK(values == std::map<std::int64_t, std::set<std::string>>{
                      {0, {"A", "B"}}, {1, {"B", "Z"}}, {3, {"A", "B", "C", "Z"}}});
  const Result asked = eval(p, rows, R"({"ask_next": 2})");
  CHECK(!asked.has("could_be"));
  const auto questions = testing::rows(asked, "ask_next");
  std::map<std::int64_t, std::vector<std::string>> inputs_asked;
  for (const auto& question : questions)
    inputs_asked[question.at("row").as_int64()].push_back(
        std::string(question.at("input").as_string()));
  CHECK(inputs_asked.at(0) == std::vector<std::string>{"n"});  // b cannot matter
  CHECK(inputs_asked.at(1) == std::vector<std::string>{"a"});
  CHECK(!inputs_asked.contains(2));
  CHECK(inputs_asked.at(3).size() == 2);
  CHECK(inputs_asked.at(3).front() == "a");
  CHECK_ROWS(asked, "ask_next", boost::json::serialize(questions));
}

TEST_CASE("an answer to the first question never leaves more than was told") {
  std::size_t tried = 0;
  for (unsigned seed = 300; seed < 360; ++seed) {
    INFO("seed " << seed);
    const Policy policy =
        Policy::compile(without_points_for_unknown(RandomPolicy(seed, "keep").document()));
    const Records records = RandomRecords(seed, 8, 3).table();
    const Asked asked = ask(policy.versions(), records.tables(), PolicyRequest{}, {});
    const Choices choices(*asked.plan);
    Record record(asked.plan);
    for (std::int64_t row = 0; row < asked.rows(); ++row) {
      asked.fill(record, row);
      const auto outputs = open_outputs(record);
      if (outputs.empty() || completions(record, choices) > 300) continue;
      const auto most_of = [&] {
        std::size_t most = 0;
        for (const Possible& possible : could_be(record, choices, outputs, 1'000'000))
          most = std::max(most, possible.values.size());
        return most;
      };
      const std::size_t before = most_of();
      const auto questions = ask_next(record, choices, outputs, 1'000'000, 9);
      std::set<std::int32_t> distinct;
      for (std::size_t q = 0; q < questions.size(); ++q) {
        const Question& question = questions[q];
        ++tried;
        distinct.insert(question.slot);
        if (q > 0) CHECK(questions[q - 1].outcomes_left <= question.outcomes_left);
        const Code code = record.code(question.slot);
        const Value value = record.value(question.slot);
        CHECK(value.known == feel::Known::unknown);
        std::size_t worst = 0;
        for (const Choice& choice : choices.of(question.slot)) {
          record.set(question.slot, choice.code, choice.value);
          worst = std::max(worst, most_of());
        }
        record.set(question.slot, code, value);
        CHECK(worst == static_cast<std::size_t>(question.outcomes_left));
        CHECK(worst <= before);
      }
      CHECK(distinct.size() == questions.size());
    }
  }
  CHECK(tried > 50);
}

TEST_CASE("a search that runs out of steps says so") {
  const Policy p = policy(graded);
  const std::string row = R"([{"a": null, "b": null, "n": null}])";
  const auto exact = [&](const std::string& steps) {
    std::set<bool> told;
    for (const auto& each :
         testing::rows(eval(p, row, R"({"could_be": true, "steps": )" + steps + "}"), "could_be"))
      told.insert(each.at("exact").as_bool());
    return told;
  };
  CHECK(exact("100000") == std::set<bool>{true});
  CHECK(exact("5") == std::set<bool>{false});
}

TEST_CASE("examples in place of all values are not exact") {
  const Policy p = policy(inputs("n number, m number") + R"(, "decisions": [
    {"code": "f", "kind": "formula", "type": "text", "formula": "if n * m > 7 then \"x\" else \"y\""}])");
  for (const auto& each :
       testing::rows(eval(p, R"([{"n": 3, "m": null}])", R"({"could_be": true})"), "could_be"))
    CHECK(!each.at("exact").as_bool());
}

TEST_CASE("values that are not allowed may be asked for again") {
  const Policy p = policy(R"("inputs": [{"code": "t", "type": "text", "values": ["x", "y", "z"]}],
    "decisions": [{"code": "f", "kind": "formula", "type": "text", "formula": "if t = \"x\" then \"X\" else \"other\""}])");
  const Result result = eval(p, R"([{"t": "w"}])", R"({"could_be": true, "ask_next": 1})");
  CHECK_ROWS(result, "could_be",
             R"([{"value": "X", "exact": true}, {"value": "other", "exact": true}])");
  CHECK_ROWS(result, "ask_next", R"([{"position": 1, "input": "t", "outcomes_left": 1}])");
}
