"""A list that tells of somebody's health leaves the window for a purpose that was typed, by who may (S-52, S-56)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import AuditEntry
from db.vocabulary import Role
from duty_desk.desk import Desk
from duty_desk.isolation.stay_ledger import STAYS
from duty_desk.ledger import Request
from duty_desk.people.ledgers import UNITS
from duty_desk.work import OfficerRef
from ui.main_window import MainWindow
from ui.shell.exporting import Exporter


@pytest.fixture
def exporter(window: MainWindow, tmp_path: Path) -> Exporter:
    assert window.office is not None
    window.office.exporter.ask_path = lambda *_asked: str(tmp_path / "a.xlsx")
    return window.office.exporter


def reasons(desk: Desk) -> list[str | None]:
    with desk.read() as read:
        query = select(AuditEntry.reason).where(AuditEntry.action == "ledger.export")
        return list(read.session.scalars(query))


def test_the_purpose_is_asked_and_stays_on_record(
    exporter: Exporter, window: MainWindow, sqlite_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    assert exporter.export(STAYS, Request(), "export_excel") is None
    assert exporter.dialog is not None
    assert exporter.purpose is not None
    exporter.dialog.act_button.click()
    assert exporter.dialog is not None, "nothing leaves without a purpose"
    exporter.purpose.setText("报区防控办")
    exporter.dialog.act_button.click()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert (tmp_path / "a.xlsx").exists()
    assert reasons(sqlite_desk) == ["报区防控办"]
    assert exporter.dialog is None


def test_other_lists_ask_nothing_and_who_may_not_is_refused(
    exporter: Exporter, window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    assert exporter.export(UNITS, Request(), "export_excel") is not None
    qtbot.waitUntil(lambda: not window.tasks.busy)
    sqlite_desk.officer = OfficerRef(None, "门岗甲", Role.GATE)
    assert exporter.export(STAYS, Request(), "print") is None
    assert exporter.dialog is None
    assert reasons(sqlite_desk) == [None]
