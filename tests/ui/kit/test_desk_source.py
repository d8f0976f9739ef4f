"""The list on the screen and the office's ledger agree: first page, rest, sums, words, masks."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.ledger import Request
from duty_desk.people.ledgers import GATES, UNITS
from duty_desk.people.places import add_gate
from duty_desk.people.units import add_unit
from ui.kit.cells import Cell
from ui.kit.desk_source import DeskSource
from ui.kit.ledger_source import Column
from ui.kit.ledger_view import LedgerView
from ui.kit.tasks import Tasks


@pytest.fixture
def filled(sqlite_desk: Desk) -> Desk:
    with sqlite_desk.work() as work:
        for number in range(130):
            add_unit(
                work,
                name=f"第{number:03d}学院",
                staff=number,
                students=1000,
                contact="苗春宁",
                phone="19900001234",
            )
    return sqlite_desk


def test_units_of_the_office_are_listed(qtbot: QtBot, filled: Desk) -> None:
    """Acceptance check S-44 too: what is shortened on the screen is shortened on the clipboard."""
    tasks = Tasks()
    verb = Column("open", "打开", kind="verb", width=64)
    source = DeskSource(
        filled,
        UNITS,
        extra=[verb],
        cells={"open": lambda _row: Cell("打开", verb=True)},
        faint=lambda _row: True,
    )
    view = LedgerView(source, tasks, request=Request())
    qtbot.addWidget(view)
    view.resize(1200, 400)
    view.reload()
    assert len(view.model.ids) == 100
    qtbot.waitUntil(lambda: len(view.model.ids) >= 130)
    assert f"共 {len(view.model.ids)} 条" in view.foot.right_text()
    titles = [source.title(column) for column in source.columns]
    assert titles[-1] == "打开"
    assert "people." not in " ".join(titles)
    view.search("第007学院")
    row = view.model.row(0)
    assert row is not None
    cells = {column.key: source.cell(column, row) for column in source.columns}
    assert (cells["name"].text, cells["students"].text) == ("第007学院", "1,000")
    assert cells["name"].faint
    assert cells["open"].verb
    assert "春" not in cells["contact"].text
    assert cells["phone"].text == "199****1234"
    view.table.go_to(0)
    view.copy()
    assert "19900001234" not in QApplication.clipboard().text()
    source.reveal = True
    assert "春" in source.cell(UNITS.column("contact"), row).text
    assert source.cell(UNITS.column("phone"), row).text == "199****1234", "numbers cost a reason (S-44)"
    assert tasks.close()


def test_whether_a_gate_is_open_is_a_chip(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        add_gate(work, code="N1", name="南湖北门")
        add_gate(work, code="N2", name="南湖南门", is_open=False)
    source = DeskSource(sqlite_desk, GATES)
    rows, _ = source.first_page(Request(), 10)
    marks = [source.cell(GATES.column("is_open"), row).mark for row in rows]
    assert [mark.word for mark in marks if mark is not None] == ["开放", "封闭"]
