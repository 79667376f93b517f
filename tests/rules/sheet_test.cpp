// Decisions as sheets: round trips, and what spreadsheets make of them.
#include "rules/sheets.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("a table is written as a sheet and read back") {
  CHECK(without_trailing_commas(write_sheet(small, "d")) == without_trailing_commas(small_sheet));
  CHECK(read_sheet(small, "d", write_sheet(small, "d")) == canonical(small));
  CHECK(read_sheet(small, "d", small_sheet) == canonical(small));
}

TEST_CASE("every hit policy and aggregate goes to a sheet and back") {
  const char* hits[] = {"first",      "unique",       "any",    "priority",
                        "rule_order", "output_order", "collect"};
  const char* aggregates[] = {"sum", "min", "max", "count"};
  std::vector<std::string> heads;
  for (const char* hit : hits)
    heads.push_back("\"hit\": \"" + std::string(hit) + "\"");
  for (const char* aggregate : aggregates)
    heads.push_back(R"("hit": "collect", "aggregate": ")" + std::string(aggregate) + "\"");
  for (const std::string& head : heads) {
    const std::string policy = policy_with(head + R"(, "columns": [],
      "outputs": [{"code": "n", "type": "number"}], "rules": [{"code": "1", "then": {"n": 1}}])");
    INFO(write_sheet(policy, "d"));
    CHECK(read_sheet(policy, "d", write_sheet(policy, "d")) == canonical(policy));
  }
  CHECK(write_sheet(policy_with(R"("hit": "rule_order", "columns": [], "rules": [],
      "outputs": [{"code": "n", "type": "number"}])"),
                    "d") == "hit=RULE ORDER,out=n\n");
  const std::string read = read_sheet(small, "d", "Hit=collect_sum,out=share\n");
  CHECK(parsed(read).at("decisions").at(1).at("aggregate") == "sum");
}

TEST_CASE("a scorecard is written as a sheet and read back") {
  const std::string csv = write_sheet(card, "man");
  CHECK(csv ==
        "scorecard,attribute,input,when,points,reason,weight,baseline,group,if_unknown,#label zh,"
        "#label en,#origin,#attribute label en,#attribute origin\n"
        "known,ok,budget,\"\"\"yes\"\"\",10,no_budget,2,10,money,-1.5,预算,Budget,source,Yes,"
        "sandan\n"
        "known,,,-,-5,,,,,,,,,,\n"
        "known,,,-,0,,,,,,,,,,\n"
        "many,,,'-n < -5,'1e+15,,,,,,,,,,\n");
  CHECK(read_sheet(card, "man", csv) == canonical(card));
  // Merged cells leave the code of the criterion empty.
  CHECK(read_sheet(card, "man", replaced(csv, "\nknown,,", "\n,,")) == canonical(card));
}

TEST_CASE("what a sheet has no column for stays, by the code of its rule or criterion") {
  const std::string read = read_sheet(small, "d",
                                      "hit=UNIQUE,open,out=grade,out=share\n"
                                      "B1,TRUE,A,2\nNEW,,B,\nA1,,A,1\n");
  const auto policy = parsed(read);
  CHECK(policy.at("x_kept") == 1);
  const auto& table = policy.at("decisions").at(1);
  CHECK(table.at("x_note") == "stays");
  CHECK(table.at("hit") == "unique");
  CHECK(table.at("columns") == parsed(R"(["open"])"));
  CHECK(table.at("outputs").at(0) ==
        parsed(R"({"code":"grade","type":"text","values":["A","B"]})"));
  CHECK(rule(read, 0) == parsed(R"({"code":"B1","label":{"de":"Rest","en":"Rest","zh":"其他"},
      "when":{"open":"true"},"then":{"grade":"A","share":2}})"));
  CHECK(rule(read, 1) == parsed(R"({"code":"NEW","when":{},"then":{"grade":"B"}})"));
  CHECK(rule(read, 2).at("x_why") == "kept");
  CHECK(rule(read, 2).at("origin") == "source");

  const std::string labels = read_sheet(small, "d",
                                        "hit=FIRST,out=grade,#label en,#origin\n"
                                        "B1,B,,sandan\n");
  CHECK(rule(labels, 0).at("label") == parsed(R"({"de":"Rest","zh":"其他"})"));
  CHECK(rule(labels, 0).at("origin") == "sandan");

  const std::string cards = read_sheet(card, "man",
                                       "scorecard,when,points\n"
                                       "many,-n < -5,1\n"
                                       "known,-,7\nknown,\"\"\"yes\"\"\",8\n");
  const auto man = parsed(cards).at("decisions").at(0);
  CHECK(man.at("bands").as_array().size() == 2);
  CHECK(man.at("groups").at(0).at("cap") == 10);
  const auto known = man.at("criteria").at(1);
  CHECK(known.at("weight") == 2);
  CHECK(known.at("x_on") == true);
  CHECK(known.at("attributes").at(0) == parsed(R"({"when":"-","points":7,"x_a":1})"));
  CHECK(known.at("attributes").at(1).at("reason") == "no_budget");
}

