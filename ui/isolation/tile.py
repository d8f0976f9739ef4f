"""What one tile of the board says: state by colour, icon and word (the words are the design's, large and small)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.kit.tokens import Tone


@dataclass(frozen=True, slots=True)
class TileLook:
    """Ready to be painted and spoken. `room` is the id, below 0 for somebody who waits for a room.

    `second` and `third` are the lines of a large tile, `right` stands at the end of the second;
    `short` and `small_label` are those of a small one.
    `child` puts a mark into the corner: somebody under 14 is inside.
    `loud` colours `third` and `short` where something must be done or may end today.
    """

    room: int
    label: str
    icon: str
    tone: Tone | None = None
    second: str = ""
    right: str = ""
    third: str = ""
    short: str = ""
    small_label: str = ""
    loud: Tone | None = None
    dashed: bool = False
    strong: bool = False
    child: bool = False
    spoken: str = ""
    tip: str = ""
    search: str = ""
    chips: frozenset[str] = field(default_factory=frozenset)
