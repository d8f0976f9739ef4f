"""The desk: one transaction, all or nothing, and news of what was written."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from db.models import AuditEntry
from db.vocabulary import Role
from duty_desk import audit, numbering, policy, settings
from duty_desk.desk import EVERYTHING, Desk, campus_clock, open_desk
from duty_desk.errors import Denied, InputError
from duty_desk.work import OfficerRef, Read, Work
from tests.conftest import Clock


def test_numbers_are_gap_free_and_a_refused_act_leaves_no_gap(desk: Desk) -> None:
    with desk.work() as work:
        assert numbering.take(work, "pass.temporary").text == "通字〔2020〕第0001号"
    with pytest.raises(InputError), desk.work() as work:
        take_and_refuse(work)
    with desk.work() as work:
        assert [n.sequence for n in numbering.take_many(work, "pass.temporary", 3)] == [2, 3, 4]
        assert numbering.take(work, "pass.temporary", year=2021).text == "通字〔2021〕第0001号"


def take_and_refuse(work: Work) -> None:
    numbering.take(work, "pass.temporary")
    raise InputError("reason", "passes.error.reason_missing")


def change_and_refuse(work: Work) -> None:
    policy.set_value(work, key="pass.max_days", value=30, starts_on=work.at.date(), source="notice")
    assert policy.integer(work, "pass.max_days") == 30
    take_and_refuse(work)


def test_written_numbers_are_read_back_whatever_their_brackets(desk: Desk) -> None:
    with desk.read() as read:
        for text in ("通字〔2020〕第0012号", "通字[2020]第12号", " 通字（2020）第0012号 "):
            number = numbering.parse(read, "pass.temporary", text)
            assert number is not None
            assert number.text == "通字〔2020〕第0012号"
        assert numbering.parse(read, "pass.temporary", "课字〔2020〕第0012号") is None


def test_writers_are_announced_and_readers_are_not(desk: Desk) -> None:
    heard: list[frozenset[str]] = []
    desk.subscribe(heard.append)
    with desk.work() as work:
        settings.put(work, "office.phone", "6011")
    with desk.read() as read:
        assert settings.get(read, "office.phone") == "6011"
    assert heard == [frozenset({"setting", "audit_entry", "audit_head"})]


def test_a_unit_of_work_does_not_nest(desk: Desk) -> None:
    with desk.work(), pytest.raises(RuntimeError), desk.work():
        pass


def test_the_chain_is_whole_and_a_denial_is_in_it(desk: Desk) -> None:
    gate = OfficerRef(None, "gate", Role.GATE)
    with pytest.raises(Denied), desk.work(gate) as work:
        settings.put(work, "office.phone", "1")
    with desk.read() as read:
        result = audit.verify(read)
        assert result.broken_at is None
        assert settings.get(read, "office.phone") == "6010"
    assert result.entries >= 3


def test_policy_values_hold_from_their_date(desk: Desk) -> None:
    from datetime import date

    with desk.work() as work:
        policy.set_value(work, key="pass.max_days", value=7, starts_on=date(2020, 3, 10), source="通告第8号")
    with desk.read() as read:
        assert policy.integer(read, "pass.max_days") == 14
        assert policy.integer(read, "pass.max_days", date(2020, 3, 10)) == 7


def look(desk: Desk, heard: list[frozenset[str]]) -> None:
    """Look for news until something new is heard: a server delivers shortly after the other desk's commit, not with it."""
    before = len(heard)
    until = time.monotonic() + 10
    while len(heard) == before and time.monotonic() < until:
        desk.poll()


def another(desk: Desk, clock: Clock) -> Desk:
    """A second desk at the same office."""
    target = desk.folder if desk.path else desk.engine.url.render_as_string(hide_password=False)
    return open_desk(target, folder=desk.folder, clock=clock)


def write(desk: Desk, phone: str) -> None:
    with desk.work() as work:
        settings.put(work, "office.phone", phone)


def test_a_desk_hears_what_another_one_wrote_and_not_its_own(desk: Desk, clock: Clock) -> None:
    heard: list[frozenset[str]] = []
    desk.poll()
    write(desk, "6011")
    desk.subscribe(heard.append)
    desk.poll()
    desk.poll()
    assert heard == []
    with closing(another(desk, clock)) as other:
        write(other, "6012")
    look(desk, heard)
    assert heard == [EVERYTHING]
    desk.poll()
    assert heard == [EVERYTHING]


def test_what_another_desk_wrote_before_the_first_look_is_heard_too(desk: Desk, clock: Clock) -> None:
    heard: list[frozenset[str]] = []
    desk.subscribe(heard.append)
    with closing(another(desk, clock)) as other:
        write(other, "6012")
    desk.poll()
    assert heard == [EVERYTHING]


def test_a_reading_sees_one_moment_whatever_is_written_meanwhile(desk: Desk) -> None:
    with desk.read() as read:
        assert settings.get(read, "office.phone") == "6010"
        write(desk, "6011")
        assert settings.get(read, "office.phone") == "6010"


