"""Proves that bulletins say what they said when they were issued (I-12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from db.models import AuditEntry, Bulletin
from db.vocabulary import BulletinState
from duty_desk import audit
from duty_desk.reports import bulletin_rows
from duty_desk.work import Read

_EXAMPLES = 5
# The words around a figure are those of a language; the figure is not.
_DIGITS = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about bulletins that does not fit; their figures are compared with the record only when asked for."""
    if full and (wrong := _unlike_record(read)):
        yield Problem("I-12", "bulletin_changed", {"examples": _few(wrong)})


def _unlike_record(read: Read) -> list[str]:
    """Issues whose figures are written otherwise than the record of their issue has them."""
    query = (
        select(AuditEntry.subject_id, AuditEntry.after)
        .join(Bulletin, Bulletin.id == AuditEntry.subject_id)
        .where(
            AuditEntry.action == "bulletin.issue",
            AuditEntry.subject_kind == "bulletin",
            Bulletin.state != BulletinState.DRAFT,
        )
    )
    wrong: list[str] = []
    for identity, after in read.session.execute(query).all():
        said = audit.parse(after)
        detail = bulletin_rows.get_bulletin(read, int(identity or 0))
        recorded = [_DIGITS.findall(str(value)) for value in said.get("values", ())]
        if [_DIGITS.findall(each.text) for each in detail.placed] != recorded:
            wrong.append(str(said.get("number", identity)))
    return wrong


def _few(items: Sequence[str]) -> str:
    return ", ".join(items[:_EXAMPLES]) + (" …" if len(items) > _EXAMPLES else "")
