"""The fields that say what a figure counts and how it is written; those of one figure of the list, or of any."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.reports import figures, wording
from duty_desk.reports.bulletin_rows import PlacedFigure
from duty_desk.strings import t
from duty_desk.work import Read
from ui.feature_tab import Shell
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField, MomentField
from ui.kit.form import Form
from ui.kit.number_fields import NumberField

_PICK = "pick_"


class FigureFields(QWidget):
    """`values` are the arguments of `placing.place_figure`; with `key` the figure is given and only its choices are asked."""

    edited = Signal()

    def __init__(self, shell: Shell, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.key = key
        self.list: ComboBox | None = None
        if not key:
            self.list = ComboBox(_list(), None, placeholder=t("reports_bulletin.place.choose"))
            self.list.setAccessibleName(t("reports_bulletin.place.figure"))
            self.list.changed.connect(self._chosen)
            self._column.addWidget(self.list)
        self.form = Form()
        self._column.addWidget(self.form)
        if key:
            self.build(key)

    def build(self, key: str) -> None:
        """Ask what belongs to a figure."""
        self.key = key
        old, self.form = self.form, Form()
        self._column.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()
        figure = figures.figure(key)
        with self._shell.desk.read() as read:
            for pick in figure.picks:
                self.form.add(f"{_PICK}{pick.name}", figures.pick_name(pick), _pick_field(read, pick))
        now = lambda: self._shell.desk.now  # noqa: E731
        if figure.from_day:
            self.form.add("from_on", t("reports_bulletin.place.from_on"), DateField(now))
        self.form.add("cutoff", t("reports_bulletin.place.cutoff"), MomentField(now, end=True))
        self.form.add("precision", t("reports_bulletin.place.precision"), ComboBox(_precisions()))
        self.form.add("scale", t("reports_bulletin.place.scale"), ComboBox(_scales()))
        for name in ("from_on", "cutoff"):
            if name in self.form.names():
                self.form.control(name).setPlaceholderText(t(f"reports_bulletin.place.{name}_empty"))
        self.form.changed.connect(self.edited)
        self.form.show()

    def put(self, placed: PlacedFigure) -> None:
        """Show a figure of the bulletin."""
        if placed.key != self.key:
            self.build(placed.key)
        values: dict[str, Any] = {
            f"{_PICK}{pick.name}": _shown(pick, placed.choices.get(pick.name))
            for pick in figures.figure(placed.key).picks
        }
        values |= {
            "from_on": placed.from_on,
            "cutoff": placed.own_cutoff,
            "precision": placed.precision.value,
            "scale": placed.scale,
        }
        self.form.set_values(values)

    def values(self) -> dict[str, Any]:
        """What was chosen."""
        given = self.form.values()
        choices = {
            name.removeprefix(_PICK): "" if value is None else str(value)
            for name, value in given.items()
            if name.startswith(_PICK)
        }
        from_on, cutoff = given.get("from_on"), given.get("cutoff")
        return {
            "choices": choices,
            "from_on": from_on if isinstance(from_on, date) else None,
            "cutoff": cutoff if isinstance(cutoff, datetime) else None,
            "precision": str(given.get("precision") or "exact"),
            "scale": str(given.get("scale") or ""),
        }

    def show_error(self, error: DutyDeskError) -> None:
        """Say at the field what is wrong; a choice is called by its own name."""
        field = getattr(error, "field", "")
        if f"{_PICK}{field}" in self.form.names():
            error.field = f"{_PICK}{field}"  # type: ignore[attr-defined]
        self.form.show_error(error)

    def _chosen(self) -> None:
        assert self.list is not None
        value = self.list.value()
        if value:
            self.build(str(value))
            self.edited.emit()


def _list() -> list[tuple[object, ...]]:
    return [
        (key, figures.title(key), t(f"reports.group.{figure.group}"))
        for key, figure in figures.all_figures().items()
    ]


def _pick_field(read: Read, pick: Any) -> QWidget:
    if pick.options is None:
        return NumberField(int(pick.usual) if pick.usual else None, least=0, most=9999)
    options: list[tuple[object, ...]] = [(value, words) for value, words in pick.options(read)]
    if not pick.needed:
        options.insert(0, ("", t("reports_bulletin.place.all")))
    return ComboBox(options, pick.usual or None)


def _shown(pick: Any, value: str | None) -> object:
    if pick.options is None:
        return int(value) if value and value.isdecimal() else None
    return value or ""


def _precisions() -> list[tuple[object, ...]]:
    return [(each.value, t(f"reports.precision.{each.value}")) for each in wording.Precision]


def _scales() -> list[tuple[object, ...]]:
    return [(scale, t(f"reports.scale.{scale or 'none'}")) for scale in wording.SCALES]
