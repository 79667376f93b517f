"""The job in DuckDB: window functions for the moves, filtered aggregates for the funnel.

The tables stand in DuckDB's own storage before the clock starts, with stages, products and outcomes
as ENUM: faster than scanning Arrow, and it is how a program that lives in DuckDB would hold them.
"""

import duckdb

import measure

STAGES = ["qualify", "discover", "demonstrate", "quote", "negotiate", "order", "lost", "cancelled"]
LINE = STAGES[:6]
OUTCOMES = ["open", "won", "lost", "cancelled"]

MOVES = """
CREATE OR REPLACE TABLE moves AS
SELECT opportunity_id, entered_at, from_stage, to_stage,
       CASE WHEN from_stage IS NULL THEN 'start'
            WHEN from_stage = to_stage THEN 'repeated'
            WHEN to_stage = 'lost' THEN 'lost'
            WHEN to_stage = 'cancelled' THEN 'cancelled'
            WHEN from_stage >= 'order'::stage THEN 'reopened'
            WHEN to_stage < from_stage THEN 'back'
            WHEN enum_code(to_stage) - enum_code(from_stage) = 1 THEN 'forward'
            ELSE 'skip' END::move AS move
FROM (SELECT opportunity_id, entered_at, stage AS to_stage,
             lag(stage) OVER (PARTITION BY opportunity_id ORDER BY entered_at) AS from_stage
      FROM stage_events)
"""

MOVE_COUNTS = """
CREATE OR REPLACE TABLE move_counts AS
SELECT from_stage, to_stage, move, count(*) AS n FROM moves GROUP BY ALL
"""

ENTRIES = ",\n       ".join(
    f"min(entered_at) FILTER (to_stage = '{stage}') AS first_{stage}, "
    f"max(entered_at) FILTER (to_stage = '{stage}') AS last_{stage}"
    for stage in LINE
)


def went_on(stage):
    """SQL: the deal was won, or entered a later stage after it first entered this one."""
    later_stages = LINE[LINE.index(stage) + 1 :]
    later = [f"coalesce(last_{name} > first_{stage}, false)" for name in later_stages]
    return " OR ".join(["outcome = 'won'", *later])


def funnel_of(stage, keys="owner_id, product"):
    return f"""
SELECT {keys}, '{stage}' AS stage, count(*) AS reached,
       count(*) FILTER (advanced) AS advanced,
       count(*) FILTER (NOT advanced AND outcome = 'lost') AS lost,
       count(*) FILTER (NOT advanced AND outcome = 'cancelled') AS cancelled,
       count(*) FILTER (NOT advanced AND outcome NOT IN ('lost', 'cancelled')) AS pending,
       coalesce(sum(amount_minor), 0)::BIGINT AS value_minor,
       count(*) - count(amount_minor) AS unknown_amounts
FROM (SELECT *, {went_on(stage)} AS advanced FROM deals WHERE first_{stage} IS NOT NULL)
GROUP BY {keys}"""


DEALS = f"""
CREATE OR REPLACE TEMP TABLE deals AS
SELECT owner_id, product, outcome, amount_minor, entries.*
FROM (SELECT opportunity_id, {ENTRIES} FROM moves GROUP BY opportunity_id) AS entries
JOIN opportunities USING (opportunity_id)
"""

FUNNEL = "CREATE OR REPLACE TABLE funnel AS" + "\nUNION ALL".join(map(funnel_of, LINE))


def prepare(tables, threads):
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    connection.execute("SET preserve_insertion_order = false")
    products = tables["opportunities"]["product"].chunk(0).dictionary.to_pylist()
    moves = ["start", "forward", "skip", "back", "lost", "cancelled", "reopened", "repeated"]
    for name, values in [
        ("stage", STAGES),
        ("outcome", OUTCOMES),
        ("product", products),
        ("move", moves),
    ]:
        quoted = ", ".join(f"'{value}'" for value in values)
        connection.execute(f"CREATE TYPE {name} AS ENUM ({quoted})")
    for name, table in tables.items():
        connection.register("arrow_input", table)
        typed = [
            f"{column}::VARCHAR::{column} AS {column}"
            for column in ("stage", "outcome", "product")
            if column in table.column_names
        ]
        connection.execute(
            f"CREATE TABLE {name} AS SELECT * REPLACE ({', '.join(typed)}) FROM arrow_input"
        )
        connection.unregister("arrow_input")
    return connection


def answer(connection):
    for statement in (MOVES, MOVE_COUNTS, DEALS, FUNNEL):
        connection.execute(statement)
    return connection


def figures(connection):
    def as_text(table, *columns):
        typed = ", ".join(f"{column}::VARCHAR AS {column}" for column in columns)
        return connection.sql(f"SELECT * REPLACE ({typed}) FROM {table}").to_arrow_table()

    return {
        "move_counts": as_text("move_counts", "from_stage", "to_stage", "move"),
        "funnel": as_text("funnel", "product"),
    }


if __name__ == "__main__":
    measure.run("duckdb", duckdb.__version__, prepare, answer, figures)
