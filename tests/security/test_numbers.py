"""The eye that looks at all screens and papers sees what it is to see (S-46), and no telephone number is forgotten."""

from __future__ import annotations

import pytest

from db.models import whole
from db.vocabulary import Category
from duty_desk import masking
from duty_desk.desk import Desk
from duty_desk.people import persons
from tests.duty_desk.people.synthetic import id_number, phone
from tests.security.numbers import Numbers
from tests.security.planted import DUTY_PHONES, PRIVATE_PHONES

NUMBER, PHONE = id_number("19900203", 77), phone(7777)


@pytest.fixture
def numbers(sqlite_desk: Desk) -> Numbers:
    with sqlite_desk.work() as work:
        persons.add_person(work, name="欧阳珺玥", category=Category.STAFF, id_number=NUMBER, phone=PHONE)
    return Numbers(sqlite_desk)


def test_what_the_rule_leaves_is_let_pass_and_anything_more_is_seen(numbers: Numbers) -> None:
    """Acceptance check S-46."""
    assert not numbers.given_away(f"{masking.mask_id(NUMBER)} {masking.mask_phone(PHONE)}")
    assert numbers.seen == {NUMBER: set(range(14, 18)), PHONE: {0, 1, 2, 7, 8, 9, 10}}
    assert not numbers.beyond_the_rule()
    assert numbers.given_away(NUMBER)
    assert numbers.given_away(PHONE)
    assert numbers.given_away("19900203"), "the day of birth is eight of the hidden digits"
    assert numbers.given_away(f"{NUMBER[:4]}{'*' * 10}{NUMBER[-4:]}"), (
        "first and last four are two parts to be joined"
    )
    assert numbers.beyond_the_rule() == {NUMBER: {0, 1, 2, 3}}


def test_every_telephone_number_is_somebodys_own_or_that_of_a_duty() -> None:
    columns = {
        (table.name, column.name)
        for table in whole().sorted_tables
        for column in table.columns
        if "phone" in column.name
    }
    assert columns == {*PRIVATE_PHONES, *DUTY_PHONES, ("person", "phone")}


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (NUMBER, "*" * 14 + NUMBER[-4:]),
        ("E12345689", "*****5689"),
        ("A1234", "***34"),
        ("7", "*"),
        (None, ""),
    ],
)
def test_a_document_shows_its_last_four_and_never_more_than_half(number: str | None, shown: str) -> None:
    assert masking.mask_id(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (PHONE, f"199****{PHONE[-4:]}"),
        ("+85291234567", "********4567"),
        ("02984990000", "*******0000"),
        ("6210", "6210"),
    ],
)
def test_a_telephone_shows_three_and_four(number: str, shown: str) -> None:
    assert masking.mask_phone(number) == shown


def test_a_number_left_shortened_in_a_form_stays_what_it_was() -> None:
    assert masking.kept_phone(masking.mask_phone(PHONE), None, PHONE) == PHONE
    assert masking.kept_phone("19900000001", PHONE) == "19900000001"
    assert masking.kept_phone("", PHONE) == ""
