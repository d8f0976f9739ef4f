"""Charts: the right columns, few kinds, told apart without colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from duty_desk.paper.chart import (
    Look,
    Palette,
    Series,
    column_edges,
    day_labels,
    gathered,
    legible,
    stacked,
    stacked_days,
)

pytestmark = pytest.mark.slow

DAYS = [date(2020, 2, 24) + timedelta(i) for i in range(14)]
SERIES = (Series("值班", (16,) * 14), Series("教学科研", (4,) * 14), Series("就医照护", (13,) * 14))


def picture(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("look", ["light", "dark", "print"])
def test_a_chart_has_the_size_asked_for(look: Look) -> None:
    shown = picture(stacked_days(DAYS, SERIES, look=look, width=127, height=50.8, dpi=100, unit="张"))
    assert shown.size == (500, 200)
    ground = shown.getpixel((2, 2))
    assert (sum(ground) < 150) == (look == "dark")


def test_print_is_without_colour() -> None:
    dots = np.asarray(picture(stacked_days(DAYS, SERIES, look="print", dpi=100)), dtype=int)
    assert np.ptp(dots, axis=2).max() == 0


def test_a_taller_column_is_drawn_taller() -> None:
    rising = (Series("张数", tuple(range(1, 15))),)
    dots = np.asarray(picture(stacked_days(DAYS, rising, look="print", dpi=100)).convert("L"))
    dark = (dots[:, dots.shape[1] // 10 :] < 80).sum(axis=0)
    third = dark.size // 3
    assert dark[-third:].sum() > 2.5 * dark[:third].sum()


def test_kinds_differ_in_grey_and_pattern() -> None:
    """Each kind alone gives another picture in grey."""
    alone: list[bytes] = []
    for kind in range(5):
        values = [Series(f"{i}", (10.0 if i == kind else 0.0,) * 3) for i in range(5)]
        shown = picture(stacked(("一", "二", "三"), values, look="print", dpi=100)).convert("L")
        alone.append(
            shown.crop(
                (shown.width // 4, shown.height // 3, shown.width * 9 // 10, shown.height * 3 // 4)
            ).tobytes()
        )
    assert len(set(alone)) == 5


def test_more_than_five_kinds_are_added_up() -> None:
    many = [Series(f"事由{i}", (float(i), 1.0)) for i in range(8)]
    shown = gathered(many)
    assert len(shown) == 5
    assert shown[-1].name == "其他"
    assert [sum(one.values[0] for one in kinds) for kinds in (shown, many)] == [28, 28]
    assert [one.name for one in shown[:-1]] == ["事由4", "事由5", "事由6", "事由7"]


def test_days_name_their_month_once() -> None:
    assert day_labels(DAYS) == (
        "2月24日",
        "25",
        "26",
        "27",
        "28",
        "29",
        "3月1日",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
    )


def test_labels_that_do_not_fit_are_left_out() -> None:
    labels = day_labels([date(2020, 1, 25) + timedelta(i) for i in range(60)])
    kept = legible(labels, 150)
    assert {0, 7, 36} <= set(kept)
    assert all(b - a >= 2 for a, b in pairwise(kept))
    assert legible(day_labels(DAYS), 150) == list(range(14))


def test_strange_names_do_not_break_a_chart() -> None:
    odd = [replace(one, name=name) for one, name in zip(SERIES, ("$x^2$", "王😀", "_隐藏"), strict=True)]
    assert picture(stacked_days(DAYS, odd, dpi=80)).width > 0


def test_nothing_to_show_is_an_empty_chart() -> None:
    assert picture(stacked((), (), dpi=80)).width > 0


def test_the_same_figures_give_the_same_picture() -> None:
    assert stacked_days(DAYS, SERIES, dpi=80) == stacked_days(DAYS, SERIES, dpi=80)


def test_a_column_is_where_it_is_pointed_at() -> None:
    """Only the third of seven is filled, in a colour of its own."""
    look = Palette("#FFFFFF", "#000000", "#FFFFFF", "#FF0000", ("#FF0000",))
    values = tuple(float(place == 2) for place in range(7))
    dots = np.asarray(
        picture(stacked(tuple("1234567"), [Series("张数", values)], look=look, dpi=100)), dtype=int
    )
    red = (dots[:, :, 0] > 200) & (dots[:, :, 1] < 60)
    below = red[dots.shape[0] // 2 :].any(axis=0).nonzero()[0] / dots.shape[1]
    left, right = column_edges(2, 7)
    assert left < below.min() < below.max() < right
    assert column_edges(3, 7)[0] == pytest.approx(right)


def test_a_long_legend_neither_covers_the_unit_nor_leaves_the_picture() -> None:
    """With names that fill the whole line the unit moves above them; with still longer ones they take two lines."""
    look = Palette("#FFFFFF", "#0000FF", "#FFFFFF", "#FF0000", ("#FF0000",) * 5)

    def words(name: str) -> np.ndarray:
        kinds = [Series(f"{name}{n}", (1.0,)) for n in range(4)]
        dots = np.asarray(
            picture(stacked(("",), kinds, look=look, width=120, height=60, dpi=100, unit="张")), int
        )
        return (dots[: dots.shape[0] // 6, :, 2] > 150) & (dots[: dots.shape[0] // 6, :, 0] < 120)

    beside, above = words("值班"), words("教学科研事务")
    scale = slice(0, int(beside.shape[1] * 0.07))
    assert above[:, scale].any(axis=1).argmax() < beside[:, scale].any(axis=1).argmax() - 5
    assert not words("处理教学科研事务和其他事务")[:, :2].any()
