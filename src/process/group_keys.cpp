#include "process/group_keys.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/text.hpp"
#include "process/result_tables.hpp"

namespace sandan::process {
namespace {

constexpr std::array<std::string_view, 4> derived_keys = {"stage", "layer", "mode", "outcome"};

/// Gives codes 0 … distinct - 1 to sorted values and `distinct` to unknown.
void number_values(KeyCodes& key, std::int32_t distinct) { key.size = distinct + 1; }

KeyCodes from_texts(std::string name, const std::vector<std::int32_t>& codes,
                    const std::vector<std::string>& texts) {
  std::vector<std::int32_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return texts[static_cast<std::size_t>(a)] < texts[static_cast<std::size_t>(b)];
  });
  const auto unknown = static_cast<std::int32_t>(texts.size());
  std::vector<std::int32_t> rank(texts.size() + 1, unknown);
  KeyCodes key;
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
    key.texts.push_back(texts[static_cast<std::size_t>(order[i])]);
  }
  key.name = std::move(name);
  key.codes.resize(codes.size());
  std::transform(codes.begin(), codes.end(), key.codes.begin(), [&](std::int32_t code) {
    return code < 0 ? unknown : rank[static_cast<std::size_t>(code)];
  });
  number_values(key, unknown);
  return key;
}

/// Codes of days by the start of their period, or of the days themselves.
KeyCodes from_days(std::string name, const std::vector<Day>& days, std::optional<Period> period) {
  constexpr std::size_t span = last_day - first_day + 1;
  constexpr Day before = first_day - 366;  // a period may start before the first day
  const auto start_of = [&](Day day) { return period ? period_start(*period, day) : day; };
  std::vector<std::int32_t> seen(span, 0);
  for (const Day day : days) {
    if (day != no_day) seen[static_cast<std::size_t>(day - first_day)] = 1;
  }
  std::vector<std::int32_t> code_of(span, -1);
  KeyCodes key;
  Day last_start = before - 1;
  for (std::size_t i = 0; i < span; ++i) {
    if (seen[i] == 0) continue;
    const Day start = start_of(first_day + static_cast<Day>(i));
    if (start != last_start) {
      key.integers.push_back(start);
      if (period) key.texts.push_back(format_period(*period, start));
      last_start = start;
    }
    code_of[i] = static_cast<std::int32_t>(key.integers.size()) - 1;
  }
  const auto unknown = static_cast<std::int32_t>(key.integers.size());
  key.name = std::move(name);
  key.kind = period ? KeyColumn::Kind::text : KeyColumn::Kind::day;
  key.codes.resize(days.size());
  std::transform(days.begin(), days.end(), key.codes.begin(), [&](Day day) {
    return day == no_day ? unknown : code_of[static_cast<std::size_t>(day - first_day)];
  });
  number_values(key, unknown);
  return key;
}

KeyCodes from_integers(const KeyColumn& column) {
  KeyCodes key;
  key.name = column.name;
  key.kind = column.kind;
  key.integers =
      column.kind == KeyColumn::Kind::boolean ? std::vector<std::int64_t>{0, 1} : column.integers;
  const auto unknown = static_cast<std::int32_t>(key.integers.size());
  key.codes.resize(column.codes.size());
  std::transform(column.codes.begin(), column.codes.end(), key.codes.begin(),
                 [&](std::int32_t code) { return code < 0 ? unknown : code; });
  number_values(key, unknown);
  return key;
}

KeyCodes from_column(const KeyColumn& column) {
  switch (column.kind) {
    case KeyColumn::Kind::text:
      return from_texts(column.name, column.codes, column.texts);
    case KeyColumn::Kind::day:
      return from_days(column.name, column.codes, std::nullopt);
    default:
      return from_integers(column);
  }
}

const KeyColumn* find_column(const HistoryData& history, std::string_view name) {
  const auto find = [&](std::string_view wanted) -> const KeyColumn* {
    for (const KeyColumn& column : history.keys) {
      if (column.name == wanted) return &column;
    }
    return nullptr;
  };
  if (const auto* column = find(name)) return column;
  if (const auto* column = find("accounts." + std::string(name))) return column;
  return find("reps." + std::string(name));
}

