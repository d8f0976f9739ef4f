"""A floor is read with the number keys alone: each line saved at once, a fever stops, what could not be taken says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.vocabulary import ReadingSlot
from duty_desk.isolation import reading_rows
from duty_desk.isolation.slot_rules import SlotState
from tests.conftest import Clock
from tests.duty_desk.isolation.conftest import Site
from ui.isolation.floor_sheet import FloorSheetView
from ui.isolation.floor_sheet_line import Ask, SheetLine
from ui.isolation.tab import IsolationTab
from ui.main_window import MainWindow

Settle = Callable[[], None]
AFTERNOON = datetime(2020, 3, 6, 15, 30)


@pytest.fixture
def sheet(clock: Clock, site: Site, tab: IsolationTab) -> FloorSheetView:
    """The floor of the two who share a room, in the afternoon."""
    clock.at = AFTERNOON
    tab.start_sheet("MG1", 1)
    view = tab.view
    assert isinstance(view, FloorSheetView)
    return view


def type_in(qtbot: QtBot, field: QWidget, digits: str, *, confirm: bool = False) -> None:
    """Digits and Enter; without a point Enter is asked for twice."""
    qtbot.keyClicks(field, digits)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    if confirm:
        qtbot.keyClick(field, Qt.Key.Key_Return)


def slot_of(site: Site, stay: int) -> reading_rows.SlotView:
    with site.desk.read() as read:
        return reading_rows.slots(read, stay, AFTERNOON.date())[1]


def two(view: FloorSheetView) -> tuple[SheetLine, SheetLine]:
    first, second = view.lines.values()
    return first, second


def test_a_corridor_is_read_at_the_speed_of_speech(qtbot: QtBot, sheet: FloorSheetView, site: Site) -> None:
    first, second = two(sheet)
    assert first.field.hasFocus()
    assert first.name.text() == "费*"
    qtbot.keyClicks(first.field, "365")
    qtbot.keyClick(first.field, Qt.Key.Key_Return)
    assert first.field.text() == "36.5"
    assert slot_of(site, first.row.stay).reading_id is None, (
        "365 is only a suggestion until Enter is pressed again"
    )
    qtbot.keyClick(first.field, Qt.Key.Key_Return)
    assert slot_of(site, first.row.stay).temperature == 36.5
    assert second.field.hasFocus()
    type_in(qtbot, second.field, "36.8")
    assert slot_of(site, second.row.stay).temperature == 36.8
    assert sheet.foot.text() == "本层都已登记"
    assert first.chip.mark.word == "36.5 ℃"


def test_letters_do_nothing_and_a_wrong_number_says_so(
    qtbot: QtBot, sheet: FloorSheetView, site: Site
) -> None:
    first, _second = two(sheet)
    qtbot.keyClicks(first.field, "3x6z")
    assert first.field.text() == "36"
    first.field.clear()
    type_in(qtbot, first.field, "46.5")
    assert "34" in first.words.text() or "42" in first.words.text()
    assert slot_of(site, first.row.stay).reading_id is None
    first.field.clear()
    qtbot.keyClick(first.field, Qt.Key.Key_Down)
    assert two(sheet)[1].field.hasFocus()
    qtbot.keyClick(two(sheet)[1].field, Qt.Key.Key_Up)
    assert first.field.hasFocus()


def test_a_fever_stops_and_asks_for_the_second_reading(
    qtbot: QtBot, sheet: FloorSheetView, site: Site
) -> None:
    first, second = two(sheet)
    type_in(qtbot, first.field, "37.6")
    assert first.asking is Ask.RETEST
    assert first.second.hasFocus()
    assert "15:45" in first.words.text()
    # Meanwhile the others are read, and the line goes on asking.
    qtbot.keyClick(first.second, Qt.Key.Key_Down)
    type_in(qtbot, second.field, "36.4")
    assert first.second.isVisible()
    type_in(qtbot, first.second, "37.8")
    view = slot_of(site, first.row.stay)
    assert (view.first, view.temperature, view.abnormal) == (37.6, 37.8, True)
    assert sheet.banner.isVisible()
    assert "两次体温异常" in sheet.banner.title.text()
    assert site.stay(first.row.stay).incident_id is not None


def test_a_second_reading_below_the_line_ends_it(qtbot: QtBot, sheet: FloorSheetView, site: Site) -> None:
    first, _second = two(sheet)
    type_in(qtbot, first.field, "37.4")
    type_in(qtbot, first.second, "36.9")
    view = slot_of(site, first.row.stay)
    assert (view.temperature, view.abnormal) == (36.9, False)
    assert not sheet.banner.isVisible()
    assert first.chip.mark.word == "37.4 → 36.9 ℃"


def test_what_could_not_be_taken_says_why_by_a_key(qtbot: QtBot, sheet: FloorSheetView, site: Site) -> None:
    first, second = two(sheet)
    qtbot.keyClick(first.field, Qt.Key.Key_N)
    assert first.asking is Ask.NOT_TAKEN
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert first.asking is Ask.NOTHING
    qtbot.keyClick(first.field, Qt.Key.Key_N)
    first.reasons.choose_place(1)
    view = slot_of(site, first.row.stay)
    assert (view.state, view.reason) == (SlotState.NOT_TAKEN, "熟睡")
    assert second.field.hasFocus()
    # It is taken after all.
    type_in(qtbot, first.field, "36.2")
    assert slot_of(site, first.row.stay).temperature == 36.2


def test_a_wrong_value_is_corrected_with_the_reason(qtbot: QtBot, sheet: FloorSheetView, site: Site) -> None:
    first, _second = two(sheet)
    type_in(qtbot, first.field, "36.9")
    type_in(qtbot, first.field, "36.6")
    assert first.asking is Ask.CORRECTION
    assert first.why.hasFocus()
    qtbot.keyClick(first.why, Qt.Key.Key_Return)
    assert slot_of(site, first.row.stay).temperature == 36.9, "not without the reason"
    first.why.setText("看错数字")
    qtbot.keyClick(first.why, Qt.Key.Key_Return)
    assert slot_of(site, first.row.stay).temperature == 36.6


def test_what_others_write_comes_in_and_what_is_typed_stays(
    qtbot: QtBot, window: MainWindow, sheet: FloorSheetView, site: Site, settle: Settle
) -> None:
    from duty_desk.isolation import readings

    first, second = two(sheet)
    qtbot.keyClicks(second.field, "36")
    with site.desk.work(site.keeper) as work:
        readings.record_reading(
            work, stay=first.row.stay, day=AFTERNOON.date(), slot=ReadingSlot.PM, temperature=36.1
        )
    settle()
    assert first.chip.mark.word == "36.1 ℃"
    assert second.field.text() == "36"
    assert sheet.unsaved()


def test_floors_and_slots_change_by_keys(qtbot: QtBot, sheet: FloorSheetView, clock: Clock) -> None:
    assert sheet._floor == ("MG1", 1)
    qtbot.keyClick(sheet, Qt.Key.Key_PageDown)
    assert sheet._floor == ("NH-EX2", 1)
    (line,) = sheet.lines.values()
    assert line.before.text() == "–", "admitted at noon, nothing was read before"
    assert "15:00–17:00" in sheet.foot.text()
    sheet.slot.choose("am")
    assert not sheet.lines, "nobody who came at noon was asked in the morning"


def test_the_sheet_is_printed_for_the_floor(
    sheet: FloorSheetView, window: MainWindow, settle: Settle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(window.office, "show_paper", lambda printout, done=None: shown.append(printout.title))
    sheet.print()
    settle()
    assert shown == ["整层测温记录表"]
