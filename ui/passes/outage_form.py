"""Keys in a slip that was written by hand, under its own number, marked as from paper; the next one follows (P10)."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import drafts, formats, passes
from duty_desk.errors import DutyDeskError, InputError, Problems, StorageError
from duty_desk.passes import SlipRow
from duty_desk.people import persons
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Line
from ui.kit.panels import SidePanel
from ui.passes import choices
from ui.passes.issue_form import IssueForm

if TYPE_CHECKING:
    from ui.passes.tab import PassesTab

WIDTH = 400
FORM = "passes.slip"
DRAFT_DELAY_MS = 2000


class KeyInPanel(SidePanel):
    """First what the slip alone says – its number, when and by whom it was written –, then the form of any pass."""

    def __init__(self, tab: PassesTab, slip: SlipRow) -> None:
        super().__init__(WIDTH, parent=tab)
        self._tab = tab
        self._operation = secrets.token_hex(16)
        with tab.desk.read() as read:
            offered = choices.read_choices(read)
            self._open = passes.list_slips(read)
            draft = drafts.load(read, FORM)
        self.head = Form()
        self.head.add("number", t("passes.column.number"), ComboBox([]))
        self.head.add("issued_at", t("passes_outage.written_at"), MomentField(lambda: tab.desk.now))
        optional = t("passes_tab.field.optional")
        self.head.add("issued_by", t("passes_outage.written_by"), LineEdit(placeholder=optional))
        self.form = IssueForm(tab.desk, tab.shell.tasks, offered)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self.head, Line(), self.form):
            column.addWidget(part)
        self.set_body(body)
        self.set_head(t("passes_outage.form.title"), t("passes_outage.form.note"))
        save = Button(t("passes_outage.form.save"), key="Ctrl+Return", kind=Kind.PRIMARY)
        save.clicked.connect(lambda: self.submit())
        self.set_foot([self.form.problem_chip()], [save])
        self._take(slip)
        self.head.control("number").changed.connect(self._renumbered)
        self.head.control("issued_at").changed.connect(self._redated)
        self._save_later = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._save_later.timeout.connect(self.save_draft)
        for form in (self.head, self.form):
            form.changed.connect(self._keep_later)
        if draft is not None and draft.content.get("name"):
            self._restore(draft.content)
            self.note.setText(t("passes_tab.issue.restored", moment=formats.moment(draft.saved_at)))

    def start(self) -> None:
        """Put the focus where typing begins."""
        self.head.field("issued_at").take_focus()

    def submit(self) -> bool:
        """Key the slip in; False when something is to be corrected, with everything typed still there."""
        for form in (self.head, self.form):
            form.clear_errors()
        moment = self.head.control("issued_at").value()
        if not self.head.check_all() or not self.form.check_all():
            return False
        if not isinstance(moment, datetime):
            self.head.show_error(InputError("issued_at", "passes_outage.error.when_missing"))
            return False
        slip = self.slip
        try:
            with self._tab.desk.work() as work:
                given = passes.key_in_slip(
                    work,
                    slip.number,
                    issued_at=moment,
                    issued_by=str(self.head.control("issued_by").value() or "").strip() or None,
                    operation=self._operation,
                    **self._application(work),
                )
                drafts.discard(work, FORM)
        except DutyDeskError as error:
            self._show(error)
            return False
        self._tab.shell.notify(t("passes_outage.done.keyed", number=given.number))
        self._next()
        return True

    @property
    def slip(self) -> SlipRow:
        """The slip being keyed in."""
        key = self.head.control("number").value()
        return next(row for row in self._open if row.id == key)

    def _keep_later(self) -> None:
        # Counted from the first key: whoever types on without a pause is kept too.
        if not self._save_later.isActive():
            self._save_later.start()

    def save_draft(self) -> None:
        """Keep what was typed so far."""
        if not (self.form.dirty or self.head.dirty) or self._tab.desk.read_only:
            return
        moment = self.head.control("issued_at").value()
        content = {
            **self.form.draft(),
            "slip": self.slip.id,
            "issued_at": moment.isoformat() if isinstance(moment, datetime) else None,
            "issued_by": self.head.control("issued_by").value(),
        }
        # What cannot be kept now is still in the form; the next key tries again.
        with suppress(StorageError), self._tab.desk.work() as work:
            drafts.save(work, FORM, content)

    def _restore(self, content: Any) -> None:
        slip = next((row for row in self._open if row.id == content.get("slip")), None)
        if slip is not None:
            self._take(slip)
        moment = content.get("issued_at")
        self.head.set_values(
            {
                "issued_at": datetime.fromisoformat(moment) if moment else None,
                "issued_by": content.get("issued_by"),
            }
        )
        self.form.restore(content)

    def _take(self, slip: SlipRow) -> None:
        self.head.control("number").set_options([(row.id, row.number) for row in self._open], slip.id)
        self.form.kind_override = slip.kind
        self.form.start(slip.kind)

    def _renumbered(self) -> None:
        """Another slip may be of another kind; what was typed stays."""
        self.form.kind_override = self.slip.kind
        self.form.fit_kind()

    def _redated(self) -> None:
        """A slip counts from when it was written, for the day unless its end was typed later."""
        moment = self.head.control("issued_at").value()
        if isinstance(moment, datetime):
            _since, until = self.form.control("period").value()
            end = passes.end_of_day(moment.date())
            self.form.control("period").set_value((moment, until if until and until > moment else end))

    def _application(self, work: Any) -> dict[str, Any]:
        holder = self.form.holder.value()
        if holder is None and (self.form.holder.text() or self.slip.kind is not passes.PassKind.VEHICLE):
            holder = persons.obtain_person(work, **self.form.person()).id
        return {**self.form.application(holder), "kind": self.slip.kind}

    def _show(self, error: DutyDeskError) -> None:
        if not isinstance(error, InputError | Problems):
            self.form.show_error(error)
            return
        errors = error.errors if isinstance(error, Problems) else [error]
        own = [one for one in errors if one.field in self.head.names()]
        others = [one for one in errors if one not in own]
        if others:
            self.form.show_error(Problems(others))
        if own:
            self.head.show_errors(Problems(own))

    def _next(self) -> None:
        """The slip after this one, until there is none."""
        self._save_later.stop()
        self._operation = secrets.token_hex(16)
        done = self.slip
        with self._tab.desk.read() as read:
            self._open = passes.list_slips(read)
        self.head.mark_saved()
        self.form.mark_saved()
        later = [row for row in self._open if row.id > done.id] or list(self._open)
        if not later:
            self._leave()
            return
        self.form.next_one()
        self.head.control("number").set_options([(row.id, row.number) for row in self._open], later[0].id)
        self._renumbered()
        self.head.mark_saved()
        self.form.mark_saved()
        self.note.setText(t("passes_outage.form.left", count=len(self._open)))
        self.start()

    def _leave(self) -> None:
        from ui.passes.outage import OutagePanel

        panel = OutagePanel(self._tab)
        self._tab.put_panel(panel)
        panel.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._save_later.isActive():
            self._save_later.stop()
            self.save_draft()
