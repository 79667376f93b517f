#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <variant>

#include "core/arrow_column.hpp"
#include "core/buffer.hpp"

namespace sandan {

enum class IdKind : std::uint8_t { integer, text };

/// How an id column is compared; refuses types that cannot be an id.
IdKind id_kind(const arrow::Table& table, const arrow::Column& column);

/// Finds rows by id. Borrows the column it was built from. Ids are compared
/// as they are: integers by value, texts by bytes.
class IdIndex {
 public:
  static constexpr std::int32_t unknown = -1;
  static constexpr std::int32_t null = -2;

  /// `on_duplicate(first, again)` says which of two rows of one id counts.
  IdIndex(const arrow::Table& table, const arrow::Column& ids, Budget& budget,
          const std::function<std::int32_t(std::int32_t, std::int32_t)>& on_duplicate);

  IdKind kind() const noexcept { return kind_; }

  /// Rows of the ids in [from, to) of `column`; `unknown` or `null` where
  /// there is none. The column must be of the index' kind.
  void find(const arrow::Column& column, std::int64_t from, std::int64_t to,
            std::int32_t* out) const;

 private:
  struct IntegerSlot {
    std::int64_t id;
    std::int32_t row;
  };
  struct TextSlot {
    const char* data;
    std::uint32_t size;
    std::int32_t row;
  };

  template <class Slot, class Key>
  std::size_t slot_of(const Buffer<Slot>& slots, const Key& key, std::uint64_t hash) const noexcept;
  template <class Slot, class Key>
  std::int32_t row_of(const Buffer<Slot>& slots, const Key& key) const noexcept;
  template <class Slot, class KeyAt>
  void find_plain(const Buffer<Slot>& slots, const arrow::Chunk& chunk, std::int64_t begin,
                  std::int64_t end, KeyAt&& key_at, std::int32_t* out) const;
  template <class Slot, class KeyAt>
  void insert_all(Buffer<Slot>& slots, const arrow::Column& ids, KeyAt&& key_at,
                  const std::function<std::int32_t(std::int32_t, std::int32_t)>& on_duplicate);
  void find_piece(const arrow::Type& type, const arrow::Chunk& chunk, std::int64_t begin,
                  std::int64_t end, std::int32_t* out) const;

  IdKind kind_;
  std::size_t mask_ = 0;
  Buffer<IntegerSlot> integers_;
  Buffer<TextSlot> texts_;
};

}  // namespace sandan
