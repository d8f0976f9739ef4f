"""What all hands at the desks need: who works there, what there is, what was done by now."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from db.models import Area, Facility, Gate, Item, Lot, Officer, Person, RosterPerson, Store, Unit
from db.vocabulary import Role
from duty_desk import operations
from duty_desk.desk import Desk
from duty_desk.work import OfficerRef

Row = tuple[str, int | str]
Rows = list[Row]


class Hands:
    """An officer who can sit at every desk. `operation` names the next act, so that it can be sent again."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self.desk, self.chance = desk, chance
        with desk.read() as read:
            run = read.session.execute
            self.items = _pairs(run(select(Item.code, Item.id)))
            self.stores = _pairs(run(select(Store.code, Store.id)))
            self.lots = _pairs(run(select(Lot.code, Lot.id).where(Lot.parent_id.is_(None))))
            self.units = _pairs(run(select(Unit.name, Unit.id).where(Unit.reports)))
            self.hospital = run(select(Unit.id).where(Unit.name == "校医院")).scalar_one()
            self.people = _pairs(run(select(Person.name, Person.id)))
            self.areas = _pairs(run(select(Area.code, Area.id)))
            self.gate = run(select(Gate.id).where(Gate.code == "E")).scalar_one()
            self.bath = run(select(Facility.id)).scalar_one()
            self.roster = list(read.session.scalars(select(RosterPerson.id).order_by(RosterPerson.id)))
            self.officers = {
                row.name: OfficerRef(row.id, row.name, Role(row.role))
                for row in read.session.scalars(select(Officer))
            }
        # Codes of passes that were issued here: only their digest is kept.
        self.codes: list[str] = []
        self.operation = ""

    def by(self, name: str) -> OfficerRef:
        """An officer by name."""
        return self.officers[name]

    def new_operation(self) -> str:
        """An identifier for the act that begins."""
        return self.operation or operations.new_id()

    def all(self, query: Any) -> list[Any]:
        """What a query finds, in one column."""
        with self.desk.read() as read:
            return list(read.session.scalars(query))


def _pairs(rows: Iterable[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in rows}
