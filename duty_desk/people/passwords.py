"""Which passwords are taken, and how they are kept (acceptance check S-12).

No rule about capitals and signs: what counts is length, and that nobody guesses it from a list or from this office's name.
"""

from __future__ import annotations

import re
import secrets
import tomllib
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from duty_desk import search
from duty_desk.errors import InputError
from duty_desk.paths import resources

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 8
LONGEST = 200
# Characters that must remain beside the names everybody here knows.
_OWN_LETTERS = 4
_SEQUENCES = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "147258369",
    "1q2w3e4r5t6y7u8i9o0p",
)
_LOOK_ALIKE = str.maketrans("013457@$!", "oieastasi")
_FIRST_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@cache
def hasher() -> PasswordHasher:
    """RFC 9106's low-memory recommendation rounded to what a slow gate PC does in a quarter of a second."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """What is stored. Takes a quarter of a second: not in a transaction, not in the window's own thread."""
    return hasher().hash(_plain(password))


def matches(stored: str, password: str) -> bool:
    """Whether it is the password; takes as long whether it is or not."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return hasher().verify(stored, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether it was stored with older parameters."""
    return hasher().check_needs_rehash(stored)


@cache
def nobody() -> str:
    """A hash to compare with when there is no such officer, so that the answer takes as long."""
    return hasher().hash(secrets.token_hex(16))


def first_password() -> str:
    """A random first password that can be read out over the telephone: fifty bits, no look-alike characters."""
    while True:
        letters = "".join(secrets.choice(_FIRST_ALPHABET) for _ in range(10))
        password = f"{letters[:5]}-{letters[5:]}"
        # Once in many thousands chance makes one that would be refused when it is typed.
        with suppress(InputError):
            check_password(password)
            return password


def check_password(password: str, *, names: Sequence[str] = ()) -> None:
    """Raise InputError("password", …) with the reason when it is not taken. `names`: office, campus, officer, login."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise InputError("password", "officers.password.too_short", count=SHORTEST)
    if len(plain) > LONGEST:
        raise InputError("password", "officers.password.too_long", count=LONGEST)
    folded = unicodedata.normalize("NFKC", plain).casefold()
    if len(set(folded)) <= 2:
        raise InputError("password", "officers.password.repeated")
    if _is_date_or_phone(folded):
        raise InputError("password", "officers.password.date")
    if _is_sequence(folded):
        raise InputError("password", "officers.password.sequence")
    if _is_common(folded):
        raise InputError("password", "officers.password.common")
    if _is_name(folded, names):
        raise InputError("password", "officers.password.name")


def _plain(password: str) -> str:
    # Input methods write the same character in more than one way.
    return unicodedata.normalize("NFC", password)


def _is_sequence(folded: str) -> bool:
    """Whether it is made of neighbours on the keyboard or in the alphabet, forwards or backwards, or of one short piece."""
    steps = [_follows(a, b) for a, b in pairwise(folded)]
    if sum(steps) >= len(steps) - len(steps) // SHORTEST - 1:
        return True
    return any(
        len(folded) % size == 0 and folded == folded[:size] * (len(folded) // size) for size in (1, 2, 3, 4)
    )


def _follows(first: str, second: str) -> bool:
    pair = first + second
    return first == second or any(pair in text or pair[::-1] in text for text in _SEQUENCES)


def _is_common(folded: str) -> bool:
    common = _common()
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    forms = {folded, core, folded.translate(_LOOK_ALIKE), core.translate(_LOOK_ALIKE)}
    if any(form in common for form in forms if form):
        return True
    # A common one with a few characters put before or after it.
    return any(
        len(folded) - len(word) < _OWN_LETTERS and (folded.startswith(word) or folded.endswith(word))
        for word in common
    )


def _is_date_or_phone(folded: str) -> bool:
    digits = re.sub(r"[\s./-]", "", folded)
    if not digits.isdecimal():
        return False
    if len(digits) == 11 and digits.startswith("1"):
        return True
    if len(digits) != 8:
        return False
    first, second, third, fourth = (digits[i : i + 2] for i in range(0, 8, 2))
    for year, month, day in (
        (first + second, third, fourth),
        (third + fourth, second, first),
        (third + fourth, first, second),
    ):
        try:
            if 1900 <= date(int(year), int(month), int(day)).year <= 2100:
                return True
        except ValueError:
            continue
    return False


def _is_name(folded: str, names: Sequence[str]) -> bool:
    """Whether little is left when the names of the place and of the person are taken out, written or in pinyin."""
    rest = folded
    for word in _context_words():
        rest = rest.replace(word, "\0")
    for name in names:
        plain = search.normalise(name)
        rest = _without(rest, plain, 2 if any(search.is_han(c) for c in plain) else 3)
        if any(search.is_han(c) for c in plain):
            rest = _without(rest, search.sort_key(name).replace(" ", ""), 4)
            rest = _without(rest, search.initials(name), 4)
    own = [c for c in rest if c != "\0" and not c.isdecimal() and c.isalnum()]
    return "\0" in rest and len(own) < _OWN_LETTERS


def _without(text: str, name: str, least: int) -> str:
    """`text` with every piece of `name` of at least `least` characters blotted out, the longest first."""
    for size in range(min(len(text), len(name)), least - 1, -1):
        for start in range(len(name) - size + 1):
            text = text.replace(name[start : start + size], "\0")
    return text


@cache
def _common() -> frozenset[str]:
    path = resources() / "defaults" / "common_passwords.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


@cache
def _context_words() -> tuple[str, ...]:
    path = resources() / "defaults" / "context_words.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))["words"]
    return tuple(sorted((str(word) for word in words), key=len, reverse=True))
