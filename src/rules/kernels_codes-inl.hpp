// From values to codes; kernels_simd.cpp includes it for each set of instructions.
#include <cmath>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace sandan::rules::kernels::HWY_NAMESPACE {
namespace {

/// Thresholds up to which comparing with each is faster than searching.
constexpr std::size_t most_compared = HWY_MAX_BYTES == 16 ? 24 : 40;

/// One more, or one less, in the counters where a mask says so.
template <class Tag>
HWY_INLINE HWY_ATTR hn::Vec<Tag> add_where(Tag tag, hn::Mask<Tag> mask, hn::Vec<Tag> counter) {
#if HWY_TARGET == HWY_AVX3
  const auto minus_one = hn::Set(tag, -1);
  if constexpr (sizeof(hn::TFromD<Tag>) == 8) {
    return hn::Vec<Tag>{_mm512_mask_sub_epi64(counter.raw, mask.raw, counter.raw, minus_one.raw)};
  } else {
    return hn::Vec<Tag>{_mm512_mask_sub_epi32(counter.raw, mask.raw, counter.raw, minus_one.raw)};
  }
#else
  return hn::Sub(counter, hn::VecFromMask(tag, mask));
#endif
}

template <class Tag>
HWY_INLINE HWY_ATTR hn::Vec<Tag> subtract_where(Tag tag, hn::Mask<Tag> mask, hn::Vec<Tag> counter) {
#if HWY_TARGET == HWY_AVX3
  const auto minus_one = hn::Set(tag, -1);
  if constexpr (sizeof(hn::TFromD<Tag>) == 8) {
    return hn::Vec<Tag>{_mm512_mask_add_epi64(counter.raw, mask.raw, counter.raw, minus_one.raw)};
  } else {
    return hn::Vec<Tag>{_mm512_mask_add_epi32(counter.raw, mask.raw, counter.raw, minus_one.raw)};
  }
#else
  return hn::Add(counter, hn::VecFromMask(tag, mask));
#endif
}

/// Where x is above a threshold, and where it is below: these two may differ
/// when thresholds between two floats are compared with floats.
template <class T>
struct Thresholds {
  const T* above;
  const T* below;
  std::size_t count;
};

/// Codes of four vectors of x, a counter for each row.
template <class Tag>
struct FourCounters {
  using Counters = hn::RebindToSigned<Tag>;
  using Vector = hn::Vec<Counters>;
  Vector a, b, c, d;

  template <class T>
  HWY_INLINE HWY_ATTR FourCounters(const T* x, const Thresholds<T>& thresholds) {
    const Tag tag;
    const Counters counters;
    constexpr std::size_t step = hn::MaxLanes(tag);
    a = b = c = d = hn::Set(counters, static_cast<hn::TFromD<Counters>>(thresholds.count));
    const auto xa = hn::LoadU(tag, x);
    const auto xb = hn::LoadU(tag, x + step);
    const auto xc = hn::LoadU(tag, x + 2 * step);
    const auto xd = hn::LoadU(tag, x + 3 * step);
    for (std::size_t j = 0; j < thresholds.count; ++j) {
      const auto above = hn::Set(tag, thresholds.above[j]);
      const auto below = hn::Set(tag, thresholds.below[j]);
      a = add_where(counters, hn::RebindMask(counters, hn::Gt(xa, above)), a);
      b = add_where(counters, hn::RebindMask(counters, hn::Gt(xb, above)), b);
      c = add_where(counters, hn::RebindMask(counters, hn::Gt(xc, above)), c);
      d = add_where(counters, hn::RebindMask(counters, hn::Gt(xd, above)), d);
      a = subtract_where(counters, hn::RebindMask(counters, hn::Lt(xa, below)), a);
      b = subtract_where(counters, hn::RebindMask(counters, hn::Lt(xb, below)), b);
      c = subtract_where(counters, hn::RebindMask(counters, hn::Lt(xc, below)), c);
      d = subtract_where(counters, hn::RebindMask(counters, hn::Lt(xd, below)), d);
    }
  }
};

/// Codes of as many rows as a vector has bytes.
template <class T>
HWY_INLINE HWY_ATTR ByteVector code_step(const T* x, const Thresholds<T>& thresholds) {
  const FourCounters<hn::ScalableTag<T>> first(x, thresholds);
  if constexpr (sizeof(T) == 4) {
    return pack_ints(first.a, first.b, first.c, first.d);
  } else {
    const Ints ints;
    const FourCounters<hn::ScalableTag<T>> second(x + lanes / 2, thresholds);
    const auto halves = [ints](auto low, auto high) HWY_ATTR {
      return hn::ConcatEven(ints, hn::BitCast(ints, high), hn::BitCast(ints, low));
    };
    return pack_ints(halves(first.a, first.b), halves(first.c, first.d), halves(second.a, second.b),
                     halves(second.c, second.d));
  }
}

/// Writes `code` where one of the rows of a step is not a number.
template <class T>
HWY_INLINE HWY_ATTR void put_not_a_number(const T* x, std::uint8_t code, std::uint8_t* codes) {
  const hn::ScalableTag<T> tag;
  constexpr std::size_t step = hn::MaxLanes(tag);
  // A sum with a NaN is one; so may be one with infinities, which costs a look only.
  auto sum = hn::LoadU(tag, x);
  for (std::size_t i = step; i < lanes; i += step)
    sum = hn::Add(sum, hn::LoadU(tag, x + i));
  if (HWY_LIKELY(hn::AllFalse(tag, hn::IsNaN(sum)))) return;
  for (std::size_t i = 0; i < lanes; ++i) {
    const T value = portable::load(x + i);
    codes[i] = value != value ? code : codes[i];
  }
}

template <class T>
HWY_INLINE HWY_ATTR std::size_t code_floats(const T* x, std::size_t n,
                                            const Thresholds<T>& thresholds,
                                            std::uint8_t not_a_number, std::uint8_t* codes) {
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(code_step(x + i, thresholds), Bytes(), codes + i);
    put_not_a_number(x + i, not_a_number, codes + i);
  }
  return i;
}

