"""What can be done with an item or one of its lots beyond handing out and taking in, in the menu of its panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from duty_desk.strings import t

if TYPE_CHECKING:
    from ui.supplies.stock import StockView


def build(view: StockView, item: int, parent: QWidget) -> QMenu:
    """The menu at the foot of the panel."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.addAction(t("supplies_tab.item.card"), lambda: view.tab.show_card(item))
    return menu
