"""Where the documents, their schemas and the cases are."""

import json
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SAMPLE = ROOT / "examples" / "sample_crm"
CASES = Path(__file__).resolve().parent / "cases"
PROCESSES = sorted((DATA / "processes").glob("*.json"))


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def schema(kind):
    return load(DATA / "schemas" / (kind + ".schema.json"))


def validator(kind):
    return jsonschema.Draft202012Validator(schema(kind))


def request_validator(name):
    document = schema("requests")
    assert name in document["$defs"]
    return jsonschema.Draft202012Validator({"$ref": "#/$defs/" + name, "$defs": document["$defs"]})
