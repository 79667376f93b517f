// Every function of sandan/rules.h that can fail, with every allocation it makes
// failing in turn.
#include <algorithm>
#include <cstring>

#include "capi/rules_fixture.hpp"
#include "oom/fail_each.hpp"

using namespace sandan::testing;

namespace {

const std::string request = R"({"as_of": "2026-06-30"})";

Call policy_call(std::string name,
                 std::function<std::int32_t(sandan_policy**, sandan_error*)> make) {
  auto slot = std::make_shared<Slot<sandan_policy>>();
  return {std::move(name), [=](sandan_error* error) { return make(&slot->handle, error); },
          [=] { sandan_rules_destroy(slot->handle); }};
}

/// Results of a policy as a stream: sandan's own, so that only sandan allocates.
std::int32_t export_results(const sandan_result* result, ArrowArrayStream* stream,
                            sandan_error* error) {
  return sandan_result_export(result, "results", 7, stream, error);
}

}  // namespace

TEST_CASE("policies survive every failing allocation", "[oom]") {
  fail_each_allocation(policy_call("sandan_rules_compile", [](auto** out, auto* error) {
    return sandan_rules_compile(small_policy.data(), small_policy.size(), out, error);
  }));
  const PolicyHandle policy = make_policy();
  fail_each_allocation(text_call("sandan_rules_to_json", [&](auto** out, auto* error) {
    return sandan_rules_to_json(policy.get(), out, error);
  }));
  fail_each_allocation(text_call("sandan_rules_input_schema", [&](auto** out, auto* error) {
    return sandan_rules_input_schema(policy.get(), nullptr, 0, out, error);
  }));
  fail_each_allocation(text_call("sandan_rules_output_schema", [](auto** out, auto* error) {
    return sandan_rules_output_schema(out, error);
  }));
  fail_each_allocation(result_call("sandan_rules_describe", [&](auto** out, auto* error) {
    return sandan_rules_describe(policy.get(), nullptr, 0, nullptr, out, error);
  }));
}

TEST_CASE("questions to policies survive every failing allocation", "[oom]") {
  const PolicyHandle policy = make_policy();
  const TableSet tables = make_lines();
  // sandan_rules_eval, sandan_rules_why_not, sandan_rules_sweep,
  // sandan_rules_regrade, sandan_rules_diff and sandan_rules_lint
  for (const NamedRulesVerb& verb : rules_verbs()) {
    fail_each_allocation(result_call(verb.name, [&](auto** out, auto* error) {
      return verb.call(policy.get(), tables.get(), verb.request.data(), verb.request.size(),
                       nullptr, out, error);
    }));
  }
}

TEST_CASE("sheets survive every failing allocation", "[oom]") {
  const PolicyHandle policy = make_policy();
  for (const char* const decision : {"t", "card"}) {
    const std::size_t size = std::strlen(decision);
    fail_each_allocation(text_call("sandan_rules_to_sheet", [&](auto** out, auto* error) {
      return sandan_rules_to_sheet(policy.get(), decision, size, out, error);
    }));
    sandan_text* sheet = nullptr;
    REQUIRE(sandan_rules_to_sheet(policy.get(), decision, size, &sheet, nullptr) == SANDAN_OK);
    const Text owner(sheet);
    fail_each_allocation(policy_call("sandan_rules_with_sheet", [&](auto** out, auto* error) {
      return sandan_rules_with_sheet(policy.get(), decision, size, sandan_text_data(sheet),
                                     sandan_text_size(sheet), out, error);
    }));
  }
  const std::string alone = "hit=FIRST,a,out=b\n(type),bool,text\nr1,true,x\n";
  fail_each_allocation(policy_call("sandan_rules_from_sheet", [&](auto** out, auto* error) {
    return sandan_rules_from_sheet(alone.data(), alone.size(), "p", 1, out, error);
  }));
}

TEST_CASE("streams of records survive every failing allocation", "[oom]") {
  const PolicyHandle policy = make_policy();
  const TableSet tables = make_lines();
  const ResultHandle records = ask(rules_verbs()[0], policy.get(), tables.get());
  ArrowArrayStream out{};
  fail_each_allocation({"sandan_rules_eval_stream",
                        [&](sandan_error* error) {
                          ArrowArrayStream in{};
                          const std::int32_t made = export_results(records.get(), &in, error);
                          if (made != SANDAN_OK) return made;
                          const std::int32_t status =
                              sandan_rules_eval_stream(policy.get(), &in, request.data(),
                                                       request.size(), nullptr, &out, error);
                          // The stream's own refusal reaches the caller as bad data.
                          return status == SANDAN_DATA ? refused_by_stream(error) : status;
                        },
                        [&] { out.release(&out); }});
}

TEST_CASE("a batch that could not be decided is pulled again", "[oom]") {
  const PolicyHandle policy = make_policy();
  const TableSet tables = make_lines();
  const ResultHandle records = ask(rules_verbs()[0], policy.get(), tables.get());
  for (std::int64_t failing = 0;; failing = next_failing(failing)) {
    INFO("allocation " << failing);
    ArrowArrayStream in{};
    ArrowArrayStream out{};
    REQUIRE(export_results(records.get(), &in, nullptr) == SANDAN_OK);
    REQUIRE(sandan_rules_eval_stream(policy.get(), &in, request.data(), request.size(), nullptr,
                                     &out, nullptr) == SANDAN_OK);
    ArrowArray batch{};
    watch_allocations(failing);
    const int failure = out.get_next(&out, &batch);
    const Watched watched = stop_watching();
    if (failure != 0) {
      REQUIRE(watched.failed);
      REQUIRE(out.get_last_error(&out) != nullptr);
      REQUIRE(out.get_next(&out, &batch) == 0);
    }
    REQUIRE(batch.release != nullptr);
    CHECK(batch.length == 4);
    batch.release(&batch);
    out.release(&out);
    if (!watched.failed) break;
  }
}

TEST_CASE("evaluators survive every failing allocation and need none to decide", "[oom]") {
  const PolicyHandle policy = make_policy();
  auto made = std::make_shared<Slot<sandan_rules_evaluator>>();
  fail_each_allocation({"sandan_rules_evaluator_create",
                        [&](sandan_error* error) {
                          return sandan_rules_evaluator_create(policy.get(), columns_request.data(),
                                                               columns_request.size(),
                                                               &made->handle, error);
                        },
                        [&] { sandan_rules_evaluator_destroy(made->handle); }});
  const EvaluatorHandle evaluator = make_evaluator(policy.get());
  fail_each_allocation(text_call("sandan_rules_evaluator_outputs", [&](auto** out, auto* error) {
    return sandan_rules_evaluator_outputs(evaluator.get(), out, error);
  }));

  const std::string names = outputs_of(evaluator.get());
  std::vector<sandan_value> answers(
      1 + static_cast<std::size_t>(std::count(names.begin(), names.end(), ',')));
  const SmallRecord known = first_record();
  const SmallRecord unknown = {no_value(), no_value(), no_value(), no_value()};
  for (const SmallRecord& record : {known, unknown}) {
    watch_allocations(0);
    const std::int32_t status = sandan_rules_evaluator_eval(
        evaluator.get(), record.data(), record.size(), answers.data(), answers.size(), nullptr);
    const Watched watched = stop_watching();
    CHECK(status == SANDAN_OK);
    CHECK(watched.allocations == 0);
  }
}
