"""A chart of a period: drawn beside the window, read column by column with the mouse or the arrow keys."""

from __future__ import annotations

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
from duty_desk.paper.chart import Palette, column_edges
from duty_desk.reports import period_papers
from duty_desk.reports.period import Chart
from duty_desk.strings import t
from ui.kit.paint import write
from ui.kit.tasks import Task, Tasks
from ui.kit.tokens import SMALL, look, tokens

REDRAW_DELAY_MS = 150
LEAST = QSize(320, 176)
# Letters of a chart are 8 points high: at so many dots an inch they are the 12 pixels of the screen.
DOTS = 108


class ChartView(QWidget):
    """`said` tells what the column pointed at holds, or the highest one when none is."""

    said = Signal(str)
    drawn = Signal()

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._task: Task | None = None
        self._chart: Chart | None = None
        self._picture = QImage()
        self._at = -1
        self._later = QTimer(self, singleShot=True, interval=REDRAW_DELAY_MS)
        self._later.timeout.connect(self._draw)
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(t("reports_figures.view.chart"))

    def put(self, chart: Chart | None) -> None:
        """Show another chart; the same one is not drawn again."""
        if chart == self._chart and not self._picture.isNull():
            return
        self._chart, self._at = chart, -1
        self._picture = QImage()
        self.update()
        self._say()
        self._later.start(0)

    @property
    def is_drawn(self) -> bool:
        """Whether the picture is there."""
        return not self._picture.isNull()

    def point_at(self, place: int) -> None:
        """Point at a column, -1 for none."""
        count = len(self._chart.names) if self._chart else 0
        place = max(-1, min(count - 1, place))
        if place != self._at:
            self._at = place
            self.update()
            self._say()

    def words_of(self, place: int) -> str:
        """What a column holds, in words."""
        chart = self._chart
        if chart is None:
            return ""
        parts = [
            t("reports_figures.view.term", name=one.name, count=formats.number(one.values[place]))
            for one in chart.series
        ]
        if chart.line and chart.line_values[place] is not None:
            parts.append(
                t(
                    "reports_figures.view.term",
                    name=chart.line,
                    count=formats.number(chart.line_values[place]),
                )
            )
        said = t("reports_figures.view.list_mark").join(parts)
        if chart.totals is None:
            return t("reports_figures.view.column", name=chart.names[place], parts=said)
        total = formats.number(chart.totals[place])
        return t("reports_figures.view.column_sum", name=chart.names[place], parts=said, total=total)

    def _say(self) -> None:
        chart = self._chart
        words = ""
        if chart is not None and self._at >= 0:
            words = self.words_of(self._at)
        elif chart is not None and chart.names:
            tall = [
                max(values) if chart.beside else sum(values)
                for values in zip(*(one.values for one in chart.series), strict=True)
            ]
            words = t("reports_figures.view.highest", column=self.words_of(tall.index(max(tall))))
        self.setAccessibleDescription(words)
        self.said.emit(words)

    def _draw(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        chart = self._chart
        if chart is None or not self.isVisible():
            return
        size, ratio, palette, scale = self.size(), self.devicePixelRatioF(), _palette(), look().scale
        self._task = self._tasks.run(lambda: _picture(chart, size, ratio, palette, scale), done=self._arrived)

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
            if self._chart is not None:
                write(painter, QRectF(self.rect()), t("reports_figures.view.drawing"), colours.text3, SMALL)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._picture)
        if self._at >= 0 and self._chart is not None:
            left, right = self._edges(self._at)
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
        count = len(self._chart.names) if self._chart else 0
        share = event.position().x() / max(1, self.width())
        found = (place for place in range(count) if self._edges(place)[0] <= share < self._edges(place)[1])
        self.point_at(next(found, -1))

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.point_at(-1)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        count = len(self._chart.names) if self._chart else 0
        steps = {
            Qt.Key.Key_Left: self._at - 1 if self._at > 0 else count - 1 if self._at < 0 else 0,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }
        if event.key() in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.point_at(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def _edges(self, place: int) -> tuple[float, float]:
        chart = self._chart
        assert chart is not None
        return column_edges(place, len(chart.names), line=bool(chart.line))


def _palette() -> Palette:
    """The colours in force; asked on the window's thread."""
    now = tokens()
    fills = tuple(
        colour.name() for colour in (now.accent, now.selected, now.ctl, now.info_bg, now.neutral_bg)
    )
    return Palette(now.surface.name(), now.text2.name(), now.line.name(), now.text2.name(), fills)


def _picture(chart: Chart, size: QSize, ratio: float, palette: Palette, scale: int) -> QImage:
    from duty_desk.paper.chart import stacked

    dots = DOTS * ratio * scale / 100
    png = stacked(
        chart.labels,
        period_papers.drawn_series(chart),
        look=palette,
        width=size.width() * ratio / dots * 25.4,
        height=size.height() * ratio / dots * 25.4,
        dpi=dots,
        unit=chart.unit,
        beside=chart.beside,
        line=period_papers.drawn_line(chart),
    )
    picture = QImage.fromData(png)
    picture.setDevicePixelRatio(ratio)
    return picture
