// Expressions and cells: what they are read as, and what is refused at which byte.
#include "rules/feel/parse.hpp"

#include "rules/feel/lexer.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;
using namespace sandan::rules::feel;

namespace {

const Scope scope = {{"x", Type::number},
                     {"n", Type::number},
                     {"name", Type::text},
                     {"flag", Type::boolean},
                     {"due", Type::date},
                     {"due date", Type::date},
                     {"due date of order", Type::date},
                     {"wait", Type::duration},
                     {"term", Type::months},
                     {"a-b", Type::number},
                     {"and so on", Type::boolean},
                     {"order", Type::number},
                     {"金额", Type::number},
                     {"金额（元）", Type::number},
                     {"date", Type::date},
                     {"30 day sum", Type::number}};

/// The tree with its operators in front: (add x 1).
std::string told(const Node& node) {
  static constexpr const char* names[] = {"literal", "slot", "?",  "neg", "add", "sub", "mul",
                                          "div",     "pow",  "=",  "!=",  "<",   "<=",  ">",
                                          ">=",      "and",  "or", "not", "if"};
  if (node.op == Op::literal) return literal_text(node.value);
  if (node.op == Op::slot) return scope[static_cast<std::size_t>(node.slot)].name;
  if (node.op == Op::tested) return "?";
  std::string out = "(";
  out += names[static_cast<std::size_t>(node.op)];
  for (const Node& child : node.children)
    out += " " + told(child);
  return out + ")";
}

std::string read(std::string_view text) { return told(parse_expression(text, scope)); }
std::string cell(std::string_view text, Type tested = Type::number) {
  return told(parse_cell(text, tested, scope));
}

std::string refused_as(const std::optional<Error>& refused) {
  if (!refused) return "read";
  return refused->detail() + " " + refused->where();
}
std::string refused(std::string_view text) {
  return refused_as(refusal([&] { parse_expression(text, scope); }));
}
std::string cell_refused(std::string_view text, Type tested) {
  return refused_as(refusal([&] { parse_cell(text, tested, scope); }));
}
std::string message(std::string_view text) {
  const auto refused = refusal([&] { parse_expression(text, scope); });
  return refused ? refused->what() : "read";
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += text;
  return out;
}

}  // namespace

TEST_CASE("operators and how they bind") {
  const std::pair<const char*, const char*> trees[] = {
      {"1 + 2 * 3", "(add 1 (mul 2 3))"},
      {"1 - 2 - 3", "(sub (sub 1 2) 3)"},
      {"12 / 2 * 3", "(mul (div 12 2) 3)"},
      {"(1 - 2) * x", "(mul (sub 1 2) x)"},
      {"2 ** 3 ** 2", "(pow (pow 2 3) 2)"},
      {"-3 ** 2", "(pow -3 2)"},
      {"2 * x ** -2", "(mul 2 (pow x -2))"},
      {"-x", "(neg x)"},
      {"--5", "5"},
      {"1--1", "(sub 1 -1)"},
      {"-(-x)", "(neg (neg x))"},
      {"-@\"P1D\"", "@\"-P1D\""},
      {"x < 1 or x > 2 and flag", "(or (< x 1) (and (> x 2) flag))"},
      {"(x < 1 or x > 2) and flag", "(and (or (< x 1) (> x 2)) flag)"},
      {"flag and flag and flag or flag or flag", "(or (and flag flag flag) flag flag)"},
      {"x + 1 <= n * 2", "(<= (add x 1) (mul n 2))"},
      {"x != null", "(!= x null)"},
      {"not(flag) = false", "(= (not flag) false)"},
      {"if flag then 1 else 2 + 3", "(if flag 1 (add 2 3))"},
      {"1 + if flag then 1 else 2", "(add 1 (if flag 1 2))"},
      {"if flag then 1 else if x = 1 then 2 else null", "(if flag 1 (if (= x 1) 2 null))"},
      {"if if flag then flag else flag then 1 else 2", "(if (if flag flag flag) 1 2)"},
      {"x between 1 and 5 and flag", "(and (>= x 1) (<= x 5) flag)"},
      {"x + 1 between n - 1 and n + 1", "(and (>= (add x 1) (sub n 1)) (<= (add x 1) (add n 1)))"},
      {"\"a\" + name", "(add \"a\" name)"},
      {"due + wait", "(add due wait)"},
      {"due - @\"2026-01-31\" > @\"P3D\"", "(> (sub due @\"2026-01-31\") @\"P3D\")"},
      {"duration(\"P1Y2M\")", "@\"P1Y2M\""},
      {"date ( \"2026-01-31\" )", "@\"2026-01-31\""},
      {"@ \"PT0S\"", "@\"PT0S\""},
      {"1.50", "1.5"},
      {".5", "0.5"},
      {"1e3", "1000"},
  };
  for (const auto& [text, tree] : trees) {
    INFO(text);
    CHECK(read(text) == tree);
  }
}

