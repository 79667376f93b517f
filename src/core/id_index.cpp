#include "core/id_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/text.hpp"

namespace sandan {
namespace {

/// Ids looked up together, so that their cache misses overlap.
constexpr std::int64_t lookups_at_once = 32;

std::uint64_t hash_of(std::int64_t id) noexcept {
  return hash_integer(static_cast<std::uint64_t>(id));
}
std::uint64_t hash_of(std::string_view id) noexcept { return hash_text(id); }

/// Half-empty tables of honest ids stay far below; ids chosen to collide would
/// make every look-up a walk.
constexpr std::size_t most_displaced = 4096;

[[noreturn]] void refuse_collisions(const std::string& column) {
  throw Error(Status::limit, "ids_collide",
              "the ids of column \"" + column + "\" collide as only chosen ones do")
      .at(column);
}

void prefetch(const void* at) noexcept { __builtin_prefetch(at); }

}  // namespace

IdKind id_kind(const arrow::Table& table, const arrow::Column& column) {
  if (column.type().is_text()) return IdKind::text;
  if (column.type().is_integer()) return IdKind::integer;
  // A column of nulls alone has ids of no kind; it joins as text.
  if (column.type().kind == arrow::Kind::null) return IdKind::text;
  throw table
      .error(Status::schema, "wrong_type",
             "column \"" + column.name() + "\" is " + type_name(column.type()) +
                 "; an id is text or a whole number")
      .at(column.name())
      .in_column(column.position());
}

template <class Slot, class Key>
std::size_t IdIndex::slot_of(const Buffer<Slot>& slots, const Key& key,
                             std::uint64_t hash) const noexcept {
  std::size_t at = hash & mask_;
  while (slots[at].row >= 0) {
    if constexpr (std::is_same_v<Slot, IntegerSlot>) {
      if (slots[at].id == key) break;
    } else {
      if (slots[at].size == key.size() &&
          std::memcmp(slots[at].data, key.data(), key.size()) == 0) {
        break;
      }
    }
    at = (at + 1) & mask_;
  }
  return at;
}

template <class Slot, class Key>
std::int32_t IdIndex::row_of(const Buffer<Slot>& slots, const Key& key) const noexcept {
  return slots[slot_of(slots, key, hash_of(key))].row;
}

template <class Slot, class KeyAt>
void IdIndex::insert_all(
    Buffer<Slot>& slots, const arrow::Column& ids, KeyAt&& key_at,
    const std::function<std::int32_t(std::int32_t, std::int32_t)>& on_duplicate) {
  for (Slot& slot : slots)
    slot.row = unknown;
  ids.for_each_piece(
      0, ids.rows(),
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        for (std::int64_t i = begin; i < end; ++i) {
          const auto key = key_at(chunk, i);
          if (!key) continue;
          const auto row = static_cast<std::int32_t>(first_row + (i - begin));
          const std::uint64_t hash = hash_of(*key);
          const std::size_t at = slot_of(slots, *key, hash);
          if (((at - (hash & mask_)) & mask_) > most_displaced) refuse_collisions(ids.name());
          Slot& slot = slots[at];
          const bool taken = slot.row >= 0;
          if constexpr (std::is_same_v<Slot, IntegerSlot>) {
            slot.id = *key;
          } else if (!taken) {
            slot.data = key->data();
            slot.size = static_cast<std::uint32_t>(key->size());
          }
          slot.row = taken ? on_duplicate(slot.row, row) : row;
        }
      });
}

IdIndex::IdIndex(const arrow::Table& table, const arrow::Column& ids, Budget& budget,
                 const std::function<std::int32_t(std::int32_t, std::int32_t)>& on_duplicate)
    : kind_(id_kind(table, ids)) {
  const std::size_t size = std::bit_ceil(static_cast<std::size_t>(ids.rows()) * 2 + 2);
  mask_ = size - 1;
  const arrow::Type& type = ids.type();
  // The place of a key: the element itself, or its dictionary value.
  const auto place = [&](const arrow::Chunk& chunk,
                         std::int64_t row) -> std::pair<const arrow::Chunk*, std::int64_t> {
    if (type.kind == arrow::Kind::null || !chunk.is_valid(row)) return {nullptr, 0};
    if (!type.is_dictionary()) return {&chunk, row};
    const std::int64_t code = integer_at(chunk, type.index, row);
    if (!chunk.dictionary->is_valid(code)) return {nullptr, 0};
    return {chunk.dictionary.get(), code};
  };
  if (kind_ == IdKind::integer) {
    integers_ = Buffer<IntegerSlot>(size, budget);
    const auto key_at = [&](const arrow::Chunk& chunk,
                            std::int64_t row) -> std::optional<std::int64_t> {
      const auto [at, element] = place(chunk, row);
      if (at == nullptr) return std::nullopt;
      return integer_at(*at, type.kind, element);
    };
    insert_all(integers_, ids, key_at, on_duplicate);
  } else {
    texts_ = Buffer<TextSlot>(size, budget);
    const auto key_at = [&](const arrow::Chunk& chunk,
                            std::int64_t row) -> std::optional<std::string_view> {
      const auto [at, element] = place(chunk, row);
      if (at == nullptr) return std::nullopt;
      return text_at(*at, type.kind, element);
    };
    insert_all(texts_, ids, key_at, on_duplicate);
  }
}

