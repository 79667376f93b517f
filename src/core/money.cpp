#include "sandan/core/money.hpp"

#include "sandan/core/status.hpp"

namespace sandan {

Minor MinorSum::total() const {
  if (!fits()) {
    throw Error(Status::overflow, "sum_too_large",
                "the exact sum of amounts does not fit 64 bits; use a larger unit");
  }
  return static_cast<Minor>(low_);
}

}  // namespace sandan
