#include <algorithm>

#include "core/text.hpp"
#include "org/map_write.hpp"
#include "sandan/org.hpp"

namespace sandan {
namespace org {
namespace {

std::int32_t map_asked(const MapData& data, const std::string& account) {
  if (account.empty() && data.maps() != 1) {
    throw Error(Status::invalid_argument, "which_account",
                "there are " + std::to_string(data.maps()) + " maps; name the account of one")
        .at("/account_id");
  }
  if (account.empty()) return 0;
  const std::int64_t map = data.account_ids.find(account);
  if (map < 0) {
    throw Error(Status::invalid_argument, "unknown_account",
                "no map has the account \"" + shortened(account, 60) + "\"")
        .at("/account_id");
  }
  return static_cast<std::int32_t>(map);
}

}  // namespace

std::string department_prefix(const MapTables& tables) {
  constexpr std::string_view word = "department:";
  std::size_t most = 0;  // words that a person's id begins with
  for (std::int64_t row = 0; row < tables.people.rows(); ++row) {
    const Cell cell = tables.people.at(row, people_column::person_id);
    std::string_view id = std::get<std::string_view>(cell);
    std::size_t words = 0;
    for (; id.starts_with(word); id.remove_prefix(word.size()))
      ++words;
    most = std::max(most, words);
  }
  std::string prefix;
  prefix.reserve((most + 1) * word.size());
  for (std::size_t i = 0; i <= most; ++i)
    prefix += word;
  return prefix;
}

}  // namespace org

std::string DecisionMaps::write(const MapWriteRequest& request) const {
  const org::MapView map(*data_, org::map_asked(*data_, request.account_id));
  switch (request.format) {
    case MapFormat::json:
      return org::write_map_json(map);
    case MapFormat::dot:
      return org::write_dot(map, request.language);
    case MapFormat::graphml:
      break;
  }
  return org::write_graphml(org::tables_of(map));
}

}  // namespace sandan
