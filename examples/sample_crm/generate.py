#!/usr/bin/env python3
"""Writes the sample CRM of a made-up vendor as CSV files and as SQLite.

    python3 generate.py OUTDIR [--seed N]

The CSV files are the same bytes on every machine and every Python from 3.9.
All companies, persons and figures are invented; see README.md.
"""

import argparse
import csv
import sqlite3
from pathlib import Path

from chance import Chance
from contacts import make_activities
from deals import make_deals
from faults import FaultInjector, drop_histories, number_events, order_as_logged, spoil_lines
from maps import make_maps, name_people
from marks import FACTS as MARK_FACTS
from marks import NUMBERS, add_marks
from receivables import make_receivables
from situations import make_lines
from targets import make_actuals, make_assignments, make_credits, make_work_items
from universe import make_universe
from vendor import make_accounts, make_reps

SEED = 20261031
DEALS = 2000

# Columns of each table with their SQLite types; dates are ISO text.
TABLES = {
    "accounts": [
        ("account_id", "TEXT"),
        ("name", "TEXT"),
        ("industry", "TEXT"),
        ("region", "TEXT"),
        ("size", "TEXT"),
        ("owner_id", "TEXT"),
        ("segment", "TEXT"),
        ("source", "TEXT"),
        ("do_not_contact", "BOOLEAN"),
        ("public_body", "BOOLEAN"),
    ],
    "reps": [
        ("rep_id", "TEXT"),
        ("name", "TEXT"),
        ("manager_id", "TEXT"),
        ("team_id", "TEXT"),
        ("region", "TEXT"),
        ("role", "TEXT"),
        ("hired_on", "TEXT"),
        ("left_on", "TEXT"),
        ("capacity", "INTEGER"),
    ],
    "opportunities": [
        ("opportunity_id", "TEXT"),
        ("account_id", "TEXT"),
        ("owner_id", "TEXT"),
        ("team_id", "TEXT"),
        ("product", "TEXT"),
        ("region", "TEXT"),
        ("industry", "TEXT"),
        ("customer_class", "TEXT"),
        ("source", "TEXT"),
        ("amount_minor", "INTEGER"),
        ("currency", "TEXT"),
        ("stage", "TEXT"),
        ("created_on", "TEXT"),
        ("expected_close_on", "TEXT"),
        ("closed_on", "TEXT"),
        ("won_on", "TEXT"),
        ("completed_on", "TEXT"),
        ("outcome", "TEXT"),
        ("waiting_until", "TEXT"),
        ("waiting_reason", "TEXT"),
        *((fact, NUMBERS.get(fact, "BOOLEAN")) for fact in MARK_FACTS),
    ],
    "stage_events": [
        ("opportunity_id", "TEXT"),
        ("stage", "TEXT"),
        ("entered_at", "TEXT"),
        ("seq", "INTEGER"),
        ("actor_id", "TEXT"),
        ("amount_minor", "INTEGER"),
        ("expected_close_on", "TEXT"),
    ],
    "receivables": [
        ("opportunity_id", "TEXT"),
        ("due_on", "TEXT"),
        ("amount_minor", "INTEGER"),
        ("collected_minor", "INTEGER"),
        ("collected_on", "TEXT"),
        ("condition", "TEXT"),
    ],
    "account_lines": [
        ("account_id", "TEXT"),
        ("product_line", "TEXT"),
        ("stated_close_on", "TEXT"),
        ("fits_target", "BOOLEAN"),
        ("system", "TEXT"),
        ("project", "TEXT"),
        ("need_admitted", "BOOLEAN"),
        ("waiting_for", "TEXT"),
        ("waiting_until", "TEXT"),
        ("urgency_felt", "BOOLEAN"),
        ("confident", "BOOLEAN"),
        ("satisfaction", "TEXT"),
        ("asked_repeatedly", "BOOLEAN"),
        ("vendor_can_fix", "BOOLEAN"),
        ("hopes_for_vendor", "BOOLEAN"),
        ("designer_left", "BOOLEAN"),
        ("users_tolerate", "BOOLEAN"),
        ("maintenance", "TEXT"),
        ("grade", "TEXT"),
        ("graded_on", "TEXT"),
    ],
    "activities": [
        ("activity_id", "TEXT"),
        ("kind", "TEXT"),
        ("rep_id", "TEXT"),
        ("account_id", "TEXT"),
        ("opportunity_id", "TEXT"),
        ("person_id", "TEXT"),
        ("planned_on", "TEXT"),
        ("done_on", "TEXT"),
        ("purpose", "TEXT"),
    ],
    "universe": [
        ("account_id", "TEXT"),
        ("name", "TEXT"),
        ("industry", "TEXT"),
        ("region", "TEXT"),
    ],
    "rep_assignments": [
        ("rep_id", "TEXT"),
        ("team_id", "TEXT"),
        ("region", "TEXT"),
        ("manager_id", "TEXT"),
        ("from_on", "TEXT"),
        ("to_on", "TEXT"),
    ],
    "actuals": [
        ("actual_id", "TEXT"),
        ("date", "TEXT"),
        ("rep_id", "TEXT"),
        ("account_id", "TEXT"),
        ("opportunity_id", "TEXT"),
        ("product", "TEXT"),
        ("region", "TEXT"),
        ("industry", "TEXT"),
        ("customer_class", "TEXT"),
        ("kind", "TEXT"),
        ("amount_minor", "INTEGER"),
        ("currency", "TEXT"),
    ],
    "credits": [
        ("opportunity_id", "TEXT"),
        ("rep_id", "TEXT"),
        ("share_ppm", "INTEGER"),
    ],
    "work_items": [
        ("item_id", "TEXT"),
        ("goal", "TEXT"),
        ("quarter", "TEXT"),
        ("rep_id", "TEXT"),
        ("title", "TEXT"),
        ("due_on", "TEXT"),
        ("urgency", "TEXT"),
        ("done_on", "TEXT"),
    ],
    "people": [
        ("person_id", "TEXT"),
        ("account_id", "TEXT"),
        ("name", "TEXT"),
        ("department_id", "TEXT"),
        ("organisation", "TEXT"),
        ("level", "TEXT"),
        ("function", "TEXT"),
        ("roles", "TEXT"),
        ("guide", "BOOLEAN"),
        ("style", "TEXT"),
        ("style_on", "TEXT"),
        ("decides", "TEXT"),
        ("authority_minor", "INTEGER"),
        ("veto", "BOOLEAN"),
        ("business_motive", "TEXT"),
        ("weight", "REAL"),
        ("contact_allowed", "BOOLEAN"),
    ],
    "departments": [
        ("department_id", "TEXT"),
        ("account_id", "TEXT"),
        ("name", "TEXT"),
        ("parent_id", "TEXT"),
    ],
    "relations": [
        ("account_id", "TEXT"),
        ("from_id", "TEXT"),
        ("to_id", "TEXT"),
        ("from_kind", "TEXT"),
        ("to_kind", "TEXT"),
        ("kind", "TEXT"),
        ("weight", "REAL"),
    ],
    "stances": [
        ("person_id", "TEXT"),
        ("vendor", "TEXT"),
        ("relation_stage", "TEXT"),
        ("support", "INTEGER"),
        ("as_of", "TEXT"),
        ("evidence", "TEXT"),
    ],
    "points": [
        ("account_id", "TEXT"),
        ("opportunity_id", "TEXT"),
        ("vendor", "TEXT"),
        ("criterion", "TEXT"),
        ("kind", "TEXT"),
        ("evidence", "TEXT"),
        ("person_id", "TEXT"),
        ("answer", "TEXT"),
    ],
    "injected_faults": [
        ("table", "TEXT"),
        ("row", "INTEGER"),
        ("fault", "TEXT"),
        ("opportunity_id", "TEXT"),
        ("account_id", "TEXT"),
    ],
}


