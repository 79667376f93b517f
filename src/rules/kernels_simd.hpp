#pragma once

#include "rules/kernels.hpp"

// Sets of vector instructions; which of them a processor has is asked at run
// time (kernels.cpp).
#if defined(__x86_64__) && defined(__GNUC__)
#define SANDAN_RULES_X86_KERNELS 1
#else
#define SANDAN_RULES_X86_KERNELS 0
#endif

#if SANDAN_RULES_X86_KERNELS
namespace sandan::rules::kernels {

namespace N_SSSE3 {
const Set& set() noexcept;
}
namespace N_AVX2 {
const Set& set() noexcept;
}
namespace N_AVX3 {  // AVX-512 F, VL, DQ, BW
const Set& set() noexcept;
}

}  // namespace sandan::rules::kernels
#endif
