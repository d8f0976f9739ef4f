"""The chart of passes issued: drawn beside the window, read column by column with the mouse or the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping

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

from duty_desk import formats
from duty_desk.paper.chart import column_edges
from duty_desk.passes.figure_report import Columns
from duty_desk.strings import t
from ui.kit.paint import write
from ui.kit.tasks import Task, Tasks
from ui.kit.tokens import SMALL, tokens
from ui.passes.figures_work import Size, draw_chart, palette_now

REDRAW_DELAY_MS = 150
LEAST = QSize(320, 160)


class ChartView(QWidget):
    """`said` tells what the column pointed at holds, or the highest one when none is."""

    said = Signal(str)
    drawn = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._columns: Columns | None = None
        self._words: Mapping[str, str] = {}
        self._picture = QImage()
        self._at = -1
        self._later = QTimer(self, singleShot=True, interval=REDRAW_DELAY_MS)
        self._later.timeout.connect(self._draw)
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(t("passes_figures.chart"))

    def put(self, columns: Columns | None, words: Mapping[str, str]) -> None:
        """Show other figures; the same ones are not drawn again."""
        if columns == self._columns and words == self._words and not self._picture.isNull():
            return
        self._columns, self._words, self._at = columns, words, -1
        self._picture = QImage()
        self.update()
        self._say()
        self._later.start(0)

    def point_at(self, place: int) -> None:
        """Point at a column, -1 for none."""
        count = len(self._columns.names) if self._columns else 0
        place = max(-1, min(count - 1, place))
        if place != self._at:
            self._at = place
            self.update()
            self._say()

    @property
    def is_drawn(self) -> bool:
        """Whether the picture is there."""
        return not self._picture.isNull()

    def words_of(self, place: int) -> str:
        """What a column holds, in words."""
        columns = self._columns
        if columns is None:
            return ""
        parts = [
            t("passes_figures.term", name=self._words.get(group, group), count=formats.number(values[place]))
            for group, values in columns.groups.items()
            if values[place]
        ]
        total = formats.number(columns.totals[place])
        if not parts:
            return t("passes_figures.column_none", name=columns.names[place])
        if len(parts) == 1:
            return t("passes_figures.column_one", name=columns.names[place], part=parts[0])
        return t(
            "passes_figures.column",
            name=columns.names[place],
            parts=t("passes.list_mark").join(parts),
            total=total,
        )

    def _say(self) -> None:
        columns = self._columns
        if columns is None:
            words = ""
        elif self._at >= 0:
            words = self.words_of(self._at)
        else:
            highest = max(range(len(columns.totals)), key=columns.totals.__getitem__)
            words = t("passes_figures.highest", column=self.words_of(highest))
        self.setAccessibleDescription(words)
        self.said.emit(words)

    def _draw(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        columns, words = self._columns, self._words
        if columns is None or not self.isVisible():
            return
        size = Size(self.width(), self.height(), self.devicePixelRatioF())
        palette, scale = palette_now()
        self._task = self._tasks.run(
            lambda: draw_chart(columns, words, size, palette, scale), done=self._arrived
        )

    def _arrived(self, picture: QImage) -> None:
        self._task = None
        self._picture = picture
        self.update()
        self.drawn.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens()
        painter.fillRect(self.rect(), look.surface)
        if self._picture.isNull():
            if self._columns is not None:
                place = QRectF(self.rect())
                write(painter, place, t("passes_figures.drawing"), look.text3, SMALL)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._picture)
        if self._at >= 0 and self._columns is not None:
            left, right = column_edges(self._at, len(self._columns.names))
            painter.setPen(QPen(look.focus, 1))
            wide, tall = self.width(), self.height()
            painter.drawRect(QRectF(left * wide, tall * 0.12, (right - left) * wide, tall * 0.87))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start(REDRAW_DELAY_MS)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Figures that changed while another screen was in front were not drawn.
        if self._picture.isNull():
            self._later.start(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._later.start(REDRAW_DELAY_MS)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        count = len(self._columns.names) if self._columns else 0
        share = event.position().x() / max(1, self.width())
        found = (
            place
            for place in range(count)
            if column_edges(place, count)[0] <= share < column_edges(place, count)[1]
        )
        self.point_at(next(found, -1))

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.point_at(-1)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._columns.names) if self._columns else 0
        steps = {
            Qt.Key.Key_Left: self._at - 1 if self._at > 0 else count - 1 if self._at < 0 else 0,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }
        if event.key() in steps:
            self.point_at(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)
