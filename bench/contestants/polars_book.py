"""The job in polars: one sort by deal and time, a shift, then lazy group-bys.

Chosen as the fastest of what was tried: a global sort against `over`, the number of a deal, joined
first, against the id itself as the sort key, and for each query the in-memory engine against the
streaming one.  Stages, products and outcomes are Enum columns before the clock starts.
"""

import polars as pl

import measure

STAGES = ["qualify", "discover", "demonstrate", "quote", "negotiate", "order", "lost", "cancelled"]
LINE = STAGES[:6]
OUTCOMES = ["open", "won", "lost", "cancelled"]
MOVES = pl.Enum(["start", "forward", "skip", "back", "lost", "cancelled", "reopened", "repeated"])
ORDER_POSITION = LINE.index("order")


def with_deal_number(events, opportunities):
    """The row number of a deal is a shorter key to sort and group by than its id."""
    deals = opportunities.with_row_index("deal").select("opportunity_id", "deal")
    return events.join(deals, on="opportunity_id", how="left", maintain_order="none")


def moves_of(events):
    same_deal = pl.col("deal") == pl.col("deal").shift(1)
    from_position = pl.col("from_stage").to_physical().cast(pl.Int8)
    to_position = pl.col("to_stage").to_physical().cast(pl.Int8)
    step = to_position - from_position

    def move(name):
        return pl.lit(name, dtype=MOVES)

    return (
        events.sort("deal", "entered_at")
        .with_columns(from_stage=pl.when(same_deal).then(pl.col("stage").shift(1)))
        .rename({"stage": "to_stage"})
        .with_columns(
            move=pl.when(from_position.is_null())
            .then(move("start"))
            .when(step == 0)
            .then(move("repeated"))
            .when(pl.col("to_stage") == "lost")
            .then(move("lost"))
            .when(pl.col("to_stage") == "cancelled")
            .then(move("cancelled"))
            .when(from_position >= ORDER_POSITION)
            .then(move("reopened"))
            .when(step < 0)
            .then(move("back"))
            .when(step == 1)
            .then(move("forward"))
            .otherwise(move("skip"))
        )
    )


def funnel_of(moves, opportunities, keys=("owner_id", "product")):
    """First and last entry per deal and stage, then the funnel by the keys and stage."""
    entries = moves.group_by("deal").agg(
        *[
            pl.col("entered_at").filter(pl.col("to_stage") == stage).min().alias(f"first_{stage}")
            for stage in LINE
        ],
        *[
            pl.col("entered_at").filter(pl.col("to_stage") == stage).max().alias(f"last_{stage}")
            for stage in LINE
        ],
    )
    deals = entries.join(opportunities.with_row_index("deal"), on="deal")
    won = pl.col("outcome") == "won"
    parts = []
    for position, stage in enumerate(LINE):
        later = [
            (pl.col(f"last_{name}") > pl.col(f"first_{stage}")).fill_null(False)
            for name in LINE[position + 1 :]
        ]
        advanced = pl.col("advanced")
        parts.append(
            deals.filter(pl.col(f"first_{stage}").is_not_null())
            .with_columns(advanced=pl.any_horizontal(won, *later))
            .group_by(*keys)
            .agg(
                stage=pl.lit(stage),
                reached=pl.len(),
                advanced=advanced.sum(),
                lost=(~advanced & (pl.col("outcome") == "lost")).sum(),
                cancelled=(~advanced & (pl.col("outcome") == "cancelled")).sum(),
                pending=(~advanced & pl.col("outcome").is_in(["open", "won"])).sum(),
                value_minor=pl.col("amount_minor").sum(),
                unknown_amounts=pl.col("amount_minor").null_count(),
            )
        )
    return pl.concat(parts)


def prepare(tables, threads):
    if pl.thread_pool_size() != threads:
        raise SystemExit("set POLARS_MAX_THREADS to the number of threads")
    frames = {name: pl.from_arrow(table) for name, table in tables.items()}
    products = pl.Enum(tables["opportunities"]["product"].chunk(0).dictionary.to_pylist())
    frames["stage_events"] = frames["stage_events"].cast({"stage": pl.Enum(STAGES)})
    frames["opportunities"] = frames["opportunities"].cast(
        {"outcome": pl.Enum(OUTCOMES), "product": products}
    )
    return frames


def answer(frames):
    events, opportunities = frames["stage_events"].lazy(), frames["opportunities"].lazy()
    moves = moves_of(with_deal_number(events, opportunities)).collect(engine="in-memory")
    counts = moves.lazy().group_by("from_stage", "to_stage", "move").agg(n=pl.len())
    funnel = funnel_of(moves.lazy(), opportunities)
    return {
        "moves": moves,
        "move_counts": counts.collect(engine="streaming"),
        "funnel": funnel.collect(engine="streaming"),
    }


def figures(answered):
    text = pl.selectors.enum().cast(pl.String)
    return {
        name: answered[name].with_columns(text).to_arrow(compat_level=pl.CompatLevel.oldest())
        for name in ("move_counts", "funnel")
    }


if __name__ == "__main__":
    measure.run("polars", pl.__version__, prepare, answer, figures)
