// Documents: the JSON parser, the canonical form, the process reader.

#include "fuzz/handles.hpp"

using namespace sandan::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* json = reinterpret_cast<const char*>(data);
  sandan_text* canonical = nullptr;
  const int32_t status = sandan_documents_canonical(json, size, &canonical, nullptr);
  if (status == SANDAN_OK) {
    // The canonical form is its own canonical form.
    sandan_text* again = nullptr;
    expect(sandan_documents_canonical(sandan_text_data(canonical), sandan_text_size(canonical),
                                      &again, nullptr) == SANDAN_OK);
    expect(std::string_view(sandan_text_data(again)) == sandan_text_data(canonical));
    sandan_text_destroy(again);
    sandan_text* digest = nullptr;
    use(sandan_documents_digest(json, size, &digest, nullptr), digest);
  }
  use(status, canonical);

  sandan_error error = SANDAN_ERROR_INIT;
  sandan_process* process = nullptr;
  if (sandan_process_compile(json, size, &process, &error) != SANDAN_OK) {
    expect(error.code != SANDAN_INTERNAL && error.message[0] != '\0');
    return 0;
  }
  sandan_text* text = nullptr;
  use(sandan_process_to_json(process, &text, nullptr), text);
  sandan_result* described = nullptr;
  use(sandan_process_describe(process, nullptr, 0, nullptr, &described, nullptr), described);
  sandan_process* other = compile(process_text);
  sandan_result* map = nullptr;
  use(sandan_process_map_stages(process, other, nullptr, 0, nullptr, &map, nullptr), map);
  sandan_process_destroy(other);
  sandan_process_destroy(process);
  return 0;
}
