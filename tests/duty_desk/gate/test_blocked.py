"""Whoever guesses passwords at night holds up the sign-in and nothing else: the gate goes on checking (acceptance check S-11)."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from db.models import Officer
from duty_desk.errors import Refusal
from duty_desk.gate import Word
from duty_desk.people import sign_in
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go, issue

pytestmark = pytest.mark.slow


def test_the_gate_goes_on_while_its_officer_is_made_to_wait(office: Office, clock: Clock) -> None:
    given = issue(office)
    with office.desk.work() as work:
        guard = work.session.get_one(Officer, office.guard.id)
        guard.password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("right one here")
        login = guard.login
    said: list[str] = []
    for number in range(60):
        with pytest.raises(Refusal) as refused:
            sign_in.sign_in(office.desk, login, f"guess {number}")
        said.append(refused.value.key.rpartition(".")[2])
    assert "blocked" in said
    office.desk.officer = office.guard
    assert go(office, given.token).word is Word.GO
    with pytest.raises(Refusal):
        sign_in.sign_in(office.desk, login, "right one here")
    office.desk.officer = office.guard
    clock.forward(minutes=5)
    assert go(office, given.token, temperature=None).word is Word.GO
    clock.forward(hours=1)
    assert sign_in.sign_in(office.desk, login, "right one here").ref.id == office.guard.id
