"""One lamp beside the list: hours, what is due, its last uses, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection.lamp_rows import STATE_TONES, USE_TONES, LampRow, LampUseRow
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.facts import Facts
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, ROW, Tone


class LampPanel(SidePanel):
    """One lamp: its facts, its last uses, and what can be done with it."""

    use_asked = Signal()
    tube_asked = Signal()
    edit_asked = Signal()
    all_asked = Signal()

    def __init__(
        self,
        shell: Shell,
        row: LampRow,
        uses: Sequence[LampUseRow],
        *,
        may_record: bool,
        may_plan: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent=parent)
        self.row = row
        tone, icon = STATE_TONES[row.state]
        mark = Mark(t(f"disinfection_mix.lamp_state.{row.state}"), Tone(tone), icon)
        self.set_head(row.code, row.place, mark)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if row.state in ("over", "weak", "wipe"):
            column.addWidget(
                Banner(
                    Tone(tone),
                    t(f"disinfection_mix.lamp.banner_{row.state}"),
                    t("disinfection_mix.lamp.banner_next"),
                )
            )
        self.facts = (Facts(), Facts())
        pair = QHBoxLayout()
        pair.setSpacing(16)
        for facts, values in zip(self.facts, _facts(row), strict=True):
            for key, value in values:
                facts.add(key, t(f"disinfection_mix.lamp.fact_{key}"), value)
            facts.finish()
            pair.addWidget(facts, 1)
        column.addLayout(pair)
        if uses:
            column.addWidget(Label(t("disinfection_mix.lamp.last"), bold=True))
            view = LedgerView(
                ListSource(_columns(), uses, _cell),
                shell.tasks,
                key="disinfection.lamp",
                menu=False,
                foot=False,
            )
            view.setFixedHeight(HEAD + ROW * len(uses) + 2)
            view.reload()
            column.addWidget(view)
            every = Button(t("disinfection_mix.lamp.all"), kind=Kind.TEXT, parent=body)
            every.clicked.connect(self.all_asked)
            column.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_body(body)
        left: list[QWidget] = []
        acts = (
            (may_record and row.is_active, "use", "plus", Kind.PRIMARY, self.use_asked),
            (may_record and row.is_active, "tube", "wrench-outline", Kind.DEFAULT, self.tube_asked),
            (may_plan, "edit", "", Kind.DEFAULT, self.edit_asked),
        )
        for may, words, symbol, kind, asked in acts:
            if may:
                button = Button(t(f"disinfection_mix.lamp.{words}"), icon=symbol, kind=kind, parent=self)
                button.clicked.connect(asked)
                left.append(button)
        self.set_foot(left)


def _facts(row: LampRow) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    hours = lambda value: t("disinfection_mix.lamp.hours", hours=formats.number(value))  # noqa: E731
    measured = ""
    if row.intensity is not None:
        measured = t(
            "disinfection_mix.lamp.measured",
            intensity=formats.number(row.intensity),
            day=formats.day(row.intensity_on),
        )
    watts = t("disinfection_mix.lamp.watt_words", watts=formats.number(row.watts)) if row.watts else ""
    left = (
        ("hours", hours(row.hours)),
        ("limit", hours(row.limit_hours)),
        ("left", hours(row.left)),
        ("crossed", formats.day(row.crossed_on) if row.crossed_on else ""),
    )
    right = (
        ("used", formats.moment(row.last_used_at) if row.last_used_at else ""),
        ("measured", measured),
        ("wiped", formats.day(row.wiped_on) if row.wiped_on else ""),
        ("watts", watts),
        ("fitted", formats.moment(row.fitted_at) if row.fitted_at else ""),
        ("note", row.note),
    )
    return left, right


def _columns() -> tuple[Column, ...]:
    return (
        Column("started_at", t("disinfection_mix.column.on"), width=112, stretch=True),
        Column("hours", t("disinfection_mix.lamp.this_time"), width=64, align="right"),
        Column("total", t("disinfection_mix.lamp.so_far"), width=72, align="right"),
        Column("operator", t("disinfection_mix.column.operator"), width=72),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    tone, icon = USE_TONES[row.state]
    match column.key:
        case "started_at":
            return Cell(formats.moment(row.started_at), faint=row.state == "withdrawn")
        case "hours":
            return Cell(formats.number(row.hours), faint=row.state == "withdrawn")
        case "total":
            late = row.state == "crossing"
            return Cell(
                formats.number(row.total) if row.total is not None else "",
                icon=icon if late else "",
                tone=Tone(tone) if late else None,
            )
        case _:
            return Cell(row.operator)
