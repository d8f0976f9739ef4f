"""Backups: how they stand, making one now, a copy elsewhere, and bringing one back with a look at what would be lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import backup, formats, settings
from duty_desk.audit import EntryRow
from duty_desk.audit_log import describe
from duty_desk.backup import BackupRow, Level, Loss, Status
from duty_desk.errors import DutyDeskError
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission
from duty_desk.strings import has, t
from ui.feature_tab import KeyHint, Shell
from ui.kit.beside import Beside
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.dialogs import Dialog
from ui.kit.fields import LineEdit, PasswordField
from ui.kit.flow import Flow
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import Banner, EmptyState
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone
from ui.office.backup_sealed import SealedCopy, print_recovery_sheet
from ui.office.second_person import SecondPerson
from ui.office.setting_page import SettingPage
from ui.office.small_list import SmallList

_TONES = {
    Level.OK: Tone.OK,
    Level.OLD: Tone.WARN,
    Level.FAILED: Tone.DANGER,
    Level.NONE: Tone.WARN,
    Level.PAUSED: Tone.WARN,
}
SHOWN_ACTIONS = 8


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A backup in the list; the path cannot be its identifier."""

    id: int
    copy: BackupRow


class BackupPage(SettingPage):
    """The list of proved copies left, what is done with them right."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.may_make = self.may(Permission.BACK_UP)
        self.may_restore = self.may(Permission.RESTORE)
        self.may_choose = self.may(Permission.EDIT_SETTINGS)
        self.standing = Banner(Tone.OK, "")
        self.source = SmallList(self._columns(), self._cell, lambda row: [row.copy.path.name])
        self.list = LedgerView(
            self.source,
            shell.tasks,
            key="office.backup",
            memory=DeskMemory(shell.recall, shell.remember),
            menu=False,
            strong="made_at",
        )
        self.list.table.setAccessibleName(t("office.subject.backup"))
        self.list.current_changed.connect(lambda _row: self._show_current())
        nothing = (t("office.backup.empty"), t("office.backup.empty_next"))
        self.list.set_empty(lambda: EmptyState(*nothing, icon="content-save-outline", tone=None))
        self.make_button = Button(
            t("office.backup.make"), kind=Kind.PRIMARY, icon="content-save-outline", key="F2"
        )
        self.make_button.clicked.connect(self.make)
        self.resume_button = Button(t("office.backup.resume"), icon="play")
        self.resume_button.clicked.connect(self._resume)
        self.standing.add_button(self.resume_button)
        self.dialog: Dialog | None = None
        self.sealed = SealedCopy(shell, self)
        self.sealed.opened.connect(self._look_into)
        self.panel = SidePanel()
        self.panel.set_body(self._build_body())
        self.restore_button = Button(
            t("office.backup.restore"), kind=Kind.DANGER, icon="database-refresh-outline"
        )
        self.restore_button.clicked.connect(self.look_before_restoring)
        self.panel.set_foot([], [self.restore_button] if self.may_restore else [])
        self._lay_out()

    def facts(self) -> str:
        return t("office.backup.facts", count=len(self.list.model.ids))

    def keys(self) -> tuple[KeyHint, ...]:
        return (KeyHint("F2", t("office.backup.make"), in_status=True),) if self.may_make else ()

    def reload(self) -> None:
        self.shell.tasks.run(partial(_look, self.desk), done=self._show)

    def focus_first(self) -> None:
        self.list.setFocus()

    def make(self) -> None:
        """A proved copy of the office as it is now."""
        self.make_button.refuse(t("office.backup.making"))
        self.shell.tasks.run(
            partial(backup.run, self.desk, force=True, by_hand=True), done=self._made, failed=self._not_made
        )

    def look_before_restoring(self) -> None:
        """What would be lost is looked up beside the window, then asked about."""
        row = self.list.current_row()
        if row is not None:
            self._look_into(row.copy)

    def _look_into(self, copy: BackupRow) -> None:
        self.shell.tasks.run(
            partial(backup.preview, self.desk, copy.path), done=partial(self._ask, copy), failed=self._refused
        )

    def _ask(self, copy: BackupRow, loss: Loss) -> None:
        made = formats.full_moment(copy.made_at)
        dialog = Dialog(
            self.window(),
            t("office.backup.question", moment=made),
            _loss_words(loss),
            act=t("office.backup.restore_this"),
            keep=t("office.backup.keep"),
            icon="database-refresh-outline",
            note=t("office.backup.kept_note"),
        )
        for action, count in loss.by_action[:SHOWN_ACTIONS]:
            dialog.add(
                Label(f"{_action_words(action, self.desk.now)}\u3000{count:,}", px=SMALL, colour="text2")
            )
        with self.desk.read() as read:
            needed = approvals.is_needed(read)
        if needed:
            second = SecondPerson(self.shell)
            second.ask(t("office.backup.approve", moment=made), backup.restore_act(copy.path))
            second.approved.connect(lambda approval: self._restore(dialog, copy, approval))
            dialog.add(second)
            dialog.act_button.hide()
        dialog.acted.connect(lambda: self._restore(dialog, copy, None))
        dialog.finished.connect(self._dialog_closed)
        self.dialog = dialog
        dialog.open()

    def _restore(self, dialog: Dialog, copy: BackupRow, approval: Approval | None) -> None:
        def failed(error: Exception) -> None:
            if not isinstance(error, DutyDeskError):
                raise error
            dialog.refuse(error.text)

        def done(_loss: Loss) -> None:
            dialog.accept()
            self.shell.sign_in_again()

        self.shell.tasks.run(partial(self._bring_back, copy, approval), done=done, failed=failed)

    def _bring_back(self, copy: BackupRow, approval: Approval | None) -> Loss:
        """Beside the window; attachments come with a sealed copy, in an office of this PC they are there."""
        loss = backup.restore(self.desk, copy.path, approval=approval)
        self.sealed.bring_attachments_back(copy.path)
        return loss

    def _dialog_closed(self) -> None:
        self.dialog = None
        self.sealed.clear()

    def _show(self, found: tuple[Status, tuple[BackupRow, ...], str]) -> None:
        standing, copies, second = found
        current = self.list.current_id()
        self.source.put([CopyRow(number, copy) for number, copy in enumerate(copies, 1)])
        self.list.reload()
        if current is None and copies:
            self.list.select_id(1)
        self.standing.say(*_standing_words(standing), tone=_TONES[standing.level])
        self.resume_button.setVisible(standing.level is Level.PAUSED and self.may_make)
        self.second_now.setText(_second_words(standing, second))
        self.forget_button.setVisible(bool(second) and self.may_choose)
        self._show_current()
        self.facts_changed.emit()

    def _show_current(self) -> None:
        row = self.list.current_row()
        offered = self.may_restore and row is not None and row.copy.is_readable
        self.restore_button.setVisible(offered)
        self.panel.foot.setVisible(offered)
        if row is None:
            self.panel.set_head(t("office.subject.backup"))
            self.about.hide()
            return
        copy: BackupRow = row.copy
        self.panel.set_head(formats.full_moment(copy.made_at), copy.kind_text)
        self.about.show()
        self.about.setText(
            t(
                "office.backup.about",
                entries=f"{copy.entries or 0:,}",
                people=f"{copy.people or 0:,}",
                passes=f"{copy.passes or 0:,}",
                file=copy.path.name,
            )
            if copy.is_readable
            else t("office.backup.unreadable")
        )

    def _made(self, row: BackupRow) -> None:
        self.make_button.refuse("")
        self.shell.notify(t("office.backup.made", moment=formats.clock(row.made_at)))
        self.reload()

    def _not_made(self, error: Exception) -> None:
        self.make_button.refuse("")
        self._refused(error)
        self.reload()

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    def _resume(self) -> None:
        backup.resume(self.desk)
        self.reload()

    def _choose_second(self) -> None:
        values = self.second.values()
        try:
            with self.desk.work() as work:
                backup.choose_second(work, Path(str(values["folder"])), str(values["password"]))
        except DutyDeskError as error:
            self.second.show_error(error)
            return
        self.second.set_values({"folder": "", "password": ""})
        self.second.clear_errors()
        self.shell.notify(t("office.backup.second_chosen"))
        self.make()

    def _forget_second(self) -> None:
        try:
            with self.desk.work() as work:
                backup.forget_second(work)
        except DutyDeskError as error:
            self._refused(error)
            return
        self.shell.notify(t("office.backup.second_forgotten"))
        self.reload()

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, t("office.backup.folder"))
        if chosen:
            self.second.control("folder").setText(chosen)

    def _build_body(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.about = Label(wrap=True)
        self.about.hide()
        column.addWidget(self.about)
        self.second = Form()
        self.second.add_section(t("office.backup.second"))
        self.second_now = Label(colour="text2", wrap=True)
        self.second.add_widget(self.second_now)
        self.second.add("folder", t("office.backup.folder"), LineEdit(), help=t("office.backup.folder_help"))
        self.second.add(
            "password", t("office.backup.password"), PasswordField(), help=t("office.backup.password_help")
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        browse = Button(t("office.backup.browse"))
        browse.clicked.connect(self._ask_folder)
        choose = Button(t("office.backup.choose_second"), icon="check")
        choose.clicked.connect(self._choose_second)
        self.forget_button = Button(t("office.backup.forget_second"))
        self.forget_button.clicked.connect(self._forget_second)
        for button in (browse, choose, self.forget_button):
            row.addWidget(button)
        row.addStretch()
        buttons = QWidget()
        buttons.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.second, buttons):
            column.addWidget(part)
            if not self.may_choose:
                part.hide()
        column.addLayout(self._build_rescue())
        return holder

    def _build_rescue(self) -> Flow:
        """For the day on which this PC is gone: the sheet beforehand, the sealed copy afterwards."""
        row = Flow()
        sheet = Button(t("office.backup.sheet"), icon="printer-outline")
        sheet.clicked.connect(lambda: print_recovery_sheet(self.shell))
        self.sealed_button = Button(t("office.backup.sealed"), icon="key-outline")
        self.sealed_button.clicked.connect(self.sealed.choose)
        for button in (sheet, *([self.sealed_button] if self.may_restore else [])):
            row.addWidget(button)
        return row

    def _columns(self) -> Sequence[ColumnLike]:
        return (
            Column("made_at", t("office.backup.when"), width=168, stretch=True),
            Column("kind", t("office.backup.kind"), width=160),
            Column("people", t("office.backup.people"), "number", width=80, align="right"),
            Column("passes", t("office.backup.passes"), "number", width=80, align="right"),
            Column("size", t("office.backup.size"), "number", width=96, align="right"),
        )

    def _cell(self, column: ColumnLike, row: Any) -> Cell:
        copy: BackupRow = row.copy
        match column.key:
            case "made_at":
                return Cell(formats.full_moment(copy.made_at), faint=copy.is_ahead or not copy.is_readable)
            case "kind":
                return Cell(copy.kind_text)
            case "size":
                return Cell(formats.number(round(copy.size / 1_000_000, 1)), t("office.backup.megabytes"))
            case _:
                value = getattr(copy, column.key)
                return Cell("" if value is None else f"{value:,}")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.standing, 1)
        if self.may_make:
            top.addWidget(self.make_button)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(top)
        left.addWidget(self.list, 1)
        self.beside = Beside(self)
        self.beside.put(left, self.panel)
        self.beside.closed.connect(self.list.setFocus)
        self.list.opened.connect(lambda _row: self.beside.bring())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.beside)


def _look(desk: Any) -> tuple[Status, tuple[BackupRow, ...], str]:
    """How the backups stand, which there are, and where the copy elsewhere goes."""
    with desk.read() as read:
        chosen = settings.get(read, "backup.second")
    return (
        backup.status(desk),
        backup.list_backups(desk.folder, desk.now),
        str(chosen["folder"]) if chosen else "",
    )


def _standing_words(standing: Status) -> tuple[str, str]:
    good = formats.full_moment(standing.good_at) if standing.good_at else ""
    title = t(f"office.backup.level.{standing.level}", moment=good)
    wrong = t(standing.error, folder="") if standing.error and has(standing.error) else standing.error or ""
    return title, wrong


def _second_words(standing: Status, folder: str) -> str:
    if not folder:
        return t("office.backup.second_none")
    if standing.second_error:
        return t("office.backup.second_failed", folder=folder, why=standing.second_error)
    if standing.second_good_at:
        return t(
            "office.backup.second_good", folder=folder, moment=formats.full_moment(standing.second_good_at)
        )
    return t("office.backup.second_waits", folder=folder)


def _loss_words(loss: Loss) -> str:
    if not loss.entries:
        return t("office.backup.nothing_lost")
    return t(
        "office.backup.would_lose",
        count=f"{loss.entries:,}",
        since=formats.full_moment(loss.since),
        until=formats.full_moment(loss.until),
    )


def _action_words(action: str, at: datetime) -> str:
    return describe(EntryRow(0, at, None, action, None, None, {}, {}, None))
