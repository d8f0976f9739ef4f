"""An incident from the first line to its outcome; nothing in its timeline changes afterwards (product rule W5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.models import Receipt, Room, Stay, StockDocument, VehicleRun, Zone
from db.vocabulary import IncidentKind, IncidentState
from duty_desk import audit, incidents
from duty_desk.desk import Desk
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.incidents import papers
from duty_desk.paper import Line, Text
from duty_desk.paper.fonts import missing_characters
from duty_desk.work import Work
from tests.conftest import Clock
from tests.duty_desk.passes.conftest import add_person


def report(desk: Desk, **changes: object) -> int:
    values: dict[str, object] = {
        "kind": IncidentKind.SAFETY,
        "level": 3,
        "title": "锅炉房漏水",
        "place": "锅炉房",
        **changes,
    }
    with desk.work() as work:
        return incidents.report(work, **values)  # pyright: ignore[reportArgumentType]


def test_from_the_report_to_the_outcome(desk: Desk, clock: Clock) -> None:
    with desk.work() as work:
        person = add_person(work, "任晓慧")
    opened = report(desk, people=[person], names=["路过者甲"], text="18:05 发现")
    clock.forward(minutes=20)
    with desk.work() as work:
        incidents.add_entry(work, opened, kind="done", text="已关阀")
    with pytest.raises(InputError), desk.work() as work:
        incidents.close(work, opened, outcome=" ")
    with desk.work() as work:
        incidents.close(work, opened, outcome="修复，恢复供暖")
    with desk.read() as read:
        found = incidents.get_incident(read, opened)
        assert (found.row.number, found.row.state, found.row.outcome) == (
            "事字〔2020〕第0001号",
            IncidentState.CLOSED,
            "修复，恢复供暖",
        )
        assert found.people == ((person, "任晓慧"), (None, "路过者甲"))
        assert [(entry.kind, entry.text) for entry in found.entries] == [
            ("noted", "18:05 发现"),
            ("done", "已关阀"),
            ("closed", "修复，恢复供暖"),
        ]
        actions = [entry.action for entry in audit.history(read, "incident", opened)]
        assert actions == ["incident.open", "incident.enter", "incident.close"]
    for act in (
        lambda work: incidents.add_entry(work, opened, kind="noted", text="x"),
        lambda work: incidents.close(work, opened, outcome="x"),
    ):
        with pytest.raises(Refusal), desk.work() as work:
            act(work)


def test_the_authorities_are_told_within_two_hours(desk: Desk, clock: Clock) -> None:
    opened = report(desk, kind=IncidentKind.CASE, title="疑似病例")
    with desk.read() as read:
        (row,) = incidents.list_incidents(read)
        assert row.tell_until == datetime(2020, 3, 6, 14)
        assert not row.is_overdue(datetime(2020, 3, 6, 14))
        assert row.is_overdue(datetime(2020, 3, 6, 14, 0, 1))
    with pytest.raises(Refusal, match="not_told"), desk.work() as work:
        incidents.close(work, opened, outcome="排除")
    with pytest.raises(InputError), desk.work() as work:
        incidents.add_entry(work, opened, kind="told", text="电话报告")
    clock.forward(minutes=30)
    with desk.work() as work:
        incidents.add_entry(work, opened, kind="told", text="电话报告", told="区疾控中心")
    with desk.read() as read:
        (row,) = incidents.list_incidents(read, only_open=True)
        assert row.told_at == datetime(2020, 3, 6, 12, 30)
        assert not row.is_overdue(datetime(2020, 3, 7))
    with desk.work() as work:
        incidents.close(work, opened, outcome="排除")
    with desk.read() as read:
        assert incidents.list_incidents(read, only_open=True) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"place": ""}, "place"),
        ({"level": 5}, "level"),
        ({"found_at": datetime(2020, 3, 6, 13)}, "found_at"),
    ],
)
def test_what_is_missing_is_told(sqlite_desk: Desk, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        report(sqlite_desk, **changes)
    assert caught.value.field == field


def test_one_source_opens_one_incident(desk: Desk) -> None:
    with desk.work() as work:
        first, second = (
            incidents.open_incident(
                work, kind=IncidentKind.GATE, level=4, title="x", place="东门", source=("refusal", 7)
            )
            for _ in range(2)
        )
    assert first == second


def test_open_ones_come_first(desk: Desk, clock: Clock) -> None:
    first = report(desk, title="一")
    clock.forward(minutes=1)
    second = report(desk, title="二")
    with desk.work() as work:
        incidents.close(work, second, outcome="完")
    with desk.read() as read:
        assert [row.id for row in incidents.list_incidents(read)] == [first, second]


def test_the_timeline_cannot_be_edited(desk: Desk) -> None:
    report(desk)
    for statement in ("UPDATE incident_entry SET text = 'x'", "DELETE FROM incident_entry"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            desk.engine.execution_options(writes=True).begin() as connection,
        ):
            connection.execute(text(statement))


def test_one_that_is_gone(sqlite_desk: Desk) -> None:
    with pytest.raises(StaleError), sqlite_desk.read() as read:
        incidents.get_incident(read, 99)


def test_the_sheet_says_who_was_told_when_and_how_it_ended(sqlite_desk: Desk, clock: Clock) -> None:
    with sqlite_desk.work() as work:
        person = add_person(work, "任晓慧")
    opened = report(sqlite_desk, kind=IncidentKind.FEVER, title="南湖东大门体温异常", people=[person])
    clock.forward(minutes=30)
    with sqlite_desk.work() as work:
        incidents.add_entry(work, opened, kind="told", text="电话报告", told="区疾控中心")
        for number in range(12):
            incidents.add_entry(work, opened, kind="done", text=f"第 {number} 次测温，" + "情况平稳，" * 9)
        incidents.close(work, opened, outcome="核酸阴性，解除")
    with sqlite_desk.read() as read:
        sheets = papers.incident_sheet(read, opened)
    assert len(sheets) == 2
    said = ["\n".join(item.text for item in sheet.items if isinstance(item, Text)) for sheet in sheets]
    for words in ("突发事件登记表", "编号 事字〔2020〕第0001号", "体温异常", "三级", "1 人", "任*慧"):
        assert words in said[0]
    assert "2020年3月6日 14:00" in said[0], "until when the authorities must know"
    assert "2020年3月6日 12:30\N{IDEOGRAPHIC SPACE}区疾控中心" in said[0]
    assert "核酸阴性，解除" in said[1]
    assert not missing_characters("".join(said))


def test_what_is_not_known_yet_has_a_line_to_write_on(sqlite_desk: Desk) -> None:
    """And who signs has a place for the date."""
    opened = report(sqlite_desk)
    with sqlite_desk.read() as read:
        (sheet,) = papers.incident_sheet(read, opened)
    texts = [item for item in sheet.items if isinstance(item, Text)]
    at = {item.text: item for item in texts}
    ends = [
        (item.x1, item.x2, item.y1)
        for item in sheet.items
        if isinstance(item, Line) and item.y1 == item.y2 and item.x2 - item.x1 < 174
    ]
    for label in ("终报", "影响", "处置结果", "结案人、时间", "责任人签字", "带班领导"):
        base = at[label]
        assert any(0 < y - base.y < 3 and x1 > base.x and x2 - x1 > 20 for x1, x2, y in ends), label
    assert [item.text for item in texts].count("日期") == 2
    # What cannot come any more is not asked for.
    assert [item.text for item in texts].count("—") >= 1


def test_the_end_of_a_long_course_stays_on_its_sheet(sqlite_desk: Desk) -> None:
    opened = report(sqlite_desk)
    with sqlite_desk.work() as work:
        for number in range(43):
            incidents.add_entry(work, opened, kind="done", text=f"第 {number} 步")
    with sqlite_desk.read() as read:
        sheets = papers.incident_sheet(read, opened)
    for sheet in sheets:
        # The imprint stands below all lines.
        assert all(item.y2 < 282 for item in sheet.items if isinstance(item, Line))
    assert "责任人签字" in [item.text for item in sheets[-1].items if isinstance(item, Text)]


def test_only_what_one_desk_opened(sqlite_desk: Desk) -> None:
    report(sqlite_desk)
    with sqlite_desk.work() as work:
        mine = incidents.open_incident(
            work, kind=IncidentKind.GATE, level=4, title="x", place="东门", source=("refusal", 7)
        )
    with sqlite_desk.read() as read:
        assert [row.id for row in incidents.list_incidents(read, sources=("refusal",))] == [mine]


def put(work: Work, row: Any) -> int:
    work.session.add(row)
    work.session.flush()
    return int(row.id)


def test_what_the_vehicle_brought_and_where_somebody_stays_are_one_step_away(desk: Desk) -> None:
    with desk.work() as work:
        person, other = add_person(work, "任晓慧"), add_person(work, "苗宁")
        run = put(
            work, VehicleRun(night=work.at.date(), number="0306-01", plate="陕ZB1077", started_at=work.at)
        )
        numbered = {"series": "RK", "year": 2020, "sequence": 1, "number": "RK-2020-0001", "digest": "x"}
        paper = put(work, StockDocument(kind="receipt", at=work.at, recorded_at=work.at, **numbered))
        put(work, Receipt(source="purchase", at=work.at, party="鲜蔬公司", run_id=run, document_id=paper))
        zone = put(work, Zone(site="南湖", name="一区"))
        rooms = [
            put(
                work,
                Room(code=code, zone_id=zone, building="EX2", floor=1, name=code[-3:], state_since=work.at),
            )
            for code in ("NH-EX2-101", "NH-EX2-102")
        ]
        common = {"origin": "student", "category": "close_contact", "requested_at": work.at}
        stay = put(
            work, Stay(person_id=person, state="admitted", room_id=rooms[0], admitted_at=work.at, **common)
        )
        put(work, Stay(person_id=other, state="ended", room_id=rooms[1], **common))
        asked = {"level": 3, "place": "东大门"}
        goods = incidents.open_incident(
            work, kind=IncidentKind.VEHICLE, title="闭环异常", source=("vehicle_run", run), **asked
        )
        fever = incidents.open_incident(
            work,
            kind=IncidentKind.FEVER,
            title="体温异常",
            people=[person, other],
            source=("refusal", run),
            **asked,
        )
    with desk.read() as read:
        assert incidents.get_incident(read, goods).links == (
            incidents.IncidentLink("receipt", paper, "RK-2020-0001"),
        )
        # Whoever was released is nowhere; a refusal is no run, whatever its number.
        assert incidents.get_incident(read, fever).links == (
            incidents.IncidentLink("stay", stay, "NH-EX2-101"),
        )
