"""What was seen on the way – windows closed, nobody out of the cab, masks worn – and the video that shows it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk.gate import RunRow
from duty_desk.strings import t
from ui.kit.choices import Choice, Segmented
from ui.kit.date_fields import MomentField, Now
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import TemperatureField

CONDUCT = ("windows_closed", "stayed_in_cab", "masks_worn")
_ANSWERS = {"yes": True, "no": False, "open": None}


class ConductForm(Form):
    """Values named as the arguments of `runs.change_run`."""

    def __init__(self, row: RunRow, now: Now, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._row = row
        for name in CONDUCT:
            said = next(key for key, value in _ANSWERS.items() if value is getattr(row, name))
            choices = [Choice(key, t(f"gate_views.conduct.{key}")) for key in _ANSWERS]
            self.add(name, t(f"gate_views.conduct.{name}"), Segmented(choices, said))
        self.add("video", t("gate_views.run.video"), LineEdit(row.video or ""))
        self.add("test_at", t("gate_views.run.test_at"), MomentField(now, row.test_at))
        self.add("temperature", t("gate_views.run.temperature"), TemperatureField())
        self.set_values({"temperature": row.temperature})
        self.mark_saved()

    def changes(self) -> dict[str, Any]:
        """What differs from the record."""
        found: dict[str, Any] = {}
        for name, value in self.values().items():
            if name in CONDUCT:
                value = _ANSWERS[value]
            elif isinstance(value, Decimal):
                value = float(value)
            elif value == "":
                value = None
            if value is not None and value != getattr(self._row, name):
                found[name] = value
        return found
