// Policy documents: the cases that the schema tests share, the shipped ones, and limits.
#include <filesystem>

#include "sandan/core/document.hpp"
#include "sandan/rules.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

const std::string cases = source_dir + "/tests/documents/cases/policy/";

std::vector<std::filesystem::path> documents_in(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename() != "index.json") paths.push_back(entry.path());
  }
  return paths;
}

Policy policy_of(const std::string& members) {
  return Policy::compile(R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"},
    "inputs": [{"code": "n", "type": "number"}], )" +
                         members + "}");
}

/// A policy of one table with these rules or columns.
Policy table_of(const std::string& columns, const std::string& outputs, const std::string& rules) {
  return policy_of(R"("decisions": [{"code": "d", "kind": "table", "hit": "first", "columns": [)" +
                   columns + "], \"outputs\": [" + outputs + "], \"rules\": [" + rules + "]}]");
}

/// `count` items, each made from its number.
template <class Make>
std::string listed(int count, Make&& make) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += (i == 0 ? "" : ",") + make(std::to_string(i));
  return text;
}

template <class Body>
void check_refused(Body&& body, std::string_view where, std::string_view detail) {
  const auto refused = refusal(body);
  REQUIRE(refused);
  CHECK(refused->where() == where);
  CHECK(refused->detail() == detail);
}

}  // namespace

TEST_CASE("every invalid policy is refused where and for what its index says") {
  const auto index = parsed(file_text(cases + "invalid/index.json")).as_object();
  const auto paths = documents_in(cases + "invalid");
  CHECK(paths.size() == index.size());
  for (const auto& path : paths) {
    const std::string name = path.filename().string();
    INFO(name);
    REQUIRE(index.contains(name));
    const auto& expected = index.at(name).as_object();
    const auto refused = refusal([&] { Policy::compile(file_text(path.string())); });
    REQUIRE(refused);
    CHECK(refused->where() == std::string(expected.at("where").as_string()));
    CHECK(refused->detail() == std::string(expected.at("detail").as_string()));
    const bool told = refused->status() == Status::document || refused->status() == Status::parse ||
                      refused->status() == Status::unsupported ||
                      refused->status() == Status::limit;
    CHECK(told);
  }
}

TEST_CASE("every valid policy and every shipped one is read and can be asked") {
  auto paths = documents_in(cases + "valid");
  const auto ours = documents_in(source_dir + "/data/policies");
  CHECK(paths.size() >= 25);
  CHECK(ours.size() >= 13);
  paths.insert(paths.end(), ours.begin(), ours.end());
  for (const auto& path : paths) {
    INFO(path.filename().string());
    const Policy read = Policy::compile(file_text(path.string()));
    // The canonical text is a fixed point: the same document and digest.
    const Policy again = Policy::compile(read.to_json());
    CHECK(again.to_json() == read.to_json());
    CHECK(again.digest() == read.digest());
    CHECK(again.code() == read.code());
    PolicyRequest request;
    request.as_of = parse_day("2026-03-01");
    PolicyEvaluator evaluator(read, {}, request);
    std::vector<RecordValue> answers(evaluator.outputs().size());
    CHECK(!answers.empty());
    CHECK_NOTHROW(evaluator.eval({}, answers));
  }
}

TEST_CASE("a document with other words for the same is another, one with nulls left out the same") {
  const std::string decision =
      R"("decisions": [{"code": "f", "kind": "formula", "type": "number", "formula": "n"}])";
  const Policy plain = policy_of(decision);
  CHECK(plain.digest() == policy_of(decision + ", \"computed\": null").digest());
  CHECK(plain.digest() != policy_of(decision + ", \"computed\": []").digest());
}

TEST_CASE("what is no JSON is refused as such") {
  const auto refused = refusal([] { Policy::compile("{"); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::parse);
}

TEST_CASE("lists of a policy end at their limits") {
  const auto rule = [](const std::string& i) { return R"({"code": "R)" + i + "\"}"; };
  const auto output = [](const std::string& i) {
    return R"({"code": "o)" + i + R"(", "type": "bool"})";
  };
  const auto formula = [](const std::string& i) {
    return R"({"code": "f)" + i + R"(", "kind": "formula", "type": "bool", "formula": "true"})";
  };
  CHECK_NOTHROW(table_of("", listed(100, output), listed(100'000, rule)));
  check_refused([&] { table_of("", listed(101, output), ""); }, "/decisions/0/outputs", "too_many");
  check_refused([&] { table_of("", listed(1, output), listed(100'001, rule)); },
                "/decisions/0/rules/100000", "too_many_members");
  CHECK_NOTHROW(policy_of("\"decisions\": [" + listed(200, formula) + "]"));
  check_refused([&] { policy_of("\"decisions\": [" + listed(201, formula) + "]"); }, "/decisions",
                "too_many");
  const auto parameter = [](const std::string& i) {
    return R"({"code": "p)" + i + R"(", "type": "bool", "value": true})";
  };
  const std::string one = "\"decisions\": [" + formula("0") + "]";
  CHECK_NOTHROW(policy_of(one + ", \"parameters\": [" + listed(1'000, parameter) + "]"));
  check_refused([&] { policy_of(one + ", \"parameters\": [" + listed(1'001, parameter) + "]"); },
                "/parameters", "too_many");
}

TEST_CASE("a table tests at most 500 columns") {
  const auto columns = [](int count) {
    const std::string inputs = listed(
        count, [](const std::string& i) { return R"({"code": "c)" + i + R"(", "type": "bool"})"; });
    const std::string names = listed(count, [](const std::string& i) { return "\"c" + i + "\""; });
    return Policy::compile(
        R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"}, "inputs": [)" + inputs +
        R"(], "decisions": [{"code": "d", "kind": "table", "hit": "first", "columns": [)" + names +
        R"(], "outputs": [{"code": "o", "type": "bool"}], "rules": []}]})");
  };
  CHECK_NOTHROW(columns(500));
  check_refused([&] { columns(501); }, "/decisions/0/columns", "too_many");
}

TEST_CASE("points and aggregates need few enough digits") {
  const auto asked = [](const std::string& decision) {
    const Policy policy = policy_of("\"decisions\": [" + decision + "]");
    PolicyEvaluator evaluator(policy, {});
  };
  const auto card = [](const std::string& points) {
    return R"({"code": "c", "kind": "scorecard", "criteria": [{"code": "k", "attributes": [
      {"when": "n > 1", "points": )" +
           points + "}]}]}";
  };
  CHECK_NOTHROW(asked(card("0.123456789")));
  CHECK_NOTHROW(asked(card("1000000000000")));
  check_refused([&] { asked(card("0.1234567891")); }, "", "number_too_wide");
  check_refused([&] { asked(card("1e13")); }, "", "number_too_wide");
  const auto sum = [](const std::string& number) {
    return R"({"code": "s", "kind": "table", "hit": "collect", "aggregate": "sum", "columns": [],
      "outputs": [{"code": "o", "type": "number"}], "rules": [{"code": "R", "then": {"o": )" +
           number + "}}]}";
  };
  CHECK_NOTHROW(asked(sum("0.0000000000001")));
  CHECK_NOTHROW(asked(sum("40000000000000")));
  check_refused([&] { asked(sum("50000000000000")); }, "o", "number_too_wide");
  check_refused([&] { asked(sum("1e-19")); }, "o", "number_too_wide");
}

TEST_CASE("a shipped policy can be read by its name") {
  const Policy abcd = Policy::compile(shipped_document("policy", "abcd"));
  CHECK(abcd.code() == "abcd");
  CHECK(abcd.digest().size() == 64);
}