def test_a_clock_set_back_does_not_turn_back_the_office(desk: Desk, clock: Clock) -> None:
    """Acceptance check R-45."""
    write(desk, "6011")
    recorded = clock.at
    clock.forward(days=-1)
    assert desk.now == recorded
    assert desk.clock_is_behind
    with desk.work() as work:
        assert work.at == recorded
        assert numbering.take(work, "pass.temporary").year == recorded.year
    clock.at = recorded.replace(year=2000, month=1, day=1)
    other = another(desk, clock)
    assert other.now == recorded
    other.close()
    clock.at = recorded
    clock.forward(minutes=-5)
    assert not desk.clock_is_behind


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process is set so on POSIX only")
def test_a_pc_set_to_another_zone_prints_the_same_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check R-45: eight hours before Greenwich, whatever the PC believes."""
    try:
        for zone in ("America/New_York", "Pacific/Kiritimati"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            ahead = campus_clock() - datetime.now(UTC).replace(tzinfo=None)
            assert abs(ahead - timedelta(hours=8)) < timedelta(seconds=5)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_jump_back_over_new_year_keeps_the_year_of_the_numbers(desk: Desk, clock: Clock) -> None:
    clock.at = datetime(2021, 1, 1, 0, 5)
    with desk.work() as work:
        assert numbering.take(work, "pass.temporary").text == "通字〔2021〕第0001号"
        settings.put(work, "office.phone", "6011")
    clock.at = datetime(2020, 12, 31, 23, 55)
    with desk.work() as work:
        assert numbering.take(work, "pass.temporary").text == "通字〔2021〕第0002号"
        assert work.at == datetime(2021, 1, 1, 0, 5)


def test_an_administrator_takes_the_clock_for_right_again_and_says_why(desk: Desk, clock: Clock) -> None:
    """Acceptance check R-45: the office goes on by the clock, also at the other desks and after opening it again."""
    right = clock.at
    clock.forward(days=365)
    assert desk.clock_is_ahead
    write(desk, "6011")
    ahead, clock.at = clock.at, right
    assert desk.clock_is_behind
    with pytest.raises(InputError):
        desk.accept_clock(" ")
    with desk.read() as read:
        before = audit.verify(read).entries
    heard: list[frozenset[str]] = []
    desk.subscribe(heard.append)
    with closing(another(desk, clock)) as other:
        desk.accept_clock("电池没电")
        assert heard[-1] == EVERYTHING
        assert not desk.clock_is_behind
        assert desk.now == right
        write(other, "6012")
    with desk.read() as read:
        accepted, written = latest(read, 2)
        result = audit.verify(read)
    assert (accepted.action, accepted.reason) == ("clock.accept", "电池没电")
    assert accepted.before == {"at": ahead.isoformat()}
    assert accepted.after == {"at": right.isoformat()}
    assert (accepted.at, written.at) == (right, right)
    assert (result.entries, result.broken_at) == (before + 2, None)
    with closing(another(desk, clock)) as again:
        assert again.now == right


def latest(read: Read, count: int) -> list[audit.EntryRow]:
    """The last entries of the record in its own order."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(count)
    return [audit.row_of(entry) for entry in read.session.scalars(query)][::-1]


def test_only_an_administrator_takes_the_clock_for_right(desk: Desk, clock: Clock) -> None:
    write(desk, "6011")
    recorded = clock.at
    clock.forward(days=-1)
    desk.officer = OfficerRef(None, "gate", Role.GATE)
    with pytest.raises(Denied):
        desk.accept_clock("because")
    assert desk.now == recorded


def test_what_is_looked_up_once_is_asked_again_after_a_change(desk: Desk, clock: Clock) -> None:
    """Policy, gates and the like are kept between units of work: never longer than they hold, whoever changed them."""

    def days(one: Desk) -> int:
        with one.work() as work:
            return policy.integer(work, "pass.max_days")

    def set_days(one: Desk, number: int) -> None:
        with one.work() as work:
            policy.set_value(
                work, key="pass.max_days", value=number, starts_on=clock.at.date(), source="notice"
            )

    before = days(desk)
    set_days(desk, before + 1)
    assert days(desk) == before + 1
    with pytest.raises(InputError), desk.work() as work:
        change_and_refuse(work)
    assert days(desk) == before + 1
    other = open_desk(desk.path or desk.engine.url.render_as_string(False), folder=desk.folder, clock=clock)
    other.officer = desk.officer
    set_days(other, before + 2)
    other.close()
    assert days(desk) == before + 2


def test_who_cannot_wait_is_refused_soon_and_nobody_else_is(desk: Desk) -> None:
    ask = text("PRAGMA busy_timeout" if desk.path is not None else "SHOW lock_timeout")

    def patience(unit: Work | Read) -> str:
        return str(unit.session.scalar(ask))

    for _ in range(2):
        with desk.work(waits=False) as work, desk.read(waits=False) as read:
            assert {patience(work), patience(read)} <= {"1000", "1s"}
        # The same connections, in other hands.
        with desk.work() as work, desk.read() as read:
            assert {patience(work), patience(read)} <= {"5000", "5s"}
