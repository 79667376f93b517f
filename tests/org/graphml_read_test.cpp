#include "org/map_files.hpp"
#include "org/vocabulary.hpp"
#include "sandan/core/document.hpp"

using namespace sandan;
using namespace sandan::testing;

TEST_CASE("NetworkX: declared attributes, defaults, parallel edges", "[org][files]") {
  const Result read = read_graphml_text(graphml(
      "<key id=\"d0\" for=\"node\" attr.name=\"Level\" attr.type=\"string\"/>"
      "<key id=\"d1\" for=\"node\" attr.name=\"guide\" attr.type=\"boolean\">"
      "<default>false</default></key>"
      "<key id=\"d2\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>"
      "<key id=\"d3\" for=\"edge\" attr.name=\"kind\" attr.type=\"string\"/>"
      "<key id=\"d4\" for=\"node\" attr.name=\"support\" attr.type=\"long\"/>"
      "<key id=\"d5\" for=\"node\" attr.name=\"relation_stage:Rival\" attr.type=\"string\"/>",
      "<node id=\"a\"><data key=\"d0\">executive</data><data key=\"d1\">True</data>"
      "<data key=\"d4\">-2</data><data key=\"d5\">trust</data></node><node id=\"b\"/>"
      "<edge source=\"a\" target=\"b\" id=\"0\"><data key=\"d2\">0.5</data></edge>"
      "<edge source=\"a\" target=\"b\" id=\"1\"><data key=\"d3\">reports_to</data></edge>"
      "<edge source=\"b\" target=\"b\"/>"));
  CHECK_ROWS(read, "people", R"([
    {"person_id": "a", "account_id": "1", "level": "executive", "guide": true, "name": null},
    {"person_id": "b", "account_id": "1", "level": null, "guide": false, "roles": null}])");
  CHECK_ROWS(read, "relations", R"([
    {"account_id": "1", "from_id": "a", "to_id": "b", "from_kind": "person",
     "to_kind": "person", "kind": "influences", "weight": 0.5},
    {"from_id": "a", "to_id": "b", "kind": "reports_to", "weight": null},
    {"from_id": "b", "to_id": "b", "kind": "influences", "weight": null}])");
  CHECK_ROWS(read, "stances", R"([
    {"person_id": "a", "vendor": "@us", "support": -2, "relation_stage": null, "as_of": null},
    {"person_id": "a", "vendor": "Rival", "support": null, "relation_stage": "trust"}])");
  CHECK_ROWS(read, "departments", "[]");
  CHECK_ROWS(read, "read_faults", "[]");
}

TEST_CASE("yEd: labels inside shapes, groups are departments", "[org][files]") {
  const Result read = read_graphml_text(
      R"(<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
  <key attr.name="description" attr.type="string" for="node" id="d5"/>
  <key for="node" id="d6" yfiles.type="nodegraphics"/>
  <key for="edge" id="d9" yfiles.type="edgegraphics"/>
  <graph edgedefault="directed" id="G">
    <node id="n0" yfiles.foldertype="group">
      <data key="d6"><y:ProxyAutoBoundsNode><y:Realizers active="0"><y:GroupNode>
        <y:NodeLabel hasText="false" width="4.0"/>
        <y:NodeLabel alignment="right">Works &amp; <![CDATA[Plant]]><y:LabelModel/></y:NodeLabel>
      </y:GroupNode></y:Realizers></y:ProxyAutoBoundsNode></data>
      <graph edgedefault="directed" id="n0:">
        <node id="n0::n0"><data key="d5" xml:space="preserve"/>
          <data key="d6"><y:ShapeNode><y:NodeLabel> 王工 </y:NodeLabel></y:ShapeNode></data></node>
        <node id="n0::n1" yfiles.foldertype="group"><graph edgedefault="directed">
          <node id="n0::n1::n0"/></graph></node>
        <edge id="n0::e0" source="n0::n0" target="n1"><data key="d9"><y:PolyLineEdge>
          <y:EdgeLabel>introduces</y:EdgeLabel></y:PolyLineEdge></data></edge>
      </graph>
    </node>
    <node id="n1"><port name="North"/></node>
    <edge source="n1" target="n0" sourceport="North"><data key="d9"><y:PolyLineEdge>
      <y:EdgeLabel>old friends</y:EdgeLabel></y:PolyLineEdge></data></edge>
    <hyperedge><endpoint node="n1"/></hyperedge>
  </graph></graphml>)");
  CHECK_ROWS(read, "departments", R"([
    {"department_id": "n0", "account_id": "1", "name": "Works & Plant", "parent_id": null},
    {"department_id": "n0::n1", "name": null, "parent_id": "n0", "head_id": null}])");
  CHECK_ROWS(read, "people", R"([
    {"person_id": "n0::n0", "name": "王工", "department_id": "n0"},
    {"person_id": "n0::n1::n0", "department_id": "n0::n1"},
    {"person_id": "n1", "department_id": null}])");
  CHECK_ROWS(read, "relations", R"([
    {"from_id": "n0::n0", "to_id": "n1", "kind": "introduces"},
    {"from_id": "n1", "to_id": "n0", "from_kind": "person", "to_kind": "department",
     "kind": "influences"}])");
  CHECK_ROWS(read, "read_faults", R"([
    {"item": "edge", "id": null, "fault": "label_is_no_kind", "value": "old friends"},
    {"item": "edge", "fault": "hyperedge", "value": "1"},
    {"item": "node", "fault": "port", "value": "2"}])");
}

