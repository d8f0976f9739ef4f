"""The board for those who do not see it: a list whose items are the rooms, each saying where it is and in what state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAccessibleWidget

from ui.overrides import guard

if TYPE_CHECKING:
    from ui.isolation.board_scene import BoardScene


@guard
class TileFace(QAccessibleInterface):
    """One room."""

    def __init__(self, board: BoardScene, number: int) -> None:
        super().__init__()
        self._board = board
        self.number = number

    def isValid(self) -> bool:
        return self.number < len(self._board.plan.tiles)

    def object(self) -> QObject:
        return cast(Any, None)

    def window(self) -> QWindow:
        return cast(Any, self._board.window().windowHandle())

    def relations(self, match: Any = None) -> list[Any]:
        return []

    def parent(self) -> QAccessibleInterface:
        return cast(Any, QAccessible.queryAccessibleInterface(self._board))

    def child(self, index: int) -> QAccessibleInterface:
        return cast(Any, None)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return cast(Any, None)

    def childCount(self) -> int:
        return 0

    def focusChild(self) -> QAccessibleInterface:
        return cast(Any, None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, what: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        look = self._board.plan.tiles[self.number].look
        if what == QAccessible.Text.Name:
            return look.spoken
        return look.tip if what == QAccessible.Text.Description else ""

    def setText(self, what: QAccessible.Text, text: str) -> None:
        pass

    def rect(self) -> QRect:
        return self._board.global_rect(self.number) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        found = QAccessible.State()
        found.focusable = found.selectable = True  # type: ignore[assignment]
        if self.number == self._board.current_number:
            found.selected = True  # type: ignore[assignment]
            found.focused = self._board.hasFocus()  # type: ignore[assignment]
        return found

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        return None


@guard
class BoardFace(QAccessibleWidget):
    """The list of them."""

    def __init__(self, board: BoardScene) -> None:
        super().__init__(board, QAccessible.Role.List, board.accessibleName())
        self._board = board
        self._tiles: list[TileFace] = []

    def childCount(self) -> int:
        return len(self._board.plan.tiles)

    def child(self, index: int) -> QAccessibleInterface:
        if not 0 <= index < self.childCount():
            return cast(Any, None)
        while len(self._tiles) <= index:
            self._tiles.append(TileFace(self._board, len(self._tiles)))
        return self._tiles[index]

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        number = self._board.number_at_global(QPoint(x, y))
        return cast(Any, None) if number is None else self.child(number)

    def focusChild(self) -> QAccessibleInterface:
        number = self._board.current_number
        return cast(Any, None) if number is None or not self._board.hasFocus() else self.child(number)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.number if isinstance(child, TileFace) else -1


def tell_current(board: BoardScene) -> None:
    """Another room is current: a screen reader says it."""
    if not QAccessible.isActive() or board.current_number is None:
        return
    event = QAccessibleEvent(board, QAccessible.Event.Focus)
    event.setChild(board.current_number)
    QAccessible.updateAccessibility(event)
