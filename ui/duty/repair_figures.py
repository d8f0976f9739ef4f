"""What the repairs of some days come to: how many, how long, by trade."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.duty import repair_rows
from duty_desk.duty.repair_rows import RepairFigures, TradeFigure
from duty_desk.strings import t
from ui.kit.cells import Cell
from ui.kit.facts import Facts
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.panels import SidePanel
from ui.kit.tokens import HEAD, ROW

if TYPE_CHECKING:
    from ui.feature_tab import Shell

USUAL = timedelta(days=29)


class FiguresPanel(SidePanel):
    """Of the days chosen over the list; of the last thirty where none are."""

    def __init__(self, shell: Shell, first: date | None, last: date | None, parent: QWidget) -> None:
        super().__init__(parent=parent)
        until = last or shell.desk.now.date()
        since = first or until - USUAL
        with shell.desk.read() as read:
            self.figures = repair_rows.figures(read, since, until)
        self.set_head(t("duty_repairs.figures.title"), formats.period(since, until))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        facts = Facts()
        for key, value in _facts(self.figures):
            facts.add(key, t(f"duty_repairs.figures.{key}"), value)
        facts.finish()
        column.addWidget(facts)
        if self.figures.trades:
            column.addWidget(Label(t("duty_repairs.figures.by_trade"), bold=True))
            view = LedgerView(
                ListSource(_columns(), [_Line(n, each) for n, each in enumerate(self.figures.trades)], _cell),
                shell.tasks,
                key="duty.repair_trades",
                menu=False,
                foot=False,
            )
            view.setFixedHeight(HEAD + ROW * len(self.figures.trades) + 2)
            view.reload()
            column.addWidget(view)
        self.set_body(body)


@dataclass(frozen=True, slots=True)
class _Line:
    """One trade as a row of the small list."""

    id: int
    figure: TradeFigure


def _facts(found: RepairFigures) -> tuple[tuple[str, str], ...]:
    hours = lambda value: "" if value is None else t("duty_repairs.hours", hours=formats.number(value))  # noqa: E731
    return (
        ("called", formats.number(found.called)),
        ("done", t("duty_repairs.figures.done_words", done=found.done, in_time=found.in_time)),
        (
            "waiting",
            t("duty_repairs.figures.waiting_words", waiting=found.waiting, overdue=found.overdue),
        ),
        ("dropped", formats.number(found.dropped)),
        ("median_hours", hours(found.median_hours)),
        ("median_total", hours(found.median_total)),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("trade", t("duty_repairs.column.trade"), width=96, stretch=True),
        Column("called", t("duty_repairs.figures.called"), width=72, align="right"),
        Column("done", t("duty_repairs.state.done"), width=72, align="right"),
        Column("median", t("duty_repairs.total.median"), width=96, align="right"),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    figure = row.figure
    match column.key:
        case "trade":
            return Cell(t(f"duty_repairs.trade.{figure.trade}"))
        case "median":
            return Cell(formats.number(figure.median) if figure.median is not None else "")
        case key:
            return Cell(formats.number(getattr(figure, key)))
