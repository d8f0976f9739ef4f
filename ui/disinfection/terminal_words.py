"""Where a room stands on its way back, and how that is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from duty_desk import formats
from duty_desk.disinfection.terminal import TerminalRow
from duty_desk.strings import t
from ui.kit.paint import Mark
from ui.kit.tokens import Tone


class Stage(StrEnum):
    """The four steps of a room."""

    WAITING = "waiting"
    RUNNING = "running"
    CHECKING = "checking"
    AIRING = "airing"


STAGES: dict[Stage, tuple[Tone, str]] = {
    Stage.WAITING: (Tone.WARN, "spray-bottle"),
    Stage.RUNNING: (Tone.PROC, "progress-clock"),
    Stage.CHECKING: (Tone.PROC, "clipboard-check-outline"),
    Stage.AIRING: (Tone.PROC, "fan"),
}


def stage_of(row: TerminalRow) -> Stage:
    """The step a room is at."""
    if row.room.state == "to_clean":
        return Stage.WAITING
    if row.room.state == "cleaning":
        return Stage.RUNNING
    return Stage.AIRING if row.is_checked else Stage.CHECKING


def stage_mark(stage: Stage) -> Mark:
    """The step as a chip."""
    tone, icon = STAGES[stage]
    return Mark(t(f"disinfection_tab.terminal.stage.{stage.value}"), tone, icon)


def left_minutes(row: TerminalRow, now: datetime) -> int:
    """Whole minutes until contact or airing is over, rounded up; 0 when it is."""
    if row.until is None or row.until <= now:
        return 0
    return -int((now - row.until).total_seconds() // 60)


def time_words(row: TerminalRow, stage: Stage, now: datetime) -> str:
    """How long it has waited, how much of it is left."""
    left = left_minutes(row, now)
    if stage is Stage.WAITING:
        waited = formats.duration(timedelta(minutes=row.waited_minutes))
        return t("disinfection_tab.terminal.waited", time=waited)
    if not left:
        return t(f"disinfection_tab.terminal.over.{stage.value}")
    until = formats.clock(row.until)
    return t(f"disinfection_tab.terminal.left.{stage.value}", until=until, count=left)
