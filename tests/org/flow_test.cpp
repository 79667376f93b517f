#include <algorithm>
#include <map>

#include "org/coverage_book.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

constexpr int far = 1'000'000;

/// Hops between everybody, by Floyd and Warshall.
std::vector<std::vector<int>> all_hops(const org::MapView& map) {
  const auto size = static_cast<std::size_t>(map.size());
  std::vector<std::vector<int>> hops(size, std::vector<int>(size, far));
  for (std::size_t p = 0; p < size; ++p)
    hops[p][p] = 0;
  for (const org::Edge& edge : map.edges) {
    if (!map.vocabulary().kinds[edge.kind].carries_flow) continue;
    const auto from = static_cast<std::size_t>(edge.from);
    const auto to = static_cast<std::size_t>(edge.to);
    hops[from][to] = hops[to][from] = 1;
  }
  for (std::size_t via = 0; via < size; ++via) {
    for (std::size_t from = 0; from < size; ++from) {
      for (std::size_t to = 0; to < size; ++to)
        hops[from][to] = std::min(hops[from][to], hops[from][via] + hops[via][to]);
    }
  }
  return hops;
}

/// The tables of flow, of one map after the other.
class PlainFlow {
 public:
  PlainFlow(const CoverageBook& book, std::optional<std::int64_t> amount) : book_(book) {
    for (std::int32_t m = 0; m < book.data->maps(); ++m) {
      const org::MapView map(*book.data, m);
      const PlainMap plain(map, org::us);
      account_ = "a" + std::to_string(m);
      breaks_.clear();
      add_roles(plain);
      add_links(plain);
      add_signers(plain, amount);
      add_decisions(plain);
      std::stable_sort(breaks_.begin(), breaks_.end(), [](const auto& a, const auto& b) {
        return a.at("consequence").template to_number<double>() >
               b.at("consequence").template to_number<double>();
      });
      for (std::size_t i = 0; i < breaks_.size(); ++i) {
        breaks_[i]["rank"] = i + 1;
        tables["flow_breaks"].push_back(breaks_[i]);
      }
    }
  }

  std::map<std::string, json::array> tables;

 private:
  json::value person(const PlainMap& plain, int p) const {
    return p < 0 ? json::value(nullptr) : json::value(book_.person(plain.map, p));
  }
  json::value level(const PlainMap& plain, int p) const {
    return p < 0 ? json::value(nullptr)
                 : word_or_null(plain.map.vocabulary().levels, plain.at(p).level);
  }

  json::object& add_break(const char* kind, double consequence) {
    breaks_.push_back({{"account_id", account_},
                       {"break", kind},
                       {"consequence", consequence},
                       {"role", nullptr},
                       {"to_role", nullptr},
                       {"decision", nullptr},
                       {"opportunity_id", nullptr}});
    return breaks_.back();
  }

  void add_role(const PlainMap& plain, std::size_t role, const json::value& place,
                double consequence) {
    const org::Vocabulary& words = plain.map.vocabulary();
    const auto has = [&](int p) { return plain.has_role(p, role); };
    for (int p = 0; p < plain.size(); ++p) {
      if (!has(p)) continue;
      const int d = plain.at(p).department;
      tables["flow_roles"].push_back(
          {{"account_id", account_},
           {"place", place},
           {"role", words.roles[role].word.code},
           {"state", "filled"},
           {"person_id", person(plain, p)},
           {"level", level(plain, p)},
           {"department_id",
            d < 0 ? json::value(nullptr) : json::value(book_.department(plain.map, d))}});
    }
    if (plain.count(has) > 0) return;
    tables["flow_roles"].push_back({{"account_id", account_},
                                    {"place", place},
                                    {"role", words.roles[role].word.code},
                                    {"state", "unknown"},
                                    {"person_id", nullptr},
                                    {"level", nullptr},
                                    {"department_id", nullptr}});
    add_break("role_unknown", consequence)["role"] = words.roles[role].word.code;
  }

