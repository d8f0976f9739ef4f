"""The routine before a shift: the officer's own at the right, who has gone through it on a day at the left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.duty import routine
from duty_desk.duty.routine import RoutineState
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.duty.routine_form import RoutineForm
from ui.duty.routine_steps import StepsPanel, step_form
from ui.feature_tab import KeyHint
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.cells import Cell
from ui.kit.date_fields import DateField
from ui.kit.drawer import DrawerRow
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone
from ui.views.view import View

_DAY_WIDTH = 136
_OUTCOMES: Mapping[bool | None, tuple[str, Tone, str]] = {
    True: ("fit", Tone.OK, "check-circle"),
    False: ("unfit", Tone.DANGER, "cancel"),
    None: ("missing", Tone.WARN, "alert"),
}


class RoutineView(View):
    """F2 goes through the routine again: a second temperature takes the place of the first, which stays on record."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"routine_entry", "routine_step", "policy"})

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        self.panel: SidePanel | None = None
        self.head = QWidget(self)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        back = icon_button("chevron-left", t("duty.routine.day_before"))
        on = icon_button("chevron-right", t("duty.routine.day_after"))
        back.clicked.connect(lambda: self._turn(-1))
        on.clicked.connect(lambda: self._turn(1))
        self.day = DateField(lambda: self.desk.now, self.desk.now.date(), name=t("duty.routine.day"))
        self.day.setFixedWidth(_DAY_WIDTH)
        self.day.editingFinished.connect(self.reload)
        self.note = Label(px=SMALL, colour="text2", elide=True)
        self.steps = Button(t("duty.steps.title"), icon="playlist-check", parent=self.head)
        self.steps.clicked.connect(self.show_steps)
        self.new = Button(
            t("duty.routine.go_through"), icon="thermometer", note="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(lambda: self.start())
        for widget in (back, self.day, on):
            line.addWidget(widget)
        line.addWidget(self.note, 1)
        line.addWidget(self.steps)
        line.addWidget(self.new)
        self.source = ListSource(_columns(), (), _cell)
        self.list = LedgerView(self.source, self.shell.tasks, key="duty.routine", menu=False, parent=self)
        self.list.set_empty(self._empty)
        self._body = DrawerRow()
        self._body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._body, 1)
        new = QShortcut(QKeySequence("F2"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(lambda: self.start())

    def keys(self) -> tuple[KeyHint, ...]:
        return (KeyHint("F2", t("duty.routine.go_through"), in_status=True),)

    def reload(self) -> None:
        may_write = self.tab.may(Permission.WRITE_LOG)
        self.new.setVisible(may_write)
        self.steps.setVisible(may_write)
        with self.desk.read() as read:
            rows = routine.sheet(read, self._day())
            others = read.officer.role in routine.SEES_ALL
        self.note.setText("" if others else t("duty.routine.own_only"))
        self.source.put(rows)
        self.list.reload()
        if may_write and self.panel is None:
            self.start(focus=False)

    def focus_first(self) -> None:
        if isinstance(self.panel, RoutineForm):
            self.panel.start()
        else:
            self.list.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        self.start()
        return True

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    def start(self, *, focus: bool = True) -> RoutineForm | None:
        """Go through the routine of the shift that is the officer's now."""
        if not self.tab.may(Permission.WRITE_LOG):
            return None
        form = RoutineForm(self.shell, self)
        form.done.connect(self._done)
        self.put_panel(form)
        if focus:
            form.start()
        return form

    def show_steps(self) -> StepsPanel:
        """Which steps there are."""
        panel = StepsPanel(self.shell, self)
        panel.edit_asked.connect(self._edit_step)
        self.put_panel(panel)
        return panel

    def put_panel(self, panel: SidePanel | None) -> None:
        """Show something beside the list; what was there goes."""
        self.panel = panel
        self._body.put(panel, self._close)

    def _edit_step(self, row: Any) -> None:
        panel = step_form(self.shell, row, self)
        panel.done.connect(lambda _step: self._step_saved())
        self.put_panel(panel)
        panel.start()

    def _step_saved(self) -> None:
        self.shell.notify(t("duty.steps.saved"))
        self.show_steps()

    def _close(self) -> None:
        self.put_panel(None)
        self.list.setFocus()

    def _done(self, state: RoutineState) -> None:
        if state.is_fit:
            self.shell.notify(t("duty.routine.saved"), locked=t("duty.routine.locked"))
        # What is not so stands in the form that opens anew.
        self.start(focus=False)
        self.reload()
        self.list.setFocus()

    def _day(self) -> date:
        day = self.day.value()
        return day if isinstance(day, date) else self.desk.now.date()

    def _turn(self, days: int) -> None:
        self.day.set_value(self._day() + timedelta(days=days))
        self.reload()

    def _empty(self) -> QWidget:
        return EmptyState(
            t("duty.routine.empty"), t("duty.routine.empty_next"), icon="playlist-check", tone=None
        )


def _columns() -> tuple[Column, ...]:
    return (
        Column("officer", t("duty.routine.officer"), width=120),
        Column("shift", t("duty.routine.shift"), width=80),
        Column("at", t("duty.routine.at"), width=80),
        Column("temperature", t("duty.routine.temperature"), width=80, align="right"),
        Column("wrong", t("duty.routine.wrong"), width=240, stretch=True),
        Column("good", t("duty.routine.outcome"), width=112),
    )


def _cell(column: ColumnLike, row: Any) -> Cell:
    match column.key:
        case "officer":
            return Cell(row.officer, bold=True)
        case "shift":
            return Cell(t(f"duty.shift.{row.shift}"))
        case "at":
            return Cell(formats.clock(row.at))
        case "temperature":
            return Cell(row.temperature, tone=Tone.DANGER if row.good is False else None)
        case "wrong":
            return Cell(t("duty.list_mark").join(row.wrong))
        case _:
            word, tone, icon = _OUTCOMES[row.good]
            return Cell(mark=Mark(t(f"duty.routine_mark.{word}"), tone, icon))
