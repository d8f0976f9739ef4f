"""What a desk does all day, at random, and whether all that was said to be done is there."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from db.models import Gate, Operation, Pass, Person, Printing, Setting
from db.vocabulary import PassKind, Role
from duty_desk import operations, passes, printing, settings
from duty_desk.desk import Desk, open_desk
from duty_desk.people import officers

NOON = datetime(2020, 3, 6, 12)


def open_office(folder: Path) -> Desk:
    """The desk, with its administrator signed in, at noon of 6 March."""
    desk = open_desk(folder, clock=lambda: NOON)
    with desk.read() as read:
        desk.officer = next(row.ref for row in officers.list_officers(read) if row.role == Role.ADMINISTRATOR)
    return desk


class Worker:
    """Does one act after another; each returns what may be acknowledged once it is done."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.chance = desk, random.Random(seed)
        with desk.read() as read:
            self.person = read.session.scalars(select(Person.id).where(Person.name == "任晓慧")).one()
            self.gate = read.session.scalars(select(Gate.id).where(Gate.code == "E")).one()
            self.leader = next(row.id for row in officers.list_officers(read) if row.role == Role.LEADER)
            self.issued = list(read.session.scalars(select(Pass.id).where(Pass.status == "issued")))
            self.count = int(settings.get(read, "office.count", 0))

    def act(self) -> str:
        """Do something."""
        acts = [self.issue, self.issue, self.set_count, self.print_card, self.void]
        return self.chance.choice(acts if self.issued else acts[:3])()

    def issue(self) -> str:
        operation = operations.new_id()
        with self.desk.work() as work:
            given = passes.issue(
                work,
                kind=PassKind.TEMPORARY,
                holder=self.person,
                reason="duty",
                reason_text="单位值班",
                gates=[self.gate],
                valid_from=NOON,
                valid_until=passes.end_of_day(NOON.date()),
                approver=self.leader,
                another=True,
                operation=operation,
            )
        self.issued.append(given.id)
        return f"issue {given.id} {given.number} {operation}"

    def void(self) -> str:
        chosen = self.issued.pop(self.chance.randrange(len(self.issued)))
        with self.desk.work() as work:
            passes.void(work, chosen, reason="填错")
        return f"void {chosen}"

    def print_card(self) -> str:
        chosen = self.chance.choice(self.issued)
        with self.desk.work() as work:
            copy = printing.record(work, ("pass", chosen), "pass", "PDF")
        return f"print {chosen} {copy}"

    def set_count(self) -> str:
        self.count += 1
        with self.desk.work() as work:
            settings.put(work, "office.count", self.count)
        return f"count {self.count}"


def missing(desk: Desk, acknowledged: Iterable[str]) -> list[str]:
    """What was acknowledged and is not there."""
    lost: list[str] = []
    with desk.read() as read:
        run = read.session.execute
        numbers = {str(row.id): row.number for row in run(select(Pass.id, Pass.number))}
        voided = {str(i) for i in read.session.scalars(select(Pass.id).where(Pass.status == "voided"))}
        done = set(read.session.scalars(select(Operation.id)))
        prints = {
            (str(row.subject_id), str(row.copy)) for row in run(select(Printing.subject_id, Printing.copy))
        }
        count = int(read.session.scalar(select(Setting.value).where(Setting.key == "office.count")) or 0)
    for said in acknowledged:
        match said.split():
            case ["issue", identity, number, operation]:
                there = numbers.get(identity) == number and operation in done
            case ["void", identity]:
                there = identity in voided
            case ["print", identity, copy]:
                there = (identity, copy) in prints
            case ["count", number]:
                there = count >= int(number)
            case _:
                there = False
        if not there:
            lost.append(said)
    return lost