TEST_CASE("in, with all its tests") {
  const std::pair<const char*, const char*> trees[] = {
      {"x in (1, 2)", "(or (= x 1) (= x 2))"},
      {"x in (1)", "(= x 1)"},
      {"x in 5", "(= x 5)"},
      {"x in < 5", "(< x 5)"},
      {"x in (< 5, >= 10, = 7, != 8)", "(or (< x 5) (>= x 10) (= x 7) (!= x 8))"},
      {"x in [1..5]", "(and (>= x 1) (<= x 5))"},
      {"x in [1..5)", "(and (>= x 1) (< x 5))"},
      {"x in (1..5]", "(and (> x 1) (<= x 5))"},
      {"x in (1..5)", "(and (> x 1) (< x 5))"},
      {"x in ]1..5[", "(and (> x 1) (< x 5))"},
      {"x in ((1..5), [7..8])", "(or (and (> x 1) (< x 5)) (and (>= x 7) (<= x 8)))"},
      {"x in ((1 + 1) * 2, 5)", "(or (= x (mul (add 1 1) 2)) (= x 5))"},
      {"x in ((1 + 1)..5)", "(and (> x (add 1 1)) (< x 5))"},
      {"x in ([1..5])", "(and (>= x 1) (<= x 5))"},
      {"x in (null, 1)", "(or (= x null) (= x 1))"},
      {"x + 1 in (2)", "(= (add x 1) 2)"},
      {"name in (\"a\", \"b\") and flag", "(and (or (= name \"a\") (= name \"b\")) flag)"},
      {"x in (n..n + 1]", "(and (> x n) (<= x (add n 1)))"},
  };
  for (const auto& [text, tree] : trees) {
    INFO(text);
    CHECK(read(text) == tree);
  }
}

