"""Rooms on their way back: waiting, being cleaned, aired and checked by another person; each step is one key (product rule I8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.disinfection import terminal
from duty_desk.disinfection.terminal import TerminalRow
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.disinfection.terminal_panel import TerminalPanel, panel_for
from ui.disinfection.terminal_words import STAGES, Stage, left_minutes, stage_of, time_words
from ui.disinfection.view import DisinfectionView
from ui.feature_tab import KeyHint
from ui.kit.cells import Cell
from ui.kit.choices import Choice, FilterChips
from ui.kit.drawer import DrawerRow
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.regions import Regions
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from ui.disinfection.tab import DisinfectionTab

ALL = "all"


class Line:
    """One room as the list shows it; its identifier is that of its round."""

    def __init__(self, row: TerminalRow, stage: Stage, now: Any) -> None:
        self.id, self.row, self.stage = row.round, row, stage
        self.time = time_words(row, stage, now)
        self.left = left_minutes(row, now)


class TerminalView(DisinfectionView):
    """Enter opens the next step of a room; Ctrl+Enter there does it and goes on to the next room."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"room", "round", "disinfection_record", "mix"})

    def __init__(self, tab: DisinfectionTab) -> None:
        super().__init__(tab)
        self.rows: tuple[TerminalRow, ...] = ()
        self.panel: SidePanel | None = None
        self._chip = ALL
        self.head = QWidget(self)
        self.chips = FilterChips([], name=t("views.chips"), parent=self.head)
        self.chips.chosen.connect(self.choose)
        line = QHBoxLayout(self.head)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.chips, 1)
        self.source = ListSource(_columns(), (), _cell)
        self.list = LedgerView(
            self.source,
            self.shell.tasks,
            key="disinfection.terminal",
            name=t("disinfection_tab.view.terminal"),
            menu=False,
            hints=[("↑↓", t("views.hint.choose")), ("Return", t("disinfection_tab.terminal.next_step"))],
            strong="room",
            parent=self,
        )
        self.list.set_empty(
            lambda: EmptyState(
                t("disinfection_tab.terminal.empty"),
                t("disinfection_tab.terminal.empty_next"),
                icon="bed-outline",
            )
        )
        self.list.opened.connect(lambda row: self.show_row(row.id))
        self.list.verb_pressed.connect(lambda row, _key: self.show_row(row.id))
        self.list.current_changed.connect(self._moved)
        self.list.clear_asked.connect(self._escape)
        self.chips.serve_digits_of(self.list.table)
        self._body = DrawerRow()
        self._body.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._body, 1)
        Regions(self, lambda: [self.chips, self.list, *([self.panel] if self.panel else [])])

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("Return", t("disinfection_tab.terminal.next_step"), in_status=True),
            KeyHint("Ctrl+Return", t("disinfection_tab.terminal.do_next"), in_status=True),
            KeyHint("F6", t("views.key.region")),
            KeyHint("Esc", t("views.key.back")),
        )

    def reload(self) -> None:
        with self.desk.read() as read:
            self.rows = terminal.list_terminal(read)
        stages = {row.round: stage_of(row) for row in self.rows}
        counts = Counter(stages.values())
        choices = [Choice(ALL, t("views.all"), len(self.rows))]
        for stage, (tone, icon) in STAGES.items():
            words = t(f"disinfection_tab.terminal.stage.{stage.value}")
            choices.append(Choice(stage.value, words, counts[stage], icon, tone))
        self.chips.set_choices(choices, self._chip)
        self._show(stages)
        self._refresh_panel(stages)

    def focus_first(self) -> None:
        self.list.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        self.choose(ALL)
        if not self.list.select_id(record_id):
            return False
        self.show_row(record_id)
        return True

    def state(self) -> Mapping[str, Any]:
        return {"chip": self._chip}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("chip") in (ALL, *(stage.value for stage in STAGES)):
            self._chip = str(state["chip"])

    def unsaved(self) -> bool:
        return bool(getattr(self.panel, "unsaved", False))

    def choose(self, key: str) -> None:
        """Only rooms in one stage."""
        self._chip = key
        self.chips.set_value(key)
        self._show({row.round: stage_of(row) for row in self.rows})

    def show_row(self, round_id: int) -> None:
        """The next step of a room."""
        row = next((each for each in self.rows if each.round == round_id), None)
        if row is None:
            return
        self.list.select_id(round_id)
        panel = panel_for(self, row, may=self.tab.may(Permission.RECORD_DISINFECTION))
        panel.done.connect(lambda said: self._done(row, said))
        self.put_panel(panel)
        panel.take_focus()

    def put_panel(self, panel: TerminalPanel | None) -> None:
        """Show the step of another room beside the list."""
        self.panel = panel
        self._body.put(panel, self.close_panel)

    def close_panel(self) -> None:
        """Back to the list."""
        self.put_panel(None)
        self.list.setFocus()

    # --- inside ---

    def _done(self, row: TerminalRow, said: str) -> None:
        """A step was taken: say so and go on to the next room that waits for the same."""
        self.shell.notify(said)
        stage = stage_of(row)
        self.put_panel(None)
        self.reload()
        waiting = [each for each in self.rows if stage_of(each) is stage and each.round != row.round]
        if waiting:
            self.list.select_id(waiting[0].round)
        elif any(each.round == row.round for each in self.rows):
            self.list.select_id(row.round)
        self.list.setFocus()

    def _show(self, stages: Mapping[int, Stage]) -> None:
        now = self.desk.now
        shown = [
            Line(row, stages[row.round], now)
            for row in self.rows
            if self._chip in (ALL, stages[row.round].value)
        ]
        self.source.put(shown)
        self.list.reload()
        if shown and self.list.current_id() is None:
            self.list.select_id(shown[0].id)

    def _refresh_panel(self, stages: Mapping[int, Stage]) -> None:
        """A step taken at another desk closes the panel of the former one; minutes left are told anew."""
        panel = self.panel
        if not isinstance(panel, TerminalPanel):
            return
        row = next((each for each in self.rows if each.round == panel.row.round), None)
        if row is None or (stages[row.round] is not panel.stage and not panel.unsaved):
            self.put_panel(None)
        else:
            panel.tell_time(row)

    def _moved(self, line: Any) -> None:
        if line is not None and self.panel is not None and not self.unsaved() and self.list.table.hasFocus():
            self.show_row(line.id)
            self.list.setFocus()

    def _escape(self) -> None:
        if self.panel is not None:
            self.close_panel()
        elif self._chip != ALL:
            self.choose(ALL)


