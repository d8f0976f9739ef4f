"""Passes in batches: every one whole, in order, all or nothing."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from duty_desk.errors import Refusal, StorageError
from duty_desk.paper import PassCard, PassForm, Preview, missing_on, print_passes
from tests.duty_desk.paper.conftest import CARDS, long_card, plain_card
from tests.duty_desk.paper.reading import (
    codes,
    fonts_not_embedded,
    image,
    pdfium_pages,
    pictures_and_links,
    squeezed,
)

FORMS: tuple[PassForm, ...] = ("a6", "a6_stub", "four_up", "card", "receipt")
SIZES = {
    "a6": (105, 148),
    "a6_stub": (105, 183),
    "four_up": (210, 297),
    "card": (210, 297),
    "receipt": (80, 148),
}


def batch(count: int) -> list[PassCard]:
    return [
        replace(plain_card(), number=f"通字〔2020〕第{i:04d}号", payload=f"1{i:041d}", holder=f"贺志远{i}")
        for i in range(count)
    ]


def printed(cards: list[PassCard], form: PassForm, *, backs: bool = False) -> bytes:
    target = BytesIO()
    print_passes(target, cards, form, backs=backs)
    return target.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_its_size(form: PassForm, plain: PassCard) -> None:
    with Preview(printed([plain], form)) as preview:
        assert preview.page_count == 1
        assert preview.size_mm(0) == pytest.approx(SIZES[form], abs=0.01)


@pytest.mark.parametrize("form", FORMS)
def test_fonts_are_embedded_and_nothing_else_comes_along(form: PassForm) -> None:
    pdf = printed([make() for make in CARDS.values()], form)
    assert fonts_not_embedded(pdf) == set()
    assert pictures_and_links(pdf) == (0, 0)


@pytest.mark.parametrize("form", FORMS)
def test_names_and_facts_can_be_read_whole(form: PassForm) -> None:
    card = long_card()
    text = squeezed("".join(pdfium_pages(printed([card], form))))
    wanted = [card.holder, card.number, card.kind_title] + ([] if form == "card" else [card.reason])
    assert [words for words in wanted if squeezed(words) not in text] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_pass_of_a_batch_has_its_own_code(form: PassForm) -> None:
    cards = batch(11)
    pdf = printed(cards, form)
    with Preview(pdf) as preview:
        pages = preview.page_count
    found = [code for page in range(pages) for code in codes(image(pdf, page, 200))]
    assert sorted(found) == [card.payload for card in cards]


@pytest.mark.parametrize(("form", "pages"), [("a6", 11), ("four_up", 3), ("card", 2), ("receipt", 11)])
def test_the_last_sheet_may_be_part_filled(form: PassForm, pages: int) -> None:
    target = BytesIO()
    assert print_passes(target, batch(11), form) == pages


def test_four_up_goes_left_to_right_and_down() -> None:
    places = number_places(printed(batch(4), "four_up"), 0)
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (places[f"第{i:04d}号"] for i in range(4))
    assert x0 == x2 < x1 == x3
    assert y0 == y1 > y2 == y3


def test_backs_meet_their_fronts_when_turned_over_the_long_edge() -> None:
    pdf = printed(batch(3), "four_up", backs=True)
    front, back = number_places(pdf, 0), number_places(pdf, 1)
    middle = 105 / 25.4 * 72
    for i in range(3):
        assert (front[f"第{i:04d}号"][0] < middle) != (back[f"第{i:04d}号"][0] < middle)
        assert (front[f"第{i:04d}号"][1] > 420) == (back[f"第{i:04d}号"][1] > 420)


def number_places(pdf: bytes, page: int) -> dict[str, tuple[float, float]]:
    """Where each number stands, in points from the lower left corner."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        opened = document[page]
        words = opened.get_textpage()
        text = words.get_text_range()
        places: dict[str, tuple[float, float]] = {}
        for i in range(4):
            number = f"第{i:04d}号"
            at = text.find(number)
            if at >= 0:
                left, bottom, _, _ = words.get_charbox(at)
                places[number] = (round(left), round(bottom))
        words.close()
        opened.close()
        return places
    finally:
        document.close()


def test_each_a6_is_followed_by_its_back() -> None:
    pages = pdfium_pages(printed(batch(2), "a6", backs=True))
    assert [("出入记录" in page, "第0001号" in page) for page in pages] == [
        (False, False),
        (True, False),
        (False, True),
        (True, True),
    ]


def test_a_cancelled_batch_leaves_nothing(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def progress(done: int, total: int) -> None:
        assert total == 100
        if done == 37:
            raise Cancelled

    target = tmp_path / "passes.pdf"
    target.write_bytes(b"what was there before")
    with pytest.raises(Cancelled):
        print_passes(target, batch(100), progress=progress)
    assert target.read_bytes() == b"what was there before"
    assert [path.name for path in tmp_path.iterdir()] == ["passes.pdf"]
    buffer = BytesIO()
    with pytest.raises(Cancelled):
        print_passes(buffer, batch(100), progress=progress)
    assert buffer.getvalue() == b""


def test_progress_counts_every_pass(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    print_passes(tmp_path / "passes.pdf", batch(3), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_character_that_cannot_be_printed_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "passes.pdf"
    cards = [plain_card(), replace(plain_card(), holder="王😀")]
    assert missing_on(cards) == ("😀",)
    with pytest.raises(Refusal) as refused:
        print_passes(target, cards)
    assert "😀" in refused.value.text
    assert not target.exists()


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(Refusal):
        print_passes(BytesIO(), [])


@pytest.mark.parametrize("form", ["card", "receipt"])
def test_a_form_without_a_back_says_so(form: PassForm, plain: PassCard) -> None:
    with pytest.raises(Refusal):
        print_passes(BytesIO(), [plain], form, backs=True)


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path, plain: PassCard) -> None:
    with pytest.raises(StorageError) as refused:
        print_passes(tmp_path / "gone" / "passes.pdf", [plain])
    assert "passes.pdf" in refused.value.text


def test_the_same_batch_gives_the_same_file() -> None:
    assert printed(batch(5), "four_up") == printed(batch(5), "four_up")


@pytest.mark.slow
def test_a_thousand_passes_are_one_small_file() -> None:
    assert len(printed(batch(1000), "a6")) <= 2_000_000
