#include "org/signers.hpp"

#include "org/coverage_book.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("an authority covers amounts up to it, one not known neither does nor does not",
          "[org][signers]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const CoverageBook book(seed, {});
    for (std::int32_t m = 0; m < book.data->maps(); ++m) {
      const org::MapView map(*book.data, m);
      for (const std::int64_t amount : {std::int64_t{0}, std::int64_t{150}, std::int64_t{400},
                                        std::int64_t{900}, org::unknown_amount}) {
        std::vector<org::Truth> may_sign(3, org::Truth::yes);  // what was there before is gone
        std::vector<std::uint8_t> decides(99, 1);
        org::signers_of(map, amount, may_sign, decides);
        REQUIRE(may_sign.size() == map.people.size());
        REQUIRE(decides.size() == map.people.size());
        int lowest = 1000;
        for (std::size_t p = 0; p < map.people.size(); ++p) {
          const std::int64_t authority = map.people[p].authority_minor;
          const bool is_known = authority != org::unknown_amount && amount != org::unknown_amount;
          const auto expected = !is_known             ? org::Truth::unknown
                                : authority >= amount ? org::Truth::yes
                                                      : org::Truth::no;
          CHECK(may_sign[p] == expected);
          const int level = map.people[p].level < 0 ? 999 : map.people[p].level;
          if (expected == org::Truth::yes) lowest = std::min(lowest, level);
        }
        for (std::size_t p = 0; p < map.people.size(); ++p) {
          const int level = map.people[p].level < 0 ? 999 : map.people[p].level;
          CHECK((decides[p] != 0) == (may_sign[p] == org::Truth::yes && level == lowest));
        }
      }
    }
  }
}

TEST_CASE("an authority or the decision to sign makes a candidate", "[org][signers]") {
  org::Person person;
  CHECK(!org::may_be_signer(person));
  person.authority_minor = 0;
  CHECK(org::may_be_signer(person));
  person.authority_minor = org::unknown_amount;
  person.decides = 0b01111;  // all but sign
  CHECK(!org::may_be_signer(person));
  person.decides = 0b10000;
  CHECK(org::may_be_signer(person));
}
