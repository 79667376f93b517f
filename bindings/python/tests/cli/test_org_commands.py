"""`sandan org …` on a small book of maps in CSV files."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_book import Cli
from small_map import AS_OF, activities, tables

from sandan import MapVocabulary

#: Command, options of its own, the tables of its answer, and a column of the first.
QUESTIONS: list[tuple[str, tuple[str, ...], list[str], str]] = [
    ("faults", (), ["map_faults", "map_findings"], "fault"),
    ("contents", (), ["people", "departments", "relations", "stances"], "person_id"),
    (
        "coverage",
        ("--vendor", "north"),
        [
            *("completeness", "coverage_cells", "coverage_people", "coverage_departments"),
            *("coverage_gaps", "single_threads"),
        ],
        "completeness",
    ),
    (
        "routes",
        ("--targets", "1,4", "--alternatives", "2"),
        ["routes", "route_steps", "contact_order", "withheld"],
        "target_id",
    ),
    ("gatekeepers", ("--targets", "1"), ["gatekeepers", "blocking_sets"], "covered"),
    (
        "flow",
        ("--amount-minor", "1000"),
        ["flow_roles", "flow_links", "flow_breaks", "flow_signers", "flow_decisions"],
        "role",
    ),
    ("verdict", ("--model", "degroot"), ["verdicts", "positions"], "verdict"),
    (
        "win-over",
        ("--most", "2", "--picks", "1", "--stubbornness", "0.3"),
        ["win_over", "win_pairs", "win_plan", "withheld"],
        "gain_won",
    ),
    ("competitors", (), ["competitors", "contested", "point_reach"], "vendor"),
    (
        "next",
        ("--today", AS_OF),
        ["next_contacts", "next_marks", "next_activities", "next_manners", "withheld"],
        "next_stage",
    ),
    ("centrality", ("--undirected", "--measures", "pagerank"), ["centrality"], "pagerank"),
    ("layout", (), ["layout_people", "layout_edges", "layout_departments"], "band"),
    ("summary", ("--centrality",), ["map_summary"], "completeness"),
]
NAMES = [question[0] for question in QUESTIONS]


def write_table(path: Path, columns: dict[str, list[Any]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values()))


def options_of(folder: Path, names: tuple[str, ...]) -> list[str]:
    return [part for name in names for part in (f"--{name}", str(folder / f"{name}.csv"))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tables in files."""
    for name, columns in {**tables(), "activities": activities()}.items():
        write_table(tmp_path / f"{name}.csv", columns)
    return tmp_path


@pytest.fixture
def given(folder: Path) -> list[str]:
    """The options that name the tables."""
    return [*options_of(folder, tuple(tables())), "--as-of", AS_OF]


@pytest.fixture
def org(cli: Cli, given: list[str]) -> Callable[..., Any]:
    """A command on the small book."""
    return lambda name, *options: cli("org", name, *given, *options)


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ---- documents


def test_shipped_vocabularies(cli: Cli) -> None:
    rows = {row["name"]: row for row in cli("org", "list", "--format", "json").json}
    assert rows["standard"]["label_zh"]
    assert MapVocabulary(cli("org", "show", "standard").out) == MapVocabulary.shipped("standard")
    assert "standard" in cli("org", "list").out
    assert cli("org", "list", "--format", "csv").out.startswith("name,label_zh,label_en,digest\n")


def test_show_a_file(cli: Cli, folder: Path) -> None:
    copy = folder / "copy.json"
    assert cli("org", "show", "standard", "--out", copy).status == 0
    assert MapVocabulary(cli("org", "show", copy).out) == MapVocabulary.shipped("standard")


# ---- questions


@pytest.mark.parametrize(("name", "own", "names", "column"), QUESTIONS, ids=NAMES)
def test_every_question_as_json(
    org: Callable[..., Any], name: str, own: tuple[str, ...], names: list[str], column: str
) -> None:
    answer = org(name, *own, "--format", "json").json
    if len(names) == 1:
        rows = answer
    else:
        assert list(answer) == names
        rows = answer[names[0]]
    assert rows or name == "faults"
    assert all(column in row for row in rows)
    accounts = {row["account_id"] for row in rows if "account_id" in row}
    assert accounts <= {"A", "B"}


@pytest.mark.parametrize(("name", "own", "names", "column"), QUESTIONS, ids=NAMES)
def test_every_question_as_a_table(
    org: Callable[..., Any], name: str, own: tuple[str, ...], names: list[str], column: str
) -> None:
    shown = org(name, *own)
    assert (shown.status, shown.err) == (0, "")
    assert column in shown.out
    assert all(table in shown.out for table in names)
    chinese = org(name, *own, "--lang", "zh").out
    assert chinese != shown.out
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


