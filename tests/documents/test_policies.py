"""The shipped policies say what the domain says, are labelled and have an origin,
name only what stands before them, and read columns of the facts dictionary."""

import re

import pytest
from shipped import DATA, load, validator

POLICIES = {path.stem: load(path) for path in sorted((DATA / "policies").glob("*.json"))}
FACTS = {
    table["table"]: {column["name"]: column for column in table["columns"]}
    for table in load(DATA / "facts.json")["tables"]
}
VOCABULARY = {
    each["code"]: {value["code"] for value in each["values"]}
    for each in load(DATA / "vocabulary.json")["enumerations"]
}

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,63}\Z")
TYPES = {
    "bool": "bool",
    "text": "text",
    "date": "date",
    "int32": "number",
    "int64": "number",
    "double": "number",
}
TABLES = {
    "abcd": "account_lines",
    "erp_abcd": "account_lines",
    "opportunity_judgement": "judgements",
    "value_segment": "accounts",
    "sales_traits": "traits",
    "key_information": "key_information",
    "important_information": "accounts",
    "needs": "opportunities",
    "compete_by_strength": "rival_strengths",
    "communication_style": "style_observations",
    "man": "opportunities",
    "data_quality": "accounts",
    "hiring": "candidates",
}
ABOUT_PERSONS = {"sales_traits", "communication_style", "hiring"}

every_policy = pytest.mark.parametrize("name", sorted(POLICIES))


def decision(name, code):
    return next(each for each in POLICIES[name]["decisions"] if each["code"] == code)


def is_item(value):
    return isinstance(value, dict) and "code" in value


def items_of(value):
    """Everything of a document that has a code, the document itself first."""
    if isinstance(value, dict):
        if is_item(value):
            yield value
        for each in value.values():
            yield from items_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from items_of(each)


def with_origin(policy):
    """What must say where it comes from: the policy, its names and decisions,
    rules, criteria, groups, subsets and the thresholds of bands."""
    yield policy
    for list_name in ("parameters", "inputs", "computed", "decisions", "conflicts"):
        yield from policy.get(list_name, [])
    for each in policy["decisions"]:
        for list_name in ("rules", "groups", "criteria", "subsets", "bands"):
            yield from each.get(list_name, [])


# What holds for every policy.


def test_thirteen_policies_are_shipped():
    assert {name: policy["of"] for name, policy in POLICIES.items()} == TABLES


@every_policy
def test_matches_schema(name):
    validator("policy").validate(POLICIES[name])
    assert POLICIES[name]["code"] == name
    assert POLICIES[name]["unknowns"] == "keep"


@every_policy
def test_everything_is_labelled_in_both_languages(name):
    assert set(POLICIES[name]["description"]) == {"zh", "en"}
    for item in items_of(POLICIES[name]):
        assert CODE.match(item["code"]), item["code"]
        assert set(item["label"]) == {"zh", "en"}, item["code"]
        assert all(item["label"].values()), item["code"]
        assert re.search("[一-鿿]", item["label"]["zh"]), item["code"]
        assert not re.search("[一-鿿]", item["label"]["en"]), item["code"]


@every_policy
def test_everything_has_an_origin(name):
    for item in with_origin(POLICIES[name]):
        assert item["origin"] in ("source", "sandan"), item["code"]


@every_policy
def test_names_in_labels_are_text_parameters(name):
    texts = {
        parameter["code"]
        for parameter in POLICIES[name].get("parameters", [])
        if parameter["type"] == "text"
    }
    used = set()
    for item in items_of(POLICIES[name]):
        for label in item["label"].values():
            used |= set(re.findall(r"\{(\w+)\}", label))
            assert not re.search(r"[{}]", re.sub(r"\{\w+\}", "", label)), item["code"]
    assert used == texts


def names_brought(each):
    if each["kind"] == "formula":
        return [each["code"]]
    if each["kind"] == "table":
        if each["hit"] in ("rule_order", "output_order"):
            return []
        return [output["code"] for output in each["outputs"]]
    return [
        each["code"],
        each["code"] + "_points",
        *(subset["code"] for subset in each.get("subsets", [])),
        *(each["code"] + "_" + group["code"] for group in each.get("groups", [])),
    ]


def texts_of(each):
    """Expressions of a decision, cells among them."""
    if each["kind"] == "formula":
        yield each["formula"]
    for rule in each.get("rules", []):
        yield from rule["when"].values()
    for criterion in each.get("criteria", []):
        for attribute in criterion["attributes"]:
            yield attribute["when"]