TEST_CASE("new outputs and types come from the row of types") {
  const std::string csv =
      "hit=PRIORITY,system,staff,out=grade,out=tier\n"
      "(type),text{none|packaged},number whole null=none,text,text{x | y}\n"
      "(default),-,,A,y\n"
      "R,,,B,x\n";
  const auto table = parsed(read_sheet(small, "d", csv)).at("decisions").at(1);
  CHECK(table.at("outputs").at(1) ==
        parsed(R"({"code":"tier","type":"text","values":["x","y"],"default":"y"})"));
  CHECK(table.at("outputs").at(0).at("default") == "A");
  check_faults({
      {replaced(csv, "text{none|packaged}", "text{none}"), "another_type", 1, 1, "system"},
      {replaced(csv, "number whole", "text"), "another_type", 1, 2, "staff"},
      {replaced(csv, "null=none", "null=unknown"), "another_type", 1, 2, "staff"},
      {replaced(csv, "text{x | y}", "integer"), "not_a_type", 1, 4, "out=tier"},
      {replaced(csv, "text{x | y}", "number{1|2}"), "not_a_type", 1, 4, "out=tier"},
      {replaced(csv, "text{x | y}", "text null=maybe"), "not_a_type", 1, 4, "out=tier"},
      {replaced(csv, "text{x | y}", ""), "unknown_output", 0, 4, "out=tier"},
      {csv + "(type),,,,\n", "misplaced_row", 4, 0, "hit=PRIORITY"},
      {replaced(csv, "(default),-", "(default),> 3"), "misplaced_cell", 2, 1, "system"},
  });
}

TEST_CASE("a sheet alone makes a policy") {
  const std::string csv =
      "hit=FIRST,system,staff,open,out=grade\n"
      "(type),text{none|packaged},number whole,bool null=none,text{A|B}\n"
      "(default),,,,B\n"
      "A1,\"\"\"none\"\"\",> 5,TRUE,A\n";
  const SheetPolicy made = placed_policy_of_sheet(csv, "mine");
  CHECK(made.json == canonical(R"({"sandan": "policy/1", "code": "mine", "label": {"en": "mine"},
    "inputs": [{"code": "system", "type": "text", "values": ["none", "packaged"]},
               {"code": "staff", "type": "number", "whole": true},
               {"code": "open", "type": "bool", "null": "none"}],
    "decisions": [{"code": "mine", "kind": "table", "hit": "first",
      "columns": ["system", "staff", "open"],
      "outputs": [{"code": "grade", "type": "text", "values": ["A", "B"], "default": "B"}],
      "rules": [{"code": "A1", "when": {"system": "\"none\"", "staff": "> 5", "open": "true"},
                 "then": {"grade": "A"}}]}]})"));
  CHECK(policy_of_sheet(csv, "mine") == made.json);
  CHECK(read_sheet(made.json, "mine", write_sheet(made.json, "mine")) == made.json);
  CHECK(made.places.find("/inputs/2/null")->row == 1);
  CHECK(made.places.find("/inputs/2/null")->column == 3);
  CHECK(made.places.find("/inputs/0/code")->row == 0);

  const auto refused = [&](const std::string& text, std::string_view code = "c") {
    const auto error = refusal([&] { policy_of_sheet(text, code); });
    return error ? error->detail() : "";
  };
  CHECK(refused("hit=FIRST,a,out=b\nR,1,2\n") == "no_type");
  CHECK(refused("hit=FIRST,a,out=b\n(type),,text\n") == "no_type");
  CHECK(refused("hit=FIRST,a,out=b\n(type),number,\n") == "no_type");
  CHECK(refused("scorecard,when,points\nc,-,1\n") == "no_types");
  CHECK(refused(csv, "") == "empty");
}

