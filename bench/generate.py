"""Makes the big book of the benchmark: made-up deals and their stage events, always the same.

Every deal walks through the stages of process.json (forward, skip, back, repeated, lost and
reopened) and ends open, won, lost or cancelled.  Within a deal no two events share a time, so every
program must find the same order.  The events of all deals are shuffled together.

Written to the output folder, for `int64` and 18-character `text` ids alike:
    opportunities_<ids>.arrow, stage_events_<ids>.arrow     Arrow IPC, one record batch each
    columns/                                                the same columns as plain binary files
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.ipc

STAGES = ["qualify", "discover", "demonstrate", "quote", "negotiate", "order", "lost", "cancelled"]
BEFORE_STAGES = 5
ORDER, LOST, CANCELLED = 5, 6, 7
OUTCOMES = ["open", "won", "lost", "cancelled"]
OUTCOME_SHARES = [0.30, 0.28, 0.30, 0.12]
CLOSING_STAGE = np.array([-1, ORDER, LOST, CANCELLED], dtype=np.int8)
PRODUCTS = [
    "ledger",
    "payroll",
    "procurement",
    "inventory",
    "planning",
    "quality",
    "service",
    "analytics",
    "portal",
    "archive",
]
OWNERS = 1000
FIRST_DAY = np.datetime64("2021-01-01", "D")
CREATION_DAYS = 1100
AS_OF = "2025-12-31"
MICROSECONDS_PER_SECOND = 1_000_000
SECONDS_PER_DAY = 86_400
UNKNOWN_AMOUNT_SHARE = 0.02
ID_TEXT_PREFIX = b"006AB"
ID_TEXT_LENGTH = 18


def event_counts(random, deals, events):
    """How many events each deal has: 2 to 18, exactly `events` in all."""
    counts = random.integers(2, 19, size=deals)
    while (surplus := int(counts.sum()) - events) != 0:
        adjustable = np.flatnonzero(counts > 2 if surplus > 0 else counts < 18)
        chosen = random.choice(adjustable, size=min(abs(surplus), len(adjustable)), replace=False)
        counts[chosen] -= np.sign(surplus)
    return counts


def next_stage(random, stage, steps_left):
    """One step of the walk among the stages before the order, with a rare loss that is reopened."""
    draw = random.random(len(stage))
    step = np.select(
        [draw < 0.48, draw < 0.58, draw < 0.76, draw < 0.94], [1, 2, -1, 0], default=9
    ).astype(np.int8)
    moved = np.clip(stage + step, 0, BEFORE_STAGES - 1).astype(np.int8)
    may_lose = (step == 9) & (steps_left >= 3)
    moved[step == 9] = stage[step == 9]
    moved[may_lose] = LOST
    reopened = stage == LOST
    moved[reopened] = random.integers(0, BEFORE_STAGES, size=int(reopened.sum()), dtype=np.int8)
    return moved


def walk(random, counts, outcome):
    """The stage of every event, deal after deal."""
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    stages = np.empty(int(counts.sum()), dtype=np.int8)
    current = (random.random(len(counts)) < 0.05).astype(np.int8)
    walking = np.arange(len(counts))
    for step in range(int(counts.max())):
        walking = walking[counts[walking] > step]
        if step > 0:
            current[walking] = next_stage(random, current[walking], counts[walking] - step)
        last = walking[counts[walking] == step + 1]
        closing = last[outcome[last] > 0]
        current[closing] = CLOSING_STAGE[outcome[closing]]
        stages[starts[walking] + step] = current[walking]
    return stages


def event_times(random, counts, created_day):
    """Seconds since 1970 of every event, deal after deal, strictly rising within a deal."""
    gaps = random.integers(1, 14 * SECONDS_PER_DAY, size=int(counts.sum()))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    gaps[starts] = random.integers(0, SECONDS_PER_DAY, size=len(counts))
    running = np.cumsum(gaps)
    before_deal = running[starts] - gaps[starts]
    creation = created_day.astype(np.int64) * SECONDS_PER_DAY
    return running - np.repeat(before_deal, counts) + np.repeat(creation, counts)


def id_texts(ids):
    """18 characters an id: a common prefix, then the number in base 36."""
    digits = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", dtype=np.uint8)
    text = np.empty((len(ids), ID_TEXT_LENGTH), dtype=np.uint8)
    text[:, : len(ID_TEXT_PREFIX)] = np.frombuffer(ID_TEXT_PREFIX, dtype=np.uint8)
    rest = ids.copy()
    for position in range(ID_TEXT_LENGTH - 1, len(ID_TEXT_PREFIX) - 1, -1):
        rest, digit = np.divmod(rest, 36)
        text[:, position] = digits[digit]
    return text


def text_array(characters):
    offsets = np.arange(len(characters) + 1, dtype=np.int32) * ID_TEXT_LENGTH
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(characters.reshape(-1))]
    return pa.Array.from_buffers(pa.utf8(), len(characters), buffers)


def dictionary_array(codes, names):
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(names, pa.utf8()))


def make_book(deals, events, seed):
    random = np.random.default_rng(seed)
    outcome = random.choice(len(OUTCOMES), size=deals, p=OUTCOME_SHARES).astype(np.int8)
    counts = event_counts(random, deals, events)
    created_day = FIRST_DAY + random.integers(0, CREATION_DAYS, size=deals)
    stages = walk(random, counts, outcome)
    seconds = event_times(random, counts, created_day)
    last_event = np.cumsum(counts) - 1
    closed_day = (seconds[last_event] // SECONDS_PER_DAY).astype(np.int32)
    shuffled = random.permutation(events)
    deal_of_event = np.repeat(np.arange(deals, dtype=np.int32), counts)[shuffled]
    amount = np.round(np.exp(random.normal(14.5, 1.2, size=deals))).astype(np.int64)
    return {
        "id": random.permutation(deals).astype(np.int64) * 13 + 1_000_000_007,
        "owner_id": random.integers(0, OWNERS, size=deals).astype(np.int64) + 1,
        "product": random.integers(0, len(PRODUCTS), size=deals).astype(np.int8),
        "amount_minor": amount,
        "amount_unknown": random.random(deals) < UNKNOWN_AMOUNT_SHARE,
        "created_on": created_day.astype(np.int64).astype(np.int32),
        "closed_on": closed_day,
        "outcome": outcome,
        "event_deal": deal_of_event,
        "event_stage": stages[shuffled],
        "event_time": seconds[shuffled] * MICROSECONDS_PER_SECOND,
    }


def tables(book, ids_kind):
    """The book as the two record batches `opportunities` and `stage_events`."""
    if ids_kind == "int64":
        deal_id = pa.array(book["id"])
        event_id = pa.array(book["id"][book["event_deal"]])
    else:
        characters = id_texts(book["id"])
        deal_id = text_array(characters)
        event_id = text_array(characters[book["event_deal"]])
    opportunities = pa.record_batch(
        {
            "opportunity_id": deal_id,
            "owner_id": pa.array(book["owner_id"]),
            "product": dictionary_array(book["product"], PRODUCTS),
            "amount_minor": pa.array(book["amount_minor"], mask=book["amount_unknown"]),
            "created_on": pa.array(book["created_on"]).cast(pa.date32()),
            "closed_on": pa.array(book["closed_on"], mask=book["outcome"] == 0).cast(pa.date32()),
            "outcome": dictionary_array(book["outcome"], OUTCOMES),
        }
    )
    stage_events = pa.record_batch(
        {
            "opportunity_id": event_id,
            "stage": dictionary_array(book["event_stage"], STAGES),
            "entered_at": pa.array(book["event_time"]).cast(pa.timestamp("us")),
        }
    )
    return {"opportunities": opportunities, "stage_events": stage_events}


def write_ipc(batch, path):
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def write_columns(book, folder):
    """Plain columns for the C++ program, and a small index of them."""
    folder.mkdir(exist_ok=True)
    columns = dict(book, id_text=id_texts(book["id"]))
    for name, values in columns.items():
        values.tofile(folder / f"{name}.bin")
    index = {"deals": len(book["id"]), "events": len(book["event_deal"]), "as_of": AS_OF}
    (folder / "index.json").write_text(json.dumps(index) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--deals", type=int, help="default: a tenth of the events")
    parser.add_argument("--seed", type=int, default=20250101)
    options = parser.parse_args()
    deals = options.deals or options.events // 10
    options.folder.mkdir(parents=True, exist_ok=True)
    book = make_book(deals, options.events, options.seed)
    for ids_kind in ("int64", "text"):
        for name, batch in tables(book, ids_kind).items():
            write_ipc(batch, options.folder / f"{name}_{ids_kind}.arrow")
    write_columns(book, options.folder / "columns")
    (options.folder / "complete").write_text(f"{options.events} {deals} {options.seed}\n")


if __name__ == "__main__":
    main()
