"""What is brought, said or done for one person, and what the person eats, each a small form (product rule I6)."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import formats, masking
from duty_desk.isolation import care, nucleic, readings, stay_rules
from duty_desk.isolation.slot_rules import NOON, ReadingSlot
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.strings import t
from duty_desk.work import Work
from ui.feature_tab import Shell
from ui.isolation.stays_changes import place_of
from ui.kit.combo import ComboBox
from ui.kit.date_fields import MomentField
from ui.kit.fields import LineEdit
from ui.kit.number_fields import TemperatureField
from ui.views.act_panel import ActPanel, filled


def care_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """A delivery, a call, linen, medicine, support."""
    panel = ActPanel(
        shell,
        t("isolation_forms.care.title", name=masking.mask_name(row.name)),
        place_of(row),
        t("isolation_forms.care.verb"),
        lambda work, values, _second: care.record_care(
            work, stay=row.id, kind=values["kind"], text=values["text"], at=values["at"]
        ),
        parent=parent,
    )
    kinds = [(kind, t(f"isolation_forms.care.kind_{kind}")) for kind in care.KINDS]
    panel.form.add("kind", t("isolation_forms.care.kind"), ComboBox(kinds, care.KINDS[0]))
    panel.form.add(
        "text",
        t("isolation_forms.care.text"),
        LineEdit(placeholder=t("isolation_forms.care.text_hint")),
        check=filled(t("isolation_forms.care.text_missing")),
    )
    panel.form.add("at", t("isolation_forms.care.at"), MomentField(lambda: shell.desk.now, shell.desk.now))
    return panel


def sample_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """A sample of the oldest day that lacks one, or beside the rules: somebody has fallen ill, or asks for it."""
    panel = ActPanel(
        shell,
        t("isolation_forms.sample.title", name=masking.mask_name(row.name)),
        place_of(row),
        t("isolation_forms.tests.sample"),
        lambda work, values, _second: nucleic.record_sample(
            work, stay=row.id, at=values["at"], laboratory=values["laboratory"], note=values["note"]
        ),
        parent=parent,
    )
    optional = t("isolation_forms.optional")
    now = shell.desk.now
    panel.form.add("at", t("isolation_forms.tests.sampled"), MomentField(lambda: shell.desk.now, now))
    panel.form.add("laboratory", t("isolation_forms.tests.laboratory"), LineEdit(placeholder=optional))
    panel.form.add("note", t("isolation_forms.home.note"), LineEdit(placeholder=optional))
    return panel


def diet_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """What the person eats from the next meal on."""
    panel = ActPanel(
        shell,
        t("isolation_forms.diet.title", name=masking.mask_name(row.name)),
        place_of(row),
        t("isolation_forms.diet.verb"),
        lambda work, values, _second: care.set_diet(
            work, row.id, diet=values["diet"], note=values["note"] or None, version=row.version
        ),
        parent=parent,
    )
    kinds = [(diet, t(f"isolation.diet.{diet}")) for diet in stay_rules.DIETS]
    panel.form.add("diet", t("isolation_forms.form.diet"), ComboBox(kinds, row.diet))
    panel.form.add(
        "note",
        t("isolation_forms.form.diet_note"),
        LineEdit(row.diet_note or "", placeholder=t("isolation_forms.optional")),
    )
    return panel


def home_panel(shell: Shell, row: StayRow, parent: QWidget) -> ActPanel:
    """A temperature in the days at home that follow a stay, as it was told by telephone (product rule I7)."""

    def act(work: Work, values: dict[str, Any], _second: object) -> object:
        at = values["at"]
        return readings.record_reading(
            work,
            stay=row.id,
            day=at.date(),
            slot=ReadingSlot(values["slot"]),
            temperature=float(values["temperature"]),
            note=values["note"] or None,
            at=at,
        )

    panel = ActPanel(
        shell,
        t("isolation_forms.home.title", name=masking.mask_name(row.name)),
        t("isolation_forms.home.until", day=formats.day(row.home_until)),
        t("isolation_forms.home.verb"),
        act,
        parent=parent,
    )
    now = shell.desk.now
    panel.form.add("at", t("isolation_forms.home.at"), MomentField(lambda: shell.desk.now, now))
    slots = [("am", t("isolation_forms.home.am")), ("pm", t("isolation_forms.home.pm"))]
    panel.form.add(
        "slot", t("isolation_forms.home.slot"), ComboBox(slots, "am" if now.time() < NOON else "pm")
    )
    panel.form.add(
        "temperature",
        t("isolation_forms.home.temperature"),
        TemperatureField(),
        check=filled(t("isolation_forms.home.missing")),
    )
    panel.form.add(
        "note", t("isolation_forms.home.note"), LineEdit(placeholder=t("isolation_forms.optional"))
    )
    return panel
