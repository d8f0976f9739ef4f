"""A passage that was not scanned (F5): who, which way, when, and why it was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk import formats, gate
from duty_desk.errors import DutyDeskError
from duty_desk.gate import Attempt, Direction, Subject, Verdict
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.panels import SidePanel

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 416
GAP = "\N{IDEOGRAPHIC SPACE}"


class Who(QWidget):
    """Typed as at the gate; where several may be meant, one is chosen from a list."""

    changed = Signal()

    def __init__(self, desk: Desk, at_gate: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._gate = desk, at_gate
        self.subject: Subject | None = None
        self.typed = LineEdit(placeholder=t("gate_tab.missed.who_hint"), icon="magnify", parent=self)
        self.chosen = ComboBox(name=t("gate_tab.missed.who"), parent=self)
        self.chosen.hide()
        self.typed.returnPressed.connect(self.find)
        self.typed.left.connect(self.find)
        self.typed.textEdited.connect(self._edited)
        self.chosen.changed.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.typed, 1)
        row.addWidget(self.chosen, 1)
        self.setFocusProxy(self.typed)

    def value(self) -> object:
        """The subject meant, None while nobody is."""
        return self.subject

    def set_value(self, value: object) -> None:
        """Show the subject of an answer."""
        if isinstance(value, Verdict) and value.subject is not None:
            self.subject = value.subject
            self.typed.set_value(_name_of(value))
            self.chosen.hide()

    def find(self) -> None:
        """Look for what was typed."""
        text = self.typed.text().strip()
        if self.subject is not None or not text:
            return
        with self._desk.read() as read:
            verdict = gate.look(read, Attempt(self._gate, text=text))
        if verdict.subject is not None:
            self.set_value(verdict)
        elif verdict.choices:
            options = [(one.subject, f"{one.name}{GAP}{one.place}", one.number) for one in verdict.choices]
            self.chosen.set_options(options, options[0][0])
            self.chosen.show()
            self.subject = options[0][0]
        self.changed.emit()

    def _edited(self, _text: str) -> None:
        self.subject = None
        self.chosen.hide()
        self.changed.emit()

    def _choose(self) -> None:
        chosen = self.chosen.value()
        self.subject = chosen if isinstance(chosen, Subject) else None
        self.changed.emit()


class MissedPanel(SidePanel):
    """`saved` carries the number of the crossing and the sentence for the notice."""

    saved = Signal(int, str)

    def __init__(
        self, desk: Desk, at_gate: int, verdict: Verdict | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._gate = desk, at_gate
        self.set_head(t("gate_tab.missed.title"), t("gate_tab.missed.note"))
        self.who = Who(desk, at_gate, self)
        self.way = Segmented(
            [
                Choice(Direction.IN.value, t("gate.direction.in"), icon="login"),
                Choice(Direction.OUT.value, t("gate.direction.out"), icon="logout"),
            ],
            name=t("gate_tab.missed.way"),
        )
        self.form = Form()
        self.form.add(
            "who",
            t("gate_tab.missed.who"),
            self.who,
            check=lambda value: None if value is not None else t("gate_tab.missed.nobody"),
        )
        self.form.add("direction", t("gate_tab.missed.way"), self.way)
        self.form.add("at", t("gate_tab.missed.at"), MomentField(lambda: desk.now, desk.now))
        self.form.add(
            "temperature",
            t("gate.column.temperature"),
            LineEdit(placeholder=t("gate_tab.missed.optional"), suffix="℃", width=136),
        )
        self.form.add(
            "reason",
            t("gate_tab.missed.reason"),
            LineEdit(placeholder=t("gate_tab.missed.reason_hint")),
            check=lambda value: None if value else t("gate.error.why_missing"),
        )
        if verdict is not None and verdict.subject is not None:
            self.who.set_value(verdict)
            # Who is refused a way in was not scanned on the way out.
            other = Direction.OUT if verdict.direction is Direction.IN else Direction.IN
            self.way.set_value(other.value)
        self.set_body(self.form)
        save = Button(
            t("gate_tab.missed.save"), kind=Kind.PRIMARY, key="Ctrl+Return", icon="check", parent=self
        )
        save.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [save])

    def start(self) -> None:
        """Put the keyboard where it begins."""
        self.form.field("who" if self.who.subject is None else "at").take_focus()

    def save(self) -> None:
        """Log it; a refusal stands in the form and everything typed stays."""
        self.who.find()
        if not self.form.check_all():
            return
        values = self.form.values()
        way = Direction(values["direction"])
        try:
            with self._desk.work() as work:
                crossing = gate.add_missed(
                    work,
                    values["who"],
                    gate=self._gate,
                    direction=way,
                    at=values["at"],
                    reason=values["reason"],
                    temperature=gate.parse_temperature(values["temperature"] or None),
                )
        except DutyDeskError as error:
            self.form.show_error(error)
        else:
            said = (
                f"{self.who.typed.text()} {t(f'gate.direction.{way.value}')} {formats.moment(values['at'])}"
            )
            self.saved.emit(crossing, t("gate_tab.missed.done", said=said))


def _name_of(verdict: Verdict) -> str:
    card = verdict.card
    return "" if card is None else card.plate or card.name