TEST_CASE("cells") {
  const struct {
    const char* text;
    Type tested;
    const char* tree;
  } cells[] = {
      {"-", Type::number, "true"},
      {" - ", Type::text, "true"},
      {"", Type::date, "true"},
      {"  // nothing\n", Type::date, "true"},
      {"-5", Type::number, "(= ? -5)"},
      {"- x", Type::number, "(= ? (neg x))"},
      {"5", Type::number, "(= ? 5)"},
      {"< 5", Type::number, "(< ? 5)"},
      {">= x + 1", Type::number, "(>= ? (add x 1))"},
      {"= 5", Type::number, "(= ? 5)"},
      {"!= 5", Type::number, "(!= ? 5)"},
      {"1, 2, > 10", Type::number, "(or (= ? 1) (= ? 2) (> ? 10))"},
      {"[1..5]", Type::number, "(and (>= ? 1) (<= ? 5))"},
      {"(1..5)", Type::number, "(and (> ? 1) (< ? 5))"},
      {"]1..5[", Type::number, "(and (> ? 1) (< ? 5))"},
      {"[1..5)", Type::number, "(and (>= ? 1) (< ? 5))"},
      {"[-1..-0.5]", Type::number, "(and (>= ? -1) (<= ? -0.5))"},
      {"[.5...75]", Type::number, "(and (>= ? 0.5) (<= ? 0.75))"},
      {"(1 + 2) * 3", Type::number, "(= ? (mul (add 1 2) 3))"},
      {"((1)..(5))", Type::number, "(and (> ? 1) (< ? 5))"},
      {"[1..2], [4..5]", Type::number, "(or (and (>= ? 1) (<= ? 2)) (and (>= ? 4) (<= ? 5)))"},
      {"not(1, 2)", Type::number, "(not (or (= ? 1) (= ? 2)))"},
      {"not([1..2])", Type::number, "(not (and (>= ? 1) (<= ? 2)))"},
      {"not(null)", Type::number, "(not (= ? null))"},
      {"null", Type::text, "(= ? null)"},
      {"\"a\",\"b\"", Type::text, "(or (= ? \"a\") (= ? \"b\"))"},
      {"name", Type::text, "(= ? name)"},
      {"true", Type::boolean, "(= ? true)"},
      {"x > 1", Type::boolean, "(= ? (> x 1))"},
      {"< @\"2026-01-31\"", Type::date, "(< ? @\"2026-01-31\")"},
      {"[due..due + @\"P3D\"]", Type::date, "(and (>= ? due) (<= ? (add due @\"P3D\")))"},
      {"> duration(\"PT2H\")", Type::duration, "(> ? @\"PT2H\")"},
      {">= @\"P1Y\"", Type::months, "(>= ? @\"P1Y\")"},
      {"if flag then 1 else 2", Type::number, "(= ? (if flag 1 2))"},
  };
  for (const auto& each : cells) {
    INFO(each.text);
    CHECK(cell(each.text, each.tested) == each.tree);
  }
}

TEST_CASE("names: the longest that is known") {
  CHECK(read("due") == "due");
  CHECK(read("due date") == "due date");
  CHECK(read("due   date\n of\torder") == "due date of order");
  CHECK(read("due date - due") == "(sub due date due)");
  CHECK(read("a-b") == "a-b");
  CHECK(read("a-b - x") == "(sub a-b x)");
  CHECK(read("flag and and so on") == "(and flag and so on)");
  CHECK(read("金额+1") == "(add 金额 1)");
  CHECK(read("金额（元） > 1") == "(> 金额（元） 1)");
  CHECK(read("date < date(\"2026-01-31\")") == "(< date @\"2026-01-31\")");
  const Scope of_blanks = {{"客户\u00a0名", Type::text}};
  CHECK(parse_expression("\u3000 客户 \u3000名\t", of_blanks).slot == 0);
  CHECK(read("30 day sum / 30") == "(div 30 day sum 30)");
  CHECK(read("x\u3000+\u00a0n") == "(add x n)");
  CHECK(refused("due dates") == "unknown_name byte 4");
  CHECK(refused("names") == "unknown_name byte 0");
  CHECK(refused("金额大") == "unknown_name byte 0");
  CHECK(refused("dued") == "unknown_name byte 0");
  CHECK(refused("1 + nobody") == "unknown_name byte 4");
  CHECK(refused("last contact > 3") == "unknown_name byte 0");
  CHECK(message("last contact > 3").find("\"last contact\"") != std::string::npos);
  CHECK(message("last contact > 3").find("due date of order") != std::string::npos);
  CHECK(is_reserved_word("and"));
  CHECK_FALSE(is_reserved_word("date"));
  const Scope reserved = {{"null", Type::number}, {"for", Type::number}};
  CHECK(parse_expression("null", reserved).op == Op::literal);
  CHECK(parse_expression("for", reserved).op == Op::slot);
}

