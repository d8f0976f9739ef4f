"""Which records belong to an incident: what it came from, where its people stay, and what an officer tied to it by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from db.models import (
    Incident,
    IncidentPerson,
    IncidentSubject,
    Item,
    Lot,
    Pass,
    Receipt,
    Repair,
    Room,
    Stay,
    StockDocument,
    VehicleRun,
    Visit,
)
from db.vocabulary import StayState
from duty_desk.errors import InputError
from duty_desk.work import Read

# What can be tied to an incident by its number, in the order in which it is looked for.
_BY_NUMBER: Mapping[str, Any] = {
    "pass": Pass.number,
    "room": Room.code,
    "stay": Stay.number,
    "vehicle_run": VehicleRun.number,
    "visit": Visit.number,
    "repair": Repair.number,
    "receipt": StockDocument.number,
    "lot": Lot.code,
}


@dataclass(frozen=True, slots=True)
class IncidentLink:
    """A record that belongs to an incident: a receipt of what the vehicle brought, the stay of somebody in a room.

    `kind` and `id` name it, `target` opens it where that is another record; `name` is the number of the paper or the code of the
    room. `tied`: an officer tied it to the incident.
    """

    kind: str
    id: int
    name: str
    target: tuple[str, int] | None = None
    tied: bool = False

    @property
    def opens(self) -> tuple[str, int]:
        """What to open to see it."""
        return self.target or (self.kind, self.id)


def find_subjects(read: Read, typed: str, most: int = 8) -> tuple[IncidentLink, ...]:
    """Records whose number contains what was typed; those that begin or end with it first."""
    words = typed.strip()
    if not words:
        return ()
    found: list[IncidentLink] = []
    for kind, column in _BY_NUMBER.items():
        query = select(column.class_.id, column).where(column.contains(words, autoescape=True))
        if kind == "receipt":
            query = query.where(StockDocument.kind == "receipt")
        query = query.order_by(column.class_.id.desc()).limit(most)
        found += [IncidentLink(kind, row[0], row[1]) for row in read.session.execute(query)]
    found.sort(key=lambda link: not (link.name.endswith(words) or link.name.startswith(words)))
    return tuple(found[:most])


def name_of(read: Read, kind: str, identity: int) -> str:
    """The number of a record that can be tied. Raises InputError for one that is not there."""
    column = _BY_NUMBER.get(kind)
    query = None if column is None else select(column).where(column.class_.id == identity)
    name = None if query is None else read.session.scalar(query)
    if not name:
        raise InputError("subject", "incidents.error.subject")
    return str(name)


def links_of(read: Read, row: Incident) -> tuple[IncidentLink, ...]:
    """Everything that belongs to an incident, each once."""
    found: dict[tuple[str, int], IncidentLink] = {}
    for link in (*_receipts(read, row), *_rooms(read, row), *_tied(read, row.id)):
        found.setdefault((link.kind, link.id), link)
    return tuple(found.values())


def _receipts(read: Read, row: Incident) -> list[IncidentLink]:
    """What the vehicle of the incident brought: its lots are on the receipt."""
    if row.source_kind != "vehicle_run":
        return []
    query = (
        select(StockDocument.id, StockDocument.number)
        .join(Receipt, Receipt.document_id == StockDocument.id)
        .where(Receipt.run_id == row.source_id)
        .order_by(StockDocument.id)
    )
    return [IncidentLink("receipt", one.id, one.number) for one in read.session.execute(query)]


def _rooms(read: Read, row: Incident) -> list[IncidentLink]:
    """Where the people of the incident stay now, and the stay that it marks for referral."""
    people = select(IncidentPerson.person_id).where(IncidentPerson.incident_id == row.id)
    now = (Stay.state == StayState.ADMITTED.value) & Stay.person_id.in_(people)
    query = (
        select(Stay.id, Room.code)
        .join(Room, Room.id == Stay.room_id)
        .where(now | (Stay.incident_id == row.id))
        .order_by(Stay.id)
    )
    return [IncidentLink("stay", one.id, one.code) for one in read.session.execute(query)]


def _tied(read: Read, incident: int) -> list[IncidentLink]:
    """What officers tied to it; a lot is seen with its item."""
    rows = read.session.scalars(
        select(IncidentSubject).where(IncidentSubject.incident_id == incident).order_by(IncidentSubject.id)
    ).all()
    lots = {row.subject_id for row in rows if row.subject_kind == "lot"}
    items: dict[int, int] = {}
    if lots:
        query = (
            select(Lot.id, Item.id.label("item")).join(Item, Item.id == Lot.item_id).where(Lot.id.in_(lots))
        )
        items = {one.id: one.item for one in read.session.execute(query)}
    found: list[IncidentLink] = []
    for row in rows:
        target = (
            ("item", items[row.subject_id]) if row.subject_kind == "lot" and row.subject_id in items else None
        )
        found.append(IncidentLink(row.subject_kind, row.subject_id, row.name, target, tied=True))
    return found
