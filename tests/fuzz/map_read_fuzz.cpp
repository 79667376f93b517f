// sandan_org_read: GraphML and JSON of any bytes; the first byte says which.
#include "fuzz/handles.hpp"
#include "fuzz/random_columns.hpp"

using namespace sandan::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  constexpr std::string_view requests[] = {"", R"({"format":"json"})",
                                           R"({"max_people":3,"max_relations":5,"account_id":7})"};
  const std::string_view request = requests[input.below(3)];
  const std::string text = input.rest();
  sandan_result* result = nullptr;
  sandan_error error = SANDAN_ERROR_INIT;
  const std::int32_t status = sandan_org_read(text.data(), text.size(), request.data(),
                                              request.size(), nullptr, &result, &error);
  check_error(error, status);
  use(status, result);
  return 0;
}
