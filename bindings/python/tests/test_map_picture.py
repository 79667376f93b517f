"""Pictures of decision maps: what they show, that nothing covers anything, and hostile names."""

from __future__ import annotations

import copy
import random
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_map import AS_OF, stances, tables

import sandan
from sandan import DecisionMaps, MapVocabulary, Picture
from sandan._map_picture import MOST_PEOPLE
from sandan._map_picture.scene import MOST_RELATIONS
from sandan._map_picture.signs import styles_of
from sandan._map_picture.svg import fitted, number, width_of

SVG = "{http://www.w3.org/2000/svg}"
SIGNS = {2: "++", 1: "+", 0: "0", -1: "−", -2: "−−", None: "?"}


@pytest.fixture(scope="module")
def vocabulary() -> MapVocabulary:
    return MapVocabulary.shipped("standard")


@pytest.fixture(scope="module")
def maps(vocabulary: MapVocabulary) -> DecisionMaps:
    return vocabulary.build(tables(), as_of=AS_OF, names=True)


def parsed(picture: Picture) -> ElementTree.Element:
    return ElementTree.fromstring(picture.svg)


def texts(element: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in element.iter(f"{SVG}text")]


def title_of(element: ElementTree.Element) -> str:
    title = element.find(f"{SVG}title")
    return "" if title is None else title.text or ""