TEST_CASE("texts and comments") {
  const auto text = [](std::string_view source) {
    return parse_expression(source, scope).value.text;
  };
  CHECK(text(R"("a\"b\\c\n\t\r\'")") == "a\"b\\c\n\t\r'");
  CHECK(text(R"("\u00e9\u5BA2\uD83D\uDC0E\U01F40E")") == "é客🐎🐎");
  CHECK(text("\"// no comment /* none */\"") == "// no comment /* none */");
  CHECK(read("1 // one\n + /* two\n */ 2") == "(add 1 2)");
  CHECK(read("x//1") == "x");
  CHECK(refused("1 /* open") == "feel_syntax byte 2");
  CHECK(refused("\"open") == "feel_syntax byte 0");
  CHECK(refused("\"open\\\"") == "feel_syntax byte 0");
  CHECK(refused("\"two\nlines\"") == "feel_syntax byte 4");
  CHECK(refused(R"("ab\q")") == "feel_syntax byte 3");
  CHECK(refused(R"("\uD83D")") == "feel_syntax byte 1");
  CHECK(refused(R"("\uDC0E")") == "feel_syntax byte 1");
  CHECK(refused(R"("\u12")") == "feel_syntax byte 1");
  CHECK(refused(R"("\U110000")") == "feel_syntax byte 1");
  CHECK(refused("1 + \"\xff\"") == "feel_syntax byte 5");
  CHECK(refused("\xe5\xae") == "feel_syntax byte 0");
}

TEST_CASE("what is no expression") {
  const std::pair<const char*, const char*> texts[] = {
      {"", "feel_syntax byte 0"},
      {"1 +", "feel_syntax byte 3"},
      {"(1", "feel_syntax byte 2"},
      {"1)", "feel_syntax byte 1"},
      {"1 2", "feel_syntax byte 2"},
      {"* 2", "feel_syntax byte 0"},
      {"x == 1", "feel_syntax byte 2"},
      {"x <> 1", "feel_syntax byte 2"},
      {"! flag", "feel_syntax byte 0"},
      {"flag && flag", "feel_syntax byte 5"},
      {"not flag", "feel_syntax byte 4"},
      {"'a'", "feel_syntax byte 0"},
      {"“a”", "feel_syntax byte 0"},
      {"x ＞ 1", "feel_syntax byte 2"},
      {"x ≥ 1", "feel_syntax byte 2"},
      {"（1）", "feel_syntax byte 0"},
      {"1, 2", "feel_syntax byte 1"},
      {"if flag then 1", "feel_syntax byte 14"},
      {"if flag 1 else 2", "feel_syntax byte 8"},
      {"x between 1", "feel_syntax byte 11"},
      {"x in ()", "feel_syntax byte 6"},
      {"x in [1..5", "feel_syntax byte 10"},
      {"x in [1..5}", "feel_feature byte 10"},
      {"x in (1, 2", "feel_syntax byte 10"},
      {"1e99999", "feel_syntax byte 0"},
      {"1.", "feel_feature byte 1"},
      {". 5", "feel_syntax byte 0"},
      {"@2026-01-31", "feel_syntax byte 0"},
      {"@\"2026-02-30\"", "feel_syntax byte 0"},
      {"@\"P1X\"", "feel_syntax byte 0"},
      {"date(\"2026-13-01\")", "feel_syntax byte 5"},
      {"date(\"1776-07-04\")", "feel_syntax byte 5"},
      {"duration(\"1 day\")", "feel_syntax byte 9"},
      {"x #", "feel_syntax byte 2"},
  };
  for (const auto& [text, where] : texts) {
    INFO(text);
    CHECK(refused(text) == where);
  }
  CHECK(cell_refused("not(1), 2", Type::number) == "feel_syntax byte 6");
  CHECK(cell_refused("1,", Type::number) == "feel_syntax byte 2");
  CHECK(cell_refused("-, 1", Type::number) == "feel_syntax byte 1");
  CHECK(cell_refused("<", Type::number) == "feel_syntax byte 1");
  CHECK(cell_refused("none", Type::text) == "unknown_name byte 0");
}

