"""Every service that the sample office is made with leaves its entry: four weeks of all features, each call watched (S-40).

With DUTY_DESK_FAULTS=full: it makes the whole office anew. The usual run tries random acts in `tests/duty_desk/test_audit_complete.py`.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AuditEntry
from duty_desk import audit
from duty_desk.demo import START, building
from duty_desk.work import Work
from tests.duty_desk.test_audit_complete import UNRECORDED
from tests.duty_desk.test_roles import services

pytestmark = [
    pytest.mark.slow,
    pytest.mark.first,
    pytest.mark.skipif(os.environ.get("DUTY_DESK_FAULTS") != "full", reason="makes the whole sample office"),
]
_WRITTEN = "written_tables"


class Watch:
    """Around every service: which tables it wrote, how many entries it left."""

    def __init__(self) -> None:
        self.inside = False
        self.entries: Counter[str] = Counter()
        self.silent: list[str] = []

    def around(self, name: str, service: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(service)
        def watched(work: Work, *arguments: Any, **named: Any) -> Any:
            session = work.session
            # An office that is only being set up is watched by nobody yet.
            if self.inside or _WRITTEN not in session.info:
                return service(work, *arguments, **named)
            session.flush()
            before, session.info[_WRITTEN] = session.info[_WRITTEN], set()
            head = audit.head_of(work)[0]
            self.inside = True
            try:
                return service(work, *arguments, **named)
            finally:
                self.inside = False
                if session.is_active:
                    session.flush()
                    wrote = session.info[_WRITTEN] - set(UNRECORDED)
                    left = audit.head_of(work)[0] - head
                    self.entries[name] += left
                    if wrote and not left:
                        self.silent.append(f"{name} wrote {sorted(wrote)}")
                session.info[_WRITTEN] |= before

        return watched


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watch around every service, wherever the program names it."""
    made = Watch()
    guarded = {
        id(service): made.around(name, service)
        for name, service in services()
        if getattr(service, "permission", None) is not None
    }
    for key, module in list(sys.modules.items()):
        if key.startswith("duty_desk"):
            for name, value in list(vars(module).items()):
                if id(value) in guarded:
                    monkeypatch.setattr(module, name, guarded[id(value)])
    return made


def test_whatever_a_service_changes_is_on_record(watch: Watch, tmp_path: Path) -> None:
    with closing(building.build(tmp_path / "office", START)) as desk:
        assert not watch.silent
        used = [name for name, left in watch.entries.items() if left]
        assert len(used) >= 60
        with desk.read() as read:
            assert audit.verify(read).broken_at is None
            for entry in read.session.scalars(select(AuditEntry)):
                assert entry.at is not None
                assert entry.officer_name
                assert entry.role
                assert entry.desk
