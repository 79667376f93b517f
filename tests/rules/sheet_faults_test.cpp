// Sheets and documents that are refused, and where the fault is told to be.
#include "rules/sheets.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("faults are told at their cells") {
  const std::string head = "hit=FIRST,system,out=grade,out=share,#label en,#origin\n";
  check_faults({
      {"hit=BEST,out=grade\n", "not_a_hit_policy", 0, 0, "hit=BEST"},
      {"hit=COLLECT AVG,out=grade\n", "not_a_hit_policy", 0, 0, "hit=COLLECT AVG"},
      {"hit=COLLECT LIST,out=grade\n", "not_a_hit_policy", 0, 0, "hit=COLLECT LIST"},
      {"hit=FIRST SUM,out=grade\n", "not_a_hit_policy", 0, 0, "hit=FIRST SUM"},
      {"hit=,out=grade\n", "not_a_hit_policy", 0, 0, "hit="},
      {"_,out=grade\n", "not_a_hit_policy", 0, 0, "_"},
      {"=FIRST,out=grade\n", "not_a_hit_policy", 0, 0, "=FIRST"},
      {"scorecard,when,points\n", "wrong_sheet", 0, 0, "scorecard"},
      {"hit=FIRST,system\n", "no_output", 0, 0, "hit=FIRST"},
      {"hit=FIRST,colour,out=grade\n", "unknown_column", 0, 1, "colour"},
      {"hit=FIRST,grade,out=grade\n", "unknown_column", 0, 1, "grade"},
      {"hit=FIRST,#note,out=grade\n", "unknown_column", 0, 1, "#note"},
      {"hit=FIRST,out=level\n", "unknown_output", 0, 1, "out=level"},
      {"hit=FIRST,system,system,out=grade\n", "duplicate_column", 0, 2, "system"},
      {"hit=FIRST,out=grade,out=grade\n", "duplicate_column", 0, 2, "out=grade"},
      {"hit=FIRST,out=grade,#label en,#label en\n", "duplicate_column", 0, 3, "#label en"},
      {"hit=FIRST,out=grade,#origin,#origin\n", "duplicate_column", 0, 3, "#origin"},
      {head + "R,-,A\n\nR,-,B\n", "duplicate_code", 3, 0, "hit=FIRST"},
      {head + "(default),,A\nR\n(default),,B\n", "duplicate_row", 3, 0, "hit=FIRST"},
      {head + "(default),,A,,rest\n", "misplaced_cell", 1, 4, "#label en"},
      {head + ",-,A\n", "no_code", 1, 0, "hit=FIRST"},
      {head + "R,-,A,,,,odd\n", "no_column", 1, 6, ""},
      {head + "R,-,A,x\n", "not_a_number", 1, 3, "out=share"},
      {head + "R,“none”,A\n", "cell_sign", 1, 1, "system"},
      {head + "R,＞5,A\n", "cell_sign", 1, 1, "system"},
      {head + "R,≥ 5,A\n", "cell_sign", 1, 1, "system"},
      {head + "R,–,A\n", "cell_sign", 1, 1, "system"},
      {head + "R,\"> 1,000\",A\n", "cell_sign", 1, 1, "system"},
      {"hit=FIRST;system;out=grade\nR;< 0,5;A\n", "cell_sign", 1, 1, "system"},
  });
  const std::string card_head = "scorecard,attribute,when,points,weight,#label en\n";
  check_faults(
      {
          {"hit=FIRST,out=a\n", "wrong_sheet", 0, 0, "hit=FIRST"},
          {"scorecard,points\n", "no_column", 0, 0, "scorecard"},
          {"scorecard,when,points,odd\n", "unknown_column", 0, 3, "odd"},
          {"scorecard,when,points,code\n", "unknown_column", 0, 3, "code"},
          {"scorecard,when,points,when\n", "duplicate_column", 0, 3, "when"},
          {card_head + ",,-,1\n", "no_code", 1, 0, "scorecard"},
          {card_head + "a,,-,1\nb,,-,1\na,,-,2\n", "duplicate_code", 3, 0, "scorecard"},
          {card_head + "a,x,-,1\na,x,-,1\n", "duplicate_code", 2, 1, "attribute"},
          {card_head + "a,x,,1\n", "empty_cell", 1, 2, "when"},
          {card_head + "a,x,-,\n", "empty_cell", 1, 3, "points"},
          {card_head + "a,x,-,1 000\n", "not_a_number", 1, 3, "points"},
          {card_head + "a,x,-,1,2\na,y,-,1,3\n", "misplaced_cell", 2, 4, "weight"},
          {card_head + "a,x,-,1,,L\na,y,-,1,,M\n", "misplaced_cell", 2, 5, "#label en"},
      },
      card, "man");
  CHECK(fault_of("").detail() == "no_header");
  CHECK(fault_of("\n\n").detail() == "no_header");
  CHECK(fault_of(small_sheet, small, "none").detail() == "unknown_decision");
  CHECK(fault_of(small_sheet, small, "before").detail() == "no_sheet");
}

