"""A cheap scanner reads the code after a bad print."""

from __future__ import annotations

import secrets
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from duty_desk.paper import PassCard, PassForm, Qr, layout_pass, print_passes
from duty_desk.paper.qr import matrix, path, segno_matrix
from tests.duty_desk.paper.conftest import PAYLOAD
from tests.duty_desk.paper.reading import codes, image

pytestmark = pytest.mark.slow


def token(number: int) -> str:
    return f"1{number:041d}"


def test_forty_two_digits_make_version_two() -> None:
    assert len(matrix(PAYLOAD)) == 25


def test_the_code_is_at_level_q() -> None:
    rows = matrix(PAYLOAD)
    dots = np.kron(1 - np.array([list(row) for row in rows], dtype=np.uint8), np.ones((4, 4), np.uint8)) * 255
    found = zxingcpp.read_barcode(Image.fromarray(np.pad(dots, 16, constant_values=255)))
    assert found is not None
    assert found.ec_level == "Q"


@pytest.mark.parametrize("number", [0, 10**40, 3**80])
def test_both_makers_make_a_readable_code(number: int) -> None:
    for make in (matrix, segno_matrix):
        rows = make(token(number))
        dots = 255 - np.array([list(row) for row in rows], dtype=np.uint8) * 255
        large = np.pad(np.kron(dots, np.ones((5, 5), np.uint8)), 20, constant_values=255)
        assert codes(Image.fromarray(large)) == [token(number)]


def test_the_path_covers_every_dark_module_once() -> None:
    side, code = path(PAYLOAD)
    drawn = np.zeros((side, side), int)
    for line in code.splitlines():
        x, y, width, height = map(int, line.removesuffix(" re").split())
        drawn[side - y - height : side - y, x : x + width] += 1
    assert (drawn == np.array([list(row) for row in matrix(PAYLOAD)])).all()


def smallest(card: PassCard, form: PassForm) -> float:
    return min(item.size for item in layout_pass(card, form).items if isinstance(item, Qr))


@pytest.mark.parametrize("form", ["a6", "a6_stub", "four_up", "card", "receipt"])
def test_the_code_is_at_least_25_mm(form: PassForm, plain: PassCard) -> None:
    assert smallest(plain, form) >= 25


@pytest.mark.parametrize("form", ["a6", "card", "receipt"])
def test_a_bad_print_is_still_read(form: PassForm, plain: PassCard) -> None:
    """300 dpi, one dot in ten replaced by toner or nothing, blurred, halved, turned by up to 3 degrees."""
    count = 100
    tokens = ["1" + "".join(secrets.choice("0123456789") for _ in range(41)) for _ in range(count)]
    target = BytesIO()
    # ten different prints, each spoilt ten times
    print_passes(target, [replace(plain, payload=one) for one in tokens[: count // 10]], form)
    noise = np.random.default_rng(62)
    per_page = 10 if form == "card" else 1
    read = 0
    for page in range(-(-(count // 10) // per_page)):
        picture = image(target.getvalue(), page)
        for place in range(per_page):
            part = crop(picture, plain, form, place)
            for _ in range(10):
                read += codes(spoilt(part, noise)) == [tokens[page * per_page + place]]
    assert read >= 99


def crop(picture: Image.Image, card: PassCard, form: PassForm, place: int) -> Image.Image:
    """The code with its quiet zone, cut from the page."""
    (code,) = (item for item in layout_pass(card, form).items if isinstance(item, Qr))
    dot = 300 / 25.4
    quiet = code.size / 25 * 4
    left, top = code.x, code.y
    if form == "card":
        left += (210 - 2 * 85.6) / 2 + 85.6 * (place % 2)
        top += (297 - 5 * 54) / 2 + 54 * (place // 2)
    box = (left - quiet, top - quiet, left + code.size + quiet, top + code.size + quiet)
    return picture.crop(tuple(round(edge * dot) for edge in box)).convert("L")


def spoilt(picture: Image.Image, noise: np.random.Generator) -> Image.Image:
    """Toner dust and gaps on the paper itself, then what the eye of the scanner makes of it."""
    dots = np.asarray(picture).copy()
    hit = noise.random(dots.shape) < 0.10
    dots[hit] = noise.choice(np.array([0, 255], np.uint8), size=int(hit.sum()))
    seen = Image.fromarray(dots).filter(ImageFilter.GaussianBlur(1.2))
    seen = seen.resize((seen.width // 2, seen.height // 2), Image.Resampling.BILINEAR)
    angle = float(noise.uniform(-3, 3))
    return seen.rotate(angle, Image.Resampling.BILINEAR, expand=True, fillcolor=255)
