"""Begins a run: which vehicle, who is in the cab, their test, the way through the campus, the video."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk import gate
from duty_desk.errors import DutyDeskError, Refusal
from duty_desk.gate import Member, VehicleRow, runs
from duty_desk.gate.run_queries import DRIVER
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckGroup
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import TemperatureField
from ui.kit.panels import SidePanel

if TYPE_CHECKING:
    from duty_desk.desk import Desk

WIDTH = 400
# How names are separated when several are typed.
_MARKS = re.compile(
    "[\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA},;\N{FULLWIDTH SEMICOLON}/ \N{IDEOGRAPHIC SPACE}]+"
)
_TEXTS = ("goods", "quantity", "receiver", "origin", "destination", "video", "note")


class StartPanel(SidePanel):
    """`started` carries the run and the plate."""

    started = Signal(int, str)

    def __init__(self, desk: Desk, gate_here: Callable[[], int], *, parent: QWidget) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._gate = desk, gate_here
        with desk.read() as read:
            self._vehicles = {row.id: row for row in gate.list_vehicles(read)}
            routes = gate.list_routes(read)
        self.set_head(t("gate_views.run.title"), t("gate_views.run.title_note"))
        optional = t("gate_views.optional")
        self.form = form = Form()
        plates = [(row.id, row.plate, row.use) for row in self._vehicles.values()]
        self.vehicle = ComboBox(
            plates, None, icon="truck-outline", placeholder=t("gate_views.run.vehicle_hint")
        )
        form.add("vehicle", t("gate_views.run.vehicle"), self.vehicle, check=_check_vehicle)
        self.crew = CheckGroup()
        form.add("people", t("gate_views.run.people"), self.crew)
        form.add("others", t("gate_views.run.others"), LineEdit(placeholder=t("gate_views.run.others_hint")))
        form.add("driver", t("gate_views.run.driver"), LineEdit(placeholder=t("gate_views.run.driver_hint")))
        form.add("test_at", t("gate_views.run.test_at"), MomentField(lambda: desk.now))
        form.add("temperature", t("gate_views.run.temperature"), TemperatureField())
        ways = [(row.id, t("gate_views.run.route_words", code=row.code, point=row.point)) for row in routes]
        self.route = ComboBox([(None, t("gate_views.run.no_route")), *ways], None)
        form.add("route", t("gate_views.run.route"), self.route)
        form.add("goods", t("gate_views.run.goods"), LineEdit(placeholder=optional))
        form.add("quantity", t("gate_views.run.quantity"), LineEdit(placeholder=optional))
        form.add("receiver", t("gate_views.run.receiver"), LineEdit(placeholder=optional))
        form.add("video", t("gate_views.run.video"), LineEdit(placeholder=t("gate_views.run.video_hint")))
        form.add("origin", t("gate_views.run.origin"), LineEdit(placeholder=t("gate_views.run.waste")))
        form.add(
            "destination", t("gate_views.run.destination"), LineEdit(placeholder=t("gate_views.run.waste"))
        )
        form.add("note", t("gate_views.visit.note"), LineEdit(placeholder=optional))
        self.vehicle.changed.connect(self._chosen)
        self.set_body(form)
        save = Button(t("gate_views.run.save"), key="Ctrl+Return", kind=Kind.PRIMARY, parent=self)
        save.clicked.connect(self.save)
        self.set_foot([form.problem_chip()], [save])
        if not self._vehicles:
            self.form.show_error(Refusal("gate_views.run.no_vehicles"))

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def focus_first(self) -> None:
        """Typing starts with the vehicle."""
        self.form.field("vehicle").take_focus()

    def take(self, vehicle: int) -> None:
        """As if the officer had chosen a vehicle."""
        self.vehicle.set_value(vehicle)
        self._chosen()

    def save(self) -> bool:
        """Open the run; a refusal stands in the form and everything typed stays."""
        if not self.form.check_all():
            return False
        values = self.form.values()
        row = self._vehicles[values["vehicle"]]
        about: dict[str, Any] = {name: values[name] or None for name in _TEXTS}
        degrees = values["temperature"]
        try:
            with self._desk.work() as work:
                run = runs.start_run(
                    work,
                    row.id,
                    gate=self._gate(),
                    people=self._members(row, values),
                    route=values["route"],
                    test_at=values["test_at"],
                    temperature=float(degrees) if isinstance(degrees, Decimal) else None,
                    **about,
                )
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.started.emit(run, row.plate)
        return True

    def _members(self, row: VehicleRow, values: dict[str, Any]) -> list[Member]:
        """Those ticked, and those typed: a substitute drives instead of the driver on record."""
        substitute = str(values["driver"] or "").strip()
        found: list[Member] = []
        for person, name, role in row.people:
            if str(person) in values["people"]:
                found.append(Member(name, "helper" if substitute else role, person))
        if substitute:
            found.insert(0, Member(substitute, DRIVER))
        found += [Member(name) for name in names_in(str(values["others"] or ""))]
        return found

    def _chosen(self) -> None:
        row = self._vehicles.get(self.vehicle.value())  # type: ignore[arg-type]
        if row is None:
            return
        people = [(str(person), f"{name} {t(f'gate.role.{role}')}") for person, name, role in row.people]
        self.crew.set_options(people)
        self.crew.set_value([key for key, _ in people])
        self.route.set_value(row.route_id)
        self.form.field("goods").set_value(row.use)
        self.form.field("vehicle").set_help(row.owner)


def names_in(text: str) -> list[str]:
    """Names typed one after the other."""
    return [name for name in _MARKS.split(text.strip()) if name]


def _check_vehicle(value: object) -> str | None:
    return t("gate_views.run.vehicle_missing") if value is None else None
