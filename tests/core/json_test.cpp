// JSON: what is read, what is refused and where, canonical text and digest.
#include <cmath>
#include <filesystem>
#include <random>

#include "core/json.hpp"
#include "core/sha256.hpp"
#include "sandan/core/document.hpp"
#include "sandan/process.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

std::string refused_as(const std::string& text) {
  const auto refused = refusal([&] { canonical_document(text); });
  return refused ? refused->detail() + " " + refused->where() : "";
}

}  // namespace

TEST_CASE("canonical text: sorted, no nulls, no spaces, shortest numbers") {
  CHECK(canonical_document(
            " { \"b\" : 1 , \"a\" : [ 1.0 , null , 1e2, -0, 0.1 ] , \"c\" : null } ") ==
        R"({"a":[1,null,100,0,0.1],"b":1})");
  CHECK(canonical_document(R"({"é":1,"z":2,"":3,"Z":4})") == R"({"":3,"Z":4,"z":2,"é":1})");
  CHECK(canonical_document(R"("\u0041\n\u00e9\ud83d\ude00</script>")") ==
        "\"A\\n\u00e9\U0001F600\\u003c/script\\u003e\"");
  CHECK(canonical_document("9223372036854775807") == "9223372036854775807");
  CHECK(canonical_document("-9223372036854775808") == "-9223372036854775808");
  CHECK(document_digest("{ }") == sha256_hex("{}"));
  CHECK(document_digest(R"({"b":1,"a":2})") == document_digest(R"({"a":2, "b":1, "c":null})"));
}

TEST_CASE("canonical text is a fixed point") {
  for (const std::string text :
       {R"({"a":{"b":[{},[],"",0,-1.5e-7,true,false]}})", R"([1e300,5e-324,123456789.125])"}) {
    const std::string once = canonical_document(text);
    CHECK(canonical_document(once) == once);
  }
}

TEST_CASE("what JSON leaves open is refused with a place") {
  CHECK(refused_as(R"({"a":1,"a":1})") == "duplicate_member /a");
  CHECK(refused_as(R"({"x":[{"a":1,"b":{"q/r":1,"q/r":2}}]})") == "duplicate_member /x/0/b/q~1r");
  CHECK(refused_as(R"({"a":1,"\u0061":1})") == "duplicate_member /a");
  CHECK(refused_as("[1e400]") == "number_too_large /0");
  CHECK(refused_as("[9223372036854775808]") == "integer_too_large /0");
  CHECK(refused_as("[-9223372036854775809]") == "integer_too_large /0");
  CHECK(refused_as("") == "not_json byte 0");
  CHECK(refused_as("{} {}") == "not_json byte 3");
  CHECK(refused_as("[1,]").substr(0, 8) == "not_json");
  CHECK(refused_as("\xef\xbb\xbf{}").substr(0, 8) == "not_json");
  CHECK(refused_as("[\"\xff\"]").substr(0, 8) == "not_json");
  CHECK(refused_as("[\"\\ud800\"]").substr(0, 8) == "not_json");
  CHECK(refused_as("NaN").substr(0, 8) == "not_json");
}

TEST_CASE("limits on depth, size and members") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(refused_as(nested(64)).empty());
  CHECK(refused_as(nested(65)).substr(0, 8) == "too_deep");
  CHECK(refused_as(nested(200'000)).substr(0, 8) == "too_deep");
  const auto with_members = [](std::size_t count) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i)
      text += i > 0 ? ",0" : "0";
    return text + "]";
  };
  CHECK(refused_as(with_members(100'000)).empty());
  CHECK(refused_as(with_members(100'001)).substr(0, 16) == "too_many_members");
  CHECK(refused_as(std::string((std::size_t{16} << 20) + 1, ' ')).substr(0, 14) ==
        "text_too_large");
  CHECK(refusal([&] { sandan::json::parse("[[[]]]", {16, 2, 10}); })->detail() == "too_deep");
  CHECK(refusal([&] {
          sandan::json::parse("[1, 2, 3]", {1000, 9, 2});
        })->status() == Status::limit);
  CHECK(refusal([&] {
          sandan::json::parse(R"({"a":1,"b":2})", {1000, 9, 1});
        })->status() == Status::limit);
}

TEST_CASE("numbers are read to the nearest double and written so that they come back") {
  std::mt19937_64 engine(7);
  for (int i = 0; i < 200'000; ++i) {
    const auto bits = engine();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    char text[64];
    std::snprintf(text, sizeof text, "%.*e", i % 3 == 0 ? 16 : static_cast<int>(bits % 25), value);
    const double expected = std::strtod(text, nullptr);
    if (!std::isfinite(expected)) continue;
    const auto read = sandan::json::parse(text);
    const double got = read.to_number<double>();
    if (got != expected) FAIL(text << " is read as " << got);
    std::string written;
    sandan::json::append_number(written, got);
    if (std::strtod(written.c_str(), nullptr) != got) FAIL(written << " is not " << got);
  }
  SUCCEED();
}

TEST_CASE("numbers whose digits and exponent disagree in size") {
  // 400 digits and e-400: a number near one, neither too large nor zero.
  const std::string near_one = "1" + std::string(400, '0') + "e-400";
  CHECK(canonical_document(near_one) == "1");
  CHECK(canonical_document("0." + std::string(400, '0') + "1e401") == "1");
  // Too large although the exponent is negative; zero although it is positive.
  CHECK(refused_as("[1" + std::string(400, '0') + "e-1]") == "number_too_large /0");
  CHECK(canonical_document("[0." + std::string(400, '0') + "1e+1]") == "[0]");
  CHECK(canonical_document("[1e-400]") == "[0]");
}

TEST_CASE("SHA-256 of published messages") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  // The edges of padding: 55, 56, 63, 64 and 65 bytes differ from each other.
  CHECK(sha256_hex(std::string(64, 'a')) ==
        "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
  CHECK(sha256_hex(std::string(55, 'a')) ==
        "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  CHECK(sha256_hex(std::string(56, 'a')) ==
        "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
}

TEST_CASE("JSONTestSuite: accepted, refused, no crash") {
  const std::string folder = source_dir + "/../shared/data/robustness/JSONTestSuite";
  if (!std::filesystem::exists(folder)) {
    WARN("../shared/data/robustness/JSONTestSuite is not there: skipped");
    return;
  }
  int accepted = 0, refused = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".json" || name.size() < 3 || name[1] != '_') continue;
    const std::string text = file_text(entry.path().string());
    INFO(name);
    const auto answer = refusal([&] { canonical_document(text); });
    // No document of the suite is a process.
    CHECK(refusal([&] { Process::compile(text); }).has_value());
    if (name[0] == 'y') {
      ++accepted;
      // Duplicate members are JSON and refused by choice.
      const bool duplicates = name.find("duplicated_key") != std::string::npos;
      CHECK(answer.has_value() == duplicates);
    } else if (name[0] == 'n') {
      ++refused;
      CHECK(answer.has_value());
    }
  }
  CHECK(accepted > 80);
  CHECK(refused > 150);
}
