"""The job in SQLite, in memory: CASE into a temporary table, all of it in SQLite's own C."""

import sqlite3

import numpy as np

import measure
import sql_rules


def prepare(asked):
    connection = sqlite3.connect(":memory:", isolation_level=None)
    names = asked.records.schema.names
    connection.execute(f"CREATE TABLE records ({', '.join(names)})")
    rows = zip(*(asked.records[name].to_pylist() for name in names))
    marks = ", ".join("?" * len(names))
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO records VALUES ({marks})", rows)
    connection.execute("COMMIT")
    rules = asked.job.rules
    query = sql_rules.rules_query(rules) if rules else sql_rules.card_query("max", "MATERIALIZED")
    return connection, query


def answer(prepared):
    connection, query = prepared
    connection.execute("DROP TABLE IF EXISTS temp.answered")
    connection.execute(f"CREATE TEMP TABLE answered AS {query}")
    return connection


def figures(connection):
    cursor = connection.execute("SELECT * FROM answered")
    names = [column[0] for column in cursor.description]
    return {name: np.array(each) for name, each in zip(names, zip(*cursor.fetchall()))}


if __name__ == "__main__":
    measure.run("sqlite", sqlite3.sqlite_version, prepare, answer, figures)
