#include <ctime>

#include "org/map_files.hpp"
#include "org/xml_characters.hpp"
#include "org/xml_check.hpp"

using namespace sandan;
using namespace sandan::testing;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  out.reserve(text.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i)
    out += text;
  return out;
}

struct Bad {
  std::string text;
  Status status;
  std::string_view detail;
  std::string_view where;
};

const auto parse = Status::parse;

const std::vector<Bad>& bad_texts() {
  static const std::vector<Bad> texts = {
      {"", parse, "not_xml", "byte 0"},
      {"   ", parse, "not_xml", "byte 3"},
      {"hello", parse, "not_xml", "byte 0"},
      {"<a>", parse, "not_xml", "byte 3"},
      {"<a></b>", parse, "not_xml", "byte 3"},
      {"<a></a></a>", parse, "not_xml", "byte 7"},
      {"<a/><b/>", parse, "not_xml", "byte 4"},
      {"<a/>x", parse, "not_xml", "byte 4"},
      {"<a b></a>", parse, "not_xml", "byte 4"},
      {"<a b=1></a>", parse, "not_xml", "byte 5"},
      {"<a b='1'c='2'/>", parse, "not_xml", "byte 8"},
      {"<a b='<'/>", parse, "not_xml", "byte 6"},
      {"<a b='1", parse, "not_xml", "byte 5"},
      {"<a b='1' c='2' b='3'/>", parse, "duplicate_attribute", "byte 15"},
      {"<1/>", parse, "not_xml", "byte 1"},
      {"<a>]]></a>", parse, "not_xml", "byte 3"},
      {"<a><!-- -- --></a>", parse, "not_xml", "byte 8"},
      {"<a><!-- </a>", parse, "not_xml", "byte 3"},
      {"<a><![CDATA[ </a>", parse, "not_xml", "byte 3"},
      {"<![CDATA[x]]><a/>", parse, "not_xml", "byte 0"},
      {"<a><? x?></a>", parse, "not_xml", "byte 5"},
      {"<a><?x </a>", parse, "not_xml", "byte 3"},
      {" <?xml version='1.0'?><a/>", parse, "not_xml", "byte 1"},
      {"<a>&</a>", parse, "not_xml", "byte 3"},
      {"<a>& b</a>", parse, "not_xml", "byte 3"},
      {"<a>&lol;</a>", parse, "undefined_entity", "byte 3"},
      {"<a b='&lol;'/>", parse, "undefined_entity", "byte 6"},
      {"<a>&#0;</a>", parse, "bad_character", "byte 3"},
      {"<a>&#xD800;</a>", parse, "bad_character", "byte 3"},
      {"<a>&#x110000;</a>", parse, "bad_character", "byte 3"},
      {"<a>&#99999999999999999999;</a>", parse, "bad_character", "byte 3"},
      {"<a>&#-65;</a>", parse, "bad_character", "byte 3"},
      {"<a>&#;</a>", parse, "bad_character", "byte 3"},
      {"<a>\x01</a>", parse, "bad_character", "byte 3"},
      {std::string("<a>\0</a>", 8), parse, "bad_character", "byte 3"},
      {"<a>\xff</a>", parse, "not_utf8", "byte 3"},
      {"<a>\xc0\xaf</a>", parse, "not_utf8", "byte 3"},
      {"<a>\xed\xa0\x80</a>", parse, "not_utf8", "byte 3"},
      {"<a>\xef\xbf\xbf</a>", parse, "not_utf8", "byte 3"},
      {"<a>\xe7\x8e", parse, "not_utf8", "byte 3"},
      {"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", parse, "doctype", "byte 0"},
      {"<a/><!DOCTYPE a>", parse, "doctype", "byte 4"},
      {"<!DOCTYPE a", parse, "not_xml", "byte 0"},
      {"<?xml version='1.0' encoding='GBK'?><a/>", Status::unsupported, "encoding", "byte 0"},
      {"\xfe\xff<a/>", Status::unsupported, "encoding", "byte 0"},
      {"\xff\xfe<\0", Status::unsupported, "encoding", "byte 0"},
      {repeated("<a>", 257) + repeated("</a>", 257), Status::limit, "too_deep", "byte 768"}};
  return texts;
}

}  // namespace

