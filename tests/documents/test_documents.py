"""What holds for all shipped documents together."""

import hashlib
import json
import re

import jsonschema
import pytest
from shipped import DATA, ROOT, SAMPLE

DOCUMENTS = [*sorted(DATA.rglob("*.json")), SAMPLE / "process.json"]
SCHEMAS = sorted((DATA / "schemas").glob("*.schema.json"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_text_is_plain_utf8_json(path):
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert b"\t" not in raw
    assert text.endswith("}\n")

    def members(pairs):
        names = [name for name, _ in pairs]
        assert len(set(names)) == len(names)
        return dict(pairs)

    json.loads(text, object_pairs_hook=members)


def test_every_document_is_its_own():
    digests = [hashlib.sha256(path.read_bytes()).digest() for path in DOCUMENTS]
    assert len(set(digests)) == len(digests)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_schemas_are_closed(path):
    """Every object either refuses what it does not know or takes x_ members."""
    document = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(document)
    kind = path.name.split(".")[0]
    assert document["$id"] == f"urn:sandan:schema:{kind}:1"
    for where, part in parts_of(document, ""):
        if "patternProperties" in part:
            assert part["additionalProperties"] is False, where
            assert "^x_" in part["patternProperties"], where


def parts_of(value, where):
    if isinstance(value, dict):
        yield where, value
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, item in children:
        yield from parts_of(item, f"{where}/{name}")


def test_no_brand_names():
    """Labels and codes name no product and no book."""
    brands = re.compile(
        r"salesforce|hubspot|odoo|pipedrive|dynamics|红圈|知客|用友|金蝶|纷享|spin|meddic",
        re.IGNORECASE,
    )
    for path in DOCUMENTS:
        assert not brands.search(path.read_text(encoding="utf-8")), path.relative_to(ROOT)
