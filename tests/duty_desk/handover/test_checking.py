"""The chain of watches and its papers are proved; a history written anew is found by the code on a paper (I-09, S-42)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, text, update

from db.models import AuditEntry, AuditHead, Handover, Watch
from duty_desk import audit, check, handover
from duty_desk.handover import checking
from duty_desk.work import Work
from tests.duty_desk.handover.conftest import EVENING, Watches


class UndoError(Exception):
    """Leaves a unit of work as if it had not been."""


@pytest.fixture
def held(watches: Watches) -> Watches:
    """Two hand-overs, evening and morning."""
    watches.take()
    watches.clock.at = EVENING
    watches.hand_over(watches.second)
    watches.clock.forward(hours=14)
    watches.hand_over(watches.third)
    return watches


def undone(held: Watches, harm: Callable[[Work], None]) -> list[str]:
    """What is found after some harm, which is taken back."""
    found: list[str] = []

    def attempt() -> None:
        with held.desk.work() as work:
            harm(work)
            found.extend(problem.code for problem in checking.check(work, full=True))
            raise UndoError

    with pytest.raises(UndoError):
        attempt()
    return found


def test_a_chain_without_a_hole_is_whole(held: Watches) -> None:
    assert check.run(held.desk, full=True) == ()


def lose_paper(work: Work) -> None:
    first = work.session.scalar(select(Handover.id).order_by(Handover.id).limit(1))
    work.session.execute(update(Handover).where(Handover.id == first).values(state="draft"))


def other_officer(work: Work) -> None:
    work.session.execute(update(Handover).values(incoming_id=1))


def other_moment(work: Work) -> None:
    work.session.execute(update(Handover).values(done_at=EVENING.replace(hour=18)))


def other_code(work: Work) -> None:
    work.session.execute(update(Handover).values(anchor="00000000"))


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lose_paper, "watch_without_paper"),
        (other_officer, "handover_elsewhere"),
        (other_moment, "handover_elsewhere"),
        (other_code, "handover_code"),
    ],
    ids=["paper", "officer", "moment", "code"],
)
def test_what_does_not_fit_is_found(held: Watches, harm: Callable[[Work], None], code: str) -> None:
    assert code in undone(held, harm)


def test_a_watch_that_nobody_took_over_is_found(watches: Watches) -> None:
    watches.take()

    def leave(work: Work) -> None:
        work.session.execute(update(Watch).values(ended_at=EVENING))

    assert "watch_left" in undone(watches, leave)


def open_guards(work: Work) -> None:
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        return
    for name in ("guard_audit_entry_update", "guard_audit_entry_delete"):
        work.session.execute(text(f"DROP TRIGGER {name}"))


def test_a_history_written_anew_is_found_by_the_code_on_the_paper(held: Watches) -> None:
    """With the office's own key everything can be written so that it proves whole; what is printed cannot."""
    with held.desk.read() as read:
        first = handover.list_watches(read)[-1]
        printed = [handover.get_done(read, row.id) for row in read.session.scalars(select(Handover))]
        assert first.officer_name == "周敏"
        for paper in printed:
            proof = audit.prove_code(read, paper.anchor.lower())
            assert proof.holds
            assert proof.entry is not None
            assert proof.entry.at == paper.done_at

    def forge(work: Work) -> None:
        open_guards(work)
        keep = 5
        digest = audit.digest_at(work, keep) or ""
        work.session.execute(delete(AuditEntry).where(AuditEntry.id > keep))
        work.session.execute(update(AuditHead).values(sequence=keep, digest=digest))
        work.memo["audit.head"] = (keep, digest)
        for _ in range(60):
            audit.record(work, action="pass.issue", subject=("pass", 1), after={"number": "x"})
        assert audit.verify(work).broken_at is None, "the forged history proves whole"
        for paper in printed:
            assert not audit.prove_code(work, paper.anchor).holds

    assert "handover_code" in undone(held, forge)


def test_a_code_misread_is_not_found(held: Watches) -> None:
    with held.desk.read() as read:
        assert audit.prove_code(read, "ZZZZZZZZ").entry is None
        assert audit.prove_code(read, "").entry is None
