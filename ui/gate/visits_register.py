"""Registers a visitor: the form beside the list, kept as a draft while it is typed, and the slip printed when it is saved."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk import drafts, formats
from duty_desk.errors import DutyDeskError
from duty_desk.gate import visits
from duty_desk.strings import t
from ui.gate.visits_form import VisitForm
from ui.kit.buttons import Button, Kind
from ui.kit.panels import SidePanel

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.kit.tasks import Tasks

WIDTH = 400
FORM = "gate.visit"
DRAFT_DELAY_MS = 2000
_TYPED = ("person", "name", "id_number", "phone", "purpose", "host_name")


class RegisterPanel(SidePanel):
    """`registered` carries what was given, the name, and whether to print it."""

    registered = Signal(object, str, bool)

    def __init__(self, desk: Desk, tasks: Tasks, gate: Callable[[], int], *, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._gate = desk, gate
        # One operation for one press: a double click or a retry after a lost answer gives one slip.
        self._operation = secrets.token_hex(16)
        self.form = VisitForm(desk, tasks)
        self.set_head(t("gate_views.visit.title"), t("gate_views.visit.title_note"))
        self.set_body(self.form)
        keep = Button(t("gate_views.visit.save_only"), parent=self)
        keep.clicked.connect(lambda: self.submit(print_it=False))
        done = Button(
            t("gate_views.visit.save"),
            icon="printer-outline",
            key="Ctrl+Return",
            kind=Kind.PRIMARY,
            parent=self,
        )
        done.clicked.connect(lambda: self.submit())
        self.set_foot([self.form.problem_chip()], [keep, done])
        self._save_later = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._save_later.timeout.connect(self.save_draft)
        self.form.changed.connect(self._save_later.start)
        save = QShortcut(QKeySequence("Ctrl+S"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save_draft)
        with desk.read() as read:
            draft = drafts.load(read, FORM)
        if draft is not None and any(draft.content.get(name) for name in _TYPED):
            self.form.put_draft(draft.content)
            self._say(t("gate_views.visit.restored", moment=formats.moment(draft.saved_at)))

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def fill_from(self, person: int) -> None:
        """A visitor who was here before comes again."""
        self.form.fill_from(person)

    def submit(self, *, print_it: bool = True) -> bool:
        """Give the slip; False when something is to be corrected, with everything typed still there."""
        if not self.form.check_all():
            return False
        name = self.form.person.text()
        try:
            with self._desk.work() as work:
                given = visits.register(
                    work, gate=self._gate(), operation=self._operation, **self.form.values_for_service()
                )
                drafts.discard(work, FORM)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self._save_later.stop()
        self._operation = secrets.token_hex(16)
        self.form.next_one()
        self.registered.emit(given, name, print_it)
        return True

    def save_draft(self) -> None:
        """Keep what was typed so far."""
        if not self.form.dirty:
            return
        with self._desk.work() as work:
            drafts.save(work, FORM, self.form.draft())
        self._say(t("gate_views.visit.saved", time=formats.clock(self._desk.now)))

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.show()
