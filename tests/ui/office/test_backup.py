"""Backups in the window: made, seen growing old, brought back with a look at what would be lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.vocabulary import Category
from duty_desk import attachments, backup
from duty_desk.desk import Desk
from duty_desk.errors import StaleError
from duty_desk.people import persons
from tests.conftest import Clock
from ui.kit.fields import PasswordField
from ui.kit.tokens import Tone
from ui.main_window import MainWindow
from ui.office.backup_page import BackupPage
from ui.start.sign_in import SignInPage


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> BackupPage:
    assert window.office is not None
    made = window.office.go("office").show_subject("backup")  # type: ignore[attr-defined]
    assert isinstance(made, BackupPage)
    return made


def make(qtbot: QtBot, page: BackupPage) -> None:
    before = len(page.source._rows)
    page.make_button.click()
    qtbot.waitUntil(lambda: len(page.source._rows) == before + 1, timeout=20_000)


def test_a_backup_is_made_and_listed(window: MainWindow, page: BackupPage, qtbot: QtBot) -> None:
    make(qtbot, page)
    assert "已校验" in page.standing.title.text()
    assert page.list.current_row().copy.is_readable


def test_the_status_bar_turns_amber_after_a_day(
    window: MainWindow, page: BackupPage, clock: Clock, qtbot: QtBot
) -> None:
    make(qtbot, page)
    assert window.office is not None
    fact = window.office.bar.backup
    window.office.keeper.read()
    assert (fact.tone, fact.text()) == (Tone.OK, "备份 12:00 已校验")
    clock.forward(hours=25)
    window.office.keeper.read()
    assert fact.tone is Tone.WARN
    assert "点这里" in fact.toolTip()


def test_restoring_shows_what_would_be_lost_and_asks_with_verbs(
    window: MainWindow, page: BackupPage, sqlite_desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    make(qtbot, page)
    clock.forward(minutes=5)
    with sqlite_desk.work() as work:
        made = persons.add_person(work, name="温建平", category=Category.STAFF)
    page.list.select_id(1)
    page.restore_button.click()
    qtbot.waitUntil(lambda: page.dialog is not None, timeout=10_000)
    dialog = page.dialog
    assert dialog is not None
    assert "会丢失" in dialog.body.text()
    assert dialog.act_button.text() == "恢复这一份"
    qtbot.waitUntil(dialog.keep_button.hasFocus, timeout=5_000)
    dialog.act_button.click()
    qtbot.waitUntil(lambda: isinstance(window.entrance.page, SignInPage), timeout=20_000)
    assert window.office is None, "whoever was signed in must sign in again"
    with sqlite_desk.read() as read, pytest.raises(StaleError):
        persons.get_person(read, made)
    kinds = [row.kind for row in backup.list_backups(sqlite_desk.folder)]
    assert "before-restore" in kinds


def test_leaving_the_question_leaves_everything(
    window: MainWindow, page: BackupPage, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    make(qtbot, page)
    page.restore_button.click()
    qtbot.waitUntil(lambda: page.dialog is not None, timeout=10_000)
    assert page.dialog is not None
    page.dialog.keep_button.click()
    assert page.dialog is None
    assert window.office is not None


def test_a_copy_elsewhere_is_sealed(
    window: MainWindow, page: BackupPage, sqlite_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    page.second.set_values({"folder": str(tmp_path / "none"), "password": "violet lantern 31"})
    page._choose_second()
    assert page.second.field("folder").remark()
    page.second.set_values({"folder": str(stick), "password": "violet lantern 31"})
    page.second.clear_errors()
    page._choose_second()
    qtbot.waitUntil(lambda: any(stick.glob("*.ddsealed")), timeout=20_000)
    qtbot.waitUntil(lambda: str(stick) in page.second_now.text(), timeout=10_000)


def test_the_office_backs_itself_up(window: MainWindow, sqlite_desk: Desk, qtbot: QtBot) -> None:
    assert window.office is not None
    window.office.keeper.look()
    qtbot.waitUntil(lambda: bool(backup.list_backups(sqlite_desk.folder)), timeout=20_000)
    qtbot.waitUntil(lambda: "已校验" in window.office.bar.backup.text(), timeout=10_000)


def test_a_sealed_copy_is_opened_with_its_password_and_brought_back(
    window: MainWindow, page: BackupPage, sqlite_desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    """Acceptance check S-47, through the window: data and attachments come back, no plain copy stays."""
    stick = tmp_path / "stick"
    stick.mkdir()
    with sqlite_desk.work() as work:
        backup.choose_second(work, stick, "stapler horse gate 7")
        kept = attachments.add(work, ("person", 1), "notice.pdf", b"%PDF-1.4 signed")
    backup.run(sqlite_desk, force=True)
    with sqlite_desk.work() as work:
        later = persons.add_person(work, name="祝可然", category=Category.STUDENT)
    shutil.rmtree(sqlite_desk.folder / "attachments")
    (sealed,) = stick.glob("*.ddsealed")
    page.sealed.ask(sealed)
    dialog = page.sealed.dialog
    assert dialog is not None
    field = dialog.findChild(PasswordField)
    assert field is not None
    field.setText("stapler horse gate 8")
    dialog.act_button.click()
    qtbot.waitUntil(
        lambda: any("密码不对" in each.text() for each in dialog.findChildren(QLabel)), timeout=20_000
    )
    field.setText("stapler horse gate 7")
    dialog.act_button.click()
    qtbot.waitUntil(lambda: page.dialog is not None, timeout=20_000)
    assert page.dialog is not None
    page.dialog.act_button.click()
    qtbot.waitUntil(lambda: isinstance(window.entrance.page, SignInPage), timeout=20_000)
    with sqlite_desk.read() as read:
        with pytest.raises(StaleError):
            persons.get_person(read, later)
        assert attachments.content(read, kept) == b"%PDF-1.4 signed"
    assert not list((sqlite_desk.folder / "opened").glob("*.db"))
