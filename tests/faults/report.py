"""What was tried and what was lost: every test of faults says it here, and the long run prints it as one table."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

# Where a line for each finding is added; unset in the usual run, which keeps nothing.
PLACE = "DUTY_DESK_FAULTS_REPORT"


def tried(row: str, what: str, count: int, *, lost: int = 0, **figures: object) -> None:
    """So many times `what` was tried for a row of the acceptance checks, and so much was lost by it."""
    place = os.environ.get(PLACE)
    if place:
        line = {"row": row, "tried": what, "count": count, "lost": lost, "figures": figures}
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def read(place: Path) -> list[Mapping[str, object]]:
    """All lines, in the order in which the tests ran."""
    if not place.exists():
        return []
    return [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
