#include <array>

#include "org/build.hpp"

namespace sandan::org {
namespace {

/// Bytes that reading takes, by row.
constexpr std::size_t bytes_per_row = 90;

constexpr std::array<std::string_view, 6> phases = {"none",       "planned", "published",
                                                    "evaluating", "awarded", "withdrawn"};
constexpr std::array<std::string_view, 4> outcomes = {"open", "won", "lost", "cancelled"};
constexpr std::array<std::string_view, 2> point_kinds = {"weakness", "advantage"};

template <class Codes>
auto code_finder(const Codes& codes) {
  return [&codes](std::string_view text) {
    const auto found = std::find(codes.begin(), codes.end(), text);
    return found == codes.end() ? std::int32_t{-1}
                                : static_cast<std::int32_t>(found - codes.begin());
  };
}

/// Yes where any row says so, no where only no is said: what stops a proposal
/// must not be lost among repeated rows.
Truth either(Truth a, Truth b) noexcept {
  if (a == Truth::yes || b == Truth::yes) return Truth::yes;
  return a == Truth::no || b == Truth::no ? Truth::no : Truth::unknown;
}

class DealReader {
 public:
  DealReader(Building& building, const arrow::Table& table)
      : building_(building), source_(table, "opportunities") {}

  void read() {
    building_.budget.take(static_cast<std::size_t>(source_.rows()) * bytes_per_row);
    const arrow::Table& table = source_.table();
    const auto& ids = process::required_column(table, "opportunity_id", Wanted::id);
    leave_out_unseen();
    source_.need(ids, "missing_id");
    building_.deals.emplace(
        table, ids, building_.budget, [this](std::int32_t first, std::int32_t again) {
          return settle_duplicate(source_, first, again, "opportunity_id", "duplicate_opportunity");
        });
    const std::vector<std::int32_t> maps = maps_of_open();
    emit(by_map(maps, building_.maps()), maps);
  }

  void tell(std::vector<FaultRow>& faults) { source_.tell(faults, building_.data.request.values); }

 private:
  void leave_out_unseen() {
    const std::optional<Day> day = building_.data.request.as_of;
    const auto* column = process::optional_column(&source_.table(), "created_on", Wanted::day);
    if (!day || column == nullptr) return;
    const std::vector<Day> created = process::read_days(*column, [](std::int64_t) {});
    for (std::size_t row = 0; row < created.size(); ++row) {
      if (created[row] != no_day && created[row] > *day) {
        source_.skip(static_cast<std::int64_t>(row));
      }
    }
  }

  /// An outcome of a later day is not known yet.
  bool is_open(std::int64_t row, const std::vector<std::int8_t>& outcome,
               const std::vector<Day>& closed) const noexcept {
    if (cell_or(outcome, row, std::int8_t{-1}) <= 0) return true;
    const std::optional<Day> day = building_.data.request.as_of;
    const Day closed_on = cell_or(closed, row, no_day);
    return day && closed_on != no_day && closed_on > *day;
  }

  /// Maps by row; -1 for rows that are no open deal of a map.
  std::vector<std::int32_t> maps_of_open() {
    std::vector<std::int32_t> maps = building_.accounts->find(source_.table(), "account_id");
    if (maps.empty()) maps.assign(static_cast<std::size_t>(source_.rows()), no_id);
    for (std::size_t row = 0; row < maps.size(); ++row) {
      if (maps[row] < 0) source_.skip(static_cast<std::int64_t>(row));
    }
    const auto outcome = source_.words("outcome", "unknown_outcome", code_finder(outcomes));
    const auto* column = process::optional_column(&source_.table(), "closed_on", Wanted::day);
    std::vector<Day> closed;
    if (column != nullptr) closed = process::read_days(*column, [](std::int64_t) {});
    for (std::size_t row = 0; row < maps.size(); ++row) {
      const auto at = static_cast<std::int64_t>(row);
      if (!is_open(at, outcome, closed)) source_.skip(at);
      if (!source_.counts(at)) {
        maps[row] = -1;
        building_.deals->set(at, source_.is_unseen(at) ? not_seen : not_found);
      }
    }
    return maps;
  }

