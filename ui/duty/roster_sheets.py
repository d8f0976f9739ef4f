"""The roster on paper and as a workbook: drawn beside the window, put on record once it went somewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from duty_desk import formats
from duty_desk.roster import papers
from duty_desk.strings import t
from ui.kit.printing import Printout

if TYPE_CHECKING:
    from ui.duty.roster import RosterView


def print_month(view: RosterView, first: date, *, as_calendar: bool = False) -> None:
    """Names by days, or the calendar of weeks as offices hang it up."""
    title = t("roster_papers.title", year=first.year, month=formats.month_name(first))
    desk = view.desk

    def drawing() -> bytes:
        with desk.read() as read:
            draw = papers.draw_calendar if as_calendar else papers.draw_month
            return draw(read, first)

    def went() -> None:
        with desk.work() as work:
            papers.record_print(work, first, as_calendar=as_calendar)

    view.shell.tasks.run(
        drawing,
        done=lambda pdf: view.shell.show_paper(
            Printout(pdf, title, f"{title}.pdf", "paper"), lambda _outcome: went()
        ),
        failed=view.failed,
    )


def save_workbook(
    view: RosterView, first: date, *, as_calendar: bool = False, path: Path | None = None
) -> None:
    """Ask where, write it, say so."""
    title = t("roster_papers.title", year=first.year, month=formats.month_name(first))
    target = path or _ask_where(view, f"{title}.xlsx")
    if target is None:
        return
    desk = view.desk

    def writing() -> str:
        with desk.read() as read:
            papers.save_workbook(read, target, first, as_calendar=as_calendar)
        with desk.work() as work:
            papers.record_export(work, first, as_calendar=as_calendar)
        return target.name

    view.shell.tasks.run(
        writing,
        done=lambda name: view.shell.notify(t("duty_roster.saved", name=name)),
        failed=view.failed,
    )


def _ask_where(view: RosterView, proposed: str) -> Path | None:
    chosen, _kind = QFileDialog.getSaveFileName(
        view, t("duty_roster.menu.excel"), proposed, t("shell.export.kind_xlsx")
    )
    return Path(chosen) if chosen else None
