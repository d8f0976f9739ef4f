"""Solutions: what was mixed, what is still good; mixing with the calculator, labels, and what places were planned to use (D3, D4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.disinfection import mix_rows, papers
from duty_desk.disinfection.dilution import Agent
from duty_desk.disinfection.mix_rows import MIXES, STATE_TONES, MixRow
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission
from duty_desk.strings import t
from ui.disinfection.mix_form import MixForm
from ui.disinfection.mix_panel import MixPanel, take_back, withdraw_panel
from ui.disinfection.mix_print import print_layouts
from ui.kit.buttons import Button, Kind
from ui.kit.desk_source import CellMaker
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel
from ui.views.columns import fitted, number_cell
from ui.views.list_view import ALL, Chip, ListView

_WIDTHS = {"number": 64, "product": 184, "stock_text": 96}


class MixesView(ListView):
    """F2 mixes; Enter opens a solution; P prints its label, W takes it back."""

    SEARCHES = "disinfection_mix.view.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"mix", "disinfection_record", "stock_document"})
    LEDGER = fitted(MIXES, _WIDTHS, ("made_by",))
    STRONG = "number"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "disinfection_mix.view.new"),
        ("Enter", "views.hint.open"),
        ("P", "disinfection_mix.panel.label"),
        ("W", "disinfection_mix.panel.withdraw"),
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("F2", "disinfection_mix.view.new"),
        ("P", "disinfection_mix.panel.label"),
        ("W", "disinfection_mix.panel.withdraw"),
    )

    def __init__(self, tab: Any) -> None:
        super().__init__(tab)
        new = QShortcut(QKeySequence("F2"), self)
        new.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        new.activated.connect(self.start)

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("disinfection_mix.view.days"))
        self.period.picked.connect(self._choose_days)
        return (self.period,)

    def buttons(self) -> Sequence[QWidget]:
        self.new = Button(
            t("disinfection_mix.view.new"), icon="plus", note="F2", kind=Kind.PRIMARY, parent=self.head
        )
        self.new.clicked.connect(self.start)
        return (self.new,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        self.new.setVisible(self.tab.may(Permission.RECORD_DISINFECTION))
        found = {ALL: Chip(t("views.all"))}
        for state, (tone, icon) in STATE_TONES.items():
            found[state] = Chip(t(f"disinfection_mix.state.{state}"), {"state": state}, icon, Tone(tone))
        for agent in (Agent.CHLORINE, Agent.ALCOHOL, Agent.PERACETIC):
            found[agent.value] = Chip(t(f"disinfection.agent.{agent.value}"), {"agent": agent.value})
        return found

    def cells(self) -> Mapping[str, CellMaker]:
        return {"number": number_cell}

    def faint(self, row: Any) -> bool:
        return row.state != "good"

    def empty(self) -> QWidget:
        button = None
        if self.tab.may(Permission.RECORD_DISINFECTION):
            button = Button(t("disinfection_mix.view.new"), icon="plus", kind=Kind.PRIMARY)
            button.clicked.connect(self.start)
        return EmptyState(
            t("disinfection_mix.view.empty"),
            t("disinfection_mix.view.empty_next"),
            icon="spray-bottle",
            tone=None,
            button=button,
        )

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def letter(self, letter: str) -> None:
        row = self.list.current_row()
        if row is None:
            return
        if letter == "P" and row.state == "good" and self.tab.may(Permission.PRINT):
            self.print_label(row)
        elif letter == "W" and row.state != "withdrawn" and self.tab.may(Permission.RECORD_DISINFECTION):
            self.withdraw(row)

    def show_row(self, row_id: int) -> None:
        try:
            with self.desk.read() as read:
                row = mix_rows.get_mix(read, row_id)
        except DutyDeskError as error:
            self.shell.refuse(error)
            return
        panel = MixPanel(
            row,
            may_record=self.tab.may(Permission.RECORD_DISINFECTION),
            may_print=self.tab.may(Permission.PRINT),
            parent=self,
        )
        panel.label_asked.connect(lambda: self.print_label(row))
        panel.withdraw_asked.connect(lambda: self.withdraw(row))
        self.put_panel(panel)

    def refresh_panel(self) -> None:
        if isinstance(self.panel, MixPanel):
            self.show_row(self.panel.row.id)

    def open_record(self, kind: str, record_id: int) -> bool:
        self.show_only(record_id)
        self.show_row(record_id)
        return True

    def start(self) -> MixForm | None:
        """F2: mix a solution."""
        if not self.tab.may(Permission.RECORD_DISINFECTION):
            return None
        form = MixForm(self.shell, parent=self)
        form.saved.connect(self._mixed)
        self.put_panel(form)
        form.form.field("target").take_focus()
        return form

    def withdraw(self, row: MixRow) -> ActPanel:
        """A solution was written down wrongly."""
        panel = withdraw_panel(self.shell, row, parent=self)
        panel.done.connect(lambda _given: self._withdrawn(row))
        self.put_panel(panel)
        panel.start()
        return panel

    def print_label(self, row: MixRow) -> None:
        """The label of the can; a second one says so and is counted."""
        print_layouts(
            self.shell,
            lambda read: [papers.mix_label(read, row.id)],
            t("disinfection_papers.title.label"),
            lambda work, where: papers.record_label(work, row.id, where),
            kind="label",
        )

    def print_current(self) -> None:
        row = self.list.current_row()
        if row is not None and row.state == "good" and self.panel is not None:
            self.print_label(row)
        else:
            super().print_current()

    def _mixed(self, made: Any) -> None:
        said = t("disinfection_mix.view.mixed", number=made.number, until=formats.end_moment(made.good_until))
        self.shell.notify(said, undo=take_back(self.shell, made.id))
        self.put_panel(None)
        self.reload()
        self.show_only(made.id)
        self.show_row(made.id)
        self.list.setFocus()

    def _withdrawn(self, row: MixRow) -> None:
        self.shell.notify(
            t("disinfection_mix.view.withdrawn", number=row.number),
            locked=t("disinfection_mix.view.withdrawn_locked"),
        )
        self.put_panel(None)
        self.reload()
        self.show_row(row.id)
        self.list.setFocus()

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(**{"from": first, "to": last})
