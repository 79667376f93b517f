// Sheets as a property: random tables and random texts.
#include <algorithm>
#include <cmath>
#include <random>

#include "rules/sheets.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

/// Texts that try the protection of cells.
class Texts {
 public:
  explicit Texts(unsigned seed) : engine_(seed) {}

  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
  bool one_in(int n) { return below(n) == 0; }

  std::string text() {
    static const char* const parts[] = {
        "a", "B", "0",    "1", "5", ".", ",",    ";",  "\t", "\n", "\r\n", "\"",     "'",
        "=", "-", "+",    "@", " ", "“", "≤",    "月", "(",  ")",  "..",   "true",   "TRUE",
        "e", "/", "out=", "#", "|", "{", "客户", "%",  ":",  "~",  "\\",   "(type)", "Mar"};
    std::string text;
    for (int n = below(6); n > 0; --n)
      text += parts[below(static_cast<int>(std::size(parts)))];
    return text;
  }

  std::string code() {
    std::string code = text();
    code.erase(std::remove_if(code.begin(), code.end(), [](char c) { return c > 0 && c < ' '; }),
               code.end());
    return code;
  }

  std::string value(const std::string& type) {
    if (type == "bool") return one_in(2) ? "true" : "false";
    if (type == "date") return "\"20" + std::to_string(10 + below(80)) + "-02-1" + digit() + "\"";
    if (type == "duration") return "\"P" + std::to_string(1 + below(400)) + "D\"";
    if (type == "text") return quoted(text());
    if (one_in(3)) return std::to_string(below(2'000'000) - 1'000'000);
    const double real = one_in(2) ? static_cast<double>(below(100'000)) / 1'000.0
                                  : std::ldexp(below(1 << 30) - (1 << 29), below(200) - 100);
    return sandan::json::canonical(sandan::json::Value(real));
  }

  static std::string quoted(const std::string& text) {
    std::string out;
    sandan::json::append_quoted(out, text);
    return out;
  }

 private:
  std::string digit() { return std::to_string(below(10)); }

  std::mt19937 engine_;
};

std::string random_table(Texts& texts) {
  static const char* const types[] = {"bool", "number", "text", "date", "duration"};
  const char* const columns[] = {"system", "staff", "signed on", "open", "limit", "before"};
  const int used = texts.below(7);
  const int outputs = 1 + texts.below(3);
  std::string table = R"("hit": "rule_order", "columns": [)";
  for (int i = 0; i < used; ++i)
    table += (i > 0 ? ", \"" : "\"") + std::string(columns[i]) + "\"";
  table += "], \"outputs\": [";
  std::vector<std::string> chosen;
  for (int i = 0; i < outputs; ++i) {
    chosen.emplace_back(types[texts.below(5)]);
    table += (i > 0 ? ", " : "") + std::string(R"({"code": "o)") + std::to_string(i) +
             R"(", "type": ")" + chosen.back() + "\"";
    if (texts.one_in(3)) table += ", \"default\": " + texts.value(chosen.back());
    table += "}";
  }
  table += "], \"rules\": [";
  for (int r = 0, n = texts.below(12); r < n; ++r) {
    table += (r > 0 ? ", " : "") + std::string("{\"code\": ") +
             Texts::quoted(std::to_string(r) + texts.code());
    if (!texts.one_in(4)) {
      table += ", \"when\": {\"x\": null";
      for (int i = 0; i < used; ++i) {
        if (texts.one_in(3)) continue;
        table += ", \"" + std::string(columns[i]) + "\": " + Texts::quoted(texts.text());
      }
      table += "}";
    }
    if (!texts.one_in(6)) {
      table += ", \"then\": {\"x\": null";
      for (int i = 0; i < outputs; ++i) {
        if (texts.one_in(4)) continue;
        table += ", \"o" + std::to_string(i) + "\": " + texts.value(chosen[static_cast<size_t>(i)]);
      }
      table += "}";
    }
    if (texts.one_in(4)) table += R"(, "label": {"zh": )" + Texts::quoted("z" + texts.text()) + "}";
    if (texts.one_in(4)) table += R"(, "origin": "sandan")";
    table += "}";
  }
  return policy_with(table + "]");
}

/// A member of an object, or none in one case of `rare`.
std::string member(Texts& texts, int rare, const std::string& name, const std::string& value) {
  return texts.one_in(rare) ? "" : ", \"" + name + "\": " + value;
}

std::string random_card(Texts& texts) {
  std::string card = R"({"sandan": "policy/1", "code": "p", "label": {"en": "P"}, "inputs": [],
      "decisions": [{"code": "d", "kind": "scorecard", "bands": [{"code": "b"}], "criteria": [)";
  for (int c = 0, n = 1 + texts.below(4); c < n; ++c) {
    card += (c > 0 ? ", " : "") + std::string("{\"code\": ") +
            Texts::quoted(std::to_string(c) + texts.code());
    card += member(texts, 2, "input", Texts::quoted(texts.text()));
    card += member(texts, 2, "weight", texts.value("number"));
    card += member(texts, 2, "baseline", texts.value("number"));
    card += member(texts, 2, "if_unknown", texts.value("number"));
    card += member(texts, 2, "group", Texts::quoted(texts.text()));
    card += member(texts, 2, "label", R"({"fr": )" + Texts::quoted("f" + texts.text()) + "}");
    card += member(texts, 2, "x_own", "[1, null]") + ", \"attributes\": [";
    for (int a = 0, m = 1 + texts.below(4); a < m; ++a) {
      card += (a > 0 ? ", " : "") + std::string("{\"when\": ") + Texts::quoted(texts.text());
      card += ", \"points\": " + texts.value("number");
      card += member(texts, 2, "code", Texts::quoted(std::to_string(a) + texts.code()));
      card += member(texts, 2, "reason", Texts::quoted(texts.text()));
      card += member(texts, 2, "origin", "\"source\"");
      card += member(texts, 3, "x_row", std::to_string(a)) + "}";
    }
    card += "]}";
  }
  return card + "]}]}";
}

}  // namespace

TEST_CASE("random tables go to a sheet and back unchanged") {
  for (unsigned seed = 0; seed < 1'500; ++seed) {
    Texts texts(seed);
    const std::string policy = replaced(random_table(texts), "\"x\": null, ", "");
    const std::string expected = canonical(replaced(policy, "\"x\": null", ""));
    INFO(seed << "\n" << policy);
    const std::string csv = write_sheet(expected, "d");
    INFO(csv);
    REQUIRE(read_sheet(expected, "d", csv) == expected);
    REQUIRE(read_sheet(expected, "d", "\xef\xbb\xbf" + csv) == expected);
  }
}

TEST_CASE("random scorecards go to a sheet and back unchanged") {
  for (unsigned seed = 0; seed < 1'000; ++seed) {
    Texts texts(seed);
    const std::string expected = canonical(random_card(texts));
    const std::string csv = write_sheet(expected, "d");
    INFO(seed << "\n" << expected << "\n" << csv);
    REQUIRE(read_sheet(expected, "d", csv) == expected);
  }
}

TEST_CASE("any text is read or refused as a sheet, never taken for another") {
  for (unsigned seed = 0; seed < 3'000; ++seed) {
    Texts texts(seed);
    std::string csv = texts.one_in(4) ? "" : "hit=FIRST,system,out=grade,out=share\n";
    for (int n = texts.below(8); n > 0; --n)
      csv += texts.text() + (texts.one_in(2) ? "," : "\n");
    INFO(csv);
    std::string read;
    const auto error = refusal([&] { read = read_sheet(small, "d", csv); });
    if (error) {
      CHECK((error->status() == Status::data || error->status() == Status::parse));
      CHECK(error->row() >= 0);
    } else {
      CHECK(read_sheet(read, "d", write_sheet(read, "d")) == read);
    }
  }
}
