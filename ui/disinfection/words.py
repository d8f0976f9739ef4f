"""Words that several parts of the screen share: strengths with their unit, rules, agents, who did it."""

from __future__ import annotations

from decimal import Decimal

from duty_desk.disinfection.dilution import Agent, Form, Reading, plain
from duty_desk.strings import t


def unit_of(agent: Agent | str) -> str:
    """Alcohol is in percent by volume, everything else in milligrams a litre."""
    return "%" if agent == Agent.ALCOHOL else "mg/L"


def strength_words(value: Decimal | None, agent: Agent | str) -> str:
    """500 mg/L, 75%; nothing for none."""
    if value is None:
        return ""
    return f"{plain(value)}%" if agent == Agent.ALCOHOL else f"{plain(value)} mg/L"


def reading_words(typed: str, reading: Reading) -> str:
    """One of the things that a typed target may mean."""
    return t(
        f"disinfection_tab.reading.{reading.key}",
        typed=typed,
        strength=plain(reading.strength),
        ratio=ratio_words(reading.ratio),
    )


def ratio_words(ratio: Decimal | None) -> str:
    """Stock to water, 1 : 49."""
    return "" if ratio is None else f"1 : {plain(ratio)}"


def amount_words(amount: Decimal, form: Form | str) -> tuple[str, str]:
    """How much of the stock, and its unit."""
    return plain(amount), t(f"disinfection_tab.stock_unit.{Form(form).value}")
