"""The hand-over beside the list (F10): what was found, things counted, notes, two signatures; then the desk is the next one's."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from duty_desk import formats, handover
from duty_desk.errors import DutyDeskError
from duty_desk.handover import HandedOver, Pending, words
from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from duty_desk.work import Work
from ui.duty.handover_found import FoundPart, inside_rows, open_item
from ui.duty.handover_paper import print_handover
from ui.duty.handover_signing import SigningPart
from ui.duty.handover_things import ThingsPart
from ui.kit.buttons import Button, Kind
from ui.kit.dialogs import Dialog
from ui.kit.draft import DraftKeeper, type_in
from ui.kit.fields import TextArea
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from ui.feature_tab import Shell

WIDTH = 440
_SPACE = "\N{IDEOGRAPHIC SPACE}"
# What is typed is kept as a draft within two seconds, and written down after so long a pause.
_PAUSE_MS = 1500


class HandoverPanel(SidePanel):
    """`completed` carries what came of it; everything else stays in the panel."""

    completed = Signal(object)

    def __init__(self, shell: Shell, paper: int, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self.shell, self.paper = shell, paper
        self.pending: Pending | None = None
        self.refused: dict[str, str] = {}
        self._opened: set[str] = set()
        self._build()
        self._writing = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._writing.timeout.connect(self.write)
        self._draft = DraftKeeper(shell.desk, f"handover.{paper}", self.form, self._typed)
        self.form.changed.connect(self._changed)
        self.reload()
        if (kept := self._draft.load()) is not None:
            type_in(self.form, kept.content)
        # The print button first: what can be done without anybody else.
        self.print_button = Button(t("duty_handover.print"), icon="printer-outline", parent=self)
        self.print_button.clicked.connect(self.print_paper)
        self.complete_button = Button(
            t("duty_handover.complete"),
            kind=Kind.PRIMARY,
            icon="swap-horizontal",
            key="F10",
            bind=False,
            parent=self,
        )
        self.complete_button.clicked.connect(self.ask)
        self.set_foot([self.print_button], [self.complete_button])

    @property
    def unsaved(self) -> bool:
        """Whether something typed is not written down yet; it is kept all the same."""
        return self.form.dirty

    def start(self) -> None:
        """The keyboard where the work of the one who is here goes on."""
        pending = self.pending
        if pending is not None and pending.signed is not None:
            self.signing.focus_first()
        elif pending is not None and all(one.counted is not None for one in pending.counts):
            self.note_area.setFocus()
        elif self.things.boxes:
            next(iter(self.things.boxes.values())).setFocus()

    def reload(self) -> None:
        """Read again; what is typed and what is open stays."""
        desk = self.shell.desk
        try:
            with desk.read() as read:
                if handover.state_of(read, self.paper) == "done":
                    return
                pending = handover.get_pending(read, self.paper)
                who = handover.incoming(read)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        self.pending = pending
        shift = t("duty_handover.title", now=words.shift(pending.watch), next=words.shift(pending.next))
        when = _SPACE.join((formats.moment(pending.due_at), pending.watch.officer_name))
        self.set_head(shift, when, self._mark(pending))
        self._show_found(pending)
        self.things.put(pending.counts)
        done = sum(one.counted is not None for one in pending.counts)
        self._counted.setText(t("duty_handover.counted_of", done=done, all=len(pending.counts)))
        if not self.form.dirty:
            self.form.set_values({"note": pending.note, "orders": pending.orders})
        self.signing.put(pending, who)

    def write(self) -> bool:
        """Write down what is typed; a refusal is told and everything typed stays."""
        self._writing.stop()
        if not self.form.dirty:
            return True
        values = self.form.values()
        try:
            with self.shell.desk.work() as work:
                handover.write(work, self.paper, note=values["note"], orders=values["orders"])
        except DutyDeskError as error:
            self.shell.refuse(error)
            return False
        self.form.mark_saved()
        self._draft.look()
        return True

    def save_draft(self) -> None:
        """The panel goes: nothing typed is lost."""
        if not self.write():
            self._draft.keep()

    def print_paper(self) -> None:
        """The paper as it stands now; until it is done it says that it is not."""
        if self.write():
            print_handover(self.shell, self.paper)

    def sign(self, reason: str = "") -> bool:
        """The signature of the one who goes, in their own session."""
        if not self.write():
            return False
        return self._do(lambda work: handover.sign_out(work, self.paper, stand_in_reason=reason))

    def unsign(self) -> None:
        """Something is to be added."""
        self._do(lambda work: handover.take_back_signature(work, self.paper))

    def ask(self) -> None:
        """Say what is missing, else ask once more: the desk changes hands and that is not undone."""
        if not self.write():
            return
        self.tell("")
        # What changed meanwhile is seen before anybody says yes to it.
        self.reload()
        officer, late = self.signing.officer(), self.signing.late_reason()
        try:
            with self.shell.desk.read() as read:
                missing = list(
                    handover.what_is_missing(read, self.paper, refused=self.refused, late_reason=late)
                )
        except DutyDeskError as error:
            self.tell(error.text)
            return
        missing += self.signing.missing()
        if missing or officer is None or self.pending is None:
            what = t("handover.missing_mark").join(missing)
            self.tell(t("handover.refusal.missing", missing=what))
            self.signing.focus_missing()
            return
        name = self.signing.name()
        key = "body_refused" if self.refused else "body" if self.pending.items else "body_none"
        body = t(
            f"duty_handover.dialog.{key}",
            goes=self.pending.watch.officer_name,
            comes=name,
            items=len(self.pending.items),
            refused=len(self.refused),
        )
        dialog = Dialog(
            self.window(),
            t("duty_handover.dialog.question", name=name),
            body,
            act=t("duty_handover.complete"),
            keep=t("duty_handover.dialog.keep"),
            icon="swap-horizontal",
            kind=Kind.PRIMARY,
        )
        dialog.acted.connect(lambda: self._confirm(dialog, officer, late))
        dialog.open()

    def tell(self, words_: str) -> None:
        """What is in the way, above the signatures; nothing hides it."""
        self._banner.say(words_, tone=Tone.DANGER)
        self._banner.setVisible(bool(words_))
        if words_:
            self.form.ensure_visible(self._banner)

    def _confirm(self, dialog: Dialog, officer: int, late: str) -> None:
        if officer == self.shell.desk.officer.id:
            self._complete(dialog, officer, late, None)
            return
        dialog.act_button.setEnabled(False)
        self.shell.tasks.run(
            partial(
                handover.confirm,
                self.shell.desk,
                self.paper,
                officer,
                self.signing.password.text(),
                refused=dict(self.refused),
            ),
            done=lambda approval: self._complete(dialog, officer, late, approval),
            failed=lambda error: self._not_confirmed(dialog, error),
        )

    def _complete(self, dialog: Dialog, officer: int, late: str, approval: Approval | None) -> None:
        if not isValid(self):
            return
        try:
            with self.shell.desk.work() as work:
                done = handover.complete(
                    work,
                    self.paper,
                    officer=officer,
                    approval=approval,
                    refused=dict(self.refused),
                    late_reason=late,
                )
        except DutyDeskError as error:
            self._refuse(dialog, error)
            return
        self._draft.look()
        dialog.accept()
        self.completed.emit(done)

    def _not_confirmed(self, dialog: Dialog, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        if isValid(self):
            self._refuse(dialog, error)

    def _refuse(self, dialog: Dialog, error: DutyDeskError) -> None:
        """The dialog goes, so that it can be put right where it stands."""
        dialog.reject()
        self.signing.password.clear()
        self.reload()
        self.tell(error.text)
        self.signing.password.setFocus()

    def _do(self, act: Any) -> bool:
        self.tell("")
        try:
            with self.shell.desk.work() as work:
                act(work)
        except DutyDeskError as error:
            self.tell(error.text)
            self.reload()
            return False
        self.reload()
        return True

    def _count(self, thing: int, counted: object, note: str) -> None:
        self.things.refuse("")

        def act(work: Work) -> None:
            handover.count(
                work, self.paper, thing, counted=counted if isinstance(counted, int) else None, note=note
            )

        try:
            with self.shell.desk.work() as work:
                act(work)
        except DutyDeskError as error:
            self.things.refuse(error.text)
            return
        if note:
            self.things.close_form()
        self.reload()

    def _typed(self) -> dict[str, Any]:
        return {"note": self.note_area.toPlainText(), "orders": self.orders_area.toPlainText()}

    def _changed(self) -> None:
        self._draft.look()
        self._writing.start()

    def _mark(self, pending: Pending) -> Mark:
        if pending.late:
            return Mark(t("duty_handover.state.late"), Tone.DANGER)
        if pending.signed is None:
            return Mark(t("duty_handover.state.draft"), Tone.INFO)
        return Mark(t("duty_handover.state.signed"), Tone.WARN)

    def _show_found(self, pending: Pending) -> None:
        self._found_head.setText(t("duty_handover.items", count=len(pending.items)))
        failed = t("handover.list_mark").join(t(f"handover.feature.{one}") for one in sorted(pending.failed))
        self._failed.setText(t("duty_handover.failed", names=failed))
        self._failed.setVisible(bool(pending.failed))
        found = FoundPart(self._body_part, self.refused, self._opened)
        found.record_asked.connect(partial(open_item, self.shell))
        found.put(pending.groups(self.shell.desk.now))
        self._replace("found", found)
        people = sum(each.count for each in pending.inside)
        self._inside_head.setText(t("duty_handover.inside", count=people))
        inside = QWidget(self._body_part)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.inside = inside_rows(inside, pending.inside, lambda: self.shell.open_place("gate", "inside"))
        for row in self.inside.values():
            column.addWidget(row)
        self._replace("inside_part", inside)
        said = [
            _SPACE.join((t(f"handover.figure.{name}"), formats.number(pending.figures[name])))
            for name in handover.FIGURES
            if pending.figures.get(name)
        ]
        self._figures.setText((_SPACE * 2).join(said) or t("duty_handover.no_figures"))

    def _replace(self, name: str, fresh: QWidget) -> None:
        old: QWidget = getattr(self, name)
        focus = old.isAncestorOf(focused) if (focused := self.window().focusWidget()) is not None else False
        self._column.replaceWidget(old, fresh)
        old.hide()
        old.deleteLater()
        setattr(self, name, fresh)
        fresh.show()
        if focus:
            self.note_area.setFocus()

    def _build(self) -> None:
        body = QWidget()
        self._body_part = body
        column = self._column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._found_head, self._inside_head, self._counted = (
            Label(px=SMALL, colour="text2") for _ in range(3)
        )
        column.addLayout(_head(t("duty_handover.section.items"), self._found_head))
        self._failed = Label("", px=SMALL, colour="danger", wrap=True)
        column.addWidget(self._failed)
        self.found: QWidget = QWidget(body)
        column.addWidget(self.found)
        column.addLayout(_head(t("duty_handover.section.inside"), self._inside_head))
        self.inside_part: QWidget = QWidget(body)
        column.addWidget(self.inside_part)
        column.addLayout(_head(t("duty_handover.section.shift"), Label()))
        self._figures = Label("", wrap=True)
        column.addWidget(self._figures)
        column.addLayout(_head(t("duty_handover.section.things"), self._counted))
        self.things = ThingsPart(body)
        self.things.counted.connect(self._count)
        column.addWidget(self.things)
        self.form = Form(parent=body)
        self.note_area = TextArea(lines=3, placeholder=t("duty_handover.note_hint"))
        self.orders_area = TextArea(lines=2, placeholder=t("duty_handover.orders_hint"))
        self.form.add("note", t("duty_handover.section.note"), self.note_area)
        self.form.add("orders", t("duty_handover.section.orders"), self.orders_area)
        column.addWidget(self.form)
        self._banner = Banner(Tone.DANGER, "")
        self._banner.hide()
        column.addWidget(self._banner)
        self.signing = SigningPart(self.shell, body)
        self.signing.sign_asked.connect(self.sign)
        self.signing.unsign_asked.connect(self.unsign)
        self.signing.complete_asked.connect(self.ask)
        column.addWidget(self.signing)
        self.set_body(body)


def finish(shell: Shell, done: HandedOver) -> None:
    """The desk is the next one's: their window opens with the paper that made it theirs."""

    def then(fresh: Shell) -> None:
        fresh.open_record("handover", done.id)
        fresh.notify(t("duty_handover.done", number=done.number, name=done.officer.name))

    shell.hand_to(done.officer, then)


def _head(title: str, right: Label) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 4, 0, 0)
    row.addWidget(Label(title, px=SMALL, bold=True, colour="text2"))
    row.addStretch()
    row.addWidget(right)
    return row
