#include <algorithm>
#include <map>

#include "org/coverage.hpp"
#include "org/coverage_book.hpp"
#include "org/coverage_reach.hpp"
#include "org/influence.hpp"

using namespace sandan;
using namespace sandan::testing;
using org::Gap;

namespace {

/// Gaps of one map in the order of their kinds and places.
class PlainGaps {
 public:
  PlainGaps(const CoverageBook& book, const PlainMap& plain, bool ours)
      : book_(book), plain_(plain) {
    add_roles();
    add_people();
    add_levels();
    if (ours) add_guides();
    add_decisions();
    if (plain.count([&](int p) { return plain_.in_touch(p); }) == 1) {
      add_person(Gap::single_thread, [&](int p) { return plain_.in_touch(p); });
    }
  }

  /// By consequence, of equal ones by kind; places as they were found.
  json::array ranked() const {
    std::vector<json::object> sorted = rows_;
    std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) {
      const double x = a.at("consequence").template to_number<double>();
      const double y = b.at("consequence").template to_number<double>();
      return x != y ? x > y : kind(a) < kind(b);
    });
    json::array out;
    for (json::object& row : sorted) {
      row["rank"] = out.size() + 1;
      out.push_back(row);
    }
    return out;
  }

 private:
  static int kind(const json::object& row) {
    const auto& code = row.at("gap").as_string();
    for (std::size_t gap = 0; gap < org::gap_count; ++gap) {
      if (org::gap_code(static_cast<Gap>(gap)) == std::string_view(code)) {
        return static_cast<int>(gap);
      }
    }
    return -1;
  }

  json::object& add(Gap gap) {
    const auto& weight = plain_.map.vocabulary().gaps[static_cast<std::size_t>(gap)];
    rows_.push_back({{"gap", org::gap_code(gap)},
                     {"consequence", weight.consequence},
                     {"role", nullptr},
                     {"level", nullptr},
                     {"person_id", nullptr},
                     {"department_id", nullptr},
                     {"decision", nullptr}});
    return rows_.back();
  }

  template <class Holds>
  void add_person(Gap gap, Holds&& holds) {
    for (int p = 0; p < plain_.size(); ++p) {
      if (holds(p)) add(gap)["person_id"] = book_.person(plain_.map, p);
    }
  }

  void add_roles() {
    const org::Vocabulary& words = plain_.map.vocabulary();
    for (std::size_t role = 0; role < words.roles.size(); ++role) {
      if (!words.roles[role].required) continue;
      const int holders = plain_.count([&](int p) { return plain_.has_role(p, role); });
      const int near =
          plain_.count([&](int p) { return plain_.has_role(p, role) && plain_.in_touch(p); });
      if (holders > 0 && near > 0) continue;
      json::object& row = add(holders == 0 ? Gap::role_unknown : Gap::role_not_in_touch);
      row["role"] = words.roles[role].word.code;
      for (std::size_t place = 0; holders == 0 && place < words.flow.size(); ++place) {
        if (words.flow[place] == static_cast<int>(role)) {
          row["consequence"] = words.flow_consequence[place];
        }
      }
    }
  }

  void add_people() {
    const std::vector<bool> reached = plain_.reached(-1);
    const auto is_decider = [&](int p) { return plain_.decides(p); };
    add_person(Gap::decider_not_in_touch,
               [&](int p) { return is_decider(p) && !plain_.in_touch(p); });
    add_person(Gap::decider_against, [&](int p) {
      return is_decider(p) && plain_.knows_support(p) && plain_.support(p) < 0;
    });
    add_person(Gap::no_route_to_decider,
               [&](int p) { return is_decider(p) && !reached[static_cast<std::size_t>(p)]; });
    add_person(Gap::voter_stance_unknown,
               [&](int p) { return is_decider(p) && !plain_.knows_support(p); });
    add_person(Gap::veto_not_covered, [&](int p) {
      const org::Vocabulary& words = plain_.map.vocabulary();
      const bool covered = plain_.stage(p) >= words.trust_stage && plain_.knows_support(p) &&
                           plain_.support(p) >= words.supports_from;
      return plain_.at(p).veto == org::Truth::yes && !covered;
    });
    add_person(Gap::profile_incomplete,
               [&](int p) { return plain_.at(p).level < 0 || plain_.at(p).function < 0; });
  }

  void add_levels() {
    const org::Vocabulary& words = plain_.map.vocabulary();
    for (int level = 0; level < static_cast<int>(words.levels.size()); ++level) {
      const int near =
          plain_.count([&](int p) { return plain_.at(p).level == level && plain_.in_touch(p); });
      if (near == 0) {
        add(Gap::level_not_in_touch)["level"] = word_or_null(words.levels, level);
      }
    }
  }

  void add_guides() {
    const auto guides = [&](int p) { return plain_.at(p).guide == org::Truth::yes; };
    for (int d = 0; d < static_cast<int>(plain_.map.departments.size()); ++d) {
      const auto is_here = [&](int p) { return plain_.at(p).department == d; };
      if (plain_.count(is_here) == 0 ||
          plain_.count([&](int p) { return is_here(p) && guides(p); }) > 0) {
        continue;
      }
      add(Gap::department_without_guide)["department_id"] = book_.department(plain_.map, d);
    }
    if (plain_.count(guides) == 0) add(Gap::no_guide);
  }

  void add_decisions() {
    const org::Vocabulary& words = plain_.map.vocabulary();
    for (std::size_t decision = 0; decision < org::decision_count; ++decision) {
      const int holders =
          plain_.count([&](int p) { return (plain_.at(p).decides >> decision & 1U) != 0; });
      if (holders == 0) {
        add(Gap::decision_holder_unknown)["decision"] = words.decisions[decision].code;
      }
    }
  }

  const CoverageBook& book_;
  const PlainMap& plain_;
  std::vector<json::object> rows_;
};

