#include "rules/kernels.hpp"

#include <array>

#include "rules/kernels_simd.hpp"

namespace sandan::rules::kernels {
namespace {

class Sets {
 public:
  Sets() {
    add(plain());
#if SANDAN_RULES_X86_KERNELS
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                      __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
    const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    if (__builtin_cpu_supports("ssse3")) add(N_SSSE3::set());
    if (avx2) add(N_AVX2::set());
    if (avx2 && avx512) add(N_AVX3::set());
#endif
  }

  std::span<const Set* const> all() const { return {sets_.data(), count_}; }

 private:
  void add(const Set& set) { sets_[count_++] = &set; }

  std::array<const Set*, 4> sets_{};
  std::size_t count_ = 0;
};

}  // namespace

std::span<const Set* const> available() noexcept {
  static const Sets sets;
  return sets.all();
}

}  // namespace sandan::rules::kernels
