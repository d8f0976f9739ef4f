"""Personal data: what is past its time, destroying it with a colleague's yes, and the certificates of what was destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from duty_desk import formats, privacy
from duty_desk.desk import Desk
from duty_desk.errors import DutyDeskError
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.privacy import Act, Certificate, Preview, certificates, templates
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.feature_tab import KeyHint, Shell
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cells import Cell
from ui.kit.dialogs import Dialog
from ui.kit.flow import Flow
from ui.kit.ledger_source import Column, ColumnLike
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import Banner, EmptyState
from ui.kit.printing import Outcome, Printout
from ui.kit.tokens import Tone
from ui.office.privacy_panel import PrivacyPanel
from ui.office.second_person import SecondPerson
from ui.office.setting_page import SettingPage
from ui.office.small_list import SmallList

Found = tuple[tuple[Certificate, ...], Preview, int | None]


class PrivacyPage(SettingPage):
    """Certificates left, what would go right."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"destruction", "destruction_clearing", "policy"})

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(shell, parent)
        self.may_destroy = self.may(Permission.DESTROY)
        self.dialog: Dialog | None = None
        self._waiting: int | None = None
        self.standing = Banner(Tone.OK, "")
        self.clear_button = Button(t("privacy.page.clear"), icon="refresh")
        self.clear_button.clicked.connect(self._clear_again)
        self.standing.add_button(self.clear_button)
        self.source = SmallList(self._columns(), self._cell, lambda row: [row.number, row.reason])
        self.list = LedgerView(
            self.source,
            shell.tasks,
            key="office.privacy",
            memory=DeskMemory(shell.recall, shell.remember),
            menu=False,
            strong="number",
        )
        self.list.table.setAccessibleName(t("privacy.page.certificates"))
        self.list.current_changed.connect(lambda _row: self._fit())
        self.list.opened.connect(lambda _row: self.print_certificate())
        self.list.set_empty(
            lambda: EmptyState(
                t("privacy.page.empty"), t("privacy.page.empty_next"), icon="shield-check-outline", tone=None
            )
        )
        self.print_button = Button(t("privacy.page.print"), icon="printer-outline", key="Ctrl+P")
        self.print_button.clicked.connect(self.print_certificate)
        self.papers_button = Button(t("privacy.page.papers"), icon="file-chart-outline")
        menu = QMenu(self)
        for kind in templates.KINDS:
            menu.addAction(templates.title(kind)).triggered.connect(partial(self.print_template, kind))
        self.papers_button.set_popup(menu)
        if not self.may(Permission.PRINT):
            self.papers_button.hide()
        self.panel = PrivacyPanel(shell, self.may_destroy)
        self.panel.asked.connect(self.look)
        self.panel.destroy_asked.connect(self._ask)
        self._lay_out()

    def facts(self) -> str:
        return t("privacy.page.facts", count=len(self.list.model.ids))

    def keys(self) -> tuple[KeyHint, ...]:
        return (KeyHint("Ctrl+P", t("privacy.page.print"), in_status=True),)

    def reload(self) -> None:
        self.shell.tasks.run(partial(_look, self.desk), done=self._show)

    def focus_first(self) -> None:
        self.list.setFocus()

    def unsaved(self) -> bool:
        return self.panel.form.dirty

    def open_record(self, kind: str, record_id: int) -> bool:
        if kind == "destruction":
            self.list.select_id(record_id)
        return kind == "destruction"

    def look(self) -> None:
        """Count beside the window what the chosen act would take."""
        act, ended_on, _reason = self.panel.wanted()
        self.shell.tasks.run(
            partial(_count, self.desk, act, ended_on), done=self.panel.show_preview, failed=self.panel.refuse
        )

    def print_certificate(self) -> None:
        """The certificate that is marked, through the preview."""
        row: Certificate | None = self.list.current_row()
        if row is None:
            return
        self.shell.tasks.run(
            partial(_drawn, self.desk, row.id), done=partial(self._print, row), failed=self._refused
        )

    def _print(self, row: Certificate, pdf: bytes) -> None:
        def printed(outcome: Outcome) -> None:
            with self.desk.work() as work:
                certificates.record_sheet(work, row.id, outcome.destination)

        title = t("privacy.sheet.title")
        self.shell.show_paper(Printout(pdf, title, f"{title} {row.number}.pdf"), printed)

    def print_template(self, kind: str) -> None:
        """The notice for the gate, the assessment of impact, the notice of a breach."""

        def show(pdf: bytes) -> None:
            def printed(outcome: Outcome) -> None:
                with self.desk.work() as work:
                    templates.record(work, kind, outcome.destination)

            title = templates.title(kind)
            self.shell.show_paper(Printout(pdf, title, f"{title}.pdf"), printed)

        self.shell.tasks.run(partial(_template, self.desk, kind), done=show, failed=self._refused)

    def _ask(self, found: Preview, reason: str) -> None:
        dialog = Dialog(
            self.window(),
            t("privacy.page.question", rows=f"{found.rows:,}", people=f"{found.people:,}"),
            t("privacy.page.consequence"),
            act=t("privacy.page.destroy"),
            keep=t("privacy.page.keep"),
            icon="delete-outline",
            note=t("privacy.page.backups_note"),
        )
        with self.desk.read() as read:
            needed = approvals.is_needed(read)
        if needed:
            second = SecondPerson(self.shell)
            dialog.add(second)
            second.ask(
                t("privacy.page.approve", rows=f"{found.rows:,}", people=f"{found.people:,}"),
                privacy.approval_content(found, reason),
            )
            second.approved.connect(lambda approval: self._destroy(dialog, found, reason, approval))
            dialog.act_button.hide()
        dialog.acted.connect(lambda: self._destroy(dialog, found, reason, None))
        dialog.finished.connect(self._dialog_closed)
        self.dialog = dialog
        dialog.open()

    def _destroy(self, dialog: Dialog, found: Preview, reason: str, approval: Approval | None) -> None:
        def failed(error: Exception) -> None:
            if not isinstance(error, DutyDeskError):
                raise error
            dialog.refuse(error.text)

        def done(_cleared: privacy.Cleared) -> None:
            dialog.accept()
            self.panel.empty()
            self.shell.notify(t("privacy.page.done"), locked=t("privacy.page.locked"))
            self.reload()

        self.shell.tasks.run(partial(_act, self.desk, found, reason, approval), done=done, failed=failed)

    def _clear_again(self) -> None:
        if self._waiting is not None:
            self.shell.tasks.run(
                partial(privacy.clear, self.desk, self._waiting),
                done=lambda _cleared: self.reload(),
                failed=self._refused,
            )

    def _show(self, found: Found) -> None:
        rows, due, self._waiting = found
        current = self.list.current_id()
        self.source.put(rows)
        self.list.reload()
        if current is None and rows:
            self.list.select_id(rows[0].id)
        if self._waiting is not None:
            left = next((row.left for row in rows if row.id == self._waiting), ())
            words = t("audit.list_mark").join(t(f"privacy.left.{word}") for word in left)
            self.standing.say(t("privacy.page.not_cleared"), words, Tone.WARN)
        elif due.is_empty:
            self.standing.say(t("privacy.page.nothing_due"), tone=Tone.OK)
        else:
            said = t("privacy.page.due", rows=f"{due.rows:,}", people=f"{due.people:,}")
            self.standing.say(said, tone=Tone.WARN)
        self.clear_button.setVisible(self._waiting is not None and self.may_destroy)
        self._fit()
        self.facts_changed.emit()

    def _fit(self) -> None:
        self.print_button.refuse("" if self.list.current_row() is not None else t("privacy.page.none"))

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    def _dialog_closed(self) -> None:
        self.dialog = None

    def _columns(self) -> Sequence[ColumnLike]:
        return (
            Column("number", t("privacy.page.number"), width=152),
            Column("at", t("privacy.page.at"), width=136),
            Column("kind", t("privacy.page.kind"), width=112),
            Column("rows", t("privacy.page.rows"), "number", width=72, align="right"),
            Column("officer", t("privacy.page.officers"), width=112, stretch=True),
        )

    def _cell(self, column: ColumnLike, row: Any) -> Cell:
        match column.key:
            case "at":
                return Cell(formats.full_moment(row.at))
            case "kind":
                return Cell(t(f"privacy.kind.{row.kind}"))
            case "rows":
                return Cell(f"{row.rows:,}")
            case "officer":
                return Cell("\u3000".join(name for name in (row.officer, row.second) if name))
            case _:
                return Cell(row.number)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.standing, 1)
        acts = Flow()
        acts.addWidget(self.papers_button)
        acts.addWidget(self.print_button)
        top.addLayout(acts)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(top)
        left.addWidget(self.list, 1)
        self.beside = Beside(self)
        self.beside.put(left, self.panel)
        self.beside.closed.connect(self.list.setFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.beside)


def _look(desk: Desk) -> Found:
    with desk.read() as read:
        return (
            privacy.list_certificates(read),
            privacy.preview(read, Act.RETENTION),
            privacy.outstanding(read),
        )


def _count(desk: Desk, act: Act, ended_on: Any) -> Preview:
    with desk.read() as read:
        return privacy.preview(read, act, ended_on)


def _drawn(desk: Desk, identity: int) -> bytes:
    with desk.read() as read:
        return certificates.draw(read, identity)


def _act(desk: Desk, found: Preview, reason: str, approval: Approval | None) -> privacy.Cleared:
    with desk.work() as work:
        identity = privacy.destroy(work, found.act, ended_on=found.ended_on, reason=reason, approval=approval)
    return privacy.clear(desk, identity)


def _template(desk: Desk, kind: str) -> bytes:
    with desk.read() as read:
        return templates.draw(read, kind)
