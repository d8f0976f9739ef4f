"""The two signatures below a hand-over: who goes signs in their own session, who comes with their password at this desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.handover import Pending
from duty_desk.people.officers import OfficerRow
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit, PasswordField
from ui.kit.labels import Label
from ui.kit.paint import Mark
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from ui.feature_tab import Shell

_LABEL = 56


class SigningPart(QWidget):
    """`sign_asked` carries why somebody else signs, empty for the own signature."""

    sign_asked = Signal(str)
    unsign_asked = Signal()
    complete_asked = Signal()

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell = shell
        self._pending: Pending | None = None
        self._comers: dict[int, str] = {}
        with shell.desk.read() as read:
            self._may_stand_in = may(read, Permission.COUNTERSIGN)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self.goes, self.signed = Label(bold=True), Chip(Mark(" "), parent=self)
        self.sign = Button(t("duty_handover.sign"), icon="pencil-outline", parent=self)
        self.sign.clicked.connect(lambda: self.sign_asked.emit(str(self.reason.value())))
        self.again = Button(t("duty_handover.unsign"), kind=Kind.TEXT, parent=self)
        self.again.clicked.connect(self.unsign_asked)
        column.addLayout(_row(t("duty_handover.goes"), self.goes, self.signed, self.sign, self.again))
        self.reason = LineEdit(placeholder=t("duty_handover.stand_in_hint"), parent=self)
        self.reason_note = Label("", px=SMALL, colour="text2", wrap=True)
        column.addWidget(self.reason_note)
        column.addWidget(self.reason)
        self.comes = ComboBox(placeholder=t("duty_handover.choose"), name=t("duty_handover.comes"))
        self.comes.changed.connect(self._fit)
        self.password = PasswordField(placeholder=t("duty_handover.password"))
        self.password.returnPressed.connect(self.complete_asked)
        column.addLayout(_row(t("duty_handover.comes"), self.comes, self.password, stretch=self.password))
        self.comes_note = Label("", px=SMALL, colour="text2", wrap=True)
        column.addWidget(self.comes_note)
        self.late = LineEdit(placeholder=t("duty_handover.late_hint"), parent=self)
        self.late.returnPressed.connect(self.complete_asked)
        self._late_label = Label(t("duty_handover.late"), colour="text2")
        self._late_label.setFixedWidth(_LABEL)
        late = QHBoxLayout()
        late.setSpacing(8)
        late.addWidget(self._late_label)
        late.addWidget(self.late, 1)
        column.addLayout(late)

    def put(self, pending: Pending, who: Sequence[OfficerRow]) -> None:
        """Show who signed and who may come; whom the roster has next is chosen already."""
        self._pending = pending
        desk = self._shell.desk.officer
        own = desk.id == pending.watch.officer_id
        self.goes.setText(pending.watch.officer_name)
        signed = pending.signed
        if signed is not None:
            moment = formats.clock(signed.at)
            said = t("duty_handover.signed", time=moment)
            if signed.reason:
                said = t("duty_handover.signed_by", name=signed.name, time=moment)
            self.signed.set_mark(Mark(said, Tone.OK))
        self.signed.setVisible(signed is not None)
        self.again.setVisible(signed is not None and (own or signed.name == desk.name))
        self.sign.setVisible(signed is None and (own or self._may_stand_in))
        self.sign.set_words(t("duty_handover.sign" if own else "duty_handover.sign_for"))
        self.reason.setVisible(signed is None and not own and self._may_stand_in)
        self.reason_note.setText(t("duty_handover.not_own", name=pending.watch.officer_name))
        self.reason_note.setVisible(signed is None and not own)
        for part in (self.late, self._late_label):
            part.setVisible(pending.late)
        self._offer(pending, who)
        self._fit()

    def officer(self) -> int | None:
        """Who comes."""
        chosen = self.comes.value()
        return chosen if isinstance(chosen, int) else None

    def name(self) -> str:
        """Their name."""
        chosen = self.officer()
        return "" if chosen is None else self._comers.get(chosen, "")

    def late_reason(self) -> str:
        """Why it is late."""
        return str(self.late.value())

    def missing(self) -> list[str]:
        """What this part still wants."""
        if self.officer() is None:
            return [t("duty_handover.missing.comes")]
        if not self._in_person() and not self._shell.desk.is_demo and not self.password.text():
            return [t("duty_handover.missing.password", name=self.name())]
        return []

    def focus_first(self) -> None:
        """Where the one who comes begins."""
        (self.comes if self.officer() is None else self.password).setFocus()

    def focus_missing(self) -> None:
        """The first field that is still empty."""
        pending = self._pending
        if pending is not None and pending.signed is None and self.sign.isVisible():
            self.sign.setFocus()
        elif pending is not None and pending.late and not self.late.value():
            self.late.setFocus()
        elif self.missing():
            self.focus_first()

    def _offer(self, pending: Pending, who: Sequence[OfficerRow]) -> None:
        expected = [one.officer_id for one in pending.expected if one.officer_id is not None]
        signer = pending.signed.name if pending.signed is not None and pending.signed.reason else ""
        rows = sorted(
            (row for row in who if row.name != signer),
            key=lambda row: expected.index(row.id) if row.id in expected else len(expected),
        )
        comers = {row.id: row.name for row in rows}
        if comers == self._comers and self.comes.value() is not None:
            return
        self._comers = comers
        options = [
            (
                row.id,
                row.name,
                t("duty_handover.rostered") if row.id in expected else t(f"roles.name.{row.role}"),
            )
            for row in rows
        ]
        chosen = self.comes.value()
        if chosen not in comers:
            desk = self._shell.desk.officer.id
            chosen = desk if desk in comers else next(iter(expected), None)
        if chosen not in comers:
            chosen = rows[0].id if len(rows) == 1 else None
        self.comes.set_options(options, chosen)

    def _in_person(self) -> bool:
        """Whether the one who comes is signed in themselves."""
        return self.officer() == self._shell.desk.officer.id

    def _fit(self) -> None:
        self.password.setVisible(not self._in_person())
        words = ""
        if not self._comers:
            words = t("duty_handover.nobody_else")
        elif self._in_person():
            words = t("duty_handover.in_person")
        elif self._shell.desk.is_demo:
            words = t("duty_handover.demo")
        self.comes_note.setText(words)
        self.comes_note.setVisible(bool(words))


def _row(label: str, *widgets: QWidget, stretch: QWidget | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    words = Label(label, colour="text2")
    words.setFixedWidth(_LABEL)
    row.addWidget(words)
    for widget in widgets:
        row.addWidget(widget, 1 if widget is stretch else 0)
    if stretch is None:
        row.addStretch()
    return row
