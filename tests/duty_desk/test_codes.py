"""A scan is what has the grammar of a code, a document or a card; nothing else is one however quickly it comes (check U-08)."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from duty_desk import codes
from duty_desk.paper.proofs import PRINTER_PAYLOAD, SCANNER_TESTS
from duty_desk.passes import tokens


def test_what_our_papers_carry_is_scannable() -> None:
    for demo in (False, True):
        assert codes.is_scannable(tokens.new_token(demo=demo))
    for payload in (PRINTER_PAYLOAD, *(test.payload for test in SCANNER_TESTS)):
        assert codes.is_scannable(payload)


def test_a_code_with_a_digit_wrong_is_none_of_ours() -> None:
    token = tokens.new_token()
    for place in range(codes.LENGTH):
        other = str((int(token[place]) + 1 + secrets.randbelow(9)) % 10)
        assert not codes.is_scannable(token[:place] + other + token[place + 1 :])
    assert not codes.is_scannable(token[:-1])
    assert not codes.is_scannable(token + "0")


@pytest.mark.parametrize("body", ["61000019780316421", "81000019900101123", "61000019850307319"])
def test_identity_cards_are_known_by_their_check_digit(body: str) -> None:
    right = mod_11_2.calc_check_digit(body)
    assert codes.is_document(body + right)
    assert not any(codes.is_document(body + other) for other in "0123456789X" if other != right)


@pytest.mark.parametrize("text", ["2018001234", "A123456", "CK-2020-0074", "CK-2021-10074", "GC-2020-0033"])
def test_campus_cards_and_slips_of_goods_are_scannable(text: str) -> None:
    assert codes.is_scannable(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "heyangjun",
        "HELLO-2020",
        "https://qr.example.cn/u/8f2a91",
        "2020-03-06",
        "CK-2020",
        "CK-20-74",
        "６１０００１",
        "1234567890123",
    ],
)
def test_what_a_hand_types_quickly_and_what_others_print_is_not(text: str) -> None:
    assert not codes.is_scannable(text)


@given(st.text(max_size=200))
def test_whatever_is_scanned_gets_an_answer(text: str) -> None:
    assert codes.is_scannable(text) in (True, False)
    codes.normalise(text)
