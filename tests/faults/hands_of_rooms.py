"""Isolation and disinfection: let in, measured, let out, rooms given back; areas wiped and looked at by another."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from db.models import DisinfectionRecord, Person, Room, Stay
from db.vocabulary import ReadingSlot
from duty_desk import disinfection, isolation
from duty_desk.isolation import readings
from duty_desk.work import Work
from tests.faults.hands import Hands, Rows


def let_in(hands: Hands) -> Rows:
    """Reported, assessed, approved, told and in a room; whoever is under way already goes on from there."""
    site, leader = hands.by("岳启明"), hands.by("马文涛")
    here = select(Stay.person_id).where(Stay.state.in_(("requested", "assessed", "approved", "admitted")))
    free = hands.all(select(Room.id).where(Room.state == "free"))
    guests = hands.all(select(Person.id).where(Person.name.startswith("客"), Person.id.not_in(here)))
    if not free:
        return wipe(hands)
    if not guests:
        return let_out(hands) or give_up(hands)
    with hands.desk.work(site) as work:
        stay = isolation.request(
            work,
            person=hands.chance.choice(guests),
            origin="student",
            category="close_contact",
            reason="与确诊病例同车",
            exposure_on=work.at.date() - timedelta(days=4),
        )
    with hands.desk.work(site) as work:
        isolation.assess(
            work, stay, by="方医生", text="可集中观察", suitable=True, version=_version(work, stay)
        )
    with hands.desk.work(leader) as work:
        isolation.approve(work, stay, version=_version(work, stay))
    with hands.desk.work(site) as work:
        isolation.sign_notice(work, stay, at=work.at, version=_version(work, stay))
    with hands.desk.work(site) as work:
        isolation.admit(
            work, stay, room=hands.chance.choice(free), kit=("体温计",), version=_version(work, stay)
        )
    return [("stay", stay)]


def measure(hands: Hands) -> Rows:
    """A temperature beside the two of the day."""
    inside = hands.all(select(Stay.id).where(Stay.state == "admitted"))
    if not inside:
        return let_in(hands)
    with hands.desk.work(hands.by("岳启明")) as work:
        done = readings.record_reading(
            work,
            stay=hands.chance.choice(inside),
            day=work.at.date(),
            slot=ReadingSlot.EXTRA,
            temperature=36.5,
        )
    return [("reading", done.reading)]


def let_out(hands: Hands) -> Rows:
    """To a hospital, which waits for no conditions; the room is owed a round from here on."""
    inside = hands.all(select(Stay.id).where(Stay.state == "admitted"))
    if not inside:
        return []
    stay = hands.chance.choice(inside)
    with hands.desk.work(hands.by("岳启明")) as work:
        isolation.refer(work, stay, place="市定点医院", version=_version(work, stay))
    return [("stay", stay)]


def give_up(hands: Hands) -> Rows:
    """One who was reported and never came: the program was killed on the way."""
    stay = hands.all(select(Stay.id).where(Stay.state.in_(("requested", "assessed", "approved"))))[0]
    with hands.desk.work(hands.by("岳启明")) as work:
        isolation.withdraw(work, stay, reason="未来", version=_version(work, stay))
    return [("stay", stay)]


def wipe(hands: Hands) -> Rows:
    with hands.desk.work(hands.by("唐星烁")) as work:
        made = disinfection.record(
            work,
            area=hands.chance.choice(list(hands.areas.values())),
            started_at=work.at - timedelta(minutes=40),
            ended_at=work.at,
            method="wipe",
            agent="chlorine",
            strength=Decimal(500),
            done_by="沈岑",
            reason="加做一次",
        )
    return [("disinfection_record", made.id)]


def accept(hands: Hands) -> Rows:
    waiting = hands.all(
        select(DisinfectionRecord.id).where(
            DisinfectionRecord.checker_id.is_(None), DisinfectionRecord.area_id.is_not(None)
        )
    )
    if not waiting:
        return wipe(hands)
    record = hands.chance.choice(waiting)
    with hands.desk.work(hands.by("卢远岑")) as work:
        disinfection.accept(work, record, verdict="passed")
    return [("disinfection_record", record)]


def _version(work: Work, stay: int) -> int:
    return isolation.get_stay(work, stay).version


ISOLATION = (let_in, let_in, measure, measure, let_out)
DISINFECTION = (wipe, wipe, accept)
