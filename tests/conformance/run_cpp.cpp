// Runs the conformance cases through the C++ interface.
// Usage: conformance_cpp <folder of tests/conformance>
#include <boost/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <list>
#include <memory>
#include <optional>

#include "sandan/calendar.hpp"
#include "sandan/org.hpp"
#include "sandan/process.hpp"
#include "sandan/quota.hpp"
#include "sandan/rules.hpp"
#include "support/arrow_builder.hpp"

namespace {

namespace json = boost::json;
using namespace sandan;
using testing::Exported;

std::string text_of(const json::value& value) {
  const auto& text = value.as_string();
  return {text.data(), text.size()};
}

bool matches(const json::value& actual, const json::value& expected) {
  if (expected.is_object() && actual.is_object()) {
    for (const auto& member : expected.get_object()) {
      const auto* found = actual.get_object().if_contains(member.key());
      if (found == nullptr || !matches(*found, member.value())) return false;
    }
    return true;
  }
  if (expected.is_array() && actual.is_array()) {
    const auto& a = actual.get_array();
    const auto& e = expected.get_array();
    return std::equal(a.begin(), a.end(), e.begin(), e.end(), matches);
  }
  if (expected.is_number() && actual.is_number()) {
    if (expected.is_int64() && actual.is_int64()) return actual == expected;
    const double e = expected.to_number<double>();
    return std::abs(actual.to_number<double>() - e) <= 1e-12 * std::max(1.0, std::abs(e));
  }
  return actual == expected;
}

template <class T, class Convert>
std::vector<std::optional<T>> values_of(const json::value& column, Convert&& convert) {
  std::vector<std::optional<T>> values;
  for (const auto& value : column.at("values").as_array()) {
    values.push_back(value.is_null() ? std::nullopt : std::optional<T>(convert(value)));
  }
  return values;
}

testing::Column column_of(const json::value& column) {
  const std::string name = text_of(column.at("name"));
  const std::string type = text_of(column.at("type"));
  if (type == "int64") {
    return testing::int64s(name, values_of<std::int64_t>(column, [](const json::value& value) {
                             return value.to_number<std::int64_t>();
                           }));
  }
  if (type == "double") {
    return testing::numbers<double>(name, "g",
                                    values_of<double>(column, [](const json::value& value) {
                                      return value.to_number<double>();
                                    }));
  }
  if (type == "bool") {
    return testing::booleans(
        name, values_of<bool>(column, [](const json::value& value) { return value.as_bool(); }));
  }
  const auto texts = values_of<std::string>(column, text_of);
  if (type == "text") return testing::texts(name, texts);
  if (type == "date") return testing::days(name, texts);
  if (type == "timestamp") return testing::moments(name, texts);
  if (type == "timestamp_utc") return testing::moments(name, texts, "UTC");
  throw std::invalid_argument("no such column type: " + type);
}

/// One case with what its file gives to all.
struct Case {
  const json::object& file;
  const json::object& one;

