// Three deals and their open pipeline, through the C++ wrapper of the C interface.
// The columns are plain arrays in static memory: Arrow only points at them.
#include <sandan_cpp.hpp>

#include <cstdint>
#include <iostream>

namespace {

namespace sd = sandan::cpp;

// opportunity_id, amount_minor and stage of three deals. A text column is its
// bytes one after the other, and where each begins and the last one ends.
const std::int64_t ids[] = {101, 102, 103};
const std::int64_t amounts[] = {1'200'000, 800'000, 450'000};
const char stages[] = "first_contactorderfirst_contact";
const std::int32_t stage_starts[] = {0, 13, 18, 31};

template <class Arrow>
void nothing_to_free(Arrow* arrow) {
  arrow->release = nullptr;
}

ArrowSchema column(const char* name, const char* format) {
  return {format, name, nullptr, 0, 0, nullptr, nullptr, nothing_to_free, nullptr};
}

ArrowArray values(const void** buffers, std::int64_t buffer_count) {
  return {3, 0, 0, buffer_count, 0, buffers, nullptr, nullptr, nothing_to_free, nullptr};
}

}  // namespace

int main() {
  ArrowSchema names[] = {column("opportunity_id", "l"), column("amount_minor", "l"),
                         column("stage", "u")};
  const void* id_buffers[] = {nullptr, ids};
  const void* amount_buffers[] = {nullptr, amounts};
  const void* stage_buffers[] = {nullptr, stage_starts, stages};
  ArrowArray columns[] = {values(id_buffers, 2), values(amount_buffers, 2),
                          values(stage_buffers, 3)};
  ArrowSchema* name_list[] = {&names[0], &names[1], &names[2]};
  ArrowArray* column_list[] = {&columns[0], &columns[1], &columns[2]};
  const void* no_buffers[] = {nullptr};
  const ArrowSchema schema = {"+s",      "",      nullptr,         0,      3,
                              name_list, nullptr, nothing_to_free, nullptr};
  const ArrowArray deals = {3,      0, 0, 1, 3, no_buffers, column_list, nullptr, nothing_to_free,
                            nullptr};
  try {
    sd::Tables tables;
    tables.add("opportunities", schema, deals);
    const auto history =
        sd::Process::shipped("simple").history(tables, R"({"as_of": "2026-10-31"})");
    std::cout << history.pipeline().to_json() << '\n';
  } catch (const sd::Error& error) {
    std::cerr << error.name() << " at " << error.where() << ": " << error.what() << '\n';
    return 1;
  }
  return 0;
}
