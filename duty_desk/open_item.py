"""What every desk lists of its open things, in one shape: the hand-over and Today gather them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing to do, with the record or page it opens. `what` is the word of its feature for it; names are in full.

    `due_at` is since when it is late or waits, or when it is to be done; `detail` is what its feature says of it (a number, a
    temperature).
    """

    what: str
    due_at: datetime
    subject: tuple[str, int]
    name: str
    place: str
    detail: str
