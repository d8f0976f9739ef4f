"""The chain: nothing of it can be changed without being found (acceptance checks S-40 to S-42)."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from db.models import AuditEntry, AuditHead
from duty_desk import audit, settings
from duty_desk.desk import Desk
from duty_desk.work import Work
from tests.faults.conftest import rounds

pytestmark = pytest.mark.slow

ENTRIES = 30
ROUNDS = 100


class UndoError(Exception):
    """Leaves a unit of work as if it had not been."""


@pytest.fixture
def written(desk: Desk) -> Desk:
    """An office with some history."""
    with desk.work() as work:
        for number in range(ENTRIES):
            audit.record(
                work,
                action="pass.issue",
                subject=("pass", number),
                after={"number": f"通字〔2020〕第{number:04d}号"},
                reason="就医" if number % 3 else None,
            )
    return desk


def open_guards(work: Work) -> None:
    """What somebody with a database browser would do first."""
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        return
    for name in ("guard_audit_entry_update", "guard_audit_entry_delete"):
        work.session.execute(text(f"DROP TRIGGER {name}"))


def rows(work: Work) -> list[Any]:
    return list(work.session.execute(select(AuditEntry.__table__).order_by(AuditEntry.id)))


def edit(work: Work, chance: random.Random) -> None:
    field = chance.choice(["officer_name", "action", "after", "reason", "at", "digest", "subject_id", "desk"])
    row = chance.choice(rows(work))
    value = getattr(row, field)
    changed = value + timedelta(days=1) if field == "at" else 999 if field == "subject_id" else f"{value}!"
    work.session.execute(update(AuditEntry).where(AuditEntry.id == row.id).values({field: changed}))


def remove(work: Work, chance: random.Random) -> None:
    row = chance.choice(rows(work)[:-1])
    work.session.execute(delete(AuditEntry).where(AuditEntry.id == row.id))


def add(work: Work, chance: random.Random) -> None:
    row = chance.choice(rows(work))
    last = audit.head_of(work)[0]
    work.session.execute(insert(AuditEntry).values({**row._mapping, "id": last + 1}))
    work.session.execute(update(AuditHead).values(sequence=last + 1, digest=row.digest))


def swap(work: Work, chance: random.Random) -> None:
    first, second = chance.sample([row.id for row in rows(work)], 2)
    for old, new in ((first, -1), (second, first), (-1, second)):
        work.session.execute(update(AuditEntry).where(AuditEntry.id == old).values(id=new))


def cut(work: Work, chance: random.Random) -> None:
    keep = chance.randrange(1, audit.head_of(work)[0])
    work.session.execute(delete(AuditEntry).where(AuditEntry.id > keep))


@pytest.mark.parametrize("attack", [edit, remove, add, swap, cut])
def test_what_is_done_to_the_rows_is_found(
    written: Desk, attack: Callable[[Work, random.Random], None]
) -> None:
    """Acceptance check S-41: five attacks, a hundred times each."""
    for seed in range(ROUNDS if written.path else 5):

        def attempt(seed: int = seed) -> None:
            with written.work() as work:
                open_guards(work)
                attack(work, random.Random(seed))
                assert audit.verify(work).broken_at is not None
                raise UndoError

        with pytest.raises(UndoError):
            attempt()
    with written.read() as read:
        assert audit.verify(read).broken_at is None


def rewrite(work: Work, keep: int) -> None:
    """With the office's key in hand: cut after `keep`, then write another history that fits."""
    sequence, digest = 0, audit.GENESIS
    if keep:
        row = rows(work)[keep - 1]
        sequence, digest = row.id, row.digest
    work.session.execute(delete(AuditEntry).where(AuditEntry.id > keep))
    work.session.execute(update(AuditHead).values(sequence=sequence, digest=digest))
    work.memo["audit.head"] = (sequence, digest)
    for _ in range(ENTRIES + 2 - keep):
        audit.record(work, action="pass.issue", subject=("pass", 1), after={"number": "other"})


@pytest.mark.parametrize("whole", [False, True], ids=["tail", "everything"])
def test_a_history_that_fits_is_found_by_the_code_on_paper(written: Desk, whole: bool) -> None:
    """Acceptance checks S-41 and S-42: the other two, which fit and are given away by paper alone."""
    with written.read() as read:
        printed = audit.anchor(read)
    with written.work() as work:
        settings.put(work, "office.phone", "6011")
    for seed in range(rounds(20, 100) if written.path else 5):

        def attempt(seed: int = seed) -> None:
            with written.work() as work:
                open_guards(work)
                rewrite(work, 0 if whole else random.Random(seed).randrange(1, ENTRIES))
                assert audit.verify(work).broken_at is None
                assert audit.find_anchor(work, printed) is None
                raise UndoError

        with pytest.raises(UndoError):
            attempt()
    with written.read() as read:
        found = audit.find_anchor(read, f" {printed[:4].lower()} {printed[4:]} ")
        assert found is not None
        assert found.action == "pass.issue"


def test_the_chain_can_be_proved_on_from_an_entry_that_was_proved(written: Desk) -> None:
    with written.read() as read:
        proved = audit.head_of(read)
    with written.work() as work:
        settings.put(work, "office.phone", "6011")
    with written.read() as read:
        assert audit.verify(read, after=proved) == audit.verify(read)
        assert audit.verify(read, after=(proved[0], "0" * 64)).broken_at == proved[0] + 1


def test_an_entry_says_who_what_when_and_keeps_private_values_sealed(desk: Desk) -> None:
    with desk.work() as work:
        audit.record(
            work,
            action="person.change",
            subject=("person", 3),
            before={"unit": "土木"},
            after={"unit": "建筑"},
            private={"phone": "19900001234"},
            reason="更正",
        )
    with desk.read() as read:
        entry = audit.history(read, "person", 3)[0]
    assert (entry.officer_name, entry.at, entry.reason) == ("周敏", desk.now, "更正")
    assert (entry.before, entry.after["unit"]) == ({"unit": "土木"}, "建筑")
    assert "19900001234" not in str(entry)
    assert str(entry.after["phone"]).startswith("#")


def test_a_transaction_that_fails_leaves_no_entry(desk: Desk) -> None:
    def fail() -> None:
        with desk.work() as work:
            settings.put(work, "office.phone", "6011")
            raise UndoError

    with desk.read() as read:
        before = audit.verify(read)
    with pytest.raises(UndoError):
        fail()
    with desk.read() as read:
        assert audit.verify(read) == before
