"""Slips for a power cut: numbers set aside, keyed in as they were written, or handed back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from db.vocabulary import PassKind, PassState, RestrictionKind
from duty_desk import passes
from duty_desk.errors import InputError, Problems, Refusal
from duty_desk.people import restrictions
from tests.duty_desk.passes.conftest import Office, form

MORNING = datetime(2020, 3, 6, 8, 30)


@pytest.fixture
def slips(office: Office) -> tuple[str, ...]:
    with office.desk.work() as work:
        return passes.reserve_slips(work, PassKind.TEMPORARY, 3)


def key_in(office: Office, number: str, **changes: Any) -> passes.IssuedPass:
    values = form(office, valid_from=MORNING, valid_until=datetime(2020, 3, 7), **changes)
    with office.desk.work() as work:
        return passes.key_in_slip(work, number, issued_at=MORNING, issued_by="段知衡", **values)


def test_numbers_of_slips_are_not_given_to_others(office: Office, slips: tuple[str, ...]) -> None:
    assert [number[-5:-1] for number in slips] == ["0001", "0002", "0003"]
    with office.desk.work() as work:
        assert passes.issue(work, **form(office)).number.endswith("0004号")
        assert [row.number for row in passes.list_slips(work)] == list(slips)


def test_a_slip_is_keyed_in_once_as_it_was_written(office: Office, slips: tuple[str, ...]) -> None:
    given = key_in(office, "通字[2020]第2号")
    assert given.number == slips[1]
    with office.desk.read() as read:
        found = passes.get_pass(read, given.id)
        assert (found.from_paper, found.row.issued_at, found.row.issuing_officer) == (
            True,
            MORNING,
            "段知衡",
        )
        assert [row.number for row in passes.list_slips(read, PassKind.TEMPORARY)] == [slips[0], slips[2]]
        assert passes.find_by_token(read, given.token).pass_id == given.id
    with pytest.raises(Refusal) as caught:
        key_in(office, slips[1])
    assert "任晓慧" in caught.value.text
    with pytest.raises(InputError):
        key_in(office, "通字〔2020〕第0009号")


def test_what_happened_on_paper_can_be_keyed_in_after_it_ended(office: Office, clock: Any) -> None:
    with office.desk.work() as work:
        (number,) = passes.reserve_slips(work, PassKind.TEMPORARY, 1)
        restrictions.restrict(
            work,
            person=office.person,
            kind=RestrictionKind.FEVER,
            starts_on=date(2020, 3, 6),
            ends_on=None,
            reason="37.8",
        )
    clock.at = datetime(2020, 3, 9, 8)
    with pytest.raises(InputError), office.desk.work() as work:
        passes.key_in_slip(work, number, issued_at=datetime(2020, 3, 10), **form(office))
    given = key_in(office, number)
    with office.desk.read() as read:
        assert passes.get_row(read, given.id).state == PassState.EXPIRED


def test_a_slip_is_judged_like_a_form(office: Office, slips: tuple[str, ...]) -> None:
    with pytest.raises(Problems) as caught:
        key_in(office, slips[0], holder=None)
    assert {error.field for error in caught.value.errors} == {"holder"}
    with pytest.raises(Refusal):
        key_in(office, slips[0], temperature=38.0)


def test_unused_slips_are_handed_back(office: Office, slips: tuple[str, ...]) -> None:
    with office.desk.work() as work:
        out = passes.list_slips(work)
        assert passes.return_slips(work, [row.id for row in out[1:]]) == 2
        assert [row.number for row in passes.list_slips(work)] == [slips[0]]
    with pytest.raises(Refusal):
        key_in(office, slips[2])
    for count in (0, 301):
        with pytest.raises(InputError), office.desk.work() as work:
            passes.reserve_slips(work, PassKind.TEMPORARY, count)
