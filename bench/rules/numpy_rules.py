"""The job in NumPy over dictionary codes: np.select over masks, each distinct cell computed once.

Texts are int8 codes (-1 null), booleans int8 (-1 null), numbers float64 (NaN null) before the
clock starts.  Nulls kept unknown (--unknowns keep) are decided as sandan does: by the rules that
may fire before the first that does.  The masks of 3,700 rules take much memory, so large tables are
decided in blocks, the last rule first, instead of by np.select.
"""

import numpy as np
import pyarrow.compute

import measure
import workload

BLOCK_BYTES = 64 << 20


def plain_column(column):
    if column.type == "bool":
        return pyarrow.compute.cast(column, "int8").fill_null(-1).to_numpy()
    if column.type == "double":
        return column.fill_null(float("nan")).to_numpy(zero_copy_only=False)
    if not pyarrow.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    return column.indices.fill_null(-1).to_numpy().astype(np.int8)


def words_of(column):
    if pyarrow.types.is_dictionary(column.type):
        return column.dictionary.to_pylist()
    return column.dictionary_encode().dictionary.to_pylist() if column.type == "string" else None


class Prepared:
    def __init__(self, asked):
        self.job = asked.job
        self.keeps = asked.unknowns == "keep" and any(
            column.null_count for column in asked.records.columns
        )
        names = asked.records.schema.names
        self.columns = {name: plain_column(asked.records[name]) for name in names}
        self.words = {name: words_of(asked.records[name]) for name in names}
        self.rows = asked.records.num_rows
        if not self.job.rules:
            self.levels = [
                np.array([workload.ANSWERS.index(word) for word in self.words[name]] + [0])
                for name in names
            ]


def mask_of(values, cell, words):
    if isinstance(cell, workload.Range):
        masks = []
        if cell.low is not None:
            masks.append(values > cell.low if cell.low_open else values >= cell.low)
        if cell.high is not None:
            masks.append(values <= cell.high)
        return np.logical_and.reduce(masks) if len(masks) > 1 else masks[0]
    if isinstance(cell, bool):
        return values == int(cell)
    codes = [words.index(word) for word in cell if word in words]
    if not codes:
        return np.zeros(len(values), dtype=bool)
    found = values == codes[0]
    for code in codes[1:]:
        found |= values == code
    return found


def conditions(job, columns, words, is_possible):
    """The mask of each rule; of what is null, that it may hold, where wanted."""
    known = {}

    def cell_mask(name, cell):
        key = name, str(cell)
        if key not in known:
            values = columns[name]
            mask = mask_of(values, cell, words[name])
            if is_possible:
                mask = mask | (np.isnan(values) if values.dtype == float else values < 0)
            known[key] = mask
        return known[key]

    masks = []
    for _, cells, _ in job.rules:
        mask = None
        for name, cell in cells.items():
            mask = cell_mask(name, cell) if mask is None else mask & cell_mask(name, cell)
        masks.append(mask)
    return masks


def decide_rules(prepared):
    count = len(prepared.job.rules)
    rule = np.empty(prepared.rows, dtype=np.int16)
    step = prepared.rows if count < 100 else max(1, BLOCK_BYTES // (2 * count))
    choices = [np.int16(number) for number in range(count)]
    for begin in range(0, prepared.rows, step):
        block = {name: values[begin : begin + step] for name, values in prepared.columns.items()}
        masks = conditions(prepared.job, block, prepared.words, False)
        if count < 256:
            rule[begin : begin + step] = np.select(masks, choices, default=np.int16(-1))
        else:
            told = rule[begin : begin + step]
            told[:] = -1
            for number in range(count - 1, -1, -1):
                told[masks[number]] = number
    places = [workload.GRADES.index(grade) for _, _, grade in prepared.job.rules]
    of_rule = np.array([*places, workload.GRADES.index(workload.DEFAULT)], dtype=np.int8)
    grade = of_rule[rule]
    if not prepared.keeps:
        return {"rule": rule, "grade": grade}
    return undetermined(prepared, rule, grade, of_rule)


def undetermined(prepared, rule, grade, of_rule):
    """Takes back what rules that may fire before do not agree with."""
    is_open = np.zeros(prepared.rows, dtype=bool)
    differs = np.zeros(prepared.rows, dtype=bool)
    masks = conditions(prepared.job, prepared.columns, prepared.words, True)
    for number, mask in enumerate(masks):
        is_before = mask & ((rule < 0) | (rule > number))
        is_open |= is_before
        differs |= is_before & (grade != of_rule[number])
    return {
        "rule": np.where(is_open, np.int16(-1), rule),
        "grade": np.where(differs, np.int8(-1), grade),
    }


def decide_card(prepared):
    """Reasons are the largest of keys that hold difference and criterion, taken one by one."""
    count = len(prepared.columns)
    points = np.zeros(prepared.rows, dtype=np.int32)
    keys = np.empty((count, prepared.rows), dtype=np.int16)
    for number, codes in enumerate(prepared.columns.values()):
        level = prepared.levels[number]
        points += (level * workload.weight(number)).astype(np.int32)[codes]
        difference = (2 - level) * workload.weight(number)
        keys[number] = np.where(difference > 0, difference * 32 + 31 - number, 0).astype(np.int16)[
            codes
        ]
    told = {"points": points}
    band = np.zeros(prepared.rows, dtype=np.int8)
    for _, below in workload.BANDS[:-1]:
        band += points >= below
    told["band"] = band
    for rank in range(1, workload.REASONS + 1):
        largest = keys.max(axis=0)
        told[f"reason_{rank}"] = np.where(largest > 0, 31 - largest % 32, -1).astype(np.int8)
        if rank < workload.REASONS:
            keys[keys == largest] = 0
    return told


def answer(prepared):
    return decide_rules(prepared) if prepared.job.rules else decide_card(prepared)


if __name__ == "__main__":
    measure.run("numpy", np.__version__, Prepared, answer, dict)
