"""The job in DuckDB on one thread: CASE into a temporary table.

Dictionary texts are ENUM columns, plain texts VARCHAR columns of a table in memory before the clock
starts.
"""

import duckdb
import pyarrow as pa

import measure
import sql_rules


def prepare(asked):
    connection = duckdb.connect(config={"threads": 1})
    source = pa.table(asked.records)  # noqa: F841  (found by name)
    columns = []
    for field in asked.records.schema:
        if pa.types.is_dictionary(field.type):
            words = ", ".join(sql_rules.quoted(word) for word in asked.job.texts[field.name])
            connection.execute(f"CREATE TYPE {field.name}_words AS ENUM ({words})")
            columns.append(f"{field.name}::VARCHAR::{field.name}_words AS {field.name}")
        else:
            columns.append(field.name)
    connection.execute(f"CREATE TABLE records AS SELECT {', '.join(columns)} FROM source")
    rules = asked.job.rules
    query = sql_rules.rules_query(rules) if rules else sql_rules.card_query("greatest")
    return connection, query


def answer(prepared):
    connection, query = prepared
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answered AS {query}")
    return connection


def figures(connection):
    return dict(connection.execute("SELECT * FROM answered").fetchnumpy())


if __name__ == "__main__":
    measure.run("duckdb", duckdb.__version__, prepare, answer, figures)
