"""Shows a paper exactly as it will be printed, and prints it or keeps it as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from duty_desk.errors import DutyDeskError
from duty_desk.paper import Preview
from duty_desk.strings import t
from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.combo import ComboBox
from ui.kit.labels import Label
from ui.kit.memory import BriefMemory, Memory
from ui.kit.notices import Banner
from ui.kit.number_fields import NumberField
from ui.kit.printing import Outcome, Printout, image_of, printer_by_name, printer_names, save_pdf, send
from ui.kit.progress import ProgressPanel
from ui.kit.tasks import Report, Task, Tasks
from ui.kit.tokens import Tone, tokens

ZOOMS = (0.5, 0.75, 1.0, 1.5, 2.0)
SCREEN_DPI = 96
EDGE = 16


class _Page(QWidget):
    """One page as dots; sharp at the size it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()

    def put(self, image: QImage, size: QSize) -> None:
        self._image = image
        self.setFixedSize(size)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), tokens().paper)
        painter.drawImage(QRectF(self.rect()), self._image)
        painter.setPen(tokens().line)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class PrintPreview(QDialog):
    """Opened with `open()`. `done_with` tells where the paper went; closing without it means that it was not printed."""

    done_with = Signal(object)

    def __init__(
        self,
        parent: QWidget | None,
        printout: Printout,
        folder: Path,
        tasks: Tasks,
        *,
        memory: Memory | None = None,
        names: Callable[[], Sequence[str]] = printer_names,
        make: Callable[[str], QPrinter] = printer_by_name,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{t('kit.preview.title')} {printout.title}")
        self.resize(880, 640)
        self._printout, self._folder, self._tasks = printout, folder, tasks
        self._memory, self._names, self._make = memory or BriefMemory(), names, make
        self._preview = Preview(printout.pdf)
        self._number, self._zoom = 0, 0.0
        self._task: Task | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addLayout(self._build_head())
        self._page = _Page()
        self._scroll = QScrollArea()
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.setWidget(self._page)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(self._scroll, 1)
        self.banner = Banner(Tone.INFO, "")
        self.banner.hide()
        column.addWidget(self.banner)
        self.progress: ProgressPanel | None = None
        column.addLayout(self._build_foot())
        self._column = column
        self.finished.connect(lambda _result: self._preview.close())
        self._show()

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(self._printout.title, bold=True, elide=True), 1)
        self.where = Label(colour="text2")
        for icon, key, shortcut, act in (
            ("chevron-left", "previous", "PgUp", lambda: self.show_page(self._number - 1)),
            ("chevron-right", "next", "PgDown", lambda: self.show_page(self._number + 1)),
            ("magnify-minus-outline", "zoom_out", "Ctrl+-", lambda: self.zoom(-1)),
            ("magnify-plus-outline", "zoom_in", "Ctrl+=", lambda: self.zoom(1)),
            ("fit-to-page-outline", "fit", "Ctrl+0", lambda: self.zoom(0)),
        ):
            button = icon_button(icon, t(f"kit.preview.{key}"), shortcut)
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
            if key == "previous":
                row.addWidget(self.where)
        return row

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        names = tuple(self._names())
        kept = self._memory.load(f"printer.{self._printout.kind}").get("name")
        self.printer = ComboBox(
            [(name, name) for name in names],
            kept if kept in names else (names[0] if names else None),
            icon="printer-outline",
            placeholder=t("kit.preview.no_printer_short"),
            name=t("kit.preview.printer"),
        )
        self.printer.setEnabled(bool(names))
        self.copies = NumberField(1, unit=t("kit.preview.copies"), least=1, most=99, width=96)
        self.copies.setAccessibleName(t("kit.preview.copies"))
        self.close_button = Button(t("kit.preview.close"), key="Esc", bind=False)
        self.save_button = Button(t("kit.preview.save"), icon="file-pdf-box", key="Ctrl+S")
        self.print_button = Button(
            t("kit.preview.print"), kind=Kind.PRIMARY, icon="printer-outline", key="Ctrl+P"
        )
        for each in (self.printer, self.copies):
            row.addWidget(each)
        row.addStretch()
        for each in (self.close_button, self.save_button, self.print_button):
            row.addWidget(each)
        self.close_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.choose_file)
        self.print_button.clicked.connect(self.print)
        return row

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Enter does what the preview is for.
        first = self.print_button if self.printer.isEnabled() else self.save_button
        first.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def page_count(self) -> int:
        return self._preview.page_count

    @property
    def page_number(self) -> int:
        """The page shown, counted from 1."""
        return self._number + 1

    def show_page(self, number: int) -> None:
        """Show a page, counted from 0."""
        self._number = max(0, min(self._preview.page_count - 1, number))
        self._show()
        self._scroll.verticalScrollBar().setValue(0)

    def zoom(self, by: int) -> None:
        """One step larger (1) or smaller (-1), or the whole page (0)."""
        if by == 0:
            self._zoom = 0.0
        else:
            now = self._zoom or self._fitting()
            steps = [each for each in ZOOMS if (each > now + 0.01 if by > 0 else each < now - 0.01)]
            self._zoom = (steps[0] if by > 0 else steps[-1]) if steps else now
        self._show()

    def _fitting(self) -> float:
        wide, tall = (length / 25.4 * SCREEN_DPI for length in self._preview.size_mm(self._number))
        room = self._scroll.viewport().size()
        return max(0.1, min((room.width() - EDGE) / wide, (room.height() - EDGE) / tall, 2.0))

    def _show(self) -> None:
        zoom = self._zoom or self._fitting()
        ratio = self.devicePixelRatioF()
        image = image_of(self._preview.render(self._number, SCREEN_DPI * zoom * ratio))
        self._page.put(image, QSize(round(image.width() / ratio), round(image.height() / ratio)))
        self.where.setText(t("kit.preview.page", page=self.page_number, pages=self._preview.page_count))

    def print(self) -> None:
        """Send to the chosen printer beside the window; without one the paper is kept as a file."""
        if self._task is not None:
            return
        name, copies = str(self.printer.value() or ""), self.copies.value()
        count = copies if isinstance(copies, int) else 1
        if name:
            self._memory.save(f"printer.{self._printout.kind}", {"name": name})
        self.progress = ProgressPanel(f"{t('kit.preview.print')} {self._printout.title}")
        self._column.insertWidget(self._column.count() - 1, self.progress)
        self.progress.cancelled.connect(self._cancel)
        self.print_button.refuse(t("kit.preview.print"))
        known, make = tuple(self._names()), self._make

        def work(report: Report) -> Outcome:
            return send(
                self._printout, name, self._folder, report, copies=count, names=lambda: known, make=make
            )

        self._task = self._tasks.run(work, done=self._went, failed=self._failed, progress=self.progress.put)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._ready_again()

    def _ready_again(self) -> None:
        self._task = None
        self.print_button.refuse("")
        if self.progress is not None:
            self.progress.hide()
            self.progress.deleteLater()
            self.progress = None

    def _went(self, outcome: Outcome) -> None:
        self._ready_again()
        self.done_with.emit(outcome)
        if outcome.path is None:
            self.accept()
            return
        # It is kept: what is left is to go away.
        self.close_button.set_words(t("kit.preview.done"))
        title, _line, path = outcome.sentence.partition("\n")
        self.banner.say(title, path, Tone.WARN if path else Tone.OK)
        self.banner.show()

    def _failed(self, error: Exception) -> None:
        self._ready_again()
        if not isinstance(error, DutyDeskError):
            raise error
        self.banner.say(error.text, tone=Tone.DANGER)
        self.banner.show()

    def choose_file(self) -> None:
        """Ask where to keep the paper."""
        dialog = QFileDialog(
            self, t("kit.preview.save"), str(self._folder / f"{self._printout.file_name}.pdf")
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(t("kit.preview.files"))
        dialog.setDefaultSuffix("pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Keep the paper as a file and say where."""
        try:
            self._went(save_pdf(self._printout, path))
        except DutyDeskError as error:
            self._failed(error)

    def exec(self) -> int:
        raise RuntimeError("the preview is opened with open(); exec() would block the program")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in steps:
            self.show_page(self._number + steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
            return
        super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._zoom and hasattr(self, "_column"):
            self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().window)