def of_class(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [group for group in root.iter(f"{SVG}g") if group.get("class") == kind]


def boxes(picture: Picture) -> dict[str, ElementTree.Element]:
    """The group of each person, by id."""
    found = {}
    for group in of_class(parsed(picture), "person"):
        told = re.search(r"^(?:Id: |编号：)(.*)$", title_of(group), re.MULTILINE)
        if told:
            found[told[1]] = group
    return found


def rectangle(element: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    left, top = (float(element.get(name, "0")) for name in ("x", "y"))
    return left, top, left + float(element.get("width", 0)), top + float(element.get("height", 0))


def frame(group: ElementTree.Element) -> tuple[float, float, float, float]:
    first = group.find(f"{SVG}rect")
    assert first is not None
    return rectangle(first)


def legend_of(picture: Picture) -> list[str]:
    """Texts below the map, line by line."""
    (legend,) = of_class(parsed(picture), "legend")
    return texts(legend)


# ---- what it shows


def test_people_are_called_by_name_else_by_id(maps: DecisionMaps) -> None:
    found = boxes(maps.picture("A"))
    assert sorted(found) == ["1", "2", "3", "4", "5"]
    assert [texts(found[each])[0] for each in "12345"] == ["王甲", "Li & Co", "赵丙", "Qian", "5"]


def test_without_names_only_ids(vocabulary: MapVocabulary) -> None:
    plain = vocabulary.build(tables(), as_of=AS_OF).picture("A")
    assert [texts(boxes(plain)[each])[0] for each in "12345"] == ["1", "2", "3", "4", "5"]
    assert "王甲" not in plain.svg


def test_namesakes_are_told_apart(vocabulary: MapVocabulary) -> None:
    given = tables()
    given["people"]["name"][1] = "王甲"
    found = boxes(vocabulary.build(given, names=True).picture("A"))
    assert [texts(found[each])[0] for each in "12"] == ["王甲 1", "王甲 2"]


@pytest.mark.parametrize("support", [*SIGNS])
def test_support_by_sign_and_by_colour(vocabulary: MapVocabulary, support: int | None) -> None:
    given = tables()
    given["stances"] = {
        "person_id": ["1"],
        "vendor": ["@us"],
        "relation_stage": ["known"],
        "support": [support],
        "as_of": [None],
    }
    group = boxes(vocabulary.build(given).picture("A"))["1"]
    assert SIGNS[support] in texts(group)
    others = set(SIGNS.values()) - {SIGNS[support]}
    assert not others & set(texts(group))
    chip = group.findall(f"{SVG}rect")[2]
    assert (chip.get("fill") == "none") == (support is None)
    assert (chip.get("stroke-dasharray") is not None) == (support is None)


def test_colours_of_for_and_against_differ(maps: DecisionMaps) -> None:
    found = boxes(maps.picture("A"))
    colours = {each: found[each].findall(f"{SVG}rect")[1].get("fill") for each in "234"}
    assert len(set(colours.values())) == 3


@pytest.mark.parametrize("stage", ["none", "known", "engaged", "trust", "ally", None])
def test_relation_stage_by_filled_steps(vocabulary: MapVocabulary, stage: str | None) -> None:
    order = ["none", "known", "engaged", "trust", "ally"]
    given = tables()
    given["stances"] = {
        "person_id": ["1"],
        "vendor": ["@us"],
        "relation_stage": [stage],
        "support": [0],
        "as_of": [None],
    }
    group = boxes(vocabulary.build(given).picture("A"))["1"]
    steps = group.findall(f"{SVG}rect")[3:]
    assert len(steps) == 4
    filled = [each.get("fill") != "none" for each in steps]
    reached = 0 if stage is None else order.index(stage)
    assert filled == [position < reached for position in range(4)]
    assert all((each.get("stroke-dasharray") is not None) == (stage is None) for each in steps)


def test_roles_in_words_or_in_short(maps: DecisionMaps, vocabulary: MapVocabulary) -> None:
    found = boxes(maps.picture("A", "en"))
    assert texts(found["3"])[1] == "Initiator · User"
    assert texts(found["5"])[1] == "role not known"
    assert "Roles in short" not in legend_of(maps.picture("A", "en"))
    given = tables()
    given["people"]["roles"][0] = "decider;designer;initiator;evaluator"
    given["people"]["roles"][1] = ""
    many = vocabulary.build(given).picture("A", "en")
    assert texts(boxes(many)["1"])[1] == "I · Dec · Des · E"
    legend = legend_of(many)
    assert legend[legend.index("Dec") + 1] == "Decider"
    assert legend[legend.index("Des") + 1] == "Designer"
    assert "A" not in legend, "nobody here approves"


def test_marks_only_of_what_is_known(maps: DecisionMaps) -> None:
    picture = maps.picture("A", "en")
    found = boxes(picture)
    assert [title_of(found[each]).split("\n")[8:] for each in "1245"] == [
        ["Guide: not known", "Veto: not known", "Rivals: not known"],
        ["Guide: yes", "Veto: no", "Rivals: –"],
        ["Guide: not known", "Veto: yes", "Rivals: north"],
        ["Guide: not known", "Veto: not known", "Rivals: not known"],
    ]
    assert texts(found["2"])[-1] == "guide"
    assert texts(found["4"])[-1] == "north"
    assert len(list(found["4"].iter(f"{SVG}circle"))) == 1, "a barred circle for the veto"
    assert len(list(found["4"].iter(f"{SVG}polygon"))) == 1, "a flag for the rival"
    assert not list(found["1"].iter(f"{SVG}circle"))
    assert len(list(found["2"].iter(f"{SVG}polygon"))) == 1, "a star for the guide"
    assert not list(found["3"].iter(f"{SVG}polygon")), "known not to be a guide"
    assert {"guide", "veto", "held by a rival, or for it", "department"} <= set(legend_of(picture))


def test_another_vendor(maps: DecisionMaps) -> None:
    found = boxes(maps.picture("A", vendor="north"))
    assert "++" in texts(found["4"])
    assert "−−" in texts(found["2"])
    picture = maps.picture("A", "en", vendor="north")
    assert "Support for north" in legend_of(picture)
    assert "held by another vendor, or for it" in legend_of(picture)


def test_bands_of_levels(maps: DecisionMaps) -> None:
    english = texts(parsed(maps.picture("A", "en")))
    assert english[:4] == ["Executive", "Management", "Operational", "Level not known"]
    chinese = texts(parsed(maps.picture("A", "zh")))
    assert chinese[:4] == ["决策层", "管理层", "操作层", "层级未知"]
    alone = texts(parsed(maps.picture("B", "en")))
    assert alone[:3] == ["Executive", "Management", "Operational"]
    assert "Level not known" not in alone


def test_people_stand_in_their_band(maps: DecisionMaps) -> None:
    tops = {each: frame(group)[1] for each, group in boxes(maps.picture("A")).items()}
    assert tops["1"] < tops["2"] == tops["4"] < tops["3"] < tops["5"]


def test_legend_in_both_languages(maps: DecisionMaps) -> None:
    english, chinese = (legend_of(maps.picture("A", language)) for language in ("en", "zh"))
    for sign in SIGNS.values():
        assert sign in english
        assert sign in chinese
    for label in ("strongly for", "Not in touch", "Ally", "not recorded", "Reports to", "Opposes"):
        assert label in english
    for label in ("明确支持", "未接触", "同盟", "阶段未知", "汇报", "反对", "部门"):
        assert label in chinese
    assert len(english) == len(chinese)


def test_only_kinds_that_occur_stand_in_the_legend(maps: DecisionMaps) -> None:
    legend = legend_of(maps.picture("B", "en"))
    assert not {"Relations", "Reports to", "Influences", "Marks"} & set(legend)


def test_default_language(maps: DecisionMaps) -> None:
    assert maps.picture("A").svg == maps.picture("A", "en").svg
    sandan.display.language = "zh"
    try:
        assert maps.picture("A").svg == maps.picture("A", "zh").svg
    finally:
        sandan.display.language = "en"
    assert maps.picture("A", "zh").svg != maps.picture("A", "en").svg


def test_departments_have_frames_and_names(maps: DecisionMaps) -> None:
    root = parsed(maps.picture("A"))
    frames = [each for each in root if each.get("stroke-dasharray") == "5 4"]
    assert len(frames) == 3
    titles = {title_of(group) for group in of_class(root, "department")}
    assert {"Management", "IT", "buying"} <= titles
    people = {each: frame(group) for each, group in boxes(maps.picture("A")).items()}
    it = next(
        rectangle(each)
        for each in frames
        if all(_holds(rectangle(each), people[person]) for person in "23")
    )
    assert not any(_holds(it, people[person]) for person in "145")


def _holds(
    outer: tuple[float, float, float, float], inner: tuple[float, float, float, float]
) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )


# ---- relations


def lines(picture: Picture) -> list[ElementTree.Element]:
    """Paths of relations, the legend left out."""
    root = parsed(picture)
    curves = [path for group in of_class(root, "relation") for path in group.iter(f"{SVG}path")]
    return [*root.iterfind(f"{SVG}path"), *curves]


def test_the_tree_is_solid_elbows_and_the_rest_are_patterned_curves(maps: DecisionMaps) -> None:
    drawn = [path for path in lines(maps.picture("A")) if path.get("fill") == "none"]
    elbows = [path for path in drawn if not path.get("d", "").count("C")]
    curves = [path for path in drawn if path.get("d", "").count("C")]
    assert len(elbows) == 3
    assert all(
        re.fullmatch(r"M[\d.]+ [\d.]+(V[\d.]+H[\d.]+)?V[\d.]+", e.get("d", "")) for e in elbows
    )
    assert all(path.get("stroke-dasharray") is None for path in elbows)
    assert len(curves) == 4
    assert len({path.get("stroke-dasharray") for path in curves}) == 4


def test_many_kinds_are_told_apart_by_pattern_and_head(vocabulary: MapVocabulary) -> None:
    document = copy.deepcopy(vocabulary.to_dict())
    document["relation_kinds"] += [
        {"code": f"k{i}", "label": {"en": f"Kind {i}", "zh": f"种类{i}"}} for i in range(20)
    ]
    styles = styles_of(document["relation_kinds"])
    patterned = [(style.pattern, style.head) for style in styles.values() if style.pattern]
    assert len(patterned) == 24
    assert len(set(patterned)) == 24
    kinds = [entry["code"] for entry in document["relation_kinds"] if not entry.get("hierarchy")]
    given = tables()
    n = len(kinds)
    given["relations"] = {
        "account_id": ["A"] * n,
        "from_id": ["1"] * n,
        "to_id": ["2"] * n,
        "kind": kinds,
    }
    picture = MapVocabulary(document).build(given).picture("A", "en")
    assert {f"Kind {i}" for i in range(20)} <= set(legend_of(picture))


def test_no_two_relations_end_at_one_place(vocabulary: MapVocabulary) -> None:
    given = tables()
    ends = [(a, b) for a in "1234" for b in "1234" if a != b] * 2
    given["relations"] = {
        "account_id": ["A"] * len(ends),
        "from_id": [a for a, _ in ends],
        "to_id": [b for _, b in ends],
        "kind": ["influences"] * len(ends),
    }
    drawn = lines(vocabulary.build(given).picture("A"))
    curves = [path.get("d", "") for path in drawn if "C" in path.get("d", "")]
    places = [re.findall(r"[\d.]+", curve) for curve in curves]
    starts_and_ends = [tuple(each[:2]) for each in places] + [tuple(each[-2:]) for each in places]
    assert len(curves) == len(ends)
    assert len(set(starts_and_ends)) == 2 * len(ends)


def test_weaker_relations_are_left_out_of_a_thicket(vocabulary: MapVocabulary) -> None:
    people = {"person_id": list(range(40)), "account_id": [1] * 40}
    pairs = [(a, b) for a in range(40) for b in range(40) if a != b]
    relations = {
        "account_id": [1] * len(pairs),
        "from_id": [a for a, _ in pairs],
        "to_id": [b for _, b in pairs],
        "kind": ["influences"] * len(pairs),
        "weight": [float(position + 1) for position in range(len(pairs))],
    }
    picture = vocabulary.build(people=people, relations=relations).picture(1, "en")
    curves = [path for path in lines(picture) if "C" in path.get("d", "")]
    assert len(curves) == MOST_RELATIONS
    assert f"Weaker relations not drawn: {len(pairs) - MOST_RELATIONS}." in legend_of(picture)


# ---- places


def random_book(seed: int, n: int) -> dict[str, dict[str, list[Any]]]:
    chance = random.Random(seed)
    ids = list(range(1, n + 1))
    levels = ["operational", "management", "executive", None]
    departments = [f"d{i}" for i in range(max(1, n // 5))]
    pairs = {(chance.choice(ids), chance.choice(ids)) for _ in range(2 * n)}
    reports = [
        (person, chance.choice(ids[: person - 1])) for person in ids[1:] if chance.random() < 0.8
    ]
    rows = [(a, b, "reports_to") for a, b in reports]
    rows += [(a, b, chance.choice(["influences", "opposes"])) for a, b in sorted(pairs) if a != b]
    return {
        "people": {
            "person_id": ids,
            "account_id": [7] * n,
            "name": [chance.choice("王李张WMi") * chance.randint(1, 30) for _ in ids],
            "department_id": [chance.choice([*departments, None]) for _ in ids],
            "level": [chance.choice(levels) for _ in ids],
            "roles": [chance.choice(["decider", "designer;evaluator;user", "", None]) for _ in ids],
            "guide": [chance.choice([True, False, None]) for _ in ids],
            "veto": [chance.choice([True, False, None]) for _ in ids],
        },
        "departments": {
            "department_id": departments,
            "account_id": [7] * len(departments),
            "name": [
                chance.choice(["Information technology", "信息技术与数字化部", None])
                for _ in departments
            ],
        },
        "relations": {
            "account_id": [7] * len(rows),
            "from_id": [row[0] for row in rows],
            "to_id": [row[1] for row in rows],
            "kind": [row[2] for row in rows],
        },
        "stances": {
            "person_id": ids,
            "vendor": [chance.choice(["@us", "north"]) for _ in ids],
            "relation_stage": [chance.choice(["none", "trust", "ally", None]) for _ in ids],
            "support": [chance.choice([-2, -1, 0, 1, 2, None]) for _ in ids],
        },
    }


@pytest.mark.parametrize("seed", range(12))
def test_nothing_covers_anything(vocabulary: MapVocabulary, seed: int) -> None:
    given = random_book(seed, 5 + 9 * seed)
    picture = vocabulary.build(given, names=True).picture(language="en" if seed % 2 else "zh")
    root = parsed(picture)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    people = [frame(group) for group in boxes(picture).values()]
    assert len(people) == len(given["people"]["person_id"])
    grounds = [rectangle(group.findall(f"{SVG}rect")[0]) for group in of_class(root, "department")]
    named = {each for each in given["people"]["department_id"] if each}
    assert len(grounds) == len(named)
    areas = people + grounds
    for left, top, right, bottom in areas:
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
    for i, one in enumerate(areas):
        for other in areas[i + 1 :]:
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (one, other)


@pytest.mark.parametrize("seed", range(4))
def test_texts_fit_their_boxes(vocabulary: MapVocabulary, seed: int) -> None:
    picture = vocabulary.build(random_book(seed, 25), names=True).picture(language="en")
    for group in boxes(picture).values():
        left, top, right, bottom = frame(group)
        for text in group.iter(f"{SVG}text"):
            size = float(text.get("font-size", 0))
            bold = text.get("font-weight") == "bold"
            width = width_of(text.text or "", size, bold=bold)
            start = float(text.get("x", 0))
            if text.get("text-anchor") == "middle":
                start -= width / 2
            assert start >= left
            assert start + width <= right + 0.05
            assert top < float(text.get("y", 0)) < bottom


# ---- text, ids, limits


HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><svg onload=x>&amp;",
    "a\u202eb\u0000c\ud800d",
    "]]><!--",
    "😀" * 40,
    "e" + "\u0301" * 60,
    "\ufffe\x1b[31m",
    "   ",
]


def test_hostile_names(vocabulary: MapVocabulary) -> None:
    given = tables()
    names = [name.encode("utf-8", "replace").decode() for name in HOSTILE]
    given["people"]["name"][:5] = names[:5]
    given["departments"]["name"] = names[5:8]
    given["stances"] = stances()
    given["stances"]["vendor"][5] = HOSTILE[1]
    picture = vocabulary.build(given, as_of=AS_OF, names=True).picture("A")
    root = parsed(picture)
    allowed = {"svg", "title", "desc", "rect", "text", "g", "path", "polygon", "circle"}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= allowed
    for each in root.iter():
        assert not [name for name in each.attrib if name.startswith("on") or "href" in name]
        assert not re.search(r"://|javascript:|url\(", " ".join(each.attrib.values()))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", picture.svg)
    shown = [texts(boxes(picture)[each])[0] for each in "12345"]
    assert shown[0].startswith("<script>")
    assert r"\u202e" in shown[2]
    assert shown[4].endswith("…")


def test_same_bytes_each_time(maps: DecisionMaps, vocabulary: MapVocabulary) -> None:
    again = vocabulary.build(tables(), as_of=AS_OF, names=True, threads=2)
    assert maps.picture("A").svg == again.picture("A").svg
    sizes = re.findall(r'="-?\d+\.(\d+)"', maps.picture("A").svg)
    assert all(len(each) <= 2 for each in sizes)


def test_save_and_show(maps: DecisionMaps, tmp_path: Path) -> None:
    picture = maps.picture("A")
    picture.save(tmp_path / "map.svg")
    picture.save(str(tmp_path / "again.svg"))
    for name in ("map.svg", "again.svg"):
        assert (tmp_path / name).read_bytes().decode("utf-8") == picture.svg
    assert picture._repr_svg_() == picture.svg
    assert picture.svg in picture._repr_html_()
    assert repr(picture) == f"<sandan picture, {len(picture.svg):,} characters of SVG>"
    assert isinstance(picture, sandan.Picture)


def test_title_and_description_for_those_who_do_not_see(maps: DecisionMaps) -> None:
    root = parsed(maps.picture("A", "en"))
    assert title_of(root) == "Decision map of account A"
    assert root.get("role") == "img"
    assert "5 people" in root.get("aria-label", "")
    assert "1 person" in parsed(maps.picture("B", "en")).get("aria-label", "")
    assert "1 人" in parsed(maps.picture("B", "zh")).get("aria-label", "")


def test_the_only_map_needs_no_name(vocabulary: MapVocabulary, maps: DecisionMaps) -> None:
    one = vocabulary.build(people={"person_id": [3], "account_id": [4]})
    assert one.picture().svg == one.picture(4).svg == one.picture(np.int64(4)).svg
    assert one._repr_html_() is not None
    assert one.picture().svg in str(one._repr_html_())
    with pytest.raises(sandan.InvalidArgumentError) as raised:
        maps.picture()
    assert raised.value.detail == "which_account"
    assert maps._repr_html_() is None


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ({"account_id": "nobody"}, "unknown_account"),
        ({"account_id": "A", "language": "fr"}, "unknown_language"),
    ],
)
def test_what_is_refused(maps: DecisionMaps, asked: dict[str, Any], detail: str) -> None:
    with pytest.raises(sandan.InvalidArgumentError) as raised:
        maps.picture(**asked)
    assert raised.value.detail == detail


def test_the_largest_map_and_one_too_large(vocabulary: MapVocabulary) -> None:
    def of(n: int) -> DecisionMaps:
        return vocabulary.build(people={"person_id": list(range(n)), "account_id": ["x"] * n})

    assert len(boxes(of(MOST_PEOPLE).picture())) == MOST_PEOPLE
    large = of(MOST_PEOPLE + 1)
    with pytest.raises(sandan.LimitError) as raised:
        large.picture("x")
    assert raised.value.detail == "map_too_large"
    assert "301 people" in str(raised.value)
    assert large._repr_html_() is None


def test_another_vocabulary(vocabulary: MapVocabulary) -> None:
    document = copy.deepcopy(vocabulary.to_dict())
    for level in document["levels"]:
        level["label"] = {
            "en": "A level with a name that goes on and on",
            "zh": "名称很长的一个层级" * 3,
        }
    document["relation_stages"][1:1] = [
        {**document["relation_stages"][1], "code": f"s{i}", "marks": [], "label": {"en": f"S{i}"}}
        for i in range(12)
    ]
    picture = MapVocabulary(document).build(tables(), as_of=AS_OF).picture("A", "zh")
    assert texts(parsed(picture))[0].endswith("…")
    group = boxes(picture)["2"]
    steps = group.findall(f"{SVG}rect")[3:]
    assert len(steps) == 16
    assert rectangle(steps[-1])[2] <= frame(group)[2]
    assert "S3" in legend_of(picture)


def test_numbers_and_widths() -> None:
    assert [number(each) for each in (1, 1.04, 1.06, -0.01, 12.5)] == ["1", "1", "1.1", "0", "12.5"]
    assert fitted("abc", 10, 1000) == "abc"
    assert fitted("abcdefgh", 10, 30).endswith("…")
    assert fitted("abcdefgh", 10, 3) == ""
    assert width_of("王", 10) == 10
    assert width_of("e\u0301", 10) == width_of("e", 10)
