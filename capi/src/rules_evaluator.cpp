#include "core/json.hpp"
#include "core/text.hpp"
#include "guard.hpp"
#include "handles.hpp"
#include "rules/requests.hpp"

using sandan::capi::guarded;
using sandan::capi::required;
using sandan::capi::text;

namespace {

using sandan::Error;
using sandan::RecordValue;
using sandan::Status;
using Kind = RecordValue::Kind;
namespace json = sandan::json;

static_assert(SANDAN_VALUE_NULL == static_cast<int>(Kind::null));
static_assert(SANDAN_VALUE_BOOLEAN == static_cast<int>(Kind::boolean));
static_assert(SANDAN_VALUE_NUMBER == static_cast<int>(Kind::number));
static_assert(SANDAN_VALUE_INTEGER == static_cast<int>(Kind::integer));
static_assert(SANDAN_VALUE_TEXT == static_cast<int>(Kind::text));
static_assert(SANDAN_VALUE_DAY == static_cast<int>(Kind::day));
static_assert(SANDAN_VALUE_DURATION == static_cast<int>(Kind::duration));

/// What an evaluator is made with: its columns beside what every request says.
struct EvaluatorRequest : sandan::PolicyRequest {
  std::vector<std::string> columns;

  static EvaluatorRequest parse(std::string_view text) {
    const json::Value value = json::parse_request(text);
    const auto members = sandan::rules::request_members(value, {"columns"});
    EvaluatorRequest request;
    sandan::rules::read_policy_request(members, request);
    for (const json::Node& column : members.required("columns").items()) {
      request.columns.emplace_back(column.code(200));
    }
    return request;
  }
};

Error misfit(std::string_view detail, const char* message, const std::string& column) {
  return Error(Status::invalid_argument, detail, message).at(column);
}

RecordValue taken(const sandan_value& value, const std::string& column) {
  RecordValue out;
  switch (value.kind) {
    case SANDAN_VALUE_NULL:
      return out;
    case SANDAN_VALUE_BOOLEAN:
      if (value.as.integer != 0 && value.as.integer != 1) {
        throw misfit("not_a_truth", "a boolean is 0 or 1; give null for what is unknown", column);
      }
      out.kind = Kind::boolean;
      out.truth = value.as.integer == 1;
      return out;
    case SANDAN_VALUE_NUMBER:
      out.kind = Kind::number;
      out.number = value.as.number;
      return out;
    case SANDAN_VALUE_INTEGER:
    case SANDAN_VALUE_DAY:
    case SANDAN_VALUE_DURATION:
      out.kind = static_cast<Kind>(value.kind);
      out.integer = value.as.integer;
      return out;
    case SANDAN_VALUE_TEXT:
      out.kind = Kind::text;
      out.text = text(value.as.text.data, value.as.text.size, column);
      if (!sandan::is_utf8(out.text)) throw misfit("not_utf8", "the text is not UTF-8", column);
      return out;
    default:
      throw misfit("unknown_kind", "kind is none of SANDAN_VALUE_*", column);
  }
}

sandan_value given(const RecordValue& value) {
  sandan_value out{};
  out.kind = static_cast<int32_t>(value.kind);
  switch (value.kind) {
    case Kind::null:
      break;
    case Kind::boolean:
      out.as.integer = value.truth ? 1 : 0;
      break;
    case Kind::number:
      out.as.number = value.number;
      break;
    case Kind::integer:
    case Kind::day:
    case Kind::duration:
      out.as.integer = value.integer;
      break;
    case Kind::text:
      out.as.text.data = value.text.data();
      out.as.text.size = value.text.size();
      break;
  }
  return out;
}

void expect_size(std::size_t size, std::size_t wanted, const char* name) {
  if (size == wanted) return;
  throw Error(Status::invalid_argument, "wrong_size",
              std::string(name) + " has " + std::to_string(size) + " values instead of " +
                  std::to_string(wanted))
      .at(name);
}

}  // namespace

int32_t sandan_rules_evaluator_create(const sandan_policy* policy, const char* request,
                                      size_t request_size, sandan_rules_evaluator** out,
                                      sandan_error* error) {
  return guarded(error, [&] {
    sandan_rules_evaluator*& target = required(out, "out");
    const sandan::Policy& asked = required(policy, "policy").value;
    auto parsed = EvaluatorRequest::parse(text(request, request_size, "request"));
    sandan::PolicyEvaluator evaluator(asked, parsed.columns, parsed);
    std::vector<RecordValue> record(parsed.columns.size());
    std::vector<RecordValue> answers(evaluator.outputs().size());
    target = new sandan_rules_evaluator{std::move(evaluator), std::move(parsed.columns),
                                        std::move(record), std::move(answers)};
  });
}

int32_t sandan_rules_evaluator_outputs(const sandan_rules_evaluator* evaluator, sandan_text** out,
                                       sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    std::string names = "[";
    for (const std::string& name : required(evaluator, "evaluator").evaluator.outputs()) {
      if (names.size() > 1) names += ',';
      json::append_quoted(names, name);
    }
    target = new sandan_text{std::move(names) + "]"};
  });
}

int32_t sandan_rules_evaluator_eval(sandan_rules_evaluator* evaluator, const sandan_value* record,
                                    size_t size, sandan_value* answers, size_t answers_size,
                                    sandan_error* error) {
  return guarded(error, [&] {
    sandan_rules_evaluator& lane = required(evaluator, "evaluator");
    if (size != 0) required(record, "record");
    if (answers_size != 0) required(answers, "answers");
    expect_size(size, lane.record.size(), "record");
    expect_size(answers_size, lane.answers.size(), "answers");
    for (std::size_t i = 0; i < size; ++i) {
      lane.record[i] = taken(record[i], lane.columns[i]);
    }
    lane.evaluator.eval(lane.record, lane.answers);
    for (std::size_t i = 0; i < answers_size; ++i)
      answers[i] = given(lane.answers[i]);
  });
}

void sandan_rules_evaluator_destroy(sandan_rules_evaluator* evaluator) { delete evaluator; }
