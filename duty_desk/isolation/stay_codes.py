"""The code on a notice of observation: year and number, as scanners type them; a scan opens the stay."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Stay
from duty_desk import codes, numbering
from duty_desk.isolation.deciding import SERIES
from duty_desk.work import Read


def code_of(read: Read, number: str | None) -> str:
    """What the code on the notice says; empty where there is no number, or one that is written in another way."""
    found = numbering.parse(read, SERIES, number) if number else None
    return f"{codes.STAY}{found.year}-{found.sequence:04d}" if found is not None else ""


def find_stay(read: Read, scanned: str) -> int | None:
    """The stay whose notice was scanned."""
    if not codes.is_stay(scanned.strip().upper()):
        return None
    year, sequence = (int(part) for part in scanned.strip().split("-")[1:])
    # Brackets and widths of a number out of a workbook may be other ones.
    query = select(Stay.id, Stay.number).where(
        Stay.number.contains(str(sequence)), Stay.number.contains(str(year))
    )
    for row in read.session.execute(query.order_by(Stay.id.desc())):
        number = numbering.parse(read, SERIES, row.number or "")
        if number is not None and (number.year, number.sequence) == (year, sequence):
            return row.id
    return None
