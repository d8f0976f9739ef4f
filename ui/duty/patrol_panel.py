"""One round beside the list: its points with what was found, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.duty import patrol_rows
from duty_desk.duty.patrol_rows import PatrolDetail
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.facts import Facts
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.paint import Mark
from ui.kit.panels import SIDE_WIDTH, SidePanel
from ui.kit.tokens import HEAD, ROW, Tone

if TYPE_CHECKING:
    from ui.feature_tab import Shell

WIDTH = SIDE_WIDTH + 24


class PatrolPanel(SidePanel):
    """`asked` names what is to be done: go_on, finish, reopen, print; `point_asked` a point, `repair_asked` a work order."""

    asked = Signal(str)
    point_asked = Signal(int)
    repair_asked = Signal(int)

    def __init__(
        self, shell: Shell, walk: PatrolDetail, *, may_write: bool, may_print: bool, parent: QWidget
    ) -> None:
        super().__init__(WIDTH, parent=parent)
        self.walk = walk
        row = walk.row
        tone, icon = patrol_rows.STATE_TONES[row.state]
        note = t("duty_patrols.panel.note", walker=row.walker, at=formats.moment(row.started_at))
        self.set_head(row.route, note, Mark(t(f"duty_patrols.state.{row.state}"), Tone(tone), icon))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        facts = Facts()
        for key, value in (
            ("looked", t("duty_patrols.panel.of", looked=row.looked, total=row.total)),
            ("abnormal", formats.number(row.abnormal) if row.abnormal else ""),
            ("ended_at", formats.moment(row.ended_at)),
            ("note", row.note),
        ):
            facts.add(key, t(f"duty_patrols.column.{key}"), value)
        facts.finish()
        column.addWidget(facts)
        self.points = LedgerView(
            ListSource(_columns(), walk.points, _cell),
            shell.tasks,
            key="duty.patrol_points",
            menu=False,
            foot=False,
        )
        self.points.setFixedHeight(HEAD + ROW * max(1, len(walk.points)) + 2)
        self.points.reload()
        self.points.opened.connect(self._opened)
        column.addWidget(self.points)
        self.set_body(body)
        left: list[QWidget] = []
        walking = row.state == patrol_rows.WALKING
        if may_write and walking:
            missing = row.looked < row.total
            if missing:
                left.append(self._button("go_on", "play", Kind.PRIMARY))
            left.append(self._button("finish", "check", Kind.DEFAULT if missing else Kind.PRIMARY))
        elif may_write:
            left.append(self._button("reopen", "undo", Kind.DEFAULT))
        if may_print:
            left.append(self._button("print", "printer-outline", Kind.DEFAULT))
        self.set_foot(left)

    def _button(self, words: str, icon: str, kind: Kind) -> Button:
        button = Button(t(f"duty_patrols.panel.{words}"), icon=icon, kind=kind, parent=self)
        ask: Callable[[], None] = lambda: self.asked.emit(words)  # noqa: E731
        button.clicked.connect(lambda _=False: ask())
        return button

    def _opened(self, row: Any) -> None:
        if self.walk.row.state == patrol_rows.WALKING:
            self.point_asked.emit(row.id)
        elif row.finding is not None and row.finding.repair is not None:
            self.repair_asked.emit(row.finding.repair[0])


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", t("duty_patrols.paper_column.name"), width=112, stretch=True),
        Column("value", t("duty_patrols.paper_column.value"), width=80, align="right"),
        Column("found", t("duty_patrols.paper_column.normal"), width=88),
        Column("at", t("duty_patrols.paper_column.at"), width=56),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    found = row.finding
    if column.key == "name":
        return Cell(row.name, tip="\n".join(part for part in (row.look_at, row.bounds) if part))
    if found is None:
        waits = Cell(mark=Mark(t("duty_patrols.panel.waiting"), Tone.NEUTRAL, "clock-outline"))
        return waits if column.key == "found" else Cell("")
    match column.key:
        case "value":
            return Cell(formats.number(found.value) if found.value is not None else "", row.unit)
        case "found":
            word = "normal" if found.normal else "abnormal"
            tone, icon = (Tone.OK, "check-circle") if found.normal else (Tone.WARN, "alert")
            repair = found.repair[1] if found.repair else ""
            tip = "\n".join(part for part in (found.text, repair) if part)
            return Cell(mark=Mark(t(f"duty_patrols.finding.{word}"), tone, icon), tip=tip)
        case _:
            return Cell(formats.clock(found.at))
