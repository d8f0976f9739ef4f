"""Registers of the settings by keyboard: find, change, refuse, take back; nothing half typed is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import Role
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.people import households, places, units
from duty_desk.work import OfficerRef
from tests.ui.typing import type_text
from ui.main_window import MainWindow
from ui.office.households_page import HouseholdsPage
from ui.office.register_page import RegisterPage
from ui.office.units_page import UnitsPage, split_names


@pytest.fixture
def some_units(sqlite_desk: Desk) -> Desk:
    with sqlite_desk.work() as work:
        units.add_unit(work, name="土木工程学院", code="D01", aliases=["土木"])
        units.add_unit(work, name="化工学院", code="D02", aliases=["化工"])
    return sqlite_desk


def subject(window: MainWindow, key: str) -> RegisterPage:
    assert window.office is not None
    page = window.office.go("office").show_subject(key)  # type: ignore[attr-defined]
    assert isinstance(page, RegisterPage)
    return page


def test_a_unit_is_added_without_the_mouse(window: MainWindow, sqlite_desk: Desk, qtbot: QtBot) -> None:
    page = subject(window, "units")
    qtbot.keyClick(page, Qt.Key.Key_F2)
    name = window.focusWidget()
    assert name is page.form.control("name")
    type_text(name, "校医院")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.keyClicks(window.focusWidget(), "D31")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    with sqlite_desk.read() as read:
        assert [unit.name for unit in units.list_units(read)] == ["校医院"]
    assert page.list.current_row().name == "校医院"


def test_a_refused_save_keeps_what_was_typed(window: MainWindow, some_units: Desk, qtbot: QtBot) -> None:
    page = subject(window, "units")
    page.add()
    page.form.control("name").setText("化工")
    assert not page.save()
    assert "已指" in page.form.field("name").remark()
    assert page.form.control("name").text() == "化工"
    assert window.focusWidget() is page.form.control("name")


def test_a_change_can_be_taken_back(window: MainWindow, some_units: Desk, qtbot: QtBot) -> None:
    page = subject(window, "units")
    page.form.control("phone").setText("6031")
    assert page.save()
    with some_units.read() as read:
        assert units.list_units(read)[0].phone == "6031"
    qtbot.keyClick(page.list.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    with some_units.read() as read:
        assert not units.list_units(read)[0].phone


def test_moving_on_with_something_half_typed_asks_in_the_panel(
    window: MainWindow, some_units: Desk, qtbot: QtBot
) -> None:
    page = subject(window, "units")
    page.form.control("phone").setText("6031")
    page.list.table.step(1)
    assert page.panel.offering
    assert page.form.control("phone").text() == "6031"
    assert page.title_of(page.row)[0] == "土木工程学院"


def test_another_desks_change_is_not_overwritten(window: MainWindow, some_units: Desk, qtbot: QtBot) -> None:
    page = subject(window, "units")
    page.form.control("phone").setText("6031")
    with some_units.work() as work:
        units.update_unit(work, page.row.id, contact="马文涛")
    assert not page.save()
    assert "刚被别处改动" in page.form.banner_text()
    assert page.form.control("phone").text() == "6031"
    assert page.save()
    with some_units.read() as read:
        assert units.list_units(read)[0].phone == "6031"


def test_the_list_is_searched_by_initials(window: MainWindow, some_units: Desk, qtbot: QtBot) -> None:
    page = subject(window, "units")
    qtbot.keyClick(page.list.table, Qt.Key.Key_Slash)
    qtbot.keyClicks(window.focusWidget(), "hg")
    assert [row.name for row in page.source.rows(page.list.model.ids)] == ["化工学院"]


def test_who_may_not_change_a_register_sees_it_only(
    window: MainWindow, some_units: Desk, qtbot: QtBot
) -> None:
    some_units.officer = OfficerRef(some_units.officer.id, "罗秀兰", Role.KEEPER)
    window.enter(some_units)
    page = subject(window, "units")
    assert page.count() == 2
    assert not hasattr(page, "add_button")
    page.add()
    assert not page.form.isEnabled()


def test_a_household_is_put_under_home_quarantine_with_a_reason(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        flat = households.add_household(work, code="H1", building="12", entrance="3", room="402")
    page = subject(window, "households")
    assert isinstance(page, HouseholdsPage)
    page.state.control("state").choose("home_quarantine")
    page.state.control("since").setText("今天")
    page.state.control("until").setText("+13")
    page._change.click()
    assert page.state.field("reason").remark()
    page.state.control("reason").setText("密切接触者同住")
    page._change.click()
    with sqlite_desk.read() as read:
        row = households.get_household(read, flat)
        assert (row.state, str(row.quarantine_until)) == ("home_quarantine", "2020-03-19")
        assert audit.history(read, "household", flat)[-1].reason == "密切接触者同住"


def test_names_in_one_line_are_told_apart_by_any_comma() -> None:
    assert split_names("土木、建工，土木院; 土院") == ["土木", "建工", "土木院", "土院"]


def test_every_unit_field_reaches_the_service(window: MainWindow, sqlite_desk: Desk, qtbot: QtBot) -> None:
    page = subject(window, "units")
    assert isinstance(page, UnitsPage)
    page.add()
    page.form.set_values({"name": "图书馆", "aliases": "馆、图书", "staff": 88, "reports": True})
    assert page.save()
    with sqlite_desk.read() as read:
        row = units.list_units(read)[0]
    assert (row.aliases, row.staff, row.reports) == (("馆", "图书"), 88, True)


def test_a_store_is_registered_with_what_it_may_hold(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        campus = places.add_campus(work, code="NH", name="南湖校区")
    page = subject(window, "stores")
    qtbot.keyClick(page, Qt.Key.Key_F2)
    type_text(window.focusWidget(), "危化品库")
    page.form.set_values(
        {"code": "WH", "campus": campus, "kind": "hazardous", "alcohol_limit_l": Decimal("500.5")}
    )
    assert page.save()
    with sqlite_desk.read() as read:
        row = places.list_stores(read)[0]
    assert (row.name, row.campus, row.kind, row.alcohol_limit_l) == (
        "危化品库",
        "南湖校区",
        "hazardous",
        500.5,
    )
    assert [page.cell(column, row).text for column in page.columns()] == [
        "危化品库", "WH", "危化品库", "500.5", "南湖校区",
    ]  # fmt: skip
    page.form.control("place").setText("南湖东北角")
    assert page.save()
    page.form.control("alcohol_limit_l").setText("")
    assert page.save()
    with sqlite_desk.read() as read:
        row = places.list_stores(read)[0]
    assert (row.kind, row.alcohol_limit_l, row.place) == ("hazardous", None, "南湖东北角")


def test_a_team_says_how_many_it_has(window: MainWindow, sqlite_desk: Desk, qtbot: QtBot) -> None:
    page = subject(window, "teams")
    page.add()
    page.form.set_values({"branch": "物业服务", "name": "一班组"})
    assert not page.save()
    assert "填人数" in page.form.field("headcount").remark()
    page.form.control("headcount").setText("54")
    assert page.save()
    page.form.control("headcount").setText("53")
    assert page.save()
    with sqlite_desk.read() as read:
        assert [(row.branch, row.name, row.headcount) for row in places.list_teams(read)] == [
            ("物业服务", "一班组", 53)
        ]


@pytest.mark.parametrize(
    ("form", "key"), [("buildings", "buildings"), ("stores", "stores"), ("grid", "teams")]
)
def test_what_was_imported_is_looked_at_where_it_is_kept(window: MainWindow, form: str, key: str) -> None:
    assert window.office is not None
    page = window.office.go("office").show_subject("import")  # type: ignore[attr-defined]
    page._look_at(form)
    assert window.office.current.state() == {"subject": key}