TEST_CASE("what FEEL has and policies have not, by its name") {
  const struct {
    const char* text;
    std::size_t byte;
    const char* name;
  } features[] = {
      {"count(x)", 0, "count( )"},
      {"1 + string length(name)", 4, "string length( )"},
      {"x (1)", 0, "x( )"},
      {"date and time(\"2026-01-31T10:00:00\")", 0, "date and time( )"},
      {"years and months duration(due, due)", 0, "years and months duration( )"},
      {"time(\"10:00:00\")", 0, "time( )"},
      {"@\"10:00:00\"", 0, "time"},
      {"@\"2026-01-31T10:00:00\"", 0, "date and time"},
      {"date(2026, 1, 31)", 0, "date( )"},
      {"date(due)", 0, "date( )"},
      {"date(\"2026-01-31\", 1)", 0, "more than one argument"},
      {"duration(name)", 0, "duration( )"},
      {"[1, 2]", 0, "lists"},
      {"x in [1, 2]", 5, "lists"},
      {"x in []", 5, "lists"},
      {"x in ([1, 2])", 6, "lists"},
      {"name[1]", 4, "filters"},
      {"{a: 1}", 0, "contexts"},
      {"for i in x return i", 0, "for"},
      {"some i in x satisfies i", 0, "some"},
      {"every i in x satisfies i", 0, "every"},
      {"function(a) a", 0, "function"},
      {"x instance of number", 2, "instance of"},
      {"due.year", 3, "paths"},
      {"null.year", 4, "paths"},
      {"date(\"2026-01-31\").year", 18, "paths"},
      {"? > 1", 0, "?"},
      {"1..5", 1, "intervals"},
      {"(1..5)", 2, "intervals"},
  };
  for (const auto& each : features) {
    INFO(each.text);
    const auto refused = refusal([&] { parse_expression(each.text, scope); });
    REQUIRE(refused);
    CHECK(refused->status() == Status::unsupported);
    CHECK(refused->detail() == "feel_feature");
    CHECK(refused->where() == "byte " + std::to_string(each.byte));
    CHECK(std::string(refused->what()).find(each.name) != std::string::npos);
  }
}

TEST_CASE("types") {
  const std::pair<const char*, const char*> texts[] = {
      {"x = \"1\"", "feel_type byte 2"},
      {"name < 1", "feel_type byte 5"},
      {"due = \"2026-01-31\"", "feel_type byte 4"},
      {"wait < term", "feel_type byte 5"},
      {"wait > 3", "feel_type byte 5"},
      {"flag < true", "feel_type byte 5"},
      {"flag = 1", "feel_type byte 5"},
      {"x and flag", "feel_type byte 0"},
      {"flag or name", "feel_type byte 8"},
      {"not(x)", "feel_type byte 4"},
      {"if x then 1 else 2", "feel_type byte 3"},
      {"if flag then 1 else \"a\"", "feel_type byte 0"},
      {"x + name", "feel_type byte 2"},
      {"name - name", "feel_type byte 5"},
      {"due + due", "feel_type byte 4"},
      {"due + 1", "feel_type byte 4"},
      {"wait - due", "feel_type byte 5"},
      {"wait + term", "feel_type byte 5"},
      {"wait * wait", "feel_type byte 5"},
      {"2 / wait", "feel_type byte 2"},
      {"-name", "feel_type byte 0"},
      {"-due", "feel_type byte 0"},
      {"-flag", "feel_type byte 0"},
      {"flag + flag", "feel_type byte 5"},
      {"x in (1, \"a\")", "feel_type byte 9"},
      {"x in [1..\"a\"]", "feel_type byte 9"},
      {"x between 1 and due", "feel_type byte 2"},
      {"1 < 2 < 3", "feel_type byte 6"},
  };
  for (const auto& [text, where] : texts) {
    INFO(text);
    CHECK(refused(text) == where);
  }
  CHECK(cell_refused("5", Type::text) == "feel_type byte 0");
  CHECK(cell_refused("\"a\", 5", Type::text) == "feel_type byte 5");
  CHECK(cell_refused("> \"a\"", Type::number) == "feel_type byte 2");
  CHECK(cell_refused("x > 1", Type::number) == "feel_type byte 2");
  CHECK(cell_refused("[1..5]", Type::date) == "feel_type byte 1");
  CHECK(cell_refused("> true", Type::boolean) == "feel_type byte 0");
  CHECK(message("x = \"1\"").find("number and text") != std::string::npos);
  CHECK(message("due + 1").find("@\"P3D\"") != std::string::npos);
  CHECK(message("due = \"2026-01-31\"").find("@\"2026-01-31\"") != std::string::npos);
}