def make_tables(seed=SEED):
    """Every table as a list of rows (dict)."""
    chance = Chance(seed)
    reps = make_reps(chance)
    accounts = make_accounts(chance, reps)
    opportunities, histories = make_deals(chance, accounts, reps, DEALS)
    receivables = make_receivables(chance, opportunities)
    # What came later has chance of its own, so that the deals stay as they were.
    add_marks(Chance(seed + 1), opportunities, histories)
    graded = Chance(seed + 2)
    lines = make_lines(graded, accounts, opportunities)
    activities = make_activities(graded, lines, accounts, opportunities)
    universe = make_universe(graded, accounts)
    planned = Chance(seed + 3)
    actuals = make_actuals(opportunities, receivables, reps)
    credits = make_credits(planned, opportunities, reps)
    mapped = Chance(seed + 4)
    maps = make_maps(mapped, accounts, opportunities)
    name_people(mapped, activities, maps["people"])
    spoil_lines(graded, lines)
    drop_histories(chance, opportunities, histories)
    number_events(histories)
    FaultInjector(chance, opportunities, histories).inject()
    tables = {
        "accounts": accounts,
        "reps": reps,
        "opportunities": opportunities,
        "stage_events": order_as_logged(histories),
        "receivables": receivables,
        "account_lines": lines,
        "activities": activities,
        "universe": universe,
        "rep_assignments": make_assignments(reps),
        "actuals": actuals,
        "credits": credits,
        "work_items": make_work_items(planned, reps),
        **maps,
    }
    tables["injected_faults"] = [
        {
            "table": table,
            "row": number,
            "fault": row["fault"],
            "opportunity_id": None if table == "account_lines" else row["opportunity_id"],
            "account_id": row["account_id"] if table == "account_lines" else None,
        }
        for table in ("opportunities", "stage_events", "account_lines")
        for number, row in enumerate(tables[table])
        if "fault" in row
    ]
    return tables


def cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def write_csv(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, _ in columns])
        for row in rows:
            writer.writerow([cell(row[name]) for name, _ in columns])


def write_sqlite(path, tables):
    if path.exists():
        path.unlink()
    with sqlite3.connect(str(path)) as database:
        for table, columns in TABLES.items():
            definitions = ", ".join(f'"{name}" {kind}' for name, kind in columns)
            database.execute(f'CREATE TABLE "{table}" ({definitions})')
            places = ", ".join("?" for _ in columns)
            database.executemany(
                f'INSERT INTO "{table}" VALUES ({places})',
                [[sqlite_value(row[name]) for name, _ in columns] for row in tables[table]],
            )
    database.close()


def sqlite_value(value):
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def main():
    parser = argparse.ArgumentParser(description="Write the made-up sample CRM.")
    parser.add_argument("outdir", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    arguments.outdir.mkdir(parents=True, exist_ok=True)
    tables = make_tables(arguments.seed)
    for table, columns in TABLES.items():
        write_csv(arguments.outdir / (table + ".csv"), columns, tables[table])
        print(f"{table:16} {len(tables[table]):6} rows")
    write_sqlite(arguments.outdir / "sample.sqlite", tables)
    print(f"written as CSV and sample.sqlite to {arguments.outdir}")


if __name__ == "__main__":
    main()
