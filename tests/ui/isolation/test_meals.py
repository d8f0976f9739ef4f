"""Meals stand door by door; one key writes one door, the ticked ones or the whole floor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk.isolation import meals
from tests.conftest import Clock
from tests.duty_desk.isolation.conftest import Site
from ui.isolation.meals import Door, MealsView
from ui.isolation.tab import IsolationTab
from ui.kit.ledger_source import GroupRow
from ui.main_window import MainWindow

Settle = Callable[[], None]


@pytest.fixture
def view(tab: IsolationTab, clock: Clock, settle: Settle) -> MealsView:
    clock.at = datetime(2020, 3, 6, 17, 40)
    shown = tab.show_view("meals")
    assert isinstance(shown, MealsView)
    settle()
    return shown


def outcomes(site: Site, meal: str = "dinner") -> dict[str, str | None]:
    with site.desk.read() as read:
        sheet = meals.meals(read, datetime(2020, 3, 6).date(), meal)
    return {row.name: row.outcome for row in sheet.doors}


def test_the_next_meal_stands_there_with_its_totals(view: MealsView) -> None:
    assert view.meal.value() == "dinner"
    assert "共 3 份" in view.totals.text()
    assert "未送 3 份" in view.totals.text()
    assert "NH-EX2 1" in view.buildings.text()
    rows = [view.list.model.row(n) for n in range(view.list.model.rowCount())]
    assert [row.title for row in rows if isinstance(row, GroupRow)] == ["MG1 1 层", "NH-EX2 1 层"]


def test_keys_write_one_door_the_ticked_and_the_floor(
    qtbot: QtBot, window: MainWindow, view: MealsView, site: Site, settle: Settle
) -> None:
    doors = list(view.source.rows([n.id for n in view.rows() if isinstance(n, Door)]))
    assert view.list.select_id(doors[0].id)
    qtbot.keyClick(view.list.table, Qt.Key.Key_D)
    window.scanner.flush()
    settle()
    assert outcomes(site) == {"费*": "declined", "万*峻": None, "苗*": None}
    assert view.list.select_id(doors[0].id)
    qtbot.keyClick(view.list.table, Qt.Key.Key_C)
    window.scanner.flush()
    settle()
    assert outcomes(site) == {"费*": "declined", "万*峻": "given", "苗*": None}, "what is written stays"
    assert "未送 1 份" in view.totals.text()


def test_other_meals_and_days_are_shown(view: MealsView, site: Site, settle: Settle) -> None:
    view.meal.choose("breakfast")
    settle()
    assert view.sheet is not None
    assert not view.sheet.doors, "they came at noon"


def test_lists_for_doors_and_kitchen_are_printed(
    view: MealsView, window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(window.office, "show_paper", lambda printout, done=None: shown.append(printout.title))
    view.print()
    view.print_kitchen()
    settle()
    assert sorted(shown) == ["隔离点送餐单　晚餐", "隔离点配餐汇总"]
