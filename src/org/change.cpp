#include "core/parallel.hpp"
#include "org/change_list.hpp"
#include "org/request_texts.hpp"
#include "sandan/org.hpp"

namespace sandan {
namespace {

/// Two JSON arrays, the first of which may be an empty text, as one.
std::string joined(const std::string& before, const std::string& more) {
  if (before.empty() || before == "[]") return more;
  return before.substr(0, before.size() - 1) + ',' + more.substr(1);
}

}  // namespace

DecisionMaps DecisionMaps::change(const ChangeRequest& request, const Run& run) const {
  using namespace org;
  if (request.changes.empty()) return *this;
  TakenMaps taken = take_maps(*data_, touched_maps(*data_, request.changes));
  make_changes(taken.data, request.changes, run);
  taken.data.changes = joined(data_->changes, changes_text(request.changes));
  return DecisionMaps(std::make_shared<const MapData>(put_maps(*data_, taken)));
}

}  // namespace sandan
