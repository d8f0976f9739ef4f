"""Step 1: the file or the pasted cells, how its text is encoded, and which register or ledger it fills."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QTextOption
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from duty_desk.importing import FORMS
from duty_desk.sheets import form
from duty_desk.strings import t
from ui.importing.source import Source
from ui.kit.buttons import Button, Kind
from ui.kit.choices import Choice, Segmented
from ui.kit.combo import ComboBox
from ui.kit.form import Form
from ui.kit.labels import Label
from ui.kit.notices import Banner
from ui.kit.tokens import SMALL, Tone

LINES = 20
# A remark in one sheet pushes the columns of the others no further than this.
WIDEST, TAB_GAP = 200, 24


def ask_file(parent: QWidget) -> str:
    """Which file; empty when the officer changed their mind."""
    chosen, _kind = QFileDialog.getOpenFileName(
        parent, t("importing_wizard.choose.open"), "", t("importing_wizard.choose.kinds")
    )
    return chosen


class ChooseStep(QWidget):
    """Emits what to read; the wizard reads it beside the window and gives the result back to `show_source`."""

    file_chosen = Signal(Path, str)
    pasted = Signal(str)
    form_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        # Replaced where there is nobody to answer a file dialog.
        self.ask_file: Callable[[QWidget], str] = ask_file
        self._path: Path | None = None
        # What can be switched between now.
        self._encodings: list[str] = []
        self.setAcceptDrops(True)
        self.open_button = Button(
            t("importing_wizard.choose.open"), kind=Kind.PRIMARY, icon="file-excel-outline", key="Ctrl+O"
        )
        self.open_button.clicked.connect(self._open)
        self.paste_button = Button(t("importing_wizard.choose.paste"), icon="content-copy", key="Ctrl+V")
        self.paste_button.clicked.connect(self.paste)
        self.trouble = Banner(Tone.DANGER, "")
        self.trouble.hide()
        self.name = Label(bold=True)
        self.form_fields = Form()
        self.forms = ComboBox(placeholder=t("importing_wizard.choose.which"))
        self.forms.changed.connect(lambda: self.form_chosen.emit(str(self.forms.value() or "")))
        self.form_fields.add("form", t("importing_wizard.choose.form"), self.forms)
        self.encoding = Segmented()
        self.encoding.chosen.connect(self._other_encoding)
        self.form_fields.add("encoding", t("importing_wizard.choose.encoding"), self.encoding)
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setTabChangesFocus(True)
        self.preview.setAccessibleName(t("importing_wizard.choose.preview"))
        self._lay_out()
        self.show_source(None)

    def show_source(self, source: Source | None, form_key: str = "") -> None:
        """What was read: name, forms found, and its first lines in the encoding used."""
        self.trouble.hide()
        known = source is not None
        for part in (self.name, self.form_fields, self._hint, self.preview):
            part.setVisible(known)
        if source is None:
            return
        self._path = source.path
        self.name.setText(source.name)
        found = [(key, form(key).title, t("importing_wizard.choose.found")) for key in source.forms]
        others = [(key, form(key).title) for key in FORMS if key not in source.forms]
        self.forms.set_options([*found, *others], form_key or (source.forms[0] if source.forms else None))
        switchable = len(source.previews) > 0
        self.form_fields.field("encoding").setVisible(switchable)
        if switchable:
            choices = [
                Choice(each.encoding, each.encoding or t("importing_wizard.choose.guessed"))
                for each in source.previews
            ]
            keys = [choice.key for choice in choices]
            if keys != self._encodings:
                self._encodings = keys
                self.encoding.set_choices(choices)
        self._hint.setText(t(f"importing_wizard.choose.{'preview' if switchable else 'first_rows'}"))
        self._show_lines(self._first_lines(source))

    def refused(self, sentence: str) -> None:
        """The file cannot be read at all."""
        self.trouble.say(sentence)
        self.trouble.show()
        self.open_button.setFocus()

    def paste(self) -> None:
        """Take the cells that were copied in a spreadsheet."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.pasted.emit(text)
        else:
            self.refused(t("importing_wizard.choose.nothing_copied"))

    def _open(self) -> None:
        chosen = self.ask_file(self)
        if chosen:
            self._path = Path(chosen)
            self._encodings = []
            self.file_chosen.emit(self._path, "")

    def _other_encoding(self, encoding: str) -> None:
        if self._path is not None:
            self.file_chosen.emit(self._path, encoding)

    def _first_lines(self, source: Source) -> str:
        wanted = self.encoding.value()
        for each in source.previews:
            if each.encoding == wanted:
                return each.text
        lines: list[str] = []
        for sheet in source.book.sheets:
            if sheet.name:
                lines.append(f"[{sheet.name}]")
            for row in sheet.rows[:LINES]:
                lines.append("\t".join(str(row.cells[column].value) for column in sorted(row.cells)))
        return "\n".join(lines)

    def _show_lines(self, text: str) -> None:
        """Cells that were apart in the sheet stand below one another."""
        rows = [line.split("\t") for line in text.split("\n")]
        most = max(map(len, rows))
        face = self.preview.fontMetrics()
        widths = [
            max((face.horizontalAdvance(row[place]) for row in rows if len(row) > place + 1), default=0)
            for place in range(most - 1)
        ]
        tabs, at = [], 0.0
        for width in widths:
            at += min(width, WIDEST) + TAB_GAP
            tabs.append(QTextOption.Tab(at, QTextOption.TabType.LeftTab))
        option = self.preview.document().defaultTextOption()
        option.setTabs(tabs)
        self.preview.document().setDefaultTextOption(option)
        self.preview.setPlainText(text)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.paste_button)
        buttons.addWidget(Label(t("importing_wizard.choose.drop"), px=SMALL, colour="text2", elide=True), 1)
        self._hint = Label(t("importing_wizard.choose.preview"), px=SMALL, colour="text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(buttons)
        for part in (self.trouble, self.name, self.form_fields, self._hint):
            column.addWidget(part)
        column.addWidget(self.preview, 1)
        column.addStretch()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_V and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.paste()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self._path = Path(paths[0])
            self.file_chosen.emit(self._path, "")
