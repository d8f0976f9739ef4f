"""How many key persons there are, in three figures with their parts: the units' counts, no names (product rule R3)."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.screening.key_rows import KeyTotals
from duty_desk.strings import t
from ui.kit.labels import Label, Line
from ui.kit.panels import Surface
from ui.kit.tokens import PADDING, SMALL, TITLE

FIGURES = ("origin", "there", "back")


class KeyTotalsStrip(Surface):
    """Three blocks side by side: what it is, how many, and the parts of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers: dict[str, Label] = {}
        self.parts: dict[str, Label] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(PADDING, 8, PADDING, 8)
        row.setSpacing(PADDING)
        for place, key in enumerate(FIGURES):
            if place:
                row.addWidget(Line(upright=True))
            column = QVBoxLayout()
            column.setSpacing(0)
            self.numbers[key] = Label(px=TITLE, bold=True)
            self.parts[key] = Label(px=SMALL, colour="text2", elide=True)
            column.addWidget(Label(t(f"reports_key.total.{key}"), px=SMALL, colour="text2"))
            column.addWidget(self.numbers[key])
            column.addWidget(self.parts[key])
            row.addLayout(column, 1)

    def show_totals(self, sums: KeyTotals, followed: int) -> None:
        """Show the figures; `followed` is how many are called."""
        self.numbers["origin"].setText(formats.number(sums.origin))
        self.numbers["there"].setText(formats.number(sums.there))
        self.numbers["back"].setText(formats.number(sums.back))
        for key, staff, students in (
            ("origin", sums.staff_origin, sums.student_origin),
            ("there", sums.staff_there, sums.student_there),
        ):
            self.parts[key].setText(
                t(
                    "reports_key.parts",
                    staff=formats.number(staff),
                    students=formats.number(students),
                )
            )
        key = "back_called" if followed == sums.back else "back_differs"
        self.parts["back"].setText(t(f"reports_key.{key}", count=formats.number(followed)))
