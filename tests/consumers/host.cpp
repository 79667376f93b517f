// The same host in C++, with exceptions of its own on both sides of a call.
#include <sandan.h>

#include <cstdio>
#include <stdexcept>
#include <string>

namespace {

std::string shipped_document(const std::string& name) {
  sandan_error error = SANDAN_ERROR_INIT;
  sandan_text* text = nullptr;
  if (sandan_documents_get("process", 7, name.data(), name.size(), &text, &error) != SANDAN_OK)
    throw std::runtime_error(error.message);
  std::string copy(sandan_text_data(text), sandan_text_size(text));
  sandan_text_destroy(text);
  return copy;
}

}  // namespace

int main() {
  if (shipped_document("six_moves").empty()) return 1;
  try {
    shipped_document("no_such_process");
    return 1;
  } catch (const std::runtime_error& error) {
    std::printf("sandan %06x: %s\n", static_cast<unsigned>(sandan_version()), error.what());
  }
  sandan_process* process = nullptr;
  return sandan_process_compile("{", 1, &process, nullptr) == SANDAN_PARSE ? 0 : 1;
}
