"""Prints passes: one or a thousand in one file, on cards, on A4 to cut, or on the receipt roll."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Literal

from duty_desk.errors import Refusal
from duty_desk.paper import fonts
from duty_desk.paper.layout import Item, Layout, Line, moved
from duty_desk.paper.pass_card import PassCard
from duty_desk.paper.pass_pieces import A6, STUB_HEIGHT, layout_a6, layout_back, layout_stub
from duty_desk.paper.pass_small import CARD, layout_card, layout_receipt
from duty_desk.paper.writer import Progress, Target, writing
from duty_desk.strings import text_in

if TYPE_CHECKING:
    from duty_desk.paper.canvas import Paper

PassForm = Literal["a6", "a6_stub", "four_up", "card", "receipt"]

A4 = (210.0, 297.0)
HALF = A4[1] / 2
CARD_COLUMNS, CARD_ROWS = 2, 5


def layout_pass(card: PassCard, form: PassForm) -> Layout:
    """One pass on its own as it looks in this form, for the preview beside the form."""
    if form == "card":
        return layout_card(card)
    if form == "receipt":
        return layout_receipt(card)
    if form == "a6_stub":
        stub, front = layout_stub(card), layout_a6(card)
        items = stub.items + moved(front.items, 0, STUB_HEIGHT)
        return Layout(A6[0], STUB_HEIGHT + A6[1], items)
    return layout_a6(card)


def missing_on(cards: Sequence[PassCard]) -> tuple[str, ...]:
    """The characters on these passes that no bundled font has; to be told before anything is issued."""
    texts = dict.fromkeys(text for card in cards for text in card.texts)
    return fonts.missing_characters("".join(texts))


def print_passes(
    target: Target,
    cards: Sequence[PassCard],
    form: PassForm = "a6",
    *,
    backs: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write the passes to one PDF in the order given. Gives the number of pages.

    With `backs` each A6 front is followed by its back, arranged for turning over the long edge. `progress` gets
    (done, all) after each pass or sheet; an exception it raises cancels, and then nothing is written. Refusal when a
    character could not be printed, when there is nothing to print or when the form has no back; StorageError when the
    file cannot be written.
    """
    if not cards:
        raise Refusal("paper.error.no_cards")
    if backs and form in ("card", "receipt"):
        raise Refusal("paper.error.no_backs")
    missing = missing_on(cards)
    if missing:
        raise Refusal("paper.error.missing_characters", characters="\u3000".join(missing))
    with writing(target, text_in("zh_CN", "paper.pass.document")) as paper:
        if form in ("four_up", "card"):
            return _sheets(paper, cards, form, backs, progress)
        return _singles(paper, cards, form, backs, progress)


def _singles(
    paper: Paper, cards: Sequence[PassCard], form: PassForm, backs: bool, progress: Progress | None
) -> int:
    pages = 0
    for done, card in enumerate(cards, 1):
        front = layout_pass(card, form)
        _page(paper, front.width, front.height, front.items)
        pages += 1
        if backs:
            back = layout_back(card)
            _page(paper, front.width, front.height, moved(back.items, 0, front.height - back.height))
            pages += 1
        if progress:
            progress(done, len(cards))
    return pages


def _sheets(
    paper: Paper, cards: Sequence[PassCard], form: PassForm, backs: bool, progress: Progress | None
) -> int:
    pages = done = 0
    size = 4 if form == "four_up" else CARD_COLUMNS * CARD_ROWS
    for batch in _batches(cards, size):
        if form == "card":
            _page(paper, *A4, _ten_up(batch))
        else:
            _page(paper, *A4, _four_up([layout_a6(card) for card in batch], mirrored=False))
        pages += 1
        if backs:
            _page(paper, *A4, _four_up([layout_back(card) for card in batch], mirrored=True))
            pages += 1
        done += len(batch)
        if progress:
            progress(done, len(cards))
    return pages


def _batches(cards: Sequence[PassCard], size: int) -> Iterator[list[PassCard]]:
    rest = iter(cards)
    while batch := list(islice(rest, size)):
        yield batch


def _page(paper: Paper, width: float, height: float, items: Sequence[Item]) -> None:
    from duty_desk.paper.pieces import draw

    paper.page(width, height)
    draw(paper, items)
    paper.end_page()


def _four_up(layouts: Sequence[Layout], *, mirrored: bool) -> list[Item]:
    """Four cards on A4, left to right and down; backs are mirrored so that they meet their fronts."""
    items: list[Item] = []
    for place, layout in enumerate(layouts):
        row, column = divmod(place, 2)
        if mirrored:
            column = 1 - column
        items += moved(layout.items, column * A6[0], row * HALF + (HALF - A6[1]) / 2)
    return items + _crop_marks()


def _crop_marks() -> list[Item]:
    """Ticks of 5 mm in the gutters, beyond the 4.2 mm at the edge that a laser printer cannot reach; a cross amid."""
    reach, tick, (width, height) = 9.2, 5.0, A4
    middle_x, middle_y = width / 2, height / 2
    ends = (
        (middle_x, 0, middle_x, reach),
        (middle_x, height - reach, middle_x, height),
        (0, middle_y, reach, middle_y),
        (width - reach, middle_y, width, middle_y),
        (middle_x - tick, middle_y, middle_x + tick, middle_y),
        (middle_x, middle_y - tick, middle_x, middle_y + tick),
    )
    return [Line(*end, width=0.15) for end in ends]


def _ten_up(cards: Sequence[PassCard]) -> list[Item]:
    """Ten wallet cards edge to edge, with lines to cut along that run into the margins."""
    width, height = CARD
    left = (A4[0] - CARD_COLUMNS * width) / 2
    top = (A4[1] - CARD_ROWS * height) / 2
    items: list[Item] = []
    for place, card in enumerate(cards):
        row, column = divmod(place, CARD_COLUMNS)
        items += moved(layout_card(card).items, left + column * width, top + row * height)
    rows = -(-len(cards) // CARD_COLUMNS)
    columns = min(len(cards), CARD_COLUMNS)
    right, foot = left + columns * width, top + rows * height
    across = [(left - 5, top + i * height, right + 5, top + i * height) for i in range(rows + 1)]
    down = [(left + i * width, top - 5, left + i * width, foot + 5) for i in range(columns + 1)]
    return items + [Line(*ends, width=0.15, dash=(1.5, 1.0)) for ends in (*across, *down)]
