"""The job in GoRules zen: a JDM decision table, the model parsed once, a call for each record.

Records are dictionaries before the clock starts.
"""

import importlib.metadata
import json

import numpy as np
import zen

import measure
import workload


def cell_of(cell):
    if isinstance(cell, workload.Range):
        if cell.low is None:
            return f"<= {cell.high:g}"
        if cell.high is None:
            return f"{'>' if cell.low_open else '>='} {cell.low:g}"
        return f"{'(' if cell.low_open else '['}{cell.low:g}..{cell.high:g}]"
    if isinstance(cell, bool):
        return json.dumps(cell)
    return ", ".join(json.dumps(word) for word in cell)


def model(rules, inputs):
    rows = [
        {"_id": code, **{name: cell_of(cell) for name, cell in cells.items()}}
        | {"rule": str(number), "grade": str(workload.GRADES.index(grade))}
        for number, (code, cells, grade) in enumerate(rules)
    ]
    rows.append({"_id": "default", "rule": "-1", "grade": str(len(workload.GRADES) - 1)})
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in inputs],
        "outputs": [{"id": name, "name": name, "field": name} for name in ("rule", "grade")],
        "rules": [{**dict.fromkeys((*inputs, "rule", "grade"), ""), **row} for row in rows],
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    return json.dumps(
        {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
    )


def prepare(asked):
    decision = zen.ZenEngine().create_decision(model(asked.job.rules, asked.job.inputs))
    return decision, asked.records.to_pylist()


def answer(prepared):
    decision, records = prepared
    return [decision.evaluate(record)["result"] for record in records]


def figures(answered):
    return {name: np.array([each[name] for each in answered]) for name in ("rule", "grade")}


if __name__ == "__main__":
    version = importlib.metadata.version("zen-engine")
    measure.run("zen", version, prepare, answer, figures)
