"""The exits of the holder's household in the last days, and which of them used its quota, under the pass form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.passes import ExitRow, HouseholdQuota, household_quota
from duty_desk.strings import t
from ui.kit.cells import Cell
from ui.kit.labels import Label, Line
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.paint import Mark
from ui.kit.tokens import ROW, SMALL, Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk

DAYS = 7


class HouseholdUse(QWidget):
    """Hidden while the holder belongs to no household."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(8)
        self._body: QWidget | None = None
        self.list: LedgerView | None = None
        self.hide()

    def put(self, household: int | None) -> None:
        """Show a household by identifier."""
        if self._body is not None:
            self._body.deleteLater()
            self._body = None
        self.list = None
        self.setVisible(household is not None)
        if household is None:
            return
        with self._desk.read() as read:
            use = household_quota(read, household)
        self._body = self._build(use)
        self._column.addWidget(self._body)

    def _build(self, use: HouseholdQuota) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Line())
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(t("passes_tab.use.title", days=DAYS), bold=True))
        rule = t("passes_tab.use.rule", days=use.rule.days, persons=use.rule.persons)
        head.addWidget(Label(rule, px=SMALL, colour="text2", elide=True), 1)
        column.addLayout(head)
        column.addWidget(Label(describe(use), px=SMALL, colour="text2", wrap=True))
        if use.exits:
            rows = [_Exit(number, row) for number, row in enumerate(use.exits)]
            view = LedgerView(
                ListSource(_columns(), rows, _cell),
                key="passes.use",
                name=t("passes_tab.use.title", days=DAYS),
                menu=False,
                foot=False,
            )
            view.setFixedHeight(ROW * (len(use.exits) + 1) + 4)
            view.reload()
            column.addWidget(view)
            self.list = view
        return body


def describe(use: HouseholdQuota) -> str:
    """Whether somebody may go now, else when."""
    if use.closed is not None:
        return t(f"passes_tab.use.closed.{use.closed}")
    if use.allowed:
        return t("passes_tab.use.may_go")
    next_at = use.quota.next_at
    return (
        t("passes_tab.use.not_before", moment=formats.moment(next_at))
        if next_at
        else t("passes_tab.use.used_up")
    )


@dataclass(frozen=True, slots=True)
class _Exit:
    """An exit as a row of the list."""

    id: int
    row: ExitRow


def _columns() -> tuple[Column, ...]:
    return (
        Column("day", t("passes_tab.use.day"), width=68, sortable=False),
        Column("name", t("passes_tab.use.who"), width=64, sortable=False, stretch=True),
        Column("time", t("passes_tab.use.time"), width=104, sortable=False),
        Column("reason", t("passes.column.reason"), width=52, sortable=False),
        Column("counted", t("passes_tab.use.quota"), width=84, sortable=False),
    )


def _cell(column: ColumnLike, each: Any) -> Cell:
    row: ExitRow = each.row
    match column.key:
        case "day":
            return Cell(formats.day(row.at.date()))
        case "name":
            return Cell(masking.mask_name(row.name))
        case "time":
            back = formats.clock(row.back_at) if row.back_at is not None else ""
            return Cell(f"{formats.clock(row.at)}\N{EN DASH}{back}")
        case "reason":
            return Cell(row.reason)
        case _:
            if row.counted:
                return Cell(mark=Mark(t("passes_tab.use.counted"), Tone.NEUTRAL, "minus-circle-outline"))
            return Cell(mark=Mark(t("passes_tab.use.free"), Tone.OK, "check-circle"))