  void emit(const ByMap& sorted, const std::vector<std::int32_t>& maps) {
    MapData& data = building_.data;
    std::vector<std::int64_t> amounts(maps.size(), unknown_amount);
    source_.each_integer("amount_minor", [&](std::int64_t row, std::int64_t amount) {
      if (amount < 0) return source_.flag(row, "amount_minor", "negative_amount");
      amounts[static_cast<std::size_t>(row)] = amount;
    });
    const auto phase = source_.words("tender_phase", "unknown_tender_phase", code_finder(phases));
    const auto said = source_.is_said("tender_phase");
    Interner names;
    const auto currencies = source_.texts("currency", names);
    Kept kept(names, data.texts);
    data.first_deal = sorted.firsts;
    data.deals.reserve(sorted.rows.size());
    data.deal_ids = IdValues(building_.deals->kind());
    building_.map_of_deal.reserve(sorted.rows.size());
    for (const std::int32_t row : sorted.rows) {
      const auto number = static_cast<std::int32_t>(data.deals.size());
      building_.deals->set(row, number);
      building_.map_of_deal.push_back(maps[static_cast<std::size_t>(row)]);
      data.deal_ids.append(building_.deals->ids(), row);
      Deal& deal = data.deals.emplace_back();
      deal.id = number;
      deal.amount_minor = amounts[static_cast<std::size_t>(row)];
      deal.currency = kept(cell_or(currencies, row, -1));
      const std::int8_t code = cell_or(phase, row, std::int8_t{-1});
      if (code >= 0) {
        deal.tender_phase = static_cast<TenderPhase>(code);
      } else if (cell_or(said, row, Truth::no) == Truth::yes) {
        deal.tender_phase = TenderPhase::unreadable;
      }
    }
  }

  Building& building_;
  Source source_;
};

class PointReader {
 public:
  PointReader(Building& building, const arrow::Table& table)
      : building_(building), source_(table, "points") {}

  void read() {
    building_.budget.take(static_cast<std::size_t>(source_.rows()) * bytes_per_row);
    const arrow::Table& table = source_.table();
    source_.need(process::required_column(table, "vendor", Wanted::text), "missing_vendor");
    source_.need(process::required_column(table, "kind", Wanted::text), "missing_kind");
    advantage_ =
        source_.words("kind", "unknown_kind", code_finder(point_kinds), Source::Unfit::set_aside);
    vendors_ = source_.texts("vendor", names_);
    set_unnamed_aside();
    accounts_ = building_.accounts->find(table, "account_id");
    people_ = building_.people->find(table, "person_id");
    if (building_.departments) {
      departments_ = building_.departments->find(table, "department_id");
    }
    if (building_.deals) deals_ = building_.deals->find(table, "opportunity_id");
    find_maps();
    keep_in_map(people_, building_.map_of_person, "person_id", "unknown_person");
    keep_in_map(departments_, building_.map_of_department, "department_id", "unknown_department");
    const auto& roles = building_.data.vocabulary->roles;
    roles_ = source_.words("role", "unknown_role",
                           [&](std::string_view code) { return find_word(roles, code); });
    emit();
  }

  void tell(std::vector<FaultRow>& faults) { source_.tell(faults, building_.data.request.values); }

 private:
  void set_unnamed_aside() {
    const std::int32_t nothing = names_.find("");
    for (std::size_t row = 0; row < vendors_.size() && nothing >= 0; ++row) {
      if (vendors_[row] == nothing) {
        source_.set_aside(static_cast<std::int64_t>(row), "vendor", "missing_vendor");
      }
    }
  }

  /// The map is that of the deal, else of the account, the person, the
  /// department: the first that is said.
  void find_maps() {
    maps_.assign(static_cast<std::size_t>(source_.rows()), -1);
    for (std::int64_t row = 0; row < source_.rows(); ++row) {
      if (!source_.counts(row)) continue;
      const std::int32_t deal = cell_or(deals_, row, no_id);
      const std::int32_t account = cell_or(accounts_, row, no_id);
      if (deal == not_seen || account == not_found) {  // of a closed deal, or of no map
        source_.skip(row);
        continue;
      }
      if (deal == not_found) source_.flag(row, "opportunity_id", "unknown_opportunity");
      if (deal >= 0 && account >= 0 &&
          building_.map_of_deal[static_cast<std::size_t>(deal)] != account) {
        source_.set_aside(row, "account_id", "other_account");
        continue;
      }
      const std::int32_t map = first_map(row, deal, account);
      if (map < 0) source_.set_aside(row, "account_id", "missing_account");
      maps_[static_cast<std::size_t>(row)] = map;
    }
  }

  std::int32_t first_map(std::int64_t row, std::int32_t deal, std::int32_t account) const noexcept {
    if (deal >= 0) return building_.map_of_deal[static_cast<std::size_t>(deal)];
    if (account >= 0) return account;
    const std::int32_t person = cell_or(people_, row, no_id);
    if (person >= 0) return building_.map_of_person[static_cast<std::size_t>(person)];
    const std::int32_t department = cell_or(departments_, row, no_id);
    return department < 0 ? -1 : building_.map_of_department[static_cast<std::size_t>(department)];
  }

