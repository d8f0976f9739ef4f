"""The office that a benchmark fills: on its first day, with one officer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from duty_desk.desk import Desk, campus_clock
from duty_desk.office import create_office


def new_office(folder: Path, at: datetime | None = None) -> Desk:
    """An office made in a folder; its clock stands at a moment, or is the machine's."""
    return create_office(
        folder,
        name="Bench",
        campus="Bench",
        officer="Bench",
        login="bench",
        password="correct horse battery",
        clock=campus_clock if at is None else lambda: at,
    )
