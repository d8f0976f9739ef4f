"""Printers, scanner, status and record of what was done, as the settings show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import AuditEntry
from db.vocabulary import Role
from duty_desk import settings
from duty_desk.desk import Desk
from duty_desk.paper import Preview
from duty_desk.paper.proofs import SCANNER_TESTS, ScannerTest
from duty_desk.people import units
from duty_desk.people.ledgers import UNITS
from duty_desk.sheets import read_book
from duty_desk.strings import t
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.ui.typing import type_text
from ui.kit.tokens import Tone
from ui.kit.wedge import Scan
from ui.main_window import MainWindow
from ui.office.audit_page import AuditPage
from ui.office.printing_page import PrintingPage
from ui.office.scanner_page import ScannerPage, judge, nearest
from ui.office.status_page import StatusPage
from ui.shell.office_page import OfficePage


def office_of(window: MainWindow) -> OfficePage:
    assert window.office is not None
    return window.office


def subject(window: MainWindow, key: str) -> object:
    return office_of(window).go("office").show_subject(key)  # type: ignore[attr-defined]


# --- printing ---


def test_without_a_printer_a_paper_is_kept_and_said(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    page = subject(window, "printing")
    assert isinstance(page, PrintingPage)
    papers = office_of(window).papers
    papers.folder, papers.names = tmp_path, lambda: ()
    page.test_button.click()
    preview = papers.preview
    assert preview is not None
    preview.print_button.click()
    qtbot.waitUntil(lambda: any(tmp_path.glob("*.pdf")), timeout=10_000)
    qtbot.waitUntil(lambda: "没有找到打印机" in preview.banner.title.text(), timeout=5_000)
    preview.reject()
    with Preview(next(tmp_path.glob("*.pdf"))) as paper:
        assert "打印机测试页" in paper.text(0)


def test_each_paper_has_its_printer_and_may_skip_the_preview(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    page = subject(window, "printing")
    assert isinstance(page, PrintingPage)
    qtbot.waitUntil(lambda: page.printers["paper"].count() > 0, timeout=5_000)
    page._show(("前台激光", "热敏小票"))
    combo = page.printers["paper"]
    combo.setCurrentIndex(combo.findData("前台激光"))
    page.direct["paper"].setChecked(True)
    target = tmp_path / "printed.pdf"

    def make(_name: str) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        return printer

    papers = office_of(window).papers
    papers.names, papers.make = (lambda: ("前台激光", "热敏小票")), make
    page.test()
    assert papers.preview is None
    qtbot.waitUntil(
        lambda: target.exists() and "前台激光" in office_of(window).toaster.toast.text, timeout=20_000
    )
    assert window.appearance.choices.printers["paper"] == {"name": "前台激光", "direct": True}
    assert "pass.a6" in page.printers


# --- exports ---


def test_a_list_goes_to_a_workbook_exactly_as_shown(
    window: MainWindow, sqlite_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        for name in ("土木工程学院", "化工学院", "图书馆"):
            units.add_unit(work, name=name)
    page = subject(window, "units")
    page.search.setText("学院")  # type: ignore[attr-defined]
    target = tmp_path / "单位.xlsx"
    office_of(window).exporter.ask_path = lambda *_asked: str(target)
    page.list.asked.emit("export_excel")  # type: ignore[attr-defined]
    qtbot.waitUntil(
        lambda: target.exists() and "共 2 条" in office_of(window).toaster.toast.text, timeout=15_000
    )
    texts = [str(c.value) for row in read_book(target).sheets[0].rows for c in row.cells.values()]
    assert "土木工程学院" in texts
    assert "图书馆" not in texts


def test_a_list_is_printed_with_its_frame(
    window: MainWindow, sqlite_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        units.add_unit(work, name="土木工程学院")
    page = subject(window, "units")
    office = office_of(window)
    office.papers.names = lambda: ()
    page.list.asked.emit("print")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: office.papers.preview is not None, timeout=15_000)
    preview = office.papers.preview
    assert preview is not None
    text = preview._preview.text(0)
    assert "西岭理工大学总务处" in text
    assert "土木工程学院" in text
    assert "第 1 页" in text
    preview.reject()
    target = tmp_path / "单位.pdf"
    office.exporter.ask_path = lambda *_asked: str(target)
    page.list.asked.emit("export_pdf")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: target.exists() and "已导出" in office.toaster.toast.text, timeout=15_000)
    with sqlite_desk.read() as read:
        from duty_desk import audit_log, ledger

        rows = ledger.page(audit_log.LOG, read, ledger.Request()).rows
    # Once for the preview, once for the file.
    assert sum(t(UNITS.title) in row.detail for row in rows) == 2


# --- scanner ---


def scan(payload: str, *, gap: float = 8.0, end: str = "Enter") -> Scan:
    return Scan(payload.upper(), payload, True, tuple([gap] * (len(payload) - 1)), end)


@pytest.fixture
def scanner_page(window: MainWindow) -> ScannerPage:
    page = subject(window, "scanner")
    assert isinstance(page, ScannerPage)
    return page


def test_a_sheet_scanned_through_makes_the_scanner_ready(
    window: MainWindow, scanner_page: ScannerPage, sqlite_desk: Desk
) -> None:
    for test in SCANNER_TESTS:
        for _time in range(10 if test.key == "repeat" else 1):
            window.scanner.observed.emit(scan(test.payload))
    assert {chip.mark.tone for chip in scanner_page.chips.values()} == {Tone.OK}
    with sqlite_desk.read() as read:
        assert settings.get(read, "scanner.tested_at")
    assert office_of(window).bar.scanner.text() == "扫码枪 就绪"


def test_a_scanner_that_drops_a_character_is_found_out(scanner_page: ScannerPage) -> None:
    digits = SCANNER_TESTS[0].payload
    scanner_page.observe(scan(digits[:20] + digits[21:]))
    assert scanner_page.chips["digits"].mark.tone is Tone.DANGER
    assert "丢字符" in scanner_page.chips["digits"].mark.word
    assert "字符间隔" in scanner_page.remedies["digits"].text()


@pytest.mark.parametrize("test", SCANNER_TESTS, ids=lambda test: test.key)
def test_one_character_lost_on_the_way_is_found_on_each_code(
    window: MainWindow, scanner_page: ScannerPage, qtbot: QtBot, test: ScannerTest
) -> None:
    """Through the keyboard, as a scanner does that drops one of forty (check U-10)."""
    scanner_page.focus_first()
    qtbot.keyClicks(scanner_page.print_button, test.payload[:30] + test.payload[31:])
    qtbot.keyClick(scanner_page.print_button, Qt.Key.Key_Return)
    assert "丢字符" in scanner_page.chips[test.key].mark.word
    assert office_of(window).notices.isHidden()


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (scan(SCANNER_TESTS[1].payload.lower()), "大小写"),
        (scan(SCANNER_TESTS[1].payload, end=""), "结尾"),
        (scan(SCANNER_TESTS[1].payload, gap=60.0), "偏慢"),
        (scan(SCANNER_TESTS[1].payload.replace("-", "'")), "字符变了"),
        (scan(SCANNER_TESTS[1].payload), "正常"),
    ],
)
def test_what_is_wrong_with_a_scanner_is_named(made: Scan, word: str) -> None:
    test = nearest(made.raw)
    assert test is SCANNER_TESTS[1]
    assert word in judge(test, made).word


def test_typed_scans_reach_the_page(window: MainWindow, scanner_page: ScannerPage, qtbot: QtBot) -> None:
    scanner_page.focus_first()
    for sign in SCANNER_TESTS[2].payload:
        qtbot.keyClick(scanner_page.print_button, sign)
    qtbot.keyClick(scanner_page.print_button, Qt.Key.Key_Return)
    assert scanner_page.chips["small"].mark.tone is not Tone.NEUTRAL
    assert office_of(window).notices.isHidden()


# --- status and record ---


def test_what_is_left_to_set_up_is_listed_until_it_is_done(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    page = subject(window, "status")
    assert isinstance(page, StatusPage)
    qtbot.waitUntil(lambda: bool(page.steps), timeout=5_000)
    assert not next(step for step in page.steps if step.key == "units").done
    with sqlite_desk.work() as work:
        units.add_unit(work, name="图书馆")
    qtbot.waitUntil(lambda: next(step for step in page.steps if step.key == "units").done, timeout=5_000)


def test_a_clock_put_right_is_accepted_with_a_reason(
    window: MainWindow, sqlite_desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    """Acceptance check R-45."""
    right = clock.at
    page = subject(window, "status")
    assert isinstance(page, StatusPage)
    assert page.clock.isHidden()
    clock.forward(days=400)
    with sqlite_desk.work() as work:
        settings.put(work, "office.phone", "6011")
    clock.at = right
    assert office_of(window).open_place("office", "status")
    assert page.clock.isVisible()
    assert window.focusWidget() is page.clock.form.control("reason")
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.clock.form.field("reason").remark() == t("storage.error.reason_missing")
    assert sqlite_desk.clock_is_behind
    type_text(window.focusWidget(), "主板电池没电")
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert window.focusWidget() is page.clock.accept_button
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert sqlite_desk.now == right
    assert page.clock.isHidden()
    with sqlite_desk.read() as read:
        last = read.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.reason, last.at) == ("clock.accept", "主板电池没电", right)


def test_only_an_administrator_is_asked_about_the_clock(
    window: MainWindow, sqlite_desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        settings.put(work, "office.phone", "6011")
    clock.forward(days=-1)
    sqlite_desk.officer = OfficerRef(sqlite_desk.officer.id, "罗秀兰", Role.KEEPER)
    window.enter(sqlite_desk)
    page = subject(window, "status")
    assert isinstance(page, StatusPage)
    assert sqlite_desk.clock_is_behind
    assert page.clock.isHidden()


def test_the_data_is_checked_on_demand(window: MainWindow, qtbot: QtBot) -> None:
    page = subject(window, "status")
    assert isinstance(page, StatusPage)
    page.check()
    qtbot.waitUntil(lambda: "数据完整" in page.result.title.text(), timeout=20_000)


def test_the_record_is_listed_searched_and_proved(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    with sqlite_desk.work() as work:
        settings.put(work, "office.phone", "6011")
    page = subject(window, "audit")
    assert isinstance(page, AuditPage)
    before = len(page.list.model.ids)
    assert before > 1
    page.search.setText("没有这样的事")
    assert len(page.list.model.ids) == 0
    page.clear()
    assert len(page.list.model.ids) == before
    page.verify()
    qtbot.waitUntil(lambda: not page.result.isHidden(), timeout=10_000)
    assert "留痕完整" in page.result.title.text()
