"""One area beside the list: what it is, how it is disinfected now, and how it was before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection.areas import AreaRow, PlanRow
from duty_desk.disinfection.dilution import plain
from duty_desk.disinfection.ledgers import when_words
from duty_desk.disinfection.rules import EVENT
from duty_desk.strings import t
from ui.disinfection.plan_words import in_force
from ui.disinfection.sheets import print_door
from ui.disinfection.words import strength_words
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.facts import Facts
from ui.kit.labels import Label, Line
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone


class AreaPanel(SidePanel):
    """Verbs only for whoever may."""

    edit_asked = Signal()
    plan_asked = Signal()
    once_asked = Signal()
    retire_asked = Signal()

    def __init__(
        self,
        shell: Shell,
        row: AreaRow,
        plans: Sequence[PlanRow],
        *,
        may_plan: bool,
        may_record: bool,
        may_print: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent=parent)
        self.row, self.plans = row, tuple(plans)
        mark = None if row.is_active else Mark(t("disinfection_tab.area.chip.retired"), Tone.NEUTRAL)
        self.set_head(row.name, f"{row.code}  {t(f'disinfection.area_kind.{row.kind}')}", mark)
        if row.plan is not None and row.plan.trigger != EVENT and may_print:
            door = icon_button("printer-outline", t("disinfection_tab.area.door"))
            door.clicked.connect(lambda: print_door(shell, shell.desk.now.date(), row.id))
            self.add_to_head(door)
        if may_plan:
            retire = icon_button(
                "cancel" if row.is_active else "redo",
                t(f"disinfection_tab.area.{'retire' if row.is_active else 'restore'}"),
            )
            retire.clicked.connect(self.retire_asked)
            self.add_to_head(retire)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.facts = (Facts(), Facts())
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts, values in zip(self.facts, _area_facts(row), strict=True):
            for key, value in values:
                facts.add(key, t(f"disinfection_tab.area.{key}"), value)
            facts.finish()
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        today = shell.desk.now.date()
        for plan in self.plans:
            column.addWidget(Line())
            column.addWidget(
                _plan_part(
                    plan, now=row.plan is not None and plan.id == row.plan.id, later=plan.valid_from > today
                )
            )
        self.set_body(body)
        left: list[QWidget] = []
        if may_plan:
            new = Button(
                t("disinfection_tab.plan.new"), icon="calendar-clock-outline", kind=Kind.PRIMARY, parent=self
            )
            new.clicked.connect(self.plan_asked)
            edit = Button(t("disinfection_tab.area.edit"), icon="pencil-outline", parent=self)
            edit.clicked.connect(self.edit_asked)
            left += [new, edit]
        if may_record and row.is_active:
            once = Button(t("disinfection_tab.area.once"), icon="spray-bottle", parent=self)
            once.clicked.connect(self.once_asked)
            left.append(once)
        self.set_foot(left)

    def fact(self, key: str) -> str:
        """What a fact says."""
        return self.facts[0].text(key) or self.facts[1].text(key)


def _area_facts(row: AreaRow) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    rooms = row.points_rule == "occupied_rooms"
    surface = (
        t("disinfection_tab.area.square", surface=formats.number(row.surface_m2)) if row.surface_m2 else ""
    )
    left = (
        ("thing", t(f"disinfection.thing.{row.thing}")),
        ("points", t("disinfection_tab.area.by_rooms") if rooms else formats.number(row.points)),
        ("surface", surface),
        ("note", row.note or ""),
    )
    right = (
        ("team", row.team),
        ("place", row.building or row.place or ""),
        ("ceiling", formats.number(row.ceiling) if row.ceiling is not None else ""),
    )
    return left, right


def _plan_part(plan: PlanRow, *, now: bool, later: bool) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    word = "now" if now else "later" if later else "former"
    column.addWidget(Label(t(f"disinfection_tab.plan.{word}", days=in_force(plan)), bold=now, wrap=True))
    faint = "text" if now else "text2"
    lines = [
        when_words(plan),
        "\N{IDEOGRAPHIC SPACE}".join(
            part for part in (t(f"disinfection.method.{plan.method}"), plan.agent_text) if part
        ),
    ]
    if plan.least is not None and plan.most is not None:
        least, most = plain(plan.least), strength_words(plan.most, plan.agent)
        lines.append(t("disinfection_tab.plan.band", least=least, most=most))
    if plan.contact_minutes or plan.air_minutes:
        lines.append(
            "\N{IDEOGRAPHIC SPACE}".join(
                t(f"disinfection_tab.plan.{name}", minutes=value)
                for name, value in (("contact", plan.contact_minutes), ("air", plan.air_minutes))
                if value
            )
        )
    if plan.note:
        lines.append(plan.note)
    for words in lines:
        column.addWidget(Label(words, px=SMALL, colour=faint, wrap=True))
    return part
