"""The desk: one transaction, all or nothing, and news of what was written."""

from __future__ import annotations

import pytest

from db.vocabulary import Role
from duty_desk import audit, numbering, policy, settings
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError
from duty_desk.work import OfficerRef


def test_numbers_are_gap_free_and_a_refused_act_leaves_no_gap(desk: Desk) -> None:
    with desk.work() as work:
        assert numbering.take(work, "pass.temporary").text == "通字〔2020〕第0001号"
    with pytest.raises(InputError), desk.work() as work:
        numbering.take(work, "pass.temporary")
        raise InputError("reason", "passes.error.reason_missing")
    with desk.work() as work:
        assert [n.sequence for n in numbering.take_many(work, "pass.temporary", 3)] == [2, 3, 4]
        assert numbering.take(work, "pass.temporary", year=2021).text == "通字〔2021〕第0001号"


def test_written_numbers_are_read_back_whatever_their_brackets(desk: Desk) -> None:
    with desk.read() as read:
        for text in ("通字〔2020〕第0012号", "通字[2020]第12号", " 通字（2020）第0012号 "):
            number = numbering.parse(read, "pass.temporary", text)
            assert number is not None
            assert number.text == "通字〔2020〕第0012号"
        assert numbering.parse(read, "pass.temporary", "课字〔2020〕第0012号") is None


def test_writers_are_announced_and_readers_are_not(desk: Desk) -> None:
    heard: list[frozenset[str]] = []
    desk.subscribe(heard.append)
    with desk.work() as work:
        settings.put(work, "office.phone", "6011")
    with desk.read() as read:
        assert settings.get(read, "office.phone") == "6011"
    assert heard == [frozenset({"setting", "audit_entry", "audit_head"})]


def test_a_unit_of_work_does_not_nest(desk: Desk) -> None:
    with desk.work(), pytest.raises(RuntimeError), desk.work():
        pass


def test_the_chain_is_whole_and_a_denial_is_in_it(desk: Desk) -> None:
    gate = OfficerRef(None, "gate", Role.GATE)
    with pytest.raises(Denied), desk.work(gate) as work:
        settings.put(work, "office.phone", "1")
    with desk.read() as read:
        result = audit.verify(read)
        assert result.broken_at is None
        assert settings.get(read, "office.phone") == "6010"
    assert result.entries >= 3


def test_policy_values_hold_from_their_date(desk: Desk) -> None:
    from datetime import date

    with desk.work() as work:
        policy.set_value(work, key="pass.max_days", value=7, starts_on=date(2020, 3, 10), source="通告第8号")
    with desk.read() as read:
        assert policy.integer(read, "pass.max_days") == 14
        assert policy.integer(read, "pass.max_days", date(2020, 3, 10)) == 7