@pytest.mark.parametrize(("name", "own", "names", "column"), QUESTIONS, ids=NAMES)
def test_every_question_as_csv(
    org: Callable[..., Any],
    folder: Path,
    name: str,
    own: tuple[str, ...],
    names: list[str],
    column: str,
) -> None:
    out = folder / "answer.csv"
    asked = ("--format", "csv", "--table", names[0], "--account", "A", "--out", out)
    assert org(name, *own, *asked).status == 0
    text = out.read_text(encoding="utf-8")
    assert column in text.split("\n")[0].split(",")
    assert {row.get("account_id", "A") for row in records(text)} <= {"A"}
    if len(names) > 1:
        several = org(name, *own, "--format", "csv")
        assert several.status == 2
        assert ", ".join(names) in several.err


def test_names_are_carried_when_asked_for(org: Callable[..., Any]) -> None:
    plain = org("contents", "--format", "json").json["people"]
    assert {row["name"] for row in plain} == {None}
    named = org("contents", "--names", "--format", "json").json["people"]
    assert "王甲" in {row["name"] for row in named}


def test_only_overdue(cli: Cli, given: list[str], folder: Path) -> None:
    asked = ("org", "next", *given, "--activities", folder / "activities.csv")
    rows = cli(*asked, "--today", AS_OF, "--only-overdue", "--format", "json").json
    assert [row["person_id"] for row in rows["next_contacts"]] == ["2"]
    assert rows["next_contacts"][0]["overdue_days"] == 60
    without = cli("org", "next", *given, "--today", AS_OF, "--only-overdue", "--format", "json")
    assert without.json["next_contacts"] == []


def test_people_not_to_be_contacted_are_only_counted(org: Callable[..., Any]) -> None:
    answer = org("win-over", "--account", "A", "--format", "json").json
    assert "5" not in {row["person_id"] for row in answer["win_over"]}
    assert answer["withheld"] == [{"account_id": "A", "reason": "contact_not_allowed", "people": 1}]


def test_another_vocabulary(org: Callable[..., Any], folder: Path) -> None:
    document = MapVocabulary.shipped("standard").to_dict()
    document["code"] = "mine"
    for gap in document["gaps"]:
        if gap["code"] == "profile_incomplete":
            gap["consequence"] = 100
    own = folder / "mine.json"
    own.write_text(json.dumps(document), encoding="utf-8")
    rows = org("coverage", "--vocabulary", own, "--account", "A", "--format", "json").json
    assert rows["coverage_gaps"][0]["gap"] == "profile_incomplete"
    assert rows["coverage_gaps"][0]["consequence"] == 100


def test_a_mapping_document_gives_the_tables(cli: Cli, folder: Path) -> None:
    names = ("people", "departments", "relations", "stances", "opportunities", "points")
    document = {
        "sandan": "mapping/1",
        "code": "m",
        "label": {"en": "Maps", "zh": "图"},
        "files": {name: f"{name}.csv" for name in names},
        "tables": {name: {"file": name} for name in names},
    }
    (folder / "mapping.json").write_text(json.dumps(document), encoding="utf-8")
    rows = cli("org", "summary", "--map", folder / "mapping.json", "--format", "json").json
    assert [row["account_id"] for row in rows] == ["A", "B"]
    del document["tables"]["people"]
    (folder / "mapping.json").write_text(json.dumps(document), encoding="utf-8")
    without = cli("org", "summary", "--map", folder / "mapping.json")
    assert without.status == 1
    assert "has no table people" in without.err


def test_threads_change_nothing(org: Callable[..., Any]) -> None:
    one, two = (org("verdict", "--threads", n, "--format", "json").out for n in ("1", "2"))
    assert one == two


# ---- changed, compared, written


def test_what_if(org: Callable[..., Any], folder: Path) -> None:
    change = [{"kind": "set_support", "person_id": "1", "support": 2}]
    (folder / "changes.json").write_text(json.dumps(change), encoding="utf-8")
    asked = ("--changes", folder / "changes.json", "--answers", "verdict", "--format", "json")
    rows = org("what-if", *asked).json
    (ours,) = (
        row
        for row in rows
        if (row["answer"], row["item"], row["column"]) == ("verdicts", "@us", "verdict")
    )
    assert ours["account_id"] == "A"
    assert ours["change"] > 0
    (folder / "changes.json").write_text(json.dumps({"changes": change}), encoding="utf-8")
    assert org("what-if", *asked).json == rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("{}", "no list of changes"),
        ("[1]", "no list of changes"),
        ('[{"kind": "set_support", "person_id": "1", "support": NaN}]', "NaN is not JSON"),
        ("[-Infinity]", "-Infinity is not JSON"),
    ],
)
def test_changes_that_are_none(org: Callable[..., Any], folder: Path, text: str, said: str) -> None:
    (folder / "changes.json").write_text(text, encoding="utf-8")
    refused = org("what-if", "--changes", folder / "changes.json")
    assert refused.status == 2
    assert said in refused.err
    missing = org("what-if", "--changes", folder / "nowhere.json")
    assert missing.status == 2
    assert "is no file" in missing.err


