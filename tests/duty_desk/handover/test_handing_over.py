"""The desk goes from hand to hand without a moment between: nobody leaves until the next has signed (product rule W4, check U-46)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from db.models import Watch
from db.vocabulary import IncidentKind, Shift
from duty_desk import agenda, audit, backup, handover, incidents
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal
from duty_desk.people.approvals import Approval
from tests.duty_desk.handover.conftest import EVENING, Watches


def report(desk: Desk, title: str = "锅炉房漏水") -> int:
    with desk.work() as work:
        return incidents.report(work, kind=IncidentKind.SAFETY, level=3, title=title, place="锅炉房")


def test_the_first_takes_a_desk_that_nobody_holds(watches: Watches) -> None:
    with watches.desk.work() as work:
        handover.take_over(work)
    with watches.desk.read() as read:
        held = handover.current(read)
        assert held is not None
        assert (held.officer_name, held.shift, held.started_at) == ("周敏", Shift.DAY, watches.clock.at)
        assert held.planned_until == datetime(2020, 3, 6, 18)
    with pytest.raises(Refusal, match="held"), watches.desk.work(watches.second) as work:
        handover.take_over(work)


def test_without_a_watch_there_is_nothing_to_hand_over(watches: Watches) -> None:
    with pytest.raises(Refusal, match="nobody"), watches.desk.work() as work:
        handover.open_handover(work)


def test_who_may_not_hold_the_desk_does_not_take_it(watches: Watches) -> None:
    with pytest.raises(Denied), watches.desk.work(watches.keeper) as work:
        handover.take_over(work)


def test_the_draft_is_found_again_with_every_word_and_count(watches: Watches) -> None:
    paper = watches.take()
    with watches.desk.work() as work:
        handover.write(work, paper, note="东大门测温枪偏低", orders="校领导：明早送检")
        first, second, *_ = handover.list_things(work)
        handover.count(work, paper, first.id, counted=first.quantity)
        handover.count(work, paper, second.id, counted=5, note="一台送修")
    with watches.desk.work() as work:
        assert handover.open_handover(work) == paper
        found = handover.get_pending(work, paper)
    assert (found.note, found.orders) == ("东大门测温枪偏低", "校领导：明早送检")
    assert [(one.counted, one.note) for one in found.counts] == [
        (12, ""),
        (5, "一台送修"),
        (None, ""),
        (None, ""),
    ]


def test_what_differs_needs_a_word(watches: Watches) -> None:
    paper = watches.take()
    with watches.desk.read() as read:
        thing = handover.list_things(read)[0]
    with pytest.raises(InputError) as wrong, watches.desk.work() as work:
        handover.count(work, paper, thing.id, counted=thing.quantity - 1)
    assert wrong.value.field == "note"


def test_it_lists_exactly_what_is_open(watches: Watches) -> None:
    paper = watches.take()
    opened = report(watches.desk)
    watches.clock.forward(minutes=1)
    with watches.desk.read() as read:
        found = handover.get_pending(read, paper)
        assert found.items == agenda.list_items(read)
    ours = [item for item in found.items if item.feature == "incidents"]
    assert [(item.what, item.subject) for item in ours] == [("incident_open", ("incident", opened))]
    assert found.figures["incidents"] == 1
    group = found.groups(watches.desk.now)[0]
    assert (group.feature, len(group.items)) == ("incidents", 1)
    assert sum(len(each.items) for each in found.groups(watches.desk.now)) == len(found.items)


def test_a_whole_hand_over(watches: Watches) -> None:
    paper = watches.take()
    opened = report(watches.desk)
    watches.prepare(paper, note="2-311 樊同学下午外出未归")
    watches.clock.at = EVENING
    watches.sign(paper)
    with watches.desk.read() as read:
        items = handover.get_pending(read, paper).items
        key = next(handover.key_of(item) for item in items if item.feature == "incidents")
    done = watches.complete(paper, watches.second, {key: "应由维修组跟进"})
    assert done.number == "交字〔2020〕第0001号"
    assert done.officer == watches.second
    with watches.desk.read() as read:
        held = handover.current(read)
        assert held is not None
        assert (held.officer_name, held.shift) == ("韩立军", Shift.NIGHT)
        assert (held.planned_from, held.planned_until) == (datetime(2020, 3, 6, 18), datetime(2020, 3, 7, 8))
        kept = handover.get_done(read, paper)
        assert (kept.watch.ended_at, kept.next.started_at, kept.done_at) == (EVENING, EVENING, EVENING)
        assert tuple(one.item for one in kept.items) == items
        assert [(one.item.subject, one.refused) for one in kept.items if one.refused] == [
            (("incident", opened), "应由维修组跟进")
        ]
        assert [(one.thing.name, one.counted) for one in kept.counts] == [
            ("钥匙", 12), ("对讲机", 6), ("额温枪", 4), ("校印", 1),
        ]  # fmt: skip
        assert kept.figures["incidents"] == 1
        assert kept.signed.name == "周敏"
        entry = audit.find_anchor(read, kept.anchor)
        assert entry is not None
        assert entry.action == "handover.complete"
        acts = [one.action for one in audit.history(read, "handover", paper)]
        assert acts[0] == "handover.open"
        assert acts[-2:] == ["handover.sign", "handover.complete"]


def test_what_was_handed_over_stays_as_it_was(watches: Watches) -> None:
    paper = watches.take()
    opened = report(watches.desk)
    watches.prepare(paper)
    watches.clock.at = EVENING
    watches.sign(paper)
    watches.complete(paper, watches.second)
    with watches.desk.work() as work:
        incidents.close(work, opened, outcome="修好")
    with watches.desk.read() as read:
        assert ("incident", opened) in [one.item.subject for one in handover.get_done(read, paper).items]
    for act in (
        lambda work: handover.write(work, paper, note="改"),
        lambda work: handover.sign_out(work, paper),
        lambda work: handover.complete(work, paper, officer=watches.third.id or 0),
    ):
        with pytest.raises(Refusal, match="done"), watches.desk.work() as work:
            act(work)
    for statement in ("UPDATE handover_item SET refused = 'x'", "DELETE FROM handover_thing"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            watches.desk.engine.execution_options(writes=True).begin() as connection,
        ):
            connection.execute(text(statement))


def test_everything_missing_is_said_at_once(watches: Watches) -> None:
    paper = watches.take()
    watches.clock.at = datetime(2020, 3, 6, 18, 31)
    with pytest.raises(Refusal) as refusal:
        watches.complete(paper, watches.second)
    missing = str(refusal.value.values["missing"])
    for word in ("口头说明", "钥匙、对讲机、额温枪、校印", "交班人未签字", "延迟原因"):
        assert word in missing
    with watches.desk.read() as read:
        held = handover.current(read)
        assert held is not None
        assert held.officer_name == "周敏"


def test_a_late_hand_over_says_why(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = datetime(2020, 3, 6, 19, 10)
    watches.sign(paper)
    with pytest.raises(Refusal, match="missing"):
        watches.complete(paper, watches.second)
    watches.complete(paper, watches.second, late_reason="接班人堵在校外")
    with watches.desk.read() as read:
        assert handover.get_done(read, paper).late_reason == "接班人堵在校外"


def test_one_login_is_not_both_persons(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = EVENING
    watches.sign(paper)
    with pytest.raises(Refusal, match="same_person"):
        watches.complete(paper, watches.first)


def test_the_next_confirms_what_stands_there_now(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = EVENING
    watches.sign(paper)
    approval = watches.yes(paper, watches.second)
    report(watches.desk)
    with pytest.raises(Refusal, match="changed"):
        watches.complete(paper, watches.second, approval=approval)


def test_a_backup_made_meanwhile_undoes_no_signature(watches: Watches) -> None:
    def of_the_data() -> list[str]:
        with watches.desk.read() as read:
            return [item.what for item in agenda.list_items(read) if item.feature == "upkeep"]

    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = EVENING
    watches.sign(paper)
    approval = watches.yes(paper, watches.second)
    assert of_the_data() == ["backup_late"]
    backup.run(watches.desk, force=True)
    assert of_the_data() == []
    assert watches.complete(paper, watches.second, approval=approval).officer == watches.second
    # Two watches that refer to each other are copied as well, from a server too.
    assert backup.run(watches.desk, force=True).entries


def test_the_yes_of_another_does_not_do(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = EVENING
    watches.sign(paper)
    given = watches.yes(paper, watches.second)
    stolen = Approval(watches.third, given.at, given.digest)
    with pytest.raises(Refusal, match="unconfirmed"):
        watches.complete(paper, watches.second, approval=stolen)
    with pytest.raises(Refusal, match="unconfirmed"), watches.desk.work() as work:
        handover.complete(work, paper, officer=watches.second.id or 0)


def test_a_word_changed_after_the_signature_undoes_it(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = EVENING
    watches.sign(paper)
    with watches.desk.work() as work:
        handover.write(work, paper, note="无")
        assert handover.state_of(work, paper) == "signed"
        handover.write(work, paper, note="另有一事")
        assert handover.state_of(work, paper) == "draft"


def test_whoever_comes_may_take_the_desk_in_their_own_session(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    watches.clock.at = EVENING
    watches.sign(paper)
    with watches.desk.work(watches.third) as work:
        done = handover.complete(work, paper, officer=watches.third.id or 0)
    assert done.officer == watches.third


def test_only_who_holds_the_desk_signs_unless_somebody_says_why(watches: Watches) -> None:
    paper = watches.take()
    watches.prepare(paper)
    with pytest.raises(Refusal, match="not_yours"):
        watches.sign(paper, watches.third)
    with pytest.raises(InputError):
        watches.sign(paper, watches.second)
    watches.sign(paper, watches.second, stand_in_reason="周敏突发不适，已送校医院")
    with pytest.raises(Refusal, match="same_person"):
        watches.complete(paper, watches.second)
    watches.complete(paper, watches.third)
    with watches.desk.read() as read:
        signed = handover.get_done(read, paper).signed
        assert (signed.name, signed.reason) == ("韩立军", "周敏突发不适，已送校医院")


def test_in_the_middle_of_a_shift_the_rest_of_it_is_taken(watches: Watches) -> None:
    watches.take()
    watches.clock.at = datetime(2020, 3, 6, 13)
    watches.hand_over(watches.second)
    with watches.desk.read() as read:
        held = handover.current(read)
        assert held is not None
        assert (held.shift, held.planned_until) == (Shift.DAY, datetime(2020, 3, 6, 18))


def test_the_database_allows_no_hole_and_no_second_holder(watches: Watches) -> None:
    watches.take()
    watches.clock.at = EVENING
    watches.hand_over(watches.second)
    with watches.desk.read() as read:
        first, held = reversed(handover.list_watches(read))
    values = {
        "place": "office", "day": held.day, "shift": "day", "planned_from": held.planned_from,
        "planned_until": held.planned_until, "officer_id": held.officer_id, "officer_name": "x",
        "started_at": EVENING + timedelta(minutes=1), "version": 1,
    }  # fmt: skip
    engine = watches.desk.engine.execution_options(writes=True)
    for wrong in (
        {},
        {"ended_at": EVENING + timedelta(hours=1)},
        {"previous_id": held.id},
        {"previous_id": first.id, "ended_at": EVENING + timedelta(hours=1)},
    ):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(insert(Watch).values(**values, **wrong))
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(f"UPDATE watch SET ended_at = NULL WHERE id = {first.id}"))
