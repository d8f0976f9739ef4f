"""How the office writes what it shows."""

from __future__ import annotations

from decimal import Decimal

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


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("2.850", "2.85"), ("1000", "1,000"), ("1E+4", "10,000"), ("0.000", "0"), ("-18750.5", "-18,750.5")],
)
def test_exact_quantities_are_written_without_zeros_at_the_end(kept: str, shown: str) -> None:
    assert formats.number(Decimal(kept)) == shown
