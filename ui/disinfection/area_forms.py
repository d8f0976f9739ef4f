"""Forms of the plans view: an area, and how it is disinfected from a day on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.disinfection import areas, plans, rules
from duty_desk.disinfection.areas import UNMEASURED, AreaRow
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.work import Work
from ui.disinfection.words import unit_of
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox, CheckGroup
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel

METHODS = ("wipe", "spray", "mop", "soak", "uv", "air", "fumigate")
AGENTS = ("chlorine", "alcohol", "peracetic", "quaternary", "peroxide", "uv", "none")


class _FormPanel(SidePanel):
    """What both forms share. `done` carries what was saved."""

    done = Signal(object)

    def __init__(self, shell: Shell, title: str, note: str, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._shell = shell
        self.set_head(title, note)
        self.form = Form()
        self.fill()
        self.set_body(self.form)
        self.button = Button(t("disinfection_tab.save"), key="Ctrl+Return", kind=Kind.PRIMARY, parent=self)
        self.button.clicked.connect(self.submit)
        self.set_foot([self.form.problem_chip()], [self.button])

    @property
    def unsaved(self) -> bool:
        """Whether something half typed stands in the form."""
        return self.form.dirty

    def fill(self) -> None:
        """Put the fields in."""

    def save(self, work: Work, values: dict[str, Any]) -> object:
        """Write it; gives what `done` carries."""
        raise TypeError("a form says what it saves")

    def submit(self) -> bool:
        """Save; what is wrong stands in the form."""
        if not self.form.check_all():
            return False
        try:
            with self._shell.desk.work() as work:
                given = self.save(work, self.form.values())
        except DutyDeskError as error:
            self.form.show_error(error)
            return False
        self.form.mark_saved()
        self.done.emit(given)
        return True


class AreaForm(_FormPanel):
    """A new area, or what is said of one."""

    def __init__(self, shell: Shell, row: AreaRow | None, *, parent: QWidget) -> None:
        self._row = row
        title = t("disinfection_tab.area.new") if row is None else t("disinfection_tab.area.edit")
        super().__init__(shell, title, "" if row is None else row.name, parent)

    def fill(self) -> None:
        row, optional = self._row, t("disinfection_tab.optional")
        add, words = self.form.add, lambda name: t(f"disinfection_tab.area.{name}")
        add(
            "name",
            words("name"),
            LineEdit(row.name if row else ""),
            check=lambda value: None if value else t("disinfection.error.name_missing"),
        )
        code = LineEdit(row.code if row else "", width=136, placeholder=t("disinfection_tab.area.next_code"))
        add("code", words("code"), code)
        kinds = [(each, t(f"disinfection.area_kind.{each}")) for each in rules.KINDS]
        add("kind", words("kind"), ComboBox(kinds, row.kind if row else rules.KINDS[0]))
        things = [(each, t(f"disinfection.thing.{each}")) for each in rules.THINGS]
        add("thing", words("thing"), ComboBox(things, row.thing if row else rules.THINGS[0]))
        add("points", words("points"), NumberField(row.points if row else 1, least=1))
        by_rooms = row is not None and row.points_rule == rules.OCCUPIED_ROOMS
        add("points_rule", "", CheckBox(t("disinfection_tab.area.by_rooms"), by_rooms))
        surface = NumberField(
            row.surface_m2 if row else None, unit="m²", least=0, whole=False, placeholder=optional
        )
        add("surface_m2", words("surface"), surface)
        add("team", words("team"), LineEdit(row.team if row else "", placeholder=optional))
        add("place", words("place"), LineEdit((row.place or "") if row else "", placeholder=optional))
        ceiling = NumberField(row.ceiling if row else None, least=1, placeholder=optional)
        add("ceiling", words("ceiling"), ceiling, help=t("disinfection_tab.area.ceiling_help"))
        add("note", words("note"), LineEdit((row.note or "") if row else "", placeholder=optional))

    def save(self, work: Work, values: dict[str, Any]) -> object:
        values["points_rule"] = rules.OCCUPIED_ROOMS if values["points_rule"] else rules.FIXED
        if self._row is None:
            return areas.add_area(work, **values)
        areas.edit_area(work, self._row.id, version=self._row.version, **values)
        return self._row.id


class PlanForm(_FormPanel):
    """How an area is disinfected from a day on; what was planned before ends the day before."""

    def __init__(self, shell: Shell, row: AreaRow, *, parent: QWidget) -> None:
        self._row = row
        super().__init__(shell, t("disinfection_tab.plan.new"), row.name, parent)

    def fill(self) -> None:
        plan, optional = self._row.plan, t("disinfection_tab.optional")
        today = self._shell.desk.now.date()
        add, words = self.form.add, lambda name: t(f"disinfection_tab.plan.{name}")
        add(
            "from_on",
            words("from_on"),
            DateField(lambda: self._shell.desk.now, today),
            check=lambda value: None if value is not None else t("disinfection_tab.plan.from_missing"),
        )
        self._trigger = Segmented(
            [Choice(each, t(f"disinfection.trigger.{each}")) for each in rules.TRIGGERS],
            plan.trigger if plan else rules.DAILY,
        )
        add("trigger", words("trigger"), self._trigger)
        events = [(each, t(f"disinfection.event.{each}")) for each in rules.EVENTS]
        add("event", words("event"), ComboBox(events, plan.event if plan and plan.event else rules.EVENTS[0]))
        rounds = NumberField(
            plan.rounds if plan else 1, unit=t("disinfection_tab.plan.times_unit"), least=1, most=24
        )
        add("rounds", words("rounds"), rounds)
        times = LineEdit(" ".join(plan.times) if plan else "", placeholder="08:30 12:30 18:30")
        add("times", words("times"), times, help=words("times_help"))
        days = CheckGroup([(str(day), t(f"disinfection.weekday.{day}")) for day in range(7)])
        days.set_value(tuple(str(day) for day in plan.weekdays) if plan else ())
        add("weekdays", words("weekdays"), days, help=words("weekdays_help"))
        methods = [(each, t(f"disinfection.method.{each}")) for each in METHODS]
        add("method", t("disinfection_tab.form.method"), ComboBox(methods, plan.method if plan else "wipe"))
        self._agent = ComboBox(
            [(each, t(f"disinfection_mix.product.{each}")) for each in AGENTS],
            plan.agent if plan else "chlorine",
        )
        add("agent", t("disinfection_tab.form.agent"), self._agent)
        for name, value in (
            ("target", plan.target if plan else None),
            ("least", plan.least if plan else None),
            ("most", plan.most if plan else None),
        ):
            add(
                name,
                words(name),
                NumberField(value, unit="mg/L", least=0, whole=False, placeholder=words("usual")),
            )
        for name, minutes in (
            ("contact_minutes", plan.contact_minutes if plan else None),
            ("air_minutes", plan.air_minutes if plan else None),
        ):
            field = NumberField(
                minutes,
                unit=t("disinfection_tab.unit.minute"),
                least=0,
                most=1440,
                placeholder=words("usual") if name == "contact_minutes" else optional,
            )
            add(name, words(name), field)
        add("note", t("disinfection_tab.form.note"), LineEdit(placeholder=optional))
        self._trigger.changed.connect(self._fit)
        self._agent.changed.connect(self._fit)
        self._fit()

    def save(self, work: Work, values: dict[str, Any]) -> object:
        values["times"] = str(values["times"]).replace(",", " ").replace("\N{IDEOGRAPHIC COMMA}", " ").split()
        values["weekdays"] = [int(day) for day in values["weekdays"]]
        values["rounds"] = values["rounds"] or 1
        values["note"] = values["note"] or None
        if values["trigger"] != rules.EVENT:
            values["event"] = None
        if values["agent"] in UNMEASURED:
            values |= {"target": None, "least": None, "most": None}
        plans.set_plan(work, self._row.id, **values)
        return t("disinfection_tab.plan.saved", area=self._row.name, day=formats.day(values["from_on"]))

    def _fit(self) -> None:
        event = self._trigger.value() == rules.EVENT
        self.form.field("event").setVisible(event)
        for name in ("rounds", "times", "weekdays"):
            self.form.field(name).setVisible(not event)
        agent = str(self._agent.value())
        for name in ("target", "least", "most"):
            self.form.field(name).setVisible(agent not in UNMEASURED)
            self.form.control(name).set_suffix(unit_of(agent))
