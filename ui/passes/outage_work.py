"""Draws what is kept for a power cut, beside the window, and puts it on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from duty_desk.passes import PassKind, SlipRow, outage, reserve_slips
from duty_desk.passes.paper_slips import SlipState, count_slips, list_slips
from duty_desk.strings import t
from ui.kit.printing import Printout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duty_desk.desk import Desk

# Kinds that are written by hand at the window; crews and outside passes come with papers of their own.
KINDS = (PassKind.TEMPORARY, PassKind.MATERIAL, PassKind.VEHICLE)


@dataclass(frozen=True, slots=True)
class Slips:
    """The slips of one state, and how many there are of each."""

    rows: tuple[SlipRow, ...]
    counts: Mapping[SlipState, int]


def read_slips(desk: Desk, state: SlipState) -> Slips:
    """Slips as the panel lists them."""
    with desk.read() as read:
        return Slips(list_slips(read, state=state), count_slips(read))


def draw_valid(desk: Desk) -> Printout:
    """The list of valid passes with their check codes."""
    target = BytesIO()
    with desk.read() as read:
        printed = outage.draw_valid(read, target)
    with desk.work() as work:
        outage.record_valid(work, printed.rows)
    return _printout(target, t("paper.fallback.valid_title"))


def draw_revoked(desk: Desk) -> Printout:
    """The list of passes to be taken away."""
    target = BytesIO()
    with desk.read() as read:
        printed = outage.draw_revoked(read, target)
    with desk.work() as work:
        outage.record_revoked(work, printed.rows)
    return _printout(target, t("paper.fallback.revoked_title"))


def reserve(desk: Desk, kind: PassKind, count: int) -> Printout:
    """Set numbers aside and draw their slips."""
    with desk.work() as work:
        numbers = reserve_slips(work, kind, count)
    return draw_slips(desk, numbers)


def draw_slips(desk: Desk, numbers: Sequence[str]) -> Printout:
    """Blank slips with these numbers, first print or again."""
    target = BytesIO()
    with desk.read() as read:
        outage.print_slips(read, target, numbers)
    return _printout(target, t("paper.fallback.slips"))


def _printout(target: BytesIO, title: str) -> Printout:
    return Printout(target.getvalue(), title, f"{title}.pdf", "list")
