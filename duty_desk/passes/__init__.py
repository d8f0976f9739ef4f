"""Passes from request to paper: issue, life, batches, crews, household quota, figures."""

from duty_desk.ledger import Request
from duty_desk.passes.application import IssuedPass, PassForm, PassRefused
from duty_desk.passes.examine import Examination, examine
from duty_desk.passes.issue import issue
from duty_desk.passes.queries import LEDGERS, get_pass, get_row, ledger_of, list_crossings, list_passes
from duty_desk.passes.rows import CrossingRow, EventRow, PassDetail, PassRow

__all__ = [
    "LEDGERS",
    "CrossingRow",
    "EventRow",
    "Examination",
    "IssuedPass",
    "PassDetail",
    "PassForm",
    "PassRefused",
    "PassRow",
    "Request",
    "examine",
    "get_pass",
    "get_row",
    "issue",
    "ledger_of",
    "list_crossings",
    "list_passes",
]
