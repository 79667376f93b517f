// The case documents that the schema tests and every other reader share.
#include <filesystem>

#include "process/definition.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

const std::string cases = source_dir + "/tests/documents/cases/";

std::vector<std::filesystem::path> documents_in(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".json" && entry.path().filename() != "index.json") {
      paths.push_back(entry.path());
    }
  }
  return paths;
}

}  // namespace

TEST_CASE("every invalid case document is refused where and for what its index says") {
  const auto index = parsed(file_text(cases + "invalid/index.json")).as_object();
  const auto paths = documents_in(cases + "invalid");
  CHECK(paths.size() == index.size());
  for (const auto& path : paths) {
    const std::string name = path.filename().string();
    INFO(name);
    REQUIRE(index.contains(name));
    const auto& expected = index.at(name).as_object();
    const auto refused = refusal([&] { process::read_definition(file_text(path.string())); });
    REQUIRE(refused);
    CHECK(refused->where() == std::string(expected.at("where").as_string()));
    CHECK(refused->detail() == std::string(expected.at("detail").as_string()));
    const bool told = refused->status() == Status::document || refused->status() == Status::parse ||
                      refused->status() == Status::unsupported ||
                      refused->status() == Status::limit;
    CHECK(told);
  }
}

TEST_CASE("every valid case document and every shipped process is read") {
  auto paths = documents_in(cases + "valid");
  const auto shipped = documents_in(source_dir + "/data/processes");
  CHECK(paths.size() >= 10);
  CHECK(shipped.size() == 7);
  paths.insert(paths.end(), shipped.begin(), shipped.end());
  for (const auto& path : paths) {
    INFO(path.filename().string());
    const std::string text = file_text(path.string());
    const auto read = process::read_definition(text);
    // The canonical text is a fixed point: the same document and digest.
    const auto again = process::read_definition(read.canonical);
    CHECK(again.canonical == read.canonical);
    CHECK(again.digest == read.digest);
    CHECK(read.stages.size() <= process::max_stages);
    CHECK(read.stage_index("lost").has_value() +
              std::count_if(read.stages.begin(), read.stages.end(),
                            [](const auto& s) { return s.outcome == Outcome::lost; }) >
          0);
  }
}

TEST_CASE("stages in the line are numbered and the others are not") {
  const auto definition = process::read_definition(R"({
    "sandan": "process/1", "code": "p", "label": {"en": "P"}, "stages": [
      {"code": "a", "label": {"en": "A"}},
      {"code": "gone", "label": {"en": "Gone"}, "outcome": "lost"},
      {"code": "b", "label": {"en": "B"}, "outcome": "won"},
      {"code": "c", "label": {"en": "C"}, "phase": "after"}]})");
  REQUIRE(definition.stages.size() == 5);  // cancelled is implicit, lost is "gone"
  CHECK(definition.stages[0].step == 0);
  CHECK(definition.stages[1].step == -1);
  CHECK(definition.stages[2].step == 1);
  CHECK(definition.stages[3].step == 2);
  CHECK(definition.stages[4].item.code == "cancelled");
  CHECK(definition.stages[4].implicit);
  CHECK(definition.stages[4].step == -1);
  CHECK(definition.winning == std::optional<std::size_t>(2));
  CHECK(definition.is_won_stage(2));
  CHECK(definition.is_won_stage(3));
  CHECK_FALSE(definition.is_won_stage(0));
  CHECK_FALSE(definition.is_won_stage(1));
}
