"""Working days by numpy's business days, from a calendar's document."""

import numpy as np


class NumpyCalendar:
    """Days off and weekly pattern for numpy. Make-up workdays lie on days of the weekend, which
    numpy cannot say: they stand beside it."""

    def __init__(self, document):
        off = [
            np.arange(np.datetime64(each["from"]), np.datetime64(each.get("to", each["from"])) + 1)
            for each in document.get("holidays", ())
        ]
        made_up = np.array(
            sorted(each["on"] for each in document.get("make_up_workdays", ())),
            dtype="datetime64[D]",
        )
        holidays = np.concatenate(off) if off else np.array([], "datetime64[D]")
        self.rules = np.busdaycalendar(holidays=holidays)
        self.made_up = made_up[~np.is_busday(made_up)]
        self.span = document.get("span")

    def until(self, days):
        """Working days before each day, of the days from 1800 on."""
        counted = np.busday_count(np.datetime64("1800-01-01"), days, busdaycal=self.rules)
        return counted + np.searchsorted(self.made_up, days, "left")

    def elapsed(self, starts, ends):
        """Working days after each start up to and with its end."""
        starts, ends = as_days(starts), as_days(ends)
        return self.until(ends + 1) - self.until(starts + 1)

    def projected(self, starts, ends):
        """Of the working days that pass those outside the span; nothing is ruled there."""
        if self.span is None:
            return np.zeros(len(as_days(starts)), dtype="int64")
        first, end = np.datetime64(self.span["from"]), np.datetime64(self.span["to"]) + 1
        starts, ends = as_days(starts) + 1, as_days(ends) + 1
        inside = self.until(np.clip(ends, first, end)) - self.until(np.clip(starts, first, end))
        return self.until(ends) - self.until(starts) - inside


def as_days(moments):
    return np.asarray(moments).astype("datetime64[D]")
