"""The register's lists: sorted, filtered, searched and masked alike on screen, paper and in workbooks."""

from __future__ import annotations

from typing import Any

import pytest

from db.vocabulary import Category, HouseholdState, RestrictionKind, UnitKind
from duty_desk import ledger, masking
from duty_desk.desk import Desk
from duty_desk.ledger import Ledger, Request
from duty_desk.people import households, persons, places, restrictions, units
from duty_desk.people.ledgers import BUILDINGS, GATES, HOUSEHOLDS, LEDGERS, PERSONS, UNITS
from duty_desk.strings import set_language, t
from tests.conftest import NOON
from tests.duty_desk.people.synthetic import id_number, phone

NUMBER = id_number("19571003", 973)
PAYLOADS = (
    "'",
    "' OR '1'='1",
    "'; DROP TABLE person; --",
    '"',
    '") OR ("x',
    "x* OR y",
    "NEAR(a b)",
    "search_doc:a",
    "\\",
    "a:*&!b",
    "%",
    "_",
    "{0}",
    "\x00",
    "a\ud7ffb",
    "𬱖'",
    "9" * 400,
)


@pytest.fixture
def office(desk: Desk) -> Desk:
    with desk.work() as work:
        campus = places.add_campus(work, code="NH", name="南湖校区")
        other = places.add_campus(work, code="WC", name="文昌校区")
        places.add_gate(work, code="NH-E", name="南湖东大门", campus=campus)
        places.add_gate(work, code="WC-M", name="文昌正门", campus=other, is_open=False)
        places.add_building(work, code="NH-SY1", name="松苑1号楼", campus=campus, kind="学生宿舍", lifts=0)
        places.add_building(work, code="WC-HOS", name="文昌校医院", campus=other, kind="医疗", lifts=2)
        maths = units.add_unit(
            work, name="数学学院", kind=UnitKind.COLLEGE, staff=92, students=412, reports=True
        )
        guard = units.add_unit(
            work, name="保卫处", kind=UnitKind.FRONTLINE, staff=92, contact="龙茉", phone=phone(5425)
        )
        home = households.add_household(
            work,
            code="JS12-3-102",
            building="12",
            entrance="3",
            room="102",
            head_name="许星筠",
            declared_size=2,
        )
        households.add_household(
            work, code="JS01-1-101", building="1", entrance="1", room="101", head_name="阿明", declared_size=3
        )
        persons.add_person(
            work,
            name="曹清昊",
            category=Category.FAMILY,
            id_number=NUMBER,
            phone=phone(8229),
            household=home,
        )
        ill = persons.add_person(
            work, name="单雄", category=Category.STAFF, unit=guard, staff_number="GH20171"
        )
        persons.add_person(work, name="白宁", category=Category.STUDENT, unit=maths)
        restrictions.restrict(
            work, person=ill, kind=RestrictionKind.ISOLATION, starts_on=NOON.date(), reason="密接"
        )
    return desk


def shown(desk: Desk, what: Ledger, column: str = "name", **request: Any) -> list[Any]:
    with desk.read() as read:
        rows = ledger.page(what, read, Request(**request)).rows
        assert len(rows) == ledger.count(what, read, Request(**request))
    return [getattr(row, column) for row in rows]


def test_persons_stand_by_pinyin_with_the_surname_read_as_a_surname(office: Desk) -> None:
    assert shown(office, PERSONS) == ["白宁", "曹清昊", "单雄"]
    assert shown(office, PERSONS, descending=True) == ["单雄", "曹清昊", "白宁"]
    assert shown(office, PERSONS, sort="category") == ["曹清昊", "单雄", "白宁"]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"category": "staff"}, ["单雄"]),
        ({"category": ["staff", "student"]}, ["白宁", "单雄"]),
        ({"restricted": True}, ["单雄"]),
        ({"unit": 1}, ["白宁"]),
        ({"household": 1}, ["曹清昊"]),
        ({"unit": "1 OR 1=1"}, []),
        ({"category": "x' OR '1'='1"}, []),
        ({"nonsense": "1"}, ["白宁", "曹清昊", "单雄"]),
    ],
)
def test_filters(office: Desk, filters: dict[str, Any], names: list[str]) -> None:
    assert shown(office, PERSONS, filters=filters) == names


def test_home_quarantine_shows_in_the_list_of_persons(office: Desk) -> None:
    with office.work() as work:
        households.set_state(work, 1, state=HouseholdState.HOME_QUARANTINE, reason="返回")
    assert shown(office, PERSONS, "restriction", filters={"restricted": True}) == [
        "home_quarantine",
        "isolation",
    ]
    assert shown(office, HOUSEHOLDS, "code", filters={"quarantined": True}) == ["JS12-3-102"]
    assert shown(office, HOUSEHOLDS, "members") == [0, 1]


