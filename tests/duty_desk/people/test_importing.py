"""The workbook of places fills the registers row by row, once, and can be taken back while nothing was built on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import (
    AuditEntry,
    Building,
    Campus,
    Gate,
    GridTeam,
    Household,
    ImportChange,
    Person,
    Store,
    Unit,
)
from db.vocabulary import Category, HouseholdState, RestrictionKind
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.errors import Refusal
from duty_desk.people import households, import_forms, persons, places, restrictions, units
from duty_desk.people.figures import place_figures
from duty_desk.people.finding import find_person
from duty_desk.people.import_undo import undo_import
from duty_desk.people.revealing import reveal
from duty_desk.work import Read
from tests.conftest import NOON, Filled
from tests.duty_desk.people.sample import bring_in, bring_in_all
from tests.duty_desk.people.synthetic import id_number
from tests.duty_desk.sheets.sample import expected, expected_rows

pytestmark = pytest.mark.slow

TABLES = (Campus, Gate, Unit, GridTeam, Building, Store, Household, Person)
STATES = {"normal": "正常", "home_quarantine": "居家隔离", "moved_out": "已搬出"}
USES = {"used": "使用", "closed": "封闭", "renovation": "装修"}


@dataclass(frozen=True)
class Row:
    """A row as a judge leaves it."""

    values: Mapping[str, Any]


def clock(value: time | None) -> str:
    return f"{value:%H:%M}" if value else ""


def as_expected(read: Read) -> dict[str, list[dict[str, Any]]]:
    """The registers in the words of the expected rows."""
    gates = [
        {
            "code": row.code,
            "name": row.name,
            "campus": row.campus,
            "use": row.traffic or "",
            "hours": ""
            if not row.is_open
            else "00:00—24:00"
            if row.opens_at is None
            else f"{clock(row.opens_at)}—{clock(row.closes_at)}",
            "state": "开放" if row.is_open else "封闭",
        }
        for row in places.list_gates(read)
    ]
    kinds = {"college": "学院", "frontline": "一线", "other": "其他"}
    listed = [
        {
            "code": row.code,
            "name": row.name,
            "aliases": list(row.aliases),
            "kind": kinds[row.kind or ""],
            "staff": row.staff,
            "students": row.students,
            "reporting": row.reports,
            "via": row.reports_through,
            "campus": row.campus,
            "contact": row.contact,
            "contact_phone": row.phone,
        }
        for row in units.list_units(read)
    ]
    homes = sorted(households.list_households(read), key=lambda row: row.id)
    members = read.session.execute(
        select(Person, Household.code)
        .join(Household, Household.id == Person.household_id)
        .order_by(Person.id)
    )
    return {
        "gates": gates,
        "units": listed,
        "grid": [
            {"branch": row.branch, "team": row.name, "count": row.headcount}
            for row in places.list_teams(read)
        ],
        "buildings": [
            {
                "code": row.code,
                "name": row.name,
                "campus": row.campus,
                "kind": row.kind,
                "floors": row.floors,
                "lifts": row.lifts,
                "state": USES[row.state],
            }
            for row in places.list_buildings(read)
        ],
        "stores": [
            {
                "code": row.code,
                "name": row.name,
                "campus": row.campus,
                "kind": {"ordinary": "普通库", "hazardous": "危险化学品库"}[row.kind or ""],
                "place": row.place,
                "alcohol_limit": row.alcohol_limit_l,
            }
            for row in places.list_stores(read)
        ],
        "households": [
            {
                "no": row.code,
                "building": row.building,
                "entrance": int(row.entrance or 0),
                "room": row.room,
                "head": row.head_name,
                "size": row.declared_size,
                "head_unit": row.unit,
                "state": STATES[row.state],
                "period": f"{row.quarantine_from}至{row.quarantine_until}" if row.quarantine_from else "",
                "remark": row.note or "",
                "q_from": str(row.quarantine_from) if row.quarantine_from else None,
                "q_to": str(row.quarantine_until) if row.quarantine_until else None,
            }
            for row in homes
        ],
        "members": [
            {
                "household": code,
                "name": person.name,
                "relation": person.relation,
                "sex": {"male": "男", "female": "女"}[person.sex or ""],
                "id_no": person.id_number,
                "phone": person.phone or "",
            }
            for person, code in members
        ],
    }


def counts(read: Read) -> dict[str, int]:
    return {
        model.__tablename__: read.session.scalar(select(func.count()).select_from(model)) or 0
        for model in TABLES
    }


def test_every_row_of_the_workbook_is_on_record_field_by_field(filled: Filled) -> None:
    desk, written = filled(bring_in_all)
    assert all(not result.left for _, result in written.values())
    with desk.read() as read:
        found = as_expected(read)
        for table, rows in found.items():
            wanted = [{k: v for k, v in row.items() if k != "_row"} for row in expected_rows()[table]]
            assert rows == wanted, table
        assert [(c.code, c.name) for c in places.list_campuses(read)] == [
            ("NH", "南湖校区"),
            ("WC", "文昌校区"),
            ("JS", "家属区"),
        ]
        assert place_figures(read) == expected()["places"]
        assert audit.verify(read).broken_at is None


def test_what_was_brought_in_is_found_and_restricts(filled: Filled) -> None:
    desk, _ = filled(bring_in_all)
    with desk.read() as read:
        assert [row.name for row in find_person(read, "cqh")][:1] == ["曹清昊"]
        [person] = find_person(read, "9732")
        assert (person.household, person.category) == ("1号楼 2-502", "family")
        assert units.find_unit(read, "公管") != units.find_unit(read, "管理")
        home = households.find_household(read, "12号楼 3-102")
        assert home is not None
        members = list(read.session.scalars(select(Person.id).where(Person.household_id == home)))
        last_day = restrictions.active(read, members, NOON.replace(day=5))
        assert set(last_day) == set(members)
        assert not restrictions.active(read, members, NOON)


def test_the_same_workbook_again_doubles_nothing(filled: Filled) -> None:
    desk, _ = filled(bring_in_all)
    with desk.read() as read:
        before = counts(read)
    again = bring_in_all(desk)
    for key, (_, result) in again.items():
        assert (result.added, result.changed) == (0, 0), key
        assert result.same == result.count > 0
    with desk.read() as read:
        assert counts(read) == before
        assert not read.session.scalar(select(func.count()).select_from(ImportChange))


def test_an_import_is_one_entry_in_the_chain(desk: Desk) -> None:
    batch, _ = bring_in(desk, "campuses")
    with desk.read() as read:
        [entry] = audit.history(read, "import_batch", batch)
        assert entry.action == "people.import"
        assert entry.after == {"form": "campuses", "added": 3, "changed": 0, "same": 0, "left": 0}
        assert not read.session.scalar(
            select(func.count()).where(AuditEntry.action.in_(["campus.add", "person.add"]))
        )


def test_everything_can_be_taken_back_in_the_other_order(desk: Desk) -> None:
    with desk.read() as read:
        before = counts(read)
    written = bring_in_all(desk)
    for key, (batch, result) in reversed(written.items()):
        with desk.work() as work:
            assert undo_import(work, batch) == result.added, key
    with desk.read() as read:
        assert counts(read) == before
        assert find_person(read, "cqh") == ()
        assert audit.verify(read).broken_at is None


def test_what_others_stand_on_is_not_taken_back(desk: Desk) -> None:
    campuses, _ = bring_in(desk, "campuses")
    bring_in(desk, "gates")
    with pytest.raises(Refusal, match="import_used") as refused, desk.work() as work:
        undo_import(work, campuses)
    assert "南湖校区" in refused.value.text
    with desk.read() as read:
        assert counts(read)["campus"] == 3


def test_a_row_that_was_touched_meanwhile_holds_its_import(desk: Desk) -> None:
    for key in ("campuses", "units", "households"):
        bring_in(desk, key)
    batch, _ = bring_in(desk, "members")
    with desk.work() as work:
        [row] = find_person(work, "9732")
        # A look at what is masked builds nothing; a restriction does.
        reveal(work, row.id, reason="核对")
    with desk.work() as work:
        undo_import(work, batch)
    batch, _ = bring_in(desk, "members")
    with desk.work() as work:
        [row] = find_person(work, "9732")
        restrictions.restrict(
            work, person=row.id, kind=RestrictionKind.FEVER, starts_on=NOON.date(), reason="37.5"
        )
    with pytest.raises(Refusal, match="import_used"), desk.work() as work:
        undo_import(work, batch)


def test_what_a_sheet_changes_is_put_back(desk: Desk) -> None:
    bring_in(desk, "gates")
    bring_in(desk, "units")
    gate = {"code": "NH-S", "name": "南湖南门", "hours": "7:00-21：30", "state": "open", "use": "人员"}
    batch, result = bring_in(desk, "gates", [Row(gate)])
    assert (result.added, result.changed) == (0, 1)
    unit = {"code": "X17", "name": "管理科学学院", "staff": 140, "aliases": (), "via": "机关", "contact": ""}
    later, _ = bring_in(desk, "units", [Row(unit)])
    with desk.read() as read:
        row = next(row for row in places.list_gates(read) if row.code == "NH-S")
        assert (row.opens_at, row.closes_at) == (time(7), time(21, 30))
        changed = units.get_unit(read, units.find_unit(read, "管理") or 0)
        # Blank cells erase nothing.
        assert (changed.name, changed.staff, changed.aliases) == ("管理科学学院", 140, ("管理",))
        assert changed.reports_through == "机关党委"
        assert changed.contact == "刘思芃"
        assert units.search_units(read, "glkx")
    with desk.work() as work:
        undo_import(work, batch)
        undo_import(work, later)
    with desk.read() as read:
        row = next(row for row in places.list_gates(read) if row.code == "NH-S")
        assert (row.opens_at, row.closes_at) == (time(6), time(22))
        changed = units.get_unit(read, units.find_unit(read, "管理") or 0)
        assert (changed.name, changed.staff) == ("管理学院", 133)
        assert changed.reports_through == "管理学院"
        assert not units.search_units(read, "glkx")
        assert not read.session.scalar(select(func.count()).select_from(ImportChange))


def test_a_change_of_a_change_is_put_back_in_order_only(desk: Desk) -> None:
    first, _ = bring_in(desk, "campuses")
    second, _ = bring_in(desk, "campuses", [Row({"code": "NH", "name": "南湖校区", "remark": "二"})])
    third, _ = bring_in(desk, "campuses", [Row({"code": "NH", "name": "南湖校区", "remark": "三"})])
    for batch in (first, second):
        with pytest.raises(Refusal, match="import_used"), desk.work() as work:
            undo_import(work, batch)
    for batch in (third, second, first):
        with desk.work() as work:
            undo_import(work, batch)
    with desk.read() as read:
        assert counts(read)["campus"] == 0


def test_a_household_moves_through_its_states_by_workbook(desk: Desk) -> None:
    bring_in(desk, "households", [Row({"no": "JS01-1-101", "building": "1", "room": "101", "head": "阿明"})])
    quarantined = {
        "no": "JS01-1-101",
        "building": "1",
        "room": "101",
        "head": "阿明",
        "state": "home_quarantine",
        "q_from": date(2020, 3, 1),
        "q_to": date(2020, 3, 14),
    }
    batch, result = bring_in(desk, "households", [Row(quarantined)])
    assert result.changed == 1
    with desk.read() as read:
        [home] = households.list_households(read)
        assert home.is_quarantined(NOON.date())
    with desk.work() as work:
        undo_import(work, batch)
    with desk.read() as read:
        [home] = households.list_households(read)
        assert (home.state, home.quarantine_from) == (HouseholdState.NORMAL, None)


def test_persons_on_record_are_completed_not_doubled(desk: Desk) -> None:
    number = id_number("19900203", 11)
    with desk.work() as work:
        units.add_unit(work, name="数学学院", aliases=["数学"])
        known = persons.add_person(work, name="李衡", category=Category.STAFF, id_number=number)
    rows = [
        Row(
            {
                "name": "李衡",
                "id_no": number,
                "id_kind": "resident",
                "phone": "19900001234",
                "unit": "数学学院",
            }
        ),
        Row({"name": "王衡", "id_no": number, "id_kind": "resident", "phone": ""}),
        Row({"name": "陆乐", "id_no": "", "staff_no": "20200244", "category": "student", "phone": ""}),
    ]
    batch, result = bring_in(desk, "people", rows)
    assert (result.added, result.changed, [position for position, _ in result.left]) == (1, 1, [1])
    assert "李衡" in result.left[0][1].text
    with desk.read() as read:
        card = persons.get_person(read, known)
        assert (card.phone, card.unit, card.category) == ("199****1234", "数学学院", "staff")
    with desk.work() as work:
        undo_import(work, batch)
    with desk.read() as read:
        assert persons.get_person(read, known).phone == ""
        assert not find_person(read, "陆乐")


def test_a_member_of_no_known_household_is_left_out(desk: Desk) -> None:
    row = Row({"household": "JS99-9-999", "name": "李衡", "relation": "户主", "id_no": "", "phone": ""})
    _, result = bring_in(desk, "members", [row])
    assert "JS99-9-999" in result.left[0][1].text
    with desk.read() as read:
        assert counts(read)["person"] == 0


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("06:00—22:00", (time(6), time(22))),
        ("6：00～22：30", (time(6), time(22, 30))),
        ("22:00-06:00", (time(22), time(6))),
        ("06:00—24:00", (time(6), time(0))),
        ("00:00—24:00", (None, None)),
        ("", (None, None)),
    ],
)
def test_opening_hours_are_read_as_they_are_written(
    text: str, hours: tuple[time | None, time | None]
) -> None:
    assert import_forms.read_hours(text) == hours


def test_hours_that_say_nothing_leave_the_gate_out(desk: Desk) -> None:
    _, result = bring_in(
        desk, "gates", [Row({"code": "G", "name": "门", "state": "open", "hours": "早上开晚上关"})]
    )
    assert result.left[0][1].key == "people.error.hours"
