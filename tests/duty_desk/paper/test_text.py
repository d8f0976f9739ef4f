"""What was typed is what is printed, whatever was typed (S-32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_desk.paper import ListColumn, PassCard, print_passes, write_list
from duty_desk.paper.fallback import ValidPass, write_slips, write_valid_list
from duty_desk.paper.figures import FigureTable, FigureText, write_figures
from duty_desk.paper.official import Bulletin, Section, write_bulletin
from duty_desk.paper.text import may_break, printable, wrap
from tests.duty_desk.paper.hostile import HOSTILE
from tests.duty_desk.paper.reading import (
    needs_poppler,
    pdfium_pages,
    pictures_and_links,
    poppler_text,
    pypdf_pages,
    squeezed,
)
from tests.duty_desk.paper.test_fonts import sheet

CHINESE = "今天发放口罩给一线人员（含保洁、保安），共1200只；余量3月6日盘点。ABC-123 mask"


def test_there_are_sixty_payloads() -> None:
    assert len(set(HOSTILE)) == 60


def test_payloads_are_printed_character_for_character() -> None:
    pages = pdfium_pages(sheet(HOSTILE))
    lines = [line for page in pages for line in page.splitlines()]
    assert lines == list(HOSTILE)


@needs_poppler
def test_poppler_reads_the_payloads_too(tmp_path: Path) -> None:
    lines = [line.strip("\f") for line in poppler_text(sheet(HOSTILE), tmp_path).splitlines()]
    assert [line for line in lines if line] == list(HOSTILE)


def test_payloads_bring_no_pictures_and_no_links() -> None:
    assert pictures_and_links(sheet(HOSTILE)) == (0, 0)


def test_payloads_stand_whole_in_a_list() -> None:
    target = BytesIO()
    write_list(
        target,
        title=HOSTILE[0],
        office=HOSTILE[17],
        columns=(ListColumn("<b>项</b>", 20), ListColumn("A&B", 40), ListColumn("备注", 12)),
        rows=[(str(i), payload, payload) for i, payload in enumerate(HOSTILE)],
        officer="</b>",
        printed_at=datetime(2020, 3, 6, 17, 20),
        filter_text="x<y>z",
    )
    for read in (pypdf_pages, pdfium_pages):
        text = squeezed("".join(read(target.getvalue())))
        assert [payload for payload in HOSTILE if squeezed(payload) not in text] == []
    assert pictures_and_links(target.getvalue()) == (0, 0)


def test_payloads_stand_whole_on_passes(plain: PassCard) -> None:
    cards = [replace(plain, holder=text, reason=text, holder_line=text) for text in HOSTILE]
    for form in ("a6", "a6_stub", "receipt"):
        target = BytesIO()
        print_passes(target, cards, form)
        for payload, page in zip(HOSTILE, pdfium_pages(target.getvalue()), strict=True):
            assert squeezed(page).count(squeezed(payload)) >= 2, payload
        assert pictures_and_links(target.getvalue()) == (0, 0)


def test_payloads_stand_whole_in_reports_slips_and_bulletins() -> None:
    moment = datetime(2020, 3, 6, 17, 20)
    frame: dict[str, Any] = {"office": "总务处", "officer": "</b>"}
    report, valid, slips, bulletin = (BytesIO() for _ in range(4))
    rows = tuple((payload, "1") for payload in HOSTILE)
    parts = (
        FigureText("\n".join(HOSTILE)),
        FigureTable("<b>", (ListColumn("单位", 90), ListColumn("A&B", 20)), rows, (HOSTILE[0], "1")),
    )
    write_figures(report, title="x<y>z", parts=parts, printed_at=moment, **frame)
    listed = [ValidPass(text, text, text, text, text, text, moment.date()) for text in HOSTILE]
    write_valid_list(valid, listed, at=moment, **frame)
    write_slips(slips, HOSTILE, office="<b>总务处</b>", printed="A&B")
    sections = (Section("<b>", HOSTILE),)
    write_bulletin(bulletin, Bulletin("<img src=x>", "A&B", "</b>", moment.date(), sections))
    for paper in (report, valid, slips, bulletin):
        text = squeezed("".join(pdfium_pages(paper.getvalue())))
        # A long text continues on a further line of its cell: there its characters are compared.
        whole = [payload for payload in HOSTILE if len(payload) < 12 and squeezed(payload) not in text]
        assert whole == []
        assert pictures_and_links(paper.getvalue()) == (0, 0)
    text = squeezed("".join(pdfium_pages(slips.getvalue())))
    assert [payload for payload in HOSTILE if squeezed(payload) not in text] == []


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("一行\n二行", "一行 二行"),
        ("a\tb", "a b"),
        ("张\u200b伟\ufeff", "张伟"),
        ("\u202e反", "反"),
        ("\x00空\x07", "空"),
        ("葛\U000e0100", "葛"),
        ("e\u0301", "é"),
        ("㎡", "㎡"),
    ],
)
def test_only_what_has_no_shape_is_left_out(typed: str, printed: str) -> None:
    assert printable(typed) == printed


def test_lines_do_not_begin_with_closing_marks() -> None:
    for width in range(4, 30):
        lines = wrap(CHINESE, width, len)
        assert not any(line[0] in "，。；、）" for line in lines if line)
        assert not any(line[-1] == "（" for line in lines if line)


def test_a_date_is_not_torn() -> None:
    assert not may_break("6", "日")
    assert not may_break("3", "月")
    assert may_break("日", "盘")


@given(st.text(alphabet=CHINESE + "㛃𬱖 ", max_size=80), st.integers(1, 30))
def test_wrapping_leaves_nothing_out_and_fits(text: str, width: int) -> None:
    lines = wrap(text, width, len)
    assert squeezed("".join(lines)) == squeezed(printable(text))
    assert all(len(line) <= width for line in lines)


def test_a_word_that_fits_when_smaller_is_kept_whole() -> None:
    assert wrap("199****0000", 9, len, 0.7) == ("199****0000",)
    assert wrap("199****0000", 9, len) == ("199****00", "00")
