"""What the search field of the passes proposes while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duty_desk import passes
from duty_desk.strings import t
from ui.kit.paint import Mark
from ui.kit.suggestions import Suggestion
from ui.kit.tokens import Tone

if TYPE_CHECKING:
    from duty_desk.desk import Desk


def find(desk: Desk, text: str) -> list[Suggestion]:
    """Passes by name, pinyin, number and tails of numbers; each with its state."""
    with desk.read() as read:
        found = passes.suggest(read, text)
    return [_suggestion(each) for each in found]


def _suggestion(found: passes.Suggestion) -> Suggestion:
    row = found.row
    tone, picture = passes.TONES[row.state.value]
    return Suggestion(
        key=row.id,
        text=row.holder_name or row.plate or "",
        matched=found.matched,
        note=row.place or row.owner or "",
        number=row.short_number,
        mark=Mark(t(f"passes.state.{row.state.value}"), Tone(tone), picture),
    )
