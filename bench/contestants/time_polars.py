"""Dwell and comparison of reps in polars, asked of the table of moves that is there."""

import polars as pl

import measure
from polars_book import LINE, funnel_of, moves_of, with_deal_number
from polars_book import prepare as prepare_book
from shrinkage_numpy import shrunk

BEFORE = LINE[:-1]  # nobody stays in the stage that wins, or is compared by it
MICROSECONDS_PER_DAY = 86_400_000_000


def prepare(tables, threads):
    frames = prepare_book(tables, threads)
    events, opportunities = frames["stage_events"].lazy(), frames["opportunities"].lazy()
    moves = moves_of(with_deal_number(events, opportunities)).collect(engine="in-memory")
    return moves, frames["opportunities"]


def dwell(prepared):
    moves, _ = prepared
    days = (pl.col("left") - pl.col("entered_at")).dt.total_microseconds() / MICROSECONDS_PER_DAY
    lasts = pl.col("deal").shift(-1) == pl.col("deal")
    stays = (
        moves.lazy()
        .filter(pl.col("from_stage").is_null() | (pl.col("from_stage") != pl.col("to_stage")))
        .with_columns(left=pl.when(lasts).then(pl.col("entered_at").shift(-1)))
        .filter(pl.col("to_stage").is_in(BEFORE))
        .with_columns(days=days)
    )
    return (
        stays.group_by("to_stage")
        .agg(
            n=pl.col("days").count(),
            open=pl.col("days").null_count(),
            mean_days=pl.col("days").mean(),
            median_days=pl.col("days").median(),
            p10_days=pl.col("days").quantile(0.1, "linear"),
            p90_days=pl.col("days").quantile(0.9, "linear"),
        )
        .rename({"to_stage": "stage"})
        .with_columns(pl.col("stage").cast(pl.String))
        .collect()
    )


def compare(prepared):
    moves, opportunities = prepared
    funnel = funnel_of(moves.lazy(), opportunities.lazy(), ["owner_id"])
    counts = funnel.filter(pl.col("stage").is_in(BEFORE)).collect(engine="streaming")
    n = counts["advanced"] + counts["lost"] + counts["cancelled"]
    return shrunk(counts["owner_id"].to_arrow(), counts["stage"], n, counts["advanced"])


def figures(answered):
    if isinstance(answered, pl.DataFrame):
        return {"dwell": answered.to_arrow(compat_level=pl.CompatLevel.oldest())}
    return {"compare": answered}


if __name__ == "__main__":
    answers = {"dwell": dwell, "compare": compare}
    measure.run("polars", pl.__version__, prepare, answers, figures)