KEYWORDS = {"true", "false", "null", "if", "then", "else", "and", "or", "not", "in", "duration"}


def check_names(text, known):
    bare = re.sub(r'"[^"]*"', "", text)
    assert len(re.findall(r"[(\[]", bare)) == len(re.findall(r"[)\]]", bare)), text
    assert set(re.findall(r"[A-Za-z_]\w*", bare)) <= known | KEYWORDS, text


@every_policy
def test_expressions_name_what_stands_before_them(name):
    policy = POLICIES[name]
    known = {"as_of"}

    def bring(codes):
        for code in codes:
            assert code not in known, code
            known.add(code)

    bring(each["code"] for each in policy.get("parameters", []) + policy["inputs"])
    for computed in policy.get("computed", []):
        check_names(computed["formula"], known)
        bring([computed["code"]])
    for each in policy["decisions"]:
        assert set(each.get("columns", [])) <= known
        for criterion in each.get("criteria", []):
            assert criterion.get("input") is None or criterion["input"] in known
        for text in texts_of(each):
            check_names(text, known)
        bring(names_brought(each))
    for conflict in policy.get("conflicts", []):
        check_names(conflict["when"], known)


@every_policy
def test_every_input_is_read(name):
    policy = POLICIES[name]
    text = " ".join(
        [computed["formula"] for computed in policy.get("computed", [])]
        + [conflict["when"] for conflict in policy.get("conflicts", [])]
        + [text for each in policy["decisions"] for text in texts_of(each)]
    )
    read = set(re.findall(r"\w+", text))
    for each in policy["decisions"]:
        read |= set(each.get("columns", []))
        read |= {criterion.get("input") for criterion in each.get("criteria", [])}
    assert {each["code"] for each in policy["inputs"]} <= read


@every_policy
def test_cells_and_values_belong_to_their_table(name):
    for each in POLICIES[name]["decisions"]:
        if each["kind"] != "table":
            continue
        outputs = {output["code"]: output for output in each["outputs"]}
        used = set()
        for rule in each["rules"]:
            used |= set(rule["when"])
            assert used <= set(each["columns"])
            assert set(rule["then"]) == set(outputs)
            for code, value in rule["then"].items():
                assert "values" not in outputs[code] or value in outputs[code]["values"]
        assert used == set(each["columns"]), "every column is tested"
        for output in outputs.values():
            given = {rule["then"][output["code"]] for rule in each["rules"]}
            assert set(output.get("values", given)) == given | set(
                [output["default"]] if "default" in output else []
            )


@every_policy
def test_texts_compared_are_allowed(name):
    """A text that an input can never hold would be a rule that never fires."""
    policy = POLICIES[name]
    allowed = {each["code"]: set(each["values"]) for each in policy["inputs"] if "values" in each}
    for each in policy["decisions"]:
        if each["kind"] == "scorecard" and "bands" in each:
            allowed[each["code"]] = {band["code"] for band in each["bands"]}
        for output in each.get("outputs", []):
            if "values" in output:
                allowed[output["code"]] = set(output["values"])
        if each["kind"] == "formula" and "values" in each:
            allowed[each["code"]] = set(each["values"])
            assert set(re.findall(r'(?:then|else) "([^"]*)"', each["formula"])) == set(
                each["values"]
            )
        cells = [cell for rule in each.get("rules", []) for cell in rule["when"].items()]
        cells += [
            (criterion["input"], attribute["when"])
            for criterion in each.get("criteria", [])
            if "input" in criterion
            for attribute in criterion["attributes"]
        ]
        for column, cell in cells:
            if column in allowed:
                assert set(re.findall(r'"([^"]*)"', cell)) <= allowed[column], cell


@every_policy
def test_scorecards_are_whole(name):
    for each in POLICIES[name]["decisions"]:
        if each["kind"] != "scorecard":
            continue
        groups = [group["code"] for group in each.get("groups", [])]
        criteria = [criterion["code"] for criterion in each["criteria"]]
        assert len(set(criteria)) == len(criteria)
        assert {criterion.get("group") for criterion in each["criteria"]} == set(groups or [None])
        cuts = [band.get("below") for band in each["bands"]]
        assert cuts[-1] is None and cuts[:-1] == sorted(set(cuts[:-1]))
        ranges = []
        for criterion in each["criteria"]:
            points = [attribute["points"] for attribute in criterion["attributes"]]
            points.append(criterion.get("if_unknown", points[0]))
            weight = criterion.get("weight", 1)
            ranges.append((min(points) * weight, max(points) * weight))
        lowest, highest = (sum(ends) for ends in zip(*ranges))
        assert lowest < cuts[0] and cuts[-2] <= highest, "every band can be reached"


