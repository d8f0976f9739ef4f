"""Morning checks: written once a day and slot, normal by the limits of that day, missing by name (product rules P5, R2)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from db.models import CrewJob, CrewMember, HealthCheck
from db.vocabulary import CheckSlot, CrewDecision, Role
from duty_desk import audit, policy, screening
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError
from duty_desk.work import OfficerRef
from tests.duty_desk.passes.conftest import add_person

DAY = date(2020, 3, 6)


@pytest.fixture
def crew(desk: Desk) -> tuple[Desk, int, list[int]]:
    with desk.work() as work:
        job = CrewJob(
            company="岭上建工",
            project="食堂改造",
            place="桃苑餐厅",
            leader="黄新岑",
            starts_on=date(2020, 3, 1),
            ends_on=date(2020, 4, 1),
            created_at=work.at,
            pledge_signed=True,
        )
        work.session.add(job)
        work.session.flush()
        people = [add_person(work, name) for name in ("黄新岑", "周禾澍", "范锟")]
        for person, decision in zip(
            people, (CrewDecision.ADMITTED, CrewDecision.ADMITTED, CrewDecision.REFUSED), strict=True
        ):
            work.session.add(
                CrewMember(job_id=job.id, person_id=person, decision=decision.value, documents=[])
            )
        return desk, job.id, people


def test_a_check_is_written_and_corrected(crew: tuple[Desk, int, list[int]]) -> None:
    desk, job, people = crew
    with desk.work() as work:
        first = screening.record_check(work, person=people[0], temperature=37.5)
        again = screening.record_check(work, person=people[0], temperature=37.5, retest=36.6)
        noon = screening.record_check(work, person=people[0], slot=CheckSlot.NOON, temperature=36.4)
        assert first == again != noon
    with desk.read() as read:
        row = read.session.get_one(HealthCheck, first)
        assert (row.normal, row.retest, row.job_id) == (True, 36.6, job)
        assert read.session.scalar(select(func.count()).select_from(HealthCheck)) == 2
        entry = audit.history(read, "person", people[0])[0]
        assert entry.action == "check.record"
        assert "37.5" not in str(entry.after)


@pytest.mark.parametrize(
    ("temperature", "retest", "symptoms", "normal"),
    [
        (36.5, None, (), True),
        (37.2, None, (), True),
        (37.3, None, (), False),
        (35.0, None, (), True),
        (34.9, None, (), False),
        (34.9, 36.0, (), True),
        (37.5, 37.3, (), False),
        (36.5, None, ("咳嗽",), False),
        (None, None, (), False),
    ],
)
def test_normal(
    sqlite_desk: Desk,
    temperature: float | None,
    retest: float | None,
    symptoms: tuple[str, ...],
    normal: bool,
) -> None:
    with sqlite_desk.read() as read:
        assert screening.is_normal(read, temperature, retest, symptoms, DAY) is normal


def test_the_limit_is_that_of_the_day(desk: Desk) -> None:
    with desk.work() as work:
        policy.set_value(work, key="temp.abnormal", value=37.0, starts_on=date(2020, 3, 8), source="通知")
        assert screening.is_normal(work, 37.1, None, (), date(2020, 3, 7))
        assert not screening.is_normal(work, 37.1, None, (), date(2020, 3, 8))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"temperature": None}, "temperature"),
        ({"temperature": 365}, "temperature"),
        ({"temperature": 36.5, "retest": 20}, "retest"),
        ({"temperature": 36.5, "excused": True}, "temperature"),
        ({"temperature": 36.5, "day": date(2020, 3, 7)}, "day"),
    ],
)
def test_what_is_wrong_is_told_at_the_field(
    crew: tuple[Desk, int, list[int]], form: dict[str, object], field: str
) -> None:
    desk, _, people = crew
    with pytest.raises(InputError) as caught, desk.work() as work:
        screening.record_check(work, person=people[0], **form)  # pyright: ignore[reportArgumentType]
    assert caught.value.field == field


def test_everybody_admitted_is_listed_those_missing_first(crew: tuple[Desk, int, list[int]]) -> None:
    desk, job, people = crew
    with desk.work() as work:
        screening.record_check(work, person=people[0], temperature=37.4)
    with desk.read() as read:
        rows = screening.list_checks(read, job, DAY)
        assert [(row.name, row.state) for row in rows] == [("周禾澍", "missing"), ("黄新岑", "abnormal")]
    with desk.work() as work:
        screening.record_check(work, person=people[1], excused=True)
    with desk.read() as read:
        states = {row.name: row.state for row in screening.list_checks(read, job, DAY)}
        assert states == {"周禾澍": "excused", "黄新岑": "abnormal"}


def test_the_gate_asks_for_today_and_for_days_the_crew_worked(crew: tuple[Desk, int, list[int]]) -> None:
    desk, job, people = crew
    first, second, _ = people

    def state(person: int, day: date, **more: int) -> str:
        with desk.read() as read:
            return screening.crew_check(read, person, job, day, **more).state  # pyright: ignore[reportArgumentType]

    assert state(first, DAY) == "missing"
    with desk.work() as work:
        screening.record_check(work, person=first, temperature=36.5)
        screening.record_check(work, person=second, temperature=36.5)
        screening.record_check(work, person=first, day=date(2020, 3, 5), temperature=36.5)
    assert state(first, DAY) == "normal"
    assert state(second, DAY) == "missed"
    assert state(second, DAY, back=0) == "normal"
    with desk.work() as work:
        screening.record_check(work, person=second, day=date(2020, 3, 5), excused=True)
    assert state(second, DAY) == "normal"


def test_who_may_write_checks(sqlite_desk: Desk) -> None:
    for role, allowed in ((Role.GATE, True), (Role.CHIEF, True), (Role.KEEPER, False), (Role.LEADER, False)):
        with sqlite_desk.work() as work:
            person = add_person(work, f"某{role.value}")
        if allowed:
            with sqlite_desk.work(OfficerRef(None, "x", role)) as work:
                screening.record_check(work, person=person, temperature=36.5)
        else:
            with pytest.raises(Denied), sqlite_desk.work(OfficerRef(None, "x", role)) as work:
                screening.record_check(work, person=person, temperature=36.5)
