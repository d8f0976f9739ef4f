"""A list out of the group chat: paste it, see what becomes of every line, write what can be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import bookings, formats
from duty_desk.bookings import FacilityRow, Judged, Verdict
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.fields import TextArea
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import PADDING, SMALL, Tone

WIDE, LINES, JUDGE_MS = 520, 5, 250
LEAST = 120
MARKS = {
    Verdict.NEW: (Tone.OK, "check-circle"),
    Verdict.CHANGED: (Tone.WARN, "alert"),
    Verdict.SAME: (Tone.NEUTRAL, "minus-circle-outline"),
    Verdict.REFUSED: (Tone.DANGER, "cancel"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    judged: Judged


class PastePanel(SidePanel):
    """`done` carries how many lines were taken."""

    done = Signal(object)

    def __init__(self, shell: Shell, facility: FacilityRow, day: date, *, parent: QWidget) -> None:
        super().__init__(WIDE, parent=parent)
        self.shell, self.facility, self.day = shell, facility, day
        self.lines: tuple[Judged, ...] = ()
        self.set_head(
            t("duty_bookings.paste.title", facility=facility.name),
            "\N{IDEOGRAPHIC SPACE}".join((formats.day(day), formats.weekday(day))),
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(8)
        column.addWidget(Label(t("duty_bookings.paste.explain"), px=SMALL, colour="text2", wrap=True))
        self.text = TextArea(
            placeholder=t("duty_bookings.paste.example"), lines=LINES, name=t("duty_bookings.paste.verb")
        )
        column.addWidget(self.text)
        self.banner = Banner(Tone.DANGER, "")
        self.banner.hide()
        column.addWidget(self.banner)
        self.source = ListSource(_columns(), (), _cell)
        self.found = LedgerView(
            self.source,
            shell.tasks,
            key="duty.bookings.paste",
            name=t("duty_bookings.paste.lines"),
            menu=False,
            foot=False,
            parent=body,
        )
        # It takes what room there is and scrolls by itself.
        self.found.ask_for(LEAST)
        column.addWidget(self.found, 1)
        self.set_body(body, pad=False)
        self.button = Button(
            t("duty_bookings.paste.take", count=0), key="Ctrl+Return", kind=Kind.PRIMARY, parent=self
        )
        self.button.clicked.connect(self.take)
        self.set_foot([], [self.button])
        self._later = QTimer(self, singleShot=True, interval=JUDGE_MS)
        self._later.timeout.connect(self.judge)
        self.text.changed.connect(self._later.start)
        self.judge()

    @property
    def unsaved(self) -> bool:
        """Whether a list stands here that was not taken."""
        return bool(self.text.value())

    def start(self) -> None:
        """What lies in the clipboard is put in when it looks like a list."""
        held = QGuiApplication.clipboard().text()
        if not self.text.value() and "\n" in held.strip():
            self.text.set_value(held)
            self.judge()
        self.text.setFocus()

    def judge(self) -> None:
        """What each line would do; nothing is written."""
        with self.shell.desk.read() as read:
            self.lines = bookings.judge(read, self.facility.id, self.day, str(self.text.value()))
        self.source.put([_Row(place + 1, each) for place, each in enumerate(self.lines)])
        self.found.reload()
        taken = self._wanted()
        self.button.set_words(t("duty_bookings.paste.take", count=len(taken)))
        self.button.refuse("" if taken else t("duty_bookings.paste.nothing"))

    def take(self) -> bool:
        """Write the lines that are new or changed, all in one."""
        self.judge()
        lines = self._wanted()
        if not lines:
            return False
        try:
            with self.shell.desk.work() as work:
                taken = bookings.write(work, self.facility.id, day=self.day, lines=lines)
        except DutyDeskError as error:
            self.banner.say(error.text, t("duty_bookings.paste.none_written"))
            self.banner.show()
            return False
        self.text.set_value("")
        self.done.emit(taken)
        return True

    def _wanted(self) -> list[Judged]:
        return [each for each in self.lines if each.verdict in (Verdict.NEW, Verdict.CHANGED)]


def _columns() -> Sequence[Column]:
    return (
        Column("line", t("duty_bookings.paste.line"), kind="number", width=40, align="right"),
        Column("name", t("duty_bookings.column.name"), kind="name", width=80),
        Column("slot", t("duty_bookings.column.slot"), width=72),
        Column("quantity", t("duty_bookings.column.quantity"), kind="number", width=48, align="right"),
        Column("verdict", t("duty_bookings.paste.verdict"), kind="chip", width=80),
        Column("reason", t("duty_bookings.paste.reason"), width=96, stretch=True),
    )


def _cell(column: ColumnLike, row: _Row) -> Cell:
    judged = row.judged
    match column.key:
        case "line":
            return Cell(str(judged.said.line))
        case "name":
            return Cell(judged.said.name or judged.said.text, tip=judged.said.text)
        case "slot":
            return Cell(judged.slot)
        case "quantity":
            return Cell(str(judged.said.quantity))
        case "reason":
            return Cell(judged.reason, tip=judged.reason, faint=True)
        case _:
            tone, icon = MARKS[judged.verdict]
            return Cell(mark=Mark(t(f"duty_bookings.verdict.{judged.verdict.value}"), tone, icon))
