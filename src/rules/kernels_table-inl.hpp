// From codes to rules; kernels_simd.cpp includes it for each set of instructions.
HWY_BEFORE_NAMESPACE();
namespace sandan::rules::kernels::HWY_NAMESPACE {
namespace {

/// table[at] of a table of 256 bytes of which `count` are in use.
HWY_INLINE HWY_ATTR ByteVector look_up_any(const std::uint8_t* table, std::size_t count,
                                           const std::uint8_t* at) {
  const Bytes bytes;
  if (count <= most_shuffled) return look_up_blocks(table, blocks_of(count), hn::LoadU(bytes, at));
  HWY_ALIGN std::uint8_t found[lanes];
  for (std::size_t i = 0; i < lanes; ++i)
    found[i] = table[at[i]];
  return hn::Load(bytes, found);
}

/// Rules of one plane that no column rules out, of the rows of one step.
HWY_INLINE HWY_ATTR ByteVector plane_masks(const RuleTable& table, const std::uint8_t* const* codes,
                                           std::size_t row, std::size_t plane) {
  const Bytes bytes;
  auto masks = hn::Set(bytes, 0xff);
  for (std::size_t c = 0; c < table.columns; ++c) {
    const std::uint8_t* bits = table.bits + (c * table.planes + plane) * most_codes;
    const std::uint8_t* at = codes[c] + row;
    masks = hn::And(masks, table.code_counts[c] <= block_bytes
                               ? look_up_16(bits, hn::LoadU(bytes, at))
                               : look_up_any(bits, table.code_counts[c], at));
  }
  return masks;
}

/// The same of four steps: a table is read once for all of them. Where no column has
/// more than 16 codes nothing but the four stands in registers.
template <bool few_codes>
struct FourMasks {
  ByteVector a, b, c, d;

