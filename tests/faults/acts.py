"""What the desks do all day, at random, and whether all that was said to be done is there, and nothing by half."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Generator, Iterable
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from db.vocabulary import Role
from duty_desk import audit
from duty_desk.desk import Desk, open_desk
from duty_desk.people import officers
from tests.faults import hands_of_duty, hands_of_goods, hands_of_people, hands_of_rooms
from tests.faults.hands import Hands, Rows

NOON = datetime(2020, 3, 6, 12)
DESKS: tuple[tuple[str, tuple[Callable[[Hands], Rows], ...]], ...] = (
    ("passes", hands_of_people.PASSES),
    ("gate", hands_of_people.GATE),
    ("stores", hands_of_goods.ACTS),
    ("isolation", hands_of_rooms.ISOLATION),
    ("disinfection", hands_of_rooms.DISINFECTION),
    ("duty", hands_of_duty.DUTY),
    ("reports", hands_of_duty.REPORTS),
)
# The act that makes a row and the table it makes it in: each is there as often as the other, or something is there by half.
MADE = {
    "pass.issue": "pass",
    "gate.pass": "crossing",
    "visit.register": "visit",
    "stock.*": "stock_document",
    "dispatch.request": "dispatch",
    "stay.request": "stay",
    "disinfection.record": "disinfection_record",
    "log.write": "log_entry",
    "repair.call": "repair",
    "incident.open": "incident",
    "watch.begin": "watch",
    "handover.open": "handover",
}


def open_office(folder: Path) -> Desk:
    """The desk, with its administrator signed in, at noon of 6 March or a second after the last act."""
    desk = open_desk(folder, clock=lambda: NOON)
    at = desk.now
    desk.clock = lambda: at + timedelta(seconds=1)
    with desk.read() as read:
        desk.officer = next(row.ref for row in officers.list_officers(read) if row.role == Role.ADMINISTRATOR)
    return desk


class Worker:
    """Does one act after another, at all desks or at those named; each returns what may be acknowledged once it is done."""

    def __init__(self, desk: Desk, seed: int, only: Iterable[str] = ()) -> None:
        self.hands = Hands(desk, random.Random(seed))
        wanted = tuple(only)
        self._desks = [(name, acts) for name, acts in DESKS if not wanted or name in wanted]

    def act(self) -> str:
        """Do something: the desk, the head of the chain after it, and the rows it made."""
        desk, at = self.hands.desk, self.hands.desk.now
        # A second an act, so that what follows upon another is later than it.
        desk.clock = lambda: at + timedelta(seconds=1)
        name, acts = self.hands.chance.choice(self._desks)
        rows = self.hands.chance.choice(acts)(self.hands)
        with desk.read() as read:
            sequence, digest = audit.head_of(read)
        return " ".join([name, f"{sequence}:{digest}", *(f"{table}:{key}" for table, key in rows)])


def missing(office: Desk | Path, acknowledged: Iterable[str]) -> list[str]:
    """What was acknowledged and is not there: its rows, or the chain as it stood then. The file is read without our program."""
    lost: list[str] = []
    with _looking(office) as connection:
        for said in acknowledged:
            _, head, *rows = said.split()
            sequence, digest = head.split(":")
            found = connection.execute("SELECT digest FROM audit_entry WHERE id = ?", (sequence,)).fetchone()
            there = found == (digest,) and all(
                connection.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (key,)).fetchone()
                for table, _, key in (row.partition(":") for row in rows)
            )
            if not there:
                lost.append(said)
    return lost


def halves(office: Desk | Path) -> list[str]:
    """Rows that no entry of the chain made, and entries without their row."""
    found: list[str] = []
    with _looking(office) as connection:
        for action, table in MADE.items():
            there = {row[0] for row in connection.execute(f'SELECT id FROM "{table}"')}
            query = "SELECT subject_id FROM audit_entry WHERE action GLOB ? AND subject_kind = ?"
            told = {row[0] for row in connection.execute(query, (action, table))}
            found += [f"{table} {key}" for key in there ^ told]
    return found


@contextmanager
def _looking(office: Desk | Path) -> Generator[sqlite3.Connection]:
    path = office.path if isinstance(office, Desk) else office
    assert path is not None
    # Nobody writes a copy without a log, and none is made beside it.
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    with closing(sqlite3.connect(f"file:{path}?{how}", uri=True)) as connection:
        yield connection


__all__ = ["NOON", "Worker", "halves", "missing", "open_office"]
