"""The stage history in pandas: which events count, in which order, and what each of them is.

Written from the published definitions, one step a function; slow and plain on purpose.
"""

import numpy as np
import pandas as pd

from oracle_process import ProcessRules

FIRST_DAY, LAST_DAY = pd.Timestamp("1900-01-01"), pd.Timestamp("2199-12-31 23:59:59.999999")
COMPARED_CONTENT = ["process", "actor_id", "amount_minor", "expected_close_on"]
DATES_OF_DEALS = [
    "created_on",
    "expected_close_on",
    "closed_on",
    "won_on",
    "completed_on",
    "waiting_until",
]
DAY = pd.Timedelta(days=1)


def possible(moments):
    return moments.between(FIRST_DAY, LAST_DAY)


class OracleHistory:
    """Deals, the events that count, and the faulty rows.

    opportunities, stage_events: data frames with the columns of the library; times are civil.
    events_are_days: the library was given dates; it holds too where no event has a time of day.
    """

    def __init__(self, document, opportunities, stage_events, as_of, events_are_days=False):
        self.events_are_days = events_are_days
        self.rules = ProcessRules(document)
        self.as_of = pd.Timestamp(as_of)
        self.faults = []
        self.left_out = set()  # ids of other processes and of deals created later
        self.deals = self._deals(opportunities)
        if stage_events is None:
            stage_events = pd.DataFrame(
                {
                    "opportunity_id": self.deals["opportunity_id"].iloc[:0],
                    "stage": pd.Series(dtype="str"),
                    "entered_at": pd.Series(dtype="datetime64[us]"),
                }
            )
        self.events = self._walk(self._settle_ties(self._in_order(self._usable(stage_events))))
        at = self.events["entered_at"].astype("datetime64[us]")
        self.events_are_days |= bool((at == at.dt.normalize()).all())

    # ---- deals

    def _deals(self, opportunities):
        """Rows that are deals of this process as of the day, one an id; the others are left out."""
        rows = opportunities.assign(row=np.arange(len(opportunities)))
        if "process" in rows:
            mine = rows["process"].isna() | (rows["process"] == self.rules.code)
            self.left_out = set(rows.loc[~mine, "opportunity_id"].dropna())
            rows = rows[mine]
        self._fault("opportunities", "missing_id", rows[rows["opportunity_id"].isna()])
        rows = rows[rows["opportunity_id"].notna()]
        content = [column for column in opportunities.columns if column != "opportunity_id"]
        chosen = rows.sort_values([*content, "row"], na_position="first")
        again = chosen.duplicated("opportunity_id")
        self._fault("opportunities", "duplicate_opportunity", chosen[again])
        deals = chosen[~again].sort_values("row")
        if "created_on" in deals:
            later = (deals["created_on"] > self.as_of) & possible(deals["created_on"])
            self.left_out |= set(deals.loc[later, "opportunity_id"])
            deals = deals[~later]
        deals = deals.reset_index(drop=True)
        self._check_values(deals)
        return deals

    def _check_values(self, deals):
        """Wrong values are faults, and unknown from here on; the deal stays."""
        for column in DATES_OF_DEALS:
            if column in deals:
                wrong = deals[column].notna() & ~possible(deals[column])
                self._fault("opportunities", "impossible_date", deals[wrong], set_aside=False)
                deals.loc[wrong, column] = pd.NaT
        for column, fault, known in [
            ("outcome", "unknown_outcome", ["open", "won", "lost", "cancelled"]),
            ("stage", "unknown_stage", list(self.rules.stages)),
        ]:
            if column in deals:
                wrong = deals[column].notna() & ~deals[column].isin(known)
                self._fault("opportunities", fault, deals[wrong], set_aside=False)
                deals.loc[wrong, column] = None
        for column in ("closed_on", "won_on"):
            if {column, "created_on"} <= set(deals.columns):
                too_early = deals[column] < deals["created_on"]
                self._fault("opportunities", "closed_before_created", deals[too_early], False)
                deals.loc[too_early, column] = pd.NaT

    # ---- events

    def _usable(self, stage_events):
        """Rows with a known deal, a known stage and a possible time, seen as of the day."""
        events = stage_events.assign(row=np.arange(len(stage_events)))
        if "process" in events:
            events = events[events["process"].isna() | (events["process"] == self.rules.code)]
        others = self.left_out - set(self.deals["opportunity_id"])
        events = events[~events["opportunity_id"].isin(others)]
        deal_number = pd.Series(self.deals.index, index=self.deals["opportunity_id"])
        events = events.assign(deal=events["opportunity_id"].map(deal_number))
        fault = pd.Series(
            np.select(
                [
                    events["opportunity_id"].isna(),
                    events["deal"].isna(),
                    events["stage"].isna(),
                    ~events["stage"].isin(list(self.rules.stages)),
                    events["entered_at"].isna(),
                    ~possible(events["entered_at"]),
                ],
                [
                    "missing_id",
                    "unknown_opportunity",
                    "missing_stage",
                    "unknown_stage",
                    "missing_date",
                    "impossible_date",
                ],
                default="",
            ),
            index=events.index,
        )
        for name in fault[fault != ""].unique():
            self._fault("stage_events", name, events[fault == name])
        seen = events["entered_at"] < self.as_of + DAY
        self.with_later_events = set(events.loc[(fault == "") & ~seen, "deal"].astype("int64"))
        return events[(fault == "") & seen].astype({"deal": "int64"})

    def _in_order(self, events):
        """By time, then seq (unknown last), stage order, content, and the input row at last."""
        place = {code: stage.position for code, stage in self.rules.stages.items()}
        events = events.assign(stage_place=events["stage"].map(place).astype("int64"))
        if "seq" not in events:
            events = events.assign(seq=pd.Series(pd.NA, index=events.index, dtype="Int64"))
        events = events.assign(seq_unknown=events["seq"].isna())
        self.content = [column for column in COMPARED_CONTENT if column in events.columns]
        keys = ["deal", "entered_at", "seq_unknown", "seq", "stage_place", *self.content, "row"]
        return events.sort_values(keys, na_position="first").reset_index(drop=True)

    def _settle_ties(self, events):
        """Of rows with one time, seq and stage the first counts; then seq must not fall."""
        place = ["deal", "entered_at", "seq", "stage_place"]
        again = events.duplicated(place)
        previous = events.shift(1)
        same = pd.Series(True, index=events.index)
        for column in self.content:
            same &= (events[column] == previous[column]).fillna(False).astype(bool) | (
                events[column].isna() & previous[column].isna()
            )
        self._fault("stage_events", "duplicate", events[again & same])
        self._fault("stage_events", "tie_that_matters", events[again & ~same])
        events = events[~again]
        highest = events.groupby("deal")["seq"].cummax()
        falls = (events["seq"] < highest).fillna(False).astype(bool)
        self._fault("stage_events", "time_going_back", events[falls])
        return events[~falls]

    def _walk(self, events):
        """Judges event after event of each deal; work on a closed deal is set aside."""
        closing_end, closed_as_won = self._recorded_closing()
        before, kept = {}, []
        late_rows = []
        columns = events[["deal", "stage", "entered_at", "row"]].itertuples(index=False)
        for deal, stage, entered_at, row in columns:
            previous = before.get(deal)
            late = (
                entered_at >= closing_end[deal]
                and self.rules.stages[stage].in_line
                and self.rules.stages[stage].phase == "before"
                and not (closed_as_won[deal] and self.rules.stands_for(stage) == "won")
            )
            if late or self.rules.comes_after_closing(previous, stage):
                late_rows.append(row)
                continue
            kept.append(
                (
                    deal,
                    entered_at,
                    row,
                    previous,
                    stage,
                    self.rules.move(previous, stage),
                    self.rules.is_legal(previous, stage),
                )
            )
            before[deal] = stage
        self._fault("stage_events", "event_after_closing", events[events["row"].isin(late_rows)])
        walked = pd.DataFrame(
            kept,
            columns=["deal", "entered_at", "event_row", "from_stage", "to_stage", "move", "legal"],
        )
        details = events[events["row"].isin(walked["event_row"])]
        if "expected_close_on" in details:
            wrong = details["expected_close_on"].notna() & ~possible(details["expected_close_on"])
            self._fault("stage_events", "impossible_date", details[wrong], set_aside=False)
            details = details.assign(expected_close_on=details["expected_close_on"].mask(wrong))
        details = details.set_index("row").reindex(walked["event_row"])
        for column in ("amount_minor", "expected_close_on"):
            if column in details:
                walked[column] = details[column].array
        return walked

    def _recorded_closing(self):
        """End of the day a deal was closed on by its record, and whether by an order."""
        deals = self.deals
        never = pd.Series(pd.Timestamp.max, index=deals.index)
        nothing = pd.Series(None, index=deals.index, dtype="object")
        won_on = deals.get("won_on", nothing)
        says = deals.get("outcome", nothing).astype("object")
        says = says.where(says.notna() | won_on.isna(), "won")
        won = says == "won"
        day = recorded_closing_day(deals.assign(outcome=says))
        closed = says.isin(["won", "lost", "cancelled"]) & day.notna() & (day <= self.as_of)
        return (day + DAY).where(closed, never).tolist(), (won & closed).tolist()

    # ---- results

    def _fault(self, table, fault, rows, set_aside=True):
        for row in rows["row"]:
            self.faults.append((table, int(row), fault, set_aside))

    def fault_rows(self):
        return sorted(self.faults)

    def moves(self):
        """The events that count, deal by deal in the order of opportunities."""
        moves = self.events.copy()
        moves.insert(0, "opportunity_id", self.deals["opportunity_id"].reindex(moves["deal"]).array)
        return moves[
            ["opportunity_id", "entered_at", "event_row", "from_stage", "to_stage", "move", "legal"]
        ]

    def move_counts(self):
        keys = ["from_stage", "to_stage", "move", "legal"]
        return self.events.groupby(keys, dropna=False).size().to_dict()


def recorded_closing_day(deals):
    """`won_on` of won deals where it is known, else `closed_on`."""
    nothing = pd.Series(pd.NaT, index=deals.index, dtype="datetime64[us]")
    closed_on = deals.get("closed_on", nothing)
    won_on = deals.get("won_on", nothing)
    return won_on.where((deals["outcome"] == "won") & won_on.notna(), closed_on)