  const json::value* given(std::string_view name) const {
    const json::string_view key(name.data(), name.size());
    if (const auto* own = one.if_contains(key)) return own;
    return file.if_contains(key);
  }
  std::string text(std::string_view name) const {
    const auto* value = given(name);
    return value == nullptr ? "" : json::serialize(*value);
  }
  Process process(std::string_view name) const {
    const auto* value = given(name);
    if (value->is_string()) return Process::compile(shipped_document("process", text_of(*value)));
    return Process::compile(json::serialize(*value));
  }
};

Calendar calendar_of(const Case& asked, std::string_view name = "calendar") {
  const auto* value = asked.given(name);
  if (!value->is_string()) return Calendar::compile(json::serialize(*value));
  return Calendar::compile(shipped_document("calendar", text_of(*value)));
}

/// The tables of a case, with the batches they are made of.
struct CaseTables {
  std::list<Exported> batches;
  Tables tables;
};

std::unique_ptr<CaseTables> tables_of(const Case& asked) {
  auto made = std::make_unique<CaseTables>();
  const auto* given = asked.given("tables");
  if (given == nullptr) return made;
  for (const auto& table : given->as_object()) {
    std::vector<testing::Column> columns;
    for (const auto& column : table.value().at("columns").as_array()) {
      columns.push_back(column_of(column));
    }
    const Exported& batch = made->batches.emplace_back(std::move(columns));
    made->tables.add({table.key().data(), table.key().size()}, batch.schema, batch.array);
  }
  return made;
}

Policy policy_of(const Case& asked, std::string_view name = "policy") {
  const auto* value = asked.given(name);
  if (!value->is_string()) return Policy::compile(json::serialize(*value));
  return Policy::compile(shipped_document("policy", text_of(*value)));
}

/// A value of a single record.
RecordValue record_value(const json::value& value) {
  RecordValue out;
  if (value.is_bool()) {
    out.kind = RecordValue::Kind::boolean;
    out.truth = value.get_bool();
  } else if (value.is_int64()) {
    out.kind = RecordValue::Kind::integer;
    out.integer = value.get_int64();
  } else if (value.is_double()) {
    out.kind = RecordValue::Kind::number;
    out.number = value.get_double();
  } else if (value.is_string()) {
    out.kind = RecordValue::Kind::text;
    out.text = {value.get_string().data(), value.get_string().size()};
  }
  return out;
}

json::value told(const RecordValue& value) {
  switch (value.kind) {
    case RecordValue::Kind::null:
      return nullptr;
    case RecordValue::Kind::boolean:
      return value.truth;
    case RecordValue::Kind::number:
      return value.number;
    case RecordValue::Kind::text:
      return json::value(json::string_view(value.text.data(), value.text.size()));
    default:
      return value.integer;
  }
}

/// What a single record gets; empty when it is what the case says.
std::string wrong_record(const Case& asked, const Policy& policy) {
  PolicyRequest request;
  const auto& wanted = asked.one.at("verb_request").as_object();
  if (const auto* as_of = wanted.if_contains("as_of")) request.as_of = parse_day(text_of(*as_of));
  std::vector<std::string> columns;
  for (const auto& column : wanted.at("columns").as_array())
    columns.push_back(text_of(column));
  PolicyEvaluator evaluator(policy, columns, request);
  std::vector<RecordValue> record;
  for (const auto& value : asked.one.at("record").as_array())
    record.push_back(record_value(value));
  std::vector<RecordValue> answers(evaluator.outputs().size());
  evaluator.eval(record, answers);
  json::object actual;
  for (std::size_t i = 0; i < answers.size(); ++i)
    actual[evaluator.outputs()[i]] = told(answers[i]);
  return matches(actual, asked.one.at("answers")) ? "" : "it is " + json::serialize(actual);
}

Result ask_policy(const Case& asked, const Policy& policy, const std::string& verb,
                  const std::string& request) {
  if (verb == "compile") return policy.describe();
  if (verb == "describe") {
    const json::object wanted = request.empty() ? json::object() : json::parse(request).as_object();
    const auto* language = wanted.if_contains("language");
    return policy.describe(language == nullptr ? "en" : text_of(*language));
  }
  if (verb == "lint") return policy.lint(LintRequest::parse(request));
  const auto made = tables_of(asked);
  const Tables& tables = made->tables;
  if (verb == "eval") return policy.eval(tables, EvalRequest::parse(request));
  if (verb == "why_not") return policy.why_not(tables, WhyNotRequest::parse(request));
  if (verb == "sweep") return policy.sweep(tables, SweepRequest::parse(request));
  if (verb == "regrade") return policy.regrade(tables, RegradeRequest::parse(request));
  if (verb == "diff") {
    return policy.diff(policy_of(asked, "to"), tables, DiffRequest::parse(request));
  }
  const std::string csv = text_of(asked.one.at("sheet"));
  if (verb == "with_sheet") {
    return policy.with_sheet(text_of(asked.one.at("decision")), csv)
        .eval(tables, EvalRequest::parse(request));
  }
  if (verb == "from_sheet") {
    return Policy::from_sheet(csv, text_of(asked.one.at("code")))
        .eval(tables, EvalRequest::parse(request));
  }
  throw std::invalid_argument("no such verb: " + verb);
}

Result ask_history(const Case& asked, const Process& process, const std::string& verb,
                   const std::string& request) {
  std::unique_ptr<CaseTables> made = tables_of(asked);
  const History history =
      History::build(process, made->tables, HistoryRequest::parse(asked.text("request")));
  if (verb == "gates") return history.gates(made->tables, GatesRequest::parse(request));
  if (verb == "gauges") {
    return history.gauges(policy_of(asked, "with_policy"), made->tables,
                          GaugesRequest::parse(request));
  }
  made.reset();
  if (verb == "faults" || verb == "history") return history.faults();
  if (verb == "moves") return history.moves(MovesRequest::parse(request));
  if (verb == "state") return history.state(StateRequest::parse(request));
  if (verb == "pipeline") return history.pipeline(PipelineRequest::parse(request));
  if (verb == "funnel") return history.funnel(FunnelRequest::parse(request));
  if (verb == "outcomes") return history.outcomes(OutcomesRequest::parse(request));
  if (verb == "between") return history.between(BetweenRequest::parse(request));
  if (verb == "compare") return history.compare(CompareRequest::parse(request));
  if (verb == "receivables") return history.receivables(ReceivablesRequest::parse(request));
  std::optional<Calendar> calendar;
  if (asked.given("with_calendar") != nullptr) calendar = calendar_of(asked, "with_calendar");
  const Calendar* days = calendar ? &*calendar : nullptr;
  if (verb == "dwell") return history.dwell(DwellRequest::parse(request), days);
  if (verb == "survival") return history.survival(SurvivalRequest::parse(request), days);
  if (verb == "stalls") return history.stalls(StallsRequest::parse(request), days);
  if (verb == "velocity") return history.velocity(VelocityRequest::parse(request), days);
  throw std::invalid_argument("no such verb: " + verb);
}

Day day_in(const json::value& row, const char* name) {
  return parse_day(text_of(row.at(name))).value();
}

/// What a calendar says of the days of one row.
json::object told_of_days(const Calendar& calendar, const std::string& verb,
                          const json::value& row) {
  if (verb == "add") {
    const FoundDay found = calendar.add(day_in(row, "day"), row.at("n").as_int64());
    return {{"found", format_day(found.day)}, {"projected", found.projected}};
  }
  const Day from = day_in(row, "from");
  const Day to = day_in(row, "to");
  const Workdays counted = verb == "count" ? calendar.count(from, to) : calendar.elapsed(from, to);
  return {{"workdays", counted.workdays}, {"projected", counted.projected}};
}

/// The first row a calendar answers otherwise than it says; empty when none.
std::string wrong_row(const Calendar& calendar, const std::string& verb, const json::array& rows) {
  for (const auto& row : rows) {
    const json::object told = told_of_days(calendar, verb, row);
    for (const auto& member : told) {
      if (const auto* wanted = row.as_object().if_contains(member.key());
          wanted != nullptr && *wanted != member.value()) {
        return json::serialize(row) + " is " + json::serialize(told);
      }
    }
  }
  return "";
}

Result ask_calendar(const Calendar& calendar, const std::string& verb, const std::string& request) {
  if (verb == "days") return calendar.days(DaysRequest::parse(request));
  if (verb == "periods") return calendar.periods(PeriodsRequest::parse(request));
  throw std::invalid_argument("no such verb: " + verb);
}

QuotaPlan plan_of(const Case& asked, std::string_view name = "plan") {
  const auto* value = asked.given(name);
  std::optional<Calendar> calendar;
  if (asked.given("with_calendar") != nullptr) calendar = calendar_of(asked, "with_calendar");
  const std::string text = value->is_string()
                               ? std::string(shipped_document("plan", text_of(*value)))
                               : json::serialize(*value);
  return QuotaPlan::compile(text, calendar ? &*calendar : nullptr);
}

/// A question to a quota, or with "replan" to the one planned again from it.
Result ask_quota(const Case& asked, const std::string& verb, const std::string& request) {
  const auto made = tables_of(asked);
  const Tables& tables = made->tables;
  const auto build = QuotaBuildRequest::parse(asked.text("build"));
  const Quota before = Quota::build(plan_of(asked), tables, build);
  const auto* again = asked.one.if_contains("replan");
  const Quota quota = again == nullptr
                          ? before
                          : before.replan(tables, ReplanRequest::parse(json::serialize(*again)));
  if (verb == "build") return quota.versions();
  if (verb == "diff") {
    const Quota other =
        asked.given("to") == nullptr ? quota : Quota::build(plan_of(asked, "to"), tables, build);
    return before.diff(other, QuotaDiffRequest::parse(request));
  }
  if (verb == "targets") return quota.targets(TargetsRequest::parse(request));
  if (verb == "proof") return quota.proof(ProofRequest::parse(request));
  if (verb == "binding") return quota.binding();
  if (verb == "versions") return quota.versions();
  if (verb == "pace") return quota.pace(tables, PaceRequest::parse(request));
  if (verb == "activity") return quota.activity(tables, ActivityTargetsRequest::parse(request));
  if (verb == "head_count") return quota.head_count(tables, HeadCountRequest::parse(request));
  if (verb == "principles") return quota.principles(tables, PrinciplesRequest::parse(request));
  throw std::invalid_argument("no such verb: " + verb);
}

/// A question that needs no plan.
Result ask_quota_alone(const Case& asked, const std::string& verb, const std::string& request) {
  const auto made = tables_of(asked);
  const Tables& tables = made->tables;
  if (verb == "quartiles") return quota_quartiles(tables, QuartilesRequest::parse(request));
  if (verb == "allocate") return quota_allocate(tables, AllocateRequest::parse(request));
  if (verb == "rake") return quota_rake(tables, RakeRequest::parse(request));
  if (verb == "round") return quota_round(tables, RoundRequest::parse(request));
  if (verb == "incentive") return quota_incentive(json::serialize(asked.one.at("document")));
  if (verb != "shapes") throw std::invalid_argument("no such verb: " + verb);
  std::optional<Calendar> calendar;
  if (asked.given("with_calendar") != nullptr) calendar = calendar_of(asked, "with_calendar");
  return quota_shapes(tables, ShapesRequest::parse(request), calendar ? &*calendar : nullptr);
}

Result ask_about_quotas(const Case& asked, const std::string& verb, const std::string& request) {
  if (asked.given("plan") == nullptr) return ask_quota_alone(asked, verb, request);
  return ask_quota(asked, verb, request);
}

#include "ask_org.hpp"

Result ask_about_module(const Case& asked, const std::string& verb, const std::string& request) {
  return text_of(*asked.given("module")) == "org" ? ask_org(asked, verb, request)
                                                  : ask_about_quotas(asked, verb, request);
}

Result ask(const Case& asked) {
  const std::string verb = text_of(asked.one.at("verb"));
  const std::string request =
      asked.one.contains("verb_request") ? json::serialize(asked.one.at("verb_request")) : "";
  if (asked.given("module") != nullptr) return ask_about_module(asked, verb, request);
  if (asked.given("policy") != nullptr) return ask_policy(asked, policy_of(asked), verb, request);
  if (asked.given("calendar") != nullptr) return ask_calendar(calendar_of(asked), verb, request);
  const Process process = asked.process("process");
  if (verb == "compile") return process.describe();
  if (verb == "describe") {
    const auto* wanted = asked.one.if_contains("verb_request");
    return process.describe(wanted == nullptr ? "en" : text_of(wanted->at("language")));
  }
  if (verb == "map_stages") {
    std::vector<std::pair<std::string, std::string>> pairs;
    if (const auto* wanted = asked.one.if_contains("verb_request")) {
      for (const auto& pair : wanted->at("pairs").as_object()) {
        pairs.emplace_back(std::string(pair.key()), text_of(pair.value()));
      }
    }
    return process.map_stages(asked.process("to"), pairs);
  }
  return ask_history(asked, process, verb, request);
}

/// What is wrong with a policy's answer that is no result; nothing where it is one.
std::optional<std::string> wrong_of_policy(const Case& asked) {
  if (asked.given("policy") == nullptr) return std::nullopt;
  const std::string verb = text_of(asked.one.at("verb"));
  if (verb == "record") return wrong_record(asked, policy_of(asked));
  if (verb != "to_sheet") return std::nullopt;
  const std::string sheet = policy_of(asked).to_sheet(text_of(asked.one.at("decision")));
  const auto* wanted = asked.one.if_contains("sheet");
  return wanted == nullptr || sheet == text_of(*wanted) ? "" : "the sheet is\n" + sheet;
}

/// What is wrong with the answer; empty when nothing is.
std::string judge(const Case& asked) {
  const auto* refusal = asked.one.if_contains("error");
  try {
    if (const auto* rows = asked.one.if_contains("rows")) {
      const std::string wrong =
          wrong_row(calendar_of(asked), text_of(asked.one.at("verb")), rows->as_array());
      return refusal == nullptr ? wrong : "not refused";
    }
    if (const auto wrong = wrong_of_policy(asked)) {
      return refusal == nullptr ? *wrong : "not refused";
    }
    if (const auto wrong = wrong_of_maps(asked)) {
      return refusal == nullptr ? *wrong : "not refused";
    }
    if (asked.given("plan") != nullptr && text_of(asked.one.at("verb")) == "compile") {
      plan_of(asked);
      return refusal == nullptr ? "" : "not refused";
    }
    const Result result = ask(asked);
    if (refusal != nullptr) return "not refused";
    if (const auto* expected = asked.one.if_contains("expect")) {
      for (const auto& table : expected->as_object()) {
        const std::string actual = result.to_json(std::string(table.key()));
        if (!matches(json::parse(actual), table.value())) {
          return std::string(table.key()) + " is " + actual;
        }
      }
    }
    return "";
  } catch (const Error& error) {
    const std::string told = std::string(status_name(error.status())) + " " + error.detail() +
                             " at " + error.where() + ": " + error.what();
    if (refusal == nullptr) return told;
    const json::object actual = {{"code", std::string(status_name(error.status()))},
                                 {"detail", error.detail()},
                                 {"where", error.where()},
                                 {"table", error.table()},
                                 {"row", error.row()}};
    return matches(actual, *refusal) ? "" : told;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " <folder with cases/>\n";
    return 2;
  }
  int passed = 0, failures = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(argv[1]) / "cases")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    const json::value file = json::parse(std::string(std::istreambuf_iterator<char>(stream), {}));
    for (const auto& one : file.at("cases").as_array()) {
      const std::string wrong = judge({file.as_object(), one.as_object()});
      if (wrong.empty()) {
        ++passed;
        continue;
      }
      ++failures;
      std::cout << "FAILED " << entry.path().filename().string() << ": " << text_of(one.at("name"))
                << "\n  " << wrong << '\n';
    }
  }
  std::cout << passed << " conformance cases passed, " << failures << " failed\n";
  return failures == 0 && passed > 0 ? 0 : 1;
}
