#pragma once

#include <string>
#include <string_view>

#include "fuzz/handles.hpp"

/// What the fuzz targets of policies share.
namespace sandan::fuzz {

inline constexpr std::string_view policy_text = R"json({"sandan":"policy/1","code":"g","of":"lines",
  "label":{"en":"G"},"keys":["id"],
  "parameters":[{"code":"most","type":"number","value":5}],
  "inputs":[{"code":"system","type":"text","values":["a","b"]},{"code":"urgent","type":"bool"},
    {"code":"budget","type":"number"},{"code":"due","type":"date","null":"none"},
    {"code":"wait","type":"duration"},{"code":"count","type":"number","whole":true}],
  "computed":[{"code":"small","type":"bool","formula":"budget / count < most"},
    {"code":"word","type":"text","formula":"if urgent then system + \"!\" else system"}],
  "decisions":[
    {"code":"t","kind":"table","hit":"first","columns":["system","urgent","small"],
     "outputs":[{"code":"grade","type":"text","values":["A","B","C"],"default":"C"}],
     "rules":[{"code":"r1","when":{"system":"\"a\"","urgent":"true"},"then":{"grade":"A"}},
       {"code":"r2","when":{"system":"\"a\"","small":"true"},"then":{"grade":"B"}}]},
    {"code":"u","kind":"table","hit":"unique","columns":["budget"],
     "outputs":[{"code":"size","type":"number"}],
     "rules":[{"code":"u1","when":{"budget":"< 3"},"then":{"size":1}},
       {"code":"u2","when":{"budget":"[2..5]"},"then":{"size":2}}]},
    {"code":"sum","kind":"table","hit":"collect","aggregate":"sum","columns":["urgent","due"],
     "outputs":[{"code":"total","type":"number"}],
     "rules":[{"code":"c1","when":{"urgent":"true"},"then":{"total":1.5}},
       {"code":"c2","when":{"due":"< as_of"},"then":{"total":2}}]},
    {"code":"card","kind":"scorecard","reasons":{"count":2},
     "groups":[{"code":"m","label":{"en":"M"},"cap":3}],
     "criteria":[{"code":"money","group":"m","input":"budget","attributes":[
         {"when":">= 4","points":3},{"when":"-","points":1}]},
       {"code":"hurry","attributes":[{"when":"urgent and wait > duration(\"PT1H\")","points":2},
         {"when":"small","points":1}]}],
     "bands":[{"code":"low","below":3},{"code":"high"}]},
    {"code":"steps","kind":"table","hit":"rule_order","columns":["urgent","word"],
     "outputs":[{"code":"step","type":"text"}],
     "rules":[{"code":"s1","when":{"urgent":"true"},"then":{"step":"call"}},
       {"code":"s2","when":{"word":"\"a!\",\"b\""},"then":{"step":"ask"}}]},
    {"code":"mode","kind":"formula","type":"text","formula":"if grade = \"A\" then word else \"x\""}],
  "conflicts":[{"code":"late","when":"due < as_of"}]})json";

inline sandan_policy* compile_policy(std::string_view text) {
  sandan_policy* policy = nullptr;
  expect(sandan_rules_compile(text.data(), text.size(), &policy, nullptr) == SANDAN_OK);
  return policy;
}

inline std::string canonical(const sandan_policy* policy) {
  sandan_text* text = nullptr;
  expect(sandan_rules_to_json(policy, &text, nullptr) == SANDAN_OK);
  std::string copy(sandan_text_data(text), sandan_text_size(text));
  sandan_text_destroy(text);
  return copy;
}

}  // namespace sandan::fuzz
