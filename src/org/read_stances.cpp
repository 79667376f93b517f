#include <cmath>
#include <span>
#include <tuple>

#include "org/build.hpp"

namespace sandan::org {
namespace {

/// Bytes that reading takes, by row.
constexpr std::size_t bytes_per_row = 70;

class StanceReader {
 public:
  StanceReader(Building& building, const arrow::Table& table)
      : building_(building), source_(table, "stances") {}

  void read() {
    const auto rows = static_cast<std::size_t>(source_.rows());
    building_.budget.take(rows * bytes_per_row);
    const arrow::Table& table = source_.table();
    const auto& ids = process::required_column(table, "person_id", Wanted::id);
    const auto& vendor = process::required_column(table, "vendor", Wanted::text);
    as_of_ = source_.days("as_of");
    leave_out_later();
    source_.need(ids, "missing_id");
    source_.need(vendor, "missing_vendor");
    people_ = building_.people->find(table, ids);
    vendors_ = source_.texts("vendor", names_);
    check_people();
    const auto& stages = building_.data.vocabulary->stages;
    stages_ = source_.words("relation_stage", "unknown_relation_stage",
                            [&](std::string_view code) { return find_word(stages, code); });
    read_supports();
    said_ = source_.is_said("evidence");
    emit();
  }

  void tell(std::vector<FaultRow>& faults) { source_.tell(faults, building_.data.request.values); }

 private:
  /// A stance with the row it is from.
  struct Row {
    Stance stance{};
    std::int32_t row = 0;
  };

  void leave_out_later() {
    const std::optional<Day> day = building_.data.request.as_of;
    for (std::int64_t row = 0; row < source_.rows() && day; ++row) {
      const Day as_of = cell_or(as_of_, row, no_day);
      if (as_of != no_day && as_of > *day) source_.skip(row);
    }
  }

  void check_people() {
    const std::int32_t nothing = names_.find("");
    for (std::int64_t row = 0; row < source_.rows(); ++row) {
      const auto at = static_cast<std::size_t>(row);
      if (people_[at] == not_seen) source_.skip(row);
      if (people_[at] == not_found) source_.set_aside(row, "person_id", "unknown_person");
      if (nothing >= 0 && vendors_[at] == nothing) {
        source_.set_aside(row, "vendor", "missing_vendor");
      }
    }
  }

  void read_supports() {
    supports_.assign(people_.size(), unknown_support);
    source_.each_number("support", [&](std::int64_t row, double support) {
      if (!(support >= -2 && support <= 2) || support != std::floor(support)) {
        return source_.flag(row, "support", "bad_support");
      }
      supports_[static_cast<std::size_t>(row)] = static_cast<std::int8_t>(support);
    });
  }

  Row stance(std::int32_t row, std::int32_t map, Kept& vendors) const {
    const auto at = static_cast<std::size_t>(row);
    Row read{{}, row};
    read.stance.person = static_cast<std::int32_t>(
        people_[at] - building_.data.first_person[static_cast<std::size_t>(map)]);
    read.stance.vendor = vendors(vendors_[at]);
    read.stance.stage = cell_or(stages_, row, unknown_code);
    read.stance.support = supports_[at];
    read.stance.has_evidence = cell_or(said_, row, Truth::unknown) == Truth::yes;
    read.stance.as_of = cell_or(as_of_, row, no_day);
    return read;
  }

  void emit() {
    MapData& data = building_.data;
    std::vector<std::int32_t> maps(people_.size(), -1);
    std::vector<std::uint8_t> named(static_cast<std::size_t>(names_.size()), 0);
    for (std::size_t row = 0; row < maps.size(); ++row) {
      if (!source_.counts(static_cast<std::int64_t>(row))) continue;
      maps[row] = building_.map_of_person[static_cast<std::size_t>(people_[row])];
      named[static_cast<std::size_t>(vendors_[row])] = 1;
    }
    const std::vector<std::int64_t> firsts = firsts_by_map(maps, building_.maps());
    Kept vendors(names_, data.vendors);
    vendors.set(our_vendor, us);
    vendors.add_sorted(named);
    std::vector<Row> rows(static_cast<std::size_t>(firsts.back()));
    std::vector<std::int64_t> next(firsts.begin(), firsts.end() - 1);
    for (std::size_t row = 0; row < maps.size(); ++row) {
      if (maps[row] < 0) continue;
      std::int64_t& place = next[static_cast<std::size_t>(maps[row])];
      rows[static_cast<std::size_t>(place++)] =
          stance(static_cast<std::int32_t>(row), maps[row], vendors);
    }
    data.stances.reserve(rows.size());
    for (std::size_t map = 0; map + 1 < firsts.size(); ++map) {
      keep_latest(std::span<Row>(rows.data() + firsts[map], rows.data() + firsts[map + 1]));
      data.first_stance[map + 1] = static_cast<std::int64_t>(data.stances.size());
    }
  }

  /// Of one person and vendor the latest day counts, a day that is not known
  /// being the oldest; of rows of that day the first.
  void keep_latest(std::span<Row> rows) {
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
      return std::tuple(a.stance.person, a.stance.vendor, b.stance.as_of, a.row) <
             std::tuple(b.stance.person, b.stance.vendor, a.stance.as_of, b.row);
    });
    for (std::size_t i = 0; i < rows.size();) {
      const std::size_t first = i;
      Row& kept = rows[first];
      for (++i; i < rows.size() && same_place(rows[i].stance, kept.stance); ++i) {
        if (rows[i].stance.as_of == kept.stance.as_of) merge(kept, rows[i]);
      }
      keep(kept);
    }
  }

  static bool same_place(const Stance& a, const Stance& b) noexcept {
    return a.person == b.person && a.vendor == b.vendor;
  }

  /// Two rows of one day: what differs contradicts; evidence adds up.
  void merge(Row& kept, const Row& again) {
    if (again.stance.stage != kept.stance.stage || again.stance.support != kept.stance.support) {
      const bool by_stage = again.stance.stage != kept.stance.stage;
      source_.set_aside(again.row, by_stage ? "relation_stage" : "support", "contradictory_stance");
    } else if (!kept.stance.has_evidence && again.stance.has_evidence) {
      kept.stance.has_evidence = true;
      kept.row = again.row;
    }
  }

  void keep(const Row& kept) {
    MapData& data = building_.data;
    data.stances.push_back(kept.stance);
    if (!data.request.names || !kept.stance.has_evidence) return;
    const auto text = source_.table().find("evidence")->text(kept.row);
    data.stances.back().evidence = static_cast<std::int32_t>(data.texts.size());
    data.texts.emplace_back(text.value_or(std::string_view()));
  }

  Building& building_;
  Source source_;
  Interner names_;
  std::vector<std::int32_t> people_, vendors_;
  std::vector<std::int8_t> stages_, supports_;
  std::vector<Truth> said_;
  std::vector<Day> as_of_;
};

}  // namespace

void read_stances(Building& building, std::vector<FaultRow>& faults) {
  building.data.first_stance.assign(static_cast<std::size_t>(building.maps()) + 1, 0);
  const arrow::Table* table = building.table("stances");
  if (table == nullptr) return;
  StanceReader reader(building, *table);
  reader.read();
  reader.tell(faults);
}

}  // namespace sandan::org
