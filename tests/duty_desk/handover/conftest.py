"""A desk with three officers who may hold it, one of them there since eight in the morning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pytest

from db.vocabulary import Role
from duty_desk import handover
from duty_desk.desk import Desk
from duty_desk.handover import HandedOver
from duty_desk.people import officers
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD, Clock

MORNING = datetime(2020, 3, 6, 8, 0)
EVENING = datetime(2020, 3, 6, 17, 50)


@dataclass
class Watches:
    """The desk, its clock, and who works there; `first` is at the desk."""

    desk: Desk
    clock: Clock
    first: OfficerRef
    second: OfficerRef
    third: OfficerRef
    keeper: OfficerRef

    def take(self) -> int:
        """The first officer takes the desk, and the paper of that watch is begun."""
        with self.desk.work() as work:
            handover.take_over(work)
            return handover.open_handover(work)

    def prepare(self, paper: int, *, note: str = "无") -> None:
        """Everything counted, something noted."""
        with self.desk.work() as work:
            handover.write(work, paper, note=note)
            for thing in handover.list_things(work):
                handover.count(work, paper, thing.id, counted=thing.quantity)

    def sign(self, paper: int, who: OfficerRef | None = None, **more: str) -> None:
        with self.desk.work(who or self.first) as work:
            handover.sign_out(work, paper, **more)

    def yes(self, paper: int, who: OfficerRef, refused: Mapping[str, str] | None = None) -> Approval:
        """The yes of somebody who stands at the desk."""
        assert who.id is not None
        with self.desk.read() as read:
            wanted = handover.content(read, paper, officer=who.id, refused=refused)
        return Approval(who, self.desk.now, digest_of(wanted))

    def complete(
        self,
        paper: int,
        who: OfficerRef,
        refused: Mapping[str, str] | None = None,
        late_reason: str = "",
        approval: Approval | None = None,
    ) -> HandedOver:
        assert who.id is not None
        given = approval or self.yes(paper, who, refused)
        with self.desk.work() as work:
            return handover.complete(
                work, paper, officer=who.id, approval=given, refused=refused, late_reason=late_reason
            )

    def hand_over(self, who: OfficerRef) -> HandedOver:
        """A whole hand-over from whoever holds the desk, who is signed in."""
        with self.desk.work() as work:
            paper = handover.open_handover(work)
        self.prepare(paper)
        self.sign(paper, self.desk.officer)
        done = self.complete(paper, who)
        self.desk.officer = done.officer
        return done


@pytest.fixture
def watches(desk: Desk, clock: Clock) -> Watches:
    return make_watches(desk, clock)


def make_watches(desk: Desk, clock: Clock) -> Watches:
    clock.at = MORNING
    with desk.work() as work:
        for name, login, role in (
            ("韩立军", "hanlijun", Role.CHIEF),
            ("常大伟", "changdawei", Role.GATE),
            ("罗秀兰", "luoxiulan", Role.KEEPER),
        ):
            officers.add_officer(
                work, name=name, login=login, role=role, password=PASSWORD, must_change=False
            )
    with desk.read() as read:
        refs = {row.name: row.ref for row in officers.list_officers(read)}
    return Watches(desk, clock, refs["周敏"], refs["韩立军"], refs["常大伟"], refs["罗秀兰"])