# In step with the dictionaries.


@every_policy
def test_inputs_are_in_the_facts_dictionary(name):
    policy = POLICIES[name]
    columns = FACTS[policy["of"]]
    for key in policy["keys"]:
        assert columns[key]["type"] in ("id", "text", "date")
    for each in policy["inputs"]:
        fact = columns[each["code"]]
        assert each["type"] == TYPES[fact["type"]], each["code"]
        assert each.get("values") == fact.get("values"), each["code"]
        assert each.get("whole", False) == fact["type"].startswith("int"), each["code"]
        # An empty field is what data_quality looks for: there it is absent, not unknown.
        assert each["null"] == ("none" if name == "data_quality" else fact["null"]), each["code"]


@every_policy
def test_values_of_outputs_are_in_the_vocabulary(name):
    for each in POLICIES[name]["decisions"]:
        outputs = each.get("outputs", [each] if each["kind"] == "formula" else [])
        for output in outputs:
            if output["type"] == "text":
                assert set(output["values"]) <= VOCABULARY[output["code"]], output["code"]


def test_grades_and_segments_are_those_of_the_tables():
    grades = decision("abcd", "grade_table")["outputs"][0]["values"]
    assert grades == FACTS["account_lines"]["grade"]["values"]
    assert grades == FACTS["grade_events"]["grade"]["values"]
    segments = decision("value_segment", "segment_table")["outputs"][0]["values"]
    assert segments == FACTS["accounts"]["segment"]["values"]
    styles = decision("communication_style", "style_suggested")["values"]
    assert styles[:-1] == FACTS["people"]["style"]["values"]


# Conduct.


def test_policies_about_persons_support_decisions_only():
    assert {
        name for name, policy in POLICIES.items() if policy.get("decision_support")
    } == ABOUT_PERSONS


FORBIDDEN = re.compile(
    r"\b(sex|gender|age|looks|appearance|voice|accent|nationality|birth|origin|race|religion|"
    r"married|family|child|children|health|home|hobby|hobbies|private|travel|trip|gift|"
    r"entertain|hospitality|reject|dismiss|untrainable|fire)\b"
    r"|性别|年龄|相貌|长相|外貌|籍贯|民族|婚姻|家庭|子女|健康|住址|爱好|礼品|送礼|旅游|宴请|"
    r"淘汰|辞退|开除|拒绝录用|不可培训",
    re.IGNORECASE,
)


@every_policy
def test_nothing_that_conduct_forbids(name):
    for item in items_of(POLICIES[name]):
        for text in (item["code"].replace("_", " "), *item["label"].values()):
            if text not in ("能接受拒绝", "Takes refusal well"):
                assert not FORBIDDEN.search(text), text


def test_traits_never_enter_hiring():
    traits = {each["code"] for each in POLICIES["sales_traits"]["inputs"]}
    assert not traits & {each["code"] for each in POLICIES["hiring"]["inputs"]}
    assert not set(FACTS["traits"]) & set(FACTS["candidates"])
    assert set(FACTS["traits"]) == traits | {"rep_id"}


@pytest.mark.parametrize("name", ["sales_traits", "communication_style"])
def test_traits_and_styles_say_that_they_are_unvalidated(name):
    policy = POLICIES[name]
    assert "未经验证" in policy["description"]["zh"]
    assert "nvalidated" in policy["description"]["en"]
    results = [each for each in policy["decisions"] if each["kind"] != "table"]
    results += [band for each in results for band in each.get("bands", [])]
    for each in results:
        assert "未经验证" in each["label"]["zh"] and "unvalidated" in each["label"]["en"]


def test_advice_on_hiring_turns_nobody_away():
    outputs = decision("hiring", "advice_table")["outputs"]
    assert outputs[0]["values"] == ["talk_about_joining", "look_closer", "gather_more_evidence"]
    assert "仅供参考" in POLICIES["hiring"]["description"]["zh"]
