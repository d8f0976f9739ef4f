"""The forms of the vehicle register: a vehicle with its people, and a route."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.gate import RouteRow, VehicleRow, vehicles
from duty_desk.strings import t
from duty_desk.work import Work
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.field_frame import State
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.person_field import PersonField
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.kit.tasks import Tasks

WIDTH = 400
ROLES = ("driver", "helper")


def state_mark(row: VehicleRow | RouteRow) -> Mark:
    """Whether it is in use."""
    if row.is_active:
        return Mark(t("gate_views.fleet.in_use"), Tone.OK, "check-circle")
    return Mark(t("gate_views.fleet.retired"), Tone.NEUTRAL, "minus-circle-outline")


class RegisterPanel(SidePanel):
    """`saved` carries the record and the sentence for the notice."""

    saved = Signal(int, str)

    def __init__(
        self, desk: Desk, row: VehicleRow | RouteRow | None, *, may_work: bool, parent: QWidget
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self._desk, self._may_work = desk, may_work
        self.form = Form()
        self.switch: Button | None = None
        right: list[QWidget] = []
        if may_work and row is not None:
            verb = "retire" if row.is_active else "restore"
            self.switch = Button(t(f"gate_views.fleet.{verb}"), parent=self)
            self.switch.clicked.connect(self.turn)
            right.append(self.switch)
        if may_work and (row is None or row.is_active):
            save = Button(
                t("gate_views.fleet.save"), key="Ctrl+Return", kind=Kind.PRIMARY, icon="check", parent=self
            )
            save.clicked.connect(self.save)
            right.append(save)
        self.set_foot([self.form.problem_chip()], right)

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def save(self) -> bool:
        """Save the form; a refusal stands in it and everything typed stays."""
        if not self.form.check_all():
            return False
        try:
            with self._desk.work() as work:
                record = self.store(work)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.saved.emit(record, t("gate_views.fleet.saved", name=self.called()))
        return True

    def turn(self) -> None:
        """Retire it, or use it again."""
        try:
            with self._desk.work() as work:
                record, key = self.turn_over(work)
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.form.mark_saved()
        self.saved.emit(record, t(f"gate_views.fleet.was_{key}", name=self.called()))

    def store(self, work: Work) -> int:
        """Add or change the record."""
        raise TypeError("a register saves its form")

    def turn_over(self, work: Work) -> tuple[int, str]:
        """Retire or restore; gives the record and what became of it."""
        raise TypeError("a register retires its records")

    def called(self) -> str:
        """What the record is called in a notice."""
        raise TypeError("a record has a name")


class VehiclePanel(RegisterPanel):
    """One vehicle. Who comes with it is added and removed at once, each on record."""

    def __init__(
        self, desk: Desk, tasks: Tasks, row: VehicleRow | None, *, may_work: bool, parent: QWidget
    ) -> None:
        super().__init__(desk, row, may_work=may_work, parent=parent)
        self.row = row
        with desk.read() as read:
            routes = vehicles.list_routes(read)
        title = t("gate_views.fleet.add_vehicle") if row is None else row.plate
        about = t("gate_views.fleet.plate_hint") if row is None else row.pass_number or ""
        self.set_head(title, about, state_mark(row) if row is not None else None)
        form, optional = self.form, t("gate_views.optional")
        plate = LineEdit(placeholder=t("gate_views.fleet.plate_hint"))
        form.add("plate", t("gate.column.plate"), plate)
        if row is not None:
            plate.setReadOnly(True)
            form.field("plate").set_help(t("gate_views.fleet.plate_fixed"))
        form.add("use", t("gate_views.fleet.use"), LineEdit())
        form.add("owner", t("gate_views.fleet.owner"), LineEdit())
        ways = [(way.id, t("gate_views.run.route_words", code=way.code, point=way.point)) for way in routes]
        form.add(
            "route", t("gate_views.fleet.route"), ComboBox([(None, t("gate_views.fleet.no_route")), *ways])
        )
        form.add(
            "load_tons",
            t("gate_views.fleet.load"),
            LineEdit(placeholder=optional, width=136),
            check=_check_load,
        )
        if row is not None:
            form.set_values(
                {
                    "plate": row.plate,
                    "use": row.use,
                    "owner": row.owner,
                    "route": row.route_id,
                    "load_tons": "" if row.load_tons is None else f"{row.load_tons:g}",
                }
            )
            form.mark_saved()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(form)
        self.removals: list[Button] = []
        if row is not None:
            column.addWidget(Label(t("gate_views.fleet.people"), bold=True))
            for person, name, role in row.people:
                column.addWidget(self._person(person, name, role))
            if may_work and row.is_active:
                self._offer_person(column, tasks)
        column.addStretch()
        self.set_body(body)

    def start(self) -> None:
        """Put the keyboard where it begins."""
        self.form.field("plate" if self.row is None else "use").take_focus()

    def store(self, work: Work) -> int:
        values = self.form.values()
        load = str(values["load_tons"] or "")
        about: dict[str, Any] = {
            "use": values["use"],
            "owner": values["owner"],
            "route": values["route"],
            "load_tons": float(load) if load else None,
        }
        if self.row is None:
            return vehicles.register_vehicle(work, plate=values["plate"], **about)
        vehicles.change_vehicle(work, self.row.id, **about)
        return self.row.id

    def turn_over(self, work: Work) -> tuple[int, str]:
        assert self.row is not None
        if self.row.is_active:
            vehicles.retire_vehicle(work, self.row.id)
            return self.row.id, "retired"
        vehicles.restore_vehicle(work, self.row.id)
        return self.row.id, "restored"

    def called(self) -> str:
        return str(self.form.field("plate").value())

    def add_person(self) -> None:
        """Whoever was chosen comes with this vehicle from now on."""
        person = self.person.person
        assert self.row is not None
        if person is None:
            words = t("gate_views.fleet.nobody", text=self.person.text())
            self.people.field("person").set_remark(words, State.ERROR)
            self.people.field("person").take_focus()
            return
        self._change(
            lambda work, vehicle: vehicles.register_driver(
                work, vehicle, person=person.id, name=person.name, role=self.role.value()
            )
        )

    def _person(self, person: int, name: str, role: str) -> QWidget:
        line = QWidget()
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(Label(name, elide=True), 1)
        inside.addWidget(Label(t(f"gate.role.{role}"), colour="text2"))
        if self._may_work:
            button = icon_button("close", f"{t('gate_views.fleet.remove')} {name}")
            button.clicked.connect(
                lambda: self._change(
                    lambda work, vehicle: vehicles.remove_driver(work, vehicle, person=person)
                )
            )
            inside.addWidget(button)
            self.removals.append(button)
        return line

    def _offer_person(self, column: QVBoxLayout, tasks: Tasks) -> None:
        self.people = Form()
        self.person = PersonField(
            self._desk,
            tasks,
            name=t("gate_views.fleet.person"),
            placeholder=t("gate_views.fleet.person_hint"),
            nothing=t("gate_views.fleet.nobody_next"),
        )
        self.people.add("person", t("gate_views.fleet.person"), self.person)
        self.role = Segmented(
            [Choice(role, t(f"gate.role.{role}")) for role in ROLES],
            ROLES[0],
            name=t("gate_views.fleet.role"),
        )
        self.people.add("role", t("gate_views.fleet.role"), self.role)
        column.addWidget(self.people)
        line = QHBoxLayout()
        line.addStretch()
        self.add_button = Button(t("gate_views.fleet.add_person"), icon="account-plus-outline", parent=self)
        self.add_button.clicked.connect(self.add_person)
        line.addWidget(self.add_button)
        column.addLayout(line)

    def _change(self, act: Callable[[Work, int], None]) -> None:
        assert self.row is not None
        try:
            with self._desk.work() as work:
                act(work, self.row.id)
        except DutyDeskError as error:
            self.form.show_error(error)
            return
        self.saved.emit(self.row.id, t("gate_views.fleet.saved", name=self.called()))


class RoutePanel(RegisterPanel):
    """One route; its code stays, runs are printed with it."""

    def __init__(self, desk: Desk, row: RouteRow | None, *, may_work: bool, parent: QWidget) -> None:
        super().__init__(desk, row, may_work=may_work, parent=parent)
        self.row = row
        title = t("gate_views.fleet.add_route") if row is None else row.code
        self.set_head(title, "" if row is None else row.name, state_mark(row) if row is not None else None)
        form = self.form
        code = LineEdit(placeholder=t("gate_views.fleet.code_hint"), width=136)
        form.add("code", t("gate_views.fleet.code"), code)
        form.add("name", t("gate_views.fleet.name"), LineEdit())
        form.add("point", t("gate_views.fleet.point"), LineEdit())
        form.add(
            "limit_minutes",
            t("gate_views.fleet.minutes"),
            LineEdit(width=136),
            help=t("gate_views.fleet.minutes_hint"),
            check=_check_minutes,
        )
        if row is not None:
            code.setReadOnly(True)
            form.set_values(
                {
                    "code": row.code,
                    "name": row.name,
                    "point": row.point,
                    "limit_minutes": str(row.limit_minutes),
                }
            )
            form.mark_saved()
        self.set_body(form)

    def start(self) -> None:
        """Put the keyboard where it begins."""
        self.form.field("code" if self.row is None else "name").take_focus()

    def store(self, work: Work) -> int:
        values = self.form.values()
        minutes = int(values["limit_minutes"])
        if self.row is not None:
            vehicles.change_route(
                work, self.row.id, name=values["name"], point=values["point"], limit_minutes=minutes
            )
            return self.row.id
        return vehicles.add_route(
            work, code=values["code"], name=values["name"], point=values["point"], limit_minutes=minutes
        )

    def turn_over(self, work: Work) -> tuple[int, str]:
        assert self.row is not None
        if self.row.is_active:
            vehicles.retire_route(work, self.row.id)
            return self.row.id, "retired"
        vehicles.restore_route(work, self.row.id)
        return self.row.id, "restored"

    def called(self) -> str:
        return str(self.form.field("code").value())


def _check_load(value: object) -> str | None:
    text = str(value or "")
    try:
        float(text or 0)
    except ValueError:
        return t("gate_views.fleet.load_number")
    return None


def _check_minutes(value: object) -> str | None:
    text = str(value or "")
    return None if text.isascii() and text.isdigit() else t("gate_views.fleet.minutes_number")