TEST_CASE("sheets that a spreadsheet has saved read the same") {
  const std::string expected = canonical(small);
  const auto same = [&](const std::string& csv) { return read_sheet(small, "d", csv) == expected; };
  const std::string bom = "\xef\xbb\xbf";
  CHECK(same(bom + small_sheet));
  CHECK(same(replaced(small_sheet, "\n", "\r\n")));
  CHECK(same(replaced(small_sheet, "\n", "\r")));
  CHECK(same(bom + replaced(replaced(small_sheet, ",", ";"), "\n", "\r\n")));
  CHECK(same(replaced(small_sheet, ",", "\t")));
  CHECK(same(replaced(small_sheet, "\n", ",,,\n") + ",,,,,,\n,\n\n"));
  CHECK(same(replaced(small_sheet, "A1", " A1 ")));
  CHECK(same(small_sheet.substr(0, small_sheet.size() - 1)));
  CHECK(same(replaced(small_sheet, "hit=FIRST", "\"hit=FIRST\"")));

  const std::string open = read_sheet(small, "d", "hit=FIRST,open,out=grade\nR,FALSE,TRUE\n");
  CHECK(rule(open, 0).at("when").at("open") == "false");
  CHECK(rule(open, 0).at("then").at("grade") == "TRUE");
}

TEST_CASE("cells that stand as they are and cells that are protected") {
  // What is written for a text of an output, and for a cell.
  const std::pair<const char*, const char*> texts[] = {{"A", "A"},
                                                       {"=1+1", "'=1+1"},
                                                       {"+a", "'+a"},
                                                       {"-a", "'-a"},
                                                       {"-", "-"},
                                                       {"@x", "'@x"},
                                                       {"'x", "''x"},
                                                       {"-5", "'-5"},
                                                       {"7", "7"},
                                                       {"007", "'007"},
                                                       {"1,000", "'1,000"},
                                                       {"1/2", "'1/2"},
                                                       {"1-Mar", "'1-Mar"},
                                                       {"3月5日", "'3月5日"},
                                                       {"true", "'true"},
                                                       {"", "'"},
                                                       {" a", "' a"},
                                                       {"\"A\"", "'\"A\""},
                                                       {"＝x", "'＝x"},
                                                       {"\t=x", "'\t=x"},
                                                       {"say \"x\"", "say \"x\""},
                                                       {"10 days", "10 days"},
                                                       {"2026-01-31", "'2026-01-31"},
                                                       {"12345678901", "'12345678901"},
                                                       {"50%", "'50%"},
                                                       {"1.50", "'1.50"}};
  for (const auto& [text, cell] : texts)
    CHECK(sheet::written_text(text) == cell);
  const std::pair<const char*, const char*> cells[] = {{"-", "-"},
                                                       {"-5", "-5"},
                                                       {"0.25", "0.25"},
                                                       {"> 5", "> 5"},
                                                       {"[1..3]", "[1..3]"},
                                                       {"(1..3)", "(1..3)"},
                                                       {"(5)", "'(5)"},
                                                       {"1,2", "'1,2"},
                                                       {"true", "true"},
                                                       {"TRUE", "'TRUE"},
                                                       {"-x", "'-x"},
                                                       {"1/2", "'1/2"},
                                                       {"\"a\",\"b\"", "\"a\",\"b\""},
                                                       {"@\"2026-01-31\"", "'@\"2026-01-31\""},
                                                       {"> 1,000", "'> 1,000"},
                                                       {"\"“好”\"", "\"“好”\""},
                                                       {"≤ 5", "'≤ 5"},
                                                       {"=1", "'=1"},
                                                       {"", "'"},
                                                       {"100, 200", "'100, 200"}};
  for (const auto& [text, cell] : cells) {
    CHECK(sheet::written_feel(text) == cell);
    CHECK(rule_of(cell, "A").at("when").at("system") == text);
  }
  for (const auto& [text, cell] : texts)
    CHECK(rule_of("-", cell).at("then").at("grade") == text);
  CHECK(rule_of("100, 200", "A").at("when").at("system") == "100, 200");
  CHECK(rule_of("=1", "-a").at("when").at("system") == "=1");
  CHECK(rule_of("1", "-a").at("then").at("grade") == "-a");
  CHECK(rule_of(" 5\n", " a ").at("then").at("grade") == "a");
}

TEST_CASE("no written cell begins a formula") {
  for (const std::string start : {"=", "+", "-", "@", "\t", "\r", "＝", "＠"}) {
    for (const std::string rest :
         {"cmd|' /C calc'!A0", "1+1", "HYPERLINK(\"http://a\")", "", "5"}) {
      const std::string text = start + rest;
      for (const std::string& cell : {sheet::written_text(text), sheet::written_feel(text)}) {
        INFO(cell);
        CHECK((cell[0] == '\'' || cell == "-" || cell == "-5"));
      }
    }
  }
}

