// Heads of departments, edges and findings, against the plain reading of their
// definitions on random books.
#include "org/derive.hpp"

#include "org/model_book.hpp"

using namespace sandan;
using namespace sandan::org;
using namespace sandan::testing;

namespace {

/// Who heads a department, by its definition.
std::int32_t head_of(const Vocabulary& words, const ModelMap& map, const std::string& department) {
  std::vector<std::string> members, heads;
  for (const ModelPerson& person : map.people) {
    if (person.department == department) members.push_back(person.id);
  }
  const auto has = [&](const std::string& id) {
    return std::find(members.begin(), members.end(), id) != members.end();
  };
  for (const std::string& id : members) {
    bool above = false, below = false;
    for (const ModelRelation& relation : map.relations) {
      if (!words.kinds[relation.kind].hierarchy || relation.from_department ||
          relation.to_department)
        continue;
      above = above || (relation.from == id && has(relation.to));
      below = below || (relation.to == id && has(relation.from));
    }
    if (!above && (below || members.size() == 1)) heads.push_back(id);
  }
  return heads.size() == 1 ? map.number(heads.front()) : -1;
}

std::int32_t end_of(const Vocabulary& words, const ModelMap& map, const std::string& id,
                    bool is_department) {
  return is_department ? head_of(words, map, id) : map.number(id);
}

using Plain = std::tuple<std::int32_t, std::int32_t, std::uint8_t, double>;

std::multiset<Plain> edges_of(const Vocabulary& words, const ModelMap& map) {
  std::multiset<Plain> edges;
  for (const ModelRelation& relation : map.relations) {
    const std::int32_t from = end_of(words, map, relation.from, relation.from_department);
    const std::int32_t to = end_of(words, map, relation.to, relation.to_department);
    if (from < 0 || to < 0 || from == to) continue;
    edges.emplace(from, to, relation.kind, relation.weight.value_or(1));
  }
  return edges;
}

using Found = std::tuple<Finding, std::int32_t, std::int32_t, std::string>;

std::set<Found> findings_of(const Vocabulary& words, const ModelMap& map) {
  std::set<Found> found;
  std::map<std::int32_t, std::set<std::int32_t>> above, below;
  for (const auto& [from, to, kind, weight] : edges_of(words, map)) {
    if (!words.kinds[kind].hierarchy) continue;
    above[from].insert(to);
    below[to].insert(from);
  }
  std::vector<std::int32_t> heads;
  for (std::int32_t p = 0; p < static_cast<std::int32_t>(map.people.size()); ++p) {
    if (above[p].empty() && !below[p].empty()) heads.push_back(p);
    if (above[p].size() > 1) found.emplace(Finding::several_superiors, p, -1, "");
  }
  for (const std::int32_t head : heads) {
    if (heads.size() > 1) found.emplace(Finding::several_heads, head, -1, "");
  }
  for (const std::string& department : map.departments) {
    const bool any = std::any_of(map.people.begin(), map.people.end(),
                                 [&](const auto& one) { return one.department == department; });
    if (any && head_of(words, map, department) < 0) {
      found.emplace(Finding::department_without_head, -1, map.department(department), "");
    }
  }
  for (const auto& [key, stance] : map.stances) {
    const std::int32_t person = map.number(key.first);
    const bool known = stance.support != unknown_support;
    if (stance.stage >= words.trust_stage && known && stance.support < 1)
      found.emplace(Finding::trust_without_support, person, -1, key.second);
    if (stance.stage >= words.evidence_stage && !stance.evidence)
      found.emplace(Finding::ally_without_evidence, person, -1, key.second);
  }
  return found;
}

}  // namespace

TEST_CASE("Heads, edges and findings are what their definitions say", "[org][derive]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  const Vocabulary& words = vocabulary.definition();
  std::map<Finding, int> seen;
  int headed = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    ModelMaker maker(seed);
    const ModelBook book = maker.book(words, 4, 9, IdKind::text);
    const auto data = data_of(book, vocabulary);
    std::size_t findings = 0;
    for (std::size_t m = 0; m < book.maps.size(); ++m) {
      INFO("seed " << seed << " map " << m);
      const ModelMap& map = book.maps[m];
      const MapView view(*data, static_cast<std::int32_t>(m));
      for (std::size_t d = 0; d < map.departments.size(); ++d) {
        REQUIRE(view.departments[d].head == head_of(words, map, map.departments[d]));
        headed += view.departments[d].head >= 0 ? 1 : 0;
      }
      std::multiset<Plain> edges;
      for (const Edge& edge : view.edges)
        edges.emplace(edge.from, edge.to, edge.kind, edge.weight);
      REQUIRE(edges == edges_of(words, map));
      REQUIRE(std::is_sorted(view.edges.begin(), view.edges.end(), [](auto& a, auto& b) {
        return std::tie(a.from, a.to, a.kind) < std::tie(b.from, b.to, b.kind);
      }));
      std::set<Found> found;
      for (; findings < data->findings.size() &&
             data->findings[findings].map == static_cast<std::int32_t>(m);
           ++findings) {
        const FindingRow& row = data->findings[findings];
        const auto vendor = row.vendor < 0 ? "" : data->vendors[std::size_t(row.vendor)];
        REQUIRE(found.emplace(row.finding, row.person, row.department, vendor).second);
        ++seen[row.finding];
      }
      REQUIRE(found == findings_of(words, map));
    }
    REQUIRE(findings == data->findings.size());
  }
  CHECK(seen.size() == 5);
  CHECK(headed > 20);
}

TEST_CASE("Deriving again changes nothing", "[org][derive]") {
  const MapVocabulary vocabulary = standard_vocabulary();
  ModelMaker maker(7);
  const auto data = data_of(maker.book(vocabulary.definition(), 6, 9, IdKind::integer), vocabulary);
  const std::string before = told(*data);
  derive(*data);
  CHECK(told(*data) == before);
}

TEST_CASE("A chain of a million people is derived without deep calls", "[org][derive]") {
  constexpr std::int32_t people = 1'000'000;
  MapData data;
  data.vocabulary = standard_vocabulary().shared();
  data.accounts.emplace_back();
  data.people.resize(people);
  std::uint8_t reports_to = 0;
  while (!data.vocabulary->kinds[reports_to].hierarchy)
    ++reports_to;
  data.relations.resize(people - 1);
  for (std::int32_t p = 1; p < people; ++p) {
    Relation& relation = data.relations[std::size_t(p - 1)];
    relation.from = p;
    relation.to = p - 1;
    relation.kind = reports_to;
  }
  data.first_person = {0, people};
  data.first_relation = {0, people - 1};
  data.first_department = data.first_stance = data.first_deal = data.first_point = {0, 0};
  derive(data);
  CHECK(data.edges.size() == people - 1);
  CHECK(data.findings.empty());
}
