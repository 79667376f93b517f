"""What to do in Python or on the command line about what the library refused."""

from __future__ import annotations

_DATES = (
    "make it dates first: pd.to_datetime in pandas, .str.to_date() or .str.to_datetime() in polars"
)
_ZONES = 'in Python time_zone="Asia/Shanghai", on the command line --time-zone Asia/Shanghai'
_COHORT = 'write sandan.cohort("created_on", since, until)'


def hint_of(detail: str, where: str, message: str) -> str:
    """The advice for an error; "" when the message says all there is to say."""
    if detail == "wrong_type" and "is text; a date" in message:
        return _DATES
    if detail == "zone_needed":
        return _ZONES
    if detail in ("not_object", "unknown_field", "missing_field") and where.startswith("/cohort"):
        return _COHORT
    return ""