TEST_CASE("what is no XML is refused with its byte", "[org][files]") {
  for (const Bad& bad : bad_texts()) {
    INFO(bad.text.substr(0, 60));
    const auto told = refusal([&] { org::check_xml(bad.text); });
    REQUIRE(told);
    CHECK(told->status() == bad.status);
    CHECK(told->detail() == bad.detail);
    CHECK(told->where() == bad.where);
    CHECK(refusal([&] { read_graphml_text(bad.text); })->where() == bad.where);
  }
}

TEST_CASE("what is XML passes", "[org][files]") {
  const std::vector<std::string> texts = {
      "<a/>",
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding='utf-8' standalone='yes'?>\n<a></a >\n",
      "<!-- x --><?p q?><!DOCTYPE g SYSTEM \"http://example.org/g.dtd\"><a b = 'x\">' "
      "c=\"'\"/><!---->",
      "<a>]] &amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;\xF0\x9F\x98\x80<![CDATA[<&]] >]]></a>",
      "<\xE7\x8E\x8B \xE7\x8E\x8B='1'/>",
      repeated("<a>", 256) + repeated("</a>", 256)};
  for (const std::string& text : texts) {
    INFO(text.substr(0, 80));
    CHECK_NOTHROW(org::check_xml(text));
  }
  CHECK(org::check_xml(texts[0]) == 0);
  CHECK(org::check_xml(texts[1]) == 3);
}

TEST_CASE("limits of elements and attributes hold", "[org][files]") {
  org::XmlLimits limits;
  limits.elements = 3;
  limits.attributes = 3;
  limits.attributes_of_one = 2;
  limits.bytes = 100;
  CHECK_NOTHROW(org::check_xml("<a><b/><c/></a>", limits));
  const auto detail = [&](std::string_view text) {
    const auto told = refusal([&] { org::check_xml(text, limits); });
    CHECK(told->status() == Status::limit);
    return told->detail();
  };
  CHECK(detail("<a><b/><c/><d/></a>") == "too_many_elements");
  CHECK(detail("<a b='' c='' d=''/>") == "too_many_attributes");
  CHECK(detail("<a b='' c=''><d e='' f=''/></a>") == "too_many_attributes");
  CHECK(detail("<a>" + std::string(100, 'x') + "</a>") == "text_too_large");
}

TEST_CASE("cutting or changing any byte refuses or reads, and never more", "[org][files]") {
  const std::string whole = graphml(
      "<key id=\"k\" for=\"node\" attr.name=\"support\" "
      "attr.type=\"int\"><default>1</default></key>",
      "<node id=\"a\"><data key=\"k\">2</data><graph><node id=\"b&amp;\"/></graph></node>"
      "<edge source=\"a\" target=\"b&amp;\"><!-- c --><data key=\"w\"><![CDATA[x]]></data></edge>");
  REQUIRE_NOTHROW(read_graphml_text(whole));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    INFO("cut at " << cut);
    const auto told = refusal([&] { read_graphml_text(whole.substr(0, cut)); });
    REQUIRE(told);
    CHECK(told->status() == Status::parse);
  }
  std::mt19937 random(7);
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string changed = whole;
    for (int times = 1 + static_cast<int>(random() % 3); times > 0; --times)
      changed[random() % changed.size()] = "<>&;\"'/=! x-[]\x80\xff\0a"[random() % 19];
    refused += refusal([&] { read_graphml_text(changed); }) ? 1 : 0;
  }
  CHECK(refused > 10'000);
  CHECK(refused < 20'000);
}

TEST_CASE("escapes of characters XML cannot hold read back", "[org][files]") {
  HostileMaps random(11);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random.text() + random.text();
    const std::string xml = org::xml_text(text);
    REQUIRE(org::first_bad_character(xml) == xml.size());
    CHECK(xml.find_first_of("<>\"\t\r\n") == std::string::npos);
    std::string read;  // as a parser gives it
    for (std::size_t at = 0; at < xml.size();) {
      bool found = false;
      for (const auto& [reference, character] :
           std::vector<std::pair<std::string_view, char>>{{"&amp;", '&'},
                                                          {"&lt;", '<'},
                                                          {"&gt;", '>'},
                                                          {"&quot;", '"'},
                                                          {"&#9;", '\t'},
                                                          {"&#10;", '\n'},
                                                          {"&#13;", '\r'}}) {
        if (found || xml.compare(at, reference.size(), reference) != 0) continue;
        read += character;
        at += reference.size();
        found = true;
      }
      if (!found) read += xml[at++];
    }
    REQUIRE(org::plain_text(read) == text);
  }
}

