"""All that is known of one person, on paper to be handed to that person: by purpose, in full, with who printed it and why."""

from __future__ import annotations

from io import BytesIO

from duty_desk import paper, settings
from duty_desk.paper import ListColumn, private_mark, write_list
from duty_desk.paper.layout import POINT
from duty_desk.paper.text import ems, wrap
from duty_desk.privacy.subject import Subject
from duty_desk.roles import Permission, require
from duty_desk.strings import t
from duty_desk.work import Read

# What fits into a line of the right column.
_ROOM = 120.0
_SIZE = 9.0
_SPACE = "\N{IDEOGRAPHIC SPACE}"


def draw(read: Read, found: Subject, reason: str) -> bytes:
    """The pages as one PDF, with the mark of papers that show numbers in full."""
    require(read, Permission.SHOW_SUBJECT)
    target, is_demo = BytesIO(), bool(settings.get(read, "office.demo", False))
    write_list(
        target,
        title=t("privacy.subject.title", name=found.name),
        office=str(settings.get(read, "office.name", "") or ""),
        columns=(ListColumn(t("privacy.subject.field"), 45), ListColumn(t("privacy.subject.value"), 129)),
        rows=_rows(found),
        officer=read.officer.name,
        printed_at=read.at,
        about=t("privacy.subject.because", reason=reason),
        watermark=paper.demo_mark() if is_demo else private_mark(read.officer.name, read.at),
        landscape=False,
        note=t("privacy.subject.rights"),
        signatures=(t("privacy.subject.sign_officer"), t("privacy.subject.sign_subject")),
    )
    return target.getvalue()


def _rows(found: Subject) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for section in found.sections:
        head = (
            t(f"privacy.table.{section.table}") if section.table != "person" else t("privacy.subject.person")
        )
        parts = [head, t("privacy.subject.purpose", purpose=section.purpose)]
        if section.by_name:
            parts.append(t("privacy.subject.by_name"))
        rows.append((_SPACE.join(parts),))
        if len(section.entries) == 1:
            rows += section.entries[0].facts
            continue
        # Of many a line each: what it is called once said with what it is.
        for number, entry in enumerate(section.entries, 1):
            told = _SPACE.join(f"{name} {words}" for name, words in entry.facts)
            rows += [
                (t("privacy.subject.record", number=number) if not place else "", line)
                for place, line in enumerate(wrap(told, _ROOM, _width))
            ]
    return rows


def _width(words: str) -> float:
    return ems(words) * _SIZE * POINT