  /// Whom a point touches is unknown where it is nobody of the map.
  void keep_in_map(std::vector<std::int32_t>& numbers, const std::vector<std::int32_t>& map_of,
                   std::string_view column, std::string_view unknown) {
    for (std::size_t row = 0; row < numbers.size(); ++row) {
      const auto at = static_cast<std::int64_t>(row);
      if (!source_.counts(at) || numbers[row] == no_id) continue;
      if (numbers[row] == not_found) source_.flag(at, column, unknown);
      if (numbers[row] >= 0 && map_of[static_cast<std::size_t>(numbers[row])] != maps_[row]) {
        source_.flag(at, column, "other_account");
        numbers[row] = -1;
      }
    }
  }

  void emit() {
    MapData& data = building_.data;
    std::vector<std::uint8_t> named(static_cast<std::size_t>(names_.size()), 0);
    for (std::size_t row = 0; row < maps_.size(); ++row) {
      if (source_.counts(static_cast<std::int64_t>(row))) {
        named[static_cast<std::size_t>(vendors_[row])] = 1;
      } else {
        maps_[row] = -1;
      }
    }
    Interner criteria;
    const auto criterion = source_.texts("criterion", criteria);
    const auto answered = source_.is_said("answer");
    Kept vendors(names_, data.vendors);
    for (std::size_t code = 0; code < data.vendors.size(); ++code)
      vendors.set(data.vendors[code], static_cast<std::int32_t>(code));
    vendors.add_sorted(named);
    Kept texts(criteria, data.texts);
    ByMap sorted = by_map(maps_, building_.maps());
    data.first_point = std::move(sorted.firsts);
    data.points.reserve(sorted.rows.size());
    for (const std::int32_t row : sorted.rows) {
      Point point = place(row);
      point.vendor = vendors(vendors_[static_cast<std::size_t>(row)]);
      point.criterion = texts(cell_or(criterion, row, -1));
      point.answered = cell_or(answered, row, Truth::unknown);
      data.points.push_back(point);
    }
  }

  Point place(std::int32_t row) const noexcept {
    Point point;
    const std::int32_t map = maps_[static_cast<std::size_t>(row)];
    const std::int32_t deal = cell_or(deals_, row, no_id);
    if (deal >= 0) {
      point.deal = static_cast<std::int32_t>(
          deal - building_.data.first_deal[static_cast<std::size_t>(map)]);
    }
    const std::int32_t person = cell_or(people_, row, no_id);
    if (person >= 0) point.person = building_.local_person(person);
    const std::int32_t department = cell_or(departments_, row, no_id);
    if (department >= 0) point.department = building_.local_department(department);
    point.role = cell_or(roles_, row, unknown_code);
    point.advantage = cell_or(advantage_, row, std::int8_t{0}) == 1;
    return point;
  }

  Building& building_;
  Source source_;
  Interner names_;
  std::vector<std::int8_t> advantage_, roles_;
  std::vector<std::int32_t> vendors_, accounts_, people_, departments_, deals_;
  std::vector<std::int32_t> maps_;
};

}  // namespace

void read_accounts(Building& building, std::vector<FaultRow>& faults) {
  const arrow::Table* table = building.table("accounts");
  if (table == nullptr) return;
  Source source(*table, "accounts");
  const auto& ids = process::required_column(*table, "account_id", Wanted::id);
  source.need(ids, "missing_id");
  const std::vector<std::int32_t> maps = building.accounts->find(*table, ids);
  const std::vector<Truth> do_not_contact = source.truths("do_not_contact");
  const std::vector<Truth> public_body = source.truths("public_body");
  for (std::int64_t row = 0; row < source.rows(); ++row) {
    const std::int32_t map = maps[static_cast<std::size_t>(row)];
    if (map < 0) continue;
    Account& account = building.data.accounts[static_cast<std::size_t>(map)];
    account.do_not_contact =
        either(account.do_not_contact, cell_or(do_not_contact, row, Truth::unknown));
    account.public_body = either(account.public_body, cell_or(public_body, row, Truth::unknown));
  }
  source.tell(faults, building.data.request.values);
}

void read_deals(Building& building, std::vector<FaultRow>& faults) {
  building.data.first_deal.assign(static_cast<std::size_t>(building.maps()) + 1, 0);
  const arrow::Table* table = building.table("opportunities");
  if (table == nullptr) return;
  DealReader reader(building, *table);
  reader.read();
  reader.tell(faults);
}

void read_points(Building& building, std::vector<FaultRow>& faults) {
  building.data.first_point.assign(static_cast<std::size_t>(building.maps()) + 1, 0);
  const arrow::Table* table = building.table("points");
  if (table == nullptr) return;
  PointReader reader(building, *table);
  reader.read();
  reader.tell(faults);
}

}  // namespace sandan::org
