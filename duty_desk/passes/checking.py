"""Proves that passes fit together: numbers without a gap, what ended does not live, each as it was recorded (I-03, I-04, I-07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select

from db.models import AuditEntry, NumberSeries, Pass, PassEvent, ReservedNumber
from db.vocabulary import PassEventKind, PassStatus
from duty_desk import audit
from duty_desk.work import Read

_EXAMPLES = 5
_ISSUED = (PassStatus.ISSUED, PassStatus.RETURNED, PassStatus.LOST, PassStatus.VOIDED)
# The steps that end a pass, by what it then is.
_ENDS = {
    PassStatus.LOST: (PassEventKind.LOST,),
    PassStatus.RETURNED: (PassEventKind.RETURNED,),
    PassStatus.VOIDED: (PassEventKind.VOIDED, PassEventKind.REISSUED),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about passes that does not fit; they are compared with the record only when asked for."""
    yield from _numbers(read)
    yield from _gaps(read)
    for invariant, code, query in _QUERIES:
        found = [int(row[0]) for row in read.session.execute(query.limit(_EXAMPLES + 1))]
        if found:
            yield Problem(invariant, code, {"examples": _few(found)})
    for status, kinds in _ENDS.items():
        has_step = (
            select(PassEvent.id).where(PassEvent.pass_id == Pass.id, PassEvent.kind.in_(kinds)).exists()
        )
        query = select(Pass.id).where(Pass.status == status, Pass.import_id.is_(None), ~has_step)
        found = [int(row[0]) for row in read.session.execute(query.limit(_EXAMPLES + 1))]
        if found:
            yield Problem("I-04", "ended_without_step", {"examples": _few(found)})
    if full:
        yield from _issued_as_recorded(read)


def _queries() -> tuple[tuple[str, str, Any], ...]:
    """I-07: what is issued has a number, what waits has none; a code opens for one living pass and its visible successor."""
    replaced = select(Pass.replaces_id).where(Pass.replaces_id.is_not(None)).group_by(Pass.replaces_id)
    return (
        (
            "I-07",
            "issued_without_number",
            select(Pass.id).where(Pass.status.in_(_ISSUED), Pass.number.is_(None)),
        ),
        (
            "I-07",
            "waiting_with_number",
            select(Pass.id).where(
                Pass.status.in_((PassStatus.REQUESTED, PassStatus.REFUSED)),
                or_(Pass.number.is_not(None), Pass.token_hash.is_not(None)),
            ),
        ),
        (
            "I-07",
            "replaced_alive",
            select(Pass.id).where(Pass.replaced_by_id.is_not(None), Pass.status == PassStatus.ISSUED),
        ),
        ("I-07", "replaced_twice", replaced.having(func.count() > 1)),
    )


_QUERIES = _queries()


def _numbers(read: Read) -> Iterator[Problem]:
    """I-03: no number stands above the last one that was given out."""
    rows: Any = read.session.execute(
        select(Pass.series, Pass.year, func.max(Pass.sequence), func.max(NumberSeries.last))
        .outerjoin(NumberSeries, (NumberSeries.kind == Pass.series) & (NumberSeries.year == Pass.year))
        .where(Pass.sequence.is_not(None))
        .group_by(Pass.series, Pass.year)
    )
    for series, year, highest, last in rows:
        if last is None or highest > last:
            yield Problem(
                "I-03", "above_last", {"series": series, "year": year, "highest": highest, "last": last or 0}
            )


def _gaps(read: Read) -> Iterator[Problem]:
    """I-03: every number between the first and the last exists, as a pass or set aside; a workbook may bring gaps along."""
    reserved = dict(
        _pairs(read, _counted(ReservedNumber.kind, ReservedNumber.year, ReservedNumber.used_at.is_(None)))
    )
    given = dict(_pairs(read, _counted(Pass.series, Pass.year, Pass.sequence.is_not(None))))
    imported = dict(
        _pairs(
            read,
            select(Pass.series, Pass.year, func.max(Pass.sequence))
            .where(Pass.sequence.is_not(None), Pass.import_id.is_not(None))
            .group_by(Pass.series, Pass.year),
        )
    )
    for series, year, last in read.session.execute(
        select(NumberSeries.kind, NumberSeries.year, NumberSeries.last)
    ):
        if not str(series).startswith("pass."):
            continue
        there = given.get((series, year), 0) + reserved.get((series, year), 0)
        if there == last:
            continue
        missing = _missing(read, series, year, imported.get((series, year), 0), last)
        if missing:
            yield Problem(
                "I-03",
                "gap",
                {"series": series, "year": year, "count": len(missing), "examples": _few(missing)},
            )


def _counted(kind: Any, year: Any, condition: Any) -> Any:
    return select(kind, year, func.count()).where(condition).group_by(kind, year)


def _pairs(read: Read, query: Any) -> Iterator[tuple[tuple[str, int], int]]:
    rows: Any = read.session.execute(query)
    for kind, year, number in rows:
        yield (kind, year), int(number)


def _missing(read: Read, series: str, year: int, after: int, last: int) -> list[int]:
    """Numbers above what workbooks brought in that are neither a pass nor set aside."""
    passes = select(Pass.sequence).where(Pass.series == series, Pass.year == year, Pass.sequence > after)
    aside = select(ReservedNumber.sequence).where(
        ReservedNumber.kind == series, ReservedNumber.year == year, ReservedNumber.sequence > after
    )
    there = {*read.session.scalars(passes), *read.session.scalars(aside)}
    return [sequence for sequence in range(after + 1, last + 1) if sequence not in there]


def _issued_as_recorded(read: Read) -> Iterator[Problem]:
    """I-04: a pass bears the number under which its issue was recorded."""
    wrong: list[int | None] = []
    query = (
        select(AuditEntry.subject_id, AuditEntry.after, Pass.number)
        .join(Pass, Pass.id == AuditEntry.subject_id)
        .where(AuditEntry.action == "pass.issue", AuditEntry.subject_kind == "pass")
    )
    for identity, after, number in read.session.execute(query.execution_options(yield_per=5000)):
        recorded = audit.parse(after).get("number")
        if recorded is not None and recorded != number:
            wrong.append(identity)
    if wrong:
        yield Problem("I-04", "number_changed", {"count": len(wrong), "examples": _few(wrong)})


def _few(items: Sequence[int | None]) -> str:
    return ", ".join(map(str, items[:_EXAMPLES])) + (" …" if len(items) > _EXAMPLES else "")
