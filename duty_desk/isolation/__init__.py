"""Observation of persons: who is reported, admitted, moved, released; what is read and given while they are there."""

from duty_desk.isolation.admitting import Admitted, admit, obstacles, proposals, reserve
from duty_desk.isolation.changing import extend, rebase, shorten
from duty_desk.isolation.deciding import approve, assess, refuse, refuse_notice, sign_notice
from duty_desk.isolation.moving import move, undo_move
from duty_desk.isolation.releasing import (
    Condition,
    Released,
    ReleaseDay,
    ReleaseRow,
    conditions,
    list_releases,
    refer,
    release,
)
from duty_desk.isolation.stay_queries import (
    StayRow,
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

__all__ = [
    "Admitted",
    "Condition",
    "DraftRow",
    "ReleaseDay",
    "ReleaseRow",
    "Released",
    "StayForm",
    "StayRow",
    "admit",
    "approve",
    "assess",
    "conditions",
    "drop_draft",
    "edit_request",
    "extend",
    "find_stay_of",
    "get_stay",
    "list_companions",
    "list_drafts",
    "list_releases",
    "list_staying",
    "list_stays_of",
    "list_waiting",
    "move",
    "obstacles",
    "proposals",
    "rebase",
    "refer",
    "refuse",
    "refuse_notice",
    "release",
    "request",
    "reserve",
    "shorten",
    "sign_notice",
    "take_draft",
    "undo_move",
    "withdraw",
]