  void add_roles(const PlainMap& plain) {
    const org::Vocabulary& words = plain.map.vocabulary();
    for (std::size_t place = 0; place < words.flow.size(); ++place) {
      add_role(plain, static_cast<std::size_t>(words.flow[place]), place + 1,
               words.flow_consequence[place]);
    }
    for (std::size_t role = 0; role < words.roles.size(); ++role) {
      const bool has_place = std::count(words.flow.begin(), words.flow.end(), role) > 0;
      if (has_place || !words.roles[role].required) continue;
      add_role(plain, role, nullptr, words.gaps[0].consequence);
    }
  }

  void add_links(const PlainMap& plain) {
    const org::Vocabulary& words = plain.map.vocabulary();
    const auto hops = all_hops(plain.map);
    const bool any =
        std::any_of(plain.map.edges.begin(), plain.map.edges.end(),
                    [&](const org::Edge& edge) { return words.kinds[edge.kind].carries_flow; });
    for (std::size_t place = 1; place < words.flow.size(); ++place) {
      const auto role = static_cast<std::size_t>(words.flow[place - 1]);
      const auto next = static_cast<std::size_t>(words.flow[place]);
      int best = far, from = -1, to = -1;
      bool both = false;
      for (int a = 0; a < plain.size(); ++a) {
        for (int b = 0; b < plain.size(); ++b) {
          if (!plain.has_role(a, role) || !plain.has_role(b, next)) continue;
          both = true;
          const int between = hops[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
          if (between < best) best = between, from = a, to = b;
        }
      }
      const char* state = best < far ? "runs" : both && any ? "broken" : "unknown";
      tables["flow_links"].push_back({{"account_id", account_},
                                      {"from_role", words.roles[role].word.code},
                                      {"to_role", words.roles[next].word.code},
                                      {"state", state},
                                      {"from_id", person(plain, from)},
                                      {"to_id", person(plain, to)},
                                      {"hops", best < far ? json::value(best) : nullptr}});
      if (std::string_view(state) != "broken") continue;
      json::object& row = add_break("link_broken", std::min(words.flow_consequence[place - 1],
                                                            words.flow_consequence[place]));
      row["role"] = words.roles[role].word.code;
      row["to_role"] = words.roles[next].word.code;
    }
  }

  void add_signers_of(const PlainMap& plain, const json::value& deal, std::int64_t amount,
                      const json::value& currency) {
    const bool is_known = amount != org::unknown_amount;
    const auto may = [&](int p) {
      return is_known && plain.at(p).authority_minor != org::unknown_amount &&
             plain.at(p).authority_minor >= amount;
    };
    const auto level_rank = [&](int p) { return plain.at(p).level < 0 ? 99 : plain.at(p).level; };
    int lowest = 100;
    for (int p = 0; p < plain.size(); ++p) {
      if (may(p)) lowest = std::min(lowest, level_rank(p));
    }
    for (int p = 0; p < plain.size(); ++p) {
      const std::int64_t authority = plain.at(p).authority_minor;
      const bool has_authority = authority != org::unknown_amount;
      if (!has_authority && (plain.at(p).decides >> 4U & 1U) == 0) continue;
      tables["flow_signers"].push_back(
          {{"account_id", account_},
           {"opportunity_id", deal},
           {"amount_minor", is_known ? json::value(amount) : nullptr},
           {"currency", currency},
           {"person_id", person(plain, p)},
           {"level", level(plain, p)},
           {"authority_minor", has_authority ? json::value(authority) : nullptr},
           {"may_sign", has_authority && is_known ? json::value(may(p)) : nullptr},
           {"decides", may(p) && level_rank(p) == lowest}});
    }
    if (is_known && plain.count(may) == 0) {
      add_break("no_signer", plain.map.vocabulary().gaps[11].consequence)["opportunity_id"] = deal;
    }
  }

  void add_signers(const PlainMap& plain, std::optional<std::int64_t> amount) {
    if (amount) return add_signers_of(plain, nullptr, *amount, nullptr);
    for (const org::Deal& deal : plain.map.deals) {
      add_signers_of(plain, json::value(book_.data->deal_ids.text(deal.id)), deal.amount_minor,
                     deal.currency < 0
                         ? json::value(nullptr)
                         : json::value(book_.data->texts[static_cast<std::size_t>(deal.currency)]));
    }
  }

  void add_decision(const PlainMap& plain, std::size_t decision, int p) {
    const org::Vocabulary& words = plain.map.vocabulary();
    const bool knows = p >= 0 && plain.knows_support(p);
    tables["flow_decisions"].push_back(
        {{"account_id", account_},
         {"decision", words.decisions[decision].code},
         {"person_id", person(plain, p)},
         {"level", level(plain, p)},
         {"relation_stage", word_or_null(words.stages, p < 0 ? -1 : plain.stage(p))},
         {"support", knows ? json::value(plain.support(p)) : nullptr}});
  }

  void add_decisions(const PlainMap& plain) {
    const org::Vocabulary& words = plain.map.vocabulary();
    for (std::size_t decision = 0; decision < org::decision_count; ++decision) {
      const auto holds = [&](int p) { return (plain.at(p).decides >> decision & 1U) != 0; };
      for (int p = 0; p < plain.size(); ++p) {
        if (holds(p)) add_decision(plain, decision, p);
      }
      if (plain.count(holds) > 0) continue;
      add_decision(plain, decision, -1);
      add_break("decision_unheld", words.gaps[11].consequence)["decision"] =
          words.decisions[decision].code;
    }
  }

  const CoverageBook& book_;
  std::string account_;
  std::vector<json::object> breaks_;
};

void check_flow(const CoverageBook& book, std::optional<std::int64_t> amount,
                std::map<std::string, int>& seen) {
  FlowRequest request;
  request.amount_minor = amount;
  const Result result = book.maps().flow(request);
  PlainFlow plain(book, amount);
  for (const char* table :
       {"flow_roles", "flow_links", "flow_breaks", "flow_signers", "flow_decisions"}) {
    INFO(table);
    CHECK(difference(rows(result, table), plain.tables[table]) == "");
  }
  for (const json::value& row : plain.tables["flow_breaks"])
    ++seen[std::string(row.at("break").as_string())];
  for (const json::value& row : plain.tables["flow_links"])
    ++seen[std::string(row.at("state").as_string())];
}

}  // namespace

TEST_CASE("the way of a purchase in random books is the one found plainly", "[org][flow]") {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    BookShape shape;
    shape.odd_words = seed % 2 == 0;
    shape.relations = static_cast<int>(seed % 4);
    if (seed % 20 == 0) {
      shape.maps = 1;
      shape.least_people = shape.most_people = 80;
    }
    const CoverageBook book(seed, shape);
    INFO("seed " << seed);
    check_flow(book, seed % 3 == 0 ? std::optional<std::int64_t>(200) : std::nullopt, seen);
  }
  for (const char* kind : {"role_unknown", "link_broken", "no_signer", "decision_unheld", "runs",
                           "broken", "unknown"}) {
    INFO(kind);
    CHECK(seen[kind] > 10);
  }
}

TEST_CASE("the way of a purchase is the same on any number of threads", "[org][flow]") {
  BookShape shape;
  shape.maps = 700;
  const CoverageBook book(4, shape);
  Run three;
  three.threads = 3;
  const Result one = book.maps().flow();
  const Result other = book.maps().flow({}, three);
  for (const char* table :
       {"flow_roles", "flow_links", "flow_breaks", "flow_signers", "flow_decisions"}) {
    CHECK(one.to_json(table) == other.to_json(table));
  }
}
