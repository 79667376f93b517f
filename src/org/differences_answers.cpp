#include "org/differences_answers.hpp"

#include <algorithm>
#include <utility>

#include "core/parallel.hpp"
#include "core/text.hpp"
#include "org/request_words.hpp"

namespace sandan::org {
namespace {

/// A request that asks about these accounts and else what is usual.
template <class Request>
Request about(const MapQuestion& question) {
  Request request;
  request.accounts = question.accounts;
  return request;
}

Result ask(const DecisionMaps& maps, Answer answer, const MapQuestion& question, const Run& run) {
  switch (answer) {
    case Answer::contents:
      return maps.contents(question, run);
    case Answer::coverage:
      return maps.coverage(about<CoverageRequest>(question), run);
    case Answer::routes:
      return maps.routes(about<RoutesRequest>(question), run);
    case Answer::gatekeepers:
      return maps.gatekeepers(about<GatekeepersRequest>(question), run);
    case Answer::flow:
      return maps.flow(about<FlowRequest>(question), run);
    case Answer::verdict:
      return maps.verdict(about<VerdictRequest>(question), run);
    case Answer::win_over:
      return maps.win_over(about<WinOverRequest>(question), run);
    case Answer::competitors:
      return maps.competitors(about<VerdictRequest>(question), run);
    case Answer::centrality:
      return maps.centrality(about<CentralityRequest>(question), run);
    case Answer::summary:
      break;
  }
  return maps.summary(about<SummaryRequest>(question), run);
}

}  // namespace

std::vector<Answer> answers_asked(const std::vector<std::string>& names,
                                  std::span<const Answer> otherwise) {
  if (names.empty()) return {otherwise.begin(), otherwise.end()};
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto found = std::find(answer_words.begin(), answer_words.end(), names[i]);
    if (found == answer_words.end()) {
      throw Error(Status::invalid_argument, "unknown_answer",
                  "\"" + shortened(names[i], 60) + "\" is no answer that can be compared")
          .at("/answers/" + std::to_string(i));
    }
    const auto answer = static_cast<Answer>(found - answer_words.begin());
    if (std::find(answers.begin(), answers.end(), answer) == answers.end()) {
      answers.push_back(answer);
    }
  }
  return answers;
}

results::Table compare_answers(const AskedBook& before, const AskedBook& after,
                               const std::vector<Answer>& answers, const ComparedAccounts& accounts,
                               const Run& run) {
  Differences differences(accounts);
  const auto steps = static_cast<double>(2 * answers.size());
  double step = 0;
  const auto tables_of = [&](const AskedBook& book, Answer answer) {
    const Run part = part_of(run, step / steps, (step + 1) / steps);
    step += 1;
    if (!book.any) return std::vector<results::Table>();
    return ask(*book.maps, answer, book.question, part).shared()->tables;
  };
  for (const Answer answer : answers) {
    const std::vector<results::Table> was = tables_of(before, answer);
    const std::vector<results::Table> is = tables_of(after, answer);
    differences.compare(was, is);
  }
  return std::move(differences).table();
}

}  // namespace sandan::org
