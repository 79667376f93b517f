"""Dwell and comparison of reps in DuckDB, asked of the table of moves that is there."""

import duckdb

import measure
from duckdb_book import DEALS, LINE, MOVES, funnel_of
from duckdb_book import prepare as prepare_book
from shrinkage_numpy import shrunk

BEFORE = LINE[:-1]  # nobody stays in the stage that wins, or is compared by it
STAGES_BEFORE = ", ".join(f"'{stage}'" for stage in BEFORE)

DWELL = f"""
SELECT to_stage::VARCHAR AS stage, count(days) AS n, count(*) - count(days) AS open,
       avg(days) AS mean_days, median(days) AS median_days,
       quantile_cont(days, 0.1) AS p10_days, quantile_cont(days, 0.9) AS p90_days
FROM (SELECT to_stage, epoch_us(lead(entered_at) OVER (PARTITION BY opportunity_id
                                                       ORDER BY entered_at) - entered_at)
                       / 86_400_000_000 AS days
      FROM moves WHERE from_stage IS DISTINCT FROM to_stage)
WHERE to_stage IN ({STAGES_BEFORE}) GROUP BY to_stage
"""

COUNTS = "SELECT owner_id, stage, advanced + lost + cancelled AS n, advanced FROM ({})".format(
    "\nUNION ALL".join(funnel_of(stage, "owner_id") for stage in BEFORE)
)


def prepare(tables, threads):
    connection = prepare_book(tables, threads)
    connection.execute(MOVES)
    return connection


def dwell(connection):
    return "dwell", connection.sql(DWELL).to_arrow_table()


def compare(connection):
    connection.execute(DEALS)
    counts = connection.sql(COUNTS).to_arrow_table()
    columns = [counts[name].to_numpy() for name in ("stage", "n", "advanced")]
    return "compare", shrunk(counts["owner_id"], *columns)


def figures(answered):
    verb, table = answered
    return {verb: table}


if __name__ == "__main__":
    answers = {"dwell": dwell, "compare": compare}
    measure.run("duckdb", duckdb.__version__, prepare, answers, figures)