  HWY_INLINE HWY_ATTR FourMasks(const RuleTable& table, const std::uint8_t* const* codes,
                                std::size_t row, std::size_t plane) {
    const Bytes bytes;
    a = b = c = d = hn::Set(bytes, 0xff);
    for (std::size_t column = 0; column < table.columns; ++column) {
      const std::uint8_t* bits = table.bits + (column * table.planes + plane) * most_codes;
      const std::uint8_t* at = codes[column] + row;
      const std::size_t count = table.code_counts[column];
      if (few_codes || count <= block_bytes) {
        const auto sixteen = hn::LoadDup128(bytes, bits);
        a = hn::And(a, hn::TableLookupBytes(sixteen, hn::LoadU(bytes, at)));
        b = hn::And(b, hn::TableLookupBytes(sixteen, hn::LoadU(bytes, at + lanes)));
        c = hn::And(c, hn::TableLookupBytes(sixteen, hn::LoadU(bytes, at + 2 * lanes)));
        d = hn::And(d, hn::TableLookupBytes(sixteen, hn::LoadU(bytes, at + 3 * lanes)));
      } else {
        a = hn::And(a, look_up_any(bits, count, at));
        b = hn::And(b, look_up_any(bits, count, at + lanes));
        c = hn::And(c, look_up_any(bits, count, at + 2 * lanes));
        d = hn::And(d, look_up_any(bits, count, at + 3 * lanes));
      }
    }
  }
};

/// Position of the lowest set bit of each byte; `none` for 0.
HWY_INLINE HWY_ATTR ByteVector lowest_bits(ByteVector masks) {
  const Bytes bytes;
  HWY_ALIGN static constexpr std::uint8_t in_low[16] = {none, 0, 1, 0, 2, 0, 1, 0,
                                                        3,    0, 1, 0, 2, 0, 1, 0};
  HWY_ALIGN static constexpr std::uint8_t in_high[16] = {none, 4, 5, 4, 6, 4, 5, 4,
                                                         7,    4, 5, 4, 6, 4, 5, 4};
  const auto nibble = hn::Set(bytes, 0x0f);
  const auto high = hn::BitCast(
      bytes, hn::ShiftRight<4>(hn::BitCast(hn::Repartition<std::uint16_t, Bytes>(), masks)));
  return hn::Min(look_up_16(in_low, hn::And(masks, nibble)),
                 look_up_16(in_high, hn::And(high, nibble)));
}

/// The rule of a plane's masks, if there is none of an earlier plane.
HWY_INLINE HWY_ATTR ByteVector lower_rule(ByteVector rule, ByteVector masks, std::size_t plane) {
  const auto first = hn::Set(Bytes(), static_cast<std::uint8_t>(8 * plane));
  return hn::Min(rule, hn::SaturatedAdd(lowest_bits(masks), first));
}

template <bool few_codes>
HWY_INLINE HWY_ATTR void first_rules_of_four(const RuleTable& table,
                                             const std::uint8_t* const* codes, std::size_t row,
                                             std::uint8_t* rule) {
  const Bytes bytes;
  auto a = hn::Set(bytes, none);
  auto b = a, c = a, d = a;
  for (std::size_t p = 0; p < table.planes; ++p) {
    const FourMasks<few_codes> masks(table, codes, row, p);
    a = lower_rule(a, masks.a, p);
    b = lower_rule(b, masks.b, p);
    c = lower_rule(c, masks.c, p);
    d = lower_rule(d, masks.d, p);
    // `none` is larger than any rule.
    const auto last = hn::Max(hn::Max(a, b), hn::Max(c, d));
    if (p > 0 && hn::AllFalse(bytes, hn::Eq(last, hn::Set(bytes, none)))) break;
  }
  hn::StoreU(a, bytes, rule + row);
  hn::StoreU(b, bytes, rule + row + lanes);
  hn::StoreU(c, bytes, rule + row + 2 * lanes);
  hn::StoreU(d, bytes, rule + row + 3 * lanes);
}

HWY_ATTR void first_rule(const RuleTable& table, const std::uint8_t* const* codes, std::size_t n,
                         std::uint8_t* rule) {
  const bool few_codes =
      std::all_of(table.code_counts, table.code_counts + table.columns,
                  [](std::uint16_t count) HWY_ATTR { return count <= block_bytes; });
  std::size_t row = 0;
  if (few_codes) {
    for (; row + 4 * lanes <= n; row += 4 * lanes)
      first_rules_of_four<true>(table, codes, row, rule);
  } else {
    for (; row + 4 * lanes <= n; row += 4 * lanes)
      first_rules_of_four<false>(table, codes, row, rule);
  }
  for (; row + lanes <= n; row += lanes) {
    auto lowest = hn::Set(Bytes(), none);
    for (std::size_t p = 0; p < table.planes; ++p)
      lowest = lower_rule(lowest, plane_masks(table, codes, row, p), p);
    hn::StoreU(lowest, Bytes(), rule + row);
  }
  portable::first_rule(table, codes, row, n, rule);
}

/// Eight planes of bytes to 64 bits for each of 16 rows.
HWY_INLINE HWY_ATTR void join_planes(const std::uint8_t* planes, std::uint64_t* masks) {
  const hn::Full128<std::uint8_t> bytes;
  const hn::Full128<std::uint16_t> pairs;
  const hn::Full128<std::uint32_t> fours;
  const hn::Full128<std::uint64_t> eights;
  const auto plane = [&](std::size_t p) HWY_ATTR { return hn::LoadU(bytes, planes + p * lanes); };
  const auto store_two = [&](auto low, auto high, std::uint64_t* to) HWY_ATTR {
    hn::StoreU(hn::ZipLower(eights, low, high), eights, to);
    hn::StoreU(hn::ZipUpper(eights, low, high), eights, to + 2);
  };
  const auto store_four = [&](auto p01, auto p23, auto p45, auto p67, std::uint64_t* to) HWY_ATTR {
    store_two(hn::ZipLower(fours, p01, p23), hn::ZipLower(fours, p45, p67), to);
    store_two(hn::ZipUpper(fours, p01, p23), hn::ZipUpper(fours, p45, p67), to + 4);
  };
  store_four(hn::ZipLower(pairs, plane(0), plane(1)), hn::ZipLower(pairs, plane(2), plane(3)),
             hn::ZipLower(pairs, plane(4), plane(5)), hn::ZipLower(pairs, plane(6), plane(7)),
             masks);
  store_four(hn::ZipUpper(pairs, plane(0), plane(1)), hn::ZipUpper(pairs, plane(2), plane(3)),
             hn::ZipUpper(pairs, plane(4), plane(5)), hn::ZipUpper(pairs, plane(6), plane(7)),
             masks + 8);
}

HWY_ATTR void rule_masks(const RuleTable& table, const std::uint8_t* const* codes, std::size_t n,
                         std::uint64_t* masks) {
  HWY_ALIGN std::uint8_t planes[8 * lanes] = {};
  std::size_t row = 0;
  for (; row + lanes <= n; row += lanes) {
    for (std::size_t p = 0; p < table.planes; ++p)
      hn::Store(plane_masks(table, codes, row, p), Bytes(), planes + p * lanes);
    for (std::size_t i = 0; i < lanes; i += block_bytes)
      join_planes(planes + i, masks + row + i);
  }
  portable::rule_masks(table, codes, row, n, masks);
}

/// The largest code that is not `none`, of rows that fill vectors.
HWY_INLINE HWY_ATTR std::size_t largest_code(const std::uint8_t* in, std::size_t n) {
  const Bytes bytes;
  const auto no_code = hn::Set(bytes, none);
  auto largest = hn::Zero(bytes);
  for (std::size_t i = 0; i + lanes <= n; i += lanes) {
    const auto code = hn::LoadU(bytes, in + i);
    largest = hn::Max(largest, hn::IfThenZeroElse(hn::Eq(code, no_code), code));
  }
  HWY_ALIGN std::uint8_t each[lanes];
  hn::Store(largest, bytes, each);
  return *std::max_element(each, each + lanes);
}

HWY_ATTR void map_codes(const std::uint8_t* in, std::size_t n, const std::uint8_t* table,
                        std::uint8_t* out) {
  const Bytes bytes;
  const std::size_t count = largest_code(in, n) + 1;
  std::size_t i = 0;
  if (count <= most_shuffled) {
    const auto no_code = hn::Set(bytes, none);
    const auto of_none = hn::Set(bytes, table[none]);
    const std::size_t blocks = blocks_of(count);
    for (; i + lanes <= n; i += lanes) {
      const auto code = hn::LoadU(bytes, in + i);
      const auto found = look_up_blocks(table, blocks, code);
      hn::StoreU(hn::IfThenElse(hn::Eq(code, no_code), of_none, found), bytes, out + i);
    }
  }
  portable::map_codes(in + i, n - i, table, out + i);
}

}  // namespace
}  // namespace sandan::rules::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
