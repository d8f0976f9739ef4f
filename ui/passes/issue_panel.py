"""Issues a pass: the form, the card as it will be printed, and the draft that survives a crash."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from duty_desk import drafts, formats, passes
from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.passes import PassKind, PassRefused
from duty_desk.people import persons
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, Segmented
from ui.kit.labels import Label
from ui.kit.layout_view import LayoutView
from ui.kit.notices import Banner
from ui.kit.panels import Scroll, SidePanel
from ui.kit.tokens import SMALL, Tone
from ui.passes.household_use import HouseholdUse
from ui.passes.issue_form import Choices, IssueForm

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.kit.tasks import Tasks

NARROW, WIDE = 400, 816
PREVIEW = 340
FORM = "passes.issue"
DRAFT_DELAY_MS, LOOK_DELAY_MS = 2000, 250


class IssuePanel(SidePanel):
    """`issued` carries the IssuedPass and whether to print it; `requested` the name of who waits for approval."""

    issued = Signal(object, bool)
    requested = Signal(str)
    pass_asked = Signal(int, str)

    def __init__(self, desk: Desk, tasks: Tasks, choices: Choices, kind: PassKind) -> None:
        super().__init__(NARROW)
        self._desk = desk
        # One operation for one press: a double click or a retry after a lost answer gives one pass.
        self._operation = secrets.token_hex(16)
        self._wide = False
        with desk.read() as read:
            self._may_issue = may(read, Permission.ISSUE_PASS)
            draft = drafts.load(read, FORM)
        self.form = IssueForm(desk, tasks, choices)
        self.form.start(kind)
        self.card = LayoutView()
        self.use = HouseholdUse(desk)
        self._held = Banner(Tone.WARN, "")
        self._held_pass: int | None = None
        self._build_held()
        self._lay_out()
        self._build_foot()
        self._save_later = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._save_later.timeout.connect(self.save_draft)
        self._look_later = QTimer(self, singleShot=True, interval=LOOK_DELAY_MS)
        self._look_later.timeout.connect(self._look)
        self.form.changed.connect(self._changed)
        self.form.holder.known.connect(lambda _: self._judge())
        self.form.control("period").changed.connect(self._look_later.start)
        self.set_head(t("passes_tab.issue.title"), t("passes_tab.issue.note"))
        if draft is not None and any(
            draft.content.get(k) for k in ("name", "id_number", "reason_text", "phone")
        ):
            self.form.restore(draft.content)
            self.note.setText(t("passes_tab.issue.restored", moment=formats.moment(draft.saved_at)))
        self._look()

    def held_text(self) -> str:
        """What is said about a pass already held, empty when nothing is."""
        return "" if self._held.isHidden() else self._held.title.text()

    def start_from(self, application: Any) -> None:
        """Fill in from an earlier pass."""
        self.form.set_values({"reason": application.reason, "name": application.holder})
        if self.form.holder.person is not None:
            self.form.holder.take(self.form.holder.person)
        self.form.control("gates").set_value([str(gate) for gate in application.gates])
        self.form.field("reason_text").set_value(application.reason_text)
        self.form.control("hours").set_value((application.hours_from, application.hours_until))
        self.form.control("approver").set_value(application.approver)
        self.form.fit_kind()

    def fit(self, wide: bool) -> None:
        """Form and card side by side in a wide window, one after the other in a narrow one."""
        if wide != self._wide:
            self._wide = wide
            self.setFixedWidth(WIDE if wide else NARROW)
            self._arrange()

    def submit(self, *, print_it: bool = True) -> bool:
        """Issue the pass; False when something is to be corrected, with everything typed still there."""
        if not self.form.check_all():
            return False
        try:
            with self._desk.work() as work:
                given = passes.issue(work, operation=self._operation, **self._application(work))
                drafts.discard(work, FORM)
        except DutyDeskError as error:
            self._show(error)
            return False
        self._fresh()
        self.issued.emit(given, print_it)
        return True

    def ask_approval(self) -> bool:
        """Hand the form to a leader instead of issuing."""
        if not self.form.check_all():
            return False
        name = self.form.holder.text()
        try:
            with self._desk.work() as work:
                passes.request(work, **self._application(work))
                drafts.discard(work, FORM)
        except DutyDeskError as error:
            self._show(error)
            return False
        self._fresh()
        self.requested.emit(name)
        return True

    def save_draft(self) -> None:
        """Keep what was typed so far."""
        if not self.form.dirty or self._desk.read_only:
            return
        try:
            with self._desk.work() as work:
                drafts.save(work, FORM, self.form.draft())
        except StorageError as error:
            # The form still holds what was typed; the next key tries again.
            self.form.show_error(error)
            return
        self.note.setText(t("passes_tab.issue.saved", time=formats.clock(self._desk.now)))
        self.note.show()

    def discard(self) -> None:
        """Throw the typing away."""
        self._save_later.stop()
        with self._desk.work() as work:
            drafts.discard(work, FORM)
        self.form.mark_saved()

    @property
    def kind(self) -> PassKind:
        """The kind of pass that would be given."""
        return self.form.kind

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def _application(self, work: Any) -> dict[str, Any]:
        holder = self.form.holder.value()
        vehicle = self.form.kind is PassKind.VEHICLE
        if holder is None and (self.form.holder.text() or not vehicle):
            holder = persons.obtain_person(work, **self.form.person()).id
        found = self.form.application(holder)
        return {**found, "another": self._another}

    def _fresh(self) -> None:
        self._save_later.stop()
        self._operation = secrets.token_hex(16)
        self._forget_held()
        self.form.next_one()
        self.form.mark_saved()
        self.use.put(None)
        self._look()

    def _show(self, error: DutyDeskError) -> None:
        if isinstance(error, PassRefused) and error.pass_id is not None:
            self._held_pass = error.pass_id
            self._held.say(error.text)
            self._held.show()
            self.form.ensure_visible(self._held)
            return
        self.form.show_error(error)

    def _build_held(self) -> None:
        """The person has a pass for this gate: extend it, give it anew, or issue another all the same."""
        self._another = False
        for verb in ("extend", "reissue"):
            button = Button(t(f"passes_tab.act.{verb}"), bind=False)
            button.clicked.connect(
                lambda _=False, verb=verb: self.pass_asked.emit(self._held_pass or 0, verb)
            )
            self._held.add_button(button)
        other = Button(t("passes_tab.issue.another"), bind=False)
        other.clicked.connect(self._allow_another)
        self._held.add_button(other)
        self._held.hide()

    def _allow_another(self) -> None:
        self._another = True
        self._held.hide()
        self.submit()

    def _forget_held(self) -> None:
        self._another, self._held_pass = False, None
        self._held.hide()

    def _lay_out(self) -> None:
        self.views = Segmented(
            [Choice("form", t("passes_tab.issue.form")), Choice("card", t("passes_tab.issue.card"))], "form"
        )
        self.views.chosen.connect(self._choose_view)
        self.paper = Segmented(
            [Choice("a6", t("passes_tab.paper.a6")), Choice("receipt", t("passes_tab.paper.receipt"))], "a6"
        )
        self.paper.chosen.connect(lambda _: self._look())
        toggle = QShortcut(QKeySequence("F7"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        toggle.activated.connect(
            lambda: self._choose_view("card" if self.views.value() == "form" else "form")
        )
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._held)
        column.addWidget(self.form)
        column.addWidget(self.use)
        column.addStretch()
        self._left = Scroll(left)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(16, 12, 16, 12)
        right.setSpacing(12)
        top = QHBoxLayout()
        top.addWidget(Label(t("passes_tab.issue.preview"), bold=True))
        top.addStretch()
        top.addWidget(self.paper)
        right.addLayout(top)
        right.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        right.addWidget(Label(t("passes_tab.issue.privacy"), px=SMALL, colour="text2", wrap=True))
        right.addStretch()
        self._stack = QStackedWidget()
        self._side = QWidget()
        self._row = QHBoxLayout(self._side)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        body = QWidget()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._switch = QWidget()
        switch = QHBoxLayout(self._switch)
        switch.setContentsMargins(16, 8, 16, 0)
        switch.addWidget(self.views)
        switch.addWidget(Label("F7", px=SMALL, colour="text3"))
        switch.addStretch()
        whole.addWidget(self._switch)
        whole.addWidget(self._side, 1)
        whole.addWidget(self._stack, 1)
        self.set_body(body, pad=False)
        self._arrange()

    def _arrange(self) -> None:
        self._switch.setVisible(not self._wide)
        self._side.setVisible(self._wide)
        self._stack.setVisible(not self._wide)
        if self._wide:
            self._row.addWidget(self._left, 1)
            self._row.addWidget(self._right)
            self._right.setFixedWidth(WIDE - 460)
            self._left.show()
            self._right.show()
        else:
            self._right.setMaximumWidth(16_777_215)
            self._right.setMinimumWidth(0)
            self._stack.addWidget(self._left)
            self._stack.addWidget(self._right)
            self._choose_view(self.views.value())
        self.card.setFixedWidth(PREVIEW - (0 if not self._wide else 16))

    def _choose_view(self, key: str) -> None:
        self.views.set_value(key)
        if not self._wide:
            self._stack.setCurrentWidget(self._left if key == "form" else self._right)

    def _build_foot(self) -> None:
        keep = Button(t("passes_tab.issue.keep"), tip="Ctrl+S")
        save = QShortcut(QKeySequence("Ctrl+S"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save_draft)
        keep.clicked.connect(self.save_draft)
        right: list[QWidget] = [keep]
        if self._may_issue:
            done = Button(
                t("passes_tab.issue.submit"), icon="printer-outline", key="Ctrl+Return", kind=Kind.PRIMARY
            )
            done.clicked.connect(lambda: self.submit())
        else:
            done = Button(t("passes_tab.issue.request"), key="Ctrl+Return", kind=Kind.PRIMARY)
            done.clicked.connect(lambda: self.ask_approval())
        right.append(done)
        self.set_foot([self.form.problem_chip()], right)

    def _changed(self) -> None:
        # Counted from the first key: whoever types on without a pause is kept too.
        if not self._save_later.isActive():
            self._save_later.start()
        self._look_later.start()
        if not self._held.isHidden():
            self._forget_held()

    def _judge(self) -> None:
        """As soon as the person is known: what forbids the pass, and what to be aware of."""
        with self._desk.read() as read:
            found = passes.examine(read, **self.form.application())
        for refusal in found.refusals:
            if refusal.field == "holder":
                self._show(refusal)
        for caution in found.cautions:
            if caution.field == "holder":
                self.form.warn("name", t(caution.key, **caution.values))
        self.use.put(self.form.holder.person.household_id if self.form.holder.person else None)

    def _look(self) -> None:
        """Draw the card as it would be printed now."""
        from duty_desk.passes import cards

        with self._desk.read() as read:
            card = cards.draft_card(read, name=self.form.holder.text(), **self.form.application())
        self.card.put(cards.layout(card, self.paper.value()))
