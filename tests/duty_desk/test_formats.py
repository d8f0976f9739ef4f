"""How the office writes what it shows."""

from __future__ import annotations

import pytest

from duty_desk import formats


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("7号楼 2-４０２", "7号楼 2-402"),
        ("７号楼　２－４０２", "7号楼 2-402"),
        ("Ｂ座３０１", "B座301"),
        ("物业（外包）", "物业（外包）"),
        ("家属区，12号楼", "家属区，12号楼"),
    ],
)
def test_rooms_are_written_in_half_width_and_chinese_punctuation_stays(kept: str, shown: str) -> None:
    assert formats.plain_width(kept) == shown