def _columns() -> tuple[Column, ...]:
    return (
        Column("room", t("disinfection_tab.terminal.room"), width=144, stretch=True),
        Column("stage", t("disinfection_tab.terminal.stage.name"), width=112),
        Column("time", t("disinfection_tab.terminal.time"), width=168),
        Column("done_by", t("disinfection_tab.form.done_by"), width=88),
        Column("checked_by", t("disinfection_tab.form.checked_by"), width=88),
        Column("verb", "", width=88),
    )


def _cell(column: ColumnLike, line: Line) -> Cell:
    row, record = line.row, line.row.record
    tone, icon = STAGES[line.stage]
    match column.key:
        case "room":
            return Cell(row.room.short, row.room.zone.name)
        case "stage":
            return Cell(mark=Mark(t(f"disinfection_tab.terminal.stage.{line.stage.value}"), tone, icon))
        case "time":
            late = row.is_overdue and line.stage is Stage.WAITING
            return Cell(line.time, icon="alert-octagon" if late else "", tone=Tone.DANGER if late else None)
        case "done_by":
            return Cell(record.done_by if record is not None else "")
        case "checked_by":
            return Cell((record.checked_by or "") if record is not None else "")
        case _:
            if line.stage is Stage.AIRING:
                return Cell()
            return Cell(t(f"disinfection_tab.terminal.verb.{line.stage.value}"), verb=True)
