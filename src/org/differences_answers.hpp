#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "org/differences.hpp"
#include "sandan/org.hpp"

/// The answers that what_if and diff compare.
namespace sandan::org {

/// Of request_words.hpp, in its order.
enum class Answer : std::uint8_t {
  contents,
  coverage,
  routes,
  gatekeepers,
  flow,
  verdict,
  win_over,
  competitors,
  centrality,
  summary
};

/// The answers named, each once and in the order named; `otherwise` where none
/// is. Throws Error{invalid_argument} "unknown_answer" at /answers/i.
std::vector<Answer> answers_asked(const std::vector<std::string>& names,
                                  std::span<const Answer> otherwise);

/// A book and which of its accounts are asked about.
struct AskedBook {
  const DecisionMaps* maps;
  MapQuestion question;
  bool any = true;  ///< false: no account of it is asked about
};

/// Compares the answers of two books, one after the other.
results::Table compare_answers(const AskedBook& before, const AskedBook& after,
                               const std::vector<Answer>& answers, const ComparedAccounts& accounts,
                               const Run& run);

}  // namespace sandan::org
