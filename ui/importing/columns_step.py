"""Step 2: which column is which field: guessed from the titles, corrected by hand, with the first rows in sight."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.sheets import Table, column_letters
from duty_desk.sheets.values import text_of
from duty_desk.strings import t
from ui.importing.source import Corrections
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.number_fields import NumberField
from ui.kit.panels import Scroll
from ui.kit.tokens import CONTROL, SMALL, Tone

SAMPLES = 20
LEFT_OUT = ""
_TONES = {"near": "warn", "unknown": "text2", "double": "warn", "exact": "text2", "chosen": "accent_text"}


class ColumnsStep(QWidget):
    """One sheet at a time. `changed` carries the corrections so far."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tables: tuple[Table, ...] = ()
        self._corrections = Corrections()
        self.sheets = Segmented()
        self.sheets.chosen.connect(lambda _name: self._fill())
        self.header = NumberField(least=0, most=200, width=96)
        self.header.left.connect(self._other_header)
        self.header.returnPressed.connect(self._other_header)
        self.missing = Banner(Tone.WARN, "")
        self.missing.hide()
        self.defaults = Form()
        self.combos: dict[int, ComboBox] = {}
        self._titles: dict[int, Label] = {}
        # What the lines on the screen were built for.
        self._shape: tuple[object, ...] = ()
        self._view = Scroll()
        self._lay_out()

    def show_tables(self, tables: tuple[Table, ...], corrections: Corrections) -> None:
        """Show the tables found, as corrected so far."""
        self._corrections = corrections
        names = [table.sheet.name for table in tables]
        again = names == [table.sheet.name for table in self._tables]
        self._tables = tables
        if not again:
            self.sheets.set_choices(
                [Choice(name, name or t("importing_wizard.columns.pasted")) for name in names]
            )
        self.sheets.setVisible(len(names) > 1)
        self._fill()

    @property
    def table(self) -> Table | None:
        """The sheet in view."""
        wanted = self.sheets.value()
        return next((table for table in self._tables if table.sheet.name == wanted), None)

    def _fill(self) -> None:
        table = self.table
        if table is None:
            return
        self.header.set_value(table.header_row)
        shape = (table.form.key, table.sheet.name, table.header_row, tuple(c.number for c in table.columns))
        if shape == self._shape:
            for column in table.columns:
                self.combos[column.number].set_value(column.field or LEFT_OUT)
                self._titles[column.number].set_colour(_TONES.get(column.how, "text"))
        else:
            self._shape = shape
            self._view.hold(self._lines(table))
        self._show_missing()

    def _lines(self, table: Table) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for place, head in enumerate(("letter", "title", "field", "sample")):
            grid.addWidget(
                Label(t(f"importing_wizard.columns.{head}"), px=SMALL, bold=True, colour="text2"), 0, place
            )
        grid.setColumnStretch(3, 1)
        options = [(LEFT_OUT, t("importing_wizard.columns.left_out"))]
        options += [(key, field.title) for key, field in table.form.fields.items() if field.type != "ignore"]
        self.combos, self._titles = {}, {}
        for line, column in enumerate(table.columns, 1):
            letters = column_letters(column.number)
            combo = ComboBox(options, column.field or LEFT_OUT, name=column.title or letters)
            combo.setFixedWidth(200)
            combo.changed.connect(lambda number=column.number, combo=combo: self._map(number, combo))
            title = Label(column.title, colour=_TONES.get(column.how, "text"))
            self.combos[column.number], self._titles[column.number] = combo, title
            grid.addWidget(Label(letters, colour="text2"), line, 0)
            grid.addWidget(title, line, 1)
            grid.addWidget(combo, line, 2)
            sample = Label(self._samples(table, column.number), colour="text2", elide=True)
            # A character of another font makes no line higher than the others.
            sample.setFixedHeight(CONTROL)
            grid.addWidget(sample, line, 3)
        grid.setRowStretch(len(table.columns) + 1, 1)
        return inside

    def _show_missing(self) -> None:
        """Required fields without a column get one value for all rows."""
        lacking = {
            key: table.form.fields[key].title
            for table in self._tables
            for key in table.missing
            if not table.form.fields[key].auto and key not in table.form.constants
        }
        if set(lacking) != set(self.defaults.names()):
            fresh = Form()
            for key, title in lacking.items():
                control = LineEdit(placeholder=t("importing_wizard.columns.same_for_all"))
                control.setText(self._corrections.defaults.get(key, ""))
                fresh.add(key, title, control)
                control.left.connect(self._keep_defaults)
            self._column.replaceWidget(self.defaults, fresh)
            self.defaults.hide()
            self.defaults.deleteLater()
            self.defaults = fresh
        self.missing.setVisible(bool(lacking))
        if lacking:
            self.missing.say(
                t("importing_wizard.columns.missing", titles="\u3001".join(lacking.values())),
                t("importing_wizard.columns.missing_next"),
            )

    def _map(self, number: int, combo: ComboBox) -> None:
        table = self.table
        if table is None:
            return
        mapping = dict(table.mapping)
        chosen = str(combo.value() or "") or None
        mapping[number] = chosen
        self._change(
            replace(self._corrections, mapping={**self._corrections.mapping, table.sheet.name: mapping})
        )

    def _other_header(self) -> None:
        table, row = self.table, self.header.value()
        if table is None or not isinstance(row, int) or row == table.header_row:
            return
        rest = {
            name: columns for name, columns in self._corrections.mapping.items() if name != table.sheet.name
        }
        headers = {**self._corrections.headers, table.sheet.name: row}
        self._change(replace(self._corrections, headers=headers, mapping=rest))

    def _keep_defaults(self) -> None:
        typed = {key: str(text) for key, text in self.defaults.values().items() if text}
        if typed != dict(self._corrections.defaults):
            self._corrections = replace(self._corrections, defaults=typed)
            self.changed.emit(self._corrections)

    def _change(self, corrections: Corrections) -> None:
        self._corrections = corrections
        self.changed.emit(corrections)

    def _samples(self, table: Table, column: int) -> str:
        texts = (text_of(row.cells.get(column), table.context) for row in table.rows[:SAMPLES])
        # Each value once: a column that says the same in every row shows it once.
        return "\u3000".join(dict.fromkeys(text for text in texts if text))[:200]

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.sheets)
        top.addStretch()
        top.addWidget(Label(t("importing_wizard.columns.header_row"), colour="text2"))
        self.header.setAccessibleName(t("importing_wizard.columns.header_row"))
        top.addWidget(self.header)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addLayout(top)
        self._column.addWidget(self.missing)
        self._column.addWidget(self.defaults)
        self._column.addWidget(self._view, 1)
