"""Reads who is missing as a leader dictates it: names with why, one a line or divided by commas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duty_desk.screening.team_counts import WHYS, Absent
from duty_desk.strings import LANGUAGES, text_in

_BETWEEN = re.compile("[\n,;\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH SEMICOLON}]+")
_AROUND = re.compile("[()\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}]")


def read_absent(text: str) -> tuple[Absent, ...]:
    """Names in the order in which they stand; a reason that is known follows the name or stands in brackets after it."""
    return tuple(_one(part) for part in _BETWEEN.split(text) if part.strip())


def write_absent(absent: Sequence[Absent], language: str) -> str:
    """The same as text that reads back."""
    return "\n".join(
        f"{one.name} {text_in(language, f'screening_grid.why.{one.why}')}" if one.why else one.name
        for one in absent
    )


def _one(part: str) -> Absent:
    words = " ".join(_AROUND.sub(" ", part).split())
    for why in WHYS:
        for language in LANGUAGES:
            said = text_in(language, f"screening_grid.why.{why}")
            if words != said and words.endswith(said):
                return Absent(words.removesuffix(said).strip(), why)
    return Absent(words)
