"""Passes from request to paper: issue, life, batches, crews, household quota, figures."""

from duty_desk.ledger import Request
from duty_desk.passes.application import Application, IssuedPass, Left, PassForm, PassRefused
from duty_desk.passes.batch import (
    BatchExamination,
    BatchResult,
    Member,
    examine_batch,
    issue_batch,
    undo_batch,
)
from duty_desk.passes.counts import Counts, Headline, count_chips, count_kinds, count_states, headline
from duty_desk.passes.issuing import issue
from duty_desk.passes.judging import Examination, examine
from duty_desk.passes.life import (
    copy_form,
    extend,
    reissue,
    report_lost,
    take_in,
    undo_issue,
    undo_last,
    void,
)
from duty_desk.passes.lookup import Scan, Scanned, find_by_number, find_by_token, suggest
from duty_desk.passes.queries import LEDGERS, get_pass, get_row, ledger_of, list_crossings, list_passes
from duty_desk.passes.requests import Approval, approve, refuse, request, withdraw
from duty_desk.passes.rows import CrossingRow, EventRow, PassDetail, PassRow, Suggestion
from duty_desk.passes.tokens import new_token

__all__ = [
    "LEDGERS",
    "Application",
    "Approval",
    "BatchExamination",
    "BatchResult",
    "Counts",
    "CrossingRow",
    "EventRow",
    "Examination",
    "Headline",
    "IssuedPass",
    "Left",
    "Member",
    "PassDetail",
    "PassForm",
    "PassRefused",
    "PassRow",
    "Request",
    "Scan",
    "Scanned",
    "Suggestion",
    "approve",
    "copy_form",
    "count_chips",
    "count_kinds",
    "count_states",
    "examine",
    "examine_batch",
    "extend",
    "find_by_number",
    "find_by_token",
    "get_pass",
    "get_row",
    "headline",
    "issue",
    "issue_batch",
    "ledger_of",
    "list_crossings",
    "list_passes",
    "new_token",
    "refuse",
    "reissue",
    "report_lost",
    "request",
    "suggest",
    "take_in",
    "undo_batch",
    "undo_issue",
    "undo_last",
    "void",
    "withdraw",
]
