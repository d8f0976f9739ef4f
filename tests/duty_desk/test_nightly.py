"""By night the office is proved whole, once a week the newest backup is brought back on trial; what was found is remembered."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from duty_desk import VERSION, backup, check, nightly, settings
from duty_desk.desk import Desk
from tests.code_tree import ROOT
from tests.conftest import Clock


def standing(desk: Desk) -> tuple[nightly.Proof | None, nightly.Proof | None]:
    with desk.read() as read:
        return nightly.last_check(read), nightly.last_trial(read)


@pytest.mark.slow
def test_it_is_done_once_a_night_and_the_trial_once_a_week(desk: Desk, clock: Clock) -> None:
    """Product rule X14, acceptance check R-35."""
    backup.run(desk)
    assert nightly.prove_by_night(desk)
    checked, tried = standing(desk)
    assert checked is not None
    assert tried is not None
    assert (checked.at, tried.at, checked.is_good, tried.is_good) == (clock.at, clock.at, True, True)
    assert tried.file == next(row.path.name for row in backup.list_backups(desk.folder))
    # Nothing is left of the trial.
    assert not list(desk.folder.glob(".trial-*"))
    for at, checks, tries in (
        (datetime(2020, 3, 6, 23, 0), False, False),
        (datetime(2020, 3, 7, 2, 0), True, False),
        (datetime(2020, 3, 7, 4, 0), False, False),
        (datetime(2020, 3, 8, 9, 0), True, False),
        (datetime(2020, 3, 13, 2, 0), True, True),
    ):
        clock.at = at
        nightly.prove_by_night(desk)
        now = standing(desk)
        assert (now[0] != checked, now[1] != tried) == (checks, tries), at
        checked, tried = now
        assert checked is not None
        assert tried is not None


def test_what_does_not_fit_is_remembered_in_words(desk: Desk) -> None:
    with desk.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert not nightly.prove_by_night(desk)
    checked, _ = standing(desk)
    assert checked is not None
    assert not checked.is_good
    assert "0001" in checked.texts[0]
    assert checked.texts[0].startswith("I-11")


def test_a_backup_that_cannot_be_read_back_is_found_by_the_trial(sqlite_desk: Desk) -> None:
    path = backup.run(sqlite_desk).path
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(b"\xff" * 4096)
    assert not nightly.prove_by_night(sqlite_desk)
    checked, tried = standing(sqlite_desk)
    assert checked is not None
    assert checked.is_good
    assert tried is not None
    assert (tried.is_good, tried.file) == (False, path.name)
    assert tried.texts


@pytest.mark.parametrize("act", [nightly.prove_now, nightly.try_backup])
def test_a_proof_that_was_stopped_is_no_proof(sqlite_desk: Desk, act: Callable[..., object]) -> None:
    backup.run(sqlite_desk)
    with pytest.raises(check.Stopped):
        act(sqlite_desk, stopped=lambda: True)
    assert standing(sqlite_desk) == (None, None)
    with sqlite_desk.work() as work:
        settings.put(work, "office.phone", "6011")


def test_the_version_that_is_shown_is_that_of_the_package() -> None:
    assert (
        tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION
    )


@pytest.mark.slow
def test_it_goes_on_after_a_clock_that_ran_ahead_was_put_right(sqlite_desk: Desk, clock: Clock) -> None:
    """Acceptance check R-45: what was done in a future that never came puts nothing off."""
    right = clock.at
    clock.forward(days=365)
    backup.run(sqlite_desk)
    nightly.prove_by_night(sqlite_desk)
    clock.at = right
    sqlite_desk.accept_clock("主板电池没电")
    assert backup.due(sqlite_desk)
    backup.run(sqlite_desk)
    assert nightly.prove_by_night(sqlite_desk)
    checked, tried = standing(sqlite_desk)
    assert checked is not None
    assert tried is not None
    assert (checked.at, tried.at) == (right, right)
    assert "20200306" in tried.file
