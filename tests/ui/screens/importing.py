"""The import, step by step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from duty_desk.sheets import form
from tests.ui.screens.registry import office_of, screen
from ui.importing.source import Corrections, approvers, judge, read_file, tables_of
from ui.importing.wizard import CHECK, COLUMNS, DONE, ImportWizard
from ui.main_window import MainWindow

FILE = Path(__file__).parents[2] / "data" / "dirty" / "02_通行证_UTF8无BOM.csv"
PLACES = Path(__file__).parents[2] / "data" / "机构与场所.xlsx"


def _wizard(window: MainWindow) -> ImportWizard:
    page = office_of(window).go("office").show_subject("import")  # type: ignore[attr-defined]
    page._close_wizard()
    made = page.begin()
    assert made is not None
    return made


@screen("import-1-choose")
def choose(window: MainWindow) -> QWidget:
    wizard = _wizard(window)
    wizard._read(read_file(FILE))
    wizard._take_form("passes")
    return window


@screen("import-2-columns")
def columns(window: MainWindow) -> QWidget:
    wizard = _wizard(window)
    wizard._read(read_file(FILE))
    wizard._take_form("passes")
    assert wizard.source is not None
    wizard.columns.show_tables(tables_of(wizard.source, "passes", Corrections()), Corrections())
    wizard.go(COLUMNS)
    return window


@screen("import-3-check")
def check(window: MainWindow) -> QWidget:
    wizard = _wizard(window)
    wizard._read(read_file(FILE))
    wizard._take_form("passes")
    assert wizard.source is not None
    wizard.judged = judge(office_of(window).desk, wizard.source, "passes", Corrections())
    wizard.check.show_judged(wizard.judged)
    wizard.check.offer_approvers(approvers(office_of(window).desk, "passes"))
    wizard.go(CHECK)
    return window


@screen("import-4-done")
def done(window: MainWindow) -> QWidget:
    wizard = _wizard(window)
    wizard.done.show_result(form("passes").title, 15, 8, 15)
    wizard.go(DONE)
    return window


@screen("import-1-registers")
def registers(window: MainWindow) -> QWidget:
    wizard = _wizard(window)
    wizard._read(read_file(PLACES))
    return window


@screen("import-whole")
def whole(window: MainWindow) -> QWidget:
    wizard = _wizard(window)
    found = read_file(PLACES)
    wizard._read(found)
    desk = office_of(window).desk
    wizard.whole._ask(
        found, [judge(desk, found, key, Corrections()) for key in ("campuses", "gates", "units")]
    )
    assert wizard.whole.question is not None
    return wizard.whole.question
