// The same records decided by columns with every set of kernels, one by one, and from outside:
// all say the same, whatever the policy.
#include "rules/answers.hpp"
#include "rules/policies.hpp"
#include "rules/random_records.hpp"
#include "rules/record.hpp"

using namespace sandan;
using namespace sandan::rules;
using namespace sandan::testing;

namespace {

constexpr auto open_place = -1;

/// What a decision says of one record, as text: the same for all ways of deciding.
std::string said_of_table(const TablePlan& plan, const TableAnswer& answer) {
  std::string text = std::string(answered_codes[static_cast<std::size_t>(answer.answered)]);
  if (plan.table->is_list() || plan.table->is_aggregate()) {
    for (const Hit& hit : answer.hits)
      text += " " + std::to_string(hit.bit) + (hit.certain ? "!" : "?");
    if (plan.table->is_aggregate() && answer.has_low) {
      text += " " + std::to_string(answer.low) + ".." + std::to_string(answer.high);
    }
    return text;
  }
  text += " rule " + std::to_string(answer.rule);
  for (const std::int32_t place : answer.outputs)
    text += " " + std::to_string(place);
  return text;
}

std::string said(const Range64& range) {
  return " " + std::to_string(range.low) + ".." + std::to_string(range.high);
}

std::string by_record(const Plan& plan, Record& record) {
  std::string text;
  for (const DecisionPlan& decision : plan.decisions) {
    switch (decision.kind) {
      case DecisionPlan::Kind::table:
        text += said_of_table(plan.tables[decision.index], record.table(decision.index));
        break;
      case DecisionPlan::Kind::card: {
        const CardAnswer& card = record.card(decision.index);
        text += std::string(answered_codes[static_cast<std::size_t>(card.answered)]) +
                said(card.points);
        text += " band " + std::to_string(card.band) + " open " + std::to_string(card.open);
        for (const Range64& group : card.groups)
          text += said(group);
        for (const Range64& subset : card.subsets)
          text += said(subset);
        break;
      }
      case DecisionPlan::Kind::made: {
        const Value& value = record.output(plan.made[decision.index].slot);
        text += value.known == feel::Known::unknown ? "?" : feel::display(value);
      }
    }
    text += "; ";
  }
  for (const std::int32_t conflict : plan.conflicts)
    text += record.truth(conflict) == Truth::yes ? "!" : ".";
  return text;
}

TableAnswer answer_of(const TablePlan& plan, const TableBatch& batch, std::size_t row) {
  if (plan.table->is_list() || plan.table->is_aggregate()) return batch.answers[row];
  TableAnswer answer;
  answer.answered = static_cast<Answered>(batch.answered[row]);
  answer.rule = batch.rules.at(row);
  for (const Places& output : batch.outputs)
    answer.outputs.push_back(output.at(row));
  return answer;
}

std::string by_batch(const Plan& plan, const Batch& batch, std::size_t row) {
  const auto range = [row](const Sums& sums) { return said({sums.low[row], sums.high[row]}); };
  std::string text;
  for (const DecisionPlan& decision : plan.decisions) {
    switch (decision.kind) {
      case DecisionPlan::Kind::table:
        text +=
            said_of_table(plan.tables[decision.index],
                          answer_of(plan.tables[decision.index], batch.table(decision.index), row));
        break;
      case DecisionPlan::Kind::card: {
        const CardBatch& card = batch.card(decision.index);
        const bool has_bands = plan.cards[decision.index].card->band_slot >= 0;
        const std::int32_t band =
            !has_bands || card.bands[row] == Places::open ? open_place : card.bands[row];
        text += std::string(answered_codes[card.answered[row]]) + range(card.points);
        text += " band " + std::to_string(band) + " open " + std::to_string(card.open[row]);
        for (const Sums& group : card.groups)
          text += range(group);
        for (const Sums& subset : card.subsets)
          text += range(subset);
        break;
      }
      case DecisionPlan::Kind::made: {
        const Made& made = plan.made[decision.index];
        Value value;
        if (made.kind == Made::Kind::row) {
          value = batch.values(made.slot)[row];
        } else {
          const std::uint8_t place = batch.made(decision.index).places[row];
          if (made.kind == Made::Kind::truth) {
            value = place != 1     ? Value::of(place == 2)
                    : plan.keeps() ? Value::unknown()
                                   : Value::absent();
          } else {
            value = place == Condition::unknown_leaf
                        ? Value::unknown()
                        : plan.conditions[static_cast<std::size_t>(made.index)].leaves[place];
          }
        }
        text += value.known == feel::Known::unknown ? "?" : feel::display(value);
      }
    }
    text += "; ";
  }
  for (std::size_t i = 0; i < plan.conflicts.size(); ++i)
    text += batch.conflict(i)[row] == 2 ? "!" : ".";
  return text;
}

/// A value of the evaluator as JSON of results writes it.
boost::json::value as_json(const RecordValue& value) {
  using Kind = RecordValue::Kind;
  switch (value.kind) {
    case Kind::null:
      return nullptr;
    case Kind::boolean:
      return value.truth;
    case Kind::number:
      return value.number;
    case Kind::text:
      return boost::json::value(boost::json::string(value.text.data(), value.text.size()));
    case Kind::day:
      return boost::json::value(format_day(static_cast<Day>(value.integer)).c_str());
    default:
      return value.integer;
  }
}

/// Every row decided by all kernels and by the record says the same.
void check_kernels(const Policy& policy, const Records& records) {
  PolicyRequest request;
  const Asked asked = ask(policy.versions(), records.tables(), request, {});
  const auto rows = static_cast<std::size_t>(asked.rows());
  REQUIRE(rows <= kernels::batch_rows);
  std::vector<std::string> expected;
  Record record(asked.plan);
  for (std::size_t i = 0; i < rows; ++i) {
    asked.fill(record, static_cast<std::int64_t>(i));
    record.decide();
    expected.push_back(by_record(*asked.plan, record));
  }
  for (const kernels::Set* set : kernels::available()) {
    INFO(set->name);
    Batch batch(*asked.plan, asked.inputs, *set);
    // Twice: what a batch leaves behind must not show in the next.
    for (int round = 0; round < 2; ++round) {
      batch.decide(0, rows);
      for (std::size_t i = 0; i < rows; ++i) {
        const std::string got = by_batch(*asked.plan, batch, i);
        if (got != expected[i]) FAIL("row " << i << ": " << got << " instead of " << expected[i]);
      }
      batch.decide(static_cast<std::int64_t>(rows) / 3, rows - rows / 3);
    }
  }
}

/// The evaluator from outside says of every row what `results` says.
void check_evaluator(const Policy& policy, const RandomRecords& made, const Records& records) {
  PolicyEvaluator evaluator(policy, made.names());
  std::vector<RecordValue> answers(evaluator.outputs().size());
  const boost::json::array results = rows(eval(policy, records), "results");
  for (std::size_t i = 0; i < results.size(); ++i) {
    evaluator.eval(made.record(i), answers);
    boost::json::object told;
    for (std::size_t c = 0; c < answers.size(); ++c)
      told[evaluator.outputs()[c]] = as_json(answers[c]);
    const std::string text = difference(told, results[i]);
    if (!text.empty() || told.size() != results[i].as_object().size()) {
      FAIL("row " << i << ": " << text << " of " << boost::json::serialize(told) << " instead of "
                  << boost::json::serialize(results[i]));
    }
  }
}

}  // namespace

