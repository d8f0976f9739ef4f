"""Who comes back to campus at the gate: green and ticked on the day, told to the officer when not as planned (product rule R7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AdmissionDraft, Crossing
from db.vocabulary import Category
from duty_desk import isolation
from duty_desk.desk import Desk
from duty_desk.gate import Attempt, Direction, Reason, Verdict, Word, correcting, scan
from duty_desk.screening import return_rows, returns
from duty_desk.screening.returns import BatchForm, RecordDay
from tests.conftest import Clock, Filled
from tests.duty_desk.passes.conftest import Office, add_person, build

DAY = date(2020, 3, 6)
LOOKED = frozenset({Reason.MANUAL})


@dataclass(frozen=True)
class Season:
    """One batch of today, 8:00 to 18:00 by the east gate; two students with whole records and one without."""

    office: Office
    batch: int
    whole: int
    observed: int
    bare: int

    @property
    def desk(self) -> Desk:
        return self.office.desk

    def scans(self, number: str, *confirmed: Reason, **more: Any) -> Verdict:
        values: dict[str, Any] = {"gate": self.office.east, "temperature": 36.5, **more}
        return scan(self.desk, Attempt(text=number, confirmed=LOOKED | set(confirmed), **values))

    def row(self, returnee: int) -> return_rows.ReturneeRow:
        with self.desk.read() as read:
            return return_rows.get_returnee(read, returnee)


NUMBERS = {"苗宁": "610000200001014211", "费然": "610000200002024210", "汤宸宥": "61000020000303421X"}


def fill(desk: Desk) -> Season:
    office = build(desk)
    with desk.work() as work:
        batch = returns.add_batch(
            work,
            BatchForm("第一批", DAY, DAY + timedelta(days=1), time(8), time(18), office.east, record_days=3),
        )
        found: dict[str, int] = {}
        for name, number in NUMBERS.items():
            person = add_person(
                work, name, id_kind="resident", id_number=number, category=Category.STUDENT.value
            )
            must = name == "费然"
            found[name] = returns.add_returnee(
                work,
                batch=batch,
                person=person,
                must_observe=must,
                observe_reason="来自重点地区" if must else "",
            )
            if name != "汤宸宥":
                days = [RecordDay(DAY - timedelta(days=back), "西安", 36.5) for back in (1, 2, 3)]
                returns.record_days(work, found[name], days)
    return Season(office, batch, found["苗宁"], found["费然"], found["汤宸宥"])


@pytest.fixture
def season(filled: Filled) -> Season:
    desk, made = filled(fill)
    desk.officer = made.office.guard
    return replace(made, office=replace(made.office, desk=desk))


def test_on_the_day_a_student_passes_without_a_pass_and_is_ticked(season: Season) -> None:
    verdict = season.scans(NUMBERS["苗宁"])
    assert (verdict.word, verdict.detail) == (Word.GO, "第一批　3月6日—3月7日　08:00–18:00")
    assert verdict.card is not None
    assert verdict.card.number == "返校 第一批"
    row = season.row(season.whole)
    assert (row.state, row.arrived_at) == ("arrived", datetime(2020, 3, 6, 12))


def test_the_reading_is_asked_for_first(season: Season) -> None:
    asked = season.scans(NUMBERS["苗宁"], temperature=None)
    assert (asked.word, season.row(season.whole).state) == (Word.MEASURE, "expected")


def test_a_scanner_that_triggers_twice_ticks_once(season: Season) -> None:
    first = season.scans(NUMBERS["苗宁"])
    second = season.scans(NUMBERS["苗宁"])
    assert (second.word, second.repeated, second.crossing_id) == (Word.GO, True, first.crossing_id)
    with season.desk.read() as read:
        assert len(read.session.scalars(select(Crossing.id)).all()) == 1


def test_who_has_come_is_no_returnee_any_more(season: Season, clock: Clock) -> None:
    season.scans(NUMBERS["苗宁"])
    clock.forward(hours=1)
    assert season.scans(NUMBERS["苗宁"], direction=Direction.IN).reason is Reason.INSIDE
    assert season.scans(NUMBERS["苗宁"], direction=Direction.OUT).reason is Reason.NO_PASS


@pytest.mark.parametrize(
    ("first", "hours", "gate", "reason", "headline"),
    [
        (1, (8, 18), "east", Reason.RETURN_EARLY, "返校早到"),
        (0, (13, 18), "east", Reason.RETURN_EARLY, "返校早到"),
        (-2, (8, 18), "east", Reason.RETURN_LATE, "返校批次已过"),
        (0, (8, 11), "east", Reason.RETURN_LATE, "返校批次已过"),
        (0, (8, 18), "south", Reason.RETURN_GATE, "不在返校校门"),
    ],
)
def test_what_is_not_as_planned_is_told_and_the_officer_decides(
    season: Season, first: int, hours: tuple[int, int], gate: str, reason: Reason, headline: str
) -> None:
    day, (begins, ends) = DAY + timedelta(days=first), hours
    with season.desk.work(season.office.chief) as work:
        # The record is not what is asked about here.
        form = BatchForm(
            "第一批",
            day,
            day + timedelta(days=1),
            time(begins),
            time(ends),
            season.office.east,
            record_days=0,
        )
        returns.change_batch(work, season.batch, form)
    place = getattr(season.office, gate)
    verdict = season.scans(NUMBERS["苗宁"], gate=place)
    assert (verdict.word, verdict.reason, verdict.headline) == (Word.CHECK, reason, headline)
    assert season.row(season.whole).arrived_at is None
    assert season.scans(NUMBERS["苗宁"], reason, gate=place).word is Word.GO
    assert season.row(season.whole).arrived_at == datetime(2020, 3, 6, 12)


def test_a_record_that_is_not_whole_is_told_with_how_much_is_missing(season: Season) -> None:
    verdict = season.scans(NUMBERS["汤宸宥"])
    assert (verdict.reason, verdict.next_step) == (
        Reason.RETURN_RECORD,
        "缺 3 天，补填或值班室同意后放行",
    )


def test_who_must_be_observed_is_stopped_and_handed_to_the_isolation_desk(season: Season) -> None:
    verdict = season.scans(NUMBERS["费然"])
    assert (verdict.word, verdict.reason) == (Word.CHECK, Reason.RETURN_OBSERVE)
    assert "来自重点地区" in verdict.next_step
    assert season.scans(NUMBERS["费然"], Reason.RETURN_OBSERVE, temperature=36.7).word is Word.GO
    assert season.row(season.observed).state == "observed"
    with season.desk.read() as read:
        draft = read.session.scalars(select(AdmissionDraft)).one()
        assert (draft.second, draft.reason) == (36.7, "返校须观察（第一批）：来自重点地区")
        assert [row.name for row in isolation.list_drafts(read)] == ["费然"]


def test_a_fever_stops_somebody_who_comes_back_as_anybody_else(season: Season, clock: Clock) -> None:
    assert season.scans(NUMBERS["苗宁"], temperature=37.6).word is Word.AGAIN
    clock.forward(minutes=16)
    assert season.scans(NUMBERS["苗宁"], temperature=37.5).reason is Reason.FEVER
    assert season.row(season.whole).state == "expected"


def test_taking_the_passage_back_takes_the_arrival_back(season: Season) -> None:
    verdict = season.scans(NUMBERS["苗宁"])
    assert verdict.crossing_id is not None
    with season.desk.work() as work:
        correcting.withdraw(work, verdict.crossing_id)
    assert (season.row(season.whole).state, season.row(season.whole).arrived_at) == ("expected", None)
    assert season.scans(NUMBERS["苗宁"]).word is Word.GO


def test_a_passage_added_later_ticks_too(season: Season) -> None:
    looked = season.scans(NUMBERS["苗宁"], temperature=None)
    assert looked.subject is not None
    with season.desk.work() as work:
        correcting.add_missed(
            work,
            looked.subject,
            gate=season.office.east,
            direction=Direction.IN,
            at=datetime(2020, 3, 6, 11),
            reason="扫码枪没电",
        )
    assert season.row(season.whole).arrived_at == datetime(2020, 3, 6, 11)


def test_a_closed_batch_is_unknown_at_the_gate(season: Season) -> None:
    with season.desk.work(season.office.chief) as work:
        returns.close_batch(work, season.batch)
    assert season.scans(NUMBERS["苗宁"]).reason is Reason.NO_PASS
    with season.desk.work(season.office.chief) as work:
        returns.reopen_batch(work, season.batch)
    assert season.scans(NUMBERS["苗宁"]).word is Word.GO
