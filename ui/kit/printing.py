"""Sends a finished paper to a printer, page by page as it was previewed; without a printer it becomes a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from duty_desk.errors import StorageError
from duty_desk.paper import PageImage, Preview
from duty_desk.paper.writer import deliver
from duty_desk.strings import t
from ui.kit.tasks import Cancelled, Report

DPI = 300


@dataclass(frozen=True, slots=True)
class Printout:
    """A finished paper. `kind` names the sort of document, so that its printer is remembered."""

    pdf: bytes
    title: str
    file_name: str
    kind: str = "paper"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a paper went: a printer's name or a file, and the sentence that says so."""

    destination: str
    sentence: str
    path: Path | None = None


def printer_names() -> tuple[str, ...]:
    """Printers this PC knows, the usual one first."""
    names = list(QPrinterInfo.availablePrinterNames())
    usual = QPrinterInfo.defaultPrinterName()
    if usual in names:
        names.remove(usual)
        names.insert(0, usual)
    return tuple(names)


def printer_by_name(name: str) -> QPrinter:
    """The printer of that name at a resolution that keeps QR codes sharp."""
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    return printer


def image_of(page: PageImage) -> QImage:
    """The page as an image that owns its bytes."""
    image = QImage(page.data, page.width, page.height, page.stride, QImage.Format.Format_RGB888)
    # Nearly all papers are black and white: a third of the bytes to compress and to send.
    return image.convertToFormat(QImage.Format.Format_Grayscale8) if image.allGray() else image.copy()


def _page_layout(size_mm: tuple[float, float]) -> QPageLayout:
    wide = size_mm[0] > size_mm[1]
    short, long = sorted(size_mm)
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    side = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, side, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def print_pages(printout: Printout, printer: QPrinter, report: Report | None = None, copies: int = 1) -> int:
    """Put every page on paper in its own size; gives how many pages went out. For a worker thread."""
    printer.setDocName(printout.file_name)
    dpi = min(DPI, printer.resolution())
    with Preview(printout.pdf) as preview:
        order = [page for _copy in range(max(1, copies)) for page in range(preview.page_count)]
        printer.setPageLayout(_page_layout(preview.size_mm(order[0])))
        painter = QPainter()
        if not painter.begin(printer):
            raise StorageError("kit.preview.error_printer", printer.printerName())
        try:
            for number, page in enumerate(order):
                if number:
                    printer.setPageLayout(_page_layout(preview.size_mm(page)))
                    printer.newPage()
                wide, tall = preview.size_mm(page)
                scale = printer.resolution() / 25.4
                painter.drawImage(
                    QRectF(0, 0, wide * scale, tall * scale), image_of(preview.render(page, dpi))
                )
                if report is not None:
                    report(number + 1, len(order))
        except Cancelled:
            printer.abort()
            raise
        finally:
            painter.end()
    return len(order)


def free_path(folder: Path, file_name: str) -> Path:
    """A file of that name in `folder`; a number is added when it is taken."""
    stem = file_name.removesuffix(".pdf").replace("/", "-").replace("\\", "-").strip() or "paper"
    path = folder / f"{stem}.pdf"
    number = 2
    while path.exists():
        path = folder / f"{stem} ({number}).pdf"
        number += 1
    return path


def save_pdf(printout: Printout, path: Path) -> Outcome:
    """Write the paper as a file. StorageError when that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError("paper.error.cannot_write", str(error), name=path.name) from error
    deliver(path, printout.pdf)
    return Outcome(str(path), t("kit.preview.saved", path=path), path)


def send(
    printout: Printout,
    printer_name: str,
    folder: Path,
    report: Report | None = None,
    *,
    copies: int = 1,
    names: Callable[[], Sequence[str]] = printer_names,
    make: Callable[[str], QPrinter] = printer_by_name,
) -> Outcome:
    """Print on `printer_name`; when it is not there, keep the paper as a file in `folder` and say so."""
    if printer_name not in names():
        saved = save_pdf(printout, free_path(folder, printout.file_name))
        return Outcome(saved.destination, f"{t('kit.preview.no_printer')}\n{saved.path}", saved.path)
    print_pages(printout, make(printer_name), report, copies)
    return Outcome(printer_name, t("kit.preview.sent", printer=printer_name))
