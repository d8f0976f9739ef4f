"""The way out of a defect: a report that a technician can use and that holds nothing about any person."""

from __future__ import annotations

import hashlib
import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from duty_desk.strings import language
from ui.kit.dialogs import CrashDialog

LONGEST = 40


def report_of(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Kinds of errors and places in the code. Messages are left out: they quote what was typed."""
    lines = [f"Duty Desk, Python {platform.python_version()}, Qt {qt_version}, {platform.platform()}"]
    lines.append(f"{language()}, {sys.platform}")
    root = Path(__file__).resolve().parent.parent.parent
    chain: BaseException | None = error
    while chain is not None:
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}")
        for frame in traceback.extract_tb(trace if chain is error else chain.__traceback__)[-LONGEST:]:
            place = Path(frame.filename)
            name = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.name
            lines.append(f"  {name}:{frame.lineno} {frame.name}")
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    del kind
    return "\n".join(lines)


def code_of(report: str) -> str:
    """Eight characters by which the same defect is recognised."""
    return hashlib.sha256(report.encode()).hexdigest()[:8].upper()


class LastResort(QObject):
    """Catches what nothing else did, from any thread, and shows it once."""

    caught = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: CrashDialog | None = None
        self.caught.connect(self._show)
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        report = report_of(kind, error, trace)
        if sys.stderr is not None and sys.stderr.isatty():
            sys.__excepthook__(kind, error, trace)
        elif sys.stderr is not None:
            # Nobody looks on: it goes into a journal, where nothing about any person has its place.
            sys.stderr.write(f"{report}\n")
        self.caught.emit(report)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, report: str) -> None:
        if self.dialog is not None:
            return
        self.dialog = CrashDialog(self._window, report, code_of(report))
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        self.dialog = None
