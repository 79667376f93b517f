// One book of decision maps, used by many threads at once; to be run under ThreadSanitizer too.

#include "capi/org_fixture.hpp"
#include "threads/same_answer.hpp"

using namespace sandan::testing;

TEST_CASE("one book of maps answers many threads at once, each with any number of its own",
          "[threads]") {
  const TableSet tables = make_people();
  const MapsHandle maps = make_maps(tables);
  check_shared_use<sandan_org_maps_retain, sandan_org_maps_destroy>(org_verbs(), maps.get(),
                                                                    tables.get());
}
