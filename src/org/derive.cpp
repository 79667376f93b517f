#include "org/derive.hpp"

#include <algorithm>
#include <tuple>

namespace sandan::org {
namespace {

std::size_t at(std::int64_t index) noexcept { return static_cast<std::size_t>(index); }

auto order_of(const Relation& relation) noexcept {
  return std::make_tuple(relation.from_department, relation.from, relation.to_department,
                         relation.to, relation.kind);
}

/// One map while it is derived; its vectors are reused from map to map.
class Deriving {
 public:
  explicit Deriving(MapData& data) : data_(data) {}

  void map(std::int32_t map);

 private:
  bool is_hierarchy(std::uint8_t kind) const noexcept {
    return data_.vocabulary->kinds[kind].hierarchy;
  }
  std::int32_t department_of(std::int32_t person) const noexcept {
    return data_.people[at(first_person_ + person)].department;
  }
  Relation* relations_begin() const noexcept {
    return data_.relations.data() + data_.first_relation[at(map_)];
  }
  Relation* relations_end() const noexcept {
    return data_.relations.data() + data_.first_relation[at(map_ + 1)];
  }

  void find_heads();
  std::int32_t person_at(std::int32_t end, bool is_department) const noexcept;
  void add_edges();
  void find_superiors();
  void add_line_findings();
  void add_department_findings();
  void add_stance_findings();
  void add(Finding finding, std::int32_t person, std::int32_t department, std::int32_t vendor = -1);

