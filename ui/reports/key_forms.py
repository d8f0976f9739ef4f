"""The small forms of key persons: a call that waits for its result, the end of a follow-up, somebody new, figures of a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.people import units
from duty_desk.screening import KeyRow, key_people, key_rows
from duty_desk.screening.key_people import Dialled
from duty_desk.screening.symptoms import SYMPTOMS
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Kind
from ui.kit.checks import CheckGroup
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.date_fields import DateField
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.number_fields import NumberField, TemperatureField
from ui.kit.person_field import PersonField
from ui.kit.tokens import TITLE
from ui.views.act_panel import ActPanel, filled

OUTCOMES = ("reached", "missed", "relayed")


class CallPanel(ActPanel):
    """Name and number in full, and how the call went. What a missed call cannot say is not asked."""

    def __init__(self, shell: Shell, row: KeyRow, dialled: Dialled, parent: QWidget) -> None:
        super().__init__(
            shell,
            dialled.name,
            "\N{IDEOGRAPHIC SPACE}".join(filter(None, (row.unit, row.home))),
            t("reports_key.call.verb"),
            self._record,
            icon="phone-outline",
            parent=parent,
        )
        self.key_person = row.id
        self.phone = Label(spoken_phone(dialled.phone) or t("reports_key.call.no_phone"), px=TITLE, bold=True)
        self.form.add_widget(self.phone)
        if row.drawn and not row.verified:
            self.explain(t("reports_key.call.drawn"))
        choices = [Choice(key, t(f"key_people.outcome.{key}")) for key in OUTCOMES]
        self.outcome = Segmented(choices, "reached", name=t("reports_key.call.outcome"))
        self.form.add("outcome", t("reports_key.call.outcome"), self.outcome)
        self.temperature = TemperatureField(name=t("reports_key.call.temperature"))
        self.form.add(
            "temperature", t("reports_key.call.temperature"), self.temperature, check=self._temperature_check
        )
        self.symptoms = CheckGroup([(key, t(f"screening.symptom.{key}")) for key in SYMPTOMS])
        self.form.add("symptoms", t("reports_key.call.symptoms"), self.symptoms)
        note = LineEdit(placeholder=t("reports_key.optional"))
        note.returnPressed.connect(self.submit)
        self.form.add("note", t("reports_key.call.note"), note)
        self.outcome.chosen.connect(lambda _key: self._fit())

    def start(self) -> None:
        """The keyboard in the temperature: most calls are answered."""
        self.form.field("temperature").take_focus()

    def _fit(self) -> None:
        answered = self.outcome.value() != "missed"
        for name in ("temperature", "symptoms"):
            self.form.field(name).setVisible(answered)
        self.form.clear_errors()

    def _temperature_check(self, value: object) -> str | None:
        needed = self.outcome.value() == "reached" and value is None
        return t("key_people.error.temperature_missing") if needed else None

    def _record(self, work: Any, values: dict[str, Any], _second: object) -> object:
        answered = values["outcome"] != "missed"
        temperature = values["temperature"] if answered else None
        return key_people.record_call(
            work,
            self.key_person,
            outcome=key_people.CallOutcome(values["outcome"]),
            temperature=None if temperature is None else float(temperature),
            symptoms=tuple(values["symptoms"]) if answered else (),
            note=values["note"] or "",
        )


def end_panel(shell: Shell, row: KeyRow, parent: QWidget) -> ActPanel:
    """Nobody calls this person any more, with the reason."""
    panel = ActPanel(
        shell,
        t("reports_key.end.title", name=row.name),
        row.unit,
        t("reports_key.end.verb"),
        lambda work, values, _second: key_people.end(
            work, row.id, reason=values["reason"], version=row.version
        ),
        kind=Kind.DANGER_SOLID,
        parent=parent,
    )
    panel.ask_reason(label=t("reports_key.end.reason"), missing=t("key_people.error.reason_missing"))
    panel.explain(t("reports_key.end.explain"))
    return panel


def change_panel(shell: Shell, row: KeyRow, parent: QWidget) -> ActPanel:
    """Until when somebody is called, where they live, what was brought."""
    panel = ActPanel(
        shell,
        t("reports_key.change.title", name=row.name),
        row.unit,
        t("reports_key.change.verb"),
        lambda work, values, _second: key_people.change(
            work,
            row.id,
            follow_until=values["follow_until"],
            home=values["home"] or "",
            delivered=values["delivered"] or 0,
            remark=values["remark"] or "",
            version=row.version,
        ),
        parent=parent,
    )
    panel.form.add(
        "follow_until",
        t("key_people.column.follow_until"),
        DateField(lambda: shell.desk.now, row.follow_until),
        help=t("reports_key.change.until_help"),
    )
    panel.form.add("home", t("key_people.column.home"), LineEdit(row.home))
    panel.form.add(
        "delivered",
        t("key_people.column.delivered"),
        NumberField(row.delivered, least=0, unit=t("reports_key.change.bottles")),
    )
    panel.form.add(
        "remark", t("key_people.column.remark"), LineEdit(row.remark, placeholder=t("reports_key.optional"))
    )
    return panel


def register_panel(shell: Shell, parent: QWidget) -> ActPanel:
    """Somebody on record is taken into the register; the rule says until when they are called."""
    desk = shell.desk
    panel = ActPanel(
        shell,
        t("reports_key.register.title"),
        "",
        t("reports_key.register.verb"),
        lambda work, values, _second: key_people.register(
            work,
            person=values["person"],
            came_on=values["came_on"],
            unit=values["unit"],
            home=values["home"] or "",
            remark=values["remark"] or "",
        ),
        parent=parent,
    )
    person = PersonField(
        desk,
        shell.tasks,
        name=t("reports_key.register.person"),
        placeholder=t("reports_key.register.person_hint"),
        nothing=t("reports_key.register.nobody"),
    )
    panel.form.add(
        "person",
        t("reports_key.register.person"),
        person,
        check=filled(t("reports_key.register.person_missing")),
    )
    panel.form.add(
        "came_on",
        t("key_people.column.came_on"),
        DateField(lambda: desk.now, desk.now.date()),
        check=filled(t("reports_key.register.day_missing")),
    )
    panel.form.add("unit", t("key_people.column.unit"), ComboBox(_units(shell), None))
    panel.form.add("home", t("key_people.column.home"), LineEdit(placeholder=t("reports_key.optional")))
    panel.form.add("remark", t("key_people.column.remark"), LineEdit(placeholder=t("reports_key.optional")))
    return panel


def counts_panel(shell: Shell, parent: QWidget) -> ActPanel:
    """The figures of one unit as of a day; what it said last stands there."""
    desk = shell.desk
    with desk.read() as read:
        known: Mapping[int, key_rows.CountRow] = {row.unit_id: row for row in key_rows.counts(read)}
    panel = ActPanel(
        shell,
        t("reports_key.counts.title"),
        "",
        t("reports_key.counts.verb"),
        lambda work, values, _second: key_people.set_counts(
            work,
            unit=values["unit"],
            day=values["day"],
            **{name: values[name] for name in key_people.COUNTS},
        ),
        parent=parent,
    )
    unit = ComboBox(_units(shell)[1:], next(iter(known), None))
    panel.form.add("unit", t("key_people.column.unit"), unit, check=filled(t("reports_key.counts.unit")))
    day = DateField(lambda: desk.now, desk.now.date())
    panel.form.add(
        "day", t("reports_key.counts.day"), day, check=filled(t("reports_key.register.day_missing"))
    )
    for name in key_people.COUNTS:
        panel.form.add(
            name,
            t(f"key_people.paper.column.{name}"),
            NumberField(least=0, width=112),
            check=_asked,
        )
    as_of = panel.explain("")

    def show() -> None:
        chosen = unit.value()
        row = known.get(chosen) if isinstance(chosen, int) else None
        for name in key_people.COUNTS:
            panel.form.field(name).set_value(None if row is None else getattr(row, name))
        as_of.setText("" if row is None else t("reports_key.counts.as_of", day=formats.full_day(row.day)))
        panel.form.mark_saved()

    unit.currentIndexChanged.connect(lambda _index: show())
    show()
    return panel


def _asked(value: object) -> str | None:
    return t("reports_key.counts.missing") if value is None else None


def _units(shell: Shell) -> Sequence[tuple[object, ...]]:
    with shell.desk.read() as read:
        return [(None, t("reports_key.no_unit")), *((row.id, row.name) for row in units.list_units(read))]


def spoken_phone(phone: str) -> str:
    """A mobile number in three groups, as it is read out and dialled."""
    mobile = len(phone) == 11 and phone.isdigit()
    return f"{phone[:3]} {phone[3:7]} {phone[7:]}" if mobile else phone


def day_words(day: date | None, nothing: str = "") -> str:
    """A day, or what to say without one."""
    return nothing if day is None else formats.day(day)
