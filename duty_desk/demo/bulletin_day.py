"""The bulletin of the sample office: earlier issues that were made on paper, and today's as a draft when the window opens."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from db.vocabulary import Role
from duty_desk.demo.events import Event
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.reports import drafting, issuing
from duty_desk.work import Read, Work

_BEGIN, _END = time(7, 30), time(17, 20)


def events(read: Read, day: date) -> Iterator[Event]:
    """The register in the morning, the draft as the last thing of the day: it counts all that happened before."""
    script = tomllib.loads((resources() / "demo" / "bulletin.toml").read_text(encoding="utf-8"))
    chief = next(row.ref for row in officers.list_officers(read) if row.role == Role.ADMINISTRATOR)
    yield Event(datetime.combine(day, _BEGIN), lambda work: _register(work, script), chief)
    yield Event(datetime.combine(day, _END), lambda work: _draft(work, script), chief)


def _register(work: Work, script: Mapping[str, Any]) -> None:
    for issue, day in enumerate(script["past"], 1):
        issuing.register_past(work, issue=issue, day=day)


def _draft(work: Work, script: Mapping[str, Any]) -> None:
    drafting.compose(work, script)
