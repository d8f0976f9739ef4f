"""An ambulance, fire engine, police car or repair crew (F4): let pass at once, written down in a moment, completed when it is quiet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from duty_desk import formats, gate
from duty_desk.errors import DutyDeskError
from duty_desk.gate import Direction, EmergencyRow
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 416
GAP = "\N{IDEOGRAPHIC SPACE}"
KINDS = ("ambulance", "fire", "police", "repair")


class EmergencyPanel(SidePanel):
    """`saved` carries the passage and the sentence for the notice, `complete_asked` one that came before."""

    saved = Signal(int, str)
    complete_asked = Signal(object)

    def __init__(self, desk: Desk, at_gate: int, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._gate = desk, at_gate
        with desk.read() as read:
            self._inside = gate.list_emergencies_inside(read)
            waiting = gate.list_incomplete(read)
        self.set_head(t("gate_tab.emergency.title"), t("gate_tab.emergency.note"))
        self.way = Segmented(
            [
                Choice(Direction.IN.value, t("gate.direction.in"), icon="login"),
                Choice(Direction.OUT.value, t("gate.direction.out"), icon="logout"),
            ],
            Direction.IN.value,
            name=t("gate_tab.missed.way"),
        )
        self.which = ComboBox(
            [*((row.id, words(row)) for row in self._inside), (None, t("gate_tab.emergency.other"))],
            self._inside[0].id if self._inside else None,
            name=t("gate_tab.emergency.which"),
        )
        self.kind = Segmented(
            [Choice(kind, t(f"gate_tab.emergency.kind.{kind}")) for kind in KINDS],
            KINDS[0],
            name=t("gate_tab.emergency.what"),
        )
        self.form = form = Form()
        form.add_widget(Banner(Tone.INFO, t("gate_tab.emergency.rule"), t("gate_tab.emergency.rule_next")))
        form.add("way", t("gate_tab.missed.way"), self.way)
        form.add("which", t("gate_tab.emergency.which"), self.which)
        form.add("kind", t("gate_tab.emergency.what"), self.kind)
        form.add("plate", t("gate.column.plate"), LineEdit(placeholder=t("gate_tab.emergency.plate_hint")))
        form.add("note", t("gate_tab.emergency.about"), LineEdit(placeholder=t("gate_tab.emergency.later")))
        self.list_waiting(waiting)
        self.set_body(form)
        save = Button(
            t("gate_tab.emergency.save"), kind=Kind.PRIMARY, key="Ctrl+Return", icon="check", parent=self
        )
        save.clicked.connect(self.save)
        self.set_foot([form.problem_chip()], [save])
        self.way.chosen.connect(lambda _key: self._turn())
        self.which.changed.connect(self._turn)
        self._turn()

    def list_waiting(self, rows: Sequence[EmergencyRow]) -> None:
        """Those that were let pass and have no particulars yet, each with its button."""
        self.waiting: list[Button] = []
        if not rows:
            return
        self.form.add_widget(Label(t("gate_tab.emergency.waiting", count=len(rows)), bold=True))
        for row in rows:
            line = QWidget()
            inside = QHBoxLayout(line)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(Label(words(row), elide=True), 1)
            button = Button(t("gate_tab.emergency.complete"), tip=words(row), parent=line)
            button.clicked.connect(lambda _=False, row=row: self.complete_asked.emit(row))
            inside.addWidget(button)
            self.waiting.append(button)
            self.form.add_widget(line)

    def start(self) -> None:
        """Put the keyboard where it begins."""
        self.form.field("way").take_focus()

    def save(self) -> None:
        """Log it; a refusal stands in the form and everything typed stays."""
        if not self.form.check_all():
            return
        values = self.form.values()
        way = Direction(values["way"])
        came = values["which"] if way is Direction.OUT else None
        what = t(f"gate_tab.emergency.car.{values['kind']}")
        if came is not None:
            what = next(row.what for row in self._inside if row.id == came)
        try:
            with self._desk.work() as work:
                crossing = gate.emergency(
                    work,
                    gate=self._gate,
                    direction=way,
                    plate="" if came is not None else values["plate"],
                    description=what,
                    note=values["note"],
                    came=came,
                )
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        said = f"{what} {t(f'gate.direction.{way.value}')} {formats.clock(self._desk.now)}"
        later = way is Direction.IN and not values["note"]
        self.saved.emit(crossing, t(f"gate_tab.emergency.{'done_later' if later else 'done'}", said=said))

    def _turn(self) -> None:
        """On the way out one of those inside is meant, and who it is need not be said again."""
        out = self.way.value() == Direction.OUT.value
        known = out and self.which.value() is not None
        self.form.field("which").setVisible(out and bool(self._inside))
        self.form.field("kind").setVisible(not known)
        self.form.field("plate").setVisible(not known)


class CompletePanel(SidePanel):
    """Whom an emergency vehicle came for, and where it took them. `saved` once it is written down."""

    saved = Signal(str)

    def __init__(self, desk: Desk, row: EmergencyRow, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._row = desk, row
        self.set_head(t("gate_tab.emergency.complete_title"), words(row))
        self.form = Form()
        self.form.add(
            "note",
            t("gate_tab.emergency.about"),
            LineEdit(placeholder=t("gate_tab.emergency.about_hint")),
            check=lambda value: None if value else t("gate.error.note_missing"),
        )
        self.set_body(self.form)
        save = Button(
            t("gate_tab.emergency.complete"), kind=Kind.PRIMARY, key="Ctrl+Return", icon="check", parent=self
        )
        save.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [save])

    def start(self) -> None:
        """Put the keyboard where it begins."""
        self.form.field("note").take_focus()

    def save(self) -> None:
        """Write it into the passage."""
        if not self.form.check_all():
            return
        try:
            with self._desk.work() as work:
                gate.complete_emergency(work, self._row.id, note=str(self.form.field("note").value()))
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.saved.emit(t("gate_tab.emergency.completed", said=words(self._row)))


def words(row: EmergencyRow) -> str:
    """Which one it was."""
    return GAP.join(part for part in (row.what, row.plate, formats.moment(row.at), row.gate) if part)
