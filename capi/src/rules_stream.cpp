#include <cerrno>
#include <cstdio>
#include <memory>

#include "guard.hpp"
#include "handles.hpp"
#include "rules/definition.hpp"

using sandan::capi::guarded;
using sandan::capi::required;
using sandan::capi::run_of;
using sandan::capi::text;

namespace {

using sandan::Error;
using sandan::EvalRequest;
using sandan::Policy;
using sandan::Result;
using sandan::Run;
using sandan::Status;
using sandan::Tables;

constexpr std::string_view results = "results";

/// One Arrow struct that is released at the end.
template <class Arrow>
class Owned {
 public:
  Owned() = default;
  /// Takes what is moved here.
  explicit Owned(Arrow& moved) : value_(moved) { moved.release = nullptr; }
  Owned(Owned&& other) noexcept : value_(other.value_) { other.value_.release = nullptr; }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  Owned& operator=(Owned&&) = delete;
  ~Owned() { reset(); }

  Arrow* get() noexcept { return &value_; }
  const Arrow& value() const noexcept { return value_; }
  bool is_there() const noexcept { return value_.release != nullptr; }
  void reset() noexcept {
    if (value_.release != nullptr) value_.release(&value_);
    value_.release = nullptr;
  }
  /// Hands it on; nothing is left here.
  Arrow release() noexcept {
    const Arrow handed = value_;
    value_.release = nullptr;
    return handed;
  }

 private:
  Arrow value_{};
};

[[noreturn]] void refuse_input(ArrowArrayStream& stream, const char* step) {
  const char* reason = stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
  std::string message = std::string("the stream failed at its ") + step;
  if (reason != nullptr) message += std::string(": ") + reason;
  throw Error(Status::data, "stream_failed", std::move(message));
}

/// A stream of that schema without a batch; borrows it.
ArrowArrayStream without_batches(ArrowArrayStream& of) {
  ArrowArrayStream out{};
  out.private_data = &of;
  out.get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) {
    auto* input = static_cast<ArrowArrayStream*>(self->private_data);
    return input->get_schema(input, schema);
  };
  out.get_next = [](ArrowArrayStream*, ArrowArray* array) {
    *array = ArrowArray{};
    return 0;
  };
  out.get_last_error = [](ArrowArrayStream* self) -> const char* {
    auto* input = static_cast<ArrowArrayStream*>(self->private_data);
    return input->get_last_error == nullptr ? nullptr : input->get_last_error(input);
  };
  out.release = [](ArrowArrayStream* self) { self->release = nullptr; };
  return out;
}

/// Batches of records in, batches of results out.
class Lane {
 public:
  /// Throws what the schema of the records is refused for.
  Lane(Policy policy, Owned<ArrowArrayStream> input, EvalRequest request, Run run)
      : policy_(std::move(policy)),
        input_(std::move(input)),
        request_(std::move(request)),
        run_(std::move(run)),
        table_(policy_.versions().on(request_.as_of)->of) {
    if (input_.get()->get_schema(input_.get(), schema_.get()) != 0) {
      refuse_input(*input_.get(), "schema");
    }
    Tables tables;
    ArrowArrayStream empty = without_batches(*input_.get());
    tables.add_stream(table_, empty);
    nothing_ = std::make_unique<Result>(policy_.eval(tables, request_, run_));
  }

  ArrowSchema schema() const { return nothing_->schema(results); }

  /// The results of the next batch; a released array at the end.
  ArrowArray next() {
    if (!batch_.is_there() && input_.get()->get_next(input_.get(), batch_.get()) != 0) {
      batch_.get()->release = nullptr;
      refuse_input(*input_.get(), "next batch");
    }
    if (!batch_.is_there()) return ArrowArray{};
    Owned<ArrowArray> out;
    {
      Tables tables;
      tables.add(table_, schema_.value(), batch_.value());
      ArrowArrayStream stream = policy_.eval(tables, request_, run_).stream(results);
      const Owned<ArrowArrayStream> owned(stream);
      pull(owned.value(), out);
    }
    batch_.reset();
    return out.release();
  }

  /// Keeps what the caller is told of a failure: nothing here may fail.
  int failed(const sandan_error& error) noexcept {
    std::snprintf(error_, sizeof error_, "%s [%s, %s%s%s]", error.message,
                  sandan_status_name(error.code), error.detail, error.where[0] != 0 ? "; at " : "",
                  error.where);
    if (error.code == SANDAN_NO_MEMORY) return ENOMEM;
    if (error.code == SANDAN_CANCELLED) return ECANCELED;
    return error.code == SANDAN_INTERNAL ? EIO : EINVAL;
  }
  const char* last_error() const noexcept { return error_[0] == 0 ? nullptr : error_; }
  void clear_error() noexcept { error_[0] = 0; }

 private:
  static void pull(ArrowArrayStream stream, Owned<ArrowArray>& out) {
    if (stream.get_next(&stream, out.get()) != 0) {
      out.get()->release = nullptr;
      throw std::bad_alloc();
    }
  }

  Policy policy_;
  Owned<ArrowArrayStream> input_;
  EvalRequest request_;
  Run run_;
  std::string table_;
  Owned<ArrowSchema> schema_;
  Owned<ArrowArray> batch_;                ///< pulled and not yet decided
  std::unique_ptr<const Result> nothing_;  ///< results of no rows
  char error_[1024] = {0};                 ///< told last; empty after a success
};

Lane& lane_of(ArrowArrayStream* stream) { return *static_cast<Lane*>(stream->private_data); }

/// Runs a callback of the stream inside the guard.
template <class Body>
int answered(ArrowArrayStream* stream, Body&& body) noexcept {
  Lane& lane = lane_of(stream);
  sandan_error error = SANDAN_ERROR_INIT;
  if (guarded(&error, std::forward<Body>(body)) != SANDAN_OK) return lane.failed(error);
  lane.clear_error();
  return 0;
}

int stream_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  return answered(stream, [&] { *out = lane_of(stream).schema(); });
}

int stream_next(ArrowArrayStream* stream, ArrowArray* out) {
  return answered(stream, [&] { *out = lane_of(stream).next(); });
}

const char* stream_error(ArrowArrayStream* stream) { return lane_of(stream).last_error(); }

void release_stream(ArrowArrayStream* stream) {
  delete &lane_of(stream);
  stream->release = nullptr;
}

}  // namespace

int32_t sandan_rules_eval_stream(const sandan_policy* policy, struct ArrowArrayStream* in,
                                 const char* request, size_t request_size, const sandan_run* run,
                                 struct ArrowArrayStream* out, sandan_error* error) {
  // The stream is ours from here on, whatever the other arguments are.
  ArrowArrayStream nothing{};
  Owned<ArrowArrayStream> input(in == nullptr ? nothing : *in);
  return guarded(error, [&] {
    ArrowArrayStream& target = required(out, "out");
    const Policy& asked = required(policy, "policy").value;
    required(in, "in");
    if (!input.is_there()) {
      throw Error(Status::invalid_argument, "released_stream", "the stream is released").at("in");
    }
    Run how = run_of(run);
    auto parsed = EvalRequest::parse(text(request, request_size, "request"));
    auto lane = std::make_unique<Lane>(asked, std::move(input), std::move(parsed), std::move(how));
    target = ArrowArrayStream{};
    target.get_schema = stream_schema;
    target.get_next = stream_next;
    target.get_last_error = stream_error;
    target.release = release_stream;
    target.private_data = lane.release();
  });
}