TEST_CASE("a graph of a million edges is read in bounded time", "[org][files]") {
  std::string nodes;
  std::string edges;
  constexpr int people = 50'000;
  constexpr int count = 1'000'000;
  for (int i = 0; i < people; ++i)
    nodes += "<node id=\"n" + std::to_string(i) + "\"/>";
  for (int i = 0; i < count; ++i) {
    edges += "<edge source=\"n" + std::to_string(i % people) + "\" target=\"n" +
             std::to_string((i * 7 + 1) % people) + "\"/>";
  }
  const std::string text = graphml("", nodes + edges);
  const std::clock_t start = std::clock();
  const Result result = read_graphml_text(text);
  const double took = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  CHECK(result.rows("people") == people);
  CHECK(result.rows("relations") == count);
  CHECK(took < 30);  // of the processor: about two seconds, sanitizers allowed for

  MapReadRequest request;
  request.max_relations = count - 1;
  const auto told = refusal([&] { read_graphml_text(text, request); });
  CHECK(told->detail() == "too_many_relations");
  CHECK(told->status() == Status::limit);
  request.max_people = people - 1;
  CHECK(refusal([&] { read_graphml_text(text, request); })->detail() == "too_many_people");
}

TEST_CASE("defaults do not multiply into more stances than the limit", "[org][files]") {
  std::string keys;
  for (int i = 0; i < 100; ++i) {
    const std::string number = std::to_string(i);
    keys += "<key id=\"k" + number + "\" for=\"node\" attr.name=\"support:v" + number +
            "\"><default>1</default></key>";
  }
  std::string nodes;
  for (int i = 0; i < 100; ++i)
    nodes += "<node id=\"n" + std::to_string(i) + "\"/>";
  MapReadRequest request;
  request.max_relations = 10'000;
  CHECK(read_graphml_text(graphml(keys, nodes), request).rows("stances") == 10'000);
  request.max_relations = 9'999;
  CHECK(refusal([&] { read_graphml_text(graphml(keys, nodes), request); })->detail() ==
        "too_many_stances");
}

TEST_CASE("a short file does not grow into a mountain of texts", "[org][files]") {
  const std::string text(std::size_t{2} << 20, 'x');
  const std::string key = "<key id=\"k\" for=\"node\" attr.name=\"business_motive\"><default>" +
                          text + "</default></key>";
  std::string nodes;
  for (int i = 0; i < 300; ++i)
    nodes += "<node id=\"n" + std::to_string(i) + "\"/>";
  const auto told = refusal([&] { read_graphml_text(graphml(key, nodes)); });
  REQUIRE(told);
  CHECK(told->status() == Status::limit);
  CHECK(told->detail() == "too_much_text");
  CHECK(told->where().substr(0, 5) == "byte ");
}

TEST_CASE("defaults that say nothing are counted too", "[org][files]") {
  std::string keys;
  for (int i = 0; i < 9'000; ++i) {
    const std::string number = std::to_string(i);
    keys += "<key id=\"k" + number + "\" for=\"node\" attr.name=\"evidence:v" + number +
            "\"><default>1</default></key>";
  }
  std::string nodes;
  for (int i = 0; i < 6'000; ++i)
    nodes += "<node id=\"n" + std::to_string(i) + "\"/>";
  const auto told = refusal([&] { read_graphml_text(graphml(keys, nodes)); });
  REQUIRE(told);
  CHECK(told->status() == Status::limit);
  CHECK(told->detail() == "too_many_defaults");
}

TEST_CASE("more attributes than the limit are refused", "[org][files]") {
  std::string keys;
  for (int i = 0; i < 10'001; ++i)
    keys += "<key id=\"k" + std::to_string(i) + "\" for=\"node\"/>";
  CHECK(refusal([&] { read_graphml_text(graphml(keys, "")); })->detail() == "too_many_keys");
}
