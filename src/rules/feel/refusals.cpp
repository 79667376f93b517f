#include "rules/feel/refusals.hpp"

#include <utility>

namespace sandan::rules::feel {
namespace {

std::string place(std::size_t at) { return "byte " + std::to_string(at); }

}  // namespace

Error syntax_error(std::size_t at, std::string message) {
  return Error(Status::document, "feel_syntax", std::move(message)).at(place(at));
}

Error type_error(std::size_t at, std::string message) {
  return Error(Status::document, "feel_type", std::move(message)).at(place(at));
}

Error feature_error(std::size_t at, std::string_view feature) {
  std::string message(feature);
  message +=
      ": not in the part of FEEL that policies speak; there are literals, names, arithmetic, "
      "comparisons, between, in, and, or, not( ) and if … then … else";
  return Error(Status::unsupported, "feel_feature", std::move(message)).at(place(at));
}

Error limit_error(std::size_t at, std::string message) {
  return Error(Status::limit, "feel_limit", std::move(message)).at(place(at));
}

}  // namespace sandan::rules::feel
