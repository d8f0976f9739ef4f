"""What happens in the sample office: an act at a moment, by somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from duty_desk.work import OfficerRef, Work

Clock = Callable[[datetime], None]
Act = Callable[[Work], object]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a moment, by `by` or whoever is on duty at the gate."""

    at: datetime
    act: Act
    by: OfficerRef | None = None
