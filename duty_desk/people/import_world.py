"""What the registers know while a sheet is judged."""

from __future__ import annotations

from functools import partial

from sqlalchemy import bindparam, select

from db.models import Gate, Household, Person, Store
from duty_desk import policy
from duty_desk.people import rules, units
from duty_desk.sheets.world import World
from duty_desk.work import Read

_HOLDER = select(Person.name).where(Person.id_number == bindparam("number")).limit(1)


def _known_as(read: Read, number: str) -> str | None:
    """Who has a document number on record, asked one at a time: a million of them are not carried about."""
    found = read.session.connection().execute(_HOLDER, {"number": number})
    return found.scalar()


def world(read: Read) -> World:
    """Units and short names, gates, stores, households, persons and limits in force today; alive as long as `read`."""
    known = {unit.id: unit for unit in units.list_units(read)}
    names = {name: known[unit].name for name, unit in units.unit_names(read).items()}
    for unit in known.values():
        names |= dict.fromkeys((unit.name, *unit.aliases), unit.name)
    gates = read.session.execute(select(Gate.name, Gate.is_open)).all()
    stores = read.session.execute(select(Store.name, Store.code)).all()
    return World(
        today=read.at.date(),
        identity=rules,
        units=names,
        gates={gate.name: gate.is_open for gate in gates},
        stores={name: store.code for store in stores for name in (store.name, store.code)},
        households=frozenset(code.upper() for code in read.session.scalars(select(Household.code))),
        known_as=partial(_known_as, read),
        max_pass_days=policy.integer(read, "pass.max_days"),
        abnormal=policy.number(read, "temp.abnormal"),
        low=policy.number(read, "temp.low_retest"),
    )
