// Points of scorecards; kernels_simd.cpp includes it for each set of instructions.
HWY_BEFORE_NAMESPACE();
namespace sandan::rules::kernels::HWY_NAMESPACE {
namespace {

/// The four bytes of 16 numbers, apart: a shuffle looks up one of them.
struct PointBytes {
  using Tag = hn::Full128<std::uint8_t>;
  hn::Vec<Tag> bytes0, bytes1, bytes2, bytes3;

  HWY_INLINE HWY_ATTR PointBytes(const std::int32_t* points, std::size_t count) {
    HWY_ALIGN std::uint8_t apart[4][16] = {};
    for (std::size_t code = 0; code < std::min<std::size_t>(count, 16); ++code) {
      const auto bits = static_cast<std::uint32_t>(points[code]);
      for (unsigned b = 0; b < 4; ++b)
        apart[b][code] = static_cast<std::uint8_t>(bits >> (8 * b));
    }
    bytes0 = hn::Load(Tag(), apart[0]);
    bytes1 = hn::Load(Tag(), apart[1]);
    bytes2 = hn::Load(Tag(), apart[2]);
    bytes3 = hn::Load(Tag(), apart[3]);
  }

  /// Adds to 16 sums. The codes of points that stand elsewhere have their highest bit set.
  HWY_INLINE HWY_ATTR void add(hn::Vec<Tag> codes, std::int32_t* sums) const {
    const hn::Full128<std::uint16_t> pairs;
    const auto b0 = hn::TableLookupBytesOr0(bytes0, codes);
    const auto b1 = hn::TableLookupBytesOr0(bytes1, codes);
    const auto b2 = hn::TableLookupBytesOr0(bytes2, codes);
    const auto b3 = hn::TableLookupBytesOr0(bytes3, codes);
    add_eight(hn::ZipLower(pairs, b0, b1), hn::ZipLower(pairs, b2, b3), sums);
    add_eight(hn::ZipUpper(pairs, b0, b1), hn::ZipUpper(pairs, b2, b3), sums + 8);
  }

 private:
  template <class Pairs>
  HWY_INLINE HWY_ATTR static void add_eight(Pairs low, Pairs high, std::int32_t* sums) {
    const hn::Full128<std::uint32_t> fours;
    add_four(hn::ZipLower(fours, low, high), sums);
    add_four(hn::ZipUpper(fours, low, high), sums + 4);
  }

  template <class Fours>
  HWY_INLINE HWY_ATTR static void add_four(Fours more, std::int32_t* sums) {
    const hn::Full128<std::int32_t> ints;
    hn::StoreU(hn::Add(hn::LoadU(ints, sums), hn::BitCast(ints, more)), ints, sums);
  }
};

HWY_ATTR void add_points(const std::uint8_t* codes, std::size_t n, const std::int32_t* points,
                         std::size_t count, std::int32_t* sums) {
  std::size_t i = 0;
  if (count <= block_bytes && n >= 4 * block_bytes) {
    const PointBytes::Tag tag;
    const PointBytes apart(points, count);
    for (; i + block_bytes <= n; i += block_bytes)
      apart.add(hn::LoadU(tag, codes + i), sums + i);
  }
  portable::add_points(codes + i, n - i, points, sums + i);
}

/// Differences as ranks of one byte: larger for larger ones, 0 for those that
/// are not positive. Ranks of criterion c stand in 16 bytes each.
class Ranks {
 public:
  static constexpr std::size_t most_criteria = 254;
  static constexpr std::int32_t most = 127;

  /// Tells whether the differences fit.
  bool fill(const std::int32_t* differences, const std::uint16_t* counts, std::size_t criteria) {
    std::int32_t largest = 0;
    for (std::size_t c = 0; c < criteria; ++c) {
      if (counts[c] > block_bytes) return false;
      for (std::size_t code = 0; code < counts[c]; ++code)
        largest = std::max(largest, differences[c * most_codes + code]);
    }
    direct_ = largest <= most;
    if (!direct_ && !collect(differences, counts, criteria)) return false;
    for (std::size_t c = 0; c < criteria; ++c) {
      std::fill_n(ranks_ + c * block_bytes, block_bytes, std::uint8_t{0});
      for (std::size_t code = 0; code < counts[c]; ++code)
        ranks_[c * block_bytes + code] = rank(differences[c * most_codes + code]);
    }
    return true;
  }
  const std::uint8_t* of(std::size_t criterion) const { return ranks_ + criterion * block_bytes; }

