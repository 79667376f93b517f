#pragma once

#include <memory>
#include <string>

#include "core/result_table.hpp"
#include "sandan/arrow_abi.h"

namespace sandan::results {

/// Schema of a table with the set's metadata; the caller releases it.
ArrowSchema export_schema(const TableSet& set, const Table& table);

/// The table as a stream of one batch that shares the set's buffers.
ArrowArrayStream export_stream(std::shared_ptr<const TableSet> set, const Table& table);

/// The table as a JSON array of records.
void append_json(std::string& out, const Table& table);

}  // namespace sandan::results
