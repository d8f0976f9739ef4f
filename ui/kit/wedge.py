"""Tells a scanner that types like a keyboard from a hand that types: by pace and by what the code looks like."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

FAST_MS, SLOW_MS = 35, 110
LEAST, FOREIGN_LEAST = 6, 20


def normalise(text: str) -> str:
    """Half width, upper case, without control characters."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(sign for sign in plain if sign.isprintable()).strip()


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned, and how the scanner typed it. `known` is False for a code that is none of ours."""

    code: str
    raw: str
    known: bool
    gaps_ms: tuple[float, ...] = ()
    ended_by: str = ""


class Wedge:
    """Fed with characters and their times in ms; gives a `Scan` when a terminator or silence ends one.

    Pace alone never makes a scan: the text must be accepted as a code, or be so long that nobody types it.
    """

    def __init__(self, accepts: Callable[[str], bool], prefix: str = "") -> None:
        self._accepts, self._prefix = accepts, prefix
        self._signs: list[str] = []
        self._times: list[float] = []
        self._prefixed = False
        self._over_at = float("-inf")

    @property
    def pending(self) -> str:
        """What has come in so far."""
        return "".join(self._signs)

    def clear(self) -> None:
        self._signs, self._times, self._prefixed = [], [], False

    def continues(self, at_ms: float) -> bool:
        """Whether something coming at that time belongs to what has come in so far."""
        return bool(self._times) and at_ms - self._times[-1] <= SLOW_MS

    def feed(self, sign: str, at_ms: float) -> None:
        """A character. After a pause it begins anew."""
        if self._times and not self.continues(at_ms):
            self.clear()
        if self._prefix and sign == self._prefix:
            self.clear()
            self._prefixed = True
            self._times = [at_ms]
            return
        self._signs.append(sign)
        self._times.append(at_ms)

    def end(self, key: str, at_ms: float, *, ours_only: bool = False) -> Scan | None:
        """Enter or Tab. None when what came before it was typed by hand; `ours_only` where programs type as fast, such as a password."""
        if not self.continues(at_ms):
            self.clear()
            return None
        return self._finish(key, at_ms, ours_only)

    def silence(self) -> Scan | None:
        """Nothing followed: a scanner without terminator has finished, if the code is complete."""
        return self._finish("", self._times[-1]) if self._times else None

    def follows_scan(self, at_ms: float) -> bool:
        """Whether a terminator at that time is the second half of CR LF."""
        return at_ms - self._over_at <= SLOW_MS

    def _finish(self, key: str, at_ms: float, ours_only: bool = False) -> Scan | None:
        raw, times, prefixed = self.pending, self._times, self._prefixed
        gaps = tuple(later - earlier for earlier, later in pairwise(times))
        self.clear()
        code = self._code(raw)
        if code is not None and (self._quick(gaps, key) or self._certain(code) or prefixed):
            self._over_at = at_ms
            return Scan(code, raw, True, gaps, key)
        fast = all(gap < FAST_MS for gap in gaps)
        foreign = key and fast and not ours_only and len(raw) >= FOREIGN_LEAST and raw.isascii()
        if prefixed or foreign:
            self._over_at = at_ms
            return Scan(normalise(raw), raw, False, gaps, key)
        return None

    def _quick(self, gaps: tuple[float, ...], key: str) -> bool:
        return bool(key) and all(gap < FAST_MS for gap in gaps)

    def _certain(self, code: str) -> bool:
        """Long enough that its pace does not matter: a hand does not type twenty signs without one pause."""
        return len(code) >= FOREIGN_LEAST

    def _code(self, raw: str) -> str | None:
        plain = normalise(raw)
        if len(plain) >= LEAST and self._accepts(plain):
            return plain
        # An input method may have put letters between the digits of a long code; of a short one too little would be left.
        digits = "".join(sign for sign in plain if sign.isdigit())
        return digits if len(digits) >= FOREIGN_LEAST and self._accepts(digits) else None