template <class T>
HWY_INLINE HWY_ATTR std::size_t code_integers(const T* x, std::size_t n,
                                              const Thresholds<T>& thresholds,
                                              std::uint8_t* codes) {
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    hn::StoreU(code_step(x + i, thresholds), Bytes(), codes + i);
  return i;
}

HWY_ATTR void code_f64(const double* x, std::size_t n, const double* thresholds, std::size_t count,
                       std::uint8_t not_a_number, std::uint8_t* codes) {
  std::size_t done = 0;
  if (count <= most_compared)
    done = code_floats<double>(x, n, {thresholds, thresholds, count}, not_a_number, codes);
  portable::code_f64(x + done, n - done, thresholds, count, not_a_number, codes + done);
}

HWY_ATTR void code_f32(const float* x, std::size_t n, const double* thresholds, std::size_t count,
                       std::uint8_t not_a_number, std::uint8_t* codes) {
  std::size_t done = 0;
  if (count <= most_compared) {
    // The nearest floats not above, and not below, a threshold: the same answers.
    constexpr float end = std::numeric_limits<float>::infinity();
    float above[most_compared];
    float below[most_compared];
    for (std::size_t j = 0; j < count; ++j) {
      const auto near = static_cast<float>(thresholds[j]);
      above[j] = double{near} > thresholds[j] ? std::nextafter(near, -end) : near;
      below[j] = double{near} < thresholds[j] ? std::nextafter(near, end) : near;
    }
    done = code_floats<float>(x, n, {above, below, count}, not_a_number, codes);
  }
  portable::code_f32(x + done, n - done, thresholds, count, not_a_number, codes + done);
}

HWY_ATTR void code_i64(const std::int64_t* x, std::size_t n, const std::int64_t* thresholds,
                       std::size_t count, std::uint8_t* codes) {
  std::size_t done = 0;
  if (count <= most_compared)
    done = code_integers<std::int64_t>(x, n, {thresholds, thresholds, count}, codes);
  portable::code_i64(x + done, n - done, thresholds, count, codes + done);
}

HWY_ATTR void code_i32(const std::int32_t* x, std::size_t n, const std::int32_t* thresholds,
                       std::size_t count, std::uint8_t* codes) {
  std::size_t done = 0;
  if (count <= most_compared)
    done = code_integers<std::int32_t>(x, n, {thresholds, thresholds, count}, codes);
  portable::code_i32(x + done, n - done, thresholds, count, codes + done);
}

/// A small table in blocks of 16, and its last index.
struct SmallTable {
  HWY_ALIGN std::uint8_t entries[most_shuffled] = {};
  std::size_t blocks;
  ByteVector last;

  HWY_INLINE HWY_ATTR SmallTable(const std::uint8_t* table, std::size_t size)
      : blocks(blocks_of(size)), last(hn::Set(Bytes(), static_cast<std::uint8_t>(size - 1))) {
    std::memcpy(entries, table, size);
  }
};

/// Where there are no more than 16 entries one shuffle does.
template <bool one_block>
HWY_INLINE HWY_ATTR void look_up_step(const SmallTable& table, ByteVector index,
                                      std::uint8_t* codes) {
  const auto at = hn::Min(index, table.last);
  const auto found =
      one_block ? look_up_16(table.entries, at) : look_up_blocks(table.entries, table.blocks, at);
  hn::StoreU(found, Bytes(), codes);
}

/// The indices of a step as bytes, nearest to those that do not fit.
HWY_INLINE HWY_ATTR ByteVector index_bytes(const std::int8_t* index) {
  const hn::ScalableTag<std::int8_t> tag;
  return hn::BitCast(Bytes(), hn::Max(hn::LoadU(tag, index), hn::Zero(tag)));
}

HWY_INLINE HWY_ATTR ByteVector index_bytes(const std::int16_t* index) {
  const Shorts tag;
  return pack_shorts(hn::LoadU(tag, index), hn::LoadU(tag, index + lanes / 2));
}