void check_gaps(const CoverageBook& book, const std::string& vendor,
                std::map<std::string, int>& seen) {
  json::array expected;
  for (std::int32_t m = 0; m < book.data->maps(); ++m) {
    const org::MapView map(*book.data, m);
    const PlainMap plain(map, org::vendor_code(*book.data, vendor));
    for (json::value& row : PlainGaps(book, plain, vendor == our_vendor).ranked()) {
      row.as_object()["account_id"] = "a" + std::to_string(m);
      ++seen[std::string(row.as_object()["gap"].as_string())];
      expected.push_back(std::move(row));
    }
  }
  CoverageRequest request;
  request.vendor = vendor;
  CHECK(difference(rows(book.maps().coverage(request), "coverage_gaps"), expected) == "");
}

}  // namespace

TEST_CASE("gaps of random books are those found plainly, in their order", "[org][coverage]") {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    BookShape shape;
    shape.odd_words = seed % 2 == 0;
    shape.departments = static_cast<int>(seed % 4);
    if (seed % 20 == 0) {
      shape.maps = 1;
      shape.least_people = shape.most_people = 90;
    }
    const CoverageBook book(seed, shape);
    INFO("seed " << seed);
    check_gaps(book, seed % 5 == 0 ? "Rival" : "@us", seen);
  }
  CHECK(seen.size() == org::gap_count);  // every kind came up
}

TEST_CASE("an unknown designer is the first gap of a map of which little is known",
          "[org][coverage]") {
  BookShape shape;
  shape.maps = 400;
  const CoverageBook book(2, shape);
  const auto gaps = rows(book.maps().coverage(), "coverage_gaps");
  int unknown_designers = 0;
  for (const json::value& gap : gaps) {
    const auto& row = gap.as_object();
    const bool is_it = row.at("gap") == "role_unknown" && row.at("role") == "designer";
    unknown_designers += is_it ? 1 : 0;
    if (is_it) CHECK(row.at("rank").as_int64() == 1);
  }
  CHECK(unknown_designers > 0);
}

TEST_CASE("the headline of coverage is the head of its tables", "[org][coverage]") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    BookShape shape;
    shape.odd_words = seed % 2 == 0;
    const CoverageBook book(seed, shape);
    org::CoverageReading reading;
    org::Introductions graph;
    org::Standing standing;
    std::vector<double> weights;
    std::vector<std::uint8_t> reached;
    std::vector<std::int32_t> waiting;
    for (std::int32_t m = 0; m < book.data->maps(); ++m) {
      const org::MapView map(*book.data, m);
      standing.read(map, org::us);
      org::voter_weights(map, std::nullopt, weights);
      graph.build(map, standing, {});
      org::reached_people(graph, reached, waiting);
      reading.read({map, standing, weights, reached});
      std::vector<org::GapRow> all;
      reading.ranked_gaps(all);
      INFO("seed " << seed << ", map " << m);
      REQUIRE(reading.gaps() == static_cast<std::int32_t>(all.size()));
      const auto first = reading.first_gap();
      REQUIRE(first.has_value() == !all.empty());
      if (!first) continue;
      const org::GapRow& head = all.front();
      CHECK(std::tie(first->map, first->rank, first->consequence, first->gap, first->role,
                     first->level, first->person, first->department, first->decision) ==
            std::tie(head.map, head.rank, head.consequence, head.gap, head.role, head.level,
                     head.person, head.department, head.decision));
    }
  }
}
