"""What passes put on the list of things to do: requests that wait, passes that end soon, slips not keyed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.models import Pass, PassReason
from db.vocabulary import PassKind, PassStatus
from duty_desk.passes import counts, paper_slips
from duty_desk.strings import language
from duty_desk.work import Read

WAITING, EXPIRING, SLIP = "pass_waiting", "pass_expiring", "pass_slip"
# The list shows what comes first; the counts say how much there is.
MOST = 200


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing to do. `pass_id` opens it; a slip has none. `due_at`: since when a request waits, when a pass ends."""

    what: str
    due_at: datetime
    pass_id: int | None
    kind: PassKind
    number: str | None
    holder_name: str
    place: str
    reason: str


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Requests by how long they wait, passes by when they end, then slips that are out."""
    columns = (
        Pass.id,
        Pass.kind,
        Pass.number,
        Pass.holder_name,
        Pass.place,
        PassReason.label,
        PassReason.label_en,
    )
    waiting = (
        select(*columns, Pass.requested_at.label("due_at"))
        .join(PassReason, PassReason.id == Pass.reason_id)
        .where(Pass.kind.in_([kind.value for kind in PassKind]), Pass.status == PassStatus.REQUESTED.value)
        .order_by(Pass.requested_at, Pass.id)
        .limit(MOST)
    )
    expiring = (
        select(*columns, Pass.valid_until.label("due_at"))
        .join(PassReason, PassReason.id == Pass.reason_id)
        .where(counts.expiring_soon(read))
        .order_by(Pass.valid_until, Pass.id)
        .limit(MOST)
    )
    found = [
        OpenItem(
            what,
            row.due_at,
            row.id,
            PassKind(row.kind),
            row.number,
            row.holder_name,
            row.place,
            (language() == "en" and row.label_en) or row.label,
        )
        for what, query in ((WAITING, waiting), (EXPIRING, expiring))
        for row in read.session.execute(query)
    ]
    slips = [
        OpenItem(SLIP, slip.reserved_at, None, slip.kind, slip.number, "", "", "")
        for slip in paper_slips.list_slips(read)
    ]
    return (*found, *slips)


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each, without listing them."""
    waiting = select(func.count()).where(
        Pass.kind.in_([kind.value for kind in PassKind]), Pass.status == PassStatus.REQUESTED.value
    )
    expiring = select(func.count()).where(counts.expiring_soon(read))
    return {
        WAITING: read.session.scalar(waiting) or 0,
        EXPIRING: read.session.scalar(expiring) or 0,
        SLIP: len(paper_slips.list_slips(read)),
    }