  MapData& data_;
  std::int32_t map_ = 0;
  std::int64_t first_person_ = 0;
  std::size_t people_ = 0;
  std::vector<std::uint8_t> above_, below_;  ///< by person: somebody is, in the department
  std::vector<std::int32_t> size_;           ///< by department
  std::vector<std::int32_t> superior_;       ///< by person; -1 nobody, -2 several
  std::vector<std::uint8_t> reports_;        ///< by person: somebody reports to the person
};

void Deriving::map(std::int32_t map) {
  map_ = map;
  first_person_ = data_.first_person[at(map)];
  people_ = at(data_.first_person[at(map + 1)] - first_person_);
  find_heads();
  add_edges();
  find_superiors();
  add_line_findings();
  add_department_findings();
  add_stance_findings();
}

void Deriving::find_heads() {
  const std::int64_t first = data_.first_department[at(map_)];
  const std::int64_t count = data_.first_department[at(map_ + 1)] - first;
  above_.assign(people_, 0);
  below_.assign(people_, 0);
  size_.assign(at(count), 0);
  for (const Relation* r = relations_begin(); r != relations_end(); ++r) {
    if (r->from_department || r->to_department || r->from == r->to) continue;
    const std::int32_t department = department_of(r->from);
    if (!is_hierarchy(r->kind) || department < 0 || department != department_of(r->to)) continue;
    above_[at(r->from)] = 1;
    below_[at(r->to)] = 1;
  }
  for (std::int64_t d = 0; d < count; ++d)
    data_.departments[at(first + d)].head = -1;
  for (std::size_t p = 0; p < people_; ++p) {
    const std::int32_t department = department_of(static_cast<std::int32_t>(p));
    if (department >= 0) ++size_[at(department)];
  }
  for (std::size_t p = 0; p < people_; ++p) {
    const auto person = static_cast<std::int32_t>(p);
    const std::int32_t department = department_of(person);
    if (department < 0 || above_[p] != 0) continue;
    if (size_[at(department)] > 1 && below_[p] == 0) continue;
    std::int32_t& head = data_.departments[at(first + department)].head;
    head = head == -1 ? person : -2;  // several: put right below
  }
  for (std::int64_t d = 0; d < count; ++d) {
    std::int32_t& head = data_.departments[at(first + d)].head;
    head = std::max(head, -1);
  }
}

std::int32_t Deriving::person_at(std::int32_t end, bool is_department) const noexcept {
  return is_department ? data_.departments[at(data_.first_department[at(map_)] + end)].head : end;
}

void Deriving::add_edges() {
  const std::size_t begin = data_.edges.size();
  bool any_department = false;
  for (const Relation* r = relations_begin(); r != relations_end(); ++r) {
    const std::int32_t from = person_at(r->from, r->from_department);
    const std::int32_t to = person_at(r->to, r->to_department);
    any_department = any_department || r->from_department || r->to_department;
    if (from < 0 || to < 0 || from == to) continue;
    data_.edges.push_back({from, to, r->kind, r->weight});
  }
  if (any_department) {
    std::stable_sort(data_.edges.begin() + static_cast<std::ptrdiff_t>(begin), data_.edges.end(),
                     [](const Edge& a, const Edge& b) {
                       return std::tie(a.from, a.to, a.kind) < std::tie(b.from, b.to, b.kind);
                     });
  }
  data_.first_edge.push_back(static_cast<std::int64_t>(data_.edges.size()));
}

void Deriving::find_superiors() {
  superior_.assign(people_, -1);
  reports_.assign(people_, 0);
  for (auto i = at(data_.first_edge[at(map_)]); i < data_.edges.size(); ++i) {
    const Edge& edge = data_.edges[i];
    if (!is_hierarchy(edge.kind)) continue;
    reports_[at(edge.to)] = 1;
    std::int32_t& superior = superior_[at(edge.from)];
    superior = superior == -1 || superior == edge.to ? edge.to : -2;
  }
}

void Deriving::add(Finding finding, std::int32_t person, std::int32_t department,
                   std::int32_t vendor) {
  data_.findings.push_back({map_, finding, person, department, vendor});
}

void Deriving::add_line_findings() {
  std::int64_t heads = 0;
  for (std::size_t p = 0; p < people_; ++p)
    heads += superior_[p] == -1 && reports_[p] != 0 ? 1 : 0;
  for (std::size_t p = 0; heads > 1 && p < people_; ++p) {
    if (superior_[p] == -1 && reports_[p] != 0) {
      add(Finding::several_heads, static_cast<std::int32_t>(p), -1);
    }
  }
  for (std::size_t p = 0; p < people_; ++p) {
    if (superior_[p] == -2) add(Finding::several_superiors, static_cast<std::int32_t>(p), -1);
  }
}

void Deriving::add_department_findings() {
  const std::int64_t first = data_.first_department[at(map_)];
  for (std::size_t d = 0; d < size_.size(); ++d) {
    if (size_[d] == 0 || data_.departments[at(first) + d].head >= 0) continue;
    add(Finding::department_without_head, -1, static_cast<std::int32_t>(d));
  }
}

void Deriving::add_stance_findings() {
  const Vocabulary& vocabulary = *data_.vocabulary;
  const auto each = [&](auto&& is_odd, Finding finding) {
    for (auto i = at(data_.first_stance[at(map_)]); i < at(data_.first_stance[at(map_ + 1)]); ++i) {
      const Stance& stance = data_.stances[i];
      if (is_odd(stance)) add(finding, stance.person, -1, stance.vendor);
    }
  };
  if (vocabulary.trust_stage >= 0) {
    each(
        [&](const Stance& stance) {
          return stance.stage >= vocabulary.trust_stage && stance.support != unknown_support &&
                 stance.support < vocabulary.supports_from;
        },
        Finding::trust_without_support);
  }
  if (vocabulary.evidence_stage >= 0) {
    each(
        [&](const Stance& stance) {
          return stance.stage >= vocabulary.evidence_stage && !stance.has_evidence;
        },
        Finding::ally_without_evidence);
  }
}

}  // namespace

bool relation_before(const Relation& a, const Relation& b) noexcept {
  return order_of(a) < order_of(b);
}

void derive(MapData& data) {
  data.edges.clear();
  data.edges.reserve(data.relations.size());
  data.findings.clear();
  data.first_edge.assign(1, 0);
  data.first_edge.reserve(data.accounts.size() + 1);
  Deriving deriving(data);
  for (std::int32_t map = 0; map < data.maps(); ++map)
    deriving.map(map);
}

}  // namespace sandan::org
