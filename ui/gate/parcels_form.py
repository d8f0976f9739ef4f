"""Counts goods in or disinfected: where, how many, whose or with what; ready for the next count at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.gate import parcels
from duty_desk.gate.parcels import DISINFECTED, IN
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, FilterChips, Segmented
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 400
MOST_PLACES = 6


class CountPanel(SidePanel):
    """`counted` carries what was written down, ready to read."""

    counted = Signal(str)

    def __init__(
        self, desk: Desk, gate: Callable[[], int], day: Callable[[], date], *, parent: QWidget
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._gate, self._day = desk, gate, day
        self.set_head(t("gate_views.parcels.title"), t("gate_views.parcels.title_note"))
        self.form = Form()
        self.stage = Segmented(
            [Choice(stage, t(f"gate_views.parcels.stage.{stage}")) for stage in (IN, DISINFECTED)], IN
        )
        self.form.add("stage", t("gate_views.parcels.what"), self.stage)
        self.form.add(
            "place", t("gate_views.parcels.place"), LineEdit(placeholder=t("gate_views.parcels.place_hint"))
        )
        self.known = FilterChips(name=t("gate_views.parcels.known"))
        self.known.chosen.connect(self._take_place)
        self.form.add_widget(self.known)
        self.form.add(
            "count", t("gate_views.parcels.count"), NumberField(unit=t("gate_views.parcels.unit"), least=1)
        )
        self.form.add(
            "carrier", t("gate_views.parcels.carrier"), LineEdit(placeholder=t("gate_views.optional"))
        )
        self.form.add(
            "agent", t("gate_views.parcels.agent"), LineEdit(placeholder=t("gate_views.parcels.agent_hint"))
        )
        self.form.add("note", t("gate_views.visit.note"), LineEdit(placeholder=t("gate_views.optional")))
        self.stage.changed.connect(self._fit)
        self.set_body(self.form)
        save = Button(
            t("gate_views.parcels.save"), key="Ctrl+Return", kind=Kind.PRIMARY, icon="check", parent=self
        )
        save.clicked.connect(self.save)
        self.set_foot([self.form.problem_chip()], [save])
        self._fit()

    @property
    def unsaved(self) -> bool:
        """Whether a count is half typed."""
        return self.form.dirty and bool(self.form.field("count").value())

    def focus_first(self) -> None:
        """Typing starts with the place, or with the number where the place is known."""
        self.form.field("count" if self.form.field("place").value() else "place").take_focus()

    def offer(self, places: Sequence[str]) -> None:
        """Places counted at before, to pick instead of typing."""
        self.known.set_choices([Choice(name, name) for name in places[:MOST_PLACES]], "-")
        self.known.setVisible(bool(places))

    def disinfect(self, place: str, waiting: int) -> None:
        """What waits at a place was disinfected: the form is filled for it."""
        self.stage.set_value(DISINFECTED)
        self._fit()
        self.form.field("place").set_value(place)
        self.form.field("count").set_value(waiting or None)
        self.form.field("agent" if waiting else "count").take_focus()

    def save(self) -> bool:
        """Write the count down; a refusal stands in the form."""
        if not self.form.check_all():
            return False
        values = self.form.values()
        place, count = str(values["place"]), int(values["count"] or 0)
        about: dict[str, Any] = {
            "place": place,
            "count": count,
            "gate": self._gate() or None,
            "note": str(values["note"]),
        }
        try:
            with self._desk.work() as work:
                if values["stage"] == IN:
                    parcels.count_in(work, carrier=str(values["carrier"]), **about)
                else:
                    parcels.count_disinfected(work, agent=str(values["agent"]), day=self._day(), **about)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        what = t(f"gate_views.parcels.stage.{values['stage']}")
        for name in ("count", "note"):
            self.form.field(name).set_value(None)
        self.form.clear_errors()
        self.form.mark_saved()
        self.form.field("count").take_focus()
        self.counted.emit(t("gate_views.parcels.said", place=place, what=what, count=formats.number(count)))
        return True

    def _take_place(self, name: str) -> None:
        self.form.field("place").set_value(name)
        self.form.field("count").take_focus()

    def _fit(self) -> None:
        coming = self.stage.value() == IN
        self.form.field("carrier").setVisible(coming)
        self.form.field("agent").setVisible(not coming)
