"""All rooms of a site on paper, floor by floor, in words that need no colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from db.vocabulary import RoomState
from duty_desk import formats, masking
from duty_desk.isolation.papers_facts import RoomFacts, Taken
from duty_desk.paper.forms import imprint
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Box, Item, Layout, Line, Text, middle, moved
from duty_desk.strings import t

PAGE: Final = (297.0, 210.0)
LEFT: Final = 14.0
RIGHT: Final = 285.0
LABEL: Final = 12.0
ACROSS: Final = 12
TILE: Final = 15.5
STEP: Final = 17.0
HEAD: Final = 8.0
TOP: Final = 27.0
BOTTOM: Final = 196.0


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """The rooms with what was read of their people today."""

    rooms: Sequence[RoomFacts]
    today: Mapping[int, Sequence[Taken]]
    office: str
    officer: str
    at: datetime
    copy: int
    watermark: str | None


@dataclass(frozen=True, slots=True)
class _Line:
    """Something as tall as `height`: the name of a building, or up to twelve rooms of a floor."""

    height: float
    items: tuple[Item, ...]
    # A name stays with what follows it.
    is_head: bool = False


def layout_board(facts: BoardFacts) -> tuple[Layout, ...]:
    """The pages, A4 across."""
    pages: list[list[Item]] = [[]]
    y = TOP
    lines = list(_lines(facts))
    for place, line in enumerate(lines):
        follows = lines[place + 1].height if line.is_head and place + 1 < len(lines) else 0.0
        if y + line.height + follows > BOTTOM and pages[-1]:
            pages.append([])
            y = TOP
        pages[-1] += moved(line.items, 0, y)
        y += line.height
    return tuple(_page(facts, items, n, len(pages)) for n, items in enumerate(pages, 1))


def counts_words(rooms: Sequence[RoomFacts]) -> str:
    """How many rooms, and how many of each state there is."""
    counts = Counter(room.state for room in rooms)
    said = [t("isolation_papers.board.rooms", count=len(rooms))]
    said += [
        f"{t(f'isolation_papers.state.{state.value}')} {counts[state.value]}"
        for state in RoomState
        if counts[state.value]
    ]
    return "\N{IDEOGRAPHIC SPACE}".join(said)


def _page(facts: BoardFacts, items: Sequence[Item], page: int, pages: int) -> Layout:
    under = watermark_items(facts.watermark, *PAGE) if facts.watermark else ()
    centre = (LEFT + RIGHT) / 2
    head: list[Item] = [
        Text(centre, middle(12, 16), t("isolation_papers.board.title"), 16, bold=True, align="centre"),
        Text(LEFT, middle(12, 9), facts.office, 9, shrink_to=90),
        Text(RIGHT, middle(12, 9), t("isolation_papers.board.at", moment=formats.full_moment(facts.at)), 9, align="right", shrink_to=80),
        Text(LEFT, middle(19.5, 9), counts_words(facts.rooms), 9, shrink_to=RIGHT - LEFT),
        Line(LEFT, 23.5, RIGHT, 23.5, 0.3),
    ]  # fmt: skip
    foot = imprint(
        LEFT, RIGHT, 203, officer=facts.officer, printed_at=facts.at, copy=facts.copy, page=page, pages=pages
    )
    return Layout(*PAGE, (*under, *head, *items, *foot))


def _lines(facts: BoardFacts) -> Iterator[_Line]:
    for building, inside in groupby(facts.rooms, key=lambda room: room.building):
        rooms = list(inside)
        words = f"{building}\N{IDEOGRAPHIC SPACE}{counts_words(rooms)}"
        yield _Line(HEAD, (Text(LEFT, middle(4.2, 10.5), words, 10.5, True, shrink_to=RIGHT - LEFT),), True)
        for floor, along in groupby(rooms, key=lambda room: room.floor):
            there = list(along)
            for start in range(0, len(there), ACROSS):
                items: list[Item] = []
                if start == 0:
                    label = t("isolation_papers.floor", floor=floor)
                    items.append(Text(LEFT, middle(TILE / 2, 9), label, 9, shrink_to=LABEL - 1))
                for place, room in enumerate(there[start : start + ACROSS]):
                    items += _tile(facts, room, LEFT + LABEL + place * _WIDE)
                yield _Line(STEP, tuple(items))


_WIDE: Final = (RIGHT - LEFT - LABEL) / ACROSS


def _tile(facts: BoardFacts, room: RoomFacts, x: float) -> list[Item]:
    """A room: number and state, who is in it and the day, what was read today; a room out of use is crossed out."""
    wide = _WIDE - 1.3
    occupied = room.state == RoomState.OCCUPIED.value
    free = room.state == RoomState.FREE.value
    dash = (1.2, 0.8) if room.state == RoomState.RESERVED.value else None
    items: list[Item] = [
        Box(x, 0, wide, TILE, line=0.5 if occupied else 0.2, dash=dash, fill=None if free or occupied else "tint"),
        Text(x + 1.2, middle(3, 9), room.name, 9, bold=not free, shrink_to=wide * 0.55),
    ]  # fmt: skip
    state = t(f"isolation_papers.state.{room.state}")
    if not room.people:
        items.append(Text(x + 1.2, middle(7.8, 8), state, 8, shrink_to=wide - 2.4))
        items.append(Text(x + 1.2, middle(12.3, 7.5), _more(facts, room), 7.5, shrink_to=wide - 2.4))
        return items
    right = (
        t("isolation_papers.board.nth", day=max(0, room.people[0].day(facts.at.date())))
        if room.beds == 1
        else t("isolation_papers.board.people", count=len(room.people), beds=room.beds)
    )
    names = t("isolation_papers.list_mark").join(masking.mask_name(each.name) for each in room.people)
    read = "\N{IDEOGRAPHIC SPACE}".join(filter(None, (_read(facts, each.id) for each in room.people[:1])))
    if room.people[0].due_on == facts.at.date():
        read = f"{read} {t('isolation_papers.board.today')}".strip()
    items += [
        Text(x + wide - 1.2, middle(3, 7.5), right, 7.5, align="right", shrink_to=wide * 0.42),
        Text(x + 1.2, middle(7.8, 8), names, 8, shrink_to=wide - 2.4),
        Text(x + 1.2, middle(12.3, 7.5), read, 7.5, shrink_to=wide - 2.4),
    ]
    return items


def _more(facts: BoardFacts, room: RoomFacts) -> str:
    """Since when it waits, until when it is cleaned or aired, why it is out of use."""
    if room.state == RoomState.TO_CLEAN.value:
        hours = int((facts.at - room.since).total_seconds() // 3600)
        return t("isolation_papers.board.waits", hours=hours) if hours else ""
    if room.until is not None and room.until > facts.at:
        return t("isolation_papers.board.until", clock=formats.clock(room.until))
    return room.reason if room.state == RoomState.CLOSED.value else ""


def _read(facts: BoardFacts, stay: int) -> str:
    """Morning and evening as they were read; what was not is left out."""
    said: list[str] = []
    for slot in ("am", "pm"):
        found = next((each for each in reversed(facts.today.get(stay, ())) if each.slot == slot), None)
        if found is not None and found.counts is not None:
            said.append(f"{t(f'isolation_papers.board.{slot}')}{found.counts:.1f}")
        elif found is not None:
            said.append(f"{t(f'isolation_papers.board.{slot}')}{t('isolation_papers.board.not_taken')}")
    return " ".join(said)
