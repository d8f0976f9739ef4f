"""Sums in words as the office's own vouchers have them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_desk.paper import in_words

VOUCHERS = {
    "0": "零元整",
    "0.05": "伍分",
    "0.50": "伍角",
    "10": "壹拾元整",
    "1005": "壹仟零伍元整",
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元零叁角贰分",
    "107000.53": "壹拾万柒仟元零伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "1000001": "壹佰万零壹元整",
    "6382": "陆仟叁佰捌拾贰元整",
    "100000000": "壹亿元整",
    "100001000": "壹亿零壹仟元整",
    "20050000": "贰仟零伍万元整",
    "1200000000000": "壹万贰仟亿元整",
    "-3.20": "负叁元贰角",
}


@pytest.mark.parametrize(("amount", "words"), VOUCHERS.items(), ids=VOUCHERS)
def test_amount_in_words(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == words


def test_currency_stands_before_without_a_gap() -> None:
    assert in_words(Decimal("1409.50"), prefix=True) == "人民币壹仟肆佰零玖元伍角"


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000"])
def test_what_cannot_stand_on_a_voucher_is_refused(amount: str) -> None:
    with pytest.raises(ValueError):
        in_words(Decimal(amount))


@given(st.integers(0, 10**15))
def test_words_say_the_amount(fen: int) -> None:
    assert read_back(in_words(Decimal(fen) / 100)) == fen


@given(st.integers(0, 10**15))
def test_zeros_collapse_and_none_ends_a_sum(fen: int) -> None:
    words = in_words(Decimal(fen) / 100)
    assert "零零" not in words
    assert fen == 0 or not any(ending in words for ending in ("零元", "零万", "零亿", "零整"))


def read_back(words: str) -> int:
    """The amount in fen that the words say, by their plain meaning."""
    digits = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
    total = section = high = digit = 0
    for word in words.removesuffix("整"):
        if word in digits:
            digit = digits[word]
        elif word in "拾佰仟":
            section += digit * {"拾": 10, "佰": 100, "仟": 1000}[word]
            digit = 0
        elif word == "万":
            high += (section + digit) * 10**4
            section = digit = 0
        elif word == "亿":
            high = (high + section + digit) * 10**8
            section = digit = 0
        elif word == "元":
            total += (high + section + digit) * 100
            high = section = digit = 0
        else:
            total += digit * {"角": 10, "分": 1}[word]
            digit = 0
    return total
