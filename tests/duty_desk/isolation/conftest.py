"""A site with single and shared rooms, officers of each kind, and persons to be put under observation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Round
from db.vocabulary import Role, ZoneKind
from duty_desk import isolation, rooms
from duty_desk.desk import Desk
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.work import OfficerRef, Work
from tests.conftest import Filled
from tests.duty_desk.passes.conftest import add_officer, add_person
from tests.duty_desk.people.synthetic import id_number

PEOPLE = ("苗宁", "费然", "阿依古丽·买买提", "汤宸宥", "万景峻", "陶以筠")


@dataclass(frozen=True)
class Site:
    """Identifiers of what a test needs: `rooms` by code, `people` by name."""

    desk: Desk
    zones: Mapping[str, int]
    rooms: Mapping[str, int]
    people: Mapping[str, int]
    leader: OfficerRef
    chief: OfficerRef
    other_chief: OfficerRef
    keeper: OfficerRef
    second: OfficerRef

    def stay(self, stay: int) -> StayRow:
        with self.desk.read() as read:
            return isolation.get_stay(read, stay)

    def room(self, code: str) -> rooms.RoomRow:
        with self.desk.read() as read:
            return rooms.get_room(read, self.rooms[code])

    def request(self, name: str = "苗宁", by: OfficerRef | None = None, **more: Any) -> int:
        """Reported by the officer of the site: a close contact of 2 March."""
        values: dict[str, Any] = {
            "person": self.people[name],
            "origin": "student",
            "category": "close_contact",
            "reason": "与确诊病例同车",
            "exposure_on": date(2020, 3, 2),
            **more,
        }
        with self.desk.work(by or self.keeper) as work:
            return isolation.request(work, **values)

    def approved(self, name: str = "苗宁", *, told: bool = True, **more: Any) -> int:
        """Reported, assessed, approved and, unless said otherwise, told."""
        stay = self.request(name, **more)
        with self.desk.work(self.keeper) as work:
            isolation.assess(
                work,
                stay,
                by="方医生",
                text="体温正常，可集中观察",
                suitable=True,
                version=self.version(stay),
            )
        with self.desk.work(self.leader) as work:
            isolation.approve(work, stay, version=self.version(stay))
        if told:
            with self.desk.work(self.keeper) as work:
                isolation.sign_notice(work, stay, at=work.at, version=self.version(stay))
        return stay

    def admitted(self, name: str = "苗宁", room: str = "NH-EX2-101", **more: Any) -> int:
        """All the way into a room."""
        stay = self.approved(name, **more)
        self.admit(stay, room)
        return stay

    def admit(self, stay: int, room: str = "NH-EX2-101", **more: Any) -> isolation.Admitted:
        with self.desk.work(self.keeper) as work:
            return isolation.admit(
                work, stay, room=self.rooms[room], version=self.version(stay), **{"kit": ("体温计",), **more}
            )

    def yes(self, officer: OfficerRef, content: Mapping[str, object]) -> Approval:
        """What another officer gives with their password: their yes to this and nothing else."""
        return Approval(officer, self.desk.now, digest_of(content))

    def change(
        self, kind: str, stay: int, by: OfficerRef | None, *, officer: OfficerRef | None = None, **how: Any
    ) -> date:
        """Extend, shorten or rebase, with the yes of `by`."""
        how = {"reason": "复核", **how}
        named = {"start" if name == "counted_from" else name: value for name, value in how.items()}
        version = self.version(stay)
        content = isolation.countersigned(kind, stay, version, **named)
        second = self.yes(by, content) if by is not None else None
        with self.desk.work(officer or self.keeper) as work:
            return getattr(isolation, kind)(work, stay, second=second, version=version, **how)

    def version(self, stay: int) -> int:
        return self.stay(stay).version


def build_site(desk: Desk) -> Site:
    """Two floors of single rooms, two shared rooms of four beds, and a room of those who work there."""
    with desk.work() as work:
        site = "学术交流中心"
        zones = {
            name: rooms.add_zone(work, site=site, name=name, kind=kind, single=single, part=part)
            for name, kind, single, part in (
                ("医学观察区", ZoneKind.OBSERVATION, True, "observed"),
                ("转运临时安置区", ZoneKind.TRANSFER, False, "observed"),
                ("生活区", ZoneKind.STANDBY, True, "living"),
            )
        }
        made = {
            code: _room(work, zones[zone], code, beds)
            for zone, code, beds in (
                ("医学观察区", "NH-EX2-101", 1),
                ("医学观察区", "NH-EX2-102", 1),
                ("医学观察区", "NH-EX2-201", 1),
                ("转运临时安置区", "MG1-101", 2),
                ("转运临时安置区", "MG1-102", 2),
                ("生活区", "NH-EX1-101", 1),
            )
        }
        people = {
            name: add_person(
                work,
                name,
                id_kind="resident",
                id_number=id_number("19800101", n),
                born_on=date(2012, 4, 18) if name == "汤宸宥" else date(1980, 1, 1),
            )
            for n, name in enumerate(PEOPLE, start=1)
        }
        return Site(
            desk=desk,
            zones=zones,
            rooms=made,
            people=people,
            leader=add_officer(work, "岳启明", Role.LEADER),
            chief=add_officer(work, "戚望舒", Role.CHIEF),
            other_chief=add_officer(work, "卢远岑", Role.CHIEF),
            keeper=add_officer(work, "陶墨", Role.SITE),
            second=add_officer(work, "唐可", Role.SITE),
        )


def _room(work: Work, zone: int, code: str, beds: int) -> int:
    name = code.rpartition("-")[2]
    building = code.removesuffix(f"-{name}")
    return rooms.add_room(
        work, zone=zone, code=code, building=building, floor=int(name[0]), name=name, beds=beds
    )


@pytest.fixture
def site(filled: Filled) -> Site:
    """An office on each engine with such a site."""
    desk, made = filled(build_site)
    return replace(made, desk=desk)


def forward(site: Site, at: datetime) -> None:
    """Let it be that time."""
    site.desk.clock.at = at  # type: ignore[attr-defined]


def rounds(site: Site, room: str) -> list[str]:
    """The states of the rounds that a room was owed, oldest first."""
    with site.desk.read() as read:
        query = select(Round.state).where(Round.room_id == site.rooms[room]).order_by(Round.id)
        return list(read.session.scalars(query))


def waived(site: Site, stay: int, why: str, by: OfficerRef) -> Approval:
    """A leader's yes to a release without what is missing now."""
    with site.desk.read() as read:
        missing = [one for one in isolation.conditions(read, stay) if not one.met]
    return site.yes(by, isolation.overridden(stay, site.version(stay), missing, why))