def test_numbers_and_names_are_masked_by_the_one_rule(office: Desk) -> None:
    with office.read() as read:
        [row] = ledger.page(PERSONS, read, Request(search=NUMBER[-4:])).rows
        texts = {column.key: ledger.cell_text(column, row) for column in PERSONS.columns}
        assert texts["name"] == "曹*昊"
        assert texts["id_number"] == masking.mask_id(NUMBER) == f"**************{NUMBER[-4:]}"
        assert texts["phone"] == "199****8229"
        assert (texts["household"], texts["category"], texts["sex"]) == ("12号楼 3-102", "家属", "男")
        # What all columns show together never gives a number away: no birthday beside the masked document.
        together = "".join(texts.values())
        assert NUMBER[6:14] not in together
        assert NUMBER[4:-4] not in together
        revealed = ledger.cell_text(PERSONS.column("id_number"), row, reveal=True)
        assert revealed == NUMBER
        for what in LEDGERS.values():
            for one in ledger.page(what, read, Request()).rows:
                line = " ".join(ledger.cell_text(column, one) for column in what.columns)
                assert not {"曹清昊", "许星筠", "龙茉", phone(5425), phone(8229), "GH20171"} & set(
                    line.split()
                )


def test_units_sum_their_people(office: Desk) -> None:
    with office.read() as read:
        assert UNITS.totals is not None
        assert [total.text for total in UNITS.totals(read, Request())] == ["184", "412"]
        assert [total.text for total in UNITS.totals(read, Request(filters={"kind": "college"}))] == [
            "92",
            "412",
        ]
        assert HOUSEHOLDS.totals is not None
        assert [total.text for total in HOUSEHOLDS.totals(read, Request(search="xxy"))] == ["2"]
    assert shown(office, UNITS, sort="name") == ["保卫处", "数学学院"]
    assert shown(office, UNITS, sort="headcount", descending=True) == ["数学学院", "保卫处"]
    assert shown(office, UNITS, filters={"reports": True}) == ["数学学院"]


def test_short_lists_are_searched_as_long_ones_are(office: Desk) -> None:
    assert shown(office, GATES, search="nhddm") == ["南湖东大门"]
    assert shown(office, GATES, search="正门") == ["文昌正门"]
    assert shown(office, GATES, search="wc") == ["文昌正门"]
    assert shown(office, GATES, "hours") == ["全天", ""]
    assert shown(office, GATES, filters={"is_open": True}) == ["南湖东大门"]
    assert shown(office, BUILDINGS, search="sy1hl") == ["松苑1号楼"]
    assert shown(office, BUILDINGS, filters={"kind": "医疗"}) == ["文昌校医院"]
    assert shown(office, BUILDINGS, filters={"campus": 1}) == ["松苑1号楼"]
    assert shown(office, BUILDINGS, sort="lifts", descending=True) == ["文昌校医院", "松苑1号楼"]
    assert shown(office, BUILDINGS, search="%") == []


@pytest.mark.slow
def test_what_is_typed_is_never_a_command(office: Desk) -> None:
    filters = ("category", "unit", "household", "kind", "campus", "state", "building")
    for what in LEDGERS.values():
        usual = shown(office, what, "id")
        for payload in PAYLOADS:
            assert shown(office, what, "id", sort=payload) == usual
            assert shown(office, what, "id", filters={payload: payload}) == usual
            assert shown(office, what, "id", search=payload) == [], payload
            for name in filters:
                assert shown(office, what, "id", filters={name: payload}) in ([], usual)
        assert shown(office, what, "id") == usual


def test_every_column_that_can_be_sorted_is_sorted(office: Desk) -> None:
    for what in LEDGERS.values():
        everything = set(shown(office, what, "id"))
        for column in what.columns:
            if column.sortable:
                rising = shown(office, what, "id", sort=column.key)
                assert set(rising) == everything
                assert shown(office, what, "id", sort=column.key, descending=True) != rising


def test_what_was_chosen_is_said_on_the_print(office: Desk) -> None:
    with office.read() as read:

        def said(what: Ledger, **request: Any) -> str:
            assert what.describe is not None
            return what.describe(read, Request(**request))

        assert said(PERSONS) == ""
        chosen = {"category": ["staff"], "unit": 2, "restricted": True}
        assert said(PERSONS, search=" zm ", filters=chosen) == "查找“zm”，教工，保卫处，只看不能通行的"
        assert (
            said(BUILDINGS, filters={"kind": "医疗", "campus": 2, "state": "used"}) == "医疗，文昌校区，使用"
        )
        assert said(HOUSEHOLDS, filters={"state": "normal", "building": "12"}) == "正常，12号楼"
        assert said(PERSONS, filters={"category": "x'"}) == ""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_cell_has_words_in_both_languages(office: Desk, language: str) -> None:
    set_language(language)
    try:
        with office.read() as read:
            for what in LEDGERS.values():
                assert t(what.title)
                for column in what.columns:
                    assert t(column.title)
                    for row in ledger.page(what, read, Request()).rows:
                        ledger.cell_text(column, row)
    finally:
        set_language("zh_CN")
