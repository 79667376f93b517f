#include <map>
#include <tuple>

#include "org/coverage_book.hpp"
#include "support/metadata.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

json::value share_or_null(int part, int whole) {
  return whole == 0 ? json::value(nullptr) : json::value(static_cast<double>(part) / whole);
}

json::object plain_completeness(const PlainMap& plain) {
  const org::Vocabulary& words = plain.map.vocabulary();
  int required = 0, filled = 0, in_touch = 0;
  for (std::size_t role = 0; role < words.roles.size(); ++role) {
    if (!words.roles[role].required) continue;
    ++required;
    filled += plain.count([&](int p) { return plain.has_role(p, role); }) > 0 ? 1 : 0;
    in_touch += plain.count([&](int p) { return plain.has_role(p, role) && plain.in_touch(p); }) > 0
                    ? 1
                    : 0;
  }
  int departments = 0, guided = 0, levels = 0;
  for (int d = 0; d < static_cast<int>(plain.map.departments.size()); ++d) {
    const auto is_here = [&](int p) { return plain.at(p).department == d; };
    if (plain.count(is_here) == 0) continue;
    ++departments;
    guided +=
        plain.count([&](int p) { return is_here(p) && plain.at(p).guide == org::Truth::yes; }) > 0
            ? 1
            : 0;
  }
  for (int level = 0; level < static_cast<int>(words.levels.size()); ++level) {
    levels +=
        plain.count([&](int p) { return plain.at(p).level == level && plain.in_touch(p); }) > 0 ? 1
                                                                                                : 0;
  }
  const int known = plain.count([&](int p) { return plain.at(p).level >= 0; }) +
                    plain.count([&](int p) { return plain.at(p).function >= 0; }) +
                    plain.count([&](int p) { return plain.at(p).roles_known; }) +
                    plain.count([&](int p) { return plain.at(p).department >= 0; }) +
                    plain.count([&](int p) { return plain.knows_support(p); });
  const double profile = known / (5.0 * plain.size());
  const double roles = required == 0 ? 1 : static_cast<double>(filled) / required;
  const double breadth = departments == 0 ? 0 : static_cast<double>(guided) / departments;
  return {{"people", plain.size()},           {"profile_share", profile},
          {"roles_required", required},       {"roles_filled", filled},
          {"roles_in_touch", in_touch},       {"departments", departments},
          {"departments_with_guide", guided}, {"guide_breadth", share_or_null(guided, departments)},
          {"levels_in_touch", levels},        {"completeness", (profile + roles + breadth) / 3}};
}

json::object plain_cell(const PlainMap& plain, const std::vector<int>& people) {
  json::object cell{{"people", people.size()}};
  int in_touch = 0, held = 0, supporters = 0, opponents = 0, unknown = 0, best = -1;
  for (const int p : people) {
    in_touch += plain.in_touch(p) ? 1 : 0;
    held += plain.stage_of(p) != nullptr && plain.stage_of(p)->held ? 1 : 0;
    unknown += plain.knows_support(p) ? 0 : 1;
    supporters +=
        plain.knows_support(p) && plain.support(p) >= plain.map.vocabulary().supports_from ? 1 : 0;
    opponents += plain.knows_support(p) && plain.support(p) < 0 ? 1 : 0;
    best = std::max(best, plain.stage(p));
  }
  cell["in_touch"] = in_touch;
  cell["held"] = held;
  cell["supporters"] = supporters;
  cell["opponents"] = opponents;
  cell["stance_unknown"] = unknown;
  cell["best_stage"] = word_or_null(plain.map.vocabulary().stages, best);
  return cell;
}

void add_cells(const PlainMap& plain, const std::string& account, json::array& out) {
  const org::Vocabulary& words = plain.map.vocabulary();
  std::map<std::tuple<int, int, int>, std::vector<int>> cells;
  const auto last = [](int code) { return code < 0 ? 1000 : code; };
  for (std::size_t role = 0; role < words.roles.size(); ++role) {
    const auto has = [&](int p) { return plain.has_role(p, role); };
    if (words.roles[role].required && plain.count(has) == 0) cells[{1000, 1000, role}] = {};
  }
  for (int p = 0; p < plain.size(); ++p) {
    const int level = last(plain.at(p).level);
    const int function = last(plain.at(p).function);
    for (std::size_t role = 0; role < words.roles.size(); ++role) {
      if (plain.has_role(p, role)) cells[{level, function, role}].push_back(p);
    }
    if (plain.at(p).roles == 0) cells[{level, function, 1000}].push_back(p);
  }
  for (const auto& [place, people] : cells) {
    const auto code = [](int part) { return part == 1000 ? -1 : part; };
    json::object cell = plain_cell(plain, people);
    cell["account_id"] = account;
    cell["level"] = word_or_null(words.levels, code(std::get<0>(place)));
    cell["function"] = word_or_null(words.functions, code(std::get<1>(place)));
    cell["role"] = word_or_null(words.roles, code(std::get<2>(place)));
    out.push_back(cell);
  }
}