TEST_CASE("names that look like marks of the sheet keep their meaning") {
  const std::string policy = R"json({"sandan": "policy/1", "code": "p", "label": {"en": "P"},
    "inputs": [{"code": "out=x", "type": "text"}, {"code": "#origin", "type": "text"},
               {"code": "=1+1", "type": "text"}, {"code": "'q", "type": "text"},
               {"code": " edge ", "type": "text"}, {"code": "TRUE", "type": "bool"},
               {"code": "a/b~c", "type": "bool"}],
    "decisions": [{"code": "d", "kind": "table", "hit": "any",
      "columns": ["out=x", "#origin", "=1+1", "'q", " edge ", "TRUE", "a/b~c"],
      "outputs": [{"code": " o ", "type": "text"}, {"code": "'o", "type": "bool", "default": false},
                  {"code": "#label zh", "type": "date"}],
      "rules": [{"code": "(default)", "when": {"out=x": "", "TRUE": "TRUE"},
                 "then": {" o ": "", "'o": true, "#label zh": "2026-01-31"}},
                {"code": "(type)", "then": {}, "when": {"a/b~c": "-"}}, {"code": "001"},
                {"code": "=A1"}]}]})json";
  const SheetPolicy read = read_placed_sheet(policy, "d", write_sheet(policy, "d"));
  CHECK(read.json == canonical(policy));
  CHECK(read.places.find("/decisions/0/rules/1/when/a~1b~0c")->column == 7);
}

TEST_CASE("values of each type") {
  const auto policy = [](const std::string& type, const std::string& value) {
    return policy_with(R"("hit": "first", "columns": [], "outputs": [{"code": "v", "type": ")" +
                       type + R"("}], "rules": [{"code": "R", "then": {"v": )" + value + "}}]");
  };
  const std::pair<const char*, const char*> values[] = {{"number", "0.1"},
                                                        {"number", "-7"},
                                                        {"number", "0.30000000000000004"},
                                                        {"number", "1e300"},
                                                        {"number", "5e-324"},
                                                        {"number", "9007199254740992"},
                                                        {"number", "1e22"},
                                                        {"number", "1000000000000000"},
                                                        {"number", "1e15"},
                                                        {"bool", "false"},
                                                        {"date", "\"2026-01-31\""},
                                                        {"duration", "\"-P3DT2H\""},
                                                        {"months", "\"P1Y2M\""},
                                                        {"text", "\"2026-01-31\""},
                                                        {"number", "3.0"}};
  for (const auto& [type, value] : values) {
    const std::string written = policy(type, value);
    INFO(write_sheet(written, "d"));
    CHECK(read_sheet(written, "d", write_sheet(written, "d")) == canonical(written));
  }
  const auto read = [&](const std::string& type, const std::string& cell) {
    std::string csv = "hit=FIRST,out=v\nR,";
    append_csv_cell(csv, cell);
    return rule(read_sheet(policy(type, "null"), "d", csv), 0).at("then").at("v");
  };
  CHECK(read("date", "2026/1/31") == "2026-01-31");
  CHECK(read("date", "'2026-01-31") == "2026-01-31");
  CHECK(read("number", "'12345678901") == 12345678901);
  CHECK(read("number", "1.50").as_double() == 1.5);
  CHECK(read("number", "1E+15").as_double() == 1e15);
  CHECK(read("bool", "TRUE") == true);
  const std::tuple<const char*, const char*, const char*> bad[] = {
      {"number", "1,234", "not_a_number"},
      {"number", "0,5", "not_a_number"},
      {"number", "５", "not_a_number"},
      {"number", "5%", "not_a_number"},
      {"number", "nan", "not_a_number"},
      {"number", "+5", "not_a_number"},
      {"number", "0x10", "not_a_number"},
      {"number", "1e", "not_a_number"},
      {"number", "9007199254740993", "not_exact"},
      {"number", "0.1234567890123456789", "not_exact"},
      {"number", "1e400", "not_exact"},
      {"number", "1e-400", "not_exact"},
      {"number", "1e99999999999", "not_exact"},
      {"number", "99999999999999999999", "not_exact"},
      {"bool", "yes", "not_boolean"},
      {"bool", "1", "not_boolean"},
      {"date", "1/31/2026", "not_a_date"},
      {"date", "2026-02-30", "not_a_date"},
      {"date", "2026/1/31/1", "not_a_date"},
      {"date", "46053", "not_a_date"},
      {"duration", "3 days", "not_a_duration"},
      {"duration", "P1M", "not_a_duration"},
      {"months", "P1D", "not_a_duration"},
      {"text", "\"A\"", "text_in_quotes"},
      {"text", "“A”", "text_in_quotes"}};
  for (const auto& [type, cell, detail] : bad) {
    std::string csv = "hit=FIRST,out=v\nR,";
    append_csv_cell(csv, cell);
    INFO(cell);
    check_faults({{csv, detail, 1, 1, "out=v"}}, policy(type, "null"));
  }
}
