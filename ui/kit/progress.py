"""Progress of longer work: a thin bar up to two seconds, then a panel with remaining time and a way to stop."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk.strings import t
from ui.kit.buttons import Button
from ui.kit.labels import Label
from ui.kit.paint import box, smooth
from ui.kit.panels import Surface
from ui.kit.tokens import PADDING, SMALL, tokens

QUIET_MS = 300


class Bar(QWidget):
    """A bar 8 high; `total` 0 means that the end is not known."""

    def __init__(self, height: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done, self._total, self._turn = 0, 0, 0
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._clock = QTimer(self, interval=60)
        self._clock.timeout.connect(self._go_on)

    def put(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self._clock.stop() if total else self._clock.start()
        self.update()

    def _go_on(self) -> None:
        self._turn = (self._turn + 3) % 130
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        radius = 2 if self.height() > 4 else 0
        box(painter, self.rect(), look.sunken, radius=radius)
        if self._total:
            share = min(1.0, max(0.0, self._done / self._total))
            box(painter, QRectF(0, 0, round(self.width() * share), self.height()), look.accent, radius=radius)
        else:
            left = (self._turn - 30) / 100 * self.width()
            painter.setClipRect(self.rect())
            box(painter, QRectF(left, 0, self.width() * 0.3, self.height()), look.accent, radius=radius)


class ProgressPanel(Surface):
    """Title, how far, remaining time, and a way to stop, with what stopping leaves behind."""

    cancelled = Signal()

    def __init__(
        self, title: str, leaves: str = "", *, step: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._step, self._begun = step, monotonic()
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 12, PADDING, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.title, self.how_far = Label(title, bold=True), Label("", px=SMALL, colour="text2")
        head.addWidget(self.title, 1)
        head.addWidget(self.how_far)
        column.addLayout(head)
        self.bar = Bar()
        column.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        self.left, self._leaves = Label("", px=SMALL, colour="text2"), Label(leaves, px=SMALL, colour="text2")
        self.left.hide()
        foot.addWidget(self.left)
        foot.addWidget(self._leaves)
        foot.addStretch()
        self.button = Button(t("kit.progress.cancel"), key="Esc")
        self.button.clicked.connect(self.cancel)
        foot.addWidget(self.button)
        column.addLayout(foot)
        self.setAccessibleName(title)
        self.bar.put(0, 0)

    def put(self, done: int, total: int = 0, text: str = "") -> None:
        """As a task reports it; fits `Tasks.run(progress=panel.put)`."""
        self.bar.put(done, total)
        if text or total:
            self.how_far.setText(text or t("kit.progress.step", done=done, total=total))
        seconds = remaining(done, total, monotonic() - self._begun)
        self.left.setVisible(seconds is not None)
        if seconds is not None:
            key, count = ("minutes", -(-seconds // 60)) if seconds > 90 else ("seconds", seconds)
            self.left.setText(t(f"kit.progress.{key}", count=count))

    def cancel(self) -> None:
        self.button.refuse(t("kit.progress.cancelling"))
        self.title.setText(t("kit.progress.cancelling"))
        self.cancelled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.button.isEnabled():
            self.cancel()
            return
        super().keyPressEvent(event)


def remaining(done: int, total: int, elapsed: float) -> int | None:
    """Seconds left, judged by the pace so far; None while that would be a guess."""
    if done <= 0 or total <= done or elapsed < 2:
        return None
    return max(1, round(elapsed / done * (total - done)))
