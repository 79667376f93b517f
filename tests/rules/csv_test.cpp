// Reading CSV: quotes, separators, limits.
#include "rules/csv.hpp"

#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::rules;
using namespace sandan::testing;

TEST_CASE("hostile CSV is refused with its place") {
  const auto refused = [](const std::string& csv) {
    const auto error = refusal([&] { Csv::parse(csv); });
    if (!error) return std::string();
    return error->detail() + " " + std::to_string(error->row()) + " " +
           std::to_string(error->column());
  };
  CHECK(refused("a,b\nc,\"d\n\ne") == "csv_quote 1 1");
  CHECK(refused("a,b\"c\n") == "csv_quote 0 1");
  CHECK(refused("a\n\"b\" ,c\n") == "csv_quote 1 0");
  CHECK(refused("a,\xff\n") == "not_utf8 -1 -1");
  CHECK(refused(std::string("\xff\xfe", 2) + std::string("h\0i\0", 4)) == "not_utf8 -1 -1");
  CHECK(refused(std::string("a\0b", 3)) == "not_utf8 -1 -1");
  CHECK(refused("a\n" + std::string(1'000, ',')) == "csv_limit 1 1000");
  CHECK(refused("a\n" + std::string(999, ',')).empty());
  CHECK(refused("a," + std::string(16'385, 'x')) == "csv_limit 0 1");
  CHECK(refused("a," + std::string(16'384, 'x')).empty());
  CHECK(refused(std::string(100'001, '\n')) == "csv_limit 100000 0");
  CHECK(refused(std::string(100'000, '\n')).empty());
  CHECK(refused(std::string((std::size_t{16} << 20) + 1, 'x')) == "csv_limit -1 -1");
  std::string wide;
  for (int i = 0; i < 3'000; ++i)
    wide += std::string(900, ',') + "x\n";
  CHECK(refused(wide) == "csv_limit 2219 901");
}

TEST_CASE("CSV keeps quotes, separators and lines inside quotes") {
  const Csv csv = Csv::parse("a;\"b;\"\"c\"\"\r\nd\"\r\n\r\n;\"\";x;;\n");
  CHECK(csv.separator() == ';');
  REQUIRE(csv.rows() == 3);
  CHECK(csv.columns(0) == 2);
  CHECK(csv.cell(0, 1) == "b;\"c\"\r\nd");
  CHECK(csv.columns(1) == 0);
  CHECK(csv.columns(2) == 3);
  CHECK(csv.cell(2, 2) == "x");
  CHECK(csv.cell(2, 9).empty());
  CHECK(csv.cell(9, 0).empty());
  CHECK(Csv::parse("").rows() == 0);
  CHECK(Csv::parse("\"a,b\";c").separator() == ';');
  CHECK(Csv::parse("a b").separator() == ',');
}
