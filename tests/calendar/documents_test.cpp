// Calendar documents: the cases that the schema tests share, and the shipped ones.
#include <filesystem>

#include "calendar/calendars.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

const std::string cases = source_dir + "/tests/documents/cases/calendar/";

std::vector<std::filesystem::path> documents_in(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename() != "index.json") paths.push_back(entry.path());
  }
  return paths;
}

}  // namespace

TEST_CASE("every invalid calendar is refused where and for what its index says") {
  const auto index = parsed(file_text(cases + "invalid/index.json")).as_object();
  const auto paths = documents_in(cases + "invalid");
  CHECK(paths.size() == index.size());
  for (const auto& path : paths) {
    const std::string name = path.filename().string();
    INFO(name);
    REQUIRE(index.contains(name));
    const auto& expected = index.at(name).as_object();
    const auto refused = refusal([&] { Calendar::compile(file_text(path.string())); });
    REQUIRE(refused);
    CHECK(refused->where() == std::string(expected.at("where").as_string()));
    CHECK(refused->detail() == std::string(expected.at("detail").as_string()));
    const bool told = refused->status() == Status::document || refused->status() == Status::parse ||
                      refused->status() == Status::unsupported;
    CHECK(told);
  }
}

TEST_CASE("every valid calendar and every shipped one is read") {
  auto paths = documents_in(cases + "valid");
  const auto ours = documents_in(source_dir + "/data/calendars");
  CHECK(paths.size() >= 10);
  CHECK(ours.size() == 4);
  paths.insert(paths.end(), ours.begin(), ours.end());
  for (const auto& path : paths) {
    INFO(path.filename().string());
    const Calendar read = Calendar::compile(file_text(path.string()));
    // The canonical text is a fixed point: the same document and digest.
    const Calendar again = Calendar::compile(read.to_json());
    CHECK(again.to_json() == read.to_json());
    CHECK(again.digest() == read.digest());
    CHECK(again.code() == read.code());
  }
}

TEST_CASE("a calendar takes 20,000 entries and no more") {
  const auto listed = [](int entries) {
    std::string text;
    for (int i = 0; i < entries; ++i) {
      text += i == 0 ? "" : ",";
      text += R"({"label": {"en": "H"}, "from": ")" + format_day(first_day + i) + "\"}";
    }
    return five_days + ", \"holidays\": [" + text + "]";
  };
  CHECK(!calendar_with(listed(20'000)).is_workday(day("1901-01-01")));
  const auto refused = refusal([&] { calendar_with(listed(20'001)); });
  REQUIRE(refused);
  CHECK(refused->where() == "/holidays");
  CHECK(refused->detail() == "too_many");
}

TEST_CASE("what is no JSON is refused as such") {
  const auto refused = refusal([] { Calendar::compile("{"); });
  REQUIRE(refused);
  CHECK(refused->status() == Status::parse);
}
