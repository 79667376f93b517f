// Every move of every process of up to three stages and every policy, judged
// by the library and by a plain statement of the rules.
#include <string>
#include <vector>

#include "process/definition.hpp"
#include "support/expect.hpp"

using namespace sandan;
using namespace sandan::testing;
using process::Definition;
using process::Move;

namespace {

enum class Kind { open, wins, wins_by_mark, lost, cancelled };
constexpr const char* kind_fields[] = {"", R"(, "outcome": "won")", R"(, "won_when": "end_mark")",
                                       R"(, "outcome": "lost")", R"(, "outcome": "cancelled")"};

struct PlainStage {
  Kind kind;
  bool after;
};
struct PlainPolicy {
  bool skip, back, reopen;
};

std::string document(const std::vector<PlainStage>& stages, const PlainPolicy& policy,
                     const std::string& forbidden) {
  const auto truth = [](bool value) { return std::string(value ? "true" : "false"); };
  std::string text =
      R"({"sandan": "process/1", "code": "p", "label": {"en": "P"}, "moves": {"skip": )" +
      truth(policy.skip) + R"(, "back": )" + truth(policy.back) + R"(, "reopen": )" +
      truth(policy.reopen) + R"(, "forbidden": [)" + forbidden + R"(]}, "stages": [)";
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (i > 0) text += ',';
    text += R"({"code": "s)";
    text += std::to_string(i);
    text += R"(", "label": {"en": "S"})";
    text += kind_fields[static_cast<int>(stages[i].kind)];
    text += stages[i].after ? R"(, "phase": "after"})" : "}";
  }
  return text + "]}";
}

/// The rules once more, by the words of the documentation.
struct Told {
  std::string move;
  bool legal;
  bool fault;
};

Told tell(const std::vector<PlainStage>& stages, const PlainPolicy& policy, int from, int to) {
  const auto is_closed = [&](int s) {
    return stages[s].kind == Kind::lost || stages[s].kind == Kind::cancelled;
  };
  bool somebody_wins = false;
  for (const auto& stage : stages)
    somebody_wins |= stage.kind == Kind::wins;
  // Won: in the stage that wins by entry, or at work on the order.
  const auto is_won = [&](int s) {
    return somebody_wins && !is_closed(s) && (stages[s].kind == Kind::wins || stages[s].after);
  };
  if (to == from) return {"repeated", true, false};
  if (stages[to].kind == Kind::lost) return {"lost", true, false};
  if (stages[to].kind == Kind::cancelled) return {"cancelled", true, false};
  if (from < 0) return {"start", true, false};
  if (is_closed(from) || (is_won(from) && !is_won(to))) {
    return {"reopened", policy.reopen, !policy.reopen && !stages[to].after};
  }
  int between = 0;  // stages of the line that lie between the two
  for (int s = std::min(from, to) + 1; s < std::max(from, to); ++s)
    between += is_closed(s) ? 0 : 1;
  const bool free = stages[from].after && stages[to].after;
  if (to > from && between == 0) return {"forward", true, false};
  if (to > from) return {"skip", policy.skip || free, false};
  return {"back", policy.back || free, false};
}

void check(const std::vector<PlainStage>& document_stages, const PlainPolicy& policy) {
  int winners = 0;
  bool line = false, has_lost = false, has_cancelled = false;
  for (const auto& stage : document_stages) {
    winners += stage.kind == Kind::wins || stage.kind == Kind::wins_by_mark ? 1 : 0;
    line |= stage.kind != Kind::lost && stage.kind != Kind::cancelled;
    has_lost |= stage.kind == Kind::lost;
    has_cancelled |= stage.kind == Kind::cancelled;
  }
  const std::string text = document(document_stages, policy, "");
  if (winners > 1 || !line) {
    if (!refusal([&] { process::read_definition(text); })) FAIL("accepted: " << text);
    return;
  }
  std::vector<PlainStage> stages = document_stages;
  if (!has_lost) stages.push_back({Kind::lost, false});
  if (!has_cancelled) stages.push_back({Kind::cancelled, false});
  const Definition definition = process::read_definition(text);
  if (definition.stages.size() != stages.size()) FAIL("implicit stages of " << text);
  const int count = static_cast<int>(stages.size());
  for (int from = -1; from < count; ++from) {
    for (int to = 0; to < count; ++to) {
      const auto index = from < 0 ? process::max_stages : static_cast<std::size_t>(from);
      const auto judged = definition.judge(index, static_cast<std::size_t>(to));
      const Told told = tell(stages, policy, from, to);
      const auto move = process::move_codes[static_cast<std::size_t>(judged.move)];
      if (move != told.move || judged.legal != told.legal || judged.after_closing != told.fault) {
        FAIL(text << " from " << from << " to " << to << ": " << std::string(move)
                  << (judged.legal ? " legal" : " illegal")
                  << (judged.after_closing ? " fault" : "") << ", not " << told.move
                  << (told.legal ? " legal" : " illegal") << (told.fault ? " fault" : ""));
      }
    }
  }
}

}  // namespace

TEST_CASE("judge follows the plain rules for every small process") {
  std::vector<PlainStage> kinds;
  for (int kind = 0; kind < 5; ++kind) {
    for (const bool after : {false, true})
      kinds.push_back({static_cast<Kind>(kind), after});
  }
  for (int bits = 0; bits < 8; ++bits) {
    const PlainPolicy policy{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
    for (const auto& first : kinds) {
      check({first}, policy);
      for (const auto& second : kinds) {
        check({first, second}, policy);
        for (const auto& third : kinds)
          check({first, second, third}, policy);
      }
    }
  }
  SUCCEED();
}

TEST_CASE("a forbidden move keeps its kind and is illegal, others stay as they were") {
  const std::vector<PlainStage> stages = {
      {Kind::open, false}, {Kind::open, false}, {Kind::wins, false}, {Kind::open, true}};
  const char* codes[] = {"s0", "s1", "s2", "s3", "lost", "cancelled"};
  const Definition free = process::read_definition(document(stages, {true, true, true}, ""));
  for (int from = 0; from < 6; ++from) {
    for (int to = 0; to < 6; ++to) {
      const std::string pair =
          R"({"from": ")" + std::string(codes[from]) + R"(", "to": ")" + codes[to] + R"("})";
      const Definition bound = process::read_definition(document(stages, {true, true, true}, pair));
      for (std::size_t f = 0; f < 6; ++f) {
        for (std::size_t t = 0; t < 6; ++t) {
          const auto a = free.judge(f, t);
          const auto b = bound.judge(f, t);
          const bool named = static_cast<int>(f) == from && static_cast<int>(t) == to;
          if (a.move != b.move || a.after_closing != b.after_closing || b.legal != !named) {
            FAIL(pair << " changes " << codes[f] << " to " << codes[t]);
          }
        }
      }
    }
  }
  SUCCEED();
}
