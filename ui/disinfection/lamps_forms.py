"""Forms of the lamps view: a lamp, a use of it, a new tube, and how many lamps a room needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk import formats, policy, rooms
from duty_desk.disinfection import dilution, lamps
from duty_desk.disinfection.lamp_rows import LampRow
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.strings import t
from duty_desk.work import Work
from ui.disinfection.names import NameField, known_names, matching
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.notices import Banner
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel
from ui.kit.tokens import Tone

Act = Callable[[Work, dict[str, Any]], object]
_OPERATOR = "disinfection.lamp_operator"
_USUAL = timedelta(hours=1)
NO_ROOM = 0


class ShortForm(SidePanel):
    """A few fields and one verb; `done` carries what the act gave."""

    done = Signal(object)

    def __init__(self, shell: Shell, title: str, note: str, verb: str, act: Act, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.shell, self._act = shell, act
        self.set_head(title, note)
        self.form = Form()
        self.set_body(self.form)
        self.button = Button(verb, key="Ctrl+Return", kind=Kind.PRIMARY, parent=self)
        self.button.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [self.button])

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def need(self, name: str, label: str, control: QWidget, missing: str, **more: Any) -> None:
        """A field that must not stay empty."""
        self.form.add(
            name, label, control, check=lambda value: missing if value in (None, "") else None, **more
        )

    def need_name(self, name: str, label: str, missing: str) -> None:
        """Who did it: names of the last days are proposed, the last one typed here stands there."""
        with self.shell.desk.read() as read:
            names = known_names(read)
        self.need(name, label, NameField(self.shell.tasks, lambda typed: matching(names, typed)), missing)
        self.form.field(name).set_value(self.shell.recall(_OPERATOR, ""))

    def submit(self) -> bool:
        """Do it; what is wrong stands in the form, with everything typed still there."""
        if not self.form.check_all():
            return False
        values = self.form.values()
        try:
            with self.shell.desk.work() as work:
                given = self._act(work, values)
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        for name in ("operator", "done_by"):
            if values.get(name):
                self.shell.remember(_OPERATOR, values[name])
        self.form.mark_saved()
        self.done.emit(given)
        return True


def use_form(shell: Shell, row: LampRow, parent: QWidget) -> ShortForm:
    """When a lamp burnt."""

    def act(work: Work, values: dict[str, Any]) -> object:
        return lamps.record_use(
            work,
            lamp=row.id,
            started_at=values["started_at"],
            ended_at=values["ended_at"],
            operator=values["operator"],
            intensity=_decimal(values["intensity"]),
            wiped=bool(values["wiped"]),
            room=values["room"] or None,
            note=values["note"],
        )

    panel = ShortForm(
        shell,
        t("disinfection_mix.lamp.use_title", code=row.code),
        row.place,
        t("disinfection_mix.lamp.use_save"),
        act,
        parent=parent,
    )
    now = shell.desk.now.replace(second=0, microsecond=0)
    clock = lambda: shell.desk.now  # noqa: E731
    if row.state in ("over", "weak"):
        words = t(f"disinfection_mix.lamp.banner_{row.state}")
        panel.form.add_widget(Banner(Tone.DANGER, words, t("disinfection_mix.lamp.banner_next")))
    panel.need(
        "started_at",
        t("disinfection_mix.lamp.on"),
        MomentField(clock, now - _USUAL),
        t("disinfection_mix.lamp.on_missing"),
    )
    panel.need(
        "ended_at",
        t("disinfection_mix.lamp.off"),
        MomentField(clock, now),
        t("disinfection_mix.lamp.off_missing"),
    )
    panel.form.add(
        "room", t("disinfection_mix.lamp.room"), _rooms(shell), help=t("disinfection_mix.lamp.room_help")
    )
    panel.form.add(
        "intensity",
        t("disinfection_mix.lamp.intensity"),
        NumberField(
            unit="µW/cm²", least=0, whole=False, width=168, placeholder=t("disinfection_mix.form.optional")
        ),
        warn=lambda value: _weak(shell, value),
    )
    panel.form.add("wiped", t("disinfection_mix.lamp.wipe"), CheckBox(t("disinfection_mix.lamp.wiped")))
    panel.need_name("operator", t("disinfection_mix.lamp.operator"), t("disinfection_mix.error.operator"))
    panel.form.add("note", t("disinfection_mix.form.remark"), _optional())
    return panel  # fmt: skip


def tube_form(shell: Shell, row: LampRow, parent: QWidget) -> ShortForm:
    """A new tube was put in."""

    def act(work: Work, values: dict[str, Any]) -> object:
        lamps.fit_tube(
            work,
            row.id,
            at=values["at"],
            hours_before=_decimal(values["hours_before"]) or Decimal(0),
            version=row.version,
        )
        return row.id

    hours = t("disinfection_mix.lamp.hours", hours=formats.number(row.hours))
    panel = ShortForm(
        shell,
        t("disinfection_mix.lamp.tube_title", code=row.code),
        hours,
        t("disinfection_mix.lamp.tube"),
        act,
        parent=parent,
    )
    now = shell.desk.now.replace(second=0, microsecond=0)
    panel.need(
        "at",
        t("disinfection_mix.lamp.fitted"),
        MomentField(lambda: shell.desk.now, now),
        t("disinfection_mix.lamp.on_missing"),
    )
    panel.form.add("hours_before", t("disinfection_mix.lamp.before"), _hours(Decimal(0)))
    return panel


def lamp_form(shell: Shell, row: LampRow | None, parent: QWidget) -> ShortForm:
    """A new lamp, or what is said of one."""

    def act(work: Work, values: dict[str, Any]) -> object:
        limit = _decimal(values["limit_hours"]) or Decimal(1000)
        if row is None:
            return lamps.add_lamp(
                work,
                code=values["code"],
                place=values["place"],
                watts=_decimal(values["watts"]),
                hours_before=_decimal(values["hours_before"]) or Decimal(0),
                limit_hours=limit,
                note=values["note"],
            )
        lamps.edit_lamp(
            work,
            row.id,
            place=values["place"],
            watts=_decimal(values["watts"]),
            limit_hours=limit,
            is_active=not values["retired"],
            note=values["note"],
            version=row.version,
        )
        return row.id

    title = (
        t("disinfection_mix.lamp.new")
        if row is None
        else t("disinfection_mix.lamp.edit_title", code=row.code)
    )
    panel = ShortForm(shell, title, "", t("disinfection_mix.lamp.save"), act, parent=parent)
    with shell.desk.read() as read:
        limit = (
            row.limit_hours if row is not None else Decimal(policy.integer(read, "disinfection.lamp_hours"))
        )
    if row is None:
        panel.need(
            "code", t("disinfection_mix.column.lamp"), LineEdit(), t("disinfection_mix.error.lamp_code")
        )
    panel.need(
        "place",
        t("disinfection_mix.column.place"),
        LineEdit(row.place if row else ""),
        t("disinfection_mix.error.lamp_place"),
    )
    panel.form.add(
        "watts",
        t("disinfection_mix.lamp.watts"),
        NumberField(
            row.watts if row else Decimal(30), unit=t("disinfection_mix.lamp.watt"), least=1, whole=False
        ),
    )
    if row is None:
        panel.form.add("hours_before", t("disinfection_mix.lamp.before"), _hours(Decimal(0)))
    panel.form.add("limit_hours", t("disinfection_mix.lamp.limit"), _hours(limit))
    if row is not None:
        retired = CheckBox(t("disinfection_mix.lamp.retired"))
        retired.set_value(not row.is_active)
        panel.form.add("retired", t("disinfection_mix.lamp.retire"), retired)
    panel.form.add("note", t("disinfection_mix.form.remark"), _optional(row.note if row else ""))
    panel.form.mark_saved()
    return panel  # fmt: skip


class RoomLamps(SidePanel):
    """How many lamps a room needs: 1.5 W for a cubic metre."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.set_head(t("disinfection_mix.lamp.reckon"), t("disinfection_mix.lamp.reckon_note"))
        self.form = Form()
        for name, unit, value in (
            ("surface_m2", "m²", Decimal(48)),
            ("height_m", "m", Decimal(3)),
            ("watts_each", "W", Decimal(30)),
        ):
            field = NumberField(value, unit=unit, least=Decimal("0.1"), whole=False)
            field.textChanged.connect(lambda _text: self.look())
            self.form.add(name, t(f"disinfection_mix.lamp.{name}"), field)
        self.result = Banner(Tone.INFO, "")
        self.form.add_widget(self.result)
        self.set_body(self.form)
        self.set_foot()
        self.look()

    def look(self) -> None:
        """Say what follows from the three figures."""
        values = [self.form.field(name).value() for name in ("surface_m2", "height_m", "watts_each")]
        try:
            found = dilution.lamps_for(*(Decimal(value or 0) for value in values))
        except InputError as error:
            self.result.say(error.text, "", Tone.WARN)
            return
        self.result.say(
            t("disinfection_mix.lamp.needs", count=found.count),
            t("disinfection_mix.lamp.needs_watts", watts=formats.number(found.watts)),
            Tone.INFO,
        )


def _rooms(shell: Shell) -> ComboBox:
    with shell.desk.read() as read:
        found: Sequence[Any] = rooms.list_rooms(read)
    return ComboBox(
        [(NO_ROOM, t("disinfection_mix.lamp.no_room")), *((row.id, row.code, _state(row)) for row in found)],
        NO_ROOM,
    )


def _state(row: Any) -> str:
    return t(f"rooms.state.{row.state.value}")


def _weak(shell: Shell, value: object) -> str | None:
    with shell.desk.read() as read:
        least = policy.integer(read, "disinfection.lamp_intensity")
    if isinstance(value, Decimal | int) and value < least:
        return t("disinfection_mix.lamp_finding.weak")
    return None


def _optional(text: str = "") -> LineEdit:
    return LineEdit(text, placeholder=t("disinfection_mix.form.optional"))


def _hours(value: Decimal) -> NumberField:
    return NumberField(value, unit=t("disinfection_mix.lamp.hour"), least=0, whole=False)


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None
