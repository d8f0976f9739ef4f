"""A forged pass opens nothing: every slip and swap of five hundred codes, a hundred thousand invented ones (S-20, S-21)."""

from __future__ import annotations

import secrets
from collections import Counter

import pytest

from duty_desk import passes
from duty_desk.passes import tokens
from tests.duty_desk.passes.conftest import Office, form
from tests.faults.conftest import rounds

pytestmark = pytest.mark.slow


def test_a_million_codes_never_repeat_and_no_digit_is_favoured() -> None:
    """A million with DUTY_DESK_FAULTS=full."""
    count = rounds(200_000, 1_000_000)
    seen: set[int] = set()
    found: Counter[str] = Counter()
    for _ in range(count):
        code = tokens.new_token()
        assert len(code) == 42
        assert code.isdigit()
        seen.add(int(code))
        found.update(code[-22:-2])
    assert len(seen) == count
    expected = count * 20 / 10
    assert sum((found[digit] - expected) ** 2 / expected for digit in "0123456789") < 33.7


def test_no_slip_and_no_swap_of_five_hundred_codes_is_taken_for_a_code() -> None:
    for _ in range(rounds(100, 500)):
        code = tokens.new_token()
        altered = {
            code[:place] + digit + code[place + 1 :]
            for place in range(len(code))
            for digit in "0123456789"
            if digit != code[place]
        }
        altered |= {
            code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(len(code) - 1)
        } - {code}
        assert not [one for one in altered if tokens.is_token(one)]


def test_a_hundred_thousand_invented_codes_are_refused(office: Office) -> None:
    """The check digits turn nearly all away before the register is asked; the register turns away the rest."""
    with office.desk.work() as work:
        given = passes.issue(work, **form(office))
    asked = 0
    with office.desk.read() as read:
        for _ in range(100_000):
            invented = f"{secrets.randbelow(10**42):042d}"
            if tokens.is_token(invented):
                asked += 1
                assert passes.find_by_token(read, invented) == passes.Scanned(passes.Scan.UNKNOWN)
        assert passes.find_by_token(read, given.token).pass_id == given.id
    assert asked < 1000, "ninety-nine in a hundred never reach the register"
