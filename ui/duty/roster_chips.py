"""The chips over the roster: who has been on too long, who is planned too long, on which days somebody is missing."""

from __future__ import annotations

from collections.abc import Sequence

from duty_desk import formats
from duty_desk.roster import ShiftRow
from duty_desk.roster.month import Month, PersonLine
from duty_desk.roster.rules import Step
from duty_desk.strings import t
from ui.kit.choices import Choice
from ui.kit.tokens import Tone

ALL, OVER, WARN, PLANNED, UNFIT, UNMANNED = "all", "over", "warn", "planned", "unfit", "unmanned"
CHIPS = (ALL, OVER, WARN, PLANNED, UNFIT, UNMANNED)


def choices(month: Month) -> list[Choice]:
    """Every chip with its count."""
    limits, planned, short = month.limits, month.planned_over, len(month.unmanned)
    return [
        Choice(ALL, t("duty_roster.chip.all"), len(month.lines)),
        _long(OVER, limits.limit, month.at_step(Step.OVER), Tone.DANGER),
        _long(WARN, limits.warn, month.at_step(Step.WARN), Tone.WARN),
        _clean(PLANNED, t("duty_roster.chip.planned"), planned),
        _clean(UNFIT, t("duty_roster.chip.unfit"), month.planned_unfit),
        _clean(UNMANNED, t("duty_roster.chip.unmanned"), short),
    ]


def shown(month: Month, chip: str) -> Sequence[PersonLine]:
    """The people that a chip leaves."""
    step = {OVER: Step.OVER, WARN: Step.WARN}.get(chip)
    if step is not None:
        return [line for line in month.lines if line.step is step]
    if chip == UNFIT:
        return [line for line in month.lines if line.unfit]
    return [line for line in month.lines if line.over] if chip == PLANNED else month.lines


def facts(month: Month) -> str:
    """What there is to say of the month in one line."""
    over = month.at_step(Step.OVER)
    return t("duty_roster.facts", people=len(month.lines), over=over, days=month.limits.limit)


def on_duty_words(now: ShiftRow, then: ShiftRow) -> str:
    """Who is on duty and who comes next; nothing where the roster says nothing."""
    if not now.is_planned:
        return ""
    shift = t(f"roster.shift.{now.shift.value}")
    said = t("duty_roster.on_duty", shift=shift, count=len(now.people))
    if then.people:
        at, who = formats.clock(then.starts_at), then.people[0].title
        said += t("duty_roster.comes_next", at=at, who=who)
    return said


def _long(key: str, days: int, count: int, tone: Tone) -> Choice:
    icon = "alert-octagon" if tone is Tone.DANGER else "alert"
    return Choice(key, t("duty_roster.chip.over", days=days), count, icon, tone)


def _clean(key: str, words: str, count: int) -> Choice:
    """Green while there is nothing."""
    if count:
        return Choice(key, words, count, "alert-octagon", Tone.DANGER)
    return Choice(key, words, count, "check-circle", Tone.OK)
