#include "quota/credits.hpp"

#include <algorithm>
#include <numeric>

#include "core/cells.hpp"
#include "process/inputs.hpp"

namespace sandan::quota {
namespace {

using process::Wanted;

constexpr std::int64_t whole_ppm = 1'000'000;

/// Rows of credits of one actual or opportunity.
struct Group {
  std::vector<Credits::Share> shares;
  std::int64_t first_row = -1;
  bool usable = true;
  std::int32_t of_actual = -1;
  std::int32_t of_opportunity = -1;
};

class CreditReader {
 public:
  CreditReader(const arrow::Table& table, Interner& reps, std::vector<ActualFaultRow>& faults)
      : table_(table),
        actual_(process::optional_column(&table, "actual_id", Wanted::id)),
        opportunity_(process::optional_column(&table, "opportunity_id", Wanted::id)),
        share_(process::required_column(table, "share_ppm", Wanted::integer)),
        rep_codes_(arrow::id_codes(process::required_column(table, "rep_id", Wanted::id), reps)),
        faults_(faults) {
    if (actual_ != nullptr || opportunity_ != nullptr) return;
    throw table
        .error(Status::schema, "missing_column",
               "credits need a column \"actual_id\" or \"opportunity_id\"")
        .at("actual_id");
  }

  void read(const Interner& actuals, const Interner& opportunities, std::vector<Group>& of_actual,
            std::vector<Group>& of_opportunity) {
    of_actual.resize(static_cast<std::size_t>(actuals.size()));
    of_opportunity.resize(static_cast<std::size_t>(opportunities.size()));
    for (std::int64_t row = 0; row < table_.rows(); ++row) {
      const auto actual = actual_ == nullptr ? std::nullopt : arrow::id_at(*actual_, row);
      if (actual) {
        const std::int32_t code = actuals.find(*actual);
        if (code < 0) {
          fault(ActualFault::unknown_credited, row, "actual_id");
        } else {
          Group& group = of_actual[static_cast<std::size_t>(code)];
          group.of_actual = code;
          add(group, row);
        }
        continue;
      }
      const auto opportunity =
          opportunity_ == nullptr ? std::nullopt : arrow::id_at(*opportunity_, row);
      if (!opportunity) {
        fault(ActualFault::unknown_credited, row,
              actual_ == nullptr ? "opportunity_id" : "actual_id");
        continue;
      }
      // A deal without actuals is no fault: what it brings is still to come.
      if (const std::int32_t code = opportunities.find(*opportunity); code >= 0) {
        Group& group = of_opportunity[static_cast<std::size_t>(code)];
        group.of_opportunity = code;
        add(group, row);
      }
    }
  }

  void fault(ActualFault fault, std::int64_t row, std::string_view column,
             const Group& group = {}) {
    faults_.push_back(
        {fault, true, true, row, std::string(column), group.of_actual, group.of_opportunity});
  }

 private:
  void add(Group& group, std::int64_t row) {
    if (group.first_row < 0) group.first_row = row;
    const auto share = share_.integer(row);
    if (!share || *share < 0 || *share > whole_ppm) {
      group.usable = false;
      return fault(ActualFault::bad_share, row, "share_ppm", group);
    }
    const std::int32_t rep = rep_codes_[static_cast<std::size_t>(row)];
    if (rep < 0) {
      group.usable = false;
      return fault(ActualFault::missing_credit_to, row, "rep_id", group);
    }
    const auto same = std::find_if(group.shares.begin(), group.shares.end(),
                                   [&](const Credits::Share& known) { return known.rep == rep; });
    if (same == group.shares.end()) {
      group.shares.push_back({rep, *share});
    } else {
      same->ppm += *share;
    }
  }

  const arrow::Table& table_;
  const arrow::Column* actual_;
  const arrow::Column* opportunity_;
  const arrow::Column& share_;
  std::vector<std::int32_t> rep_codes_;
  std::vector<ActualFaultRow>& faults_;
};

std::vector<std::vector<Credits::Share>> usable_shares(std::vector<Group> groups,
                                                       const Interner& reps, CreditReader& reader) {
  std::vector<std::vector<Credits::Share>> shares(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    Group& group = groups[i];
    if (group.first_row < 0 || !group.usable) continue;
    std::int64_t sum = 0;
    for (const Credits::Share& share : group.shares)
      sum += share.ppm;
    if (sum != whole_ppm) {
      reader.fault(ActualFault::credits_not_whole, group.first_row, "share_ppm", group);
      continue;
    }
    std::sort(group.shares.begin(), group.shares.end(),
              [&](const Credits::Share& a, const Credits::Share& b) {
                return reps.text(a.rep) < reps.text(b.rep);
              });
    shares[i] = std::move(group.shares);
  }
  return shares;
}

}  // namespace

Credits::Credits(const Tables& tables, const Interner& actuals, const Interner& opportunities,
                 Interner& reps, std::vector<ActualFaultRow>& faults) {
  const arrow::Table* table = tables.find("credits");
  if (table == nullptr) return;
  CreditReader reader(*table, reps, faults);
  std::vector<Group> of_actual;
  std::vector<Group> of_opportunity;
  reader.read(actuals, opportunities, of_actual, of_opportunity);
  of_actual_ = usable_shares(std::move(of_actual), reps, reader);
  of_opportunity_ = usable_shares(std::move(of_opportunity), reps, reader);
}

std::span<const Credits::Share> Credits::of(std::int32_t actual,
                                            std::int32_t opportunity) const noexcept {
  if (actual >= 0 && static_cast<std::size_t>(actual) < of_actual_.size()) {
    const auto& shares = of_actual_[static_cast<std::size_t>(actual)];
    if (!shares.empty()) return shares;
  }
  if (opportunity >= 0 && static_cast<std::size_t>(opportunity) < of_opportunity_.size()) {
    return of_opportunity_[static_cast<std::size_t>(opportunity)];
  }
  return {};
}

void divide_amount(Minor amount, std::span<const Credits::Share> shares, std::vector<Minor>& out) {
  const std::uint64_t all = amount < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(amount)
                                       : static_cast<std::uint64_t>(amount);
  const std::uint64_t millions = all / whole_ppm;
  const std::uint64_t rest = all % whole_ppm;
  std::vector<std::uint64_t> parts(shares.size());
  std::vector<std::uint64_t> remainders(shares.size());
  std::uint64_t left = all;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto ppm = static_cast<std::uint64_t>(shares[i].ppm);
    parts[i] = millions * ppm + rest * ppm / whole_ppm;
    remainders[i] = rest * ppm % whole_ppm;
    left -= parts[i];
  }
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; i < left; ++i)
    ++parts[order[i]];
  out.clear();
  for (const std::uint64_t part : parts) {
    out.push_back(static_cast<Minor>(amount < 0 ? std::uint64_t{0} - part : part));
  }
}

}  // namespace sandan::quota
