"""Prints papers of every screen: through the preview, or straight to the printer kept for that kind of paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtPrintSupport import QPrinter

from duty_desk.errors import DutyDeskError
from ui.kit.print_preview import PrintPreview
from ui.kit.printing import Outcome, Printout, printer_by_name, printer_names, send
from ui.kit.tasks import Report

if TYPE_CHECKING:
    from ui.appearance import Appearance
    from ui.shell.office_page import OfficePage

_PREFIX = "printer."


class PrinterMemory:
    """Printers belong to the PC: which one takes which kind of paper, and whether without a preview."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance

    def load(self, key: str) -> dict[str, Any]:
        return dict(self._appearance.choices.printers.get(key.removeprefix(_PREFIX), {}))

    def save(self, key: str, value: dict[str, Any]) -> None:
        kind = key.removeprefix(_PREFIX)
        kept = self._appearance.choices.printers
        self._appearance.choose(printers={**kept, kind: {**kept.get(kind, {}), **value}})


def papers_folder() -> Path:
    """Where papers are kept when there is no printer."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


class Papers:
    """`names` and `make` are replaced where there is no printer to try."""

    def __init__(self, page: OfficePage) -> None:
        self._page = page
        self.memory = PrinterMemory(page.appearance)
        self.folder = papers_folder()
        self.names: Callable[[], Sequence[str]] = printer_names
        self.make: Callable[[str], QPrinter] = printer_by_name
        self.preview: PrintPreview | None = None

    def show(
        self,
        printout: Printout,
        done: Callable[[Outcome], object] | None = None,
        *,
        direct: bool | None = None,
    ) -> None:
        """Preview a paper, or print it at once where the officer chose so; `done` is told where it went."""
        kept = self.memory.load(_PREFIX + printout.kind)
        straight = bool(kept.get("direct")) if direct is None else direct
        if straight and kept.get("name"):
            self._send(printout, str(kept["name"]), done)
            return
        preview = PrintPreview(
            self._page.window(),
            printout,
            self.folder,
            self._page.tasks,
            memory=self.memory,
            names=self.names,
            make=self.make,
        )
        if done is not None:
            preview.done_with.connect(done)
        preview.done_with.connect(self._told)
        self.preview = preview
        preview.finished.connect(self._closed)
        preview.open()

    def _send(self, printout: Printout, printer: str, done: Callable[[Outcome], object] | None) -> None:
        known = tuple(self.names())

        def work(report: Report) -> Outcome:
            return send(printout, printer, self.folder, report, names=lambda: known, make=self.make)

        def went(outcome: Outcome) -> None:
            if done is not None:
                done(outcome)
            self._told(outcome)

        self._page.tasks.run(work, done=went, failed=self._failed)

    def _told(self, outcome: Outcome) -> None:
        title, _line, path = outcome.sentence.partition("\n")
        if path:
            self._page.notices.say(title, path)
        else:
            self._page.notify(title)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        self._page.refuse(error)

    def _closed(self) -> None:
        self.preview = None
