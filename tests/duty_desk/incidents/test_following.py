"""An incident is followed: reports that come after the first, lines struck out with why, records tied to it, who answers (W5, A1.16)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db.models import Repair, Room, Zone
from db.vocabulary import IncidentKind
from duty_desk import audit, incidents, ledger
from duty_desk.desk import Desk
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.incidents import INCIDENTS, open_items, papers
from duty_desk.ledger import Request
from duty_desk.paper import Text
from tests.conftest import Clock
from tests.duty_desk.incidents.test_incidents import put, report
from tests.duty_desk.passes.conftest import add_person


def test_the_form_holds_everything_that_is_asked(desk: Desk) -> None:
    opened = report(
        desk,
        kind=IncidentKind.FACILITY,
        reported_way="phone",
        reported_by="楼管",
        responsible="邹志刚",
        people_count=46,
        impact="停水 3 小时",
    )
    with desk.read() as read:
        found = incidents.get_incident(read, opened)
    row = found.row
    assert (row.reported_way, row.reported_by, row.responsible) == ("phone", "楼管", "邹志刚")
    assert (row.people_count, row.impact, found.how_many) == (46, "停水 3 小时", 46)
    assert row.tell_until is None


@pytest.mark.parametrize(
    ("changes", "tells"),
    [
        ({"kind": IncidentKind.FOOD}, True),
        ({"kind": IncidentKind.FIRE, "level": 1}, True),
        ({"kind": IncidentKind.FIRE, "level": 3}, False),
        ({"kind": IncidentKind.CROWD, "level": 4}, False),
    ],
)
def test_what_is_grave_or_of_health_is_told_within_two_hours(
    sqlite_desk: Desk, changes: dict[str, Any], tells: bool
) -> None:
    opened = report(sqlite_desk, **changes)
    with sqlite_desk.read() as read:
        until = incidents.get_incident(read, opened).row.tell_until
    assert until == (datetime(2020, 3, 6, 14) if tells else None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"reported_way": "dream"}, "reported_way"), ({"people_count": -1}, "people_count")],
)
def test_what_cannot_be_is_refused(sqlite_desk: Desk, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as wrong:
        report(sqlite_desk, **changes)
    assert wrong.value.field == field


def test_a_line_is_struck_out_by_a_further_one(desk: Desk, clock: Clock) -> None:
    opened = report(desk, kind=IncidentKind.CASE)
    clock.forward(minutes=10)
    with desk.work() as work:
        incidents.add_entry(work, opened, kind="told", text="电话报告", told="区疾控中心")
        told = incidents.get_incident(work, opened).entries[-1]
        assert open_items.count_open_items(work) == {"incident_untold": 0, "incident_open": 1}
    with pytest.raises(InputError), desk.work() as work:
        incidents.strike(work, opened, told.id, reason=" ")
    with desk.work() as work:
        incidents.strike(work, opened, told.id, reason="打错了电话，没有报到")
    with desk.read() as read:
        found = incidents.get_incident(read, opened)
        line, striking = found.entries[-2:]
        assert (line.text, line.struck) == ("电话报告", "打错了电话，没有报到")
        assert (striking.kind, striking.strikes) == ("struck", told.id)
        assert found.row.told_at is None, "the clock runs on"
        assert found.told == ()
        assert open_items.count_open_items(read) == {"incident_untold": 1, "incident_open": 0}
        assert audit.history(read, "incident", opened)[-1].reason == "打错了电话，没有报到"
    with pytest.raises(Refusal, match="struck"), desk.work() as work:
        incidents.strike(work, opened, told.id, reason="再划")
    with pytest.raises(StaleError), desk.work() as work:
        incidents.strike(work, opened, striking.id, reason="划去划去")
    with pytest.raises(Refusal, match="not_told"), desk.work() as work:
        incidents.close(work, opened, outcome="排除")


def test_reports_follow_the_first_one(desk: Desk, clock: Clock) -> None:
    opened = report(desk, kind=IncidentKind.FEVER)
    for kind, told in (("told", "校医院"), ("followup", "区疾控中心"), ("final", "领导小组")):
        clock.forward(minutes=20)
        with pytest.raises(InputError), desk.work() as work:
            incidents.add_entry(work, opened, kind=kind, text="报告")
        with desk.work() as work:
            incidents.add_entry(work, opened, kind=kind, text="报告", told=told)
    with desk.read() as read:
        found = incidents.get_incident(read, opened)
        assert [(one.kind, one.told) for one in found.told] == [
            ("told", "校医院"),
            ("followup", "区疾控中心"),
            ("final", "领导小组"),
        ]
        assert found.row.told_at == datetime(2020, 3, 6, 12, 20)


def test_records_are_tied_by_their_number(desk: Desk) -> None:
    opened = report(desk)
    with desk.work() as work:
        zone = put(work, Zone(site="南湖", name="一区"))
        room = put(
            work,
            Room(code="NH-EX2-101", zone_id=zone, building="EX2", floor=1, name="101", state_since=work.at),
        )
        repair = put(
            work,
            Repair(
                number="修字〔2020〕第0007号", trade="water", place="3 号楼", what="漏水", called_at=work.at
            ),
        )
    with desk.read() as read:
        found = incidents.find_subjects(read, "0007")
        assert [(link.kind, link.id) for link in found] == [("repair", repair)]
        assert incidents.find_subjects(read, "EX2-1")[0].id == room
        assert incidents.find_subjects(read, " ") == ()
    for _ in range(2):
        with desk.work() as work:
            incidents.tie(work, opened, ("room", room))
            incidents.tie(work, opened, ("repair", repair))
    with desk.read() as read:
        links = incidents.get_incident(read, opened).links
    assert [(link.kind, link.name, link.tied) for link in links] == [
        ("room", "NH-EX2-101", True),
        ("repair", "修字〔2020〕第0007号", True),
    ]
    with desk.work() as work:
        incidents.untie(work, opened, ("room", room))
    for subject in (("pass", 99), ("moon", 1)):
        with pytest.raises(InputError), desk.work() as work:
            incidents.tie(work, opened, subject)
    with desk.read() as read:
        assert [link.kind for link in incidents.get_incident(read, opened).links] == ["repair"]


def test_particulars_are_corrected_and_further_people_named(desk: Desk) -> None:
    opened = report(desk)
    with desk.work() as work:
        person = add_person(work, "任晓慧")
    with desk.read() as read:
        version = incidents.get_incident(read, opened).version
    about: dict[str, Any] = {
        "kind": IncidentKind.FIRE, "level": 2, "title": "配电箱冒烟", "place": "锅炉房", "responsible": "邹志刚",
    }  # fmt: skip
    with desk.work() as work:
        incidents.change(work, opened, version=version, **about)
        incidents.involve(work, opened, person=person)
        incidents.involve(work, opened, person=person)
        incidents.involve(work, opened, name="路过者甲")
    with pytest.raises(StaleError), desk.work() as work:
        incidents.change(work, opened, version=version, **about)
    with desk.read() as read:
        found = incidents.get_incident(read, opened)
    assert (found.row.kind, found.row.title, found.row.responsible) == (
        IncidentKind.FIRE,
        "配电箱冒烟",
        "邹志刚",
    )
    assert found.row.tell_until == datetime(2020, 3, 6, 14), "what became grave is told"
    assert [name for _, name in found.people] == ["任晓慧", "路过者甲"]


def test_the_register_is_searched_and_filtered(desk: Desk, clock: Clock) -> None:
    report(desk, title="供电倒闸", kind=IncidentKind.FACILITY)
    clock.forward(minutes=1)
    second = report(desk, title="疑似病例", kind=IncidentKind.CASE, names=["苗宁"])
    with desk.read() as read:
        for request, titles in (
            (Request(sort="found_at", descending=True), ["疑似病例", "供电倒闸"]),
            (Request("倒闸"), ["供电倒闸"]),
            (Request("苗宁"), ["疑似病例"]),
            (Request(filters={"kind": "facility"}), ["供电倒闸"]),
            (Request(filters={"untold": True}), ["疑似病例"]),
            (Request(filters={"state": "closed"}), []),
        ):
            rows = ledger.page(INCIDENTS, read, request).rows
            assert [row.title for row in rows] == titles, request
    with desk.work() as work:
        incidents.add_entry(work, second, kind="told", text="电话", told="校医院")
        incidents.close(work, second, outcome="排除")
    with desk.read() as read:
        assert ledger.count(INCIDENTS, read, Request(filters={"state": "closed"})) == 1


def test_the_sheet_shows_what_was_struck_and_every_report(sqlite_desk: Desk, clock: Clock) -> None:
    opened = report(
        sqlite_desk, kind=IncidentKind.FEVER, responsible="韩立军", impact="停课一天", people_count=3
    )
    with sqlite_desk.work() as work:
        incidents.add_entry(work, opened, kind="done", text="送桶装水 10 桶")
        line = incidents.get_incident(work, opened).entries[-1]
        incidents.strike(work, opened, line.id, reason="应为 20 桶")
        incidents.add_entry(work, opened, kind="followup", text="采样", told="区疾控中心")
    with sqlite_desk.read() as read:
        (sheet,) = papers.incident_sheet(read, opened)
    said = "\n".join(item.text for item in sheet.items if isinstance(item, Text))
    for words in (
        "（已划去）送桶装水 10 桶",
        "划去上述一条：应为 20 桶",
        "韩立军",
        "停课一天",
        "3 人",
        "区疾控中心",
    ):
        assert words in said, words
