"""The real logs as tables of sandan, read with pandas alone."""

import pandas as pd


def cents(amounts):
    return (amounts * 100).round().astype("Int64")


def civil(texts):
    """Times as the clock on the wall showed them: the offset at the end is cut off."""
    return pd.to_datetime(
        texts.str.replace(r"[+-]\d\d:\d\d$", "", regex=True), format="ISO8601"
    ).astype("datetime64[us]")


def utc(texts):
    return pd.to_datetime(texts, utc=True, format="ISO8601").astype("datetime64[us, UTC]")


def read_log(file, id_type):
    log = pd.read_csv(file, dtype={"case:concept:name": id_type})
    return pd.DataFrame(
        {
            "opportunity_id": log["case:concept:name"],
            "stage": log["concept:name"],
            "entered_at": civil(log["time:timestamp"]),
            "entered_at_utc": utc(log["time:timestamp"]),
            "seq": pd.Series(range(len(log)), dtype="Int64"),
            "source": log.index,
        }
    ), log


def read_bpic2012(file):
    """The loan log: opportunities with their amount and day of registration, and all events."""
    events, log = read_log(file, "Int64")
    first = log.groupby("case:concept:name", sort=False).first()
    opportunities = pd.DataFrame(
        {
            "opportunity_id": pd.Series(first.index.to_numpy(), dtype="Int64"),
            "amount_minor": cents(first["case:AMOUNT_REQ"]).array,
            "size": pd.cut(
                first["case:AMOUNT_REQ"],
                [-1, 5_000, 15_000, 10**9],
                labels=["small", "middle", "large"],
            )
            .astype("object")
            .array,
        }
    )
    return opportunities, events


def read_bpic2013(file):
    """The incident log: one row a case, with impact and product, and all events."""
    events, log = read_log(file, "str")
    first = log.groupby("case:concept:name", sort=False).first()
    opportunities = pd.DataFrame(
        {
            "opportunity_id": first.index.to_numpy(dtype=object),
            "impact": first["impact"].array,
            "product": first["product"].array,
        }
    )
    return opportunities, events


def read_maven(folder):
    """The hardware reseller: deals with their current stage, and the events their dates imply."""
    deals = pd.read_csv(folder / "sales_pipeline.csv")
    engaged = pd.to_datetime(deals["engage_date"]).astype("datetime64[us]")
    closed = pd.to_datetime(deals["close_date"]).astype("datetime64[us]")
    opportunities = pd.DataFrame(
        {
            "opportunity_id": deals["opportunity_id"],
            "owner_id": deals["sales_agent"],
            "product": deals["product"].replace({"GTXPro": "GTX Pro"}),
            "account_id": deals["account"],
            "amount_minor": cents(deals["close_value"]),
            "stage": deals["deal_stage"],
            "created_on": engaged,
            "closed_on": closed,
            "outcome": deals["deal_stage"].map(
                {"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}
            ),
        }
    )
    engaging = pd.DataFrame(
        {"opportunity_id": deals["opportunity_id"], "stage": "Engaging", "entered_at": engaged}
    )
    closing = pd.DataFrame(
        {
            "opportunity_id": deals["opportunity_id"],
            "stage": deals["deal_stage"],
            "entered_at": closed,
        }
    )
    events = pd.concat([engaging, closing]).dropna(subset="entered_at")
    return opportunities, events.reset_index(drop=True)
