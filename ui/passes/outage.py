"""For the hours without power: lists the gate compares by eye, blank numbered slips, and what became of each (P10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.passes import PassKind, SlipRow, return_slips
from duty_desk.passes.paper_slips import MOST, SlipState
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.cards import print_gate_card
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.dialogs import Dialog, ask
from ui.kit.labels import Label, Line
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import EmptyState, Remark
from ui.kit.number_fields import NumberField
from ui.kit.panels import SidePanel
from ui.kit.printing import Printout
from ui.kit.tokens import SMALL, Tone
from ui.passes.outage_work import KINDS, Slips, draw_revoked, draw_slips, draw_valid, read_slips, reserve

if TYPE_CHECKING:
    from ui.passes.tab import PassesTab

WIDTH = 480
USUAL = 30
LEAST_LIST = 160


class OutagePanel(SidePanel):
    """Prints before the cut, keys in after it."""

    def __init__(self, tab: PassesTab) -> None:
        super().__init__(WIDTH, parent=tab)
        self._tab = tab
        with tab.desk.read() as read:
            self._may_print, self._may_issue = (
                may(read, right) for right in (Permission.PRINT, Permission.ISSUE_PASS)
            )
        self.set_head(t("passes_outage.title"), t("passes_outage.note"))
        self.states = Segmented(
            [Choice(one.value, t(f"passes_outage.state.{one.value}"), 0) for one in SlipState],
            SlipState.OPEN.value,
            name=t("passes_outage.slips"),
        )
        self.states.chosen.connect(lambda _key: self.refresh())
        self._source = ListSource(_columns(), (), _cell)
        self.list = self._make_list()
        self.set_body(self._build(), pad=False)
        self._build_foot()
        self.setFocusProxy(self.valid if self._may_print else self.states)
        tab.facts_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the slips again."""
        self._show(read_slips(self._tab.desk, self._state()))

    def print_valid(self) -> None:
        desk = self._tab.desk
        self._draw(lambda: draw_valid(desk))

    def print_revoked(self) -> None:
        desk = self._tab.desk
        self._draw(lambda: draw_revoked(desk))

    def reserve(self) -> None:
        """Set the next numbers aside and print them on blank slips."""
        count = self.count.value()
        self._remark.setVisible(not isinstance(count, int))
        if not isinstance(count, int):
            self.count.setFocus()
            return
        kind, desk = PassKind(str(self.kind.value())), self._tab.desk
        self._draw(lambda: reserve(desk, kind, count))

    def print_again(self) -> None:
        """The chosen slips once more, after a jam."""
        numbers = [row.number for row in self.chosen()]
        if numbers:
            desk = self._tab.desk
            self._draw(lambda: draw_slips(desk, numbers))

    def key_in(self, slip: SlipRow | None = None) -> None:
        """Open the form for a slip that comes back written on."""
        from ui.passes.outage_form import KeyInPanel

        rows = self.chosen()
        wanted = slip or (rows[0] if rows else None)
        if wanted is None or self._state() is not SlipState.OPEN or not self._may_issue:
            return
        panel = KeyInPanel(self._tab, wanted)
        self._tab.put_panel(panel)
        panel.start()

    def ask_void(self) -> Dialog | None:
        """Unused slips are handed back; their numbers are never given again, so it is asked."""
        rows = self.chosen()
        if not rows:
            return None
        numbers = rows[0].number if len(rows) == 1 else t("passes_outage.many", count=len(rows))
        return ask(
            self._tab.window(),
            t("passes_outage.void.question", numbers=numbers),
            t("passes_outage.void.body"),
            act=t("passes_outage.void.act"),
            keep=t("passes_outage.void.keep"),
            on_act=lambda: self._void([row.id for row in rows]),
            icon="cancel",
            note=t("passes_tab.logged"),
        )

    def chosen(self) -> list[SlipRow]:
        """The ticked slips, else the current one."""
        ids = list(self.list.ticked_ids())
        current = self.list.current_id()
        return list(self._source.rows(ids or ([] if current is None else [current])))

    def _state(self) -> SlipState:
        return SlipState(self.states.value() or SlipState.OPEN)

    def _build(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        if self._may_print:
            column.addLayout(self._build_lists())
            column.addWidget(Label(t("passes_outage.lists_note"), px=SMALL, colour="text2", wrap=True))
            column.addWidget(Line())
        column.addWidget(Label(t("passes_outage.slips"), bold=True))
        if self._may_issue:
            column.addLayout(self._build_reserve())
            column.addWidget(self._remark)
            column.addWidget(Label(t("passes_outage.slips_note"), px=SMALL, colour="text2", wrap=True))
        column.addWidget(self.states)
        column.addWidget(self.list, 1)
        return body

    def _build_lists(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.valid = Button(t("passes_outage.valid"), icon="printer-outline")
        self.valid.clicked.connect(self.print_valid)
        self.revoked = Button(t("passes_outage.revoked"), icon="printer-outline")
        self.revoked.clicked.connect(self.print_revoked)
        self.card = Button(t("gate_card.button"), icon="printer-outline")
        self.card.clicked.connect(lambda: print_gate_card(self._tab.shell))
        for button in (self.valid, self.revoked, self.card):
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(Label(t("passes_outage.lists"), bold=True))
        column.addLayout(row)
        return column

    def _build_reserve(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.kind = ComboBox(
            [(kind.value, t(f"passes.kind.{kind.value}")) for kind in KINDS],
            self._tab.kind.value if self._tab.kind in KINDS else KINDS[0].value,
            name=t("passes_outage.kind"),
        )
        self.count = NumberField(
            USUAL, unit=t("passes_outage.unit"), least=1, most=MOST, width=88, name=t("passes_outage.count")
        )
        self.count.returnPressed.connect(self.reserve)
        self._remark = Remark(t("passes.error.slip_count", most=MOST), Tone.DANGER)
        self._remark.hide()
        button = Button(t("passes_outage.reserve"), icon="printer-outline")
        button.clicked.connect(self.reserve)
        row.addWidget(self.kind, 1)
        row.addWidget(self.count)
        row.addWidget(button)
        return row

    def _build_foot(self) -> None:
        if not self._may_issue:
            return
        self.key_button = Button(t("passes_outage.key_in"), key="Return", kind=Kind.PRIMARY, bind=False)
        self.key_button.clicked.connect(lambda: self.key_in())
        self.again_button = Button(t("passes_outage.again"), icon="printer-outline")
        self.again_button.clicked.connect(self.print_again)
        self.void_button = Button(t("passes_outage.void.act"), kind=Kind.DANGER)
        self.void_button.clicked.connect(self.ask_void)
        self.set_foot([self.key_button, self.again_button], [self.void_button])

    def _make_list(self) -> LedgerView:
        view = LedgerView(
            self._source,
            self._tab.shell.tasks,
            key="passes.slips",
            name=t("passes_outage.slips"),
            menu=False,
            foot=False,
            strong="number",
        )
        view.setMinimumHeight(LEAST_LIST)
        # It takes what is left and asks for no more, so that the panel itself need not scroll.
        view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        view.opened.connect(self.key_in)
        view.clear_asked.connect(self.close_asked)
        view.set_empty(lambda: EmptyState(*_nothing(self._state()), icon="note-text-outline", tone=None))
        return view

    def _show(self, slips: Slips) -> None:
        state = self._state()
        self.states.set_choices(
            [
                Choice(one.value, t(f"passes_outage.state.{one.value}"), slips.counts[one])
                for one in SlipState
            ],
            state.value,
        )
        self._source.put(slips.rows)
        self.list.reload()
        if self._may_issue:
            why = "" if state is SlipState.OPEN and slips.rows else t("passes_outage.none_open")
            for button in (self.key_button, self.again_button, self.void_button):
                button.refuse(why)

    def _void(self, ids: Sequence[int]) -> None:
        try:
            with self._tab.desk.work() as work:
                count = return_slips(work, ids)
        except DutyDeskError as error:
            self._tab.shell.refuse(error)
            return
        self.list.clear_ticks()
        self._tab.shell.notify(t("passes_outage.done.voided", count=count))
        self.refresh()

    def _draw(self, draw: Callable[[], Printout]) -> None:
        shell = self._tab.shell
        task = shell.tasks.run(draw, done=lambda printout: shell.show_paper(printout), failed=self._failed)
        # A bound method: the paper is shown all the same when this panel was closed meanwhile.
        task.succeeded.connect(self._drawn)

    def _drawn(self, _printout: Printout) -> None:
        self.refresh()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self._tab.shell.refuse(error)


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", t("passes.column.number"), width=172),
        Column("about", t("passes_outage.about"), width=200, stretch=True),
    )


def _cell(column: ColumnLike, row: SlipRow) -> Cell:
    if column.key == "number":
        return Cell(row.number)
    if row.holder:
        return Cell(row.holder, t("passes_outage.keyed_at", moment=formats.moment(row.ended_at)))
    if row.ended_at is not None:
        return Cell(t("passes_outage.voided_at", moment=formats.moment(row.ended_at)), faint=True)
    return Cell(formats.moment(row.reserved_at), row.reserved_by or "")


def _nothing(state: SlipState) -> tuple[str, str]:
    return t(f"passes_outage.nothing.{state.value}"), t(f"passes_outage.nothing_next.{state.value}")