/// Codes that a stage's, or an outcome's, place in its list gives.
template <std::size_t N, class CodeOf>
KeyCodes from_choices(std::string name, const std::array<std::string_view, N>& choices,
                      std::size_t deals, CodeOf&& code_of) {
  KeyCodes key;
  key.name = std::move(name);
  key.texts.assign(choices.begin(), choices.end());
  key.codes.resize(deals);
  for (std::size_t deal = 0; deal < deals; ++deal) {
    const std::optional<std::size_t> code = code_of(deal);
    key.codes[deal] = static_cast<std::int32_t>(code.value_or(N));
  }
  number_values(key, static_cast<std::int32_t>(N));
  return key;
}

KeyCodes derived(const HistoryData& history, const std::vector<Standing>& standings,
                 std::string_view name) {
  const Definition& definition = history.definition();
  const auto stage_of = [&](std::size_t deal) -> const Stage* {
    const std::uint8_t stage = standings[deal].stage;
    return stage == no_stage ? nullptr : &definition.stages[stage];
  };
  const auto index_of = [&](std::size_t deal, auto&& member) -> std::optional<std::size_t> {
    const Stage* stage = stage_of(deal);
    if (stage == nullptr || !(stage->*member)) return std::nullopt;
    return static_cast<std::size_t>(*(stage->*member));
  };
  const std::size_t deals = standings.size();
  if (name == "layer") {
    return from_choices("layer", layer_codes, deals,
                        [&](std::size_t deal) { return index_of(deal, &Stage::layer); });
  }
  if (name == "mode") {
    return from_choices("mode", mode_codes, deals,
                        [&](std::size_t deal) { return index_of(deal, &Stage::mode); });
  }
  if (name == "outcome") {
    return from_choices("outcome", outcome_codes, deals, [&](std::size_t deal) {
      return std::optional(static_cast<std::size_t>(standings[deal].outcome));
    });
  }
  KeyCodes key;
  key.name = "stage";
  for (const Stage& stage : definition.stages)
    key.texts.push_back(stage.item.code);
  const auto unknown = static_cast<std::int32_t>(key.texts.size());
  for (const Standing& standing : standings) {
    key.codes.push_back(standing.stage == no_stage ? unknown : standing.stage);
  }
  number_values(key, unknown);
  return key;
}

std::string known_keys(const HistoryData& history) {
  std::string names;
  for (const auto name : derived_keys)
    names += (names.empty() ? "" : ", ") + std::string(name);
  for (const KeyColumn& column : history.keys)
    names += ", " + column.name;
  return shortened(names, 400);
}

}  // namespace

std::vector<Day> days_named(const HistoryData& history, const std::vector<Standing>& standings,
                            std::string_view name, std::string where) {
  std::vector<Day> days(static_cast<std::size_t>(history.deals), no_day);
  const auto fill = [&](auto&& day_of_deal) {
    for (std::size_t deal = 0; deal < days.size(); ++deal)
      days[deal] = day_of_deal(deal);
  };
  if (name == "created_on") {
    fill([&](std::size_t deal) { return created_on(history, static_cast<std::int64_t>(deal)); });
  } else if (name == "closed_on") {
    fill([&](std::size_t deal) { return standings[deal].closed_on(); });
  } else if (name == "won_on") {
    fill([&](std::size_t deal) { return standings[deal].won_on(); });
  } else if (name == "completed_on") {
    fill([&](std::size_t deal) { return standings[deal].completed_on; });
  } else if (name == "expected_close_on") {
    const auto& recorded = history.recorded.expected_close_on;
    fill([&](std::size_t deal) {
      const Day stated = history.slips ? history.slips->latest[deal] : no_day;
      return stated != no_day || recorded.empty() ? stated : recorded[deal];
    });
  } else if (const auto* column = find_column(history, name);
             column != nullptr && column->kind == KeyColumn::Kind::day) {
    days = column->codes;
  } else {
    throw Error(Status::invalid_argument, "unknown_date",
                "no date \"" + shortened(name, 60) +
                    "\"; there are created_on, closed_on, won_on, completed_on, "
                    "expected_close_on and the date columns kept as keys")
        .at(std::move(where));
  }
  return days;
}

