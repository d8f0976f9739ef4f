"""A scan at the gate: let pass and logged at once, counted once, in and out in turn."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from db.models import AuditEntry, CrewJob, Crossing, Person, Refusal
from db.vocabulary import PassKind, Role
from duty_desk import audit, passes, screening
from duty_desk.errors import Denied, InputError
from duty_desk.gate import Attempt, Direction, Exemption, Reason, Sound, Word, look, scan
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go, issue
from tests.duty_desk.passes.conftest import add_person


def test_a_good_pass_is_green_and_logged_at_once(office: Office) -> None:
    issued = issue(office)
    verdict = go(office, issued.token)
    assert (verdict.word, verdict.reason, verdict.headline) == (Word.GO, Reason.OK, "已登记")
    assert verdict.sound is Sound.ENTER
    assert verdict.card is not None
    assert (verdict.card.name, verdict.card.document) == ("任晓慧", "**************4216")
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, verdict.crossing_id)
        assert (row.pass_id, row.person_id, row.direction, row.temperature, row.origin) == (
            issued.id,
            office.person,
            "in",
            36.5,
            "scan",
        )
        assert read.session.scalar(select(func.count()).select_from(Refusal)) == 0
        (entry,) = audit.history(read, "crossing", row.id)
        assert (entry.action, entry.officer_name) == ("gate.pass", "段知衡")
        assert audit.verify(read).broken_at is None


@pytest.mark.parametrize(
    ("born_on", "child"), [(date(2006, 3, 7), True), (date(2006, 3, 6), False), (None, False)]
)
def test_the_card_says_who_is_under_fourteen(office: Office, born_on: date | None, child: bool) -> None:
    """Acceptance check S-56: thirteen until the birthday, by the register."""
    issued = issue(office)
    with office.desk.work(office.chief) as work:
        work.session.get_one(Person, office.person).born_on = born_on
    verdict = go(office, issued.token)
    assert verdict.card is not None
    assert verdict.card.child is child


def test_looking_writes_nothing_and_is_never_green(office: Office) -> None:
    issued = issue(office)
    with office.desk.read() as read:
        verdict = look(read, Attempt(office.east, issued.token, temperature=36.5))
        assert (verdict.word, verdict.reason, verdict.crossing_id) == (Word.READY, Reason.OK, None)
        assert look(read, Attempt(office.east, "x" * 50)).word is Word.STOP
        for table in (Crossing, Refusal):
            assert read.session.scalar(select(func.count()).select_from(table)) == 0


def test_without_a_reading_the_gate_asks_for_one(office: Office) -> None:
    issued = issue(office)
    asked = go(office, issued.token, temperature=None)
    assert (asked.word, asked.crossing_id, asked.asks_temperature) == (Word.MEASURE, None, True)
    verdict = go(office, subject=asked.subject, temperature="36.4")
    assert verdict.word is Word.GO


def test_nothing_is_asked_on_the_way_out_or_when_refused(office: Office) -> None:
    issued = issue(office)
    out = go(office, issued.token, direction=Direction.OUT, temperature=None)
    assert (out.word, out.sound) == (Word.GO, Sound.EXIT)
    assert (
        go(office, issue(office, gates=[office.south], another=True).token, temperature=None).word
        is Word.STOP
    )


def test_a_scanner_that_triggers_twice_counts_once(office: Office, clock: Clock) -> None:
    issued = issue(office)
    first = go(office, issued.token)
    clock.forward(seconds=3)
    again = go(office, issued.token, temperature=None)
    assert (again.word, again.crossing_id, again.repeated, again.direction) == (
        Word.GO,
        first.crossing_id,
        True,
        Direction.IN,
    )
    assert again.detail == "重复扫描，只记一次"
    with office.desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(Crossing)) == 1
    clock.forward(seconds=1)
    out = go(office, issued.token, temperature=None)
    assert (out.word, out.direction, out.repeated) == (Word.GO, Direction.OUT, False)


def test_the_way_out_follows_the_way_in(office: Office, clock: Clock) -> None:
    issued = issue(office)
    directions: list[str] = []
    for _ in range(4):
        verdict = go(office, issued.token)
        directions.append(verdict.direction.value)
        clock.forward(minutes=10)
    assert directions == ["in", "out", "in", "out"]


def test_two_passes_of_one_person_are_one_person(office: Office, clock: Clock) -> None:
    first, second = issue(office), issue(office, another=True)
    assert go(office, first.token).word is Word.GO
    clock.forward(minutes=1)
    assert go(office, second.token, direction=Direction.IN).reason is Reason.INSIDE


def test_a_single_entry_opens_once(office: Office, clock: Clock) -> None:
    issued = issue(office, entries=1)
    assert go(office, issued.token).word is Word.GO
    clock.forward(minutes=10)
    assert go(office, issued.token).direction is Direction.OUT
    clock.forward(minutes=10)
    again = go(office, issued.token)
    assert (again.reason, again.detail) == (Reason.ENTRIES_USED, "共 1 次，已用 1 次")


def test_a_pass_made_void_is_refused_however_quickly_it_comes_again(office: Office) -> None:
    issued = issue(office)
    assert go(office, issued.token).word is Word.GO
    with office.desk.work(office.chief) as work:
        passes.void(work, issued.id, reason="写错")
    assert go(office, issued.token, temperature=None).reason is Reason.VOIDED


# --- households ---


def test_the_household_allowance(office: Office, clock: Clock) -> None:
    with office.desk.work() as work:
        other = add_person(work, "欧阳海", household_id=office.household, phone="19900002047")
    first = go(office, "欧阳珺", purpose="采购", confirmed=frozenset({Reason.MANUAL}))
    assert (first.word, first.direction) == (Word.GO, Direction.OUT)
    clock.forward(hours=1)
    second = go(office, "欧阳海", confirmed=frozenset({Reason.MANUAL}))
    assert (second.reason, second.headline) == (Reason.QUOTA, "本户外出额度已用")
    assert second.detail == "3月6日 12:00 已有 1 人外出"
    assert second.next_step.startswith("下次可外出 3月8日 00:00 起")
    back = go(office, "欧阳珺", confirmed=frozenset({Reason.MANUAL}))
    assert (back.word, back.direction) == (Word.GO, Direction.IN)
    exempt = go(
        office,
        subject=second.subject,
        direction=Direction.OUT,
        confirmed=frozenset({Reason.MANUAL}),
        exemption=Exemption("care", office.leader.id or 0, "门诊预约单"),
    )
    assert (exempt.word, exempt.reason) == (Word.GO, Reason.EXEMPT)
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, exempt.crossing_id)
        assert (row.person_id, row.exempt, row.reason_code, row.approver_id, row.note) == (
            other,
            True,
            "care",
            office.leader.id,
            "门诊预约单",
        )


def test_an_exemption_needs_a_reason_of_the_list_and_somebody_else(office: Office) -> None:
    def attempt(reason: str, approver: int | None) -> None:
        go(
            office,
            "欧阳珺",
            confirmed=frozenset({Reason.MANUAL}),
            exemption=Exemption(reason, approver or 0),
        )

    for reason, approver, field in (
        ("采购", office.leader.id, "reason"),
        ("care", office.guard.id, "approver"),
        ("care", None, "approver"),
    ):
        with pytest.raises(InputError) as caught:
            attempt(reason, approver)
        assert caught.value.field == field


# --- crews ---


@pytest.fixture
def crew(office: Office) -> tuple[str, int]:
    with office.desk.work() as work:
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
        job_id = job.id
    issued = issue(
        office,
        kind=PassKind.CREW,
        reason="construction",
        zone="桃苑餐厅",
        valid_from=datetime(2020, 3, 1),
        job=job_id,
    )
    return issued.token, job_id


def check(office: Office, day: date, temperature: float | None = 36.5, **more: object) -> None:
    with office.desk.work() as work:
        screening.record_check(work, person=office.person, day=day, temperature=temperature, **more)  # pyright: ignore[reportArgumentType]


def test_a_crew_comes_in_only_after_a_normal_check(office: Office, crew: tuple[str, int]) -> None:
    token, _ = crew
    refused = go(office, token)
    assert (refused.reason, refused.detail) == (Reason.NO_CHECK, "食堂改造　黄新岑")
    check(office, date(2020, 3, 6), 37.5)
    assert go(office, token).reason is Reason.BAD_CHECK
    check(office, date(2020, 3, 6), 36.5, symptoms=["咳嗽"])
    assert go(office, token).reason is Reason.BAD_CHECK
    check(office, date(2020, 3, 6), 37.5, retest=36.6)
    assert go(office, token).word is Word.GO


def test_a_day_missed_counts_against_the_next(office: Office, crew: tuple[str, int]) -> None:
    token, job = crew
    check(office, date(2020, 3, 6))
    with office.desk.work() as work:
        other = add_person(work, "同队人")
        screening.record_check(work, person=other, day=date(2020, 3, 5), temperature=36.4)
        from db.models import HealthCheck

        for row in work.session.scalars(select(HealthCheck)):
            row.job_id = job
    refused = go(office, token)
    assert (refused.reason, refused.headline) == (Reason.MISSED_CHECK, "3月5日漏晨检")
    check(office, date(2020, 3, 5), None, excused=True)
    assert go(office, token).word is Word.GO


def test_a_crew_at_another_gate_is_looked_at_first(office: Office, crew: tuple[str, int]) -> None:
    token, _ = crew
    check(office, date(2020, 3, 6))
    asked = go(office, token, gate=office.south)
    assert (asked.word, asked.reason, asked.detail) == (Word.CHECK, Reason.OUT_OF_ZONE, "登记区域：桃苑餐厅")
    assert asked.may_confirm
    verdict = go(office, token, gate=office.south, confirmed=frozenset({asked.reason}))
    assert verdict.word is Word.GO


# --- who may, what is typed ---


def test_only_the_gate_and_chiefs_work_it(office: Office) -> None:
    issued = issue(office)
    office.desk.officer = OfficerRef(None, "库管员", Role.KEEPER)
    with pytest.raises(Denied):
        scan(office.desk, Attempt(office.east, issued.token, temperature=36.5))


@pytest.mark.parametrize("typed", ["abc", "3 6.5", "nan", "inf"])
def test_a_reading_that_is_no_number_is_told_at_the_field(office: Office, typed: str) -> None:
    with pytest.raises(InputError) as caught:
        go(office, issue(office).token, temperature=typed)
    assert caught.value.field == "temperature"


def test_365_is_proposed_not_taken(office: Office) -> None:
    issued = issue(office)
    asked = go(office, issued.token, temperature="365")
    assert (asked.word, asked.reason, asked.headline, asked.suggestion) == (
        Word.AGAIN,
        Reason.SUGGESTED,
        "是 36.5 ℃ 吗",
        36.5,
    )
    assert go(office, issued.token, temperature=asked.suggestion).word is Word.GO
    assert go(office, issue(office, another=True).token, temperature="３６．５").fault is None


def test_denied_and_refused_attempts_enter_no_chain_of_passages(office: Office) -> None:
    go(office, "查无此人")
    with office.desk.read() as read:
        actions = read.session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("gate.%"))
        ).all()
    assert actions == []
