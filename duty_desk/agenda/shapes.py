"""What Today consists of: counts, lines, who is on duty, figures. Light, so that a screen stands before anything is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from db.vocabulary import CallOutcome as CallOutcome
from db.vocabulary import Role
from duty_desk.agenda.items import Item
from duty_desk.agenda.rules import URGENT, Group, Tile, Verb
from duty_desk.strings import t

if TYPE_CHECKING:
    from duty_desk.spans import Span


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody on duty with the number of their desk; `post` in the words of the office."""

    name: str
    post: str
    phone: str
    officer: int | None


@dataclass(frozen=True, slots=True)
class Post:
    """One line of who is on duty; `waiting` says that they come next."""

    post: str
    hands: tuple[Hand, ...]
    waiting: bool = False

    @property
    def names(self) -> str:
        """All of them."""
        return t("agenda.list_mark").join(hand.name for hand in self.hands)

    @property
    def phone(self) -> str:
        """The number of the first who has one."""
        return next((hand.phone for hand in self.hands if hand.phone), "")


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things in a line."""

    item: Item
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the queue. `key` stays the same while it stands for the same; `tone` and `chip` say its time.

    `where` is its place for the list by place, `who` whose it is; `is_mine` of the officer who reads.
    """

    key: str
    what: str
    kind: str
    group: Group
    until: datetime
    tone: str
    chip: str
    title: str
    detail: str
    where: str
    role: Role
    who: str
    hands: tuple[Hand, ...]
    is_mine: bool
    verb: Verb
    tile: Tile | None
    parts: tuple[Part, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """What it stands for, the latest first."""
        return tuple(part.item for part in self.parts)


@dataclass(frozen=True, slots=True)
class Queue:
    """All lines in their order; `aside` counts what the officer put aside."""

    lines: tuple[Line, ...]
    aside: int

    def of(self, group: Group) -> tuple[Line, ...]:
        """The lines under one head."""
        return tuple(line for line in self.lines if line.group is group)

    def count(self, group: Group) -> int:
        """How many things stand under one head."""
        return sum(len(line.parts) for line in self.of(group))


@dataclass(frozen=True, slots=True)
class Count:
    """One tile: `number` of `total` need a hand; None where it could not be read."""

    tile: Tile
    number: int | None
    total: int | None

    @property
    def tone(self) -> str:
        """Red before amber; nothing to do is quiet."""
        if not self.number:
            return "neutral"
        return "danger" if self.tile in URGENT else "warn"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of today and of the whole day before; None where it could not be read."""

    name: str
    today: int | None
    yesterday: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """Today as it is at `at`. `open_items` are carried over at the hand-over, `inside` are people and vehicles that come and go.

    `failed` names features that are missing from the queue.
    """

    at: datetime
    open_items: int
    inside: int | None
    shift: Span
    counts: tuple[Count, ...]
    queue: Queue
    posts: tuple[Post, ...]
    figures: tuple[Figure, ...]
    failed: frozenset[str]


class Whose(StrEnum):
    """Whose number it is."""

    PERSON = "person"
    UNIT = "unit"
    CALLER = "caller"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who can be called. A private number is masked until it is shown: that of `person`, or of who stands in `record`."""

    name: str
    phone: str
    whose: Whose
    person: int | None = None
    record: tuple[str, int] | None = None

    @property
    def is_private(self) -> bool:
        """Whether the number is shown by an act that is on record."""
        return self.person is not None or self.record is not None


@dataclass(frozen=True, slots=True)
class Badge:
    """How many things of a screen need a hand, and how urgently."""

    number: int
    tone: str
