"""Step 3: every row with its verdict and the reasons in words; a cell can be put right on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.importing import Judged
from duty_desk.sheets import JudgedRow, Table, Verdict
from duty_desk.sheets.values import text_of
from duty_desk.strings import t
from ui.kit.checks import CheckBox
from ui.kit.choices import Choice, FilterChips
from ui.kit.combo import ComboBox
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.tokens import SMALL, Tone, text_width

# More rows than anybody reads: the rest is in the workbook of refused rows.
MOST_SHOWN = 1000
JUDGE_AFTER_MS = 500
_FIXED = 3
MEASURED = 60


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the grid: where it came from, and the reasons by field."""

    judged: JudgedRow
    table: Table


class CheckStep(QWidget):
    """`cells_changed` carries texts by (sheet, row, column), a moment after the last change; the wizard judges again."""

    cells_changed = Signal(object)
    warned_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._judged: Judged | None = None
        self._lines: list[_Line] = []
        self._by_key: dict[str, _Line] = {}
        self._texts: list[list[str]] = []
        self._shown_columns: tuple[str, ...] = ()
        self._several = False
        self.chips = FilterChips(name=t("importing_wizard.check.filter"))
        self.chips.chosen.connect(lambda _key: self._fill())
        self.notice = Banner(Tone.WARN, "")
        self.notice.hide()
        self.with_warned = CheckBox(t("importing_wizard.check.with_warned"), True)
        self.with_warned.changed.connect(self.warned_changed)
        self.grid: Grid | None = None
        self.why = Label(colour="text2", wrap=True)
        self.more = Label(px=SMALL, colour="text2")
        self._later = QTimer(self, singleShot=True, interval=JUDGE_AFTER_MS)
        self._changes: dict[tuple[str, int, int], str] = {}
        self._later.timeout.connect(self._tell)
        self.approver_label = Label(t("importing_wizard.check.approver"), colour="text2")
        self.approver = ComboBox(name=t("importing_wizard.check.approver"))
        how = QHBoxLayout()
        how.setSpacing(8)
        how.addWidget(self.with_warned)
        how.addStretch()
        how.addWidget(self.approver_label)
        how.addWidget(self.approver)
        self.offer_approvers(())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.chips)
        self._column.addLayout(how)
        self._column.addWidget(self.notice)
        self._place = QVBoxLayout()
        self._column.addLayout(self._place, 1)
        self._column.addWidget(self.why)
        self._column.addWidget(self.more)

    def show_judged(self, judged: Judged) -> None:
        """Show the verdicts. Lines in sight stay where they are, also when they are right now."""
        again = self._judged is not None and self._judged.form_key == judged.form_key
        self._judged = judged
        found = judged.examination
        counts = {verdict: found.count(verdict) for verdict in Verdict}
        look = counts[Verdict.WARN] + counts[Verdict.REFUSE]
        choices = [
            Choice("all", t("importing_wizard.check.all"), len(found.rows)),
            Choice("accept", t("sheets.verdict.accept"), counts[Verdict.ACCEPT], "check-circle", Tone.OK),
            Choice("warn", t("sheets.verdict.warn"), counts[Verdict.WARN], "alert", Tone.WARN),
            Choice(
                "refuse", t("sheets.verdict.refuse"), counts[Verdict.REFUSE], "alert-octagon", Tone.DANGER
            ),
        ]
        first = "refuse" if counts[Verdict.REFUSE] else "warn" if look else "all"
        self.chips.set_choices(choices, self.chips.value() if again else first)
        self.with_warned.setVisible(counts[Verdict.WARN] > 0)
        notices = [notice.text for notice in found.notices]
        self.notice.setVisible(bool(notices))
        if notices:
            self.notice.say(t("importing_wizard.check.notices"), "\n".join(notices))
        if again and self.grid is not None and self._columns_of(found.tables) == self._shown_columns:
            self._renew()
        else:
            self._fill()

    def offer_approvers(self, people: Sequence[tuple[int, str]]) -> None:
        """Who may have approved the list as a whole; with nobody there is nothing to choose."""
        self.approver.set_options([(None, t("importing_wizard.check.approver_own")), *people], None)
        for part in (self.approver_label, self.approver):
            part.setVisible(len(people) > 0)

    def approved_by(self) -> int | None:
        """The officer chosen, for rows that name nobody themselves."""
        chosen = self.approver.value()
        return chosen if isinstance(chosen, int) else None

    def focus_first(self) -> None:
        """The first line of the list."""
        if self.grid is not None:
            self.grid.setFocus()

    def lines(self) -> list[list[str]]:
        """The lines in sight as they are read: row, verdict, reasons, values."""
        return [] if self.grid is None else [list(self._line_texts(each)) for each in self._lines]

    def _columns_of(self, tables: Sequence[Table]) -> tuple[str, ...]:
        return tuple(key for key in tables[0].form.fields if key in tables[0].fields) if tables else ()

    def _fill(self) -> None:
        if self._judged is None:
            return
        found = self._judged.examination
        wanted = self.chips.value()
        tables = {table.sheet.name: table for table in found.tables}
        rows = [row for row in found.rows if wanted in ("all", row.verdict.value)]
        self._several = len(tables) > 1
        self._lines = [_Line(row, tables[row.sheet]) for row in rows[:MOST_SHOWN]]
        left = len(rows) - len(self._lines)
        self.more.setText(t("importing_wizard.check.more", count=f"{left:,}") if left > 0 else "")
        self.more.setVisible(left > 0)
        self._shown_columns = self._columns_of(found.tables)
        self._by_key = {self._key(each): each for each in self._lines}
        if found.tables:
            self._show_grid(found.tables[0])

    def _renew(self) -> None:
        """Other verdicts for the lines in sight."""
        assert self._judged is not None
        assert self.grid is not None
        now = {(row.sheet, row.row): row for row in self._judged.examination.rows}
        changes: list[tuple[int, int, str]] = []
        for number, line in enumerate(self._lines):
            row = now.get((line.judged.sheet, line.judged.row), line.judged)
            self._lines[number] = _Line(row, line.table)
            for place, text in enumerate(self._line_texts(self._lines[number])[:_FIXED]):
                changes.append((number, place, text))
        self._by_key = {self._key(each): each for each in self._lines}
        self.grid.grid.put(changes)
        self._explain(self.grid.currentIndex().row())

    def _show_grid(self, table: Table) -> None:
        self._texts = [self._line_texts(line) for line in self._lines]
        columns = [
            GridColumn("row", t("importing_wizard.check.row"), 96 if self._several else 64, fixed=True),
            GridColumn("verdict", t("importing_wizard.check.verdict"), _verdict_width(), fixed=True),
            GridColumn("reason", t("importing_wizard.check.reason"), 320, fixed=True),
            *(
                GridColumn(
                    key, table.form.fields[key].title, self._width_of(place), judge=self._judge_of(key)
                )
                for place, key in enumerate(self._shown_columns, _FIXED)
            ),
        ]
        fresh = Grid(columns, self._texts)
        fresh.setAccessibleName(t("importing_wizard.check.list"))
        fresh.grid.dataChanged.connect(lambda top, bottom, *_roles: self._edited(top.row(), bottom.row()))
        if self.grid is not None:
            self._place.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
        self.grid = fresh
        self._place.addWidget(fresh)
        fresh.selectionModel().currentRowChanged.connect(lambda now, _before: self._explain(now.row()))
        fresh.go_to(0, min(_FIXED, len(columns) - 1))
        fresh.horizontalScrollBar().setValue(0)
        self._explain(0)

    def _width_of(self, place: int) -> int:
        """Wide enough for what most rows have in a column; the rest of a long remark is in its tip."""
        wide = max((text_width(texts[place]) for texts in self._texts[:MEASURED]), default=0)
        return min(max(96, wide + 24), 240)

    def _explain(self, number: int) -> None:
        """The reasons of the row where the keyboard is, in full."""
        said = ""
        if 0 <= number < len(self._lines):
            row = self._lines[number].judged
            why = " ".join(reason.text for reason in row.reasons)
            said = t("importing_wizard.check.why", row=row.row, why=why) if why else ""
        self.why.setText(said)

    def _key(self, line: _Line) -> str:
        """How a line is named in its first column; with several sheets the sheet belongs to it."""
        return f"{line.judged.sheet} {line.judged.row}" if self._several else f"{line.judged.row}"

    def _line_texts(self, line: _Line) -> list[str]:
        row = line.judged
        texts = [self._key(line), row.verdict.text, " ".join(reason.text for reason in row.reasons)]
        for key in self._shown_columns:
            columns = line.table.fields.get(key, ())
            found = (text_of(row.cells.get(column), line.table.context) for column in columns)
            texts.append(next((text for text in found if text), ""))
        return texts

    def _judge_of(self, key: str) -> Callable[[str, Sequence[str]], str | None]:
        def judge(_text: str, line: Sequence[str]) -> str | None:
            shown = self._by_key.get(line[0])
            if shown is None:
                return None
            wrong = [r for r in shown.judged.reasons if r.field == key and r.verdict is Verdict.REFUSE]
            return wrong[0].text if wrong else None

        return judge

    def _edited(self, first: int, last: int) -> None:
        assert self.grid is not None
        for number in range(first, min(last, len(self._lines) - 1) + 1):
            line = self._lines[number]
            for place, key in enumerate(self._shown_columns, _FIXED):
                text = self.grid.grid.text(number, place).strip()
                columns = line.table.fields.get(key, ())
                if columns and text != self._texts[number][place]:
                    self._texts[number][place] = text
                    self._changes[(line.judged.sheet, line.judged.row, columns[0])] = text
        if self._changes:
            self._later.start()

    def tell_now(self) -> None:
        """What was put right a moment ago is told at once."""
        if self._later.isActive():
            self._later.stop()
            self._tell()

    def _tell(self) -> None:
        changes, self._changes = self._changes, {}
        self.cells_changed.emit(changes)


def _verdict_width() -> int:
    """Room for the longest verdict in the language of the screen."""
    words = (t("sheets.verdict.accept"), t("sheets.verdict.warn"), t("sheets.verdict.refuse"))
    return max(88, *(text_width(word) + 24 for word in words))
