"""What stands above the ledger of passes in numbers, read in one go, so that it can be read beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duty_desk import passes
from duty_desk.passes import PassKind
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Standing:
    """Passes of each kind, jobs of crews, the title's facts, the lines of the bulletin and the reasons that can be chosen."""

    kinds: Mapping[PassKind, int]
    jobs: int
    headline: passes.Headline
    groups: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]

    @property
    def badge(self) -> tuple[int, Tone]:
        """What waits for a decision; else how many end today."""
        if self.headline.waiting:
            return self.headline.waiting, Tone.WARN
        return self.headline.ending_today, Tone.NEUTRAL


def read_standing(desk: Desk) -> Standing:
    """Counts every pass of the office: not for the window's own thread."""
    with desk.read() as read:
        return Standing(
            kinds=passes.count_kinds(read),
            jobs=sum(passes.count_jobs(read).values()),
            headline=passes.headline(read),
            groups=passes.list_groups(read),
            reasons=passes.list_reasons(read),
        )
