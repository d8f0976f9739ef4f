"""The rarer acts of a panel: three dots at the right of its foot, and the menu that they open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from ui.kit.buttons import Button, icon_button

# Its words and what it does.
Act = tuple[str, Callable[[], object]]


def more_buttons(tip: str, acts: Sequence[Act]) -> list[QWidget]:
    """The dots, or nothing where there are no such acts."""
    if not acts:
        return []
    dots = icon_button("dots-horizontal", tip)
    dots.clicked.connect(lambda: open_acts(dots, acts))
    return [dots]


def open_acts(button: Button, acts: Sequence[Act]) -> QMenu:
    """Their menu, over the button; it deletes itself when it closes."""
    menu = QMenu(button)
    menu.aboutToHide.connect(menu.deleteLater)
    for words, act in acts:
        menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
    menu.popup(button.mapToGlobal(button.rect().topLeft()))
    return menu
