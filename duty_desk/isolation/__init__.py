"""Observation of persons: who is reported, admitted, moved, released; what is read and given while they are there."""

from duty_desk.isolation.admitting import Admitted, admit, obstacles, proposals, reserve
from duty_desk.isolation.care import record_care, record_care_of, set_diet
from duty_desk.isolation.care_ledger import CARE, READINGS
from duty_desk.isolation.changing import countersigned, extend, rebase, shorten
from duty_desk.isolation.deciding import approve, assess, refuse, refuse_notice, sign_notice
from duty_desk.isolation.leaving import leave
from duty_desk.isolation.meals import record_meals
from duty_desk.isolation.moving import move, undo_move
from duty_desk.isolation.nucleic import list_tests, record_result, record_sample, void_test
from duty_desk.isolation.open_items import count_open_items, list_open_items
from duty_desk.isolation.outlook import Capacity, OutlookDay, tomorrow
from duty_desk.isolation.reading_rows import MissedRow, SlotView, curve, list_missed, slots
from duty_desk.isolation.readings import (
    Recorded,
    add_retest,
    correct_reading,
    record_not_taken,
    record_reading,
)
from duty_desk.isolation.releasing import (
    Condition,
    Released,
    ReleaseDay,
    ReleaseRow,
    conditions,
    lacking,
    list_releases,
    overridden,
    refer,
    release,
)
from duty_desk.isolation.stay_ledger import STAYS
from duty_desk.isolation.stay_queries import (
    StayRow,
    fetch_stays,
    find_stay_of,
    get_stay,
    list_companions,
    list_staying,
    list_stays_of,
    list_waiting,
)
from duty_desk.isolation.stays import (
    DraftRow,
    StayForm,
    drop_draft,
    edit_request,
    list_drafts,
    request,
    take_draft,
    withdraw,
)
from duty_desk.isolation.swapping import Partner, partners, swap, undo_swap

__all__ = [
    "CARE",
    "READINGS",
    "STAYS",
    "Admitted",
    "Capacity",
    "Condition",
    "DraftRow",
    "MissedRow",
    "OutlookDay",
    "Partner",
    "Recorded",
    "ReleaseDay",
    "ReleaseRow",
    "Released",
    "SlotView",
    "StayForm",
    "StayRow",
    "add_retest",
    "admit",
    "approve",
    "assess",
    "conditions",
    "correct_reading",
    "count_open_items",
    "countersigned",
    "curve",
    "drop_draft",
    "edit_request",
    "extend",
    "fetch_stays",
    "find_stay_of",
    "get_stay",
    "lacking",
    "leave",
    "list_companions",
    "list_drafts",
    "list_missed",
    "list_open_items",
    "list_releases",
    "list_staying",
    "list_stays_of",
    "list_tests",
    "list_waiting",
    "move",
    "obstacles",
    "overridden",
    "partners",
    "proposals",
    "rebase",
    "record_care",
    "record_care_of",
    "record_meals",
    "record_not_taken",
    "record_reading",
    "record_result",
    "record_sample",
    "refer",
    "refuse",
    "refuse_notice",
    "release",
    "request",
    "reserve",
    "set_diet",
    "shorten",
    "sign_notice",
    "slots",
    "swap",
    "take_draft",
    "tomorrow",
    "undo_move",
    "undo_swap",
    "void_test",
    "withdraw",
]
