"""The open desk forgets by itself what has expired, and leaves no copies of attachments behind."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from duty_desk import drafts
from duty_desk.attachments.keeping import OPENED
from tests.conftest import Clock
from ui.main_window import MainWindow


def test_an_expired_draft_goes_without_being_asked(window: MainWindow, qtbot: QtBot, clock: Clock) -> None:
    assert window.office is not None
    desk = window.office.desk
    with desk.work() as work:
        drafts.save(work, "pass.temporary", {"name": "x"})
    clock.forward(days=8)
    window.office.tidying.tidy()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    with desk.work() as work:
        assert drafts.forget_old(work) == 0


def test_copies_shown_to_other_programs_end_with_the_window(window: MainWindow) -> None:
    assert window.office is not None
    shown = window.office.desk.folder / OPENED / "slip.pdf"
    shown.parent.mkdir(exist_ok=True)
    shown.write_bytes(b"%PDF-")
    window.close()
    assert not shown.exists()
