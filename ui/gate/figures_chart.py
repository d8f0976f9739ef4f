"""The chart of who stood at the gates, drawn beside the window in the colours of the theme; the numbers stand in the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk import formats
from duty_desk.strings import t
from ui.kit.tasks import Task, Tasks
from ui.kit.tokens import look, tokens

if TYPE_CHECKING:
    from duty_desk.paper.chart import Palette

# Letters of a chart are 8 points high: at so many dots an inch they are the 12 pixels of the screen.
DOTS = 108
REDRAW_DELAY_MS = 150
LEAST = QSize(320, 160)
Heights = Mapping[str, tuple[int, ...]]


def draw_chart(
    labels: Sequence[str], heights: Heights, size: QSize, ratio: float, palette: Palette, scale: int
) -> QImage:
    """The columns as a picture; for a worker thread."""
    from duty_desk.gate.figure_report import series_of
    from duty_desk.paper.chart import stacked

    dots = DOTS * ratio * scale / 100
    png = stacked(
        labels,
        series_of(heights),
        look=palette,
        width=size.width() * ratio / dots * 25.4,
        height=size.height() * ratio / dots * 25.4,
        dpi=dots,
        unit=t("gate.figures.unit"),
    )
    picture = QImage.fromData(png)
    picture.setDevicePixelRatio(ratio)
    return picture


def palette_now() -> tuple[Palette, int]:
    """The colours and the type scale in force; asked on the window's thread."""
    from duty_desk.paper.chart import Palette

    now = tokens()
    ground, text, rule, edge = (colour.name() for colour in (now.surface, now.text2, now.line, now.text2))
    fills = (now.accent, now.selected, now.ctl, now.info_bg, now.neutral_bg)
    return Palette(ground, text, rule, edge, tuple(colour.name() for colour in fills)), look().scale


class ChartView(QWidget):
    """Columns by day, week or month."""

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._labels: tuple[str, ...] = ()
        self._heights: Heights = {}
        self._picture = QImage()
        self._later = QTimer(self, singleShot=True, interval=REDRAW_DELAY_MS)
        self._later.timeout.connect(self._draw)
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(t("gate.figures.chart"))

    @property
    def is_drawn(self) -> bool:
        """Whether the picture is there."""
        return not self._picture.isNull()

    def put(self, labels: tuple[str, ...], heights: Heights) -> None:
        """Show other columns."""
        if (labels, heights) == (self._labels, self._heights) and self.is_drawn:
            return
        self._labels, self._heights = labels, heights
        self._picture = QImage()
        sums = ((measure, sum(values)) for measure, values in heights.items())
        words = (f"{t(f'gate.figures.measure.{name}')} {formats.number(total)}" for name, total in sums)
        self.setAccessibleDescription(" ".join(words))
        self.update()
        self._later.start(0)

    def _draw(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if not self._labels or not self.isVisible():
            return
        labels, heights, size, ratio = self._labels, self._heights, self.size(), self.devicePixelRatioF()
        palette, scale = palette_now()
        self._task = self._tasks.run(
            lambda: draw_chart(labels, heights, size, ratio, palette, scale), done=self._arrived
        )

    def _arrived(self, picture: QImage) -> None:
        self._task = None
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().surface)
        if not self._picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self._picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start(REDRAW_DELAY_MS)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._later.start(REDRAW_DELAY_MS)
