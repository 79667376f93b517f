#include "guard.hpp"

#include <cstring>
#include <string>

#include "core/text.hpp"

namespace sandan::capi {
namespace {

constexpr std::uint32_t message_cut = 1;
constexpr std::uint32_t where_cut = 2;

/// Copies what fits, ending at a code point; true when something was cut.
template <std::size_t N>
bool copy_text(char (&target)[N], std::string_view text) noexcept {
  const std::size_t size = cut_at_code_point(text, N - 1);
  std::memcpy(target, text.data(), size);
  target[size] = '\0';
  return size < text.size();
}

void clear(sandan_error& error, Status status) noexcept {
  error = sandan_error SANDAN_ERROR_INIT;
  error.code = static_cast<std::int32_t>(status);
}

}  // namespace

bool is_usable(const sandan_error* error) noexcept {
  return error == nullptr || error->struct_size == sizeof(sandan_error);
}

void tell(sandan_error* error, const Error& refusal) noexcept {
  if (error == nullptr) return;
  clear(*error, refusal.status());
  error->row = refusal.row();
  error->column = refusal.column();
  copy_text(error->detail, refusal.detail());
  copy_text(error->table, refusal.table());
  if (copy_text(error->where, refusal.where())) error->flags |= where_cut;
  if (copy_text(error->message, refusal.what())) error->flags |= message_cut;
}

void tell(sandan_error* error, Status status, std::string_view detail,
          std::string_view message) noexcept {
  if (error == nullptr) return;
  clear(*error, status);
  copy_text(error->detail, detail);
  if (copy_text(error->message, message)) error->flags |= message_cut;
}

std::string_view text(const char* data, std::size_t size, std::string_view name) {
  if (data == nullptr && size > 0) required(data, name);
  return {data == nullptr ? "" : data, size};
}

namespace {

/// A longer struct is a newer caller's: what it added must be zero.
bool has_unknown_settings(const sandan_run& run) noexcept {
  const auto* bytes = reinterpret_cast<const unsigned char*>(&run);
  for (std::size_t i = sizeof(sandan_run); i < run.struct_size; ++i) {
    if (bytes[i] != 0) return true;
  }
  return false;
}

Error bad_run(std::string_view detail, std::string message) {
  return Error(Status::invalid_argument, detail, std::move(message)).at("run");
}

}  // namespace

Run run_of(const sandan_run* run) {
  Run out;
  if (run == nullptr) return out;
  if (run->struct_size < sizeof(sandan_run) || run->struct_size > 4096) {
    throw bad_run("struct_size", "struct_size is wrong; start from SANDAN_RUN_INIT");
  }
  if (has_unknown_settings(*run)) {
    throw bad_run("unknown_settings", "a setting is set that this library does not know");
  }
  if (run->threads < 0 || run->threads > 256) {
    throw bad_run("threads", "threads is from 0 to 256");
  }
  if (run->max_bytes < 0 || run->max_rows < 0) {
    throw bad_run("limits", "max_bytes and max_rows must not be negative");
  }
  out.threads = run->threads;
  out.max_bytes = run->max_bytes;
  out.max_rows = run->max_rows;
  if (run->progress != nullptr) {
    out.progress = [progress = run->progress, ctx = run->ctx](double done) {
      return progress(ctx, done) == 0;
    };
  }
  return out;
}

}  // namespace sandan::capi
