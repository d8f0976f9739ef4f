"""The one rule by which personal data is shortened, on every screen, paper and export (product rule X8)."""

from __future__ import annotations

import tomllib
from functools import cache

from duty_desk.paths import resources
from duty_desk.search import is_han


def mask_id(number: str | None) -> str:
    """The last four of a document number, never more than half of a short one; the stars say how long it is."""
    if not number:
        return ""
    shown = min(4, len(number) // 2)
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def mask_phone(phone: str | None) -> str:
    """Three and four of a mobile number, the last four of anything else. An extension of the house is nobody's own."""
    if not phone:
        return ""
    if len(phone) == 11 and phone.isdigit() and phone[0] == "1":
        return f"{phone[:3]}****{phone[-4:]}"
    if len(phone) <= 6:
        return phone
    return "*" * (len(phone) - 4) + phone[-4:]


def kept_phone(typed: str, *known: str | None) -> str:
    """What a form means by a telephone number: one left shortened as it was shown stands for the number that is known."""
    return next((phone for phone in known if phone and typed.strip() == mask_phone(phone)), typed)


def mask_staff_number(number: str | None) -> str:
    """The last four of a staff or student number."""
    if not number:
        return ""
    return "****" + number[-4:] if len(number) > 4 else number


def mask_name(name: str | None) -> str:
    """Two hanzi: first and a star; three and more: first and last; compound surnames whole; foreign: initials."""
    if not name:
        return ""
    if not is_han(name[0]):
        return " ".join(part[:1] + "***" for part in name.split())
    if len(name) == 1:
        return "*"
    if name[:2] in _compound_surnames():
        return name[:2] + ("*" if len(name) <= 3 else "*" + name[-1])
    return name[0] + ("*" if len(name) == 2 else "*" + name[-1])


def mask_plate(plate: str | None) -> str:
    """The first two characters and the last of a plate."""
    if not plate or len(plate) < 4:
        return plate or ""
    return plate[:2] + "*" * (len(plate) - 3) + plate[-1]


@cache
def _compound_surnames() -> frozenset[str]:
    path = resources() / "defaults" / "compound_surnames.toml"
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["surnames"])