TEST_CASE("Gephi: titles, numbers as ids, no direction", "[org][files]") {
  MapReadRequest request;
  request.account_id = "acme";
  request.relation = "introduces";
  const Result read = read_graphml_text(
      graphml("<key attr.name=\"Label\" attr.type=\"string\" for=\"node\" id=\"label\"/>"
              "<key attr.name=\"Edge Label\" attr.type=\"string\" for=\"edge\" id=\"edgelabel\"/>"
              "<key attr.name=\"weight\" attr.type=\"double\" for=\"edge\" id=\"weight\"/>"
              "<key attr.name=\"Authority Minor\" attr.type=\"double\" for=\"node\" id=\"am\"/>"
              "<key attr.name=\"r\" attr.type=\"int\" for=\"node\" id=\"r\"/>",
              "<node id=\"1\"><data key=\"label\">Li</data><data key=\"r\">9</data>"
              "<data key=\"am\">2.0E3</data></node><node id=\"2\"><data key=\"r\">9</data></node>"
              "<edge source=\"1\" target=\"2\"><data key=\"weight\">2.0</data></edge>"
              "<edge source=\"1\" target=\"1\"/>"
              "<edge source=\"2\" target=\"1\" directed=\"true\">"
              "<data key=\"edgelabel\">reports_to</data></edge>",
              "undirected"),
      request);
  CHECK_ROWS(read, "people", R"([
    {"person_id": "1", "account_id": "acme", "name": "Li", "authority_minor": 2000},
    {"person_id": "2", "account_id": "acme", "name": null}])");
  CHECK_ROWS(read, "relations", R"([
    {"from_id": "1", "to_id": "2", "kind": "introduces", "weight": 2.0},
    {"from_id": "2", "to_id": "1", "kind": "introduces", "weight": 2.0},
    {"from_id": "1", "to_id": "1", "kind": "introduces"},
    {"from_id": "2", "to_id": "1", "kind": "reports_to"}])");
  CHECK_ROWS(read, "read_faults", R"([
    {"item": "edge", "fault": "undirected", "value": "1"},
    {"item": "attribute", "id": "r", "fault": "unknown_attribute", "value": "2"}])");
}

