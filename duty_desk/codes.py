"""What a scanner may bring: the grammar of the codes that this program prints, and of the documents that readers type.

Pace alone tells a scanner from a hand only mostly; with the grammar a scan is sure, and what is none of ours is said to be so.
"""

from __future__ import annotations

import re
import unicodedata

LENGTH = 42
REAL, DEMO = "1", "9"
# What is left of a code when a scanner drops or doubles signs of it, and how many of them may be no digits.
_LEAST_LEFT, _MOST_LEFT, _STRAY = 30, 60, 3
# The sheet that proves a scanner: one letter code, and digits that begin as no pass of a real office does.
PROOF_LETTERS = "DUTY-DESK-ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789"
_PROOF_DIGITS = re.compile(r"9[0-9]{39}99")
# Readers of identity cards and of campus cards type what stands on them.
_DOCUMENT = re.compile(r"[0-9]{17}[0-9X]")
_CARD = re.compile(r"[A-Z]?[0-9]{6,12}")
# What the code on a slip of goods, on a work order and on a notice of observation begins with: as scanners type them.
SLIP, ORDER, STAY = "CK-", "WX-", "GC-"
_SLIP = re.compile(rf"(?:{SLIP}|{ORDER}|{STAY})[0-9]{{4}}-[0-9]{{4,6}}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def normalise(scanned: str) -> str:
    """The digits of what a scanner or a person typed: half width, without gaps and dashes."""
    if len(scanned) > 4 * LENGTH:
        return ""
    # What a scanner types of our codes is plain already.
    if scanned.isascii() and scanned.isalnum():
        return scanned
    folded = unicodedata.normalize("NFKC", scanned)
    return "".join(c for c in folded if not (c.isspace() or c == "-" or unicodedata.category(c) == "Cc"))


def check_digits(body: str) -> str:
    """The two digits at the end of a code (ISO 7064 MOD 97-10)."""
    return f"{98 - int(body) * 100 % 97:02d}"


def is_token(text: str, *, demo: bool = False) -> bool:
    """Whether a text can be a code of this kind of office at all: length, digits, version, check digits."""
    return (
        len(text) == LENGTH
        and text.isascii()
        and text.isdigit()
        and text[0] == (DEMO if demo else REAL)
        and text[-2:] == check_digits(text[:-2])
    )


def is_damaged(text: str) -> bool:
    """Whether a scanner lost, added or misread signs of a code: far more digits than anything else here has, but no code."""
    digits = sum(sign in "0123456789" for sign in text)
    whole = len(text) == LENGTH and digits == LENGTH
    return not whole and _LEAST_LEFT <= digits <= len(text) <= _MOST_LEFT and len(text) - digits <= _STRAY


def is_document(text: str) -> bool:
    """A number of an identity card whose check digit (ISO 7064 MOD 11-2) is right."""
    if not (text.isascii() and _DOCUMENT.fullmatch(text)):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text, strict=False))
    return text[-1] == "10X98765432"[total % 11]


def is_slip(text: str) -> bool:
    """The code on a paper of ours: a slip of goods, a work order, a notice of observation. Nobody passes a gate with it."""
    return text.isascii() and bool(_SLIP.fullmatch(text))


def is_order(text: str) -> bool:
    """The code on a work order."""
    return is_slip(text) and text.startswith(ORDER)


def is_stay(text: str) -> bool:
    """The code on a notice of observation."""
    return is_slip(text) and text.startswith(STAY)


def is_scannable(text: str) -> bool:
    """Whether a text is one that a scanner at a desk of ours brings: a code of either world, a document, a card, a slip, a proof."""
    return (
        is_token(text)
        or is_token(text, demo=True)
        or is_document(text)
        or is_slip(text)
        or text == PROOF_LETTERS
        or (text.isascii() and bool(_PROOF_DIGITS.fullmatch(text) or _CARD.fullmatch(text)))
    )
