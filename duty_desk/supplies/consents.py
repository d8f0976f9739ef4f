"""What lots are bound to: a donor's agreement to another use, and lots that are held back until somebody has looked at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import aliased

from db.models import Lot, LotConsent, Officer, Unit
from duty_desk import audit
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.supplies.stock_lots import check_words, lots_of
from duty_desk.work import Read, Work


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One agreement: who agreed when, and what the goods were bound to before and after."""

    id: int
    lot_id: int
    at: datetime
    officer: str
    agreed_by: str
    agreed_on: date
    purpose_before: str
    unit_before: str
    purpose_after: str
    unit_after: str


@requires(Permission.RECEIVE_GOODS)
def consent(
    work: Work,
    lots: Sequence[int],
    *,
    agreed_by: str,
    agreed_on: date,
    purpose: str = "",
    unit: int | None = None,
) -> None:
    """The donor agrees that goods are used otherwise than they were given for; without `purpose` and `unit` they are free.

    Raises InputError for fields, Refusal for lots that are bound to nothing.
    """
    agreed_by = check_words(agreed_by, "agreed_by", "supplies_books.error.agreed_by")
    if agreed_on > work.at.date():
        raise InputError("agreed_on", "supplies_books.error.agreed_on")
    for lot, row in lots_of(work, lots).items():
        before = row.Lot
        if not before.purpose and before.purpose_unit_id is None:
            raise Refusal("supplies_books.refusal.not_bound", name=row.name, lot=before.code)
        after = purpose.strip() or None
        work.session.execute(
            insert(LotConsent).values(
                lot_id=lot,
                at=work.at,
                officer_id=work.officer.id,
                agreed_by=agreed_by,
                agreed_on=agreed_on,
                purpose_before=before.purpose,
                unit_before_id=before.purpose_unit_id,
                purpose_after=after,
                unit_after_id=unit,
            )
        )
        _change(work, before, purpose=after, purpose_unit_id=unit)
        audit.record(
            work, action="lot.consent", subject=("lot", lot), after={"purpose": after, "unit_id": unit}
        )


@requires(Permission.COUNT_GOODS)
def hold(work: Work, lots: Sequence[int], *, reason: str) -> None:
    """Nothing more goes out of these lots until they are released."""
    reason = check_words(reason, "reason", "supplies_books.error.reason")
    for lot, row in lots_of(work, lots).items():
        if row.Lot.held_reason:
            raise Refusal(
                "supplies_books.refusal.held", name=row.name, lot=row.Lot.code, reason=row.Lot.held_reason
            )
        _change(work, row.Lot, held_reason=reason)
        audit.record(work, action="lot.hold", subject=("lot", lot), reason=reason)


@requires(Permission.COUNT_GOODS)
def release(work: Work, lots: Sequence[int], *, reason: str) -> None:
    """The lots are found to be good: they may go out again."""
    reason = check_words(reason, "reason", "supplies_books.error.reason")
    for lot, row in lots_of(work, lots).items():
        if not row.Lot.held_reason:
            raise StaleError("storage.stale")
        _change(work, row.Lot, held_reason=None)
        audit.record(work, action="lot.release", subject=("lot", lot), reason=reason)


def list_consents(read: Read, lots: Sequence[int]) -> tuple[ConsentRow, ...]:
    """The agreements about these lots, oldest first."""
    before, after = aliased(Unit), aliased(Unit)
    query = (
        select(LotConsent, Officer.name, before.name, after.name)
        .outerjoin(Officer, Officer.id == LotConsent.officer_id)
        .outerjoin(before, before.id == LotConsent.unit_before_id)
        .outerjoin(after, after.id == LotConsent.unit_after_id)
        .where(LotConsent.lot_id.in_(list(lots)))
        .order_by(LotConsent.id)
    )
    return tuple(
        ConsentRow(
            id=row.id,
            lot_id=row.lot_id,
            at=row.at,
            officer=officer or "",
            agreed_by=row.agreed_by,
            agreed_on=row.agreed_on,
            purpose_before=row.purpose_before or "",
            unit_before=unit_before or "",
            purpose_after=row.purpose_after or "",
            unit_after=unit_after or "",
        )
        for row, officer, unit_before, unit_after in read.session.execute(query)
    )


def _change(work: Work, lot: Lot, **values: object) -> None:
    work.session.execute(update(Lot).where(Lot.id == lot.id).values(**values, version=lot.version + 1))
    work.session.refresh(lot)
