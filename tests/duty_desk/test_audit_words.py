"""The record says every field and value in words: nobody has to know how the program calls it inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import cache
from types import MappingProxyType

import pytest

from db import models, vocabulary
from duty_desk import audit, audit_log, audit_words, ledger, policy, settings
from duty_desk.desk import Desk
from duty_desk.gate.answer_rules import Reason
from duty_desk.gate.run_rules import Fault
from duty_desk.people import households, persons, places, units
from duty_desk.roles import Permission
from duty_desk.strings import LANGUAGES, catalogue, set_language
from tests.code_tree import called_name, calls, literal, modules, short

pytestmark = pytest.mark.slow

# Arguments of the recorders that are no fields of the entry.
PLUMBING = frozenset({"action", "subject", "before", "after", "private", "reason", "why"})
VALUES = {
    "building.state": vocabulary.BuildingState,
    "crew.decision": vocabulary.CrewDecision,
    "gate.direction": vocabulary.Direction,
    "gate.finding": Reason,
    "household.state": vocabulary.HouseholdState,
    "incident.kind": vocabulary.IncidentKind,
    "officer.role": vocabulary.Role,
    "pass.kind": vocabulary.PassKind,
    "pass.status": vocabulary.PassStatus,
    "pass.step": vocabulary.PassEventKind,
    "person.category": vocabulary.Category,
    "person.id_kind": vocabulary.IdKind,
    "check.slot": vocabulary.CheckSlot,
    "restriction.kind": vocabulary.RestrictionKind,
    "role.permission": Permission,
    "run.faults": Fault,
    "run.state": vocabulary.RunState,
    "store.kind": vocabulary.StoreKind,
    "unit.kind": vocabulary.UnitKind,
    "visit.outcome": vocabulary.VisitOutcome,
    "room.room_state": vocabulary.RoomState,
    "zone.kind": vocabulary.ZoneKind,
}
COLUMNS = {
    "person": (models.Person, {"name_sort", "search_doc", "created_at", "merged_into_id"}),
    "household": (models.Household, {"head_sort", "search_doc"}),
    "unit": (models.Unit, {"name_sort", "search_doc"}),
    "campus": (models.Campus, set[str]()),
    "gate": (models.Gate, set[str]()),
    "building": (models.Building, set[str]()),
    "store": (models.Store, set[str]()),
    "grid_team": (models.GridTeam, set[str]()),
    "item": (models.Item, {"name_sort", "search_doc"}),
    "donor": (models.Donor, {"name_sort", "search_doc"}),
    "zone": (models.Zone, set[str]()),
    "room": (models.Room, {"state_since"}),
    "area": (models.Area, set[str]()),
}
NOBODY = MappingProxyType[tuple[str, int], str]({})


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("zh_CN")


@cache
def recorded() -> tuple[tuple[str, str, str], ...]:
    return tuple(found_in_code())


def found_in_code() -> Iterator[tuple[str, str, str]]:
    """Where, in which act and under which name the code records something."""
    for path in modules("duty_desk"):
        for call in calls(path):
            if called_name(call) not in ("record", "_record"):
                continue
            named = {keyword.arg: keyword.value for keyword in call.keywords}
            texts = [text for part in call.args if (text := literal(part)) and "." in text]
            action = literal(named["action"]) if "action" in named else next(iter(texts), None)
            if action is None and not any(name in named for name in ("after", "before", "private")):
                continue
            parts = [*call.args, *(value for name, value in named.items() if name in PLUMBING)]
            fields = {
                text
                for part in parts
                for node in ast.walk(part)
                if isinstance(node, ast.Dict)
                for key in node.keys
                if (text := literal(key)) is not None
            }
            if path.parent.name == "gate" and "action" not in named:
                fields |= {name for name in named if name and name not in PLUMBING}
            for field in fields:
                yield f"{short(path)}:{call.lineno}", action or "", field


def test_the_scan_sees_what_is_recorded() -> None:
    found = {field for _, _, field in recorded()}
    assert {"valid_until", "left", "host_confirmed", "finding", "temperature", "copy"} <= found


def test_every_recorded_field_has_a_word(spoken: str) -> None:
    without = [
        f"{where} {action} {field}"
        for where, action, field in recorded()
        if field not in audit_words.UNSAID and audit_words.label(action, field) == field
    ]
    assert without == []


def test_every_column_of_a_register_has_a_word(spoken: str) -> None:
    without = [
        f"{kind}.{column.name}"
        for kind, (model, derived) in COLUMNS.items()
        for column in model.__table__.columns
        if column.name not in audit_words.UNSAID | derived
        and audit_words.label(f"{kind}.change", column.name) == column.name
    ]
    assert without == []


def test_every_rule_and_setting_has_a_word(spoken: str) -> None:
    keys = {
        text
        for path in modules("duty_desk", "ui")
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func) == "settings.put"
        and len(call.args) > 1
        and (text := literal(call.args[1]))
        and "." in text
    }
    keys |= {"office.name", "office.campus", "office.phone", "numbering.pass.temporary"} | set(policy.rules())
    assert [key for key in sorted(keys) if audit_words.label("setting.change", key) == key] == []


def test_every_word_of_the_tables_is_said(spoken: str) -> None:
    # Some English words happen to be those of the tables.
    texts = set(catalogue(spoken).values()) if spoken != "zh_CN" else set[str]()
    raw: list[str] = []
    for field, words in VALUES.items():
        kind, _, name = field.partition(".")
        raw += [
            f"{field} {word.value}"
            for word in words
            if audit_words.value(f"{kind}.change", name, word.value, NOBODY) == word.value
            and word.value not in texts
        ]
    assert raw == []


def test_every_list_that_can_be_exported_is_said_by_its_title(spoken: str) -> None:
    keys = {
        text
        for path in modules("duty_desk")
        for call in calls(path)
        if called_name(call) == "Ledger"
        for keyword in call.keywords
        if keyword.arg == "key" and (text := literal(keyword.value))
    } | {f"passes.{kind.value}" for kind in vocabulary.PassKind}
    assert [
        key for key in sorted(keys) if audit_words.value("ledger.export", "ledger", key, NOBODY) == key
    ] == []


def test_an_import_says_what_was_read_and_how_much(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        audit.record(
            work,
            action="people.import",
            after={"form": "campuses", "added": 177, "changed": 0, "same": 0, "left": 2},
        )
    assert detail(sqlite_desk) == "表格 校区　新增 177　更新 0　未变 0　未写入 2"


def test_identifiers_are_said_by_name_or_not_at_all(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        campus = places.add_campus(work, code="NH", name="南湖校区")
        gate = places.add_gate(work, code="N1", name="南湖北门", campus=campus, opens_at=time(6, 0))
        unit = units.add_unit(work, name="图书馆", contact="范澜之")
        home = households.add_household(work, code="JS7-2-402", building="7", entrance="2", room="402")
        persons.add_person(work, name="苗安宁", category=vocabulary.Category.STAFF, unit=unit, household=home)
    said = [(row.act, row.detail) for row in rows(sqlite_desk)]
    assert said[0][0] == "登记人员 苗*宁"
    assert "单位 图书馆" in said[0][1]
    assert "住户 JS7-2-402" in said[0][1]
    assert "苗安宁" not in said[0][1]
    assert said[1][0] == "登记住户 JS7-2-402"
    assert said[2][0] == "登记单位 图书馆"
    assert "联系人 （不留原文）" in said[2][1]
    assert said[3][0] == "登记校门 南湖北门"
    assert "校区 南湖校区" in said[3][1]
    assert "开门 06:00" in said[3][1]
    with sqlite_desk.work() as work:
        audit.record(work, action="pass.issue", after={"gates": [gate, 99], "approver": 77, "sha256": "ab"})
    assert detail(sqlite_desk) == "校门 南湖北门"


def test_a_rule_and_a_setting_are_said_as_their_pages_call_them(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        policy.set_value(work, key="quota.mode", value="rolling", starts_on=date(2020, 3, 8), source="通知")
        settings.put(work, "numbering.pass.temporary", "通{year}{sequence}")
    assert [row.detail for row in rows(sqlite_desk)[:2]] == [
        "临时通行证编号写法 通{year}{sequence}",
        "外出周期算法 按日期 → 按小时滚动　起于 3月8日",
    ]


def test_what_was_taken_away_is_seen(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        audit.record(
            work,
            action="unit.change",
            before={"kind": "college", "phone": None},
            after={"kind": None, "reports": True},
        )
        audit.record(
            work,
            action="pass.extend",
            before={"valid_until": datetime(2020, 3, 7)},
            after={"valid_until": None},
        )
    assert [row.detail for row in rows(sqlite_desk)[:2]] == [
        "有效期止 3月6日 24:00 → （无）",
        "类别 学院 → （无）　每天报送 是",
    ]


def rows(desk: Desk) -> list[audit_log.LogRow]:
    with desk.read() as read:
        return list(ledger.page(audit_log.LOG, read, ledger.Request()).rows)


def detail(desk: Desk) -> str:
    return rows(desk)[0].detail
