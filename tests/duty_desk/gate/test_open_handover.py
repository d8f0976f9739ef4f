"""The gate goes on while a hand-over is begun and not finished: verdicts, crossings and passes as before (U-46)."""

from __future__ import annotations

from duty_desk import handover
from duty_desk.gate import Word
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import go, issue
from tests.duty_desk.passes.conftest import Office


def test_an_unfinished_hand_over_blocks_nothing_at_the_gate(office: Office, clock: Clock) -> None:
    """U-46: at every step of it, signed or not, late or not, the answers are those of a desk that hands nothing over."""
    before = issue(office)

    def passes() -> None:
        """Somebody goes out and in on an old pass, a new one is given, and what is refused is refused."""
        clock.forward(minutes=2)
        assert go(office, before.token).word is Word.GO
        clock.forward(minutes=2)
        assert go(office, before.token).word is Word.GO
        clock.forward(minutes=2)
        given = issue(office, holder=office.resident, another=True)
        assert go(office, given.token).word is Word.GO
        assert go(office, "9" * 42).word is not Word.GO

    with office.desk.work(office.chief) as work:
        handover.take_over(work)
        paper = handover.open_handover(work)
    passes()
    with office.desk.work(office.chief) as work:
        handover.write(work, paper, note="东门测温枪偏低")
        for thing in handover.list_things(work):
            handover.count(work, paper, thing.id, counted=thing.quantity)
        handover.sign_out(work, paper)
    passes()
    # Nobody comes; the shift is long over, and the desk is still the same officer's.
    clock.forward(hours=14)
    passes()
    with office.desk.read(office.chief) as read:
        found = handover.readiness(read)
    assert (found.signed, found.late) == (True, True)