def test_diff_of_two_days(cli: Cli, folder: Path) -> None:
    given = options_of(folder, tuple(tables()))
    asked = ("--as-of", "2026-02-01", "--to", AS_OF, "--answers", "contents", "--format", "json")
    rows = cli("org", "diff", *given, *asked).json
    stage = {
        (row["before"], row["after"])
        for row in rows
        if row["column"] == "relation_stage" and row["item"].startswith("2/@us")
    }
    assert stage == {("known", "trust")}


def test_export_person(org: Callable[..., Any], folder: Path) -> None:
    held = json.loads(org("export-person", "4", "--names").out)
    assert "Qian" in json.dumps(held)
    assert "north" in json.dumps(held)
    out = folder / "person.json"
    assert org("export-person", "4", "--out", out).status == 0
    assert "Qian" not in out.read_text(encoding="utf-8")
    nobody = org("export-person", "77")
    assert nobody.status == 2
    assert "77" in nobody.err


@pytest.mark.parametrize("form", ["graphml", "json"])
def test_write_and_read_again(cli: Cli, org: Callable[..., Any], folder: Path, form: str) -> None:
    file = folder / f"map.{form}"
    assert org("write", "--account", "A", "--as", form, "--out", file).status == 0
    read = cli("org", "read", file, "--format", "json").json
    assert [row["person_id"] for row in read["people"]] == ["1", "2", "3", "4", "5"]
    assert len(read["relations"]) == 7
    assert read["read_faults"] == []


def test_write_dot(org: Callable[..., Any]) -> None:
    text = org("write", "--account", "A", "--as", "dot", "--language", "zh").out
    assert text.startswith("digraph")
    assert "汇报" in text


def test_read_of_a_plain_graph(cli: Cli, folder: Path) -> None:
    (folder / "plain.graphml").write_text(
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
        '<node id="x"/><node id="y"/><edge source="x" target="y"/></graph></graphml>',
        encoding="utf-8",
    )
    asked = ("--account", "Z", "--relation", "introduces", "--format", "json")
    read = cli("org", "read", folder / "plain.graphml", *asked).json
    assert {row["account_id"] for row in read["people"]} == {"Z"}
    assert [row["kind"] for row in read["relations"]] == ["introduces"]
    (folder / "broken.graphml").write_text("<graphml><graph>", encoding="utf-8")
    broken = cli("org", "read", folder / "broken.graphml")
    assert broken.status == 1
    assert "broken.graphml" in broken.err


def test_picture(org: Callable[..., Any], folder: Path) -> None:
    out = folder / "map.svg"
    assert org("picture", "--account", "A", "--names", "--out", out).status == 0
    text = out.read_text(encoding="utf-8")
    assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert "王甲" in text
    printed = org("picture", "--account", "A", "--lang", "zh").out
    assert "决策层" in printed
    assert "王甲" not in printed
    assert "Support for north" in org("picture", "--account", "A", "--vendor", "north").out


def test_picture_of_one_of_several(org: Callable[..., Any]) -> None:
    refused = org("picture")
    assert refused.status == 2
    assert "there are 2 maps" in refused.err
    assert org("picture", "--account", "nobody").status == 2


# ---- what is wrong


def test_faults_have_their_places(cli: Cli, folder: Path) -> None:
    wrong = tables()
    wrong["stances"]["support"][3] = 7
    wrong["relations"]["kind"][5] = "hates"
    for name in ("stances", "relations"):
        write_table(folder / f"{name}.csv", wrong[name])
    given = options_of(folder, tuple(wrong))
    answer = cli("org", "faults", *given, "--format", "json")
    assert answer.err == ""
    rows = {row["table"]: row for row in answer.json["map_faults"]}
    assert {name: row["fault"] for name, row in rows.items()} == {
        "stances": "bad_support",
        "relations": "unknown_kind",
    }
    assert {name: row["file_row"] for name, row in rows.items()} == {"stances": 5, "relations": 7}
    assert rows["stances"]["file"].endswith("stances.csv")
    assert rows["stances"]["value"] == "7"
    hidden = cli("org", "faults", *given, "--hide-values", "--format", "json").json["map_faults"]
    assert {row["value"] for row in hidden} == {None}
    told = cli("org", "summary", *given)
    assert told.status == 0
    assert "2 faults, 1 row set aside; see sandan org faults" in told.err
    assert "stances.csv" in cli("org", "faults", *given).out


