"""What sandan answers of policies, compared with what an oracle expects."""

import datetime as dt
import decimal
import json

from oracle_values import Months


def plain(value):
    """A value as the results hold it."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, Months):
        return value.count
    return value // dt.timedelta(microseconds=1) if isinstance(value, dt.timedelta) else value


def same(ours, theirs):
    if isinstance(theirs, float) and isinstance(ours, (int, float)) and not isinstance(ours, bool):
        return abs(ours - theirs) <= 1e-9 * max(1.0, abs(theirs))
    return ours == theirs and type(ours) is type(theirs)


def assert_same_answers(ours, theirs, policy):
    """Equal rows with equal columns in equal order; numbers to the last places of a double."""
    assert len(ours) == len(theirs), told(policy)
    for row, (found, expected) in enumerate(zip(ours, theirs, strict=True)):
        assert list(found) == list(expected), told(policy)
        for name, value in expected.items():
            got = plain(found[name])
            assert same(got, plain(value)), (
                f"row {row} {name}: got {got!r}, expected {plain(value)!r} of {told(policy)}"
            )


def assert_same_faults(table, theirs, policy):
    """The oracle reads all inputs and works out all of a formula; sandan need not meet what changes
    nothing, such as a column nobody reads or a division by zero in a branch that is not taken."""
    read = policy.tested() | {each.code for each in policy.decisions}
    ours = {(row["row"], row["column"], row["fault"]) for row in table.to_dicts()}
    needed = {each for each in theirs if each[2] != "division_by_zero" and each[1] in read}
    surplus, missing = sorted(ours - theirs)[:5], sorted(needed - ours)[:5]
    assert not surplus and not missing, f"surplus {surplus}, missing {missing} of {told(policy)}"


def assert_same_record(ours, theirs, policy):
    """What a single record got, and its row in `results` without keys."""
    assert_same_answers(
        [dict(ours)],
        [{name: value for name, value in theirs.items() if name not in policy.keys}],
        policy,
    )


def told(policy):
    """The document, to be run by itself."""
    return json.dumps(policy.document(), ensure_ascii=False)