template <class Slot, class KeyAt>
void IdIndex::find_plain(const Buffer<Slot>& slots, const arrow::Chunk& chunk, std::int64_t begin,
                         std::int64_t end, KeyAt&& key_at, std::int32_t* out) const {
  using Key = decltype(key_at(begin));
  std::array<Key, lookups_at_once> keys{};
  std::array<std::uint64_t, lookups_at_once> hashes{};
  const bool nulls = chunk.has_nulls();
  for (std::int64_t first = begin; first < end; first += lookups_at_once) {
    const auto count = static_cast<std::size_t>(std::min(lookups_at_once, end - first));
    for (std::size_t i = 0; i < count; ++i) {
      keys[i] = key_at(first + static_cast<std::int64_t>(i));
      hashes[i] = hash_of(keys[i]);
      prefetch(&slots[hashes[i] & mask_]);
    }
    if constexpr (std::is_same_v<Slot, TextSlot>) {
      for (std::size_t i = 0; i < count; ++i) {
        const Slot& slot = slots[hashes[i] & mask_];
        if (slot.row >= 0) prefetch(slot.data);
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      *out++ = nulls && !chunk.is_valid(first + static_cast<std::int64_t>(i))
                   ? null
                   : slots[slot_of(slots, keys[i], hashes[i])].row;
    }
  }
}

void IdIndex::find_piece(const arrow::Type& type, const arrow::Chunk& chunk, std::int64_t begin,
                         std::int64_t end, std::int32_t* out) const {
  if (type.kind == arrow::Kind::null) {
    std::fill(out, out + (end - begin), null);
  } else if (kind_ == IdKind::integer && type.kind == arrow::Kind::int64) {
    const auto* ids = static_cast<const std::int64_t*>(chunk.values) + chunk.offset;
    find_plain(
        integers_, chunk, begin, end, [&](std::int64_t i) { return ids[i]; }, out);
  } else if (kind_ == IdKind::integer) {
    find_plain(
        integers_, chunk, begin, end,
        [&](std::int64_t i) { return integer_at(chunk, type.kind, i); }, out);
  } else {
    // A null element's bytes may be anything: read them as empty.
    find_plain(
        texts_, chunk, begin, end,
        [&](std::int64_t i) {
          return chunk.is_valid(i) ? text_at(chunk, type.kind, i) : std::string_view();
        },
        out);
  }
}

void IdIndex::find(const arrow::Column& column, std::int64_t from, std::int64_t to,
                   std::int32_t* out) const {
  const arrow::Type& type = column.type();
  // Ids of another kind are in no row: the index may be of a column of nulls.
  const bool other_kind = kind_ == IdKind::integer ? type.is_text() : type.is_integer();
  column.for_each_piece(
      from, to,
      [&](const arrow::Chunk& chunk, std::int64_t begin, std::int64_t end, std::int64_t first_row) {
        std::int32_t* rows = out + (first_row - from);
        if (other_kind) {
          for (std::int64_t i = begin; i < end; ++i)
            *rows++ = chunk.is_valid(i) ? unknown : null;
          return;
        }
        if (!type.is_dictionary()) {
          find_piece(type, chunk, begin, end, rows);
          return;
        }
        for (std::int64_t i = begin; i < end; ++i) {
          if (!chunk.is_valid(i)) {
            *rows++ = null;
            continue;
          }
          const std::int64_t code = integer_at(chunk, type.index, i);
          const arrow::Chunk& values = *chunk.dictionary;
          if (!values.is_valid(code)) {
            *rows++ = null;
          } else if (kind_ == IdKind::integer) {
            *rows++ = row_of(integers_, integer_at(values, type.kind, code));
          } else {
            *rows++ = row_of(texts_, text_at(values, type.kind, code));
          }
        }
      });
}

}  // namespace sandan
