"""After the program was cut off: one line says so, and what was kept (acceptance check R-13)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from duty_desk import drafts
from duty_desk.desk import Desk, open_desk
from tests.conftest import Clock, sign_in_first
from ui.main_window import MainWindow


def as_after_a_kill(desk: Desk, place: Path, clock: Clock) -> Desk:
    """The files as a program leaves them that never came to close them, opened again."""
    with desk.work() as work:
        drafts.save(work, "office.units", {"name": "校医院"})
    place.mkdir()
    for path in desk.folder.glob("office.db*"):
        if not path.name.endswith("-shm"):
            shutil.copy(path, place)
    again = open_desk(place, clock=clock)
    sign_in_first(again)
    return again


@pytest.fixture
def shown_desk(
    sqlite_desk: Desk, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    assert not sqlite_desk.was_interrupted, "whoever closes an office leaves nothing behind"
    again = as_after_a_kill(sqlite_desk, tmp_path / "again", clock)
    assert again.was_interrupted
    if getattr(request, "param", False):
        with again.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text("DROP TRIGGER guard_audit_entry_update"))
    yield again
    again.close()


def test_one_line_says_that_it_recovered_and_what_was_kept(window: MainWindow, qtbot: QtBot) -> None:
    """Acceptance check R-13."""
    assert window.office is not None
    notices = window.office.notices
    qtbot.waitUntil(notices.recovery.isVisible, timeout=20_000)
    assert notices.recovery.title.text().startswith("已从异常退出恢复")
    assert "1 份" in notices.recovery.body.text()
    assert not notices.refusal.isVisible()
    window.lock()
    notices._recovery_read()
    window.enter(window.office.desk)
    assert not notices.recovery.isVisible(), "it is said once"


@pytest.mark.parametrize("shown_desk", [True], indirect=True)
def test_what_does_not_fit_together_is_said_in_red_instead(window: MainWindow, qtbot: QtBot) -> None:
    """Acceptance check R-13."""
    assert window.office is not None
    notices = window.office.notices
    qtbot.waitUntil(notices.refusal.isVisible, timeout=20_000)
    assert "对不上" in notices.refusal.title.text()
    assert "系统状态" in notices.refusal.body.text()
    assert not notices.recovery.isVisible()
