"""Parcels and goods at the gate: counted in, counted disinfected, and what still waits (product rule G7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.errors import DutyDeskError
from duty_desk.gate import parcels
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.feature_tab import KeyHint
from ui.gate.parcels_form import CountPanel
from ui.gate.view import GateView
from ui.gate.view_pair import ViewPair
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.cells import Cell
from ui.kit.date_fields import DateField
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import EmptyState
from ui.kit.paint import Mark
from ui.kit.regions import Regions
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from ui.gate.tab import GateTab

BALANCES_HIGH = 200


class ParcelsView(GateView):
    """Balances of a day by place over the single counts; the form beside them stays open for the next count."""

    WATCHES: ClassVar[frozenset[str]] = frozenset({"parcel_count"})

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self._waiting = 0
        with self.desk.read() as read:
            self._may_work = may(read, Permission.WORK_GATE)
        self.head = QWidget(self)
        self.day = DateField(lambda: self.desk.now, self.desk.now.date(), name=t("gate_views.parcels.day"))
        self.day.setFixedWidth(152)
        self.day.changed.connect(self._day_changed)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(ViewPair(tab, "parcels", self.head))
        head.addSpacing(8)
        head.addWidget(Label(t("gate_views.parcels.day"), colour="text2"))
        head.addWidget(self.day)
        head.addStretch()
        self.balances = ListSource(_balance_columns(), (), _balance_cell)
        self.places = LedgerView(
            self.balances, self.shell.tasks, key="gate.parcels.places", menu=False, foot=False, strong="place"
        )
        self.places.setFixedHeight(BALANCES_HIGH)
        self.places.set_empty(self._empty)
        self.places.opened.connect(self._disinfect)
        self.source = ListSource(_count_columns(), (), _count_cell)
        self.list = LedgerView(
            self.source,
            self.shell.tasks,
            key="gate.parcels",
            hints=[
                (key, t(words))
                for key, words in (("↑↓", "views.hint.choose"), ("W", "gate_views.hint.withdraw"))
            ],
            menu=False,
            strong="count",
            parent=self,
        )
        self.list.set_empty(self._no_counts)
        self.list.letter_pressed.connect(self._letter)
        self.panel = CountPanel(self.desk, lambda: self.gate, lambda: self._chosen_day(), parent=self)
        self.panel.counted.connect(self._counted)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.places)
        caption = QHBoxLayout()
        caption.addWidget(Label(t("gate_views.parcels.counts"), px=SMALL, bold=True, colour="text2"))
        caption.addStretch()
        if self._may_work:
            back = Button(t("gate_views.parcels.withdraw"), icon="undo", parent=self)
            back.clicked.connect(self.ask_withdraw)
            caption.addWidget(back)
        left.addLayout(caption)
        left.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        if self._may_work:
            # The form is always wanted; where there is no room for it, it lies over the lists while a count is typed.
            self.beside = Beside(self)
            self.beside.put(left, self.panel)
            self.beside.closed.connect(self.places.setFocus)
            column.addWidget(self.beside)
            shortcut = QShortcut(QKeySequence("F2"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.start_count)
        else:
            self.panel.hide()
            column.addLayout(left)
        Regions(self, lambda: [self.places, self.list, self.panel])

    def facts(self) -> str:
        return t("gate_views.parcels.facts", count=formats.number(self._waiting))

    def keys(self) -> tuple[KeyHint, ...]:
        return (
            KeyHint("F2", t("gate_views.parcels.title")),
            KeyHint("Enter", t("gate_views.parcels.key.disinfect")),
            KeyHint("W", t("gate_views.parcels.withdraw")),
            KeyHint("Ctrl+Enter", t("gate_views.parcels.save")),
        )

    def reload(self) -> None:
        day = self._chosen_day()
        with self.desk.read() as read:
            balances = parcels.list_balances(read, day, day)
            counts = parcels.list_counts(read, day)
            known = parcels.list_places(read)
        self._waiting = sum(row.difference for row in balances)
        self.balances.put([_Balance(place, row) for place, row in enumerate(balances, 1)])
        self.source.put(list(reversed(counts)))
        self.places.reload()
        self.list.reload()
        self.panel.offer(known)
        self.tab.facts_changed.emit()

    def focus_first(self) -> None:
        if self._may_work and self.panel.isVisibleTo(self):
            self.panel.focus_first()
        else:
            self.places.setFocus()

    def unsaved(self) -> bool:
        return self.panel.unsaved

    def start_count(self) -> None:
        """F2: the form, wherever it is, ready for a count."""
        self.beside.bring()
        self.panel.focus_first()

    def ask_withdraw(self) -> Any:
        """A wrong count is taken back with the reason; it stays in the list, marked."""
        from ui.kit.dialogs import Dialog
        from ui.kit.fields import LineEdit

        row = self.list.current_row()
        if row is None or row.withdrawn_at is not None:
            self.shell.notify(t("gate_views.parcels.choose_one"))
            return None
        what = t(f"gate_views.parcels.stage.{row.stage}")
        dialog = Dialog(
            self.window(),
            t("gate_views.parcels.question", place=row.place, what=what, count=formats.number(row.count)),
            t("gate_views.parcels.question_body"),
            act=t("gate_views.parcels.withdraw"),
            keep=t("gate_views.parcels.keep"),
            icon="undo",
        )
        reason = LineEdit(placeholder=t("gate_views.reason.why"))
        dialog.add(reason)

        def act() -> None:
            try:
                with self.desk.work() as work:
                    parcels.withdraw_count(work, row.id, reason=str(reason.value()))
            except DutyDeskError as error:
                dialog.refuse(error.text)
                return
            dialog.accept()

        dialog.acted.connect(act)
        dialog.open()
        return dialog

    def _letter(self, letter: str) -> None:
        if letter.upper() == "W" and self._may_work:
            self.ask_withdraw()

    def _disinfect(self, row: Any) -> None:
        if self._may_work:
            self.beside.bring()
            self.panel.disinfect(row.balance.place, row.balance.difference)

    def _counted(self, words: str) -> None:
        self.shell.notify(words, locked=t("gate_views.parcels.locked"))

    def _chosen_day(self) -> Any:
        return self.day.value() or self.desk.now.date()

    def _day_changed(self) -> None:
        if self.day.value() is not None:
            self.reload()

    def _empty(self) -> QWidget:
        return EmptyState(
            t("gate_views.parcels.empty"),
            t("gate_views.parcels.empty_next"),
            icon="package-variant-closed",
            tone=None,
        )

    def _no_counts(self) -> QWidget:
        return EmptyState(t("gate_views.parcels.no_counts"), icon="package-variant-closed", tone=None)


class _Balance:
    """A line of the balances, under a number of its own."""

    def __init__(self, number: int, balance: parcels.ParcelBalance) -> None:
        self.id, self.balance = number, balance


def _balance_columns() -> tuple[Column, ...]:
    return (
        Column("place", t("gate_views.parcels.place"), width=200, stretch=True),
        Column("came", t("gate_views.parcels.stage.in"), width=104, align="right"),
        Column("disinfected", t("gate_views.parcels.stage.disinfected"), width=104, align="right"),
        Column("difference", t("gate_views.parcels.difference"), width=104, align="right"),
        Column("state", t("gate.column.state"), width=104),
    )


def _balance_cell(column: ColumnLike, row: Any) -> Cell:
    balance: parcels.ParcelBalance = row.balance
    match column.key:
        case "place":
            return Cell(balance.place)
        case "state":
            if balance.difference:
                return Cell(mark=Mark(t("gate_views.parcels.waits"), Tone.WARN, "alert"))
            return Cell(mark=Mark(t("gate_views.parcels.done"), Tone.OK, "check-circle"))
        case "difference":
            return Cell(
                formats.number(balance.difference),
                bold=balance.difference > 0,
                tone=Tone.WARN if balance.difference else None,
            )
        case _:
            return Cell(formats.number(getattr(balance, column.key)))


def _count_columns() -> tuple[Column, ...]:
    return (
        Column("at", t("gate.column.at"), width=112),
        Column("place", t("gate_views.parcels.place"), width=152),
        Column("stage", t("gate_views.parcels.what"), width=104),
        Column("count", t("gate_views.parcels.count"), width=72, align="right"),
        Column("about", t("gate_views.parcels.about"), width=128, stretch=True),
        Column("officer", t("gate.column.officer"), width=72),
        Column("note", t("gate.column.note"), width=120),
    )


def _count_cell(column: ColumnLike, row: Any) -> Cell:
    gone = row.withdrawn_at is not None
    match column.key:
        case "at":
            return Cell(formats.moment(row.at), faint=gone)
        case "stage":
            words = t(f"gate_views.parcels.stage.{row.stage}")
            if gone:
                return Cell(mark=Mark(t("gate.result.withdrawn"), Tone.NEUTRAL, "undo"))
            return Cell(words)
        case "count":
            return Cell(formats.number(row.count), faint=gone)
        case "about":
            return Cell(row.carrier or row.agent or "", faint=gone)
        case _:
            return Cell(str(getattr(row, column.key) or ""), faint=gone)
