"""The duty log: numbered, followed up, struck out but never gone, and one page for each shift."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from db.models import AuditEntry, LogEntry
from db.vocabulary import LogKind, Role, Shift
from duty_desk import duty, ledger, policy
from duty_desk.desk import Desk
from duty_desk.duty import LOG, LogRow, papers_log
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.ledger import Request
from duty_desk.work import OfficerRef
from tests.conftest import Clock, on_sqlite

NOON = datetime(2020, 3, 6, 12)


def write(desk: Desk, text: str = "南湖东大门道闸落不下来", **more: Any) -> int:
    with desk.work() as work:
        return duty.write(work, **({"kind": LogKind.CALL, "text": text} | more))


def entry(desk: Desk, key: int) -> LogRow:
    with desk.read() as read:
        return duty.get_entry(read, key)


def shown(desk: Desk, **filters: Any) -> list[str]:
    with desk.read() as read:
        return [row.text for row in ledger.page(LOG, read, Request(filters=filters)).rows]


def test_entries_are_numbered_in_their_order(desk: Desk) -> None:
    first = write(desk, from_whom="图书馆 岑老师", phone="６０３３", handling="已告知保卫处")
    with pytest.raises(InputError):
        write(desk, " ")
    second = write(desk, "二食堂来电")
    assert [entry(desk, key).number for key in (first, second)] == [
        "记字〔2020〕第0001号",
        "记字〔2020〕第0002号",
    ]
    row = entry(desk, first)
    assert (row.at, row.phone, row.from_whom, row.officer) == (NOON, "6033", "图书馆 岑老师", "周敏")
    assert row.state == "noted"


def test_what_must_be_followed_up_waits_until_it_is_done(desk: Desk, clock: Clock) -> None:
    key = write(desk, due_at=datetime(2020, 3, 6, 17))
    assert (entry(desk, key).state, entry(desk, key).responsible) == ("open", "周敏")
    clock.at = datetime(2020, 3, 6, 17, 1)
    assert entry(desk, key).state == "overdue"
    assert shown(desk, state="overdue") == shown(desk, state="waiting") == ["南湖东大门道闸落不下来"]
    with desk.work() as work:
        duty.finish(work, key, note="保卫处已派人", version=1)
    done = entry(desk, key)
    assert (done.state, done.done_by, done.done_note) == ("done", "周敏", "保卫处已派人")
    assert shown(desk, state="waiting") == []
    with pytest.raises(Refusal), desk.work() as work:
        duty.finish(work, key)
    with desk.work() as work:
        duty.reopen(work, key)
    with desk.work() as work:
        duty.postpone(work, key, due_at=datetime(2020, 3, 7, 9), responsible="常大伟")
    later = entry(desk, key)
    assert (later.state, later.responsible) == ("open", "常大伟")


def test_what_is_struck_out_stays_to_be_read(desk: Desk) -> None:
    key = write(desk, due_at=datetime(2020, 3, 6, 17))
    with pytest.raises(InputError), desk.work() as work:
        duty.strike(work, key, reason=" ")
    with desk.work() as work:
        duty.strike(work, key, reason="与上一条重复")
    row = entry(desk, key)
    assert (row.state, row.text, row.struck_by) == ("struck", "南湖东大门道闸落不下来", "周敏")
    assert shown(desk) == shown(desk, state="struck") == ["南湖东大门道闸落不下来"]
    assert shown(desk, state="waiting") == []
    for act in (
        lambda work: duty.strike(work, key, reason="再划一次"),
        lambda work: duty.finish(work, key),
    ):
        with pytest.raises(Refusal, match="struck"), desk.work() as work:
            act(work)
    with desk.read() as read:
        acts = [row.action for row in read.session.query(AuditEntry).filter_by(subject_kind="log_entry")]
    assert acts == ["log.write", "log.strike"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": ""}, "text"),
        ({"responsible": "常大伟"}, "due_at"),
        ({"due_at": datetime(2020, 3, 6, 11)}, "due_at"),
        ({"at": datetime(2020, 3, 6, 13)}, "at"),
        ({"phone": "看门岗"}, "phone"),
    ],
)
def test_what_is_missing_or_cannot_be(sqlite_desk: Desk, more: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        write(sqlite_desk, **more)
    assert refused.value.field == field
    assert shown(sqlite_desk) == []


def test_a_changed_entry_is_not_changed_again_unseen(sqlite_desk: Desk) -> None:
    key = write(sqlite_desk, due_at=datetime(2020, 3, 6, 17))
    with sqlite_desk.work() as work:
        duty.postpone(work, key, due_at=datetime(2020, 3, 6, 18))
    with pytest.raises(StaleError), sqlite_desk.work() as work:
        duty.finish(work, key, version=1)


def test_who_only_reads_writes_nothing(sqlite_desk: Desk) -> None:
    sqlite_desk.officer = OfficerRef(sqlite_desk.officer.id, "马文涛", Role.LEADER)
    with pytest.raises(Denied):
        write(sqlite_desk)


def test_a_call_stands_with_the_record_it_is_about(sqlite_desk: Desk) -> None:
    write(sqlite_desk, "催报土木学院", subject=("unit", 7))
    write(sqlite_desk, "其他")
    with sqlite_desk.read() as read:
        assert [row.text for row in duty.list_of_subject(read, ("unit", 7))] == ["催报土木学院"]
        assert duty.list_of_subject(read, ("unit", 8)) == ()


def test_shifts_meet_at_their_hours_and_over_midnight(sqlite_desk: Desk) -> None:
    with sqlite_desk.read() as read:
        for at, day, shift in (
            (datetime(2020, 3, 6, 7, 59), 5, Shift.NIGHT),
            (datetime(2020, 3, 6, 8), 6, Shift.DAY),
            (datetime(2020, 3, 6, 17, 59), 6, Shift.DAY),
            (datetime(2020, 3, 6, 18), 6, Shift.NIGHT),
            (datetime(2020, 3, 7, 0, 30), 6, Shift.NIGHT),
        ):
            span = duty.span_at(read, at)
            assert (span.day.day, span.shift) == (day, shift)
        assert duty.next_span(read, span) == duty.span_of(read, date(2020, 3, 7), Shift.DAY)
        assert duty.last_span(read, span) == duty.span_of(read, date(2020, 3, 6), Shift.DAY)
    with sqlite_desk.work() as work:
        # From the next day on one shift of 24 hours: the night is empty.
        policy.set_value(work, key="duty.day_until", value="08:00", starts_on=date(2020, 3, 7), source="通知")
    with sqlite_desk.read() as read:
        late = duty.span_at(read, datetime(2020, 3, 8, 3))
    assert (late.shift, late.start, late.end) == (
        Shift.DAY,
        datetime(2020, 3, 7, 8),
        datetime(2020, 3, 8, 8),
    )


@on_sqlite
def test_the_page_of_a_shift_has_all_of_it_with_lines_to_sign(filled: Any) -> None:
    desk, _ = filled(lambda desk: None)
    write(desk, "夜里停电", at=datetime(2020, 3, 6, 2))
    write(
        desk,
        handling="保卫处已派人",
        from_whom="东大门岗",
        phone="19900002345",
        due_at=datetime(2020, 3, 6, 17),
    )
    struck = write(desk, "登记错的一条")
    with desk.work() as work:
        duty.strike(work, struck, reason="记错对象")
    target = BytesIO()
    with desk.work() as work:
        printed = papers_log.print_page(work, target, duty.span_at(work, NOON))
    text = pypdfium2.PdfDocument(BytesIO(target.getvalue()))[0].get_textpage().get_text_range()
    assert printed.rows == 2
    for said in (
        "值班记录",
        "白班",
        "0002",
        "南湖东大门道闸落不下来",
        "保卫处已派人",
        "已划去：记错对象",
        "接班人员",
    ):
        assert said in text
    assert "夜里停电" not in text
    assert "19900002345" not in text
    with desk.read() as read:
        assert read.session.query(LogEntry).count() == 3
        assert read.session.query(AuditEntry).filter_by(action="log.print").count() == 1
