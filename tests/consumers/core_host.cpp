// A program that uses the C++ interface: a value, and an exception across the border.
#include <iostream>
#include <sandan/core.hpp>

int main() {
  if (sandan::canonical_document(R"({"b": 1, "a": [true]})") != R"({"a":[true],"b":1})") return 1;
  try {
    sandan::canonical_document("{");
  } catch (const sandan::Error& error) {
    std::cout << sandan::status_name(error.status()) << ": " << error.what() << "\n";
    return error.status() == sandan::Status::parse ? 0 : 1;
  }
  return 1;
}