def test_strict_stops_at_the_row_of_the_file(cli: Cli, folder: Path) -> None:
    wrong = tables()["people"]
    wrong["level"][2] = "cellar"
    write_table(folder / "people.csv", wrong)
    given = options_of(folder, tuple(tables()))
    stopped = cli("org", "summary", *given, "--strict")
    assert stopped.status == 1
    assert "people.csv" in stopped.err
    assert "row 4" in stopped.err
    assert "level" in stopped.err
    assert "cellar" in stopped.err
    assert "cellar" not in cli("org", "summary", *given, "--strict", "--hide-values").err


def test_a_column_that_is_needed(cli: Cli, folder: Path) -> None:
    given = tables()["people"]
    del given["account_id"]
    write_table(folder / "people.csv", given)
    refused = cli("org", "summary", "--people", folder / "people.csv")
    assert refused.status == 1
    assert "account_id" in refused.err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("summary",), "--people FILE"),
        (("summary", "--poeple", "x.csv"), "--people"),
        (("summary", "--people"), "requires a file"),
        (("nothing",), "nothing"),
        (("verdict", "--model", "voting"), "voting"),
        (("verdict", "--stubbornness", "2"), "--stubbornness"),
        (("routes", "--alternatives", "0"), "--alternatives"),
        (("what-if",), "--changes"),
        (("diff",), "--to"),
        (("next",), "--today"),
        (("show", "nowhere"), "nowhere"),
        (("summary", "--vocabulary", "nowhere"), "--vocabulary"),
        (("read", "nowhere.graphml"), "nowhere.graphml"),
        (("write", "--as", "png"), "png"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_wrong_usage(cli: Cli, command: tuple[str, ...], said: str) -> None:
    refused = cli("org", *command)
    assert refused.status == 2
    assert said in refused.err
    assert refused.out == ""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("coverage", "--account", "X"), "X"),
        (("routes", "--targets", "77"), "77"),
        (("centrality", "--kinds", "hates"), "hates"),
        (("centrality", "--measures", "beauty"), "beauty"),
        (("summary", "--table", "none"), "map_summary"),
        (("write", "--account", "X"), "X"),
    ],
)
def test_what_is_not_there(org: Callable[..., Any], asked: tuple[str, ...], said: str) -> None:
    refused = org(*asked)
    assert refused.status == 2
    assert said in refused.err


def test_help_names_every_command(cli: Cli) -> None:
    shown = cli("org", "--help").out
    for name in (*NAMES, "list", "show", "what-if", "diff", "export-person", "write", "read"):
        assert f"  {name} " in shown
    assert "  picture " in shown


# ---- the review


@pytest.fixture
def reviewed(folder: Path) -> list[str]:
    """The options of a review of the open deals of the small book."""
    return ["--opportunities", str(folder / "opportunities.csv"), "--process", "simple"]


def test_review_with_maps(cli: Cli, folder: Path, reviewed: list[str]) -> None:
    people = options_of(folder, ("people", "relations", "stances", "departments", "points"))
    asked = ("review", *reviewed, *people, "--as-of", AS_OF)
    shown = cli(*asked)
    assert shown.status == 0
    assert "■ Decision maps" in shown.out
    assert "Qian" in shown.out
    out = folder / "page.html"
    assert cli(*asked, "--lang", "zh", "--html", out).status == 0
    text = out.read_text(encoding="utf-8")
    assert text.count('<g class="person">') == 6
    assert "决策组织图" in text
    rows = cli(*asked, "--format", "csv", "--table", "map_deals").out
    assert {row["opportunity_id"] for row in records(rows)} == {"O1", "O9"}
    without = cli("review", *reviewed, "--as-of", AS_OF)
    assert "Decision maps" not in without.out


def test_review_with_another_vocabulary(cli: Cli, folder: Path, reviewed: list[str]) -> None:
    document = MapVocabulary.shipped("standard").to_dict()
    document["levels"][2]["label"]["en"] = "Board"
    own = folder / "mine.json"
    own.write_text(json.dumps(document), encoding="utf-8")
    out = folder / "page.html"
    asked = ("review", *reviewed, *options_of(folder, ("people",)), "--as-of", AS_OF)
    assert cli(*asked, "--vocabulary", own, "--html", out).status == 0
    assert ">Board</text>" in out.read_text(encoding="utf-8")
    refused = cli(*asked, "--vocabulary", "nowhere")
    assert refused.status == 2
    assert "--vocabulary" in refused.err


def test_review_refuses_people_at_their_file(cli: Cli, folder: Path, reviewed: list[str]) -> None:
    given = tables()["people"]
    del given["account_id"]
    write_table(folder / "people.csv", given)
    refused = cli("review", *reviewed, *options_of(folder, ("people",)), "--as-of", AS_OF)
    assert refused.status == 1
    assert "account_id" in refused.err
