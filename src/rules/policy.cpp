#include "core/json.hpp"
#include "rules/definition.hpp"
#include "rules/plan.hpp"
#include "rules/sheet.hpp"
#include "sandan/rules.hpp"

namespace sandan {

Policy Policy::compile(std::string_view json) {
  auto versions = std::make_shared<rules::Versions>(rules::read_versions(json));
  for (const auto& version : versions->all) {
    versions->plans.push_back(version->uses_as_of ? nullptr
                                                  : rules::make_plan(version, std::nullopt, {}));
  }
  return Policy(std::move(versions));
}

const std::string& Policy::to_json() const noexcept { return versions_->canonical; }
const std::string& Policy::digest() const noexcept { return versions_->digest; }
const std::string& Policy::code() const noexcept { return versions_->code; }

namespace {

/// The one version of a policy; sheets are of one.
const rules::Definition& only_version(const rules::Versions& versions) {
  if (versions.all.size() != 1) {
    throw Error(Status::unsupported, "several_versions",
                "a sheet holds a decision of one version; take the version's own document");
  }
  return *versions.all.front();
}

/// Compiles what was read from a sheet; faults are told at its cells.
Policy compiled(const rules::SheetPolicy& read) {
  try {
    return Policy::compile(read.json);
  } catch (const Error& error) {
    throw rules::placed_in_sheet(error, read.places);
  }
}

}  // namespace

Policy Policy::from_sheet(std::string_view csv, std::string_view code) {
  return compiled(rules::placed_policy_of_sheet(csv, code));
}

std::string Policy::to_sheet(std::string_view decision) const {
  return rules::write_sheet(only_version(*versions_).canonical, decision);
}

Policy Policy::with_sheet(std::string_view decision, std::string_view csv) const {
  return compiled(rules::read_placed_sheet(only_version(*versions_).canonical, decision, csv));
}

}  // namespace sandan
