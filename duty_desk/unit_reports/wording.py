"""What is said of a unit's report in a few words, the same on the screen, on paper and in the list of open things."""

from __future__ import annotations

from duty_desk import formats
from duty_desk.strings import t
from duty_desk.unit_reports.queries import UnitDay
from duty_desk.unit_reports.rules import NEWS, Finding

_GAP = "\N{IDEOGRAPHIC SPACE}"


def situation(row: UnitDay) -> str:
    """Why it is missing or how late it was, what it says that is not nought, and whether it was corrected."""
    parts: list[str] = []
    if row.report is None:
        if row.exempt_reason:
            return row.exempt_reason
        return "" if row.called_at is None else called(row)
    if row.late_minutes:
        parts.append(t("unit_reports.late_by", minutes=row.late_minutes))
    parts += news(row)
    if row.remark:
        parts.append(row.remark)
    if row.is_corrected:
        parts.append(t("unit_reports.corrected", edition=row.edition))
    if row.findings and not row.remark:
        parts.append(t("unit_reports.unbalanced"))
    return _GAP.join(parts)


def news(row: UnitDay) -> list[str]:
    """What it says that is not nought, each with its name."""
    return [
        f"{t(f'unit_reports.figure.{name}')} {value}" for name in NEWS if (value := row.figures.get(name))
    ]


def called(row: UnitDay) -> str:
    """How often the unit was reminded, and when last."""
    return t("unit_reports.called", count=row.calls, at=formats.clock(row.called_at))


def finding(found: Finding) -> str:
    """A disagreement in words, with its numbers."""
    values = {
        name: formats.number(value) if isinstance(value, int) else value
        for name, value in found.values.items()
    }
    if "name" in values:
        values["name"] = t(f"unit_reports.figure.{found.values['name']}")
    return t(f"unit_reports.finding.{found.kind}", **values)