HWY_INLINE HWY_ATTR ByteVector index_bytes(const std::int32_t* index) {
  const Ints tag;
  return pack_ints(hn::LoadU(tag, index), hn::LoadU(tag, index + lanes / 4),
                   hn::LoadU(tag, index + lanes / 2), hn::LoadU(tag, index + lanes / 4 * 3));
}

/// Rows done: all that fill vectors, or none when the table is not small.
template <class T>
HWY_INLINE HWY_ATTR std::size_t look_up(const T* index, std::size_t n, const std::uint8_t* table,
                                        std::size_t table_size, std::uint8_t* codes) {
  if (table_size == 0 || table_size > most_shuffled) return 0;
  const SmallTable small(table, table_size);
  std::size_t i = 0;
  if (small.blocks == 1) {
    for (; i + lanes <= n; i += lanes)
      look_up_step<true>(small, index_bytes(index + i), codes + i);
  } else {
    for (; i + lanes <= n; i += lanes)
      look_up_step<false>(small, index_bytes(index + i), codes + i);
  }
  return i;
}

HWY_ATTR void look_up_i8(const std::int8_t* index, std::size_t n, const std::uint8_t* table,
                         std::size_t table_size, std::uint8_t* codes) {
  const std::size_t done = look_up(index, n, table, table_size, codes);
  portable::look_up_i8(index + done, n - done, table, table_size, codes + done);
}

HWY_ATTR void look_up_i16(const std::int16_t* index, std::size_t n, const std::uint8_t* table,
                          std::size_t table_size, std::uint8_t* codes) {
  const std::size_t done = look_up(index, n, table, table_size, codes);
  portable::look_up_i16(index + done, n - done, table, table_size, codes + done);
}

HWY_ATTR void look_up_i32(const std::int32_t* index, std::size_t n, const std::uint8_t* table,
                          std::size_t table_size, std::uint8_t* codes) {
  const std::size_t done = look_up(index, n, table, table_size, codes);
  portable::look_up_i32(index + done, n - done, table, table_size, codes + done);
}

/// 64 bits as masks of vectors.
struct WordMasks {
  std::uint8_t bits[16] = {};  // a mask may be loaded with eight bytes

  HWY_INLINE HWY_ATTR explicit WordMasks(std::uint64_t word) { std::memcpy(bits, &word, 8); }
  HWY_INLINE HWY_ATTR hn::Mask<Bytes> at(std::size_t row) const {
    return hn::LoadMaskBits(Bytes(), bits + row / 8);
  }
};

HWY_ATTR void code_bits(const std::uint8_t* bits, std::size_t offset, std::size_t n,
                        std::uint8_t when_clear, std::uint8_t when_set, std::uint8_t* codes) {
  const Bytes bytes;
  const auto clear = hn::Set(bytes, when_clear);
  const auto set = hn::Set(bytes, when_set);
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    const WordMasks masks(portable::word_at(bits, offset + i));
    for (std::size_t j = 0; j < 64; j += lanes)
      hn::StoreU(hn::IfThenElse(masks.at(j), set, clear), bytes, codes + i + j);
  }
  portable::code_bits(bits, offset + i, n - i, when_clear, when_set, codes + i);
}

HWY_ATTR std::size_t put_nulls(const std::uint8_t* bits, std::size_t offset, std::size_t n,
                               std::uint8_t code, std::uint8_t* codes) {
  const Bytes bytes;
  const auto null = hn::Set(bytes, code);
  std::size_t nulls = 0;
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    const std::uint64_t word = portable::word_at(bits, offset + i);
    if (word == ~std::uint64_t{0}) continue;
    nulls += static_cast<std::size_t>(std::popcount(~word));
    const WordMasks valid(word);
    for (std::size_t j = 0; j < 64; j += lanes) {
      const auto old = hn::LoadU(bytes, codes + i + j);
      hn::StoreU(hn::IfThenElse(valid.at(j), old, null), bytes, codes + i + j);
    }
  }
  return nulls + portable::put_nulls(bits, offset + i, n - i, code, codes + i);
}

HWY_ATTR bool indices_within(const std::int32_t* index, std::size_t n, const std::uint8_t* valid,
                             std::size_t offset, std::int32_t size) {
  if (size <= 0) return portable::indices_within(index, n, valid, offset, size);
  const Ints ints;
  constexpr std::size_t step = 256;
  const auto last = hn::Set(ints, size - 1);
  std::size_t i = 0;
  for (; i + step <= n; i += step) {
    // Below 0 and above the last alike the difference or the index has its sign set.
    auto signs = hn::Zero(ints);
    for (std::size_t j = 0; j < step; j += hn::MaxLanes(ints)) {
      const auto at = hn::LoadU(ints, index + i + j);
      signs = hn::Or(signs, hn::Or(at, hn::Sub(last, at)));
    }
    if (hn::AllFalse(ints, hn::Lt(signs, hn::Zero(ints)))) continue;
    if (!portable::indices_within(index + i, step, valid, offset + i, size)) return false;
  }
  return portable::indices_within(index + i, n - i, valid, offset + i, size);
}

}  // namespace
}  // namespace sandan::rules::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
