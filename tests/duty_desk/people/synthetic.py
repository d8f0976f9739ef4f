"""People who cannot exist: document numbers of an area that was never issued, phones and names made up."""

from __future__ import annotations

from db.vocabulary import Category, Role
from duty_desk.people import rules
from duty_desk.work import OfficerRef

GATE = OfficerRef(None, "gate", Role.GATE)
LEADER = OfficerRef(None, "leader", Role.LEADER)
KEEPER = OfficerRef(None, "keeper", Role.KEEPER)
SITE = OfficerRef(None, "site", Role.SITE)


def id_number(birth: str = "19800101", order: int = 1) -> str:
    """A resident number with a right check digit; an odd order is a man."""
    first17 = f"610000{birth}{order:03d}"
    return first17 + rules.check_digit(first17)


def phone(tail: int) -> str:
    return f"1990000{tail:04d}"


def staff(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "category": Category.STAFF, **more}
