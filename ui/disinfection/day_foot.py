"""The line under the day: the keys of the grid, and how far the day has come."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk.strings import t
from ui.kit.ledger_foot import LedgerFoot


class DayFoot(LedgerFoot):
    """Keys at the left; how far the day has come at the right."""

    def __init__(self, parent: QWidget) -> None:
        self.done = ""
        hints = [("←↑↓→", "move"), ("Return", "fill"), ("Space", "tick"), ("N", "next"), ("▼", "now")]
        super().__init__([(key, t(f"disinfection_tab.day.key.{words}")) for key, words in hints], parent)

    def right_text(self) -> str:
        return self.done

    def put(self, words: str) -> None:
        self.done = words
        self.show_count(0)
