"""The label of a can, 80 mm wide for the receipt roll: what is in it, how strong, until when, what it must not meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from duty_desk.paper import dates
from duty_desk.paper.layout import Box, Item, Layout, Line, Text, lines_of, middle
from duty_desk.paper.pass_card import zh

SIZE: Final = (80.0, 67.0)
_LEFT: Final = 4.0
_RIGHT: Final = 76.0
_ROOM: Final = _RIGHT - _LEFT


@dataclass(frozen=True, slots=True)
class MixLabel:
    """What stands on the label."""

    office: str
    number: str
    agent: str
    strength: str
    warning: str
    made_at: datetime
    good_until: datetime
    made_by: str
    lot: str
    recipe: str
    copy: int
    demo: bool


def layout_label(label: MixLabel) -> Layout:
    """The label; pure black, lines from 0.35 mm, text from 8 points, as a thermal printer needs it."""
    until = dates.until(label.good_until, label.made_at)
    items: list[Item] = [
        Text(_LEFT, middle(6, 8), label.office, 8, shrink_to=34),
        Text(_RIGHT, middle(6, 8), label.number, 8, align="right", shrink_to=36),
        Line(_LEFT, 8.8, _RIGHT, 8.8, 0.4),
        Text(_LEFT, middle(15, 18), label.agent, 18, bold=True, shrink_to=_ROOM),
        Text(_LEFT, middle(25, 22), label.strength, 22, bold=True, shrink_to=_ROOM),
        Box(_LEFT, 30.5, _ROOM, 9.5, line=0.7),
        Text(6, middle(35.3, 9), zh("disinfection_papers.label.until"), 9, shrink_to=16),
        Text(_RIGHT - 2, middle(35.3, 15), until, 15, bold=True, align="right", shrink_to=52),
        *_pair(43.5, "made_at", dates.full_moment(label.made_at)),
        *_pair(48, "made_by", label.made_by),
        *_pair(52.5, "recipe", label.recipe, second=label.lot and zh("disinfection_papers.label.lot", lot=label.lot)),
        Line(_LEFT, 55.4, _RIGHT, 55.4, 0.4),
        *lines_of(label.warning, _LEFT, 60.2, _ROOM, size=8.5, smallest=8, bold=True),
    ]  # fmt: skip
    again = []
    if label.copy > 1:
        again.append(zh("paper.frame.reprint", count=label.copy - 1))
    if label.demo:
        again.append(zh("paper.pass.demo"))
    if again:
        items.append(Text(_RIGHT, middle(48, 8), " ".join(again), 8, bold=True, align="right", shrink_to=30))
    return Layout(*SIZE, tuple(items))


def _pair(y: float, key: str, value: str, second: str = "") -> tuple[Item, ...]:
    words = f"{value}\N{IDEOGRAPHIC SPACE}{second}" if second else value
    return (
        Text(_LEFT, middle(y, 8), zh(f"disinfection_papers.label.{key}"), 8),
        Text(_LEFT + 13, middle(y, 8.5), words, 8.5, shrink_to=_ROOM - 13 - (30 if key == "made_by" else 0)),
    )
