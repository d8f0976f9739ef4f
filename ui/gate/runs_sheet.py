"""Prints the sheet of a run through the preview and counts the print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk.errors import DutyDeskError
from duty_desk.gate import papers
from duty_desk.strings import t
from ui.kit.printing import Printout

if TYPE_CHECKING:
    from ui.gate.runs import RunsView


class SheetPrinting:
    """One print of a run sheet."""

    def __init__(self, view: RunsView) -> None:
        self._view = view

    def start(self, run: int) -> None:
        """Draw and show the preview; a refusal is told."""
        shell = self._view.shell
        try:
            with self._view.desk.read() as read:
                layout = papers.run_sheet(read, run)
        except DutyDeskError as error:
            shell.refuse(error)
            return
        title = t("gate.sheet.title")
        shell.tasks.run(
            lambda: papers.draw([layout], title),
            done=lambda pdf: shell.show_paper(
                Printout(pdf, title, f"{title}.pdf", "paper"),
                lambda outcome: self._count(run, outcome.destination),
            ),
        )

    def _count(self, run: int, where: str) -> None:
        with self._view.desk.work() as work:
            papers.record_run_sheet(work, run, where)
