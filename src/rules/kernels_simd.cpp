// Compiled once for each set of instructions: foreach_target.h includes this
// file again and again, the loops below being in the namespace of one set.
#include "rules/kernels_simd.hpp"

#if SANDAN_RULES_X86_KERNELS

// The same sets whatever instructions the compiler may use: a processor is asked at run time.
#undef HWY_BASELINE_TARGETS
#define HWY_BASELINE_TARGETS HWY_BASELINE_SCALAR
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS HWY_SSE4  // between sets that are made
// Instructions the loops do not use, and processors need not have.
#define HWY_DISABLE_F16C
#define HWY_DISABLE_PCLMUL_AES
// Checks in headers would call into Highway's library, which is not linked.
#define HWY_IS_DEBUG_BUILD 0

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "rules/kernels_simd.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#if HWY_TARGET == HWY_SSSE3 || HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3

#include "rules/kernels_vector-inl.hpp"
//
#include "rules/kernels_codes-inl.hpp"
#include "rules/kernels_points-inl.hpp"
#include "rules/kernels_table-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace sandan::rules::kernels::HWY_NAMESPACE {

const Set& set() noexcept {
  static constexpr Set set {
#if HWY_TARGET == HWY_SSSE3
    "ssse3",
#elif HWY_TARGET == HWY_AVX2
    "avx2",
#else
    "avx512",
#endif
        code_f64, code_f32, code_i64, code_i32, look_up_i8, look_up_i16, look_up_i32, code_bits,
        put_nulls, first_rule, rule_masks, map_codes, add_points, rank_reasons, indices_within
  };
  return set;
}

}  // namespace sandan::rules::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
#endif
