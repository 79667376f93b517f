"""The job in polars: a when/then chain for the rule, a second over its number for the grade.

Dictionary texts are Enum columns, plain texts String columns, before the clock starts.  Through
3,700 rules `coalesce` takes the first of all branches, since so long a chain takes gigabytes.
"""

import functools
import operator

import polars as pl
import pyarrow as pa

import measure
import workload


def cell_of(name, cell):
    column = pl.col(name)
    if isinstance(cell, workload.Range):
        tests = []
        if cell.low is not None:
            tests.append(column > cell.low if cell.low_open else column >= cell.low)
        if cell.high is not None:
            tests.append(column <= cell.high)
        return functools.reduce(operator.and_, tests)
    if isinstance(cell, bool):
        return column if cell else ~column
    return functools.reduce(operator.or_, [column == word for word in cell])


def rule_number(rules):
    if len(rules) > 100:
        return pl.coalesce(
            [
                pl.when(
                    functools.reduce(operator.and_, [cell_of(*cell) for cell in cells.items()])
                ).then(pl.lit(number, dtype=pl.Int16))
                for number, (_, cells, _) in enumerate(rules)
            ]
            + [pl.lit(-1, dtype=pl.Int16)]
        )
    chain = pl
    for number, (_, cells, _) in enumerate(rules):
        tests = [cell_of(name, cell) for name, cell in cells.items()]
        value = pl.lit(number, dtype=pl.Int16)
        chain = chain.when(functools.reduce(operator.and_, tests)).then(value)
    return chain.otherwise(pl.lit(-1, dtype=pl.Int16))


def grade_of(rules):
    """Rules of one grade stand together."""
    chain = pl.when(pl.col("rule") < 0).then(pl.lit(len(workload.GRADES) - 1, dtype=pl.Int8))
    for place, grade in enumerate(workload.GRADES[:-1]):
        last = max(number for number, rule in enumerate(rules) if rule[2] == grade)
        chain = chain.when(pl.col("rule") <= last).then(pl.lit(place, dtype=pl.Int8))
    return chain.otherwise(pl.lit(None, dtype=pl.Int8))


def levels(name):
    """Points of an answer, before its weight: 0, 1 or 2; null gets none."""
    column = pl.col(name)
    return (
        pl.when(column == "yes")
        .then(pl.lit(2, dtype=pl.Int16))
        .when(column == "partly")
        .then(pl.lit(1, dtype=pl.Int16))
        .otherwise(pl.lit(0, dtype=pl.Int16))
    )


def card_query(frame):
    names = workload.CRITERIA
    frame = frame.select(levels(name).alias(name) for name in names)
    points = functools.reduce(
        operator.add,
        [
            pl.col(name) * pl.lit(workload.weight(at), dtype=pl.Int16)
            for at, name in enumerate(names)
        ],
    )
    keys = []
    for at, name in enumerate(names):
        difference = (2 - pl.col(name)) * pl.lit(workload.weight(at) * 32, dtype=pl.Int16)
        key = pl.when(difference > 0).then(difference + (31 - at)).otherwise(0)
        keys.append(key.cast(pl.Int16).alias(f"key_{at}"))
    frame = frame.select(points.alias("points"), *keys)
    names = [f"key_{at}" for at in range(len(names))]
    for rank in range(1, workload.REASONS + 1):
        frame = frame.with_columns(pl.max_horizontal(names).alias(f"top_{rank}"))
        if rank < workload.REASONS:
            top = pl.col(f"top_{rank}")
            frame = frame.with_columns(
                pl.when(pl.col(name) < top).then(pl.col(name)).otherwise(0).alias(name)
                for name in names
            )
    band = functools.reduce(
        operator.add,
        [(pl.col("points") >= below).cast(pl.Int8) for _, below in workload.BANDS[:-1]],
    )
    reasons = [
        pl.when(pl.col(f"top_{rank}") > 0)
        .then(31 - pl.col(f"top_{rank}") % 32)
        .otherwise(-1)
        .cast(pl.Int8)
        .alias(f"reason_{rank}")
        for rank in range(1, workload.REASONS + 1)
    ]
    return frame.select(pl.col("points"), band.alias("band"), *reasons)


def prepare(asked):
    columns = {}
    for name in asked.records.schema.names:
        column = pl.from_arrow(asked.records[name])
        if pa.types.is_dictionary(asked.records[name].type):
            column = column.cast(pl.String).cast(pl.Enum(asked.job.texts[name]))
        columns[name] = column.rechunk()
    frame = pl.DataFrame(columns).lazy()
    rules = asked.job.rules
    if not rules:
        return card_query(frame)
    return frame.select(rule_number(rules).alias("rule")).with_columns(
        grade_of(rules).alias("grade")
    )


def answer(query):
    return query.collect()


def figures(frame):
    return {name: frame[name].to_numpy() for name in frame.columns}


if __name__ == "__main__":
    measure.run("polars", pl.__version__, prepare, answer, figures)
