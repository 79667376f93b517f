"""sandan: the sales process as a library.

    import sandan

    process = sandan.Process.shipped("six_moves")
    history = process.history(opportunities=deals, stage_events=events, as_of="2026-06-30")
    history.funnel(by="team_id")

Tables go in from pandas, polars, pyarrow, DuckDB or plain dicts, and results
come out as tables that all of these read.
"""

from sandan import documents
from sandan._arrow import TableLike
from sandan._display import DisplayOptions
from sandan._display import options as display
from sandan._errors import (
    CancelledError,
    DataError,
    DocumentError,
    InfeasibleError,
    InternalError,
    InvalidArgumentError,
    LimitError,
    OutOfMemoryError,
    ParseError,
    SandanError,
    SchemaError,
    StateError,
    SumOverflowError,
    UnsupportedError,
)
from sandan._library import version as _version
from sandan._policy_records import Evaluator, ResultStream
from sandan._request import Cohort, Period, cohort, period
from sandan.calendar import Calendar, FoundDay, FoundDays, Workdays, WorkdaysColumns
from sandan.org import DecisionMaps, MapVocabulary, Picture, read_map
from sandan.policy import Policy
from sandan.process import History, Process
from sandan.quota import Quota, QuotaPlan
from sandan.result import Result
from sandan.table import Table

__version__ = _version()

__all__ = [
    "Calendar",
    "CancelledError",
    "Cohort",
    "DataError",
    "DecisionMaps",
    "DisplayOptions",
    "DocumentError",
    "Evaluator",
    "FoundDay",
    "FoundDays",
    "History",
    "InfeasibleError",
    "InternalError",
    "InvalidArgumentError",
    "LimitError",
    "MapVocabulary",
    "OutOfMemoryError",
    "ParseError",
    "Period",
    "Picture",
    "Policy",
    "Process",
    "Quota",
    "QuotaPlan",
    "Result",
    "ResultStream",
    "SandanError",
    "SchemaError",
    "StateError",
    "SumOverflowError",
    "Table",
    "TableLike",
    "UnsupportedError",
    "Workdays",
    "WorkdaysColumns",
    "__version__",
    "cohort",
    "display",
    "documents",
    "period",
    "read_map",
]
