// Uses its own Boost.JSON and sandan's results in turn.
#include <sandan.h>

#include <boost/json/src.hpp>
#include <iostream>

int main() {
  sandan_text* list = nullptr;
  if (sandan_documents_list(&list, nullptr) != SANDAN_OK) return 1;
  const boost::json::value documents =
      boost::json::parse({sandan_text_data(list), sandan_text_size(list)});
  sandan_text_destroy(list);

  sandan_text* canonical = nullptr;
  const std::string text = boost::json::serialize(documents);
  if (sandan_documents_canonical(text.data(), text.size(), &canonical, nullptr) != SANDAN_OK)
    return 1;
  sandan_text_destroy(canonical);
  std::cout << documents.as_array().size() << " documents\n";
  return documents.as_array().empty() ? 1 : 0;
}