TEST_CASE("pointers of the new document lead back to cells") {
  const SheetPlaces places = read_placed_sheet(small, "d",
                                               "hit=FIRST,system,out=grade,,#label zh,#origin\n"
                                               "(default),,B\n\n"
                                               "A1,x,A\nB1,y,B,,其他,source\n")
                                 .places;
  const auto at = [&](std::string_view pointer) {
    const auto place = places.find(pointer);
    return place ? sheet::cell_name(place->row, place->column) + " " + place->name : "";
  };
  CHECK(at("/decisions/1/rules/0/when/system") == "B4 system");
  CHECK(at("/decisions/1/rules/1/then/grade") == "C5 out=grade");
  CHECK(at("/decisions/1/rules/1/label/zh") == "E5 #label zh");
  CHECK(at("/decisions/1/rules/1/label/en") == "E5 #label zh");
  CHECK(at("/decisions/1/rules/1/origin") == "F5 #origin");
  CHECK(at("/decisions/1/rules/1/code") == "A5 hit=FIRST");
  CHECK(at("/decisions/1/rules/1") == "A5 hit=FIRST");
  CHECK(at("/decisions/1/hit") == "A1 hit=FIRST");
  CHECK(at("/decisions/1/aggregate") == "A1 hit=FIRST");
  CHECK(at("/decisions/1/columns/0") == "B1 system");
  CHECK(at("/decisions/1/outputs/0/type") == "C1 out=grade");
  CHECK(at("/decisions/1/outputs/0/default") == "C2 out=grade");
  CHECK(at("/decisions/1/outputs") == "A1 hit=FIRST");
  for (const char* elsewhere :
       {"", "/inputs/0", "/decisions/1", "/decisions/1/rules/2", "/decisions/1/rules/x",
        "/decisions/10/rules/0", "/decisions/1/rules/0x", "byte 3"}) {
    CHECK(at(elsewhere) == "");
  }

  const SheetPlaces of_card = read_placed_sheet(card, "man", write_sheet(card, "man")).places;
  const auto cell = [&](std::string_view pointer) {
    const auto place = of_card.find(pointer);
    return place ? sheet::cell_name(place->row, place->column) : "";
  };
  CHECK(cell("/decisions/0/criteria/0/attributes/2/when") == "D4");
  CHECK(cell("/decisions/0/criteria/1/attributes/0/points") == "E5");
  CHECK(cell("/decisions/0/criteria/1/attributes/0") == "A5");
  CHECK(cell("/decisions/0/criteria/0/weight") == "G2");
  CHECK(cell("/decisions/0/criteria/0/attributes") == "A2");
  CHECK(cell("/decisions/0/criteria/0/attributes/0/origin") == "O2");
  CHECK(cell("/decisions/0/criteria/0/attributes/3") == "");
  CHECK(cell("/decisions/0/bands/0/code") == "");

  const Error told = placed_in_sheet(
      Error(Status::document, "feel_syntax", "wrong").at("/decisions/1/rules/0/when/system"),
      places);
  CHECK(told.status() == Status::document);
  CHECK(told.detail() == "feel_syntax");
  CHECK(told.where() == "system");
  CHECK(told.row() == 3);
  CHECK(told.column() == 1);
  CHECK(std::string(told.what()) == "B4: wrong");
  CHECK(placed_in_sheet(Error(Status::document, "x", "y").at("/inputs"), places).where() ==
        "/inputs");
}

TEST_CASE("documents that no sheet can hold are refused with their place") {
  const auto refused = [](const std::string& policy) {
    const auto error = refusal([&] { write_sheet(policy, "d"); });
    REQUIRE(error.has_value());
    return error->detail() + " " + error->where();
  };
  const auto with_rule = [](const std::string& rule, const std::string& head = "") {
    return policy_with(head + R"("hit": "first", "columns": ["system"],
      "outputs": [{"code": "n", "type": "number"}], "rules": [)" +
                       rule + "]");
  };
  const std::string rules = "/decisions/1/rules/0";
  CHECK(refused(with_rule(R"({"code": "R", "when": {"staff": "1"}})")) ==
        "unknown_name " + rules + "/when/staff");
  CHECK(refused(with_rule(R"({"code": "R", "then": {"m": 1}})")) ==
        "unknown_name " + rules + "/then/m");
  CHECK(refused(with_rule(R"({"code": "R", "then": {"n": 9007199254740993}})")) ==
        "not_exact " + rules + "/then/n");
  CHECK(refused(with_rule(R"({"code": "R", "then": {"n": "1"}})")) ==
        "not_number " + rules + "/then/n");
  CHECK(refused(with_rule(R"({"then": {"n": 1}})")) == "missing_field " + rules);
  CHECK(refused(with_rule(R"({"code": "R", "when": {"system": "\u0000"}})")) ==
        "control_character " + rules + "/when/system");
  CHECK(refused(with_rule(R"({"code": "R", "when": {"system": ")" + std::string(20'000, 'x') +
                          "\"}}")) == "csv_limit " + rules + "/when/system");
  CHECK(refused(with_rule(R"({"code": "R"})", R"("aggregate": "sum", )")) ==
        "contradiction /decisions/1/aggregate");
  CHECK(refused("{}") == "missing_field ");
}
