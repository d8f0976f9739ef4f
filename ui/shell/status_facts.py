"""Keeps the facts of the status bar true: printers, last save, last verified backup, the line to other desks."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from duty_desk import formats
from duty_desk.errors import StorageError
from duty_desk.strings import t
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.backup import Status
    from duty_desk.desk import Desk
    from ui.changes import Changes
    from ui.shell.office_page import OfficePage
    from ui.shell.status_bar import StatusBar

# Every recorded act writes here; column widths do not.
ACTS = "audit_entry"


def printer_names() -> tuple[str, ...]:
    """Printers this PC knows; asked beside the window, because a print server may take its time."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return tuple(QPrinterInfo.availablePrinterNames())


def _look_after_interruption(desk: Desk) -> tuple[int, int]:
    """How much does not fit together after the program was killed or the power went, and how many forms were kept."""
    from duty_desk import check, drafts

    with desk.read() as read:
        kept = len(drafts.list_drafts(read))
    return len(check.run(desk)), kept


class StatusFacts(QObject):
    """Reads what the bar says; pressing a fact goes where it is put right."""

    def __init__(self, page: OfficePage, bar: StatusBar, changes: Changes) -> None:
        super().__init__(page)
        self._page, self._bar = page, bar
        self._saved_at: datetime | None = None
        self._lost: StorageError | None = None
        changes.written.connect(self._written)
        changes.looked.connect(self._looked)
        for fact, subject in (
            (bar.scanner, "scanner"),
            (bar.printer, "printing"),
            (bar.saved, "status"),
            (bar.backup, "backup"),
            (bar.desks, "status"),
        ):
            fact.clicked.connect(lambda _=False, subject=subject: page.open_place("office", subject))

    def refresh(self) -> None:
        """Read everything again."""
        if self._page.desk.was_interrupted:
            self._page.desk.was_interrupted = False
            self._page.tasks.run(partial(_look_after_interruption, self._page.desk), done=self._tell_recovery)
        self._read_scanner()
        self._page.tasks.run(printer_names, done=self.show_printers)
        self._show_saved()
        self._show_desks()
        self._show_trouble()

    def tick(self) -> None:
        """A second has passed: what was fresh may have grown old."""
        self._show_saved()

    def show_printers(self, names: tuple[str, ...]) -> None:
        """Whether anything can be printed on."""
        if names:
            self._bar.printer.say(t("shell.status.printer_ready"), Tone.OK, icon="printer-outline")
        else:
            self._bar.printer.say(
                t("shell.status.no_printer"), Tone.WARN, t("shell.status.no_printer_remedy"), "printer-alert"
            )

    def show_backup(self, standing: Status) -> None:
        """When the last proved copy was made; amber after a day, red when it went wrong."""
        fact = self._bar.backup
        fact.show()
        at = formats.moment(standing.good_at)
        if standing.good_at is not None and standing.good_at.date() == self._page.desk.now.date():
            at = formats.clock(standing.good_at)
        tone = {"ok": Tone.OK, "failed": Tone.DANGER}.get(standing.level.value, Tone.WARN)
        remedy = "" if tone is Tone.OK else t(f"shell.status.backup_{standing.level}_remedy")
        fact.say(t(f"shell.status.backup_{standing.level}", time=at), tone, remedy)

    def _tell_recovery(self, found: tuple[int, int]) -> None:
        wrong, kept = found
        if wrong:
            self._page.notices.say(t("shell.recovery.wrong"), t("shell.recovery.wrong_next"))
            return
        drafts = t("shell.recovery.drafts", count=kept) if kept else t("shell.recovery.no_drafts")
        self._page.notices.show_recovery(t("shell.recovery.whole"), drafts)

    def _read_scanner(self) -> None:
        from duty_desk import settings

        with self._page.desk.read() as read:
            seen = settings.get(read, "scanner.tested_at")
        if seen:
            self._bar.scanner.say(t("shell.status.scanner_ready"), Tone.OK)
        else:
            self._bar.scanner.say(
                t("shell.status.scanner_untested"), Tone.NEUTRAL, t("shell.status.scanner_remedy")
            )

    def _written(self, tables: frozenset[str]) -> None:
        if ACTS in tables:
            self._saved_at = self._page.desk.now
            self._show_saved()
        if "setting" in tables:
            self._read_scanner()

    def _looked(self, error: StorageError | None) -> None:
        if error is not self._lost:
            self._lost = error
            self._show_saved()
            self._show_desks()
            self._show_trouble()

    def _show_saved(self) -> None:
        trouble = self._page.desk.trouble or self._lost
        if trouble is not None:
            self._bar.saved.say(
                t("shell.status.not_saving"), Tone.DANGER, trouble.text, "database-alert-outline"
            )
        elif self._saved_at is None:
            self._bar.saved.say(t("shell.status.nothing_to_save"), Tone.OK, icon="database-check-outline")
        else:
            self._bar.saved.say(
                t("shell.status.saved", time=formats.clock(self._saved_at)),
                Tone.OK,
                icon="database-check-outline",
            )

    def _show_trouble(self) -> None:
        """What keeps the office from saving stands across the window, not only at its foot."""
        notices, trouble = self._page.notices, self._page.desk.trouble
        if trouble is None and self._lost is not None and self._page.desk.path is None:
            notices.show_lost()
        else:
            notices.show_trouble(trouble or self._lost)

    def _show_desks(self) -> None:
        shared = self._page.desk.path is None
        self._bar.desks.setVisible(shared)
        if not shared:
            return
        if self._lost is None:
            self._bar.desks.say(t("shell.status.desks_linked"), Tone.OK, icon="lan-connect")
        else:
            self._bar.desks.say(t("shell.status.desks_lost"), Tone.DANGER, self._lost.text, "lan-disconnect")
