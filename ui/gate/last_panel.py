"""The last crossings of the gate with the sums of the day, the way back for the last one, and what still waits to be written."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from duty_desk.gate import Direction, GateFigures, LogRow
from duty_desk.gate.log import TONES
from duty_desk.strings import language, t
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.chips import Chip
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.paint import Mark
from ui.kit.panels import Panel
from ui.kit.tasks import Tasks
from ui.kit.tokens import Tone

GAP = "\N{IDEOGRAPHIC SPACE}"
REFUSED = "refused"


class LastPanel(Panel):
    """`undo_asked` takes the last crossing back, `emergency_asked` lets an ambulance or the like pass."""

    undo_asked = Signal()
    emergency_asked = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(t("gate_tab.last.title"), pad=False, parent=parent)
        self.waiting = Chip(Mark(" ", Tone.WARN, "tray-full"), self)
        self.waiting.hide()
        self.undo = Button(
            t("gate_tab.last.undo"), kind=Kind.TEXT, icon="undo", key="Ctrl+Z", bind=False, parent=self
        )
        self.undo.clicked.connect(self.undo_asked)
        self.incomplete = Chip(Mark(" ", Tone.WARN), self)
        self.incomplete.hide()
        self.emergency = Button(
            t("gate_tab.emergency.title"),
            kind=Kind.TEXT,
            icon="hospital-building",
            key="F4",
            bind=False,
            parent=self,
        )
        self.emergency.clicked.connect(self.emergency_asked)
        self.add_to_head(self.waiting)
        self.add_to_head(self.incomplete)
        self.add_to_head(self.emergency)
        self.add_to_head(self.undo)
        self.source = ListSource(_columns(), (), _cell)
        self.view = LedgerView(
            self.source, tasks, key="gate.last", menu=False, foot=False, strong="name", parent=self
        )
        self.body.addWidget(self.view, 1)
        self.setMinimumHeight(96)

    def put(
        self, rows: tuple[LogRow, ...], figures: GateFigures | None, waiting: int, incomplete: int = 0
    ) -> None:
        """Show rows, newest first, the day's figures of this gate, how many wait to be written, and to be completed."""
        self.source.put(rows)
        self.view.reload()
        self.undo.refuse("" if rows else t("gate_tab.last.nothing"))
        if figures is not None:
            self.note.setText(
                t(
                    "gate_tab.last.sums",
                    came=figures.came + figures.visitors_in,
                    left=figures.left + figures.visitors_out,
                    refused=figures.refusals,
                    again=figures.measured_again,
                )
            )
        else:
            self.note.setText(t("gate_tab.last.sums", came=0, left=0, refused=0, again=0))
        self.show_waiting(waiting)
        if incomplete:
            self.incomplete.set_mark(Mark(t("gate_tab.emergency.incomplete", count=incomplete), Tone.WARN))
        self.incomplete.setVisible(incomplete > 0)

    def show_waiting(self, count: int) -> None:
        """The chip of what could not be written yet."""
        if count:
            self.waiting.set_mark(Mark(t("gate_tab.last.waiting", count=count), Tone.WARN, "tray-full"))
        self.waiting.setVisible(count > 0)


def _columns() -> tuple[Column, ...]:
    # English words are longer than hanzi.
    more = 0 if language() == "zh_CN" else 28
    return (
        Column("at", t("gate.column.at"), width=88),
        Column("name", t("gate_tab.last.who"), width=120, stretch=True),
        Column("kind", t("gate_tab.last.kind"), width=96 + more),
        Column("direction", t("gate_tab.last.way"), width=72),
        Column("temperature", t("gate.column.temperature"), width=96 - more, align="right"),
        Column("result", t("gate_tab.last.result"), width=120 + more),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    match column.key:
        case "at":
            return Cell(f"{row.at:%H:%M:%S}")
        case "name":
            return Cell(row.plate or row.name or t("gate_tab.last.nobody"), faint=not (row.plate or row.name))
        case "kind":
            return Cell(t(f"gate.kind.{row.kind}") if row.kind else "", faint=True)
        case "direction":
            if not row.direction:
                return Cell("")
            icon = "login" if row.direction == Direction.IN else "logout"
            return Cell(t(f"gate.direction.{row.direction}"), icon=icon)
        case "temperature":
            return Cell(row.temperature or "\N{EM DASH}", faint=not row.temperature)
        case _:
            return Cell(mark=_mark(row))


def _mark(row: LogRow) -> Mark:
    tone, icon = TONES[row.result]
    word = row.reason if row.result == REFUSED and row.reason else t(f"gate.result.{row.result}")
    return Mark(word, Tone(tone), icon)
