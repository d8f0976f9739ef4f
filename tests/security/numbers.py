"""Whether a text gives away more of somebody's number than the one rule of the office allows (S-46)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select

from db.models import Person
from duty_desk import codes
from duty_desk.desk import Desk

# Four and four of an identity card, three and four of a mobile number, or less: whatever else stands between stars says more.
SHORTENED = {18: re.compile(r"(\d{4}|\*{4})\*{10}\d{3}[\dX]"), 11: re.compile(r"(\d{3}|\*{3})\*{4}\d{4}")}
# As much of an identity card in one piece gives its middle away: the day of birth alone is eight digits.
_PIECE = 9
_DIGITS = re.compile(r"\d{8,}[\dXx]?")
_STARRED = re.compile(r"(?<![\w*])[\dXx*]{11,18}(?![\w*])")


class Numbers:
    """The numbers of everybody in an office."""

    def __init__(self, desk: Desk) -> None:
        with desk.read() as read:
            rows = read.session.execute(select(Person.id_number, Person.phone)).all()
        cards = {number for number, _ in rows if number and codes.is_document(number)}
        self.phones = {phone for _, phone in rows if phone and len(phone) == 11}
        self.cards = cards
        self.births = {number[6:14] for number in cards}
        self._pieces = {
            number[place : place + _PIECE] for number in cards for place in range(18 - _PIECE + 1)
        }

    def given_away(self, text: str) -> str:
        """The part of a text that gives away too much, empty when none does."""
        for found in _DIGITS.findall(text):
            if any(found[place : place + _PIECE] in self._pieces for place in range(len(found) - _PIECE + 1)):
                return found
            if found in self.phones or (found[:8] in self.births and len(found) == 8):
                return found
        for found in _STARRED.findall(text):
            wanted = SHORTENED.get(len(found))
            if "*" in found and wanted is not None and not wanted.fullmatch(found):
                return found
        return ""

    def in_any(self, texts: Iterable[str]) -> list[str]:
        """The texts that give too much away."""
        return [text for text in texts if self.given_away(text)]
