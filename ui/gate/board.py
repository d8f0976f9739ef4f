"""Everything the gate screen lists beside the answer, read in one go, so that it can be read beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from duty_desk import gate
from duty_desk.gate import Bands, GateFigures, InsideRow, LogRow, RetestRow, limits
from duty_desk.people import places

if TYPE_CHECKING:
    from duty_desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Board:
    """The gates, what is open at them, and of one gate its last crossings, the day's figures, who is inside and who rests."""

    gate: int
    now: datetime
    gates: tuple[places.GateRow, ...]
    open_items: Mapping[str, int]
    rows: tuple[LogRow, ...]
    figures: GateFigures | None
    inside: tuple[InsideRow, ...]
    rests: tuple[RetestRow, ...]
    bands: Bands
    waiting: int


def read_board(desk: Desk, wanted: int) -> Board:
    """Read for the gate wanted, or for the first one when it is none of the office's."""
    with desk.read() as read:
        gates = places.list_gates(read)
        known = [row.id for row in gates]
        here = wanted if wanted in known else next(iter(known), 0)
        today = gate.gate_figures(read, read.at.date())
        return Board(
            gate=here,
            now=read.at,
            gates=gates,
            open_items=gate.count_open_items(read),
            rows=gate.latest_at(read, here) if here else (),
            figures=next((row for row in today.gates if row.gate_id == here), None),
            inside=gate.list_inside(read),
            # Who did not come back by the next day is not waited for.
            rests=tuple(
                row for row in gate.list_waiting_retests(read, here) if row.at.date() == read.at.date()
            ),
            bands=limits.bands(read, read.at.date()),
            waiting=gate.count_waiting(desk),
        )
