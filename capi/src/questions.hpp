#pragma once

#include <string>
#include <string_view>

#include "core/json.hpp"
#include "guard.hpp"
#include "handles.hpp"

/// The frames of questions: what every entry point of one kind does.
namespace sandan::capi {

/// A request without fields.
struct EmptyRequest {
  static EmptyRequest parse(std::string_view text) {
    const json::Value value = json::parse_request(text);
    json::request_root(value).members({});
    return {};
  }
};

/// A question to a counted object called `name`: parse the request, ask, keep.
/// `ask(object, request, run)` gives the value of the handle handed out.
template <class Request, class Asked, class Handle, class Ask>
std::int32_t answer(const Asked* object, std::string_view name, const char* request,
                    std::size_t request_size, const sandan_run* run, Handle** out,
                    sandan_error* error, Ask&& ask) {
  return guarded(error, [&] {
    Handle*& target = required(out, "out");
    const auto& asked = required(object, name).value;
    const Run how = run_of(run);
    const auto parsed = Request::parse(text(request, request_size, "request"));
    target = new Handle(ask(asked, parsed, how));
  });
}

/// A description that depends on nothing.
inline std::int32_t described(std::string (*describe)(), sandan_text** out, sandan_error* error) {
  return guarded(error, [&] {
    sandan_text*& target = required(out, "out");
    target = new sandan_text{describe()};
  });
}

}  // namespace sandan::capi
