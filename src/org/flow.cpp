#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "org/each_map.hpp"
#include "org/flow_links.hpp"
#include "org/flow_rows.hpp"
#include "org/request_texts.hpp"
#include "org/result_tables.hpp"
#include "org/signers.hpp"

namespace sandan {
namespace org {
namespace {

struct FlowRows {
  std::vector<FlowRoleRow> roles;
  std::vector<FlowLinkRow> links;
  std::vector<FlowBreakRow> breaks;
  std::vector<FlowSignerRow> signers;
  std::vector<FlowDecisionRow> decisions;

  void append(FlowRows&& more) {
    append_rows(roles, std::move(more.roles));
    append_rows(links, std::move(more.links));
    append_rows(breaks, std::move(more.breaks));
    append_rows(signers, std::move(more.signers));
    append_rows(decisions, std::move(more.decisions));
  }
};

struct FlowScratch {
  Standing standing;
  FlowLinks links;
  std::vector<Truth> may_sign;
  std::vector<std::uint8_t> decides;
};

/// One map: its roles in the order of a purchase, what joins them, who signs.
class MapFlow {
 public:
  MapFlow(const MapView& map, FlowRows& rows, FlowScratch& scratch)
      : map_(map), vocabulary_(map.vocabulary()), rows_(rows), scratch_(scratch) {}

  void add(std::optional<std::int64_t> amount_minor) {
    const auto first_break = static_cast<std::ptrdiff_t>(rows_.breaks.size());
    add_roles();
    add_links();
    if (amount_minor) {
      add_signers(-1, *amount_minor);
    } else {
      for (std::size_t deal = 0; deal < map_.deals.size(); ++deal)
        add_signers(static_cast<std::int32_t>(deal), map_.deals[deal].amount_minor);
    }
    add_decisions();
    rank_breaks(first_break);
  }

 private:
  void add_roles();
  void add_role(std::int32_t role, std::int32_t place, double consequence);
  void add_links();
  void add_signers(std::int32_t deal, std::int64_t amount_minor);
  void add_decisions();
  void rank_breaks(std::ptrdiff_t first);

  double weight(Gap gap) const {
    return vocabulary_.gaps[static_cast<std::size_t>(gap)].consequence;
  }
  FlowBreakRow& add_break(FlowBreak breaks, double consequence) {
    FlowBreakRow& row = rows_.breaks.emplace_back();
    row.map = map_.map;
    row.breaks = breaks;
    row.consequence = consequence;
    return row;
  }