KeyCodes key_codes(const HistoryData& history, const std::vector<Standing>& standings,
                   const Key& key, const std::string& where) {
  if (key.period) {
    static constexpr std::array<std::string_view, 5> names = {"day", "week", "month", "quarter",
                                                              "year"};
    const std::string name =
        key.column + "_" + std::string(names[static_cast<std::size_t>(*key.period)]);
    return from_days(name, days_named(history, standings, key.column, where + "/of"), key.period);
  }
  if (std::find(derived_keys.begin(), derived_keys.end(), key.column) != derived_keys.end()) {
    return derived(history, standings, key.column);
  }
  if (const auto* column = find_column(history, key.column)) {
    KeyCodes codes = from_column(*column);
    codes.name = key.column;
    return codes;
  }
  throw Error(Status::invalid_argument, "unknown_key",
              "no key \"" + shortened(key.column, 60) +
                  "\"; kept with this history: " + known_keys(history))
      .at(where);
}

KeyCodes currency_codes(const HistoryData& history) {
  return from_texts("currency", history.recorded.currency, history.recorded.currencies);
}

/// Columns are found by name, so every name stands once.
void check_key_names(std::string_view table, const std::vector<KeyCodes>& keys,
                     const std::string& where) {
  const auto refuse = [&](std::size_t position, std::string_view detail, std::string message) {
    throw Error(Status::invalid_argument, detail, std::move(message))
        .at(where + "/" + std::to_string(position));
  };
  for (const results::Described& described : described_results()) {
    if (described.table != table) continue;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      for (const auto& column : described.columns) {
        if (column.name != keys[i].name) continue;
        refuse(i, "key_is_a_column",
               "\"" + keys[i].name + "\" is a column of table " + std::string(table) +
                   " already; leave the key out, or rename the fact");
      }
    }
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (keys[i].name != keys[k].name) continue;
      refuse(i, "duplicate_key", "key \"" + keys[i].name + "\" is asked for twice");
    }
  }
}

/// Column of a key for groups whose codes are `codes`, -1 where rolled up.
results::Column key_column(const KeyCodes& key, std::vector<std::int32_t> codes) {
  for (std::int32_t& code : codes) {
    if (code == key.size - 1) code = -1;
  }
  if (key.kind == KeyColumn::Kind::text) {
    auto column = results::dictionary_column(
        key.name, codes,
        std::make_shared<const results::Column>(results::text_column("", key.texts)));
    column.nullable = true;
    return column;
  }
  std::vector<std::optional<std::int64_t>> values;
  for (const std::int32_t code : codes) {
    values.push_back(code < 0 ? std::nullopt
                              : std::optional(key.integers[static_cast<std::size_t>(code)]));
  }
  if (key.kind == KeyColumn::Kind::integer) return results::int64_column(key.name, values);
  if (key.kind == KeyColumn::Kind::day) {
    std::vector<std::optional<Day>> days;
    for (const auto& value : values) {
      days.push_back(value ? std::optional(static_cast<Day>(*value)) : std::nullopt);
    }
    return results::day_column(key.name, days);
  }
  std::vector<std::optional<bool>> truths;
  for (const auto& value : values) {
    truths.push_back(value ? std::optional(*value != 0) : std::nullopt);
  }
  return results::boolean_column(key.name, truths);
}

DealKeys::DealKeys(std::string_view table, const HistoryData& history,
                   const std::vector<Standing>& standings, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    keys_.push_back(
        key_codes(history, standings, Key{names[i], std::nullopt}, "/keys/" + std::to_string(i)));
  }
  check_key_names(table, keys_, "/keys");
}

void DealKeys::add_columns(results::Table& table, const std::vector<std::int32_t>& deals) const {
  for (const KeyCodes& key : keys_) {
    std::vector<std::int32_t> codes;
    codes.reserve(deals.size());
    for (const std::int32_t deal : deals)
      codes.push_back(key.codes[static_cast<std::size_t>(deal)]);
    table.add(key_column(key, std::move(codes)));
  }
}

}  // namespace sandan::process
