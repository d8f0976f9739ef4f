"""What was typed is still there after the program has died."""

from __future__ import annotations

from db.vocabulary import Role
from duty_desk import drafts, housekeeping
from duty_desk.desk import Desk, open_desk
from duty_desk.people import officers
from tests.conftest import Clock

TYPED = {"name": "欧阳珺玥", "reason": "就医", "days": 3}


def save(desk: Desk, content: dict[str, object]) -> None:
    with desk.work() as work:
        drafts.save(work, "pass.temporary", content)


def test_a_draft_is_offered_again_after_the_program_has_died(desk: Desk, clock: Clock) -> None:
    """Acceptance check U-31."""
    save(desk, {"name": "欧"})
    save(desk, TYPED)
    target = desk.folder if desk.path else desk.engine.url.render_as_string(hide_password=False)
    again = open_desk(target, folder=desk.folder, clock=clock)
    again.officer = desk.officer
    with again.read() as read:
        found = drafts.load(read, "pass.temporary")
        assert found is not None
        assert (found.content, found.saved_at) == (TYPED, clock.at)
        assert [row.form for row in drafts.list_drafts(read)] == ["pass.temporary"]
    again.close()


def test_a_finished_or_emptied_form_leaves_no_draft(desk: Desk) -> None:
    save(desk, TYPED)
    with desk.work() as work:
        drafts.discard(work, "pass.temporary")
    with desk.read() as read:
        assert drafts.load(read, "pass.temporary") is None
    save(desk, TYPED)
    save(desk, {"name": "", "reason": ""})
    with desk.read() as read:
        assert drafts.load(read, "pass.temporary") is None


def test_a_draft_is_seen_by_its_officer_alone(desk: Desk) -> None:
    save(desk, TYPED)
    with desk.work() as work:
        other = officers.add_officer(
            work, name="马文涛", login="mawentao", role=Role.CHIEF, password="another long one"
        )
    with desk.read() as read:
        ref = next(row.ref for row in officers.list_officers(read) if row.id == other)
    with desk.read(ref) as read:
        assert drafts.load(read, "pass.temporary") is None


def test_a_draft_expires_after_a_week_and_is_then_removed(desk: Desk, clock: Clock) -> None:
    save(desk, TYPED)
    clock.forward(days=7)
    with desk.read() as read:
        assert drafts.load(read, "pass.temporary") is not None
    clock.forward(seconds=1)
    with desk.read() as read:
        assert drafts.load(read, "pass.temporary") is None
        assert drafts.list_drafts(read) == ()
    housekeeping.tidy(desk)
    with desk.work() as work:
        assert drafts.forget_old(work) == 0
