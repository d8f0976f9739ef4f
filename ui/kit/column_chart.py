"""A chart of columns: drawn beside the window in the colours of the theme, read column by column with the mouse or the arrow keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.paint import write
from ui.kit.tasks import Task, Tasks
from ui.kit.tokens import SMALL, look, tokens

if TYPE_CHECKING:
    from duty_desk.paper.chart import Palette

REDRAW_DELAY_MS = 150
LEAST = QSize(320, 160)
# Letters of a chart are 8 points high: at so many dots an inch they are the 12 pixels of the screen.
DOTS = 108


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a picture is drawn on: pixels of the screen, dots in each of them, and the colours and type scale in force."""

    width: int
    height: int
    ratio: float
    palette: Palette
    scale: int

    def stacked(self, labels: Sequence[str], series: Any, **more: Any) -> QImage:
        """Columns of parts, as `duty_desk.paper.chart.stacked` takes them; for a worker thread."""
        from duty_desk.paper.chart import stacked

        dots = DOTS * self.ratio * self.scale / 100
        png = stacked(
            labels,
            series,
            look=self.palette,
            width=self.width * self.ratio / dots * 25.4,
            height=self.height * self.ratio / dots * 25.4,
            dpi=dots,
            **more,
        )
        picture = QImage.fromData(png)
        picture.setDevicePixelRatio(self.ratio)
        return picture


class ColumnChart(QWidget):
    """What is drawn and said is up to a subclass. `said` tells what the column pointed at holds, or of all when none is."""

    said = Signal(str)
    drawn = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None, *, name: str, waiting: str) -> None:
        super().__init__(parent)
        self._tasks, self._waiting = tasks, waiting
        self._task: Task | None = None
        self._picture = QImage()
        self._at = -1
        self._later = QTimer(self, singleShot=True, interval=REDRAW_DELAY_MS)
        self._later.timeout.connect(self._draw)
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)

    @property
    def names(self) -> Sequence[str]:
        """The columns by name; none when there is nothing to draw."""
        raise NotImplementedError

    def words_of(self, place: int) -> str:
        """What a column holds, in words."""
        raise NotImplementedError

    def summary(self) -> str:
        """What is said while no column is pointed at."""
        raise NotImplementedError

    def drawing(self) -> Callable[[Sheet], QImage]:
        """What draws the present columns; called on a worker thread."""
        raise NotImplementedError

    def edges(self, place: int) -> tuple[float, float]:
        """Where a column begins and ends, as shares of the width."""
        from duty_desk.paper.chart import column_edges

        return column_edges(place, len(self.names))

    def renew(self) -> None:
        """Draw what has changed."""
        self._at = -1
        self._picture = QImage()
        self.update()
        self._say()
        self._later.start(0)

    def point_at(self, place: int) -> None:
        """Point at a column, -1 for none."""
        place = max(-1, min(len(self.names) - 1, place))
        if place != self._at:
            self._at = place
            self.update()
            self._say()

    @property
    def is_drawn(self) -> bool:
        """Whether the picture is there."""
        return not self._picture.isNull()

    def _say(self) -> None:
        words = ""
        if self.names:
            words = self.words_of(self._at) if self._at >= 0 else self.summary()
        self.setAccessibleDescription(words)
        self.said.emit(words)

    def _draw(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if not self.names or not self.isVisible():
            return
        draw, sheet = self.drawing(), _sheet_of(self)
        self._task = self._tasks.run(lambda: draw(sheet), done=self._arrived)

    def _arrived(self, picture: QImage) -> None:
        self._task = None
        self._picture = picture
        self.update()
        self.drawn.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = tokens()
        painter.fillRect(self.rect(), colours.surface)
        if self._picture.isNull():
            if self.names:
                write(painter, QRectF(self.rect()), self._waiting, colours.text3, SMALL)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._picture)
        if self._at >= 0:
            left, right = self.edges(self._at)
            painter.setPen(QPen(colours.focus, 1))
            wide, tall = self.width(), self.height()
            painter.drawRect(QRectF(left * wide, tall * 0.12, (right - left) * wide, tall * 0.87))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start(REDRAW_DELAY_MS)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # What changed while another screen was in front was not drawn.
        if self._picture.isNull():
            self._later.start(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._later.start(REDRAW_DELAY_MS)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        share = event.position().x() / max(1, self.width())
        columns = map(self.edges, range(len(self.names)))
        self.point_at(
            next((place for place, (left, right) in enumerate(columns) if left <= share < right), -1)
        )

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.point_at(-1)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.names) - 1
        steps = {
            Qt.Key.Key_Left: last if self._at < 0 else max(0, self._at - 1),
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.point_at(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


def _sheet_of(widget: QWidget) -> Sheet:
    """The size of a widget and the look in force; asked on the window's thread."""
    from duty_desk.paper.chart import Palette

    now = tokens()
    ground, text, rule, edge = (colour.name() for colour in (now.surface, now.text2, now.line, now.text2))
    fills = (now.accent, now.selected, now.ctl, now.info_bg, now.neutral_bg)
    palette = Palette(ground, text, rule, edge, tuple(colour.name() for colour in fills))
    return Sheet(widget.width(), widget.height(), widget.devicePixelRatioF(), palette, look().scale)
