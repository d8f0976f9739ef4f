"""What is typed into the papers of duty: never empty where it must not be, telephone numbers as numbers, moments that have been."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Final

from duty_desk.errors import InputError
from duty_desk.work import Read

_PHONE: Final = re.compile(r"[0-9+*#\-() ]{2,24}")
# Clocks of desks differ by a little.
_TOLERANCE: Final = timedelta(minutes=5)


def needed(words: str, field: str, key: str) -> str:
    """Something must be written here."""
    if not words.strip():
        raise InputError(field, key)
    return words.strip()


def optional(words: str) -> str | None:
    """What was written, None when nothing was."""
    return words.strip() or None


def phone_of(typed: str, field: str = "phone") -> str | None:
    """A telephone number, in half width; None when nothing was written."""
    found = unicodedata.normalize("NFKC", typed).strip()
    if found and not _PHONE.fullmatch(found):
        raise InputError(field, "duty.error.phone")
    return found or None


def past(read: Read, at: datetime | None, field: str) -> datetime:
    """A moment that is not to come; now when none was written."""
    if at is not None and at > read.at + _TOLERANCE:
        raise InputError(field, "duty.error.future")
    return at or read.at


def following(at: datetime, before: datetime | None, field: str, key: str) -> datetime:
    """A moment that does not lie before another one."""
    if before is not None and at < before:
        raise InputError(field, key)
    return at
