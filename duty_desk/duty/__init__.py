"""What the duty office writes down and keeps at hand: log, repairs, patrols, routine before the shift, phone list and plans.

Verbs of one subject have a module each, its rows and its list another one. Who writes an entry out of another desk's act calls `write`.
"""

from db.vocabulary import LogKind, ReferenceKind, RepairState, Shift, StepKind, Trade
from duty_desk.duty.log import enter, finish, postpone, reopen, strike, write
from duty_desk.duty.log_rows import LOG, LogRow, get_entry, list_callers, list_of_subject, list_span
from duty_desk.spans import Span, last_span, next_span, span_at, span_of

__all__ = [
    "LOG",
    "LogKind",
    "LogRow",
    "ReferenceKind",
    "RepairState",
    "Shift",
    "Span",
    "StepKind",
    "Trade",
    "enter",
    "finish",
    "get_entry",
    "last_span",
    "list_callers",
    "list_of_subject",
    "list_span",
    "next_span",
    "postpone",
    "reopen",
    "span_at",
    "span_of",
    "strike",
    "write",
]
