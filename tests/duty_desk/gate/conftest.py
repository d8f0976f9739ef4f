"""An office with gates, holders, a household and officers; and the guard's hands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from db.models import Pass
from db.vocabulary import PassKind, Role
from duty_desk import passes
from duty_desk.gate import Attempt, Verdict, scan
from duty_desk.passes import rules
from tests.conftest import Filled
from tests.duty_desk.passes.conftest import Office, build


@pytest.fixture
def office(filled: Filled) -> Office:
    """The passes' office, with a guard at the desk."""
    desk, made = filled(build)
    desk.officer = made.guard
    return replace(made, desk=desk)


def issue(office: Office, **changes: Any) -> passes.IssuedPass:
    """A pass for a member of staff, valid three days at the east gate."""
    values: dict[str, Any] = {
        "kind": PassKind.TEMPORARY,
        "holder": office.person,
        "reason": "duty",
        "reason_text": "单位值班",
        "gates": [office.east],
        "valid_from": datetime(2020, 3, 6),
        "valid_until": rules.end_of_day(datetime(2020, 3, 8).date()),
        "approver": office.leader.id,
        "temperature": 36.5,
        "history_clear": True,
        **changes,
    }
    with office.desk.work(office.chief) as work:
        return passes.issue(work, **values)


def go(office: Office, text: str = "", **more: Any) -> Verdict:
    """The guard scans; a reading of 36.5 is at hand unless another is given."""
    values: dict[str, Any] = {"gate": office.east, "temperature": 36.5, **more}
    return scan(office.desk, Attempt(text=text, **values))


def set_pass(office: Office, pass_id: int, **values: Any) -> None:
    """Change a stored pass behind the program's back, to stage what cannot be issued today."""
    with office.desk.work() as work:
        row = work.session.get_one(Pass, pass_id)
        for key, value in values.items():
            setattr(row, key, value)


__all__ = ["Office", "Role", "go", "issue", "office", "set_pass"]
