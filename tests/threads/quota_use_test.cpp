// One quota, used by many threads at once; to be run under ThreadSanitizer too.

#include "capi/quota_fixture.hpp"
#include "threads/same_answer.hpp"

using namespace sandan::testing;

TEST_CASE("one quota answers many threads at once, each with any number of its own", "[threads]") {
  const TableSet tables = make_year();
  const QuotaHandle quota = make_quota(tables);
  check_shared_use<sandan_quota_retain, sandan_quota_destroy>(quota_verbs(), quota.get(),
                                                              tables.get());
}
