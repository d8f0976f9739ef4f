"""Where everything on the board stands: buildings one below the other, the top floor first, twelve rooms across."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QPoint, QRect

from ui.isolation.tile import TileLook
from ui.kit.tokens import SMALL, scaled, text_width

ACROSS = 12
LABEL = 40
HEAD, BETWEEN = 28, 12
# Width, height and gap of a tile where there is room for names and readings, and where there is not.
WIDE, NARROW = (100, 64, 8), (56, 44, 4)
WIDEST = 168


class Size(StrEnum):
    """How large tiles are: as the window has room, or as somebody asked for."""

    FITTING = "fitting"
    LARGE = "large"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class FloorShown:
    """One floor: what stands before its rooms, and the rooms from left to right."""

    words: str
    tiles: tuple[TileLook, ...]


@dataclass(frozen=True, slots=True)
class BuildingShown:
    """One building with its counts in words, the top floor first."""

    name: str
    words: str
    floors: tuple[FloorShown, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a building and its counts."""

    place: QRect
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class FloorLabel:
    """What stands left of a floor."""

    place: QRect
    words: str


@dataclass(frozen=True, slots=True)
class Place:
    """One tile: where it stands, in which building, counted from 0, and before which label."""

    rect: QRect
    look: TileLook
    building: int


@dataclass(slots=True)
class Plan:
    """Everything placed. `rows` are the tiles of one height from left to right, by their number."""

    wide: bool = True
    heads: list[Head] = field(default_factory=list)
    labels: list[FloorLabel] = field(default_factory=list)
    tiles: list[Place] = field(default_factory=list)
    rows: list[tuple[int, int, list[int]]] = field(default_factory=list)
    height: int = 0
    _numbers: dict[int, int] = field(default_factory=dict)
    _tops: list[int] = field(default_factory=list)
    _bottoms: list[int] = field(default_factory=list)

    def number_of(self, room: int) -> int | None:
        """Which tile shows a room."""
        return self._numbers.get(room)

    def at(self, spot: QPoint) -> int | None:
        """Which tile lies under a point of the board."""
        for number in self.between(spot.y(), spot.y()):
            if self.tiles[number].rect.contains(spot):
                return number
        return None

    def between(self, top: int, bottom: int) -> list[int]:
        """The tiles that are partly between two heights."""
        first = bisect_left(self._bottoms, top)
        last = bisect_right(self._tops, bottom)
        return [number for row in self.rows[first:last] for number in row[2]]

    def row_of(self, number: int) -> int:
        """In which row a tile stands."""
        return bisect_right(self._tops, self.tiles[number].rect.top()) - 1

    def step(self, number: int, right: int, down: int, takes: Callable[[int], bool]) -> int:
        """The tile beside another, over those that `takes` says no to; the same one at the edge."""
        if right:
            end = len(self.tiles) if right > 0 else -1
            return next((each for each in range(number + right, end, right) if takes(each)), number)
        x = self.tiles[number].rect.center().x()
        end = len(self.rows) if down > 0 else -1
        for row in range(self.row_of(number) + down, end, down):
            if found := [each for each in self.rows[row][2] if takes(each)]:
                return min(found, key=lambda each: abs(self.tiles[each].rect.center().x() - x))
        return number

    def other_building(self, number: int, by: int, takes: Callable[[int], bool]) -> int:
        """The first room of the next building (1) or of the one before (-1)."""
        here = self.tiles[number].building
        others = [n for n, each in enumerate(self.tiles) if (each.building - here) * by > 0 and takes(n)]
        if not others:
            return number
        wanted = self.tiles[others[0] if by > 0 else others[-1]].building
        return next(n for n in others if self.tiles[n].building == wanted)

    def finish(self) -> Plan:
        """Sort what is asked for by height and by room."""
        found: dict[int, list[int]] = {}
        for number, place in enumerate(self.tiles):
            found.setdefault(place.rect.top(), []).append(number)
        self.rows = [
            (top, self.tiles[numbers[0]].rect.bottom(), numbers) for top, numbers in sorted(found.items())
        ]
        self._tops = [row[0] for row in self.rows]
        self._bottoms = [row[1] for row in self.rows]
        self._numbers = {place.look.room: number for number, place in enumerate(self.tiles)}
        return self


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes for one width of the board, in the chosen type scale."""

    wide: bool
    across: int
    label: int
    tile: int
    high: int
    gap: int


def measures(width: int, label: int = LABEL, size: Size = Size.FITTING) -> Measures:
    """Large tiles where twelve of them fit, else small ones, unless one of the two is asked for; fewer across where they do not fit."""
    large, room = _of(WIDE), width - label
    fits = (room + WIDE[2]) // ACROSS - WIDE[2] >= large[0]
    wide = size is Size.LARGE or (size is Size.FITTING and fits)
    least, high, gap = large if wide else _of(NARROW)
    across = max(1, min(ACROSS, (room + gap) // (least + gap)))
    tile = max(least, (room + gap) // across - gap)
    return Measures(wide, across, label, min(tile, scaled(WIDEST)) if wide else tile, high, gap)


def _of(sizes: tuple[int, int, int]) -> tuple[int, int, int]:
    return scaled(sizes[0]), scaled(sizes[1]), sizes[2]


def lay_out(buildings: Sequence[BuildingShown], width: int, asked: Size = Size.FITTING) -> Plan:
    """Place everything; small buildings of one floor share a band while they fit beside one another."""
    words = [floor.words for building in buildings for floor in building.floors]
    label = max([LABEL, *(text_width(each, SMALL) + 12 for each in words)])
    size = measures(width, min(label, 96), asked)
    plan = Plan(wide=size.wide)
    head, step = scaled(HEAD), size.tile + size.gap
    # Top and bottom of the band the last building stands in, and the first free column of it; 0 begins a new band.
    top = bottom = column = 0
    for number, building in enumerate(buildings):
        mine = _alone(building)
        if not (column and mine and column + mine <= size.across):
            top, column = (bottom + BETWEEN if number else 0), 0
        left = column * step
        plan.heads.append(Head(QRect(left, top, width - left, head), building.name, building.words))
        if column:
            before = plan.heads[-2]
            plan.heads[-2] = Head(
                before.place.adjusted(0, 0, left - width - size.gap, 0), before.name, before.words
            )
        y = top + head
        for floor in building.floors:
            plan.labels.append(FloorLabel(QRect(left, y, size.label, size.high), floor.words))
            for start in range(0, max(len(floor.tiles), 1), size.across):
                for n, look in enumerate(floor.tiles[start : start + size.across]):
                    x = left + size.label + n * step
                    plan.tiles.append(Place(QRect(x, y, size.tile, size.high), look, number))
                y += size.high + size.gap
        bottom = max(bottom, y)
        # The label of the next one takes the room of whole tiles.
        column = column + mine + -(-size.label // step) + 1 if mine else 0
    plan.height = max(bottom - size.gap, 0)
    return plan.finish()


def _alone(building: BuildingShown) -> int:
    """How many rooms a building of one floor has; 0 for larger ones, which have a band to themselves."""
    return len(building.floors[0].tiles) if len(building.floors) == 1 else 0