TEST_CASE("values of the wrong type are told and become unknown", "[org][files]") {
  const std::string keys =
      "<key id=\"w\" for=\"all\" attr.name=\"weight\"/><key id=\"v\" for=\"node\" "
      "attr.name=\"veto\"/>"
      "<key id=\"s\" for=\"node\" attr.name=\"style_on\"/>"
      "<key id=\"u\" for=\"node\" attr.name=\"support\"/>"
      "<key id=\"k\" for=\"node\" attr.name=\"kind\"/>";
  const std::string inside =
      "<node id=\"a\"><data key=\"w\">NaN</data><data key=\"v\">maybe</data>"
      "<data key=\"s\">2026-02-30</data><data key=\"u\">1.5</data><data key=\"k\">robot</data>"
      "<data key=\"x\">1</data></node><node/><node id=\"a\"><data key=\"w\">3</data></node>"
      "<edge source=\"a\" target=\"zz\" id=\"e\"/><edge source=\"a\"/>"
      "<edge source=\"a\" target=\"a\"><data key=\"w\">1e999</data></edge>";
  const std::string text = graphml(keys, inside);
  const Result read = read_graphml_text(text);
  CHECK_ROWS(read, "people", R"([{"person_id": "a", "weight": null, "veto": null}])");
  CHECK_ROWS(read, "stances", R"([{"person_id": "a", "vendor": "@us", "support": null}])");
  CHECK_ROWS(read, "relations", R"([{"from_id": "a", "to_id": "a", "weight": null}])");
  CHECK_ROWS(read, "read_faults", R"([
    {"item": "node", "id": "a", "fault": "unknown_node_kind", "value": "robot"},
    {"item": "attribute", "id": "weight", "fault": "bad_number", "value": "NaN"},
    {"item": "attribute", "id": "veto", "fault": "bad_boolean", "value": "maybe"},
    {"item": "attribute", "id": "style_on", "fault": "bad_date", "value": "2026-02-30"},
    {"item": "attribute", "id": "support", "fault": "bad_number", "value": "1.5"},
    {"item": "node", "id": null, "fault": "missing_id"},
    {"item": "node", "id": "a", "fault": "duplicate_node"},
    {"item": "edge", "id": "e", "fault": "unknown_node", "value": "zz"},
    {"item": "edge", "id": null, "fault": "missing_end"},
    {"item": "attribute", "id": "weight", "fault": "bad_number", "value": "1e999"},
    {"item": "attribute", "id": "x", "fault": "undeclared_attribute", "value": "1"}])");
  const auto faults = rows(read, "read_faults");
  const auto place = [&](std::string_view of) { return "byte " + std::to_string(text.find(of)); };
  CHECK(faults[1].at("place").as_string() == place("<data key=\"w\">NaN"));
  CHECK(faults[5].at("place").as_string() == place("<node/>"));
  CHECK(faults[7].at("place").as_string() == place("<edge source=\"a\" target=\"zz\""));
}

TEST_CASE("ids, names and departments may be told by attributes", "[org][files]") {
  const Result read = read_graphml_text(graphml(
      "<key id=\"0\" for=\"node\" attr.name=\"person_id\"/><key id=\"1\" for=\"node\" "
      "attr.name=\"id\"/><key id=\"2\" for=\"node\" attr.name=\"kind\"/><key id=\"3\" for=\"node\" "
      "attr.name=\"department_id\"/><key id=\"4\" for=\"node\" attr.name=\"name\"/><key id=\"5\" "
      "for=\"node\" attr.name=\"label\"/><key id=\"6\" for=\"node\" attr.name=\"roles\"/>",
      "<edge source=\"n0\" target=\"n2\"/>"
      "<node id=\"n0\"><data key=\"0\">p7</data><data key=\"1\">x</data><data key=\"3\">d1</data>"
      "<data key=\"4\">Wu</data><data key=\"5\">W.</data><data key=\"6\">;</data></node>"
      "<node id=\"n1\"><data key=\"1\">p8</data><data key=\"5\">W.</data><data key=\"6\"/></node>"
      "<node id=\"n2\"><data key=\"2\">department</data><data key=\"3\">d1</data></node>"));
  CHECK_ROWS(read, "people", R"([
    {"person_id": "p7", "department_id": "d1", "name": "Wu", "roles": ""},
    {"person_id": "p8", "department_id": null, "name": "W.", "roles": null}])");
  CHECK_ROWS(read, "departments", R"([{"department_id": "d1"}])");
  CHECK_ROWS(read, "relations", R"([{"from_id": "p7", "to_id": "d1", "to_kind": "department"}])");
}

TEST_CASE("escapes are decoded in our own files alone", "[org][files]") {
  const std::string node = "<node id=\"_x0041_\"/>";
  CHECK_ROWS(read_graphml_text(graphml("", node)), "people", R"([{"person_id": "_x0041_"}])");
  CHECK_ROWS(read_graphml_text(graphml("<key id=\"m\" for=\"graph\" attr.name=\"sandan\"/>",
                                       "<data key=\"m\">map/1</data>" + node)),
             "people", R"([{"person_id": "A"}])");
}

