"""The office that passes are measured in, and the same writes by bare sqlite3 beside it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from benchmarks.ground import new_office
from benchmarks.measuring import Took, open_file, took
from db.models import Gate, NumberSeries, Officer, Pass, PassGate, PassReason, Person, Unit
from db.vocabulary import PassKind, Role
from duty_desk import search
from duty_desk.desk import Desk, open_desk
from duty_desk.passes import records
from duty_desk.paths import resources
from duty_desk.people.officers import list_officers

COUNT = 1_000_000
AT_ONCE = 20_000
AT = datetime(2020, 3, 6, 17, 20)
START = datetime(2018, 1, 1)
SINGLE = 300
KINDS = (PassKind.TEMPORARY, PassKind.MATERIAL, PassKind.VEHICLE, PassKind.CREW)
SHARES = (70, 24, 2, 4)


def characters() -> list[str]:
    text = (resources() / "fonts" / "general-use-8105.txt").read_text("utf-8")
    return [c for c in "".join(text.split()) if "\u4e00" <= c <= "\u9fff"]


def names(count: int) -> list[str]:
    chance = random.Random(20200306)
    known = characters()
    heads, given = known[:400], known[:1500]
    weights = [1 / (rank + 3) for rank in range(len(heads))]
    surnames = chance.choices(heads, weights, k=count)
    return [one + "".join(chance.choices(given, k=1 + (chance.random() < 0.7))) for one in surnames]


def build(folder: Path, count: int) -> Desk:
    """An office with `count` passes, most of them long over; reused when it is there."""
    target = folder / f"passes-{count}"
    if (target / "built").exists():
        return sign_in(open_desk(target, clock=lambda: AT))
    desk = new_office(target, AT)
    sign_in(desk)
    people = max(1000, count // 4)
    called = names(people)
    with desk.work() as work:
        for place in range(30):
            work.session.add(Unit(name=f"Unit {place:02d}", name_sort=f"unit {place:02d}"))
        for place in range(6):
            work.session.add(Gate(code=f"G{place}", name=f"Gate {place}", list_order=place))
        work.session.add(Officer(name="Leader", login="leader", role=Role.LEADER.value, password_hash="x"))
    for start in range(0, people, AT_ONCE):
        with desk.work() as work:
            work.session.execute(
                insert(Person), [person(i, called[i]) for i in range(start, min(people, start + AT_ONCE))]
            )
    with desk.read() as read:
        reasons = list(read.session.scalars(select(PassReason.id).order_by(PassReason.id)))
    rows = pass_rows(count, people, called, reasons)
    done = 0
    while done < count:
        piece = [row for _, row in zip(range(min(AT_ONCE, count - done)), rows, strict=False)]
        with desk.work() as work:
            work.session.execute(records.ADD_PASS, piece)
            first = work.session.scalar(select(func.max(Pass.id))) or 0
            ids = range(first - len(piece) + 1, first + 1)
            work.session.execute(insert(PassGate), [{"pass_id": key, "gate_id": 1 + key % 6} for key in ids])
        done += len(piece)
    with desk.work() as work:
        for series, last in work.session.execute(
            select(Pass.series, func.max(Pass.sequence)).where(Pass.year == 2020).group_by(Pass.series)
        ).all():
            work.session.add(NumberSeries(kind=series, year=2020, last=last))
    (target / "built").touch()
    return desk


def sign_in(desk: Desk) -> Desk:
    with desk.read() as read:
        desk.officer = next(row.ref for row in list_officers(read) if row.login == "bench")
    return desk


def person(place: int, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "name_sort": search.sort_key(name),
        "staff_number": f"{20000000 + place}",
        "phone": f"199{place:08d}",
        "category": "staff",
        "unit_id": 1 + place % 30,
        "foreign_holder": False,
        "search_doc": "",
        "version": 1,
        "created_at": AT,
    }


def pass_rows(
    count: int, people: int, called: Sequence[str], reasons: Sequence[int]
) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    last: dict[tuple[str, int], int] = {}
    span = (AT - START) / count
    for place in range(count):
        issued = (START + span * place).replace(microsecond=0)
        kind = chance.choices(KINDS, SHARES)[0]
        key = (kind.value, issued.year)
        last[key] = sequence = last.get(key, 0) + 1
        holder = chance.randrange(people)
        days = 1 if kind == PassKind.MATERIAL else chance.randrange(1, 15)
        until = datetime(issued.year, issued.month, issued.day) + timedelta(days=days)
        status = chance.choices(("issued", "voided", "lost", "returned"), (97, 1, 1, 1))[0]
        name = called[holder]
        plate = f"TEST{place:06d}" if kind == PassKind.VEHICLE else None
        yield {
            "kind": kind.value,
            "status": status,
            "series": f"pass.{kind.value}",
            "year": issued.year,
            "sequence": sequence,
            "number": f"{kind.value} {issued.year} {sequence:06d}",
            "token_hash": f"{place:064x}",
            "check_code": "K7P4-2M",
            "holder_id": 1 + holder,
            "holder_name": name,
            "holder_sort": search.sort_key(name),
            "unit_id": 1 + holder % 30,
            "place": f"Unit {holder % 30:02d}",
            "phone": f"199{holder:08d}",
            "reason_id": reasons[chance.choices(range(5), (53, 4, 35, 7, 1))[0]],
            "reason": "",
            "valid_from": issued,
            "valid_until": until,
            "plate": plate,
            "approver_name": "Leader",
            "requested_at": issued,
            "issued_at": issued,
            "issued_by": 1,
            "issuing_officer": "Bench",
            "from_paper": False,
            "rule": {"max_days": 14},
            "version": 1,
            "search_doc": " ".join(
                (
                    search.document(
                        names=[name],
                        codes=[f"{issued.year}{sequence:04d}", f"{20000000 + holder}", plate],
                    ),
                    "x" + f"199{holder:08d}"[-6:][::-1],
                )
            ),
        }


def form(holder: int | None, **more: Any) -> dict[str, Any]:
    return {
        "kind": PassKind.TEMPORARY,
        "holder": holder,
        "reason": "duty",
        "reason_text": "bench",
        "gates": [1, 2],
        "valid_from": AT,
        "valid_until": datetime(2020, 3, 10),
        "approver": 2,
        "temperature": 36.5,
        "history_clear": True,
        "another": True,
        **more,
    }


def raw_writes(path: Path, places: Sequence[int]) -> list[Took]:
    """The same rows as an issue writes, by the driver alone: the limit."""
    connection = open_file(path)
    columns = [row[1] for row in connection.execute('PRAGMA table_info("pass")') if row[1] != "id"]
    model = dict(
        zip(
            columns,
            connection.execute(f"SELECT {','.join(columns)} FROM pass ORDER BY id DESC LIMIT 1").fetchone(),
            strict=True,
        )
    )
    audit = [row[1] for row in connection.execute("PRAGMA table_info(audit_entry)")]
    example = dict(
        zip(
            audit,
            connection.execute("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone(),
            strict=True,
        )
    )
    marks, audit_marks = ",".join("?" * len(columns)), ",".join("?" * len(audit))
    add_pass = f"INSERT INTO pass ({','.join(columns)}) VALUES ({marks})"
    add_audit = f"INSERT INTO audit_entry ({','.join(audit)}) VALUES ({audit_marks})"

    def one(place: int) -> None:
        row = {
            **model,
            "series": "pass.raw",
            "sequence": place,
            "number": f"raw {place}",
            "token_hash": f"raw {place}",
        }
        entry = {**example, "id": 10**9 + place}
        connection.execute("BEGIN IMMEDIATE")
        key = connection.execute(add_pass, [row[column] for column in columns]).lastrowid
        connection.executemany("INSERT INTO pass_gate VALUES (?, ?)", [(key, 1), (key, 2)])
        connection.execute(
            "INSERT INTO pass_event (pass_id, kind, at, officer_id, officer_name) VALUES (?, 'issued', ?, 1, 'Bench')",
            (key, model["issued_at"]),
        )
        connection.execute("UPDATE number_series SET last = last + 0 WHERE kind = 'pass.temporary'")
        connection.execute(add_audit, [entry[column] for column in audit])
        connection.execute("UPDATE audit_head SET seen_at = seen_at WHERE id = 1")
        connection.execute("COMMIT")

    times = [took(lambda place=place: one(place))[0] for place in places]
    forget_entries(connection)
    connection.close()
    return times


def forget_entries(connection: sqlite3.Connection) -> None:
    """Take out what the bare writes put beside the chain, which itself stays as it is; inside `beside_the_chain`."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM audit_entry WHERE id >= ?", (10**9,))
    connection.execute("COMMIT")


