"""Whether a text gives away more of somebody's number than the one rule of the office allows (S-46)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select, text

from db.models import Person
from duty_desk import codes
from duty_desk.desk import Desk
from tests.security.planted import PRIVATE_PHONES

# What may be seen of a number: the last four of an identity card, three and four of a mobile number.
ALLOWED = {18: frozenset(range(14, 18)), 11: frozenset((0, 1, 2, 7, 8, 9, 10))}
# As much of an identity card in one piece gives its middle away: the day of birth alone is eight digits.
_PIECE = 9
_DIGITS = re.compile(r"\d{8,}[\dXx]?")
_STARRED = re.compile(r"(?<![\w*])[\dXx*]{11,18}(?![\w*])")


class Numbers:
    """The numbers of everybody in an office, and how much of each has been seen anywhere."""

    def __init__(self, desk: Desk) -> None:
        with desk.read() as read:
            rows = read.session.execute(select(Person.id_number, Person.phone)).all()
            other = [
                phone
                for table, column in PRIVATE_PHONES
                for phone in read.session.scalars(text(f'SELECT "{column}" FROM "{table}"'))
            ]
        cards = {number for number, _ in rows if number and codes.is_document(number)}
        self.phones = {
            phone for phone in [*other, *(row.phone for row in rows)] if phone and len(phone) == 11
        }
        self.cards = cards
        self.births = {number[6:14] for number in cards}
        self._pieces = {
            number[place : place + _PIECE] for number in cards for place in range(18 - _PIECE + 1)
        }
        self._by_end: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
        for number in cards | self.phones:
            self._by_end[len(number), number[-4:]].add(number)
        self.seen: defaultdict[str, set[int]] = defaultdict(set)

    def given_away(self, text: str) -> str:
        """The part of a text that gives away too much, empty when none does. What is seen of a number is remembered."""
        for found in _DIGITS.findall(text):
            if any(found[place : place + _PIECE] in self._pieces for place in range(len(found) - _PIECE + 1)):
                return found
            if found in self.phones or (found[:8] in self.births and len(found) == 8):
                return found
        for found in _STARRED.findall(text):
            allowed = ALLOWED.get(len(found))
            if "*" not in found or allowed is None:
                continue
            shown = {place for place, letter in enumerate(found) if letter != "*"}
            for number in self._by_end[len(found), found[-4:]]:
                if all(number[place] == found[place] for place in shown):
                    self.seen[number] |= shown
            if not shown <= allowed:
                return found
        return ""

    def in_any(self, texts: Iterable[str]) -> list[str]:
        """The texts that give too much away."""
        return [text for text in texts if self.given_away(text)]

    def beyond_the_rule(self) -> dict[str, set[int]]:
        """By number: the places that all that was seen of it, put together, shows beside those allowed."""
        return {
            number: more for number, places in self.seen.items() if (more := places - ALLOWED[len(number)])
        }
