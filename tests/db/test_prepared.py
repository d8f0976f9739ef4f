"""Statements made beforehand give what the library gives, on both engines."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from db import prepared
from db.models import Crossing, Gate, PassGate
from duty_desk.desk import Desk

GATE = Gate.__table__
CROSSING = Crossing.__table__
ADD_GATE = insert(GATE)
ADD_CROSSING = insert(CROSSING)
NAMED = select(Gate.id, Gate.name, Gate.is_open, Gate.opens_at).where(Gate.code == bindparam("code"))
READ = select(
    Crossing.at, Crossing.temperature, Crossing.exempt, Crossing.note, Gate.name.label("gate")
).join(Gate, Gate.id == Crossing.gate_id)
AT = datetime(2020, 3, 6, 12, 30)


def gate(code: str, **more: object) -> dict[str, object]:
    return {"code": code, "name": code, "list_order": 0, "is_open": True, **more}


def crossing(gate_id: int, **more: object) -> dict[str, object]:
    values = {"at": AT, "gate_id": gate_id, "direction": "in", "kind": "visitor", "origin": "manual"}
    return {**values, "exempt": False, "temperature": 36.5, **more}


def test_values_come_back_as_they_were(desk: Desk) -> None:
    with desk.work() as work:
        connection = work.session.connection()
        key = prepared.add(connection, ADD_GATE, gate("N", opens_at=time(6, 30)))
        row = prepared.ask(connection, NAMED, {"code": "N"}).one()
        assert (row.id, row.name, row.is_open, row.opens_at) == (key, "N", True, time(6, 30))
        prepared.add(connection, ADD_CROSSING, crossing(key))
        prepared.write(connection, ADD_CROSSING, [crossing(key, note="a"), crossing(key, note="b")])
        found = prepared.ask(connection, READ.order_by(Crossing.id), {})
        assert (
            [tuple(row) for row in found]
            == [(AT, 36.5, False, note, "N") for note in (None, "a", "b")]
            == [tuple(row) for row in work.session.execute(READ.order_by(Crossing.id))]
        )


def test_nothing_found_is_nothing(desk: Desk) -> None:
    with desk.read() as read:
        found = prepared.ask(read.session.connection(), NAMED, {"code": "none"})
        assert found.one_or_none() is None
        assert found.scalar() is None
        assert not found.all()


@pytest.mark.parametrize("length", [0, 1, 2, 3, 5, 256, 257, 600])
def test_lists_of_any_length_are_asked_for_too(desk: Desk, length: int) -> None:
    """Places that are left over find nothing more, and what must not be in a list is not."""
    known = [f"{place:03d}" for place in range(6)]
    asked = [f"{place:03d}" for place in range(length)]
    opens = [time(6), time(7), time(8)]
    several = (
        select(Gate.code, Gate.opens_at)
        .where(
            Gate.code.in_(bindparam("codes", expanding=True)),
            Gate.code.not_in(bindparam("others", expanding=True)),
            Gate.opens_at.in_(bindparam("opens", expanding=True)),
            Gate.is_open == bindparam("is_open"),
        )
        .order_by(Gate.code)
    )
    values = {"codes": asked, "others": ["001", "004", "none"], "opens": opens, "is_open": True}
    with desk.work() as work:
        connection = work.session.connection()
        prepared.write(
            connection,
            ADD_GATE,
            [gate(code, opens_at=time(6 + place % 4)) for place, code in enumerate(known)],
        )
        found = prepared.ask(connection, several, values)
        assert [tuple(row) for row in found] == [tuple(row) for row in connection.execute(several, values)]
        assert [row.code for row in found] == [code for code in ("000", "002", "005") if code in asked]


def test_a_change_of_many_rows_counts_for_each(desk: Desk) -> None:
    rename = update(GATE).where(GATE.c.code == bindparam("which")).values(name=bindparam("called"))
    with desk.work() as work:
        connection = work.session.connection()
        prepared.write(connection, ADD_GATE, [gate("A"), gate("B")])
        prepared.write(
            connection, rename, [{"which": "A", "called": "East"}, {"which": "B", "called": "West"}]
        )
        prepared.write(connection, rename, [])
        assert [prepared.ask(connection, NAMED, {"code": code}).one().name for code in "AB"] == [
            "East",
            "West",
        ]


def test_a_broken_constraint_is_said_without_the_values(desk: Desk) -> None:
    wrong = {"pass_id": 910_001, "gate_id": 910_002}
    with desk.engine.connect() as connection, pytest.raises(IntegrityError) as raised:
        prepared.write(connection, insert(PassGate.__table__), wrong)
    assert "910001" not in str(raised.value).split("DETAIL")[0]


def test_a_column_filled_by_the_program_must_be_given(desk: Desk) -> None:
    with desk.read() as read, pytest.raises(TypeError, match="exempt"):
        prepared.write(read.session.connection(), ADD_CROSSING, {"at": AT, "gate_id": 1})
