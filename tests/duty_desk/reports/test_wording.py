"""How a figure is written, and that its word is true: 240-odd are at least 240, over four tonnes are more than four."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import Precision
from duty_desk.reports import wording
from duty_desk.reports.wording import SCALES, problem, shown_value, untrue, written

WRITTEN = [
    (35000, "exact", "wan_tenth", "个", "3.5万"),
    (24000, "exact", "wan_tenth", "支", "2.4万"),
    (13000, "exact", "wan_tenth", "个", "1.3万"),
    (2400, "exact", "ton_tenth", "kg", "2.4吨"),
    (7740, "over", "ton", "kg", "超过7吨"),
    (400, "more", "hundred", "支", "400余"),
    (243, "more", "ten", "个", "240余"),
    (1188, "nearly", "hundred", "份", "近1200"),
    (1240, "about", "hundred", "人", "约1200"),
    (2263, "exact", "", "人", "2263"),
    # Tonnes are for what is weighed.
    (2400, "exact", "ton_tenth", "个", "2400"),
]


@pytest.mark.parametrize(
    ("value", "word", "scale", "unit", "said"), WRITTEN, ids=[row[-1] for row in WRITTEN]
)
def test_figures_as_they_are_published(value: int, word: str, scale: str, unit: str, said: str) -> None:
    assert written(Decimal(value), Precision(word), scale, unit) == said


def test_a_word_that_is_not_true_is_known() -> None:
    assert problem(Decimal(7000), Precision.OVER, "ton") == "over", "7 t are not over 7 t"
    assert problem(Decimal(7740), Precision.EXACT, "ton") == "exact"
    assert problem(Decimal(400), Precision.MORE, "hundred") == ""
    assert problem(Decimal(90), Precision.MORE, "hundred") == "more", "nothing is left of it"
    assert problem(Decimal(1050), Precision.NEARLY, "thousand") == "nearly", "1 050 are not nearly 2 000"
    assert untrue(Decimal(239), Decimal(240), Precision.MORE) == "more"
    assert untrue(Decimal(3010), Decimal(4000), Precision.OVER) == "over", (
        "the sum of the rows is not over 4 t"
    )


@given(st.integers(0, 10**7), st.sampled_from(list(Precision)), st.sampled_from(list(SCALES)))
def test_no_word_passes_that_is_untrue(number: int, word: Precision, scale: str) -> None:
    value = Decimal(number)
    shown = shown_value(value, word, scale)
    if problem(value, word, scale):
        return
    if word is Precision.EXACT:
        assert shown == value
    elif word is Precision.MORE:
        assert 0 < shown <= value
    elif word is Precision.OVER:
        assert 0 < shown < value
    elif word is Precision.NEARLY:
        assert shown * Decimal("0.9") <= value <= shown
    else:
        assert abs(value - shown) * 10 <= shown


@given(st.integers(0, 10**7), st.sampled_from(list(Precision)))
def test_without_rounding_what_is_written_is_the_number(number: int, word: Precision) -> None:
    assert str(number) in written(Decimal(number), word, "")


def test_every_scale_has_its_word() -> None:
    for scale in SCALES:
        assert wording.written(Decimal(12000), Precision.EXACT, scale, "kg")
