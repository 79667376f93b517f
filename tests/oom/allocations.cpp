#include "oom/allocations.hpp"

#include <cerrno>
#include <cstdlib>
#include <new>

// With a sanitizer malloc is its own; then only operator new is made to fail.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDAN_TEST_OWN_MALLOC 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANDAN_TEST_OWN_MALLOC 0
#endif
#endif
#ifndef SANDAN_TEST_OWN_MALLOC
#define SANDAN_TEST_OWN_MALLOC 1
#endif

namespace sandan::testing {
namespace {

thread_local bool watching = false;
thread_local std::int64_t failing_one = -1;
thread_local std::int64_t made = 0;
thread_local bool reached = false;
thread_local std::int64_t live = 0;

/// True when this allocation is the one to fail.
bool fails() noexcept {
  if (!watching) return false;
  if (made++ != failing_one) return false;
  reached = true;
  return true;
}

void* counted(void* memory) noexcept {
  if (memory != nullptr) ++live;
  return memory;
}

void released(void* memory) noexcept {
  if (memory != nullptr) --live;
}

}  // namespace

void watch_allocations(std::int64_t failing) {
  failing_one = failing;
  made = 0;
  reached = false;
  watching = true;
}

Watched stop_watching() {
  watching = false;
  return {made, reached};
}

std::int64_t live_allocations() { return live; }

}  // namespace sandan::testing

using namespace sandan::testing;

#if SANDAN_TEST_OWN_MALLOC

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) { return fails() ? nullptr : counted(__libc_malloc(size)); }
void* calloc(std::size_t count, std::size_t size) {
  return fails() ? nullptr : counted(__libc_calloc(count, size));
}
void* realloc(void* memory, std::size_t size) {
  if (fails()) return nullptr;
  if (memory == nullptr) return counted(__libc_malloc(size));
  return __libc_realloc(memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : counted(__libc_memalign(alignment, size));
}
void* memalign(std::size_t alignment, std::size_t size) { return aligned_alloc(alignment, size); }
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  void* memory = aligned_alloc(alignment, size);
  if (memory == nullptr) return ENOMEM;
  *out = memory;
  return 0;
}
void free(void* memory) {
  released(memory);
  __libc_free(memory);
}
}

#else

void* operator new(std::size_t size) {
  void* memory = fails() ? nullptr : counted(std::malloc(size == 0 ? 1 : size));
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return fails() ? nullptr : counted(std::malloc(size == 0 ? 1 : size));
}
void* operator new[](std::size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}
void operator delete(void* memory) noexcept {
  released(memory);
  std::free(memory);
}
void operator delete[](void* memory) noexcept { operator delete(memory); }
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
void operator delete[](void* memory, std::size_t) noexcept { operator delete(memory); }

#endif
