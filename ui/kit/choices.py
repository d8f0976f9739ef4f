"""Pick one view (segments, joined) or filter a list (chips with live counts): legend, count and filter in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.kit import icons
from ui.kit.flow import Flow
from ui.kit.paint import set_tip, smooth, write
from ui.kit.tokens import BODY, CONTROL, RADIUS, Tone, text_width, tokens


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick. `count` is shown in bold; `tone` colours the icon only."""

    key: str
    label: str
    count: int | None = None
    icon: str = ""
    tone: Tone | None = None
    tip: str = ""


class _Piece(QPushButton):
    """One segment or chip. A segment is round only where its line begins or ends."""

    def __init__(self, choice: Choice, height: int, parent: ChoiceBar) -> None:
        super().__init__(parent)
        self.choice = choice
        self._begins = self._ends = True
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.take(choice)

    def take(self, choice: Choice) -> None:
        self.choice = choice
        words = choice.label if choice.count is None else f"{choice.label} {choice.count:,}"
        self.setAccessibleName(words.strip() or choice.tip)
        set_tip(self, choice.tip)
        self.updateGeometry()
        self.update()

    def join(self, *, begins: bool, ends: bool) -> None:
        if (begins, ends) != (self._begins, self._ends):
            self._begins, self._ends = begins, ends
            self.update()

    def _number(self) -> str:
        return "" if self.choice.count is None else f"{self.choice.count:,}"

    def sizeHint(self) -> QSize:
        width = 24
        width += icons.NORMAL + (4 if self.choice.label else 0) if self.choice.icon else 0
        width += text_width(self.choice.label, BODY) if self.choice.label else 0
        width += text_width(self._number(), BODY, True) + 6 if self._number() else 0
        return QSize(max(width, CONTROL), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        on, able = self.isChecked(), self.isEnabled()
        fill = look.selected if on else look.hover if self.underMouse() and able else look.surface
        fore = look.accent_text if on else look.text if able else look.disabled
        painter.setPen(QPen(look.accent if on else look.ctl, 1))
        painter.setBrush(fill)
        painter.drawPath(self._outline())
        x = 12.0
        if self.choice.icon:
            tint = look.tone(self.choice.tone)[0] if self.choice.tone and able else fore
            icons.draw(painter, self.choice.icon, QRectF(x, 0, icons.NORMAL, self.height()), tint)
            x += icons.NORMAL + 4
        if self.choice.label:
            wide = text_width(self.choice.label, BODY)
            write(painter, QRectF(x, 0, wide, self.height()), self.choice.label, fore)
            x += wide + 6
        if self._number():
            write(painter, QRectF(x, 0, self.width() - x, self.height()), self._number(), fore, BODY, True)

    def _outline(self) -> QPainterPath:
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(place, RADIUS, RADIUS)
        half = place.width() / 2
        if not self._begins:
            path = path.united(_rectangle(place.adjusted(0, 0, -half, 0)))
        if not self._ends:
            path = path.united(_rectangle(place.adjusted(half, 0, 0, 0)))
        return path.simplified()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def _rectangle(place: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRect(place)
    return path


class _Joined(Flow):
    """Segments without a gap; what does not fit goes to a second line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, gap=0, line_gap=4)

    def setGeometry(self, place: QRect) -> None:
        super().setGeometry(place)
        for line in self.lines(place.width()):
            for item in line:
                if isinstance(piece := item.widget(), _Piece):
                    piece.join(begins=item is line[0], ends=item is line[-1])


class ChoiceBar(QWidget):
    """What segments and filter chips share. Left and right move, Space or Enter picks, digits pick by place."""

    chosen = Signal(str)
    JOINED = False

    def __init__(
        self,
        choices: Sequence[Choice] = (),
        current: str = "",
        *,
        name: str = "",
        height: int = CONTROL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._height = height
        self._pieces: list[_Piece] = []
        self._box = _Joined(self) if self.JOINED else Flow(self)
        self._wraps = False
        if self.JOINED:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        else:
            self.let_wrap()
        self.setAccessibleName(name)
        self.set_choices(choices, current)

    def let_wrap(self) -> None:
        """Break into lines where there is not enough width: in a form, whose column is what it is."""
        self._wraps = True
        wide = QSizePolicy.Policy.Maximum if self.JOINED else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(wide, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() if self._wraps else self.sizeHint()

    def set_choices(self, choices: Sequence[Choice], current: str = "") -> None:
        """Show other choices; the first is current unless another is named. The same keys keep their pieces, and the focus."""
        if choices and [piece.choice.key for piece in self._pieces] == [choice.key for choice in choices]:
            for piece, choice in zip(self._pieces, choices, strict=True):
                piece.take(choice)
            self._mark(current or choices[0].key)
            return
        for piece in self._pieces:
            # It keeps its parent to the end: without one, its Python side would go before the widget does.
            piece.hide()
            self._box.removeWidget(piece)
            piece.deleteLater()
        self._pieces = []
        for choice in choices:
            piece = _Piece(choice, self._height, self)
            piece.clicked.connect(lambda _=False, key=choice.key: self._pick(key))
            piece.installEventFilter(self)
            self._box.addWidget(piece)
            piece.show()
            self._pieces.append(piece)
        if choices:
            self._mark(current or choices[0].key)

    def value(self) -> str:
        """Key of the current choice."""
        return next((piece.choice.key for piece in self._pieces if piece.isChecked()), "")

    def set_value(self, key: object) -> None:
        """Show `key` as current without telling anyone."""
        self._mark(str(key))

    def choose(self, key: str) -> None:
        """As if the officer had picked `key`."""
        if any(piece.choice.key == key for piece in self._pieces):
            self._pick(key)

    def choose_place(self, number: int) -> bool:
        """Pick the choice at `number`, counted from 1. False when there is none."""
        if not 1 <= number <= len(self._pieces):
            return False
        self._pick(self._pieces[number - 1].choice.key)
        return True

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Change the numbers; a key that is missing keeps its own."""
        for piece in self._pieces:
            old = piece.choice
            if old.key in counts:
                piece.take(Choice(old.key, old.label, counts[old.key], old.icon, old.tone, old.tip))
        self.updateGeometry()

    def serve_digits_of(self, view: QWidget) -> None:
        """Let the digits 1 to 9 pick while `view`, the list being filtered, has the focus."""
        view.installEventFilter(self)

    def _pick(self, key: str) -> None:
        self._mark(key)
        self.chosen.emit(key)

    def _mark(self, key: str) -> None:
        for piece in self._pieces:
            on = piece.choice.key == key
            piece.setChecked(on)
            piece.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.ClickFocus)
            if on:
                self.setFocusProxy(piece)
        if self.JOINED:
            for piece in self._pieces:
                if piece.isChecked():
                    piece.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            piece = watched if isinstance(watched, _Piece) else None
            return self._key(event, piece)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent, piece: _Piece | None) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not plain:
            return False
        text = event.text()
        if len(text) == 1 and text in "123456789" and not event.isAutoRepeat():
            return self.choose_place(int(text))
        if piece is None:
            return False
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            index = self._pieces.index(piece) + steps[Qt.Key(event.key())]
            if 0 <= index < len(self._pieces):
                self._pieces[index].setFocus(Qt.FocusReason.OtherFocusReason)
                if self.JOINED:
                    self._pick(self._pieces[index].choice.key)
            return True
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self._again(piece))
            return True
        return False

    def _again(self, piece: _Piece) -> str:
        """Picking the current chip again takes the filter off: back to the first, which shows everything."""
        return self._pieces[0].choice.key if piece.isChecked() and not self.JOINED else piece.choice.key


class Segmented(ChoiceBar):
    """Joined segments: exactly one view is shown."""

    JOINED = True
    changed = Signal()

    def _pick(self, key: str) -> None:
        super()._pick(key)
        self.changed.emit()


class FilterChips(ChoiceBar):
    """Chips 8 px apart, the first one showing everything; wraps when the window is narrow."""
