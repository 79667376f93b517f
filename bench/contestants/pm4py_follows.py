"""pm4py's nearest equivalent of the moves: how often one stage directly follows another.

It gives the counts alone: no row per event, no kind of move, no funnel.  Its data frame, with the
columns it asks for, stands before the clock starts; its formatting and sorting is its own work.
"""

import pm4py
import pyarrow as pa

import measure


def prepare(tables, threads):
    events = tables["stage_events"].to_pandas()
    events["opportunity_id"] = events["opportunity_id"].astype(str)
    events["stage"] = events["stage"].astype(str)
    return events


def answer(events):
    log = pm4py.format_dataframe(
        events, case_id="opportunity_id", activity_key="stage", timestamp_key="entered_at"
    )
    follows, _, _ = pm4py.discover_dfg(log)
    return follows


def figures(follows):
    pairs = sorted(follows)
    return {
        "follows": pa.table(
            {
                "from_stage": [pair[0] for pair in pairs],
                "to_stage": [pair[1] for pair in pairs],
                "n": [int(follows[pair]) for pair in pairs],
            }
        )
    }


if __name__ == "__main__":
    measure.run("pm4py", pm4py.__version__, prepare, answer, figures)
