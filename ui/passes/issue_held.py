"""Says while typing that the person or vehicle has such a pass: extend it, give it anew, or issue another all the same."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.passes import PassRefused
from duty_desk.strings import t
from ui.kit.buttons import Button
from ui.kit.notices import Banner
from ui.kit.tokens import Tone


class HeldNotice(QWidget):
    """`pass_asked` carries the pass and the verb; `another_asked` is the wish to issue all the same."""

    pass_asked = Signal(int, str)
    another_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.pass_id: int | None = None
        self.banner = Banner(Tone.WARN, "", parent=self)
        self.buttons: dict[str, Button] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        for verb in ("extend", "reissue"):
            button = Button(t(f"passes_tab.act.{verb}"))
            button.clicked.connect(lambda _=False, verb=verb: self.pass_asked.emit(self.pass_id or 0, verb))
            self.buttons[verb] = button
        self.buttons["another"] = Button(t("passes_tab.issue.another"))
        self.buttons["another"].clicked.connect(self.another_asked)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(8)
        column.addWidget(self.banner)
        column.addLayout(row)
        self.hide()

    def show_refusal(self, error: PassRefused) -> None:
        """Name the pass that is held."""
        self.pass_id = error.pass_id
        held = error.key.endswith(".already_held")
        said = t("passes.caution.already_held", **error.values) if held else error.text
        self.banner.say(said, t("passes_tab.issue.held_next") if held else "")
        self.show()

    def text(self) -> str:
        """What is said, empty when nothing is held."""
        return "" if self.isHidden() else self.banner.title.text()

    def forget(self) -> None:
        """Nothing is held any more."""
        self.pass_id = None
        self.hide()