TEST_CASE("labels and codes of edges name shipped kinds, however they are written",
          "[org][files]") {
  const MapVocabulary vocabulary =
      MapVocabulary::compile(shipped_document("map_vocabulary", "standard"));
  const auto kinds_of = [](std::string_view attribute, const std::vector<std::string>& words) {
    std::string edges = "<node id=\"a\"/>";
    for (const std::string& word : words) {
      edges += "<edge source=\"a\" target=\"a\"><data key=\"k\">" + word + "</data></edge>";
    }
    const std::string key =
        "<key id=\"k\" for=\"edge\" attr.name=\"" + std::string(attribute) + "\"/>";
    std::vector<std::string> kinds;
    const Result read = read_graphml_text(graphml(key, edges));
    for (const auto& row : rows(read, "relations"))
      kinds.emplace_back(row.at("kind").as_string());
    CHECK(read.rows("read_faults") == 0);
    return kinds;
  };
  for (const std::string_view attribute : {"label", "kind", "relation"}) {
    CHECK(kinds_of(attribute, {"Reports to", "reports-to", "REPORTS_TO", " Reports To\n",
                               "汇报"}) == std::vector<std::string>(5, "reports_to"));
    for (const auto& kind : vocabulary.definition().kinds) {
      const auto& [code, label, from_source] = kind.word;
      CHECK(kinds_of(attribute,
                     {code, std::string(label.exactly("zh")), std::string(label.exactly("en"))}) ==
            std::vector<std::string>(3, code));
    }
    CHECK(kinds_of(attribute, {"Mentors"}) == std::vector<std::string>{"Mentors"});
  }
  CHECK(kinds_of("kind", {"Sits-with 2"}) == std::vector<std::string>{"Sits-with 2"});
}

TEST_CASE("a kind in a file of our own stays as it is written", "[org][files]") {
  const Result read =
      read_graphml_text(graphml("<key id=\"m\" for=\"graph\" attr.name=\"sandan\"/>"
                                "<key id=\"k\" for=\"edge\" attr.name=\"kind\"/>",
                                "<data key=\"m\">map/1</data><node id=\"a\"/><edge source=\"a\" "
                                "target=\"a\"><data key=\"k\">Reports-To</data></edge>"));
  CHECK_ROWS(read, "relations", R"([{"kind": "Reports-To"}])");
}

TEST_CASE("labels that are no kind are told, the first twenty by themselves", "[org][files]") {
  std::string edges = "<node id=\"a\"/>";
  for (int i = 0; i < 69; ++i) {
    edges += "<edge source=\"a\" target=\"a\"><data key=\"k\">label " + std::to_string(i % 23) +
             "</data></edge>";
  }
  const std::string text = graphml("<key id=\"k\" for=\"edge\" attr.name=\"label\"/>", edges);
  const auto faults = rows(read_graphml_text(text), "read_faults");
  REQUIRE(faults.size() == 21);
  std::size_t edge = 0;
  for (std::size_t i = 0; i < 21; ++i) {
    edge = text.find("<edge", edge + 1);
    CHECK(faults[i].at("fault").as_string() == (i < 20 ? "label_is_no_kind" : "more_labels"));
    CHECK(faults[i].at("value").as_string() == (i < 20 ? "label " + std::to_string(i) : "9"));
    CHECK(faults[i].at("place").as_string() == "byte " + std::to_string(edge));
  }
}

TEST_CASE("documents that are no GraphML are refused", "[org][files]") {
  const auto detail = [](std::string_view text) {
    const auto told = refusal([&] { read_graphml_text(text); });
    CHECK(told->status() == Status::document);
    CHECK(told->where().starts_with("byte "));
    return told->detail();
  };
  CHECK(detail("<html/>") == "not_graphml");
  CHECK(detail("<graphml><key id=\"a\"/></graphml>") == "no_graph");
  CHECK(refusal([] {
          MapReadRequest request;
          request.format = MapFormat::dot;
          read_map("digraph {}", request);
        })->status() == Status::unsupported);
}

TEST_CASE("prefixes of namespaces do not matter", "[org][files]") {
  const std::string text =
      "\xEF\xBB\xBF<g:graphml xmlns:g=\"http://graphml.graphdrawing.org/xmlns\"><g:graph>"
      "<g:node id=\"a\"/><g:edge source=\"a\" target=\"b\"/></g:graph></g:graphml>";
  const Result read = read_graphml_text(text);
  CHECK(read.rows("people") == 1);
  CHECK(rows(read, "read_faults")[0].at("place").as_string() ==
        "byte " + std::to_string(text.find("<g:edge")));
}
