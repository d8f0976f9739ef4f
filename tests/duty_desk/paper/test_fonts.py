"""Every character of a name reaches paper, can be searched there, and one that cannot is known beforehand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from duty_desk.paper import Layout, Text, missing_characters, write_layouts
from duty_desk.paper.fonts import FILES, Face, file_of, runs, uncovered
from tests.duty_desk.paper.hostile import RARE_NAMES
from tests.duty_desk.paper.reading import (
    fonts_not_embedded,
    needs_poppler,
    pdfium_pages,
    poppler_text,
    pypdf_pages,
    squeezed,
)


def sheet(texts: list[str] | tuple[str, ...], **style: object) -> bytes:
    """One text a line, thirty to a page."""
    target = BytesIO()
    pages = [
        Layout(
            297,
            210,
            tuple(
                Text(10, 12 + 6.5 * i, text, 9, **style) for i, text in enumerate(texts[start : start + 30])
            ),
        )
        for start in range(0, len(texts), 30)
    ]
    write_layouts(target, "测试", pages)
    return target.getvalue()


@pytest.mark.parametrize("face", FILES)
def test_each_face_has_the_general_use_characters(face: Face) -> None:
    general = "".join((file_of(face).parent / "general-use-8105.txt").read_text(encoding="utf-8").split())
    assert len(set(general)) == 8105
    assert uncovered(face).findall(general) == []


@pytest.mark.parametrize("face", FILES)
def test_each_face_has_the_signs_of_the_office(face: Face) -> None:
    assert uncovered(face).findall("℃①②③〔〕㎡㎥√·—–…“”‘’《》【】（），。；：、±×÷≥≤％‰α−′″°") == []


def test_licences_lie_beside_the_fonts() -> None:
    folder = file_of("sans").parent
    for name in ("OFL-NotoSansSC.txt", "OFL-NotoSerifSC.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("face", FILES)
@pytest.mark.parametrize("name", RARE_NAMES)
def test_a_rare_name_has_its_glyphs_in_every_face(name: str, face: Face) -> None:
    drawn = runs(name, face)
    assert "".join(part for _, part in drawn) == name
    assert not any(uncovered(use).search(part) for use, part in drawn)


def test_there_are_sixty_rare_names() -> None:
    assert len(set(RARE_NAMES)) == 60
    assert sum(ord(c) > 0xFFFF for name in RARE_NAMES for c in name) >= 15


def test_a_missing_character_is_named() -> None:
    assert missing_characters("王小明😀ส\ue000王") == ("😀", "ส", "\ue000")
    assert missing_characters("O'Brien Mary, Nguyễn Thị Hương, José Ángel García-López") == ()


def test_a_missing_character_is_never_an_empty_box() -> None:
    assert "[U+1F600]" in squeezed(pdfium_pages(sheet(["王😀"]))[0])


def test_what_has_no_shape_is_not_reported() -> None:
    assert missing_characters("张\u200b伟\ufeff\u202e\n\t") == ()


@pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
@pytest.mark.parametrize("serif", [False, True], ids=["sans", "serif"])
def test_rare_names_can_be_searched(bold: bool, serif: bool) -> None:
    pdf = sheet(RARE_NAMES, bold=bold, serif=serif)
    for read in (pypdf_pages, pdfium_pages):
        found = squeezed("".join(read(pdf)))
        assert [name for name in RARE_NAMES if name not in found] == []


@needs_poppler
def test_rare_names_can_be_searched_by_poppler(tmp_path: Path) -> None:
    found = squeezed(poppler_text(sheet(RARE_NAMES, bold=True), tmp_path))
    assert [name for name in RARE_NAMES if name not in found] == []


def test_accents_typed_apart_are_joined() -> None:
    assert "José" in pdfium_pages(sheet(["Jose\u0301"]))[0]


def test_no_font_is_left_to_the_reader() -> None:
    assert fonts_not_embedded(sheet(["普通", "龘"], bold=True, serif=True)) == set()
