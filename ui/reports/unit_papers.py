"""Sheets, lists and forms of the daily reports from the window: drawn beside it, previewed, put on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from duty_desk import formats, importing
from duty_desk.errors import DutyDeskError
from duty_desk.sheets.reading import read_book
from duty_desk.strings import t
from duty_desk.unit_reports import papers, templates
from duty_desk.work import Read, Work
from ui.feature_tab import Shell
from ui.kit.printing import Printout

Record = Callable[[Work, str, int], object]
PERIOD = 14


def print_summary(shell: Shell, day: date) -> None:
    """The sheet of all units; printed, it counts as handed on."""
    _show(
        shell,
        lambda read, target: papers.draw_summary(read, target, day),
        f"{t('unit_reports.paper.summary')} {formats.day(day)}",
        lambda work, where, _rows: papers.record_summary(work, day, where),
    )


def print_chase(shell: Shell, day: date) -> None:
    """Whom to call: with whole numbers for who may call, which is on record before they are seen."""
    with shell.desk.read() as read:
        in_full = papers.may_call(read)
    _show(
        shell,
        lambda read, target: papers.draw_chase(read, target, day, in_full=in_full),
        t("unit_reports.paper.chase"),
        lambda work, _where, rows: papers.record_list(work, "chase", rows, in_full=in_full),
        before_seen=in_full,
    )


def print_period(shell: Shell, day: date) -> None:
    """Two weeks with their chart and numbers."""
    first = day - timedelta(days=PERIOD - 1)
    _show(
        shell,
        lambda read, target: papers.draw_period(read, target, first, day),
        t("unit_reports.paper.period"),
        lambda work, _where, rows: papers.record_list(work, "period", rows),
    )


def send_all(view: QWidget, shell: Shell, day: date, path: str = "") -> None:
    """One workbook for all units that have not reported."""
    name = f"{t('unit_reports.template.title')} {day.isoformat()}.xlsx"
    chosen = path or _ask_file(view, name)
    if chosen:
        _write(shell, day, lambda read: templates.write_all(read, chosen, day), Path(chosen).name)


def send_each(view: QWidget, shell: Shell, day: date, folder: str = "") -> None:
    """A workbook for each unit that has not reported, into a folder."""
    chosen = folder or QFileDialog.getExistingDirectory(
        view, t("reports_units.template.folder"), _documents()
    )
    if chosen:
        _write(
            shell, day, lambda read: len(templates.write_each(read, chosen, day)), Path(chosen).name or chosen
        )


def read_back(
    view: QWidget, shell: Shell, paths: Sequence[str] = (), done: Callable[[], object] | None = None
) -> None:
    """Take in forms that came back, many at once; each file whole or not at all, and what was left is said."""
    chosen = list(paths)
    if not chosen:
        chosen, _filter = QFileDialog.getOpenFileNames(
            view, t("reports_units.template.back"), _documents(), t("shell.export.kind_xlsx")
        )
    if not chosen:
        return

    def take() -> tuple[int, list[str]]:
        written, troubles = 0, list[str]()
        for each in chosen:
            path = Path(each)
            try:
                book = read_book(path)
                with shell.desk.work() as work:
                    found = importing.write_file(
                        work, book, file_name=path.name, digest=importing.digest_of(path)
                    )
            except DutyDeskError as error:
                troubles.append(t("reports_units.template.trouble", file=path.name, why=error.text))
                continue
            written += sum(one.written for one in found)
            left = sum(one.left for one in found)
            if left:
                troubles.append(t("reports_units.template.left", file=path.name, count=left))
        return written, troubles

    def told(result: tuple[int, list[str]]) -> None:
        written, troubles = result
        words = t("reports_units.template.taken", files=len(chosen), count=written)
        shell.notify(
            "\N{IDEOGRAPHIC SPACE}".join((words, *troubles[:2])), locked=t("reports_units.template.locked")
        )
        if done is not None:
            done()

    shell.tasks.run(take, done=told, failed=lambda error: _failed(shell, error))


def _write(shell: Shell, day: date, write: Callable[[Read], int], name: str) -> None:
    def run() -> int:
        with shell.desk.read() as read:
            return write(read)

    def told(count: int) -> None:
        with shell.desk.work() as work:
            templates.record_sent(work, day, count)
        shell.notify(t("reports_units.template.sent", count=count, name=name))

    shell.tasks.run(run, done=told, failed=lambda error: _failed(shell, error))


def _show(
    shell: Shell,
    make: Callable[[Read, Any], Any],
    title: str,
    record: Record,
    *,
    before_seen: bool = False,
) -> None:
    """Draw, show and put on record: once it went to a printer or a file, or before anybody sees it."""
    drawn: list[Any] = []

    def draw() -> bytes:
        target = BytesIO()
        with shell.desk.read() as read:
            drawn.append(make(read, target))
        if before_seen:
            with shell.desk.work() as work:
                record(work, "", drawn[-1].rows)
        return target.getvalue()

    def went(where: str) -> None:
        if before_seen:
            return
        with shell.desk.work() as work:
            record(work, where, drawn[-1].rows)

    def shown(pdf: bytes) -> None:
        shell.show_paper(
            Printout(pdf, title, f"{title}.pdf", "list"), lambda outcome: went(outcome.destination)
        )

    shell.tasks.run(draw, done=shown, failed=lambda error: _failed(shell, error))


def _failed(shell: Shell, error: Exception) -> None:
    if not isinstance(error, DutyDeskError):
        raise error
    shell.refuse(error)


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _ask_file(view: QWidget, name: str) -> str:
    chosen, _filter = QFileDialog.getSaveFileName(
        view, t("shell.export.where"), str(Path(_documents()) / name), t("shell.export.kind_xlsx")
    )
    return chosen
