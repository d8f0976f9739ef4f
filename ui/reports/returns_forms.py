"""The small forms of a return to campus: a batch, a person of it, a day of the health record, who must be observed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.people import places
from duty_desk.screening import returns
from duty_desk.screening.return_rows import BatchRow, ReturneeRow
from duty_desk.screening.returns import BatchForm, RecordDay
from duty_desk.screening.symptoms import SYMPTOMS
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Kind
from ui.kit.checks import CheckBox, CheckGroup
from ui.kit.combo import ComboBox
from ui.kit.date_fields import ClockField, DateField
from ui.kit.fields import LineEdit
from ui.kit.number_fields import NumberField, TemperatureField
from ui.kit.person_field import PersonField
from ui.views.act_panel import ActPanel, filled


def batch_panel(shell: Shell, row: BatchRow | None, parent: QWidget) -> ActPanel:
    """A new batch, or one that is changed."""
    desk = shell.desk

    def act(work: Any, values: dict[str, Any], _second: object) -> object:
        form = BatchForm(
            name=values["name"],
            from_on=values["from_on"],
            until_on=values["until_on"],
            from_time=values["from_time"],
            until_time=values["until_time"],
            gate=values["gate"],
            transport=values["transport"] or "",
            record_days=values["record_days"],
            note=values["note"] or "",
        )
        if row is None:
            return returns.add_batch(work, form)
        returns.change_batch(work, row.id, form, version=row.version)
        return row.id

    key = "new" if row is None else "change"
    panel = ActPanel(
        shell,
        t(f"reports_returns.batch.{key}"),
        "",
        t(f"reports_returns.batch.{key}_verb"),
        act,
        parent=parent,
    )
    form, today = panel.form, desk.now.date()
    missing = filled(t("reports_returns.batch.missing"))
    form.add("name", t("reports_returns.batch.name"), LineEdit(row.name if row else ""), check=missing)
    for name, value in (
        ("from_on", row.from_on if row else today),
        ("until_on", row.until_on if row else today),
    ):
        form.add(name, t(f"reports_returns.batch.{name}"), DateField(lambda: desk.now, value), check=missing)
    for name, clock in (
        ("from_time", row.from_time if row else None),
        ("until_time", row.until_time if row else None),
    ):
        form.add(name, t(f"reports_returns.batch.{name}"), ClockField(clock))
    with desk.read() as read:
        gates = [(gate.id, gate.name) for gate in places.list_gates(read) if gate.is_open]
    chosen = row.gate_id if row else None
    options: Sequence[tuple[object, ...]] = [(None, t("reports_returns.batch.any_gate")), *gates]
    form.add("gate", t("reports_returns.batch.gate"), ComboBox(options, chosen))
    optional = t("reports_returns.optional")
    form.add(
        "transport",
        t("returns.column.transport"),
        LineEdit(row.transport if row else "", placeholder=optional),
    )
    form.add(
        "record_days",
        t("reports_returns.batch.record_days"),
        NumberField(row.record_days if row else 14, least=0, most=60, unit=t("reports_returns.days")),
        check=lambda value: t("reports_returns.batch.missing") if value is None else None,
    )
    form.add("note", t("returns.column.remark"), LineEdit(row.note if row else "", placeholder=optional))
    return panel


def person_panel(shell: Shell, batch: BatchRow, parent: QWidget) -> ActPanel:
    """Somebody on record is put into a batch."""

    def act(work: Any, values: dict[str, Any], _second: object) -> object:
        return returns.add_returnee(
            work,
            batch=batch.id,
            person=values["person"],
            coming_from=values["coming_from"] or "",
            transport=values["transport"] or "",
            vehicle=values["vehicle"] or "",
            must_observe=values["must_observe"],
            observe_reason=values["observe_reason"] or "",
        )

    panel = ActPanel(
        shell,
        t("reports_returns.person.title"),
        batch.name,
        t("reports_returns.person.verb"),
        act,
        parent=parent,
    )
    person = PersonField(
        shell.desk,
        shell.tasks,
        name=t("returns.column.name"),
        placeholder=t("reports_returns.person.hint"),
        nothing=t("reports_returns.person.nobody"),
    )
    optional = t("reports_returns.optional")
    form = panel.form
    form.add("person", t("returns.column.name"), person, check=filled(t("reports_returns.person.missing")))
    for name in ("coming_from", "transport", "vehicle"):
        form.add(name, t(f"returns.column.{name}"), LineEdit(placeholder=optional))
    form.add("must_observe", t("returns.column.must_observe"), CheckBox(t("reports_returns.observe.tick")))
    form.add("observe_reason", t("returns.column.observe_reason"), LineEdit(placeholder=optional))
    return panel


def day_panel(shell: Shell, row: ReturneeRow, place: str, parent: QWidget) -> ActPanel:
    """One day of the health record; the first that is missing stands there. The place is that of the day before."""

    def act(work: Any, values: dict[str, Any], _second: object) -> object:
        day = RecordDay(
            values["day"], values["place"] or "", float(values["temperature"]), tuple(values["symptoms"])
        )
        return returns.record_days(work, row.id, [day])

    panel = ActPanel(
        shell,
        t("reports_returns.record.title", name=row.name),
        t("reports_returns.record.note", record=row.record_words),
        t("reports_returns.record.verb"),
        act,
        parent=parent,
    )
    form = panel.form
    missing = filled(t("reports_returns.record.missing"))
    first = row.missing[0] if row.missing else None
    form.add(
        "day",
        t("reports_returns.record.day"),
        DateField(lambda: shell.desk.now, first),
        check=missing,
    )
    form.add("place", t("reports_returns.record.place"), LineEdit(place), check=missing)
    reading = TemperatureField(name=t("reports_returns.record.temperature"))
    form.add("temperature", t("reports_returns.record.temperature"), reading, check=missing)
    symptoms = CheckGroup([(key, t(f"screening.symptom.{key}")) for key in SYMPTOMS])
    form.add("symptoms", t("reports_returns.record.symptoms"), symptoms)
    reading.returnPressed.connect(panel.submit)
    if row.missing:
        days = t("screening.list_mark").join(formats.day(day) for day in row.missing[:5])
        panel.explain(t("reports_returns.record.left", count=len(row.missing), days=days))
    return panel


def observe_panel(shell: Shell, row: ReturneeRow, parent: QWidget) -> ActPanel:
    """Somebody must be observed on arrival, or need not be after all."""

    def act(work: Any, values: dict[str, Any], _second: object) -> object:
        return returns.observe(
            work,
            row.id,
            must_observe=values["must_observe"],
            reason=values["observe_reason"] or "",
            version=row.version,
        )

    panel = ActPanel(
        shell,
        t("reports_returns.observe.title", name=row.name),
        row.batch,
        t("reports_returns.observe.verb"),
        act,
        parent=parent,
    )
    tick = CheckBox(t("reports_returns.observe.tick"))
    tick.set_value(True)
    panel.form.add("must_observe", t("returns.column.must_observe"), tick)
    panel.form.add("observe_reason", t("returns.column.observe_reason"), LineEdit(row.observe_reason))
    panel.explain(t("reports_returns.observe.explain"))
    return panel


def drop_panel(shell: Shell, row: ReturneeRow, parent: QWidget) -> ActPanel:
    """Somebody does not come, with the reason."""
    panel = ActPanel(
        shell,
        t("reports_returns.drop.title", name=row.name),
        row.batch,
        t("reports_returns.drop.verb"),
        lambda work, values, _second: returns.drop(
            work, row.id, reason=values["reason"], version=row.version
        ),
        kind=Kind.DANGER_SOLID,
        parent=parent,
    )
    panel.ask_reason(missing=t("returns.error.reason_missing"))
    return panel
