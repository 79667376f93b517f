// Pieces the vector loops share; kernels_simd.cpp includes it for each set of instructions.
#include <hwy/highway.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "rules/kernels_plain.hpp"

HWY_BEFORE_NAMESPACE();
namespace sandan::rules::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Bytes = hn::ScalableTag<std::uint8_t>;
using Shorts = hn::ScalableTag<std::int16_t>;
using Ints = hn::ScalableTag<std::int32_t>;
using Longs = hn::ScalableTag<std::int64_t>;
using ByteVector = hn::Vec<Bytes>;

/// Bytes of a vector, and rows of a step.
constexpr std::size_t lanes = HWY_MAX_BYTES;
/// Shuffles look up within blocks of 16 bytes.
constexpr std::size_t block_bytes = 16;
/// Above this many codes a shuffle for every 16 of them takes longer than loads.
constexpr std::size_t most_shuffled = HWY_MAX_BYTES == 16 ? 64 : 256;

/// Blocks of 16 bytes side by side, one of each vector: put in order of the vectors.
template <class Tag>
HWY_INLINE HWY_ATTR hn::Vec<Tag> blocks_in_order(Tag tag, hn::Vec<Tag> v, std::size_t vectors) {
  constexpr std::size_t blocks = lanes / block_bytes;
  if constexpr (blocks == 1) {
    return v;
  } else {
    using Lane = hn::TFromD<Tag>;
    Lane order[hn::MaxLanes(tag)];
    for (std::size_t i = 0; i < hn::MaxLanes(tag); ++i)
      order[i] = static_cast<Lane>(i % blocks * vectors + i / blocks);
    return hn::TableLookupLanes(v, hn::SetTableIndices(tag, order));
  }
}

/// Two vectors of int16 as bytes, below 0 as 0 and above 255 as 255: blocks of `a` and
/// of `b` in turn, 8 bytes each. Highway has no name for it.
HWY_INLINE HWY_ATTR ByteVector pack_blocks(hn::Vec<Shorts> a, hn::Vec<Shorts> b) {
#if HWY_TARGET == HWY_SSSE3
  return ByteVector{_mm_packus_epi16(a.raw, b.raw)};
#elif HWY_TARGET == HWY_AVX2
  return ByteVector{_mm256_packus_epi16(a.raw, b.raw)};
#else
  return ByteVector{_mm512_packus_epi16(a.raw, b.raw)};
#endif
}

/// Four vectors of int32 as bytes, below 0 as 0 and above 255 as 255.
HWY_INLINE HWY_ATTR ByteVector pack_ints(hn::Vec<Ints> a, hn::Vec<Ints> b, hn::Vec<Ints> c,
                                         hn::Vec<Ints> d) {
  const Shorts shorts;
  const auto packed =
      pack_blocks(hn::ReorderDemote2To(shorts, a, b), hn::ReorderDemote2To(shorts, c, d));
  return hn::BitCast(Bytes(), blocks_in_order(Ints(), hn::BitCast(Ints(), packed), 4));
}

/// Two vectors of int16 as bytes likewise.
HWY_INLINE HWY_ATTR ByteVector pack_shorts(hn::Vec<Shorts> a, hn::Vec<Shorts> b) {
  const auto packed = pack_blocks(a, b);
  return hn::BitCast(Bytes(), blocks_in_order(Longs(), hn::BitCast(Longs(), packed), 2));
}

/// table[at] of a table of 16 bytes.
HWY_INLINE HWY_ATTR ByteVector look_up_16(const std::uint8_t* table, ByteVector at) {
  return hn::TableLookupBytes(hn::LoadDup128(Bytes(), table), at);
}

/// table[at] of a table of `blocks` times 16 bytes; 0 where `at` is beyond.
HWY_INLINE HWY_ATTR ByteVector look_up_blocks(const std::uint8_t* table, std::size_t blocks,
                                              ByteVector at) {
  const Bytes bytes;
  const auto sixteen = hn::Set(bytes, 16);
  // 0x70 more sets the highest bit of all above 15, and a shuffle gives 0 for these.
  const auto push = hn::Set(bytes, 0x70);
  auto found = look_up_16(table, hn::SaturatedAdd(at, push));
  for (std::size_t b = 1; b < blocks; ++b) {
    at = hn::Sub(at, sixteen);
    found = hn::Or(found, look_up_16(table + b * block_bytes, hn::SaturatedAdd(at, push)));
  }
  return found;
}

/// Blocks of 16 that hold `count` codes.
constexpr std::size_t blocks_of(std::size_t count) {
  return (count + block_bytes - 1) / block_bytes;
}

}  // namespace
}  // namespace sandan::rules::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
