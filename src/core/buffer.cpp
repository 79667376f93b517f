#include "core/buffer.hpp"

#include <cstdlib>
#include <new>
#include <string>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "sandan/core/status.hpp"

namespace sandan {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;
constexpr std::size_t cache_line = 64;

void* allocate(std::size_t bytes) {
  const std::size_t alignment = bytes >= 2 * huge_page ? huge_page : cache_line;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* data = std::aligned_alloc(alignment, rounded);
  if (data == nullptr) throw std::bad_alloc();
#if defined(__linux__)
  // Only advice: without it the pages are merely smaller.
  if (alignment == huge_page) static_cast<void>(madvise(data, rounded, MADV_HUGEPAGE));
#endif
  return data;
}

}  // namespace

void Budget::take(std::size_t bytes) {
  const auto wanted = static_cast<std::int64_t>(bytes);
  const std::int64_t before = taken_.fetch_add(wanted);
  if (max_bytes_ > 0 && before + wanted > max_bytes_) {
    taken_.fetch_sub(wanted);
    throw Error(Status::no_memory, "max_bytes",
                "the call needs " + std::to_string(before + wanted) +
                    " bytes or more; max_bytes is " + std::to_string(max_bytes_));
  }
}

void Budget::give_back(std::size_t bytes) noexcept {
  taken_.fetch_sub(static_cast<std::int64_t>(bytes));
}

RawBuffer::RawBuffer(std::size_t bytes, Budget& budget) : bytes_(bytes), budget_(&budget) {
  if (bytes == 0) return;
  budget.take(bytes);
  try {
    data_ = allocate(bytes);
  } catch (...) {
    budget.give_back(bytes);
    throw;
  }
}

RawBuffer::~RawBuffer() {
  std::free(data_);
  if (budget_ != nullptr) budget_->give_back(bytes_);
}

RawBuffer::RawBuffer(RawBuffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)),
      budget_(std::exchange(other.budget_, nullptr)) {}

RawBuffer& RawBuffer::operator=(RawBuffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  std::swap(budget_, other.budget_);
  return *this;
}

}  // namespace sandan
