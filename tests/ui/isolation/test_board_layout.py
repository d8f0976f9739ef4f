"""Where rooms stand on the board: never over one another, all 102 in sight on a small screen, walked over in every direction (U-40)."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtWidgets import QApplication

from ui.isolation.board_layout import ACROSS, BuildingShown, FloorShown, Plan, Size, lay_out
from ui.isolation.tile import TileLook

# The houses of the office: floors and rooms on each.
OFFICE = (("2 号楼", 4, 12), ("3 号楼", 4, 11), ("南湖校医院", 1, 6), ("文昌校医院", 1, 4))
# What is left of 1280 × 720 for the board: beside rail and panel, below the lines at the top, less the scroll bar.
SMALL_WIDTH, SMALL_HEIGHT = 756, 540

pytestmark = pytest.mark.usefixtures("qapp")


def houses(*shapes: tuple[str, int, int]) -> tuple[BuildingShown, ...]:
    """Buildings with the top floor first, rooms numbered from 1."""
    found: list[BuildingShown] = []
    number = 0
    for name, floors, rooms in shapes:
        shown: list[FloorShown] = []
        for floor in range(floors, 0, -1):
            tiles = []
            for place in range(rooms):
                number += 1
                tiles.append(TileLook(number, f"{floor}{place + 1:02d}", "circle-outline"))
            shown.append(FloorShown(f"{floor}层", tuple(tiles)))
        found.append(BuildingShown(name, "", tuple(shown)))
    return tuple(found)


def everywhere(_number: int) -> bool:
    return True


def check(plan: Plan, width: int) -> None:
    """Nothing lies over anything else or leaves the board."""
    for _top, _bottom, numbers in plan.rows:
        places = [plan.tiles[number].rect for number in numbers]
        assert all(one.right() < other.left() for one, other in itertools.pairwise(places))
        assert places[-1].right() < width
    for (_, bottom, _), (top, _, _) in zip(plan.rows, plan.rows[1:], strict=False):
        assert bottom < top
    for head in plan.heads:
        assert not any(head.place.intersects(place.rect) for place in plan.tiles)
        assert not any(head is not other and head.place.intersects(other.place) for other in plan.heads)
    assert plan.height == max(place.rect.bottom() + 1 for place in plan.tiles)


def test_all_rooms_of_the_office_are_in_sight_on_a_small_screen(qapp: QApplication) -> None:
    plan = lay_out(houses(*OFFICE), SMALL_WIDTH)
    check(plan, SMALL_WIDTH)
    assert len(plan.tiles) == 102
    assert plan.height <= SMALL_HEIGHT
    assert plan.heads[2].place.top() == plan.heads[3].place.top(), "two small houses share a band"


def test_a_wide_window_has_large_tiles_twelve_across() -> None:
    plan = lay_out(houses(*OFFICE), 1360)
    check(plan, 1360)
    assert plan.wide
    assert max(len(row[2]) for row in plan.rows) == ACROSS
    assert not lay_out(houses(*OFFICE), 1360, Size.SMALL).wide
    large = lay_out(houses(*OFFICE), SMALL_WIDTH, Size.LARGE)
    assert large.wide
    check(large, SMALL_WIDTH)


@given(
    shapes=some.lists(
        some.tuples(some.just("house"), some.integers(1, 4), some.integers(1, 30)), min_size=1, max_size=5
    ),
    width=some.integers(300, 2600),
    size=some.sampled_from(Size),
)
def test_whatever_the_houses_nothing_lies_over_anything(
    shapes: list[tuple[str, int, int]], width: int, size: Size
) -> None:
    plan = lay_out(houses(*shapes), width, size)
    check(plan, width)
    for number, place in enumerate(plan.tiles):
        assert plan.at(place.rect.center()) == number
        assert plan.number_of(place.look.room) == number
        assert number in plan.between(place.rect.top(), place.rect.top())


def test_steps_pass_over_what_is_left_out_and_stop_at_the_edge() -> None:
    plan = lay_out(houses(("A", 2, 3), ("B", 2, 2)), 1200)
    assert plan.step(0, -1, 0, everywhere) == 0
    assert plan.step(0, 0, 1, everywhere) == 3
    assert plan.step(2, 0, 1, lambda number: number != 5) == 4
    assert plan.step(0, 1, 0, lambda number: number >= 3) == 3
    assert plan.step(len(plan.tiles) - 1, 0, 1, everywhere) == len(plan.tiles) - 1
    assert plan.other_building(4, 1, everywhere) == 6
    assert plan.other_building(8, -1, everywhere) == 0
    assert plan.other_building(0, -1, everywhere) == 0
