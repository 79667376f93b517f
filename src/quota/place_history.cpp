#include "quota/place_history.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace sandan::quota {
namespace {

/// Exact power of two of which amounts are multiples in squares, so that the
/// squares fit 64 bits.
int shift_of(const Actuals& actuals) noexcept {
  std::uint64_t most = 0;
  for (const Minor amount : actuals.amount_minor) {
    const auto size = static_cast<std::uint64_t>(amount < 0 ? -(amount + 1) : amount);
    most = std::max(most, size);
  }
  int shift = 0;
  while (most >> shift >= std::uint64_t{1} << 31)
    ++shift;
  return shift;
}

}  // namespace

PlaceHistory::PlaceHistory(const SplitTree& split, std::span<const AxisTree> axes,
                           const SplitPlaces& places, const Actuals& actuals, bool squares)
    : split_(&split), places_(&places) {
  own_.resize(split.nodes.size());
  if (squares) own_squares_.resize(split.nodes.size());
  block_of_.assign(split.nodes.size(), -1);
  const auto block_size = static_cast<std::size_t>(places.block_size());
  const auto count = static_cast<std::int32_t>(split.nodes.size());
  for (std::int32_t i = 0; i < count; ++i) {
    // A plan whose first axis is one node alone has its block at the root.
    const bool has_block = i == 0 || (split.nodes[at(i)].axis == 0 && !places.is_end(i));
    if (!has_block) continue;
    block_of_[at(i)] = static_cast<std::int32_t>(blocks_.size());
    blocks_.emplace_back(block_size);
  }
  const int shift = squares ? shift_of(actuals) : 0;
  unit_ = std::ldexp(1.0, shift);
  std::vector<std::int32_t> nodes(axes.size());
  for (std::size_t row = 0; row < actuals.day.size(); ++row) {
    for (std::size_t axis = 0; axis < nodes.size(); ++axis)
      nodes[axis] = actuals.nodes[axis][row];
    add_row(nodes, actuals.amount_minor[row]);
    const std::int32_t place = squares ? places.deepest(nodes) : -1;
    if (place < 0) continue;
    const Minor scaled = actuals.amount_minor[row] / (Minor{1} << shift);
    own_squares_[at(place)].add(scaled * scaled);
  }
  add_up();
  merge_codes(axes.front());
}

void PlaceHistory::add_to_block(std::int32_t upper, std::int32_t in_block, Minor amount) {
  blocks_[at(block_of_[at(upper)])][at(in_block)].add(amount);
}

void PlaceHistory::add_row(std::span<const std::int32_t> nodes, Minor amount) {
  const std::int32_t in_block = places_->in_block(nodes);
  add_to_block(0, in_block, amount);
  if (nodes.front() < 0) return;
  const std::int32_t first = places_->of_first(nodes.front());
  const std::int32_t above = places_->is_end(first) ? split_->nodes[at(first)].parent : first;
  if (above > 0) add_to_block(above, in_block, amount);
  own_[at(places_->deepest(nodes))].add(amount);
}

void PlaceHistory::add_up() {
  for (std::size_t i = own_.size(); i-- > 1;) {
    const auto parent = at(split_->nodes[i].parent);
    own_[parent].add(own_[i]);
    if (!own_squares_.empty()) own_squares_[parent].add(own_squares_[i]);
  }
  // Nodes of a block lie as those below any end do.
  const auto count = static_cast<std::int32_t>(split_->nodes.size());
  std::int32_t end = 0;
  while (end < count && !places_->is_end(end))
    ++end;
  for (Sums& block : blocks_) {
    for (std::size_t i = block.size(); i-- > 1;) {
      const std::int32_t parent = split_->nodes[at(end) + i].parent - end;
      block[at(parent)].add(block[i]);
    }
  }
}

/// Ends of one code, such as the teams of a rep who changed, share all that the
/// code brought.
void PlaceHistory::merge_codes(const AxisTree& first) {
  std::map<std::string_view, std::vector<std::int32_t>> ends;
  const auto count = static_cast<std::int32_t>(split_->nodes.size());
  for (std::int32_t i = 1; i < count; ++i) {
    const SplitNode& node = split_->nodes[at(i)];
    if (node.axis == 0 && places_->is_end(i) && first.is_leaf(node.node)) {
      ends[first.nodes[at(node.node)].code].push_back(i);
    }
  }
  const auto merge = [&](Sums& sums, const std::vector<std::int32_t>& of_code) {
    for (std::int32_t i = 0; i < places_->block_size(); ++i) {
      MinorSum all;
      for (const std::int32_t end : of_code)
        all.add(sums[at(end + i)]);
      for (const std::int32_t end : of_code)
        sums[at(end + i)] = all;
    }
  };
  for (const auto& [code, of_code] : ends) {
    if (of_code.size() < 2) continue;
    merge(own_, of_code);
    if (!own_squares_.empty()) merge(own_squares_, of_code);
  }
}

double PlaceHistory::parent_amount(std::int32_t end, std::int32_t in_block) const {
  const std::int32_t above = end == 0 ? 0 : split_->nodes[at(end)].parent;
  return to_double(blocks_[at(block_of_[at(above)])][at(in_block)]);
}

double PlaceHistory::company_amount(std::int32_t in_block) const {
  return to_double(blocks_.front()[at(in_block)]);
}

double PlaceHistory::to_double(const MinorSum& sum) noexcept {
  if (sum.fits()) return static_cast<double>(static_cast<std::int64_t>(sum.low()));
  return std::ldexp(static_cast<double>(sum.high()), 64) + static_cast<double>(sum.low());
}

}  // namespace sandan::quota
