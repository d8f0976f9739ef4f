"""The number on each screen of the rail: how much of it needs a hand, and how urgently; the same as the screen says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from duty_desk.agenda import lines
from duty_desk.agenda.items import count, gather
from duty_desk.agenda.rules import Group
from duty_desk.agenda.shapes import Badge
from duty_desk.disinfection import grid
from duty_desk.disinfection.rules import Shown
from duty_desk.isolation import board
from duty_desk.isolation.board import Mark
from duty_desk.passes import counts
from duty_desk.spans import Span, span_at
from duty_desk.supplies import stock_rows
from duty_desk.supplies.days import Shortage
from duty_desk.unit_reports.open_items import UNIT_MISSING
from duty_desk.work import Read, Work


@dataclass(frozen=True, slots=True)
class Badges:
    """Badges by the key of the screen, and the shift that runs."""

    by_screen: Mapping[str, Badge]
    shift: Span


def read_badges(read: Read, *, without: str = "") -> Badges:
    """All of them from one reading; a screen that cannot be read has none, and the one in front says its own."""
    found: dict[str, Badge] = {}
    for screen, counter in _COUNTERS.items():
        if screen == without:
            continue
        try:
            found[screen] = counter(read)
        except Exception:  # one desk's trouble must not hide what the others wait for
            if isinstance(read, Work):
                raise
            # A server reads on only in a new transaction.
            read.session.rollback()
    return Badges(found, span_at(read, read.at))


def _today(read: Read) -> Badge:
    queue = lines.build(read, gather(read).items, span_at(read, read.at).end)
    late = queue.count(Group.LATE)
    return Badge(late, "danger") if late else Badge(queue.count(Group.BEFORE), "warn")


def _passes(read: Read) -> Badge:
    found = counts.headline(read)
    return Badge(found.waiting, "warn") if found.waiting else Badge(found.ending_today, "neutral")


def _gate(read: Read) -> Badge:
    return Badge(count(read, "gate"), "danger")


def _supplies(read: Read) -> Badge:
    rows = stock_rows.stock_rows(read).values()
    short = sum(row.shortage == Shortage.SHORT for row in rows)
    low = sum(row.shortage == Shortage.LOW for row in rows)
    return Badge(short + low, "danger" if short else "warn")


def _isolation(read: Read) -> Badge:
    marks = board.board(read).problems
    grave = marks[Mark.MISSING] + marks[Mark.FEVER]
    return Badge(grave, "danger") if grave else Badge(marks[Mark.RELEASE_TODAY], "warn")


def _disinfection(read: Read) -> Badge:
    found = grid.day_grid(read, read.at.date()).counts
    late = found[Shown.OVERDUE]
    return Badge(late, "danger") if late else Badge(found[Shown.DUE], "warn")


def _reports(read: Read) -> Badge:
    return Badge(count(read, "unit_reports", UNIT_MISSING), "danger")


_COUNTERS: Mapping[str, Callable[[Read], Badge]] = {
    "today": _today,
    "passes": _passes,
    "gate": _gate,
    "supplies": _supplies,
    "isolation": _isolation,
    "disinfection": _disinfection,
    "reports": _reports,
}
