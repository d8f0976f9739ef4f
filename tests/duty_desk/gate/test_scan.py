"""A scan at the gate: let pass and logged at once, or refused and kept with the reason."""

from __future__ import annotations

from sqlalchemy import func, select

from db.models import Crossing, Refusal
from duty_desk.gate import Reason, Word
from tests.duty_desk.gate.conftest import Office, go, issue


def test_a_good_pass_is_green_and_logged_at_once(office: Office) -> None:
    issued = issue(office)
    verdict = go(office, issued.token)
    assert (verdict.word, verdict.reason, verdict.headline) == (Word.GO, Reason.OK, "已登记")
    assert verdict.card is not None
    assert (verdict.card.name, verdict.card.document) == ("任晓慧", "6100**********4216")
    with office.desk.read() as read:
        row = read.session.get_one(Crossing, verdict.crossing_id)
        assert (row.pass_id, row.person_id, row.direction, row.temperature) == (
            issued.id,
            office.person,
            "in",
            36.5,
        )
        assert read.session.scalar(select(func.count()).select_from(Refusal)) == 0


def test_without_a_reading_the_gate_asks_for_one(office: Office) -> None:
    issued = issue(office)
    asked = go(office, issued.token, temperature=None)
    assert (asked.word, asked.crossing_id) == (Word.MEASURE, None)
    verdict = go(office, subject=asked.subject, temperature="36.4")
    assert verdict.word is Word.GO


def test_an_unknown_number_is_refused_and_kept(office: Office) -> None:
    verdict = go(office, "通字〔2020〕第0431号")
    assert (verdict.word, verdict.reason, verdict.next_step) == (
        Word.STOP,
        Reason.UNKNOWN,
        "按姓名、证件号或车牌查",
    )
    with office.desk.read() as read:
        row = read.session.get_one(Refusal, verdict.refusal_id)
        assert (row.reason, row.number, row.scan_class) == ("unknown", "通字〔2020〕第0431号", "number")