TEST_CASE("types of results") {
  const auto type = [](std::string_view text) { return parse_expression(text, scope).type; };
  CHECK(type("x + 1") == Type::number);
  CHECK(type("name + \"a\"") == Type::text);
  CHECK(type("due + wait") == Type::date);
  CHECK(type("wait + due") == Type::date);
  CHECK(type("due - term") == Type::date);
  CHECK(type("due - due") == Type::duration);
  CHECK(type("wait * 2") == Type::duration);
  CHECK(type("2 * term") == Type::months);
  CHECK(type("wait / wait") == Type::number);
  CHECK(type("term / 2") == Type::months);
  CHECK(type("-wait") == Type::duration);
  CHECK(type("x = null") == Type::boolean);
  CHECK(type("null < 1") == Type::boolean);
  CHECK(type("null") == Type::null);
  CHECK(type("x + null") == Type::null);
  CHECK(type("if flag then null else due") == Type::date);
  CHECK(type("if flag then due else null") == Type::date);
}

TEST_CASE("limits") {
  const auto limited = [](const std::string& text, const ParseLimits& limits = {}) {
    return refused_as(refusal([&] { parse_expression(text, scope, limits); }));
  };
  CHECK(limited(repeated("(", 63) + "1" + repeated(")", 63)) == "read");
  CHECK(limited(repeated("(", 64) + "1" + repeated(")", 64)) == "feel_limit byte 64");
  CHECK(limited(repeated("(", 16'000)) == "feel_limit byte 64");
  CHECK(limited(repeated("- ", 5'000) + "1") == "feel_limit byte 126");
  CHECK(limited(repeated("not(", 4'000)).starts_with("feel_limit"));
  CHECK(limited(repeated("if flag then ", 1'000)).starts_with("feel_limit"));
  CHECK(limited(repeated("x in (", 2'000)).starts_with("feel_limit"));
  CHECK(limited(repeated("x in [(", 2'000)).starts_with("feel_limit"));
  CHECK(limited("1" + repeated(" + 1", 250)) == "read");
  CHECK(limited("1" + repeated(" + 1", 2'000)).starts_with("feel_limit"));
  CHECK(limited("flag" + repeated(" or flag", 1'900)) == "read");
  CHECK(limited("1" + repeated(" ", 20'000)) == "feel_limit byte 16384");
  CHECK(limited("x in (1" + repeated(", 1", 1'500) + ")").starts_with("feel_limit"));
  CHECK(limited("1" + repeated(" + 1", 10), {100, 64, 20}).starts_with("feel_limit"));
  // Each `in` repeats what is tested: copies count as parts.
  std::string doubled = "flag";
  for (int i = 0; i < 40; ++i)
    doubled = "(" + doubled + " in (true, false))";
  CHECK(limited(doubled).starts_with("feel_limit"));
  std::string chain = "0";
  for (int i = 0; i < 60; ++i)
    chain = "if x = " + std::to_string(i) + " then 1 else " + chain;
  CHECK(limited(chain) == "read");
}

TEST_CASE("places of nodes and what they name") {
  const Node node = parse_expression("due date - due > wait and x in (n, x)", scope);
  CHECK(slots_of(node) == std::vector<std::int32_t>{0, 1, 4, 5, 7});
  CHECK(node.children[0].at == 15);
  CHECK(node.children[0].children[0].at == 9);
  CHECK(node.children[0].children[0].children[1].at == 11);
  CHECK(uses_tested(node));
  CHECK(uses_tested(parse_cell("5", Type::number, scope)));
  CHECK_FALSE(uses_tested(parse_cell("-", Type::number, scope)));
  CHECK_FALSE(uses_tested(parse_expression("1 + 2 * 3", scope)));
}
