"""Codes: not to be guessed, not to be altered, printed again only by the office that gave them (S-20, S-21)."""

from __future__ import annotations

import secrets
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from db.models import Pass
from duty_desk import passes, settings
from duty_desk.errors import StorageError
from duty_desk.passes import tokens
from tests.duty_desk.passes.conftest import Office, form

MANY = 100_000


def test_codes_never_repeat_and_their_digits_are_even() -> None:
    codes = {tokens.new_token() for _ in range(MANY)}
    assert len(codes) == MANY
    # The first random digits run to 340…, so the leading ones are uneven by design; the last twenty are not.
    found = Counter("".join(code[-22:-2] for code in codes))
    expected = MANY * 20 / 10
    chi_square = sum((found[digit] - expected) ** 2 / expected for digit in "0123456789")
    assert chi_square < 33.7, "9 degrees of freedom, one chance in ten thousand"


def test_every_slip_of_one_digit_and_every_swap_is_caught() -> None:
    for _ in range(100):
        code = tokens.new_token()
        assert tokens.is_token(code)
        for i, digit in enumerate(code):
            for other in "0123456789":
                if other != digit:
                    assert not tokens.is_token(code[:i] + other + code[i + 1 :])
        for i in range(len(code) - 1):
            if code[i] != code[i + 1]:
                assert not tokens.is_token(code[:i] + code[i + 1] + code[i] + code[i + 2 :])


def test_no_invented_code_is_accepted(office: Office) -> None:
    with office.desk.work() as work:
        passes.issue(work, **form(office))
    with office.desk.read() as read:
        for _ in range(300):
            invented = f"{secrets.randbelow(10**42):042d}"
            assert passes.find_by_token(read, invented).pass_id is None
            made_up = f"1{secrets.randbits(128):039d}"
            whole = made_up + f"{98 - int(made_up) * 100 % 97:02d}"
            assert passes.find_by_token(read, whole) == passes.Scanned(passes.Scan.UNKNOWN)


def test_of_random_digits_hardly_any_even_looks_like_a_code() -> None:
    alike = sum(tokens.is_token(f"{secrets.randbelow(10**42):042d}") for _ in range(MANY))
    assert alike < MANY / 500


@given(st.integers(min_value=0, max_value=2**128 - 1))
def test_check_codes_have_one_shape_without_look_alikes(number: int) -> None:
    code = tokens.check_code(f"{number:042d}")
    assert len(code) == 7
    assert code[4] == "-"
    assert not set(code) & set("01OIQDBSZLUV")


def test_a_sample_code_is_not_a_real_one() -> None:
    sample, real = tokens.new_token(demo=True), tokens.new_token()
    assert not tokens.is_token(sample)
    assert not tokens.is_token(real, demo=True)
    assert tokens.is_foreign(sample, demo=False)
    assert tokens.is_foreign(real, demo=True)


def test_a_sample_office_gives_sample_codes_only(office: Office) -> None:
    with office.desk.work() as work:
        real = passes.issue(work, **form(office))
        settings.store(work, 0, "office.demo", True)
    with office.desk.work() as work:
        assert tokens.is_demo(work)
        sample = passes.issue(work, **form(office, gates=[office.south]))
        assert sample.token[0] == tokens.DEMO
        assert passes.find_by_token(work, sample.token).pass_id == sample.id
        assert passes.find_by_token(work, real.token).what == passes.Scan.SAMPLE


def test_a_sealed_code_opens_only_unaltered(office: Office) -> None:
    with office.desk.work() as work:
        issued = passes.issue(work, **form(office))
        sealed = tokens.seal(work, issued.token)
        assert tokens.unseal(work, sealed) == issued.token
        assert sealed != tokens.seal(work, issued.token)
        altered = ("A" if sealed[20] != "A" else "B") + sealed[21:]
        with pytest.raises(StorageError):
            tokens.unseal(work, sealed[:20] + altered)
        work.session.execute(update(Pass).where(Pass.id == issued.id).values(remark="x"))
