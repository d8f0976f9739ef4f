"""Whose the desk is, and how it goes from one to the next: what is open, what was counted, two signatures (product rule W4).

`open_handover` finds or begins the paper of the watch that runs, `write` and `count` keep it, `sign_out` and `complete` do it.
"""

from duty_desk.handover.drafting import count, open_handover, open_of, write
from duty_desk.handover.gathering import FIGURES, Group, Inside
from duty_desk.handover.ledgers import HANDOVERS, HandoverRow
from duty_desk.handover.readiness import Readiness, readiness
from duty_desk.handover.records import Done, DoneItem, Pending, Signature, get_done, get_pending, state_of
from duty_desk.handover.signing import (
    HandedOver,
    complete,
    confirm,
    content,
    incoming,
    key_of,
    sign_out,
    take_back_signature,
    what_is_missing,
)
from duty_desk.handover.things import Count, ThingRow, add_thing, change_thing, drop_thing, list_things
from duty_desk.handover.watches import WatchRow, current, get_watch, list_watches, take_over

__all__ = [
    "FIGURES",
    "HANDOVERS",
    "Count",
    "Done",
    "DoneItem",
    "Group",
    "HandedOver",
    "HandoverRow",
    "Inside",
    "Pending",
    "Readiness",
    "Signature",
    "ThingRow",
    "WatchRow",
    "add_thing",
    "change_thing",
    "complete",
    "confirm",
    "content",
    "count",
    "current",
    "drop_thing",
    "get_done",
    "get_pending",
    "get_watch",
    "incoming",
    "key_of",
    "list_things",
    "list_watches",
    "open_handover",
    "open_of",
    "readiness",
    "sign_out",
    "state_of",
    "take_back_signature",
    "take_over",
    "what_is_missing",
    "write",
]
