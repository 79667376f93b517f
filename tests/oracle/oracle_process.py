"""What a process document says about stages and moves, read anew for the comparison."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Stage:
    code: str
    position: int  # among the document's stages, the implicit ones last
    outcome: str
    phase: str
    mode: str | None
    layer: str | None
    wins_when_entered: bool

    @property
    def in_line(self):
        return self.outcome in ("open", "won")

    @property
    def closes_without_order(self):
        return self.outcome in ("lost", "cancelled")


class ProcessRules:
    """Stages, their order, and the judgement of a single move."""

    def __init__(self, document):
        self.document = document
        self.code = document["code"]
        described = [(stage["code"], stage) for stage in document["stages"]]
        ends = {stage.get("outcome") for _, stage in described}
        described += [
            (outcome, {"outcome": outcome})
            for outcome in ("lost", "cancelled")
            if outcome not in ends
        ]
        self.stages = {
            code: Stage(
                code,
                position,
                stage.get("outcome", "open"),
                stage.get("phase", "before"),
                stage.get("mode"),
                stage.get("layer"),
                stage.get("won_when") == "entered",
            )
            for position, (code, stage) in enumerate(described)
        }
        self.line = [stage.code for stage in self.stages.values() if stage.in_line]
        self.step = {code: step for step, code in enumerate(self.line)}
        policy = document.get("moves", {})
        self.may = {name: policy.get(name, True) for name in ("skip", "back", "reopen")}
        self.forbidden = {(pair["from"], pair["to"]) for pair in policy.get("forbidden", [])}
        self.wins_by_entering = any(stage.wins_when_entered for stage in self.stages.values())

    def stands_for(self, code):
        """The outcome of a deal whose last event entered this stage."""
        stage = self.stages[code]
        if stage.closes_without_order:
            return stage.outcome
        if self.wins_by_entering and (stage.wins_when_entered or stage.phase == "after"):
            return "won"
        return "open"

    def move(self, before, after):
        """Kind of a move between two stages; `before` is None for a deal's first event."""
        target = self.stages[after]
        if before == after:
            return "repeated"
        if target.closes_without_order:
            return target.outcome
        if before is None:
            return "start"
        was, becomes = self.stands_for(before), self.stands_for(after)
        if was in ("lost", "cancelled") or (was == "won" and becomes == "open"):
            return "reopened"
        distance = self.step[after] - self.step[before]
        return "forward" if distance == 1 else "skip" if distance > 1 else "back"

    def is_legal(self, before, after):
        """Whether the move policy allows the move; after the order every step is allowed."""
        if (before, after) in self.forbidden:
            return False
        kind = self.move(before, after)
        if kind == "reopened":
            return self.may["reopen"]
        if kind in ("skip", "back"):
            both_after = all(self.stages[code].phase == "after" for code in (before, after))
            return both_after or self.may[kind]
        return True

    def comes_after_closing(self, before, after):
        """Work before the order on a deal that is closed and must not be reopened."""
        return (
            before is not None
            and self.move(before, after) == "reopened"
            and not self.may["reopen"]
            and self.stages[after].phase == "before"
        )
