"""Whatever the duty office does is in the chain, in words, and without what people said or whom they called (rule X9)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from db.models import AuditEntry
from db.vocabulary import LogKind, ReferenceKind, StepKind, Trade
from duty_desk import audit, audit_words, duty
from duty_desk.desk import Desk
from duty_desk.duty import patrols, references, repairs, routine
from duty_desk.errors import InputError
from duty_desk.work import Work
from tests.conftest import Clock

LATE = datetime(2020, 3, 6, 20)
SAID = ("张先生要找李女士", "19900001234", "暖气片漏水到王家", "体温计在抽屉里")


def acts() -> list[Callable[[Work], object]]:
    def go_through(work: Work) -> object:
        steps = routine.list_steps(work)
        return routine.record(
            work, {each.id: 36.4 if each.kind is StepKind.TEMPERATURE else True for each in steps}
        )

    return [
        lambda work: duty.write(work, kind=LogKind.CALL, text=SAID[0], phone=SAID[1], due_at=LATE),
        lambda work: duty.postpone(work, 1, due_at=datetime(2020, 3, 6, 21)),
        lambda work: duty.finish(work, 1, note=SAID[3]),
        lambda work: duty.reopen(work, 1),
        lambda work: duty.strike(work, 1, reason="记错"),
        lambda work: repairs.call(work, trade=Trade.HEATING, place="7 栋", what=SAID[2], phone=SAID[1]),
        lambda work: repairs.amend(work, 1, trade=Trade.WATER, place="7 栋", what=SAID[2], version=1),
        lambda work: repairs.assign(work, 1, assigned_to="暖通班"),
        lambda work: repairs.start(work, 1, workers=2),
        lambda work: repairs.finish(work, 1, result=SAID[3]),
        lambda work: repairs.step_back(work, 1),
        lambda work: repairs.drop(work, 1, reason="自行修好"),
        lambda work: patrols.add_point(work, route="泵房", name="水泵", unit="MPa", most=0.5),
        lambda work: patrols.edit_point(
            work, 1, name="水泵", look_at="", unit="MPa", least=None, most=0.6, version=1
        ),
        lambda work: patrols.start(work, route="泵房", walker="柯少峰"),
        lambda work: patrols.enter(work, 1, point=1, value=0.4),
        lambda work: patrols.finish(work, 1),
        lambda work: patrols.reopen(work, 1),
        go_through,
        lambda work: routine.add_step(work, name="领取对讲机", kind=StepKind.TICK),
        lambda work: routine.edit_step(work, 1, name="戴口罩", is_active=True, version=1),
        lambda work: references.add(work, kind=ReferenceKind.PHONE, title="校医院", phone="6120"),
        lambda work: references.edit(work, 1, title="校医院", phone="6121", version=1),
        lambda work: references.add(work, kind=ReferenceKind.PHONE, title="保卫处", phone="6110"),
        lambda work: references.move(work, 2, up=True),
        lambda work: references.retire(work, 1),
    ]


def test_every_act_is_on_record_in_words(desk: Desk, clock: Clock) -> None:
    for act in acts():
        with desk.read() as read:
            before = audit.head_of(read)[0]
        with desk.work() as work:
            act(work)
        with desk.read() as read:
            new = read.session.query(AuditEntry).filter(AuditEntry.id > before).all()
        assert new, act
        for entry in new:
            assert audit_words.act(entry.action) != entry.action
            for name in (*audit.parse(entry.before), *audit.parse(entry.after)):
                assert name in audit_words.UNSAID or audit_words.label(entry.action, name) != name
        clock.forward(minutes=1)
    with desk.read() as read:
        assert audit.verify(read).broken_at is None


def test_what_people_said_is_not_in_the_chain(sqlite_desk: Desk, clock: Clock) -> None:
    for act in acts():
        with sqlite_desk.work() as work:
            act(work)
        clock.forward(minutes=1)
    with sqlite_desk.read() as read:
        chain = " ".join(str(each.before) + str(each.after) for each in read.session.query(AuditEntry))
    assert [words for words in SAID if words in chain] == []


def test_a_refused_act_leaves_no_number_and_no_entry(sqlite_desk: Desk) -> None:
    def numbers() -> list[Any]:
        with sqlite_desk.read() as read:
            return [row.number for row in duty.list_span(read, duty.span_at(read, read.at))]

    for text in ("第一条", " ", "第二条"):
        with suppress(InputError), sqlite_desk.work() as work:
            duty.write(work, kind=LogKind.NOTE, text=text)
    assert numbers() == ["记字〔2020〕第0001号", "记字〔2020〕第0002号"]
