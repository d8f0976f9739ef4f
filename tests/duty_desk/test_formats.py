"""How the office writes what it shows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from duty_desk import formats
from duty_desk.paper import dates
from duty_desk.strings import LANGUAGES, writing_in


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


@pytest.mark.parametrize(("language", "shown"), [("zh_CN", "2020年3月6日 17:20"), ("en", "6 Mar 2020 17:20")])
def test_a_date_reads_the_same_on_screens_and_in_forms(language: str, shown: str) -> None:
    at = datetime(2020, 3, 6, 17, 20)
    with writing_in(language):
        assert formats.full_moment(at) == dates.full_moment(at, language) == shown
        assert formats.day(at.date()) == dates.day(at.date(), language)


def test_every_month_has_its_own_name() -> None:
    for language in LANGUAGES:
        with writing_in(language):
            assert len({formats.day(date(2020, month, 1)) for month in range(1, 13)}) == 12
