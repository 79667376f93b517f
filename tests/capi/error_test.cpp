// The caller-owned error struct.
#include "capi/fixture.hpp"

using namespace sandan::testing;

namespace {

int32_t compile(const std::string& json, sandan_error* error) {
  sandan_process* process = nullptr;
  const int32_t status = sandan_process_compile(json.data(), json.size(), &process, error);
  sandan_process_destroy(process);
  return status;
}

bool ends_in_zero(const char* text, std::size_t size) {
  return std::memchr(text, 0, size) != nullptr;
}

}  // namespace

TEST_CASE("an error struct of another size is refused and left alone") {
  for (const std::uint32_t size : {0u, 1u, 1023u, 1025u, 4096u}) {
    sandan_error error = SANDAN_ERROR_INIT;
    error.struct_size = size;
    error.code = 77;
    CHECK(compile(small_process, &error) == SANDAN_INVALID_ARGUMENT);
    CHECK(error.code == 77);
    CHECK(error.struct_size == size);
    CHECK(error.message[0] == 0);
  }
}

TEST_CASE("a refusal says what, where and why") {
  sandan_error error = SANDAN_ERROR_INIT;
  CHECK(compile(R"({"sandan": "process/1", "code": "p", "label": {"en": "P"},
    "stages": [{"code": "a", "label": {"en": "A"}, "colour": 1}]})",
                &error) == SANDAN_DOCUMENT);
  CHECK(error.code == SANDAN_DOCUMENT);
  CHECK(error.struct_size == sizeof(sandan_error));
  CHECK(std::string(error.detail) == "unknown_field");
  CHECK(std::string(error.where) == "/stages/0/colour");
  CHECK(std::string(error.table).empty());
  CHECK(error.row == -1);
  CHECK(error.column == -1);
  CHECK(error.flags == 0);
  CHECK(std::strlen(error.message) > 10);
}

TEST_CASE("a struct used again holds only the newer refusal") {
  sandan_error error = SANDAN_ERROR_INIT;
  compile(R"({"sandan": "process/1", "code": "p", "label": {"en": "P"}, "far_away": 1})", &error);
  CHECK(std::string(error.where) == "/far_away");
  CHECK(compile("[", &error) == SANDAN_PARSE);
  CHECK(std::string(error.where).rfind("byte ", 0) == 0);
  CHECK(std::string(error.detail) == "not_json");
}

TEST_CASE("a long place is cut at a code point and flagged") {
  std::string name;
  for (int i = 0; i < 200; ++i)
    name += "\u5355";  // three bytes each
  for (int shift = 0; shift < 3; ++shift) {
    sandan_error error = SANDAN_ERROR_INIT;
    const std::string field = std::string(static_cast<std::size_t>(shift), 'z') + name;
    compile(R"({"sandan": "process/1", "code": "p", "label": {"en": "P"}, ")" + field + R"(": 1})",
            &error);
    CHECK((error.flags & 2u) != 0);
    REQUIRE(ends_in_zero(error.where, sizeof error.where));
    const std::string where = error.where;
    CHECK(where.size() >= 252);
    CHECK((where.size() - 1 - static_cast<std::size_t>(shift)) % 3 == 0);
    CHECK("/" + field.substr(0, where.size() - 1) == where);
  }
}

TEST_CASE("a long message is cut at a code point and flagged") {
  // The names of many keys and an unknown one make a long message.
  std::vector<Column> columns{int64s("opportunity_id", {1})};
  for (int i = 0; i < 40; ++i) {
    columns.push_back(texts("a_rather_long_name_of_a_column_" + std::to_string(i), {"x"}));
  }
  const Exported deals(columns);
  const ProcessHandle process = make_process();
  sandan_tables* made = nullptr;
  REQUIRE(sandan_tables_create(&made, nullptr) == SANDAN_OK);
  const TableSet tables(made);
  REQUIRE(sandan_tables_add(made, "opportunities", 13, &deals.schema, &deals.array, nullptr) ==
          SANDAN_OK);
  sandan_process_history* history = nullptr;
  REQUIRE(sandan_process_history_build(process.get(), made, as_of.data(), as_of.size(), nullptr,
                                       &history, nullptr) == SANDAN_OK);
  const HistoryHandle owner(history);
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_result* result = nullptr;
  const std::string request = R"({"by": ["nothing"]})";
  CHECK(sandan_process_funnel(history, request.data(), request.size(), nullptr, &result, &error) ==
        SANDAN_INVALID_ARGUMENT);
  CHECK(result == nullptr);
  CHECK(std::string(error.where) == "/by/0");
  CHECK(ends_in_zero(error.message, sizeof error.message));
}

TEST_CASE("a fault in a table names table, row and column") {
  const ProcessHandle process = make_process();
  const TableSet tables = make_tables();
  sandan_process_history* history = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::string request = R"({"as_of": "2026-06-30", "strict": true})";
  CHECK(sandan_process_history_build(process.get(), tables.get(), request.data(), request.size(),
                                     nullptr, &history, &error) == SANDAN_DATA);
  CHECK(history == nullptr);
  CHECK(std::string(error.table) == "stage_events");
  CHECK(error.row == 6);
  CHECK(error.column == 1);
  CHECK(std::string(error.where) == "stage");
  CHECK(std::string(error.detail) == "unknown_stage");
  CHECK(std::string(error.message).find("nowhere") != std::string::npos);
  const std::string silent = R"({"as_of": "2026-06-30", "strict": true, "values": false})";
  CHECK(sandan_process_history_build(process.get(), tables.get(), silent.data(), silent.size(),
                                     nullptr, &history, &error) == SANDAN_DATA);
  CHECK(std::string(error.message).find("nowhere") == std::string::npos);
}
