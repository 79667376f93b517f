#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace sandan {

/// The bound of one call on what it allocates for columns and indexes.
class Budget {
 public:
  /// `max_bytes` 0: no bound.
  explicit Budget(std::int64_t max_bytes = 0) noexcept : max_bytes_(max_bytes) {}

  /// Throws Error{no_memory} when the bound would be passed.
  void take(std::size_t bytes);
  void give_back(std::size_t bytes) noexcept;

 private:
  std::int64_t max_bytes_;
  std::atomic<std::int64_t> taken_{0};
};

/// Bytes without initial values; large ones ask for huge pages, because first
/// touch of fresh memory costs more than most of the computing.
class RawBuffer {
 public:
  RawBuffer() = default;
  /// Throws std::bad_alloc, or Error{no_memory} by the budget.
  RawBuffer(std::size_t bytes, Budget& budget);
  ~RawBuffer();
  RawBuffer(RawBuffer&& other) noexcept;
  RawBuffer& operator=(RawBuffer&& other) noexcept;

  void* data() const noexcept { return data_; }
  /// The budget is that of the call; a buffer that outlives it lets go here.
  void outlive_call() noexcept { budget_ = nullptr; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
  Budget* budget_ = nullptr;
};

/// A fixed number of trivially copyable values, not initialised.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  Buffer(std::size_t size, Budget& budget) : raw_(size * sizeof(T), budget), size_(size) {}

  T* data() const noexcept { return static_cast<T*>(raw_.data()); }
  std::size_t size() const noexcept { return size_; }
  T& operator[](std::size_t i) const noexcept { return data()[i]; }
  T* begin() const noexcept { return data(); }
  T* end() const noexcept { return data() + size_; }
  std::span<T> span() const noexcept { return {data(), size_}; }

  /// Hands the values to shared owners that may outlive the call.
  std::shared_ptr<const T> share() && {
    raw_.outlive_call();
    auto owner = std::make_shared<RawBuffer>(std::move(raw_));
    const T* values = static_cast<const T*>(owner->data());
    return std::shared_ptr<const T>(std::move(owner), values);
  }

 private:
  RawBuffer raw_;
  std::size_t size_ = 0;
};

}  // namespace sandan