TEST_CASE("kernels, records and the evaluator agree on random policies") {
  const char* modes[] = {"keep", "feel", "b_feel"};
  for (unsigned seed = 0; seed < 240; ++seed) {
    INFO("seed " << seed);
    RandomPolicy random(seed, modes[seed % 3]);
    const std::string document = random.document();
    INFO(document);
    const Policy policy = Policy::compile(document);
    const RandomRecords made(seed + 1, 61);
    const Records records = made.table();
    check_kernels(policy, records);
    check_evaluator(policy, made, records);
  }
}

TEST_CASE("records without nulls take the quick ways to the same answers") {
  for (unsigned seed = 1000; seed < 1060; ++seed) {
    INFO("seed " << seed);
    const Policy policy = Policy::compile(RandomPolicy(seed, "keep").document());
    const RandomRecords made(seed, 200, 0);
    const Records records = made.table();
    check_kernels(policy, records);
    check_evaluator(policy, made, records);
  }
}

TEST_CASE("any number of threads gives the same bytes") {
  for (unsigned seed = 0; seed < 4; ++seed) {
    INFO("seed " << seed);
    const Policy policy =
        Policy::compile(RandomPolicy(seed, seed % 2 == 0 ? "keep" : "feel").document());
    const Records records = RandomRecords(seed, 140'001).table();  // three parts
    std::string first;
    for (const int threads : {1, 2, 3}) {
      Run run;
      run.threads = threads;
      const std::string bytes =
          eval(policy, records, R"({"if_unknown_is_no": true, "detail": true, "most_faults": 100})",
               run)
              .to_json();
      if (threads == 1) first = bytes;
      CHECK((bytes == first));
    }
  }
}

TEST_CASE("a long table is its parts, one after the other") {
  const Policy policy = Policy::compile(RandomPolicy(77, "keep").document());
  const RandomRecords made(3, 5'000);
  const std::string whole = eval(policy, made.table()).to_json("results");
  std::string joined = "[";
  for (std::size_t from = 0; from < 5'000; from += 1'250) {
    const std::string part = eval(policy, made.table(from, 1'250)).to_json("results");
    joined += (from == 0 ? "" : ",") + part.substr(1, part.size() - 2);
  }
  CHECK(boost::json::serialize(parsed(joined + "]")) == boost::json::serialize(parsed(whole)));
}