@contextmanager
def beside_the_chain(path: Path) -> Generator[None]:
    """While bare writes take turns with the desk, the guard of the chain stands aside.

    Not turn by turn: a guard that goes and comes back changes the schema, which each connection would then read anew (5 ms that
    no office meets).
    """
    connection = open_file(path)
    (guard,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'guard_audit_entry_delete'"
    ).fetchone()
    connection.execute("DROP TRIGGER guard_audit_entry_delete")
    try:
        yield
    finally:
        connection.execute(guard)
        connection.close()


def raw_batch(path: Path, numbers: Sequence[int]) -> Took:
    """A thousand such rows by the driver alone in one transaction: milliseconds."""
    connection = open_file(path)
    columns = [row[1] for row in connection.execute('PRAGMA table_info("pass")') if row[1] != "id"]
    names_of = ",".join(columns)
    model = connection.execute(f"SELECT {names_of} FROM pass ORDER BY id DESC LIMIT 1").fetchone()
    places = {name: columns.index(name) for name in ("series", "sequence", "number", "token_hash")}
    rows: list[list[Any]] = []
    for place in numbers:
        row = list(model)
        row[places["series"]], row[places["sequence"]] = "pass.raw", place
        row[places["number"]] = row[places["token_hash"]] = f"raw {place}"
        rows.append(row)
    marks = ",".join("?" * len(columns))

    def batch() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO pass ({names_of}) VALUES ({marks})", rows)
        last = connection.execute("SELECT max(id) FROM pass").fetchone()[0]
        ids = range(last - len(rows) + 1, last + 1)
        connection.executemany(
            "INSERT INTO pass_gate VALUES (?, ?)", [(key, gate) for key in ids for gate in (1, 2)]
        )
        connection.executemany(
            "INSERT INTO pass_event (pass_id, kind, at, officer_id, officer_name) VALUES (?, 'issued', ?, 1, 'Bench')",
            [(key, "2020-03-06 17:20:00.000000") for key in ids],
        )
        connection.execute("COMMIT")

    found = took(batch)[0]
    connection.close()
    return found
