#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "org/change_maps.hpp"
#include "org/differences_answers.hpp"
#include "org/result_tables.hpp"
#include "sandan/org.hpp"

namespace sandan {
namespace org {
namespace {

constexpr std::array usual_answers = {Answer::contents, Answer::summary};

/// Ids of one kind of both books are written alike, or cannot be matched.
void expect_same_kind(const IdValues& before, const IdValues& after, const char* what) {
  if (before.kind() == after.kind() || before.size() == 0 || after.size() == 0) return;
  throw Error(
      Status::invalid_argument, "id_type",
      std::string("ids of ") + what + " are whole numbers in the one book and texts in the other");
}

void expect_same_ids(const MapData& before, const MapData& after) {
  expect_same_kind(before.account_ids, after.account_ids, "accounts");
  expect_same_kind(before.person_ids, after.person_ids, "people");
  expect_same_kind(before.department_ids, after.department_ids, "departments");
  expect_same_kind(before.deal_ids, after.deal_ids, "opportunities");
}

/// Shares the accounts asked for among the books that have them. Throws
/// Error{invalid_argument} "unknown_account" for one that neither has.
void ask_accounts(const std::vector<std::string>& named, AskedBook& before, AskedBook& after,
                  ComparedAccounts& accounts) {
  const std::array books = {&before, &after};
  std::vector<std::uint8_t> known(named.size(), 0);
  for (AskedBook* book : books) {
    const IdValues& ids = book->maps->data().account_ids;
    if (named.empty()) {
      for (std::int64_t map = 0; map < ids.size(); ++map)
        accounts.add(ids, map);
      continue;
    }
    const std::vector<std::int64_t> found = find_ids(ids, named);
    std::vector<std::int64_t> maps;
    for (std::size_t i = 0; i < named.size(); ++i) {
      if (found[i] < 0) continue;
      known[i] = 1;
      maps.push_back(found[i]);
      book->question.accounts.push_back(named[i]);
    }
    std::sort(maps.begin(), maps.end());
    for (const std::int64_t map : maps)
      accounts.add(ids, map);
    book->any = !maps.empty();
  }
  const auto unknown = std::find(known.begin(), known.end(), 0);
  if (unknown == known.end()) return;
  const auto index = static_cast<std::size_t>(unknown - known.begin());
  throw Error(Status::invalid_argument, "unknown_account",
              "neither book has the account \"" + shortened(named[index], 60) + "\"")
      .at("/accounts/" + std::to_string(index));
}

}  // namespace
}  // namespace org

Result DecisionMaps::diff(const DecisionMaps& other, const MapDiffRequest& request,
                          const Run& run) const {
  using namespace org;
  const std::vector<Answer> answers = answers_asked(request.answers, usual_answers);
  expect_same_ids(*data_, other.data());
  AskedBook before{this, {}, true};
  AskedBook after{&other, {}, true};
  const bool is_empty = data_->account_ids.size() == 0;
  ComparedAccounts accounts(is_empty ? other.data().account_ids.kind() : data_->account_ids.kind());
  ask_accounts(request.accounts, before, after, accounts);
  Question question{"diff", request_text(request)};
  question.more = {{"sandan.other_document", other.data().vocabulary->digest},
                   {"sandan.other_build", request_text(other.data().request)}};
  if (!other.data().changes.empty()) {
    question.more.emplace_back("sandan.other_changes", other.data().changes);
  }
  return make_result(*data_, question, {compare_answers(before, after, answers, accounts, run)});
}

}  // namespace sandan
