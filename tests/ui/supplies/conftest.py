"""An office with goods, 22 colleges and 9 front-line units, and the supplies screen in front."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.vocabulary import Role, UnitKind
from duty_desk.desk import Desk, open_desk
from duty_desk.people import officers
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD, Clock
from tests.duty_desk.supplies.conftest import Goods, _add_unit, build_goods
from tests.duty_desk.supplies.test_allocation_rules import COLLEGES, FRONT
from ui.main_window import MainWindow
from ui.supplies.tab import SuppliesTab

WITNESS = "查琳"


def fill(desk: Desk) -> Goods:
    """The goods of the service tests, more units, and a keeper who has a password."""
    goods = build_goods(desk)
    with desk.work() as work:
        for n, heads in enumerate(COLLEGES[3:]):
            _add_unit(work, f"X{n + 10}", f"第{n + 4}学院", [], UnitKind.COLLEGE, heads, 900)
        for n, heads in enumerate(FRONT[3:]):
            _add_unit(work, f"F{n + 10}", f"一线单位{n + 4}", [], UnitKind.FRONTLINE, heads, 0)
        officers.add_officer(work, name=WITNESS, login="zhalin", role=Role.KEEPER, password=PASSWORD)
    return goods


@pytest.fixture
def goods(grounds: Callable[..., Any], tmp_path: Path, clock: Clock) -> Iterator[Goods]:
    source, made = grounds("sqlite", fill)
    shutil.copytree(source, tmp_path / "office")
    desk = open_desk(tmp_path / "office", clock=clock)
    desk.officer = made.keeper
    yield replace(made, desk=desk)
    desk.close()


@pytest.fixture
def shown_desk(goods: Goods) -> Desk:
    return goods.desk


@pytest.fixture
def tab(window: MainWindow) -> SuppliesTab:
    assert window.office is not None
    shown = window.office.go("supplies")
    assert isinstance(shown, SuppliesTab)
    return shown


@pytest.fixture
def become(tab: SuppliesTab, goods: Goods) -> Callable[[OfficerRef], None]:
    """Another officer sits down at the desk."""

    def change(officer: OfficerRef) -> None:
        goods.desk.officer = officer
        tab.reload()

    return change
