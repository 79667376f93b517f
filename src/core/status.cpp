#include "sandan/core/status.hpp"

#include <utility>

namespace sandan {

std::string_view status_name(Status status) noexcept {
  switch (status) {
    case Status::ok:
      return "OK";
    case Status::invalid_argument:
      return "INVALID_ARGUMENT";
    case Status::no_memory:
      return "NO_MEMORY";
    case Status::parse:
      return "PARSE";
    case Status::document:
      return "DOCUMENT";
    case Status::schema:
      return "SCHEMA";
    case Status::data:
      return "DATA";
    case Status::limit:
      return "LIMIT";
    case Status::unsupported:
      return "UNSUPPORTED";
    case Status::infeasible:
      return "INFEASIBLE";
    case Status::overflow:
      return "OVERFLOW";
    case Status::cancelled:
      return "CANCELLED";
    case Status::state:
      return "STATE";
    case Status::internal:
      break;
  }
  return "INTERNAL";
}

Error::Error(Status status, std::string_view detail, std::string message)
    : status_(status), detail_(detail), message_(std::move(message)) {}

Error&& Error::at(std::string where) && {
  where_ = std::move(where);
  return std::move(*this);
}

Error&& Error::in_table(std::string_view table) && {
  table_ = table;
  return std::move(*this);
}

Error&& Error::in_row(std::int64_t row) && {
  row_ = row;
  return std::move(*this);
}

Error&& Error::in_column(std::int64_t column) && {
  column_ = column;
  return std::move(*this);
}

}  // namespace sandan
