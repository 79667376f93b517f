#include <algorithm>

#include "core/text.hpp"
#include "org/map_data.hpp"

namespace sandan::org {
namespace {

template <class T>
std::span<const T> part(const std::vector<T>& all, const std::vector<std::int64_t>& first,
                        std::int32_t map) {
  const auto m = static_cast<std::size_t>(map);
  const auto begin = static_cast<std::size_t>(first[m]);
  return {all.data() + begin, static_cast<std::size_t>(first[m + 1]) - begin};
}

}  // namespace

MapView::MapView(const MapData& data, std::int32_t of)
    : book(&data),
      map(of),
      first_person(data.first_person[static_cast<std::size_t>(of)]),
      first_department(data.first_department[static_cast<std::size_t>(of)]),
      people(part(data.people, data.first_person, of)),
      departments(part(data.departments, data.first_department, of)),
      relations(part(data.relations, data.first_relation, of)),
      edges(part(data.edges, data.first_edge, of)),
      stances(part(data.stances, data.first_stance, of)),
      deals(part(data.deals, data.first_deal, of)),
      points(part(data.points, data.first_point, of)) {}

std::int32_t vendor_code(const MapData& data, std::string_view vendor) noexcept {
  const auto found = std::find(data.vendors.begin(), data.vendors.end(), vendor);
  return found == data.vendors.end() ? -1 : static_cast<std::int32_t>(found - data.vendors.begin());
}

std::int32_t vendor_asked(const MapData& data, std::string_view vendor) {
  const std::int32_t code = vendor_code(data, vendor);
  if (code >= 0) return code;
  std::string known;
  for (std::size_t v = 0; v < std::min<std::size_t>(data.vendors.size(), 10); ++v)
    known += (v == 0 ? "" : ", ") + data.vendors[v];
  throw Error(Status::invalid_argument, "unknown_vendor",
              "no stance and no point names the vendor \"" + std::string(vendor) +
                  "\"; there are: " + known)
      .at("/vendor");
}

std::vector<std::int32_t> maps_asked(const MapData& data, const MapQuestion& question) {
  std::vector<std::int32_t> maps;
  if (question.accounts.empty()) {
    maps.resize(static_cast<std::size_t>(data.maps()));
    for (std::size_t m = 0; m < maps.size(); ++m)
      maps[m] = static_cast<std::int32_t>(m);
    return maps;
  }
  maps.reserve(question.accounts.size());
  for (std::size_t i = 0; i < question.accounts.size(); ++i) {
    const std::int64_t map = data.account_ids.find(question.accounts[i]);
    if (map < 0) {
      throw Error(Status::invalid_argument, "unknown_account",
                  "no map has the account \"" + shortened(question.accounts[i], 60) + "\"")
          .at("/accounts/" + std::to_string(i));
    }
    maps.push_back(static_cast<std::int32_t>(map));
  }
  std::sort(maps.begin(), maps.end());
  maps.erase(std::unique(maps.begin(), maps.end()), maps.end());
  return maps;
}

void Standing::read(const MapView& map, std::int32_t vendor) {
  stage.assign(map.people.size(), unknown_code);
  support.assign(map.people.size(), unknown_support);
  if (vendor < 0) return;
  for (const Stance& stance : map.stances) {
    if (stance.vendor != vendor) continue;
    stage[static_cast<std::size_t>(stance.person)] = stance.stage;
    support[static_cast<std::size_t>(stance.person)] = stance.support;
  }
}

}  // namespace sandan::org
