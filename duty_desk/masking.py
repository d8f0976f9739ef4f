"""The one rule by which personal data is shortened, on every screen, paper and export (product rule X8)."""

from __future__ import annotations

import tomllib
from functools import cache

from duty_desk.paths import resources
from duty_desk.search import is_han


def mask_id(number: str | None) -> str:
    """First four and last four of an 18-digit number with ten stars between; two and two of shorter documents."""
    if not number:
        return ""
    if len(number) == 18:
        return f"{number[:4]}{'*' * 10}{number[-4:]}"
    if len(number) <= 4:
        return "*" * len(number)
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"


def mask_phone(phone: str | None) -> str:
    """Three and four of a mobile number, the last four of anything else."""
    if not phone:
        return ""
    if len(phone) == 11 and phone.isdigit():
        return f"{phone[:3]}****{phone[-4:]}"
    if len(phone) <= 6:
        return phone
    return "*" * (len(phone) - 4) + phone[-4:]


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