 private:
  /// The distinct positive differences in order, if there are not too many.
  bool collect(const std::int32_t* differences, const std::uint16_t* counts, std::size_t criteria) {
    distinct_ = 0;
    for (std::size_t c = 0; c < criteria; ++c) {
      for (std::size_t code = 0; code < counts[c]; ++code) {
        const std::int32_t difference = differences[c * most_codes + code];
        if (difference <= 0) continue;
        std::int32_t* const end = sorted_ + distinct_;
        std::int32_t* const at = std::lower_bound(sorted_, end, difference);
        if (at != end && *at == difference) continue;
        if (distinct_ == static_cast<std::size_t>(most)) return false;
        std::copy_backward(at, end, end + 1);
        *at = difference;
        ++distinct_;
      }
    }
    return true;
  }

  std::uint8_t rank(std::int32_t difference) const {
    if (difference <= 0) return 0;
    if (direct_) return static_cast<std::uint8_t>(difference);
    const std::int32_t* const at = std::lower_bound(sorted_, sorted_ + distinct_, difference);
    return static_cast<std::uint8_t>(at - sorted_ + 1);
  }

  bool direct_ = true;
  std::size_t distinct_ = 0;
  std::int32_t sorted_[most + 1];
  HWY_ALIGN std::uint8_t ranks_[most_criteria * block_bytes];
};

/// The K best of half the rows of a step: keys of 256 * rank + 255 - criterion, which
/// puts earlier criteria before later ones of the same rank.
template <std::size_t K>
struct Best {
  hn::Vec<Shorts> keys[K];

  HWY_INLINE HWY_ATTR Best() {
    for (auto& key : keys)
      key = hn::Zero(Shorts());
  }
  HWY_INLINE HWY_ATTR void insert(hn::Vec<Shorts> key) {
    for (auto& best : keys) {
      const auto smaller = hn::Min(best, key);
      best = hn::Max(best, key);
      key = smaller;
    }
  }
  /// The criterion of a key in 16 bits; `none` for a key of rank 0.
  HWY_INLINE HWY_ATTR hn::Vec<Shorts> criterion(std::size_t rank) const {
    const Shorts shorts;
    const auto low = hn::Set(shorts, 0xff);
    const auto is_ranked = hn::Gt(keys[rank], low);
    return hn::AndNot(hn::IfThenElseZero(is_ranked, keys[rank]), low);
  }
};

template <std::size_t K>
HWY_INLINE HWY_ATTR std::size_t rank_steps(const std::uint8_t* const* codes, std::size_t criteria,
                                           const Ranks& ranks, std::size_t n, std::size_t k,
                                           std::uint8_t* ranked) {
  const Bytes bytes;
  const Shorts shorts;
  std::size_t row = 0;
  for (; row + lanes <= n; row += lanes) {
    Best<K> low;
    Best<K> high;
    for (std::size_t c = 0; c < criteria; ++c) {
      const auto rank = look_up_16(ranks.of(c), hn::LoadU(bytes, codes[c] + row));
      const auto order = hn::Set(bytes, static_cast<std::uint8_t>(0xff - c));
      low.insert(hn::BitCast(shorts, hn::InterleaveLower(bytes, order, rank)));
      high.insert(hn::BitCast(shorts, hn::InterleaveUpper(bytes, order, rank)));
    }
    // Packing joins again what interleaving took apart.
    for (std::size_t j = 0; j < k; ++j) {
      const auto best = pack_blocks(low.criterion(j), high.criterion(j));
      hn::StoreU(best, bytes, ranked + j * batch_rows + row);
    }
  }
  return row;
}

HWY_ATTR void rank_reasons(const std::uint8_t* const* codes, std::size_t criteria,
                           const std::int32_t* differences, const std::uint16_t* counts,
                           std::size_t n, std::size_t k, std::uint8_t* ranked) {
  std::size_t row = 0;
  Ranks ranks;
  if (n >= 2 * lanes && ranks.fill(differences, counts, criteria)) {
    switch (k) {
      case 1:
        row = rank_steps<1>(codes, criteria, ranks, n, k, ranked);
        break;
      case 2:
        row = rank_steps<2>(codes, criteria, ranks, n, k, ranked);
        break;
      case 3:
        row = rank_steps<3>(codes, criteria, ranks, n, k, ranked);
        break;
      case 4:
        row = rank_steps<4>(codes, criteria, ranks, n, k, ranked);
        break;
      default:
        row = rank_steps<8>(codes, criteria, ranks, n, k, ranked);
    }
  }
  portable::rank_reasons(codes, criteria, differences, row, n, k, ranked);
}

}  // namespace
}  // namespace sandan::rules::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
