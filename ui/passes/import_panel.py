"""Brings an office workbook in: choose the file, see every row judged, import the good ones, take it back with one click."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind
from ui.kit.cells import Cell
from ui.kit.chips import Chip
from ui.kit.labels import Label
from ui.kit.ledger_source import Column, ColumnLike, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.notices import Banner
from ui.kit.paint import Mark
from ui.kit.panels import SidePanel
from ui.kit.tokens import SMALL, Tone

if TYPE_CHECKING:
    from ui.passes.tab import PassesTab

WIDTH = 560
_TONES = {"accept": Tone.OK, "warn": Tone.WARN, "refuse": Tone.DANGER}


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A row that needs a look: sheet, row and why."""

    id: int
    place: str
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A file as judged: how many rows of each verdict, and the rows that need a look."""

    path: Path
    counts: dict[str, int]
    forms: tuple[str, ...]
    lines: tuple[JudgedLine, ...]


class ImportPanel(SidePanel):
    """`imported` tells that records were written."""

    imported = Signal()

    def __init__(self, tab: PassesTab) -> None:
        super().__init__(WIDTH)
        self._tab = tab
        self.judgement: Judgement | None = None
        self.set_head(t("passes_tab.bring_in.title"), t("passes_tab.bring_in.note"))
        self._start()

    def choose(self) -> None:
        """Ask for a workbook."""
        dialog = QFileDialog(self.window(), t("passes_tab.bring_in.choose"))
        dialog.setNameFilter(t("passes_tab.bring_in.kinds"))
        dialog.fileSelected.connect(lambda path: self.judge(Path(path)))
        dialog.open()

    def judge(self, path: Path) -> None:
        """Judge a file beside the window; nothing is written."""
        desk = self._tab.desk
        self._say(t("passes_tab.bring_in.judging", name=path.name))
        self._tab.shell.tasks.run(lambda: judge_file(desk, path), done=self._show, failed=self._failed)

    def write(self) -> None:
        """Write the rows that were not refused, all in one transaction."""
        found = self.judgement
        if found is None:
            return
        desk = self._tab.desk
        self._tab.shell.tasks.run(
            lambda: write_file(desk, found.path), done=self._written, failed=self._failed
        )

    def _start(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for key in ("step_file", "step_check", "step_write"):
            column.addWidget(Label(t(f"passes_tab.bring_in.{key}"), wrap=True))
        self.set_body(body)
        choose = Button(t("passes_tab.bring_in.choose"), kind=Kind.PRIMARY, icon="upload")
        choose.clicked.connect(self.choose)
        self.set_foot([], [choose])

    def _show(self, found: Judgement) -> None:
        self.judgement = found
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Label(found.path.name, bold=True, wrap=True))
        for verdict, count in found.counts.items():
            column.addWidget(Chip(Mark(t(f"passes_tab.bring_in.{verdict}", count=count), _TONES[verdict])))
        if found.lines:
            view = LedgerView(
                ListSource(_columns(), found.lines, _cell), key="passes.import", menu=False, foot=False
            )
            view.setMinimumHeight(320)
            view.reload()
            column.addWidget(view, 1)
        self.set_body(body)
        again = Button(t("passes_tab.bring_in.other"))
        again.clicked.connect(self.choose)
        kept = found.counts["accept"] + found.counts["warn"]
        write = Button(t("passes_tab.bring_in.write", count=kept), kind=Kind.PRIMARY, icon="check")
        write.clicked.connect(self.write)
        if not kept:
            write.refuse(t("passes_tab.bring_in.nothing"))
        self.set_foot([], [again, write])

    def _written(self, done: tuple[Any, ...]) -> None:
        count = sum(each.written for each in done)
        batches = [each.batch_id for each in done]
        desk = self._tab.desk
        self._tab.shell.notify(
            t("passes_tab.bring_in.done", count=count), undo=lambda: take_back(desk, batches)
        )
        self.imported.emit()

    def _say(self, text: str) -> None:
        self.set_body(Label(text, px=SMALL, colour="text2", wrap=True))
        self.set_foot()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.set_body(Banner(Tone.DANGER, error.text))
        choose = Button(t("passes_tab.bring_in.other"), kind=Kind.PRIMARY)
        choose.clicked.connect(self.choose)
        self.set_foot([], [choose])


def judge_file(desk: Any, path: Path) -> Judgement:
    """Judge every form of a workbook; a later form is judged as if the earlier ones were written."""
    from duty_desk import importing

    counts = {"accept": 0, "warn": 0, "refuse": 0}
    lines: list[JudgedLine] = []
    judged = importing.rehearse(desk, path)
    for each in judged:
        for row in each.examination.rows:
            counts[row.verdict.value] += 1
            if row.verdict.value != "accept":
                why = "\N{IDEOGRAPHIC SPACE}".join(reason.text for reason in row.reasons)
                place = t("passes_tab.bring_in.place", sheet=row.sheet, row=row.row)
                lines.append(JudgedLine(len(lines) + 1, place, row.verdict.value, why))
    return Judgement(path, counts, tuple(each.form_key for each in judged), tuple(lines))


def write_file(desk: Any, path: Path) -> tuple[Any, ...]:
    """Write a workbook whole."""
    from duty_desk import importing
    from duty_desk.sheets.reading import read_book

    book = read_book(path)
    with desk.work() as work:
        return importing.write_file(work, book, file_name=path.name, digest=importing.digest_of(path))


def take_back(desk: Any, batches: list[int]) -> None:
    """Undo an import, last form first."""
    from duty_desk import importing

    with desk.work() as work:
        for batch in reversed(batches):
            importing.undo(work, batch)


def _columns() -> tuple[Column, ...]:
    return (
        Column("place", t("passes_tab.bring_in.row"), width=132, sortable=False),
        Column("verdict", t("passes_tab.bring_in.verdict"), width=84, sortable=False),
        Column("why", t("passes_tab.bring_in.why"), width=240, sortable=False, stretch=True),
    )


def _cell(column: ColumnLike, row: JudgedLine) -> Cell:
    if column.key == "verdict":
        return Cell(mark=Mark(t(f"passes_tab.bring_in.word.{row.verdict}"), _TONES[row.verdict]))
    text = str(getattr(row, column.key))
    return Cell(text, tip=text)
