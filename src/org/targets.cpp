#include "org/targets.hpp"

#include <algorithm>

namespace sandan::org {

Targets::Targets(const MapData& data, const std::vector<std::string>& person_ids)
    : named_(!person_ids.empty()) {
  places_.reserve(person_ids.size());
  for (std::size_t i = 0; i < person_ids.size(); ++i) {
    const std::int64_t place = data.person_ids.find(person_ids[i]);
    if (place < 0) {
      throw Error(Status::invalid_argument, "unknown_person",
                  "no map has the person \"" + person_ids[i] + "\"")
          .at("/targets/" + std::to_string(i));
    }
    places_.push_back(place);
  }
  std::sort(places_.begin(), places_.end());
  places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
}

void Targets::of(const MapView& map, const std::vector<double>& voter_weights,
                 std::vector<std::int32_t>& out) const {
  out.clear();
  if (!named_) {
    for (std::int32_t p = 0; p < map.size(); ++p) {
      if (voter_weights[static_cast<std::size_t>(p)] > 0) out.push_back(p);
    }
    return;
  }
  const std::int64_t end = map.first_person + map.size();
  for (auto place = std::lower_bound(places_.begin(), places_.end(), map.first_person);
       place != places_.end() && *place < end; ++place)
    out.push_back(static_cast<std::int32_t>(*place - map.first_person));
}

}  // namespace sandan::org
