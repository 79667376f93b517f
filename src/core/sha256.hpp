#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sandan {

/// SHA-256 of bytes that come in pieces.
class Sha256 {
 public:
  void add(std::string_view bytes);
  /// The digest of all bytes added, as 64 lower-case hexadecimal digits.
  std::string hex() const;

 private:
  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::string rest_;  ///< bytes of a block not full yet
  std::uint64_t bytes_ = 0;
};

/// SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace sandan
