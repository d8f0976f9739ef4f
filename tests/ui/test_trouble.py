"""When storage or a backup is in trouble the window says so in red where it is always seen, and goes on (R-31, R-10)."""

from __future__ import annotations

import sqlite3

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import event, text

from duty_desk import backup, drafts, settings
from duty_desk.desk import Desk
from tests.conftest import Clock
from ui.kit.tokens import Tone
from ui.main_window import MainWindow
from ui.office.register_page import RegisterPage


def break_the_chain(desk: Desk) -> None:
    with desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DROP TRIGGER guard_audit_entry_update"))
        connection.execute(text("UPDATE audit_entry SET action = 'other' WHERE id = 2"))


def test_a_backup_that_was_not_made_is_red_with_what_to_do(
    window: MainWindow, sqlite_desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    """Acceptance check R-31: no rotation, red."""
    assert window.office is not None
    backup.run(sqlite_desk)
    with sqlite_desk.work() as work:
        settings.put(work, "office.phone", "6011")
    before = [row.path for row in backup.list_backups(sqlite_desk.folder)]
    break_the_chain(sqlite_desk)
    clock.forward(days=1)
    window.office.keeper.look()
    fact = window.office.bar.backup
    qtbot.waitUntil(lambda: fact.tone is Tone.DANGER, timeout=20_000)
    assert fact.toolTip()
    assert [row.path for row in backup.list_backups(sqlite_desk.folder)] == before


def no_room(desk: Desk) -> dict[str, bool]:
    """The disk of this office is full while `full` is set."""
    state = {"full": True}

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        if state["full"]:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(desk.engine, "connect", limit)
    desk.engine.dispose()
    return state


@pytest.mark.parametrize("subject", ["units"])
def test_a_full_disk_keeps_the_form_and_saves_when_there_is_room(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot, subject: str
) -> None:
    """Acceptance check R-10: the sentence in the form, what was typed still there, and no defect from the draft either."""
    assert window.office is not None
    page = window.office.go("office").show_subject(subject)  # type: ignore[attr-defined]
    assert isinstance(page, RegisterPage)
    page.add()
    page.form.control("name").setText("校医院")
    page.form.control("contact").setText("字" * 900_000)
    room = no_room(sqlite_desk)
    page.draft.keep()
    assert not page.save()
    assert "磁盘" in page.form.banner_text()
    assert page.form.control("name").text() == "校医院"
    with sqlite_desk.read() as read:
        assert drafts.list_drafts(read) == ()
    room["full"] = False
    sqlite_desk.engine.dispose()
    page.form.control("contact").setText("")
    assert page.save()
    assert page.count() == 1
