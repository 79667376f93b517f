// sandan_rules_compile and what a policy that compiled says of itself; and
// sandan_rules_from_sheet, sandan_rules_with_sheet and sandan_rules_to_sheet:
// a text that begins with { is a document, any other is a sheet.
#include "fuzz/rules.hpp"

using namespace sandan::fuzz;

namespace {

constexpr std::string_view as_of = R"({"as_of":"2026-06-30"})";
constexpr std::string_view few_steps = R"({"as_of":"2026-06-30","steps":300})";

/// Every decision as a sheet, which gives the same policy again.
void use_sheets(const sandan_policy* policy, std::string_view decision) {
  sandan_text* sheet = nullptr;
  if (sandan_rules_to_sheet(policy, decision.data(), decision.size(), &sheet, nullptr) !=
      SANDAN_OK) {
    return;
  }
  sandan_policy* same = nullptr;
  const std::int32_t status =
      sandan_rules_with_sheet(policy, decision.data(), decision.size(), sandan_text_data(sheet),
                              sandan_text_size(sheet), &same, nullptr);
  expect(status == SANDAN_OK && canonical(policy) == canonical(same));
  sandan_rules_destroy(same);
  sandan_text_destroy(sheet);
}

void use_policy(const sandan_policy* policy) {
  sandan_policy* again = nullptr;
  const std::string text = canonical(policy);
  expect(sandan_rules_compile(text.data(), text.size(), &again, nullptr) == SANDAN_OK);
  expect(canonical(again) == text);
  sandan_rules_destroy(again);

  sandan_result* result = nullptr;
  use(sandan_rules_describe(policy, as_of.data(), as_of.size(), nullptr, &result, nullptr), result);
  sandan_text* schema = nullptr;
  use(sandan_rules_input_schema(policy, as_of.data(), as_of.size(), &schema, nullptr), schema);
  result = nullptr;
  use(sandan_rules_lint(policy, few_steps.data(), few_steps.size(), nullptr, &result, nullptr),
      result);
  // Codes that documents of the corpus have.
  for (const std::string_view decision : {"t", "card", "steps", "mode", "grade_table"})
    use_sheets(policy, decision);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static sandan_policy* const known = compile_policy(policy_text);
  const auto* text = reinterpret_cast<const char*>(data);
  sandan_policy* made = nullptr;
  if (size > 0 && text[0] == '{') {
    expect(sandan_rules_compile(text, size, &made, nullptr) != SANDAN_INTERNAL);
    if (made != nullptr) use_policy(made);
    sandan_rules_destroy(made);
    return 0;
  }
  expect(sandan_rules_from_sheet(text, size, "p", 1, &made, nullptr) != SANDAN_INTERNAL);
  if (made != nullptr) use_policy(made);
  sandan_rules_destroy(made);
  for (const std::string_view decision : {"t", "card"}) {
    made = nullptr;
    expect(sandan_rules_with_sheet(known, decision.data(), decision.size(), text, size, &made,
                                   nullptr) != SANDAN_INTERNAL);
    if (made != nullptr) use_policy(made);
    sandan_rules_destroy(made);
  }
  return 0;
}
