"""Decisions that take two: the yes of another officer holds for exactly this act, now, and never for the own one (check S-13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Officer, StayTest
from db.vocabulary import StayState
from duty_desk import audit, isolation
from duty_desk.errors import InputError, Refusal
from tests.duty_desk.isolation.conftest import Site, forward
from tests.duty_desk.isolation.test_stays import release, take_all

DUE = date(2020, 3, 16)


@pytest.mark.parametrize("approver", ["second", None])
def test_nobody_changes_days_alone(site: Site, approver: str | None) -> None:
    stay = site.admitted()
    with pytest.raises(InputError) as wrong:
        site.change("extend", stay, getattr(site, approver) if approver else None, days=3)
    assert wrong.value.field == "second"
    assert site.stay(stay).due_on == DUE


def test_a_chief_does_not_approve_the_own_decision(site: Site) -> None:
    stay = site.admitted()
    with pytest.raises(Refusal, match="same_person"):
        site.change("extend", stay, site.chief, officer=site.chief, days=1)
    assert site.stay(stay).due_on == DUE


@pytest.mark.parametrize(
    "other",
    [
        {"days": 4},
        {"reason": "另一个原因"},
        {"stay": 1000},
        {"version": 99},
        {"kind": "shorten"},
    ],
)
def test_a_yes_to_something_else_changes_no_days(site: Site, other: dict[str, Any]) -> None:
    stay = site.admitted()
    asked = {"kind": "extend", "stay": stay, "version": site.version(stay), "days": 3, "reason": "复核"}
    second = site.yes(site.leader, isolation.countersigned(**{**asked, **other}))
    with pytest.raises(Refusal, match="approval_void"), site.desk.work(site.keeper) as work:
        isolation.extend(work, stay, days=3, reason="复核", second=second, version=site.version(stay))
    assert site.stay(stay).due_on == DUE


def test_a_yes_is_good_once_and_not_for_long(site: Site) -> None:
    stay = site.admitted()
    before = site.version(stay)
    second = site.yes(site.leader, isolation.countersigned("extend", stay, before, days=1, reason="复核"))
    forward(site, site.desk.now + timedelta(minutes=11))
    with pytest.raises(Refusal, match="approval_old"), site.desk.work(site.keeper) as work:
        isolation.extend(work, stay, days=1, reason="复核", second=second, version=before)
    site.change("extend", stay, site.leader, days=1)
    again = site.yes(site.leader, isolation.countersigned("extend", stay, before, days=1, reason="复核"))
    with pytest.raises(Refusal, match="approval_void"), site.desk.work(site.keeper) as work:
        isolation.extend(work, stay, days=1, reason="复核", second=again, version=site.version(stay))
    assert site.stay(stay).due_on == DUE + timedelta(days=1)


def test_where_nobody_else_may_whoever_may_decides_alone(site: Site) -> None:
    stay = site.admitted()
    with site.desk.work() as work:
        query = select(Officer).where(Officer.role.in_(["leader", "chief", "administrator"]))
        for one in work.session.scalars(query):
            one.is_active = one.id == site.chief.id
        audit.record(work, action="officer.change")
    site.change("extend", stay, None, officer=site.chief, days=1)
    assert site.stay(stay).due_on == DUE + timedelta(days=1)
    with pytest.raises(InputError, match="approver_missing"):
        site.change("extend", stay, None, days=1)


def test_a_leader_waives_what_was_missing_then_and_nothing_more(site: Site) -> None:
    stay = site.admitted()
    forward(site, datetime(2020, 3, 16, 9, 30))
    take_all(site, stay)
    with site.desk.work() as work:
        work.session.add(StayTest(stay_id=stay, due_on=date(2020, 3, 12), result="positive"))
        audit.record(work, action="reading.record", subject=("stay", stay))
    with site.desk.read() as read:
        missing = [one for one in isolation.conditions(read, stay) if not one.met]
    assert [one.key for one in missing] == ["tests"]
    # By the evening a temperature is missing too.
    forward(site, datetime(2020, 3, 16, 18))
    second = site.yes(site.leader, isolation.overridden(stay, site.version(stay), missing, "复核"))
    with pytest.raises(Refusal, match="approval_void"):
        release(site, stay, override="复核", second=second)
    assert site.stay(stay).state is StayState.ADMITTED
