"""Segments and filter chips: new choices never disturb who is typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.kit.choices import Choice, FilterChips


def test_other_choices_open_no_window_and_the_same_ones_keep_the_focus(qtbot) -> None:
    class Shown(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.windows: list[str] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.windows.append(type(watched).__name__)
            return False

    holder = QWidget()
    chips = FilterChips([Choice("all", "全部", 1), Choice("duty", "值班", 1)], parent=holder)
    QVBoxLayout(holder).addWidget(chips)
    qtbot.addWidget(holder)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    spy = Shown()
    QApplication.instance().installEventFilter(spy)
    chips.setFocus()
    first = holder.focusWidget()
    chips.set_choices([Choice("all", "全部", 2), Choice("duty", "值班", 2)])
    assert holder.focusWidget() is first
    chips.set_choices([Choice("all", "全部", 3), Choice("care", "就医照护", 3)])
    chips.set_choices([Choice("all", "全部", 3)])
    qtbot.wait(20)
    QApplication.instance().removeEventFilter(spy)
    assert spy.windows == []
    assert holder.isActiveWindow()