  const MapView& map_;
  const Vocabulary& vocabulary_;
  FlowRows& rows_;
  FlowScratch& scratch_;
};

/// Roles of the flow by their place, then the required ones that have none:
/// they take part throughout.
void MapFlow::add_roles() {
  std::uint32_t placed = 0;
  for (std::size_t place = 0; place < vocabulary_.flow.size(); ++place) {
    placed |= 1U << static_cast<unsigned>(vocabulary_.flow[place]);
    add_role(vocabulary_.flow[place], static_cast<std::int32_t>(place) + 1,
             vocabulary_.flow_consequence[place]);
  }
  for (std::size_t role = 0; role < vocabulary_.roles.size(); ++role) {
    if ((placed >> role & 1U) != 0 || !vocabulary_.roles[role].required) continue;
    add_role(static_cast<std::int32_t>(role), 0, weight(Gap::role_unknown));
  }
}

void MapFlow::add_role(std::int32_t role, std::int32_t place, double consequence) {
  bool is_filled = false;
  for (std::int32_t p = 0; p < map_.size(); ++p) {
    const std::uint32_t roles = map_.people[static_cast<std::size_t>(p)].roles;
    if ((roles >> static_cast<unsigned>(role) & 1U) == 0) continue;
    is_filled = true;
    rows_.roles.push_back({map_.map, place, role, p});
  }
  if (is_filled) return;
  rows_.roles.push_back({map_.map, place, role, -1});
  add_break(FlowBreak::role_unknown, consequence).role = role;
}

/// A broken link weighs as much as the lesser of the roles it should join.
void MapFlow::add_links() {
  if (vocabulary_.flow.size() < 2) return;
  scratch_.links.build(map_);
  for (std::size_t place = 1; place < vocabulary_.flow.size(); ++place) {
    FlowLinkRow& row = rows_.links.emplace_back();
    row.map = map_.map;
    row.from_role = vocabulary_.flow[place - 1];
    row.to_role = vocabulary_.flow[place];
    row.link = scratch_.links.between(map_, row.from_role, row.to_role);
    if (row.link.state != LinkState::broken) continue;
    FlowBreakRow& broken = add_break(
        FlowBreak::link_broken,
        std::min(vocabulary_.flow_consequence[place - 1], vocabulary_.flow_consequence[place]));
    broken.role = row.from_role;
    broken.to_role = row.to_role;
  }
}

/// People with an authority on record or the decision to sign. An amount that
/// is not known has no signer, but is no break either.
void MapFlow::add_signers(std::int32_t deal, std::int64_t amount_minor) {
  signers_of(map_, amount_minor, scratch_.may_sign, scratch_.decides);
  bool may_anybody = false;
  for (std::size_t p = 0; p < map_.people.size(); ++p) {
    if (!may_be_signer(map_.people[p])) continue;
    may_anybody |= scratch_.may_sign[p] == Truth::yes;
    rows_.signers.push_back({map_.map, deal, amount_minor, static_cast<std::int32_t>(p),
                             scratch_.may_sign[p], scratch_.decides[p] != 0});
  }
  if (may_anybody || amount_minor == unknown_amount) return;
  FlowBreakRow& row = add_break(FlowBreak::no_signer, weight(Gap::decision_holder_unknown));
  row.deal = deal;
}

void MapFlow::add_decisions() {
  scratch_.standing.read(map_, us);
  for (std::size_t decision = 0; decision < decision_count; ++decision) {
    const auto number = static_cast<std::int32_t>(decision);
    bool is_held = false;
    for (std::size_t p = 0; p < map_.people.size(); ++p) {
      if ((map_.people[p].decides >> decision & 1U) == 0) continue;
      is_held = true;
      rows_.decisions.push_back({map_.map, number, static_cast<std::int32_t>(p),
                                 scratch_.standing.stage[p], scratch_.standing.support[p]});
    }
    if (is_held) continue;
    FlowDecisionRow& row = rows_.decisions.emplace_back();
    row.map = map_.map;
    row.decision = number;
    add_break(FlowBreak::decision_unheld, weight(Gap::decision_holder_unknown)).decision = number;
  }
}

/// Greatest consequence first; equal ones by kind, then as they were found.
void MapFlow::rank_breaks(std::ptrdiff_t first) {
  const auto begin = rows_.breaks.begin() + first;
  std::stable_sort(begin, rows_.breaks.end(), [](const FlowBreakRow& a, const FlowBreakRow& b) {
    return a.consequence != b.consequence ? a.consequence > b.consequence : a.breaks < b.breaks;
  });
  std::int32_t rank = 0;
  for (auto row = begin; row != rows_.breaks.end(); ++row)
    row->rank = ++rank;
}

}  // namespace
}  // namespace org

Result DecisionMaps::flow(const FlowRequest& request, const Run& run) const {
  using namespace org;
  const FlowRows rows = rows_of_maps<FlowRows, FlowScratch>(
      *data_, maps_asked(*data_, request), run,
      [&](const MapView& map, FlowRows& out, FlowScratch& scratch) {
        MapFlow(map, out, scratch).add(request.amount_minor);
      });
  std::vector<results::Table> tables;
  tables.reserve(5);
  tables.push_back(flow_roles_table(*data_, rows.roles));
  tables.push_back(flow_links_table(*data_, rows.links));
  tables.push_back(flow_breaks_table(*data_, rows.breaks));
  tables.push_back(flow_signers_table(*data_, rows.signers));
  tables.push_back(flow_decisions_table(*data_, rows.decisions));
  return make_result(*data_, {"flow", request_text(request)}, std::move(tables));
}

}  // namespace sandan
