"""Issuing and printing ask nothing, and a PC without a printer keeps the paper and the pass (U-32, U-61)."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.paper import Preview
from duty_desk.passes import PassState
from tests.duty_desk.paper.reading import codes, image
from tests.ui.passes.conftest import Sample, give
from tests.ui.passes.test_issue import choose, settle, start
from tests.ui.questions import Questions
from ui.kit.print_preview import PrintPreview
from ui.passes.detail import DetailPanel
from ui.passes.tab import PassesTab


def office_of(tab: PassesTab) -> object:
    window = tab.window()
    return window.office  # type: ignore[attr-defined]


def test_issuing_and_reporting_lost_ask_nothing(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample, questions: Questions
) -> None:
    given = give(sqlite_desk, sample, "贺志远")
    panel = start(qtbot, tab)
    choose(qtbot, panel, "sxx")
    panel.form.field("reason_text").set_value("值守")
    panel.form.control("gates").boxes()[0].click()
    assert panel.submit(print_it=False)
    settle(qtbot, tab)
    tab.open_record("pass", given.id)
    assert isinstance(tab.panel, DetailPanel)
    tab.panel.act_asked.emit("lost")
    settle(qtbot, tab)
    tab.shell.toaster.undo()
    settle(qtbot, tab)
    assert questions.asked == []
    with sqlite_desk.read() as read:
        assert passes.get_row(read, given.id).state in (PassState.VALID, PassState.LAST_DAY)


def test_without_a_printer_the_pass_is_good_and_its_card_a_file_and_it_prints_again(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, tmp_path: Path
) -> None:
    """Acceptance check U-61: zero printers, as in this test."""
    papers = office_of(tab).papers  # type: ignore[attr-defined]
    papers.folder, papers.names = tmp_path, lambda: ()
    panel = start(qtbot, tab)
    choose(qtbot, panel, "sxx")
    panel.form.field("reason_text").set_value("值守")
    panel.form.control("gates").boxes()[0].click()
    assert panel.submit(print_it=True)
    found: list[str] = []
    for count in (1, 2):
        qtbot.waitUntil(lambda: papers.preview is not None and papers.preview.isVisible(), timeout=20_000)
        preview = papers.preview
        assert isinstance(preview, PrintPreview)
        preview.print_button.click()
        qtbot.waitUntil(lambda count=count: len(list(tmp_path.glob("*.pdf"))) == count, timeout=20_000)
        qtbot.waitUntil(
            lambda preview=preview: "没有找到打印机" in preview.banner.title.text(), timeout=10_000
        )
        settle(qtbot, tab)
        with sqlite_desk.read() as read:
            (row,) = passes.list_passes(read, passes.PassKind.TEMPORARY).rows
        assert row.state in (PassState.VALID, PassState.LAST_DAY)
        if count == 1:
            tab.acts.print_passes([row.id])
    for path in sorted(tmp_path.glob("*.pdf")):
        with Preview(path) as paper:
            assert row.holder_name in paper.text(0)
        found += codes(image(path.read_bytes(), 0))
    assert len(found) == 2
    assert len(set(found)) == 1, "the same code within ten minutes"
