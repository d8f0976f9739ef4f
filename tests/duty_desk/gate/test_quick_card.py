"""The card that lies at the gate: one page, all fourteen reasons of check U-04, the limits that hold, nothing missing from the fonts."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pypdf
import pytest

from duty_desk.desk import Desk
from duty_desk.gate import quick_card
from duty_desk.paper import fonts
from duty_desk.strings import LANGUAGES, set_language, t
from tests.duty_desk.gate.test_answers import FOURTEEN
from tests.duty_desk.paper.reading import pypdf_pages, squeezed


@pytest.fixture(params=LANGUAGES)
def _language(request: pytest.FixtureRequest) -> Iterator[None]:
    set_language(request.param)
    yield
    set_language("zh_CN")


@pytest.mark.usefixtures("_language")
def test_the_card_holds_every_reason_and_what_to_do_on_one_page(sqlite_desk: Desk) -> None:
    with sqlite_desk.read() as read:
        pdf = quick_card.draw(read)
    (page,) = pypdf_pages(pdf)
    words = squeezed(page)
    assert set(quick_card.REASONS) == set(FOURTEEN.values())
    for reason in quick_card.REASONS:
        for kind in ("headline", "next"):
            assert squeezed(quick_card.plain(kind, reason)) in words
    assert "37.3" in words, "the limit of the office"
    for key in ("night", "broken", "outage"):
        assert squeezed(t(f"gate_card.{key}.title")) in words
    assert "{" not in words
    assert pypdf.PdfReader(BytesIO(pdf)).pages[0].mediabox.width == pytest.approx(595, abs=1)
    assert not fonts.missing_characters(page)
