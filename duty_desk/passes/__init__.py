"""Passes from request to paper: issue, life, batches, crews, household quota, figures."""

from db.vocabulary import PassKind, PassState
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
from duty_desk.passes.crew_ledgers import JOB_TONES, JOBS, count_jobs
from duty_desk.passes.crew_queries import JobRow, JobState, MemberRow, get_job, list_jobs, list_members
from duty_desk.passes.crews import (
    DOCUMENTS,
    CrewPasses,
    JobForm,
    MemberForm,
    add_job,
    add_member,
    change_job,
    change_member,
    decide_members,
    issue_crew_passes,
    leave,
)
from duty_desk.passes.figures import Figures, pass_figures, period_figures
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
from duty_desk.passes.offers import OWN_REASON, list_groups, list_open_gates, list_reasons
from duty_desk.passes.paper_slips import SlipRow, key_in_slip, list_slips, reserve_slips, return_slips
from duty_desk.passes.queries import LEDGERS, TONES, get_pass, get_row, ledger_of, list_crossings, list_passes
from duty_desk.passes.quota import ExitRow, HouseholdQuota, household_quota
from duty_desk.passes.requests import Approval, approve, refuse, request, withdraw
from duty_desk.passes.rows import CrossingRow, EventRow, PassDetail, PassRow, Suggestion
from duty_desk.passes.rules import end_of_day, last_day_of
from duty_desk.passes.tokens import new_token

__all__ = [
    "DOCUMENTS",
    "JOBS",
    "JOB_TONES",
    "LEDGERS",
    "OWN_REASON",
    "TONES",
    "Application",
    "Approval",
    "BatchExamination",
    "BatchResult",
    "Counts",
    "CrewPasses",
    "CrossingRow",
    "EventRow",
    "Examination",
    "ExitRow",
    "Figures",
    "Headline",
    "HouseholdQuota",
    "IssuedPass",
    "JobForm",
    "JobRow",
    "JobState",
    "Left",
    "Member",
    "MemberForm",
    "MemberRow",
    "PassDetail",
    "PassForm",
    "PassKind",
    "PassRefused",
    "PassRow",
    "PassState",
    "Request",
    "Scan",
    "Scanned",
    "SlipRow",
    "Suggestion",
    "add_job",
    "add_member",
    "approve",
    "change_job",
    "change_member",
    "copy_form",
    "count_chips",
    "count_jobs",
    "count_kinds",
    "count_states",
    "decide_members",
    "end_of_day",
    "examine",
    "examine_batch",
    "extend",
    "find_by_number",
    "find_by_token",
    "get_job",
    "get_pass",
    "get_row",
    "headline",
    "household_quota",
    "issue",
    "issue_batch",
    "issue_crew_passes",
    "key_in_slip",
    "last_day_of",
    "leave",
    "ledger_of",
    "list_crossings",
    "list_groups",
    "list_jobs",
    "list_members",
    "list_open_gates",
    "list_passes",
    "list_reasons",
    "list_slips",
    "new_token",
    "pass_figures",
    "period_figures",
    "refuse",
    "reissue",
    "report_lost",
    "request",
    "reserve_slips",
    "return_slips",
    "suggest",
    "take_in",
    "undo_batch",
    "undo_issue",
    "undo_last",
    "void",
    "withdraw",
]
