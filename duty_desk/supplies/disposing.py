"""Writes off what is expired, damaged or lost, before a witness. Expired goods can be disposed of, never handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from db.vocabulary import DocumentKind
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.supplies import posting
from duty_desk.supplies.posting import Move, Posted
from duty_desk.supplies.stock_lots import check_lines, check_words, done_once, lots_of, store_name
from duty_desk.work import Work


class Cause(StrEnum):
    """Why goods are written off."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    LOST = "lost"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Waste:
    """How much of a lot is written off."""

    lot: int
    quantity: Decimal
    note: str | None = None


def witnessed(store: int, cause: Cause, how: str, lines: Sequence[Waste]) -> Mapping[str, object]:
    """What the witness says yes to; `sign_in.approve` takes it together with their password."""
    what = [[line.lot, str(line.quantity.normalize()), line.note or ""] for line in lines]
    return {"act": "stock.disposal", "store": store, "cause": cause.value, "how": how.strip(), "lines": what}


@requires(Permission.COUNT_GOODS)
def dispose(
    work: Work,
    *,
    store: int,
    lines: Sequence[Waste],
    cause: Cause,
    how: str,
    witness: Approval | None = None,
    at: datetime | None = None,
    operation: str | None = None,
) -> Posted:
    """Write goods off; `how` says what was done with them. A second officer has seen it, where there is one.

    Raises InputError for fields, Refusal without a witness or for more than is free.
    """
    how = check_words(how, "how", "supplies_books.error.how")
    check_lines(lines)
    store_name(work, store)
    lots_of(work, [line.lot for line in lines])

    def act() -> Posted:
        approvals.insist(work, witness, witnessed(store, cause, how, lines))
        return posting.post(
            work,
            DocumentKind.DISPOSAL,
            [Move(line.lot, store, -line.quantity, note=line.note) for line in lines],
            series="disposal",
            at=at,
            reason=f"{t(f'supplies_books.cause.{cause.value}')}{t('supplies_books.colon')}{how}",
            second=witness.officer if witness else None,
        )

    return done_once(work, "dispose", operation, act)
