"""Two desks that take from one shelf."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from db.models import Officer, Stock
from db.vocabulary import DocumentKind, Role
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import Refusal
from duty_desk.supplies import posting
from duty_desk.supplies.posting import Move
from duty_desk.work import OfficerRef

PIECES = 5


def hand_out_one_by_one(target: str, lot: str, store: str, count: str) -> tuple[int, int]:
    """So many slips of a few pieces from one shelf; how many were posted and how many refused."""
    desk = open_desk(Path(target) if "://" not in target else target, folder=Path())
    with desk.read() as read:
        keeper = next(r for r in read.session.scalars(select(Officer)) if r.role == Role.KEEPER.value)
        desk.officer = OfficerRef(keeper.id, keeper.name, Role.KEEPER)
    posted = refused = 0
    for _ in range(int(count)):
        try:
            with desk.work() as work:
                move = Move(int(lot), int(store), Decimal(-PIECES))
                posting.post(work, DocumentKind.DISPOSAL, [move], series="disposal")
        except Refusal:
            refused += 1
        else:
            posted += 1
    desk.close()
    return posted, refused


def left_on(desk: Desk, lot: int, store: int) -> Decimal:
    """What is kept of a lot on a shelf."""
    with desk.read() as read:
        query = select(Stock.quantity).where(Stock.lot_id == lot, Stock.store_id == store)
        return read.session.scalars(query).one()
