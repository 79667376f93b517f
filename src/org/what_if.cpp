#include <algorithm>
#include <array>
#include <iterator>

#include "core/parallel.hpp"
#include "org/change_list.hpp"
#include "org/differences_answers.hpp"
#include "org/result_tables.hpp"
#include "sandan/org.hpp"

namespace sandan {
namespace org {
namespace {

constexpr std::array usual_answers = {Answer::coverage,    Answer::routes,  Answer::gatekeepers,
                                      Answer::flow,        Answer::verdict, Answer::win_over,
                                      Answer::competitors, Answer::summary};

/// Accounts of the maps taken that are asked about; all where none is named.
AskedBook asked_of(const MapData& book, const TakenMaps& taken, const MapQuestion& question) {
  AskedBook asked{nullptr, {}, !taken.maps.empty()};
  if (question.accounts.empty()) return asked;
  const std::vector<std::int32_t> wanted = maps_asked(book, question);
  std::vector<std::int32_t> both;
  std::set_intersection(taken.maps.begin(), taken.maps.end(), wanted.begin(), wanted.end(),
                        std::back_inserter(both));
  asked.question.accounts.reserve(both.size());
  for (const std::int32_t map : both)
    asked.question.accounts.push_back(book.account_ids.text(map));
  asked.any = !both.empty();
  return asked;
}

}  // namespace
}  // namespace org

Result DecisionMaps::what_if(const WhatIfRequest& request, const Run& run) const {
  using namespace org;
  const std::vector<Answer> answers = answers_asked(request.answers, usual_answers);
  TakenMaps taken = take_maps(*data_, touched_maps(*data_, request.changes));
  AskedBook before = asked_of(*data_, taken, request);
  AskedBook after = before;
  ComparedAccounts accounts(data_->account_ids.kind());
  for (const std::int32_t map : taken.maps)
    accounts.add(data_->account_ids, map);
  const DecisionMaps as_is(std::make_shared<const MapData>(taken.data));
  make_changes(taken.data, request.changes, part_of(run, 0, 0.1));
  const DecisionMaps changed(std::make_shared<const MapData>(std::move(taken.data)));
  before.maps = &as_is;
  after.maps = &changed;
  return make_result(*data_, {"what_if", request_text(request)},
                     {compare_answers(before, after, answers, accounts, part_of(run, 0.1, 1))});
}

}  // namespace sandan
