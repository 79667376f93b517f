// sandan_cpp/org.hpp: decision maps; included by sandan_cpp.hpp.
//
//   const auto maps = sd::MapVocabulary::shipped("standard").build(tables);
//   std::cout << maps.routes(R"({"alternatives": 2})").to_json("routes");
#ifndef SANDAN_CPP_ORG_HPP
#define SANDAN_CPP_ORG_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sandan/org.h"
#include "sandan_cpp/core.hpp"

namespace sandan {
namespace cpp {

// A book of decision maps, one per account.
class DecisionMaps {
 public:
  explicit DecisionMaps(const sandan_org_maps* owned) noexcept : handle_(owned) {}

  Result faults(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_faults, request, run);
  }
  Result contents(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_contents, request, run);
  }
  Result coverage(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_coverage, request, run);
  }
  Result routes(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_routes, request, run);
  }
  Result gatekeepers(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_gatekeepers, request, run);
  }
  Result flow(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_flow, request, run);
  }
  Result verdict(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_verdict, request, run);
  }
  Result win_over(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_win_over, request, run);
  }
  Result competitors(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_competitors, request, run);
  }
  Result centrality(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_centrality, request, run);
  }
  Result layout(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_layout, request, run);
  }
  Result summary(std::string_view request = {}, const Run& run = {}) const {
    return ask(sandan_org_summary, request, run);
  }
  Result what_if(std::string_view request, const Run& run = {}) const {
    return ask(sandan_org_what_if, request, run);
  }
  Result next_contacts(const Tables& tables, std::string_view request,
                       const Run& settings = {}) const {
    return detail::asked(settings,
                         [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
                           return sandan_org_next_contacts(get(), tables.get(), request.data(),
                                                           request.size(), run, out, error);
                         });
  }
  Result diff(const DecisionMaps& other, std::string_view request = {},
              const Run& settings = {}) const {
    return detail::asked(settings, [&](const sandan_run* run, sandan_result** out,
                                       sandan_error* error) {
      return sandan_org_diff(get(), other.get(), request.data(), request.size(), run, out, error);
    });
  }
  // The maps with changes made.
  DecisionMaps change(std::string_view request, const Run& run = {}) const {
    return made(sandan_org_change, request, run);
  }
  // The maps without a person, of whom nothing is kept.
  DecisionMaps erase_person(std::string_view request, const Run& run = {}) const {
    return made(sandan_org_erase_person, request, run);
  }
  std::string export_person(std::string_view request) const {
    return written(sandan_org_export_person, request);
  }
  std::string write(std::string_view request = {}) const {
    return written(sandan_org_write, request);
  }

  const sandan_org_maps* get() const noexcept { return handle_.get(); }

 private:
  using Question = std::int32_t (*)(const sandan_org_maps*, const char*, std::size_t,
                                    const sandan_run*, sandan_result**, sandan_error*);
  using Making = std::int32_t (*)(const sandan_org_maps*, const char*, std::size_t,
                                  const sandan_run*, sandan_org_maps**, sandan_error*);
  using Writing = std::int32_t (*)(const sandan_org_maps*, const char*, std::size_t, sandan_text**,
                                   sandan_error*);

  Result ask(Question question, std::string_view request, const Run& settings) const {
    return detail::asked(settings,
                         [&](const sandan_run* run, sandan_result** out, sandan_error* error) {
                           return question(get(), request.data(), request.size(), run, out, error);
                         });
  }
  DecisionMaps made(Making making, std::string_view request, const Run& settings) const {
    sandan_org_maps* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return making(get(), request.data(), request.size(), run, &out, error);
    });
    return DecisionMaps(out);
  }
  std::string written(Writing writing, std::string_view request) const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return writing(get(), request.data(), request.size(), out, error);
    });
  }

  detail::Shared<sandan_org_maps, sandan_org_maps_retain, sandan_org_maps_destroy> handle_;
};

// A compiled map vocabulary.
class MapVocabulary {
 public:
  explicit MapVocabulary(const sandan_org_vocabulary* owned) noexcept : handle_(owned) {}

  static MapVocabulary compile(std::string_view json) {
    sandan_org_vocabulary* out = nullptr;
    detail::checked([&](sandan_error* error) {
      return sandan_org_compile(json.data(), json.size(), &out, error);
    });
    return MapVocabulary(out);
  }
  static MapVocabulary shipped(std::string_view name) {
    return compile(detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_documents_get("map_vocabulary", 14, name.data(), name.size(), out, error);
    }));
  }

  std::string to_json() const {
    return detail::text_of([&](sandan_text** out, sandan_error* error) {
      return sandan_org_vocabulary_to_json(get(), out, error);
    });
  }

  DecisionMaps build(const Tables& tables, std::string_view request = {},
                     const Run& settings = {}) const {
    sandan_org_maps* out = nullptr;
    detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
      return sandan_org_build(get(), tables.get(), request.data(), request.size(), run, &out,
                              error);
    });
    return DecisionMaps(out);
  }

  static std::string input_schema() { return detail::text_of(sandan_org_input_schema); }
  static std::string output_schema() { return detail::text_of(sandan_org_output_schema); }

  const sandan_org_vocabulary* get() const noexcept { return handle_.get(); }

 private:
  detail::Shared<sandan_org_vocabulary, sandan_org_vocabulary_retain, sandan_org_vocabulary_destroy>
      handle_;
};

// Tables `people`, `departments`, `relations`, `stances` out of GraphML or JSON.
inline Result read_map(std::string_view map, std::string_view request = {},
                       const Run& settings = {}) {
  sandan_result* out = nullptr;
  detail::checked(settings, [&](const sandan_run* run, sandan_error* error) {
    return sandan_org_read(map.data(), map.size(), request.data(), request.size(), run, &out,
                           error);
  });
  return Result(out);
}

}  // namespace cpp
}  // namespace sandan

#endif
