"""What is previewed is what prints; without a printer the paper is kept and the officer told where."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from duty_desk.errors import StorageError
from duty_desk.paper import Layout, Preview, write_layouts
from duty_desk.paper.layout import Box, Qr, Text
from duty_desk.strings import t
from ui.kit.memory import BriefMemory
from ui.kit.print_preview import PrintPreview
from ui.kit.printing import DPI, Outcome, Printout, free_path, image_of, print_pages, save_pdf, send
from ui.kit.tasks import Tasks

PAYLOAD = "910000000000000000000000000000000000000042"


def _printout(pages: int = 2, width: float = 105, height: float = 148) -> Printout:
    made = io.BytesIO()
    items = (
        Box(6, 6, 15, 15, fill="ink"),
        Text(30, 20, "临时通行证𬭎", 20, bold=True),
        Qr(8, 60, 36, PAYLOAD),
    )
    write_layouts(made, "通行证", [Layout(width, height, items)] * pages)
    return Printout(made.getvalue(), "通行证 0412", "通字〔2020〕第0412号", "pass.a6")


class FilePrinters:
    """Printers that print into files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, []

    def __call__(self, name: str) -> QPrinter:
        self.asked.append(name)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(DPI)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / "printed.pdf"))
        return printer


@pytest.fixture
def tasks(qapp) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    assert made.close()


def _grey(pdf: bytes | Path, page: int = 0) -> np.ndarray:
    with Preview(pdf) as preview:
        image = preview.render(page, 100)
    rows = np.frombuffer(image.data, dtype=np.uint8).reshape(image.height, image.stride)
    return rows[:, : image.width * 3].reshape(image.height, image.width, 3).mean(axis=2)


def test_printed_pages_are_the_previewed_ones(qapp, tmp_path: Path) -> None:
    import zxingcpp

    printout, printers = _printout(), FilePrinters(tmp_path)
    assert print_pages(printout, printers("HP")) == 2
    printed = tmp_path / "printed.pdf"
    with Preview(printed) as preview:
        assert preview.page_count == 2
        assert preview.size_mm(0) == pytest.approx((105, 148), abs=0.5)
    one, other = _grey(printout.pdf), _grey(printed)
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    assert (np.abs(one[:height, :width] - other[:height, :width]) > 128).mean() < 0.005
    assert [found.text for found in zxingcpp.read_barcodes(other.astype(np.uint8))] == [PAYLOAD]


def test_landscape_pages_stay_landscape(qapp, tmp_path: Path) -> None:
    print_pages(_printout(1, 297, 210), FilePrinters(tmp_path)("HP"), copies=3)
    with Preview(tmp_path / "printed.pdf") as preview:
        assert preview.page_count == 3
        assert preview.size_mm(2) == pytest.approx((297, 210), abs=1)


def test_missing_printer_keeps_the_paper(qapp, tmp_path: Path) -> None:
    outcome = send(_printout(), "HP", tmp_path, names=lambda: ())
    assert outcome.path == tmp_path / "通字〔2020〕第0412号.pdf"
    assert outcome.sentence == f"没有找到打印机，已保存为 PDF\n{outcome.path}"
    again = send(_printout(), "HP", tmp_path, names=lambda: ())
    assert again.path == tmp_path / "通字〔2020〕第0412号 (2).pdf"
    assert free_path(tmp_path, "../a/b.pdf").parent == tmp_path


def test_unwritable_place_is_refused_in_words(qapp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError):
        save_pdf(_printout(), tmp_path / "file" / "x.pdf")


@pytest.fixture
def window(qtbot, shown) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    shown(made)
    return made


def _open(
    window: QWidget, tmp_path: Path, tasks: Tasks, names=lambda: (), make=None, memory=None
) -> PrintPreview:
    extra = {} if make is None else {"make": make}
    dialog = PrintPreview(window, _printout(), tmp_path, tasks, names=names, memory=memory, **extra)
    dialog.open()
    return dialog


def test_pages_and_zoom(qtbot, window: QWidget, tmp_path: Path, tasks: Tasks) -> None:
    dialog = _open(window, tmp_path, tasks)
    assert dialog.where.text() == "第 1 页，共 2 页"
    qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
    qtbot.keyClick(dialog, Qt.Key.Key_PageDown)
    assert dialog.page_number == 2
    fit = dialog._page.width()
    dialog.zoom(1)
    assert dialog._page.width() > fit
    dialog.zoom(0)
    assert dialog._page.width() == fit
    assert not dialog.grab().isNull()
    dialog.reject()


def test_print_without_printer_says_where_the_file_is(
    qtbot, window: QWidget, tmp_path: Path, tasks: Tasks
) -> None:
    dialog = _open(window, tmp_path, tasks)
    assert not dialog.printer.isEnabled()
    with qtbot.waitSignal(dialog.done_with) as told:
        dialog.print_button.click()
    outcome = told.args[0]
    assert isinstance(outcome, Outcome)
    assert dialog.banner.title.text() == "没有找到打印机，已保存为 PDF"
    assert dialog.banner.body.text() == str(outcome.path)
    assert dialog.isVisible()
    dialog.reject()


def test_printer_is_remembered_for_this_sort_of_paper(
    qtbot, window: QWidget, tmp_path: Path, tasks: Tasks
) -> None:
    printers, memory = FilePrinters(tmp_path), BriefMemory()
    dialog = _open(window, tmp_path, tasks, lambda: ("A4", "卡片机"), printers, memory)
    dialog.printer.set_value("卡片机")
    with qtbot.waitSignal(dialog.done_with) as told:
        dialog.print_button.click()
    assert told.args[0].sentence == "已发送到 卡片机"
    assert printers.asked == ["卡片机"]
    qtbot.waitUntil(lambda: not tasks.busy)
    again = _open(window, tmp_path, tasks, lambda: ("A4", "卡片机"), printers, memory)
    assert again.printer.value() == "卡片机"
    again.reject()


def test_saving_says_where(qtbot, window: QWidget, tmp_path: Path, tasks: Tasks) -> None:
    dialog = _open(window, tmp_path, tasks)
    dialog.save_to(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes()[:5] == b"%PDF-"
    assert "a.pdf" in dialog.banner.title.text()
    # “Do not print” would be untrue by now.
    assert dialog.close_button.accessibleName() == dialog.close_button.text() == t("kit.preview.done")
    dialog.reject()


def test_page_image_owns_its_bytes(qapp) -> None:
    with Preview(_printout(1).pdf) as preview:
        image = image_of(preview.render(0, 50))
    assert image.pixelColor(image.width() // 9, image.height() // 12).lightness() < 60
