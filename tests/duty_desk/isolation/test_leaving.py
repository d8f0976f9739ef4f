"""Somebody is gone without a release: the stay ends, the room is cleaned, gates refuse without an end, an incident is open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Incident, IncidentPerson, Restriction
from db.vocabulary import Ending, IncidentKind, RoomState, StayState
from duty_desk import incidents, isolation
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.people import restrictions
from tests.duty_desk.isolation.conftest import Site, forward, rounds


def leave(site: Site, stay: int, **more: object) -> int:
    values = {
        "found_by": "夜班 方医生",
        "reason": "查房时不在，窗户开着",
        "version": site.version(stay),
        **more,
    }
    with site.desk.work(site.keeper) as work:
        return isolation.leave(work, stay, **values)  # type: ignore[arg-type]


def kept(site: Site, person: int) -> list[date | None]:
    """The ends of what keeps somebody in now."""
    with site.desk.read() as read:
        query = select(Restriction.ends_on).where(
            Restriction.person_id == person, Restriction.lifted_at.is_(None)
        )
        return list(read.session.scalars(query))


def test_the_stay_ends_and_the_restriction_does_not(site: Site) -> None:
    stay = site.admitted()
    since = site.desk.now
    forward(site, since + timedelta(hours=3))
    incident = leave(site, stay, at=since + timedelta(hours=1), place="家属区")
    row = site.stay(stay)
    assert (row.state, row.ending, row.ending_place) == (StayState.ENDED, Ending.LEFT, "家属区")
    assert row.ended_at == since + timedelta(hours=1)
    assert row.ending_note == "夜班 方医生: 查房时不在，窗户开着"
    assert row.release_number is None
    assert site.room("NH-EX2-101").state is RoomState.TO_CLEAN
    assert rounds(site, "NH-EX2-101") == ["open"]
    assert kept(site, row.person_id) == [None], "nobody gets out by waiting"
    with site.desk.read() as read:
        found = read.session.get_one(Incident, incident)
        people = list(read.session.scalars(select(IncidentPerson.person_id)))
        assert restrictions.active(read, [row.person_id], datetime(2020, 9, 1))
    assert (found.kind, found.source_kind, found.source_id) == (IncidentKind.SECURITY.value, "stay", stay)
    assert "方医生" not in found.title
    assert people == [row.person_id]


def test_who_comes_back_is_kept_in_by_the_new_stay(site: Site) -> None:
    stay = site.admitted()
    leave(site, stay)
    forward(site, site.desk.now + timedelta(hours=5))
    again = site.admitted(room="NH-EX2-102", exposure_on=date(2020, 3, 3))
    person = site.stay(stay).person_id
    assert kept(site, person) == [site.stay(again).due_on]


def test_who_noticed_it_and_what_is_known_are_asked(site: Site) -> None:
    stay = site.admitted()
    for field, value in (("found_by", " "), ("reason", ""), ("at", site.desk.now + timedelta(minutes=5))):
        with pytest.raises(InputError) as wrong:
            leave(site, stay, **{field: value})
        assert wrong.value.field == field
    with pytest.raises(StaleError):
        leave(site, stay, version=99)
    with pytest.raises(Denied), site.desk.work(site.leader) as work:
        isolation.leave(work, stay, found_by="x", reason="y", version=site.version(stay))
    leave(site, stay)
    with pytest.raises(Refusal):
        leave(site, stay)


def test_it_is_an_open_incident_to_everybody(site: Site) -> None:
    incident = leave(site, site.admitted())
    with site.desk.read(site.keeper) as read:
        (row,) = incidents.list_incidents(read)
    assert (row.id, row.place) == (incident, "NH-EX2 101")
