"""Sheets of the disinfection screen: drawn beside the window, previewed, put on record once they went somewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

from duty_desk.disinfection import papers
from duty_desk.errors import DutyDeskError
from duty_desk.strings import t
from duty_desk.work import Read, Work
from ui.feature_tab import Shell
from ui.kit.printing import Printout


def print_route(shell: Shell, day: date) -> None:
    """The way of each team over its areas, with boxes to tick."""
    title = t("disinfection_papers.title.route")
    kept: list[int] = []

    def draw(read: Read) -> bytes:
        sheets = papers.route_sheets(read, day)
        kept.append(len(sheets))
        return papers.draw(sheets, title)

    _show(
        shell,
        draw,
        title,
        lambda work, _where: papers.record_sheet(work, "disinfection_route", day, sheets=kept[-1]),
    )


def print_door(shell: Shell, day: date, area: int) -> None:
    """What is due today at one area, for its door."""
    title = t("disinfection_papers.title.door")
    _show(
        shell,
        lambda read: papers.draw(papers.door_sheets(read, day, [area]), title),
        title,
        lambda work, _where: papers.record_sheet(work, "disinfection_door", day, sheets=1),
    )


def print_week(shell: Shell, day: date, area: int | None = None) -> None:
    """The register of a week, of one area or of all."""
    kept: list[int] = []

    def draw(read: Read) -> bytes:
        target = BytesIO()
        kept.append(papers.draw_week(read, target, day, area=area).pages)
        return target.getvalue()

    _show(
        shell,
        draw,
        t("disinfection_papers.title.week"),
        lambda work, _where: papers.record_sheet(work, "disinfection_week", day, sheets=kept[-1]),
    )


def print_terminal(shell: Shell, record: int) -> None:
    """The record of the last disinfection of a room; a second print says so and is counted."""
    title = t("disinfection_papers.title.terminal")
    _show(
        shell,
        lambda read: papers.draw(papers.terminal_sheet(read, record), title),
        title,
        lambda work, where: papers.record_terminal(work, record, where),
    )


def _show(
    shell: Shell, draw: Callable[[Read], bytes], title: str, record: Callable[[Work, str], object]
) -> None:
    def drawing() -> bytes:
        with shell.desk.read() as read:
            return draw(read)

    def went(where: str) -> None:
        with shell.desk.work() as work:
            record(work, where)

    def drawn(pdf: bytes) -> None:
        shell.show_paper(
            Printout(pdf, title, f"{title}.pdf", "paper"), lambda outcome: went(outcome.destination)
        )

    def failed(error: Exception) -> None:
        if not isinstance(error, DutyDeskError):
            raise error
        shell.refuse(error)

    shell.tasks.run(drawing, done=drawn, failed=failed)
