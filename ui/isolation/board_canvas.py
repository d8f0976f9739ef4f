"""The board under keys and mouse: walked over, opened, filtered, and somebody moved from one room to another."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ui.isolation.board_access import BoardFace
from ui.isolation.board_layout import BuildingShown, Size
from ui.isolation.board_scene import BoardScene
from ui.isolation.drag import Move, label_place
from ui.kit.faces import give_faces
from ui.kit.paint import literal

# The signs for larger and smaller tiles, and back to what fits.
RESIZE = {"+": Size.LARGE, "=": Size.LARGE, "-": Size.SMALL, "0": Size.FITTING}
# So near to the edge the board scrolls by itself while something is dragged, so far at a time.
NEAR, STEP, EVERY_MS = 32, 24, 30


class BoardCanvas(BoardScene):
    """Signals name a room by its id.

    `opened` is Enter or a click; `lifted` the beginning of a drag, `dropped` its end or Enter while moving;
    `move_ended` that a move was given up; `menu_asked` carries the place on the screen.
    """

    opened = Signal(int)
    letter_pressed = Signal(str)
    filter_asked = Signal()
    clear_asked = Signal()
    lifted = Signal(int)
    dropped = Signal(int)
    move_ended = Signal()
    menu_asked = Signal(int, QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._pressed: QPoint | None = None
        self._scrolling = QTimer(self, interval=EVERY_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        give_faces(BoardScene, BoardFace)

    def put(self, buildings: Sequence[BuildingShown]) -> None:
        super().put(buildings)
        if self.move_state is not None and self.plan.number_of(self.move_state.source.room) is None:
            self.end_move()

    # --- moving somebody ---

    def begin_move(self, move: Move, pointer: QPoint | None = None) -> None:
        """Take somebody up; without a pointer the arrows choose the room, beginning with the first that can be taken."""
        self.move_state = move
        move.pointer = pointer
        if pointer is None:
            order = sorted(
                range(len(self.plan.tiles)),
                key=lambda n: abs(n - (self.plan.number_of(move.source.room) or 0)),
            )
            possible = [n for n in order if move.possible(self.plan.tiles[n].look.room)]
            empty = [n for n in possible if self.plan.tiles[n].look.room not in move.swaps]
            self._aim(next(iter([*empty, *possible]), None))
        else:
            self._scrolling.start()
            self._follow(pointer)
        self.viewport().update()

    def end_move(self) -> None:
        """Nobody is moved any more."""
        if self.move_state is not None:
            self.move_state = None
            self._pressed = None
            self._scrolling.stop()
            self.viewport().unsetCursor()
            self.viewport().update()
            self.move_ended.emit()

    def aim_at(self, room: int) -> None:
        """Mean a room while somebody is moved."""
        self._aim(self.plan.number_of(room))

    def _aim(self, number: int | None) -> None:
        move = self.move_state
        if move is None:
            return
        look = None if number is None else self.plan.tiles[number].look
        if look is move.target:
            return
        for each in (move.target, look):
            if each is not None:
                self._update(self.plan.number_of(each.room))
        move.target = look
        if number is not None and move.pointer is None:
            self.bring(number)
        self._update_move()

    def _follow(self, pointer: QPoint) -> None:
        move = self.move_state
        if move is None:
            return
        move.pointer = pointer
        self._aim(self.number_at(pointer))
        self._update_move()

    def _update_move(self) -> None:
        move = self.move_state
        if move is not None:
            near = self._near(move)
            label = label_place(move, near, self.viewport().rect())
            self.viewport().update(move.painted.united(near).united(label).adjusted(-4, -4, 4, 4))

    def _scroll_on(self) -> None:
        """While a tile is held near the edge, the board goes on under it."""
        move = self.move_state
        if move is None or move.pointer is None:
            return
        y, high = move.pointer.y(), self.viewport().height()
        by = -STEP if y < NEAR else STEP if y > high - NEAR else 0
        if by:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + by)
            self._follow(move.pointer)

    # --- keys and mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not plain or not self._key(Qt.Key(event.key()), event.text()):
            super().keyPressEvent(event)

    def _key(self, key: Qt.Key, text: str) -> bool:
        move = self.move_state
        if self._step(key):
            return True
        if key == Qt.Key.Key_Escape:
            if move is not None:
                self.end_move()
            else:
                self.clear_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if move is not None:
                self._let_go()
            elif self._current:
                self.opened.emit(self._current)
        elif text in RESIZE:
            self.set_size(RESIZE[text])
        elif text == "/":
            self.filter_asked.emit()
        elif len(text) == 1 and text.isalpha() and move is None:
            self.letter_pressed.emit(text.upper())
        else:
            return False
        return True

    def _step(self, key: Qt.Key) -> bool:
        move = self.move_state
        here = self.current_number
        if move is not None and move.target is not None:
            here = self.plan.number_of(move.target.room)
        if here is None:
            return False
        takes = self._takes
        steps = {
            Qt.Key.Key_Left: lambda: self.plan.step(here, -1, 0, takes),
            Qt.Key.Key_Right: lambda: self.plan.step(here, 1, 0, takes),
            Qt.Key.Key_Up: lambda: self.plan.step(here, 0, -1, takes),
            Qt.Key.Key_Down: lambda: self.plan.step(here, 0, 1, takes),
            Qt.Key.Key_PageUp: lambda: self.plan.other_building(here, -1, takes),
            Qt.Key.Key_PageDown: lambda: self.plan.other_building(here, 1, takes),
            Qt.Key.Key_Home: lambda: next((n for n in range(len(self.plan.tiles)) if takes(n)), here),
            Qt.Key.Key_End: lambda: next(
                (n for n in reversed(range(len(self.plan.tiles))) if takes(n)), here
            ),
        }
        if key not in steps:
            return False
        number = steps[key]()
        if move is not None:
            self._aim(number)
        else:
            self.set_current(self.plan.tiles[number].look.room)
        return True

    def _takes(self, number: int) -> bool:
        """Whether the keys stop at a tile: not at what a filter leaves out."""
        return (
            self._shown is None
            or self.move_state is not None
            or self.plan.tiles[number].look.room in self._shown
        )

    def _let_go(self) -> None:
        """Put down where it was aimed at; what cannot be taken is refused where it is said."""
        move = self.move_state
        if move is not None and move.target is not None and move.possible(move.target.room):
            self.dropped.emit(move.target.room)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.number_at(event.position().toPoint())
        if number is None:
            return
        if self.move_state is not None and self.move_state.pointer is None:
            # Chosen by M, put down by a click.
            self._aim(number)
            self._let_go()
            return
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
        self.set_current(self.plan.tiles[number].look.room)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        if self.move_state is not None and self.move_state.pointer is not None:
            self._follow(spot)
        elif (
            self._pressed is not None
            and event.buttons() & Qt.MouseButton.LeftButton
            and (spot - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        ):
            self._pressed = None
            self.lifted.emit(self._current)
            if self.move_state is not None:
                self.move_state.pointer = spot
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self._follow(spot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        move = self.move_state
        if move is not None and move.pointer is not None:
            self._follow(event.position().toPoint())
            if move.target is not None and move.possible(move.target.room):
                self._let_go()
            else:
                self.end_move()
        elif self._pressed is not None:
            self._pressed = None
            self.opened.emit(self._current)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        number = self.current_number if by_key else self.number_at(event.pos())
        if number is None or self.move_state is not None:
            return
        self.set_current(self.plan.tiles[number].look.room)
        place = self.global_rect(number)
        self.menu_asked.emit(self._current, place.center() if by_key else event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self.number_at(event.pos())
            QToolTip.showText(event.globalPos(), literal(self.tip(number)), self)
            return True
        return super().viewportEvent(event)

    def tip(self, number: int | None) -> str:
        """What is said under the pointer: why a room cannot be taken while somebody is moved, else its facts."""
        if number is None:
            return ""
        look = self.plan.tiles[number].look
        return look.tip if self.move_state is None else self.move_state.refusal(look)
