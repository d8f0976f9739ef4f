"""Issues a pass of any kind: the form, the card as it will be printed, and the draft that survives a crash."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk import drafts, formats, passes
from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.passes import PassKind, PassRefused
from duty_desk.people import persons
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.growing import hold_width
from ui.kit.panels import SidePanel
from ui.passes.household_use import HouseholdUse
from ui.passes.issue_form import REMEMBERED, Choices, IssueForm
from ui.passes.issue_held import HeldNotice
from ui.passes.issue_kinds import FORMS, kind_box
from ui.passes.issue_layout import IssueLayout

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.kit.tasks import Tasks

NARROW, WIDE = 400, 816
FORM = "passes.issue"
DRAFT_DELAY_MS, LOOK_DELAY_MS = 2000, 250
# A second press so soon after a pass was given means the one that was given.
NERVOUS_MS = 600


class IssuePanel(SidePanel):
    """`issued` carries the IssuedPass and whether to print it; `requested` who waits for approval and the request.

    `kind_asked` is told when another kind is wanted, `kept` what the next form of this kind should begin with.
    """

    issued = Signal(object, bool)
    requested = Signal(str, int)
    pass_asked = Signal(int, str)
    kind_asked = Signal(str)
    kept = Signal(object)

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        choices: Choices,
        kind: PassKind,
        remembered: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(NARROW, parent=parent)
        self._desk = desk
        # One operation for one press: a double click or a retry after a lost answer gives one pass.
        self._operation = secrets.token_hex(16)
        self._another = False
        self._since_given = QElapsedTimer()
        self._draft = FORM if kind in (PassKind.TEMPORARY, PassKind.MATERIAL) else f"{FORM}.{kind.value}"
        with desk.read() as read:
            self._may = {right: may(read, right) for right in Permission}
            draft = drafts.load(read, self._draft)
        self.sides = IssueLayout(prints=FORMS[kind].prints, parent=self.body_place)
        self.set_body(self.sides, pad=False)
        self.held = HeldNotice(self.sides.place)
        self.form = IssueForm(desk, tasks, choices, self.sides.place)
        self.form.start(kind)
        self._recall(remembered or {}, choices)
        self.use = HouseholdUse(desk, self.sides.place)
        self.held.pass_asked.connect(self.pass_asked)
        self.held.another_asked.connect(self._allow_another)
        self.sides.hold([self.held, self.form, self.use])
        self.sides.paper_chosen.connect(self._look)
        self._build_foot()
        self._save_later = QTimer(self, singleShot=True, interval=DRAFT_DELAY_MS)
        self._save_later.timeout.connect(self.save_draft)
        self._look_later = QTimer(self, singleShot=True, interval=LOOK_DELAY_MS)
        self._look_later.timeout.connect(self._look)
        self.form.changed.connect(self._changed)
        self.form.holder.known.connect(lambda _: self._judge())
        self.form.control("plate").left.connect(self._judge)
        self.form.control("gates").changed.connect(self._judge)
        self.form.control("household").changed.connect(self._show_use)
        self.form.control("period").changed.connect(self._look_later.start)
        self.kinds = kind_box(kind, self.kind_asked.emit)
        self.add_to_head(self.kinds)
        QWidget.setTabOrder(self.close_button, self.kinds)
        QWidget.setTabOrder(self.kinds, self.close_button)
        self.set_head(t("passes_tab.issue.title"), t("passes_tab.issue.note"))
        told = ("name", "id_number", "reason_text", "phone", "plate", "outside_number")
        if draft is not None and any(draft.content.get(key) for key in told):
            self.form.restore(draft.content)
            self.note.setText(t("passes_tab.issue.restored", moment=formats.moment(draft.saved_at)))
        self._show_use()
        self._look()

    def held_text(self) -> str:
        """What is said about a pass already held, empty when nothing is."""
        return self.held.text()

    def start_from(self, application: Any) -> None:
        """Fill in from an earlier pass."""
        names = ("reason", "reason_text", "plate", "vehicle_use", "owner", "zone", "issuer_name", "household")
        values = {name: getattr(application, name) for name in names}
        self.form.set_values({**values, "name": application.holder, "department": application.unit})
        if self.form.holder.person is not None:
            self.form.holder.take(self.form.holder.person)
        self.form.control("gates").set_value([str(gate) for gate in application.gates])
        self.form.control("hours").set_value((application.hours_from, application.hours_until))
        self.form.control("approver").set_value(application.approver)
        self.form.fit_kind()

    def take_focus(self) -> None:
        """Where typing starts."""
        self.form.field(self.form.shape.first).take_focus()

    def fit(self, wide: bool) -> None:
        """Form and card side by side in a wide window, one after the other in a narrow one."""
        wide = wide and self.form.shape.prints
        hold_width(self, WIDE if wide else NARROW)
        self.sides.fit(wide)

    def submit(self, *, print_it: bool = True) -> bool:
        """Issue the pass; False when something is to be corrected, with everything typed still there."""

        def give(work: Any) -> passes.IssuedPass:
            return passes.issue(work, operation=self._operation, **self._application(work))

        given = self._do(give)
        if given is None:
            return False
        self._fresh()
        self.issued.emit(given, print_it and self.form.shape.prints)
        return True

    def ask_approval(self) -> bool:
        """Hand the form to a leader instead of issuing."""
        name = self.form.holder.text() or str(self.form.field("plate").value())

        def ask(work: Any) -> int:
            application: dict[str, Any] = {**self._application(work), "approver": None}
            return passes.request(work, **application)

        asked = self._do(ask)
        if asked is None:
            return False
        self._fresh()
        self.requested.emit(name, asked)
        return True

    def save_draft(self) -> None:
        """Keep what was typed so far."""
        if not self.form.dirty or self._desk.read_only:
            return
        try:
            with self._desk.work() as work:
                drafts.save(work, self._draft, self.form.draft())
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
            drafts.discard(work, self._draft)
        self.form.mark_saved()

    @property
    def kind(self) -> PassKind:
        """The kind of pass that would be given."""
        return self.form.kind

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def _do(self, act: Callable[[Any], Any]) -> Any:
        """Run a service on the filled-in form; None when it is refused, or pressed again before anything was typed."""
        again = self._since_given.isValid() and self._since_given.elapsed() < NERVOUS_MS
        if again and not self.form.dirty:
            self.take_focus()
            return None
        # What was refused before may have been put right at another field.
        self.form.clear_errors()
        if not self.form.check_all():
            return None
        try:
            with self._desk.work() as work:
                given = act(work)
                drafts.discard(work, self._draft)
        except DutyDeskError as error:
            self._show(error)
            return None
        return given

    def _application(self, work: Any) -> dict[str, Any]:
        form = self.form
        holder = form.holder.value()
        person = form.person()
        if holder is None and (form.who.is_named or form.shape.needs_holder):
            holder = persons.obtain_person(work, **person).id
        home = person.get("household")
        known = form.holder.person
        if known is not None and home is not None and known.household_id is None:
            persons.update_person(work, known.id, household=home)
        photo = form.field("photo").value()
        kept = None
        if photo is not None and holder is not None:
            from duty_desk import attachments

            kept = attachments.add(work, ("person", holder), *photo)
        return {**form.application(holder), "another": self._another, "photo": kept}

    def _recall(self, remembered: Mapping[str, Any], choices: Choices) -> None:
        """Begin with what the last pass of this kind had, as far as it can still be chosen."""
        kept = {key: remembered[key] for key in REMEMBERED if remembered.get(key)}
        gates, approvers = {str(key) for key, _ in choices.gates}, {key for key, _ in choices.approvers}
        kept["gates"] = [key for key in kept.get("gates", ()) if key in gates]
        if kept.get("approver") not in approvers:
            kept.pop("approver", None)
        if not kept["gates"]:
            del kept["gates"]
        self.form.restore(kept)
        self.form.mark_saved()

    def _fresh(self) -> None:
        self._save_later.stop()
        self._since_given.start()
        self._operation = secrets.token_hex(16)
        values = self.form.draft()
        self.kept.emit({key: values[key] for key in REMEMBERED})
        self._forget_held()
        self.form.next_one()
        self.form.mark_saved()
        self._show_use()
        self._look()

    def _show(self, error: DutyDeskError) -> None:
        if isinstance(error, PassRefused) and error.pass_id is not None:
            self.held.show_refusal(error)
            self.form.ensure_visible(self.held)
        else:
            self.form.show_error(error)

    def _allow_another(self) -> None:
        self._another = True
        self.held.hide()
        self.submit() if self._may[Permission.ISSUE_PASS] else self.ask_approval()

    def _forget_held(self) -> None:
        self._another = False
        self.held.forget()

    def _build_foot(self) -> None:
        save = QShortcut(QKeySequence("Ctrl+S"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save_draft)
        issues, asks = self._may[Permission.ISSUE_PASS], self._may[Permission.REQUEST_PASS]
        right: list[QWidget] = []
        if asks and not self._may[Permission.APPROVE_PASS]:
            # Whoever may not approve can leave the decision to a leader.
            self.ask_button = Button(
                t("passes_tab.issue.request"),
                key="" if issues else "Ctrl+Return",
                kind=Kind.DEFAULT if issues else Kind.PRIMARY,
            )
            self.ask_button.clicked.connect(lambda: self.ask_approval())
            right.append(self.ask_button)
        else:
            keep = Button(t("passes_tab.issue.keep"), tip="Ctrl+S")
            keep.clicked.connect(self.save_draft)
            right.append(keep)
        if issues:
            prints = self.form.shape.prints
            self.submit_button = Button(
                t("passes_tab.issue.submit") if prints else t("passes_tab.issue.record"),
                icon="printer-outline" if prints else "check",
                key="Ctrl+Return",
                kind=Kind.PRIMARY,
            )
            self.submit_button.clicked.connect(lambda: self.submit())
            right.append(self.submit_button)
        self._foot_buttons = tuple(right)
        self.set_foot([self.form.problem_chip()], right)

    def _changed(self) -> None:
        # Counted from the first key: whoever types on without a pause is kept too.
        if not self._save_later.isActive():
            self._save_later.start()
        self._look_later.start()

    def _judge(self) -> None:
        """As soon as it is known who: what forbids the pass, and what to be aware of."""
        self._forget_held()
        with self._desk.read() as read:
            found = passes.examine(read, **self.form.application())
        for refusal in found.refusals:
            if refusal.pass_id is not None:
                self.held.show_refusal(refusal)
                self.form.ensure_visible(self.held)
            elif refusal.field == "holder":
                self.form.show_error(refusal)
        for caution in found.cautions:
            if caution.field in ("holder", "plate"):
                name = "name" if caution.field == "holder" else "plate"
                self.form.warn(name, t(caution.key, **caution.values))
        self._show_use()

    def _show_use(self) -> None:
        """The exits of the household meant, or of that of the person chosen."""
        person = self.form.holder.person
        home = self.form.control("household").value() if "household" in self.form.shape.fields else None
        self.use.put(home if home is not None else person.household_id if person is not None else None)
        if self.use.list is not None:
            # Made last, it stands above the buttons of the foot.
            stops = [self.use.list.table, *self._foot_buttons]
            for one, other in pairwise(stops):
                QWidget.setTabOrder(one, other)

    def _look(self) -> None:
        """Draw the card as it would be printed now."""
        from duty_desk.passes import cards

        if self.kinds.value() != self.kind.value:
            self.kinds.set_value(self.kind.value)
        with self._desk.read() as read:
            card = cards.draft_card(read, name=self.form.holder.text(), **self.form.application())
        self.sides.card.put(cards.layout(card, self.sides.paper.value()))
