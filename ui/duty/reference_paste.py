"""A telephone list out of a workbook or a message, pasted in at once; what could not be kept stays to be mended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from duty_desk.duty import phone_lines
from duty_desk.errors import DutyDeskError
from duty_desk.sheets.reading import read_book
from duty_desk.strings import t
from ui.kit.buttons import Button
from ui.kit.fields import TextArea
from ui.kit.notices import Banner
from ui.kit.tokens import Tone
from ui.views.act_panel import ActPanel, filled

if TYPE_CHECKING:
    from ui.feature_tab import Shell

_LINES = 8


class PastePanel(ActPanel):
    """Says while typing how many lines it understands."""

    def __init__(self, shell: Shell, text: str, parent: QWidget) -> None:
        super().__init__(
            shell,
            t("duty_references.paste.title"),
            t("duty_references.paste.note"),
            t("duty_references.paste.save"),
            lambda work, values, _second: phone_lines.add_lines(work, text=values["text"]),
            icon="plus",
            parent=parent,
        )
        if text:
            count = len(text.splitlines())
            self.form.add_widget(Banner(Tone.WARN, t("duty_references.paste.left", count=count)))
        self.explain(t("duty_references.paste.explain"))
        self.area = TextArea(text, lines=_LINES)
        check = filled(t("duty_references.error.no_lines", most=phone_lines.MOST))
        self.form.add("text", t("duty_references.paste.text"), self.area, check=check).label.hide()
        self.understood = self.explain("")
        button = Button(t("duty_references.paste.file"), icon="file-excel-outline", parent=self)
        button.clicked.connect(lambda: self.choose_file())
        self.form.add_widget(button)
        self.area.changed.connect(self._look)
        self._look()
        self.form.mark_saved()

    def choose_file(self, path: str = "") -> None:
        """A workbook in the place of pasted cells; it is read beside the window, and seen before it is kept."""
        chosen = path
        if not chosen:
            kinds = t("duty_references.paste.kinds")
            chosen, _filter = QFileDialog.getOpenFileName(self, t("duty_references.paste.file"), "", kinds)
        if chosen:
            self.shell.tasks.run(
                lambda: phone_lines.text_of(read_book(Path(chosen))), done=self._read, failed=self._failed
            )

    def _read(self, text: str) -> None:
        if isValid(self):
            before = self.area.toPlainText().strip()
            self.area.setPlainText("\n".join(part for part in (before, text) if part))
            self.area.setFocus()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self.shell.refuse(error)

    def _look(self) -> None:
        found = phone_lines.read_lines(self.area.toPlainText())
        count = sum(line.is_whole for line in found)
        self.understood.setText(t("duty_references.paste.read", count=count))
