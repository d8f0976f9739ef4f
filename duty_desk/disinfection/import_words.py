"""What plans and records of a workbook mean: agents and strengths out of "75% alcohol or chlorine 500 mg/L", days out of words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from db.vocabulary import Agent
from duty_desk.disinfection import rules, usual

_BAND = re.compile(r"(\d+(?:\.\d+)?)(?:[-/~](\d+(?:\.\d+)?))?mg/l")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_DASHES = str.maketrans("–—－～〜", "-----")


@dataclass(frozen=True, slots=True)
class Said:
    """What a written agent says. Strengths in mg/L, of alcohol percent by volume."""

    agent: str
    other: str | None
    target: Decimal | None
    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class When:
    """What a written frequency says."""

    trigger: str
    event: str | None
    rounds: int
    weekdays: tuple[int, ...]


def said_of(text: str, target: Decimal | None = None) -> Said:
    """Read an agent as plans write it; `target` is the strength that stands in a column of its own."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).replace(" ", "").lower()
    named = usual.agents_of(plain) or (Agent.NONE.value,)
    agent, other = named[0], named[1] if len(named) > 1 else None
    band = _BAND.search(plain)
    low = Decimal(band[1]) if band else None
    high = Decimal(band[2]) if band and band[2] else None
    if agent == Agent.ALCOHOL and (percent := _PERCENT.search(plain)):
        target = target or Decimal(percent[1])
    least, most = (low, high) if high is not None else (None, None)
    return Said(agent, other, target or (high if high is not None else low), least, most)


def when_of(text: str) -> When:
    """Read a frequency such as "every vehicle", "after each unloading", "once a week", "Mon, Wed, Fri, Sun, twice a day"."""
    found = re.search(rf"(\d+)\s*{usual.word('times')}", text)
    count = int(found[1]) if found else 1
    days = _weekdays(text)
    if days:
        return When(rules.WEEKLY, None, count, days)
    if usual.word("every") + usual.word("week") in text:
        return When(rules.WEEKLY, None, count, ())
    event = usual.word_of("event", text, "other")
    return When(rules.EVENT, event, 1, ())


def _weekdays(text: str) -> tuple[int, ...]:
    """Days of the week that are listed after the word for week."""
    week = usual.word("week")
    place = text.find(week)
    if place < 0 or text[:place].endswith(usual.word("every")):
        return ()
    names = usual.weekday_words()
    found: list[int] = []
    for character in text[place + 1 :]:
        if character in names:
            found.append(names.index(character))
        elif character not in ("\u3001", ",", "\uff0c", week):
            break
    return tuple(sorted(set(found)))
