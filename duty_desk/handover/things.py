"""What goes from hand to hand with the desk: keys, radios, thermometers, the seal."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from db.models import DeskThing
from duty_desk import audit
from duty_desk.errors import InputError, StaleError
from duty_desk.paths import resources
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

MOST = 9999


@dataclass(frozen=True, slots=True)
class ThingRow:
    """A thing that is counted at every hand-over, and how many there should be."""

    id: int
    name: str
    unit: str
    quantity: int
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted of a thing; None where it was not counted yet. A difference needs a word."""

    thing: ThingRow
    counted: int | None = None
    note: str = ""

    @property
    def differs(self) -> bool:
        """Whether something is missing or there is too much of it."""
        return self.counted is not None and self.counted != self.thing.quantity


def list_things(read: Read, *, active_only: bool = True) -> tuple[ThingRow, ...]:
    """The things in their order."""
    query = select(DeskThing).order_by(DeskThing.list_order, DeskThing.id)
    if active_only:
        query = query.where(DeskThing.is_active)
    return tuple(_row(row) for row in read.session.scalars(query))


@requires(Permission.HAND_OVER)
def add_thing(work: Work, *, name: str, unit: str, quantity: int) -> int:
    """A further thing on the list."""
    _check(name, unit, quantity)
    name = name.strip()
    known = work.session.scalar(select(DeskThing).where(DeskThing.name == name))
    if known is not None:
        if known.is_active:
            raise InputError("name", "handover.error.thing_known", name=name)
        known.unit, known.quantity, known.is_active = unit.strip(), quantity, True
        known.version += 1
        _note(work, known, None)
        return known.id
    last = work.session.scalar(select(func.max(DeskThing.list_order))) or 0
    row = DeskThing(name=name, unit=unit.strip(), quantity=quantity, list_order=last + 1)
    work.session.add(row)
    work.session.flush()
    _note(work, row, None)
    return row.id


@requires(Permission.HAND_OVER)
def change_thing(work: Work, thing: int, *, name: str, unit: str, quantity: int, version: int) -> None:
    """Correct a name or how many there should be."""
    row = _claim(work, thing, version)
    _check(name, unit, quantity)
    name = name.strip()
    other = work.session.scalar(select(DeskThing.id).where(DeskThing.name == name, DeskThing.id != thing))
    if other is not None:
        raise InputError("name", "handover.error.thing_known", name=name)
    before = {"name": row.name, "unit": row.unit, "quantity": row.quantity}
    row.name, row.unit, row.quantity = name, unit.strip(), quantity
    row.version += 1
    _note(work, row, before)


@requires(Permission.HAND_OVER)
def drop_thing(work: Work, thing: int, *, version: int) -> None:
    """It is not handed over any more; earlier papers keep it."""
    row = _claim(work, thing, version)
    row.is_active = False
    row.version += 1
    audit.record(work, action="desk_thing.drop", subject=("desk_thing", thing), after={"name": row.name})


@step
def add_usual(work: Work) -> None:
    """What most offices hand over, for one that has not written a list yet."""
    if work.session.scalar(select(DeskThing.id).limit(1)) is not None:
        return
    path = resources() / "defaults" / "desk_things.toml"
    for order, one in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["thing"], 1):
        work.session.add(
            DeskThing(name=one["name"], unit=one["unit"], quantity=one["quantity"], list_order=order)
        )
    work.session.flush()
    audit.record(work, action="desk_thing.usual")


def counted(things: tuple[ThingRow, ...], kept: Mapping[str, Any]) -> tuple[Count, ...]:
    """The things with what was counted of them so far."""
    found: list[Count] = []
    for thing in things:
        one = kept.get(str(thing.id)) or {}
        found.append(Count(thing, one.get("counted"), str(one.get("note") or "")))
    return tuple(found)


def _check(name: str, unit: str, quantity: int) -> None:
    if not name.strip():
        raise InputError("name", "handover.error.thing_name")
    if not unit.strip():
        raise InputError("unit", "handover.error.thing_unit")
    if not 1 <= quantity <= MOST:
        raise InputError("quantity", "handover.error.thing_quantity", most=MOST)


def _claim(work: Work, thing: int, version: int) -> DeskThing:
    row = work.session.scalar(select(DeskThing).where(DeskThing.id == thing).with_for_update())
    if row is None or row.version != version:
        raise StaleError("storage.stale")
    return row


def _note(work: Work, row: DeskThing, before: Mapping[str, object] | None) -> None:
    audit.record(
        work,
        action="desk_thing.change" if before else "desk_thing.add",
        subject=("desk_thing", row.id),
        before=before,
        after={"name": row.name, "unit": row.unit, "quantity": row.quantity},
    )


def _row(row: DeskThing) -> ThingRow:
    return ThingRow(row.id, row.name, row.unit, row.quantity, row.is_active, row.version)