void add_people(const CoverageBook& book, const PlainMap& plain, json::array& out) {
  const org::Vocabulary& words = plain.map.vocabulary();
  for (int p = 0; p < plain.size(); ++p) {
    const org::Person& person = plain.at(p);
    std::string roles;
    for (std::size_t role = 0; role < words.roles.size(); ++role) {
      if (plain.has_role(p, role))
        roles += (roles.empty() ? "" : ";") + words.roles[role].word.code;
    }
    json::object row{{"person_id", book.person(plain.map, p)}, {"name", nullptr}};
    row["department_id"] = person.department < 0
                               ? json::value(nullptr)
                               : json::value(book.department(plain.map, person.department));
    row["level"] = word_or_null(words.levels, person.level);
    row["function"] = word_or_null(words.functions, person.function);
    row["roles"] = person.roles_known ? json::value(roles) : json::value(nullptr);
    row["relation_stage"] = word_or_null(words.stages, plain.stage(p));
    row["support"] = plain.knows_support(p) ? json::value(plain.support(p)) : json::value(nullptr);
    row["guide"] = truth_or_null(person.guide);
    row["veto"] = truth_or_null(person.veto);
    row["in_touch"] = plain.stage(p) < 0 ? json::value(nullptr) : json::value(plain.in_touch(p));
    out.push_back(row);
  }
}

void add_departments(const CoverageBook& book, const PlainMap& plain, json::array& out) {
  for (int d = 0; d < static_cast<int>(plain.map.departments.size()); ++d) {
    const auto is_here = [&](int p) { return plain.at(p).department == d; };
    const auto guides = [&](org::Truth truth) {
      return plain.count([&](int p) { return is_here(p) && plain.at(p).guide == truth; });
    };
    const int people = plain.count(is_here);
    json::value has_guide = nullptr;
    if (guides(org::Truth::yes) > 0) has_guide = true;
    if (people > 0 && guides(org::Truth::no) == people) has_guide = false;
    out.push_back(
        {{"department_id", book.department(plain.map, d)},
         {"people", people},
         {"in_touch", plain.count([&](int p) { return is_here(p) && plain.in_touch(p); })},
         {"guides", guides(org::Truth::yes)},
         {"has_guide", has_guide}});
  }
}

void check_book(const CoverageBook& book, const std::string& vendor) {
  json::array completeness, cells, people, departments;
  for (std::int32_t m = 0; m < book.data->maps(); ++m) {
    const org::MapView map(*book.data, m);
    const PlainMap plain(map, org::vendor_code(*book.data, vendor));
    completeness.push_back(plain_completeness(plain));
    add_cells(plain, "a" + std::to_string(m), cells);
    add_people(book, plain, people);
    add_departments(book, plain, departments);
  }
  CoverageRequest request;
  request.vendor = vendor;
  const Result result = book.maps().coverage(request);
  CHECK(difference(rows(result, "completeness"), completeness) == "");
  CHECK(difference(rows(result, "coverage_cells"), cells) == "");
  CHECK(difference(rows(result, "coverage_people"), people) == "");
  CHECK(difference(rows(result, "coverage_departments"), departments) == "");
}

}  // namespace

TEST_CASE("coverage of random books is what plain counting says", "[org][coverage]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    BookShape shape;
    shape.odd_words = seed % 2 == 0;
    shape.departments = static_cast<int>(seed % 4);
    const CoverageBook book(seed, shape);
    INFO("seed " << seed);
    check_book(book, seed % 3 == 0 ? "Rival" : "@us");
  }
}

TEST_CASE("coverage of a map beyond 64 people is what plain counting says", "[org][coverage]") {
  const CoverageBook book(7, {2, 65, 200, 9, 2, true});
  check_book(book, "@us");
}

TEST_CASE("a vendor that no stance and no point names is refused", "[org][coverage]") {
  const CoverageBook book(3, {});
  CoverageRequest request;
  request.vendor = "Nobody has heard of it";
  const auto error = refusal([&] { book.maps().coverage(request); });
  REQUIRE(error.has_value());
  CHECK(error->detail() == "unknown_vendor");
  CHECK(error->where() == "/vendor");
}

TEST_CASE("coverage asks for accounts in the order of the book", "[org][coverage]") {
  const CoverageBook book(5, {});
  CoverageRequest request;
  request.accounts = {"a4", "a1"};
  const Result result = book.maps().coverage(request);
  CHECK_ROWS(result, "completeness", R"([{"account_id": "a1"}, {"account_id": "a4"}])");
  request.accounts = {"a99"};
  const auto error = refusal([&] { book.maps().coverage(request); });
  REQUIRE(error.has_value());
  CHECK(error->detail() == "unknown_account");
}

TEST_CASE("coverage is the same on any number of threads", "[org][coverage]") {
  BookShape shape;
  shape.maps = 700;
  const CoverageBook book(11, shape);
  Run two;
  two.threads = 3;
  const Result one = book.maps().coverage();
  const Result other = book.maps().coverage({}, two);
  for (const char* table : {"completeness", "coverage_cells", "coverage_people",
                            "coverage_departments", "coverage_gaps", "single_threads"}) {
    CHECK(one.to_json(table) == other.to_json(table));
  }
}

TEST_CASE("names are shown where they are carried", "[org][coverage]") {
  const CoverageBook book(6, {2, 3, 3, 2, 1, false});
  book.data->person_names = {"Li", std::nullopt, "Wang", "Zhao", "Chen", std::nullopt};
  CHECK_ROWS(book.maps().coverage(), "coverage_people",
             R"([{"name": "Li"}, {"name": null}, {"name": "Wang"},
                 {"name": "Zhao"}, {"name": "Chen"}, {"name": null}])");
}

TEST_CASE("the metadata of coverage says what was asked", "[org][coverage]") {
  const CoverageBook book(6, {});
  CoverageRequest request;
  request.vendor = "Rival";
  const Result result = book.maps().coverage(request);
  CHECK(metadata_at(result, "sandan.verb") == "coverage");
  CHECK(parsed(metadata_at(result, "sandan.request")).at("vendor") == "Rival");
}
