"""Takes somebody under observation (F2): the report at the left, the steps at the right, one button that says what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, isolation, masking
from duty_desk.errors import DutyDeskError
from duty_desk.isolation import DraftRow
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import KeyHint
from ui.isolation.admission_form import AdmissionForm
from ui.isolation.admission_steps import Steps
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label
from ui.kit.panels import Scroll, Surface
from ui.kit.regions import Regions
from ui.kit.tokens import GAP, PADDING, PANEL_FOOT, SMALL
from ui.views.view import View

if TYPE_CHECKING:
    from ui.views.tab import ViewsTab


class AdmissionView(View):
    """Half typed things stay while the window is open; the steps are read anew whenever a stay was written."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"stay", "room"})

    def __init__(self, tab: ViewsTab) -> None:
        super().__init__(tab)
        self.row: StayRow | None = None
        self.draft: DraftRow | None = None
        self._room: int | None = None
        self.head = QWidget(self)
        back = Button(
            t("isolation_forms.admission.back"), icon="chevron-left", key="Esc", bind=False, parent=self.head
        )
        back.clicked.connect(self.leave)
        self.words = Label("", px=SMALL, colour="text2", elide=True, parent=self.head)
        other = Button(t("isolation_forms.admission.other"), icon="plus", parent=self.head)
        other.clicked.connect(self.start_new)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(back)
        line.addWidget(self.words, 1)
        line.addWidget(other)
        self.form = AdmissionForm(self.desk, self.shell.tasks)
        self.save = Button(
            t("isolation_forms.admission.report"), kind=Kind.PRIMARY, key="Ctrl+Return", parent=self
        )
        self.save.clicked.connect(self.submit)
        self.keep = Button(t("isolation_forms.admission.keep"), key="Ctrl+S", parent=self)
        self.keep.clicked.connect(self.submit)
        self.steps = Steps(self)
        self.steps.done.connect(self._stepped)
        self.admit_button = Button(
            t("isolation_forms.admission.admit"),
            kind=Kind.PRIMARY,
            icon="login",
            key="Ctrl+Return",
            parent=self,
        )
        self.admit_button.clicked.connect(self.admit)
        self.missing = Label("", px=SMALL, colour="warn", elide=True)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(GAP)
        self._left = _side(_padded(self.form), [self.form.problem_chip()], [self.keep, self.save])
        self._right = _side(self.steps, [self.missing], [self.admit_button])
        body.addWidget(self._left, 1)
        body.addWidget(self._right, 1)
        away = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        away.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        away.activated.connect(self.leave)
        Regions(self, lambda: [self._left, self._right])
        self._show()

    # --- what the screen asks ---

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Ctrl+Return", t("isolation_forms.admission.key_next")),
            KeyHint("Ctrl+S", t("isolation_forms.admission.keep")),
            KeyHint("F8", t("isolation_forms.admission.key_problem")),
            KeyHint("F6", t("views.key.region")),
            KeyHint("Esc", t("isolation_forms.admission.back")),
        )

    def reload(self) -> None:
        if self.row is None:
            return
        try:
            with self.desk.read() as read:
                row = isolation.get_stay(read, self.row.id)
        except DutyDeskError:
            self.start_new()
            return
        if row.version != self.row.version:
            typed = self.form.dirty
            self.row = row
            if not typed:
                self.form.show_stay(row)
            self._show()

    def focus_first(self) -> None:
        if self.row is None:
            self.form.field("person").take_focus()
        else:
            self._focus_step()

    def unsaved(self) -> bool:
        return self.form.dirty or any(form.dirty for form in self.steps.forms.values())

    def start_with(self, stay: int | None = None, room: int | None = None) -> None:
        """Go on with somebody who waits; with a room, into that one."""
        self._room = room
        if stay is None:
            if self.row is not None:
                self.start_new(keep_room=True)
            self._show()
            return
        with self.desk.read() as read:
            self.row = isolation.get_stay(read, stay)
        self.draft = None
        self.form.show_stay(self.row)
        self._show()
        self._focus_step()

    def start_with_draft(self, draft: DraftRow) -> None:
        """Report whom a gate found."""
        self.start_new()
        self.draft = draft
        self.form.set_values(
            {
                "person": draft.person_id if draft.person_id is not None else draft.name,
                "category": "fever_excluded",
                "reason": draft.reason,
            }
        )
        if self.form.person.person is not None:
            self.form.person.known.emit(self.form.person.person)
        self.form.mark_typed()
        self._show()

    def start_new(self, keep_room: bool = False) -> None:
        """An empty report."""
        self.row = self.draft = None
        if not keep_room:
            self._room = None
        self.form.next_one()
        self._show()
        self.form.field("person").take_focus()

    def leave(self) -> None:
        """Back to those who wait; what was typed stays here."""
        self.tab.show_view("waiting")

    # --- acts ---

    def submit(self) -> bool:
        """Write the report, or what was changed of it."""
        if not self.form.check_all():
            return False
        try:
            with self.desk.work() as work:
                stay = self._report(work)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.draft = None
        with self.desk.read() as read:
            self.row = isolation.get_stay(read, stay)
        self.form.show_stay(self.row)
        self._show()
        self.shell.notify(
            t("isolation_forms.admission.reported", name=masking.mask_name(self.row.name)),
            locked=t("isolation_forms.admission.reported_locked"),
        )
        self._focus_step()
        return True

    def _report(self, work: Work) -> int:
        values = self.form.values_for_service()
        if self.row is not None:
            isolation.edit_request(work, self.row.id, version=self.row.version, **values)
            return self.row.id
        person = self.form.obtain(work)
        if self.draft is not None:
            return isolation.take_draft(
                work, self.draft.id, person=person, carer_for=self.form.carer_for(), **values
            )
        return isolation.request(work, person=person, carer_for=self.form.carer_for(), **values)

    def admit(self) -> bool:
        """Let the person into the room; the button says what is missing and then leads there."""
        row = self.row
        if row is None:
            return False
        emergency = self.steps.emergency is not None and self.steps.emergency.isChecked()
        if row.lacks and not emergency:
            self._focus_step()
            return False
        room = self.steps.room()
        if room is None:
            if self.steps.rooms is not None:
                self.steps.rooms.setFocus()
            return False
        done = self.attempt(
            lambda work: isolation.admit(
                work,
                row.id,
                room=room,
                kit=self.steps.kit_words(),
                emergency=emergency,
                version=row.version,
            )
        )
        if done is None:
            return False
        said = t(
            "isolation_forms.admission.admitted",
            name=masking.mask_name(row.name),
            number=done.number,
            day=formats.day(done.due_on),
        )
        self.shell.notify(said, locked=t("isolation_forms.admission.admitted_locked"))
        self.start_new()
        self.shell.open_record("stay", row.id)
        return True

    def fit_button(self) -> None:
        """The words of the button: to admit, or what is missing."""
        row = self.row
        waits = row is not None and row.admitted_at is None and self.tab.may(Permission.WORK_SITE)
        self.admit_button.setVisible(waits)
        self.missing.setText("")
        if row is None or not waits:
            return
        emergency = self.steps.emergency is not None and self.steps.emergency.isChecked()
        if row.lacks and not emergency:
            missing = t("isolation.list_mark").join(t(f"isolation.lacks.{each}") for each in row.lacks)
            self.admit_button.set_words(t("isolation_forms.admission.lacks", missing=missing))
            self.admit_button.set_kind(Kind.DEFAULT)
        else:
            key = "admit_emergency" if row.lacks else "admit"
            self.admit_button.set_words(t(f"isolation_forms.admission.{key}"))
            self.admit_button.set_kind(Kind.PRIMARY)

    # --- inside ---

    def _stepped(self) -> None:
        if self.row is None:
            return
        with self.desk.read() as read:
            row = isolation.get_stay(read, self.row.id)
        if row.state.value == "dropped":
            said = t("isolation_forms.admission.dropped", name=masking.mask_name(row.name))
            self.shell.notify(said, locked=t("isolation_forms.waiting.locked"))
            self.start_new()
            return
        self.row = row
        self._show()
        self._focus_step()

    def _show(self) -> None:
        self.steps.show_row(self.row, self._room)
        self.save.setVisible(self.row is None)
        self.keep.setVisible(self.row is not None and self.row.admitted_at is None)
        if self.row is not None:
            name = masking.mask_name(self.row.name)
            state = t(f"isolation.state.{self.row.state.value}")
            self.words.setText("\N{IDEOGRAPHIC SPACE}".join(filter(None, (name, self.row.number, state))))
        elif self.draft is not None:
            key = "from_gate" if self.draft.gate else "from_draft"
            self.words.setText(t(f"isolation_forms.admission.{key}", gate=self.draft.gate))
        else:
            self.words.setText(t("isolation_forms.admission.new"))
        self.fit_button()

    def _focus_step(self) -> None:
        """The keyboard where the next step is filled in."""
        for key, form in self.steps.forms.items():
            names = [name for name in form.names() if form.field(name).isVisibleTo(form)]
            if names:
                form.field(names[0]).take_focus()
            else:
                self.steps.buttons[key].setFocus()
            return
        if self.admit_button.isVisible():
            self.admit_button.setFocus()
        elif self.row is not None:
            self.form.field("reason").take_focus()


def _padded(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(PADDING, 12, PADDING, 12)
    column.addWidget(widget)
    column.addStretch()
    return holder


def _side(body: QWidget, left: list[QWidget], right: list[QWidget]) -> Surface:
    """A white box: what scrolls, and a foot that does not."""
    surface = Surface()
    column = QVBoxLayout(surface)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    column.addWidget(Scroll(body), 1)
    foot = QWidget()
    foot.setFixedHeight(PANEL_FOOT)
    line = QHBoxLayout(foot)
    line.setContentsMargins(PADDING, 0, PADDING, 0)
    line.setSpacing(8)
    for widget in left:
        line.addWidget(widget)
    line.addStretch()
    for widget in right:
        line.addWidget(widget)
    column.addWidget(foot)
    return surface
