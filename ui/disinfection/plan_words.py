"""How often a plan asks for a round, and when, in a few words."""

from __future__ import annotations

from duty_desk import formats
from duty_desk.disinfection.areas import PlanRow
from duty_desk.strings import t


def often(plan: PlanRow) -> str:
    """Three times a day, after the meals, on two days of the week, after every vehicle."""
    if plan.trigger == "event":
        return t(f"disinfection_tab.event.{plan.event}")
    if plan.trigger == "weekly":
        return t("disinfection_tab.often.weekly", rounds=len(plan.weekdays) or plan.rounds)
    return t(f"disinfection_tab.often.{plan.trigger}", rounds=plan.rounds)


def when(plan: PlanRow) -> str:
    """The times and days of the week that are fixed; empty where none are."""
    days = "".join(t(f"disinfection_tab.weekday.{day}") for day in plan.weekdays)
    times = t("disinfection.list_mark").join(plan.times)
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in (days, times) if part)


def in_force(plan: PlanRow) -> str:
    """From when until when."""
    first = formats.full_day(plan.valid_from)
    if plan.valid_until is None:
        return t("disinfection_tab.plan.since", day=first)
    return formats.period(plan.valid_from, plan.valid_until)


def team_words(team: str) -> str:
    """A team, or that there is none."""
    return team or "\N{EM DASH}"
