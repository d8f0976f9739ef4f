"""Proves that what is stored fits together: numbers, passes, goods, the chain, the database itself (invariants of the office).

`run` is quick enough for every start; `run(desk, full=True)` reads everything and belongs to the night.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from db import derived, migrate
from db.engine import Unusable, assert_settings, is_sqlite
from db.models import AuditEntry, NumberSeries, Pass, PassEvent, ReservedNumber
from db.vocabulary import PassEventKind, PassStatus
from duty_desk import audit
from duty_desk.bookings import checking as bookings_checking
from duty_desk.desk import Desk
from duty_desk.disinfection import checking as disinfection_checking
from duty_desk.gate import refusals_seal
from duty_desk.handover import checking as handover_checking
from duty_desk.isolation import checking as stays_checking
from duty_desk.rooms import checking as rooms_checking
from duty_desk.roster import checking as roster_checking
from duty_desk.storage import storage_error
from duty_desk.strings import t
from duty_desk.supplies import checking
from duty_desk.unit_reports import checking as reports_checking
from duty_desk.work import Read

# How much of the chain a start proves.
_TAIL = 500
# One finding names so many examples.
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit. `invariant` is its number in the office's list of promises."""

    invariant: str
    code: str
    values: tuple[tuple[str, object], ...]

    @property
    def text(self) -> str:
        """The sentence for whoever looks after the data."""
        return t(f"check.{self.code}", **dict(self.values))


def run(desk: Desk, *, full: bool = False) -> tuple[Finding, ...]:
    """Everything that does not fit; empty when all does. Not for the window's own thread."""
    try:
        found = list(_database(desk, full))
    except DBAPIError as error:
        return (_finding("I-11", "pages", detail=storage_error(error).detail),)
    if any(finding.code == "pages" for finding in found):
        return tuple(found)
    with desk.read() as read:
        for check in (_numbers, _gaps, _passes, _replacements, _events):
            found += check(read)
        for part in (
            checking,
            rooms_checking,
            disinfection_checking,
            stays_checking,
            roster_checking,
            handover_checking,
            reports_checking,
            bookings_checking,
        ):
            found += [
                _finding(each.invariant, each.code, **each.values) for each in part.check(read, full=full)
            ]
        found += _chain(read, full)
        found += _refusals(read, full)
        if full:
            found += _issued_as_recorded(read)
    return tuple(found)


def _finding(invariant: str, code: str, **values: object) -> Finding:
    return Finding(invariant, code, tuple(values.items()))


def _database(desk: Desk, full: bool) -> Iterator[Finding]:
    """I-11: the pages, the references, the schema, the guards."""
    with desk.engine.connect() as connection:
        revision = migrate.revision_in(connection)
        if revision != migrate.HEAD:
            yield _finding("I-11", "revision", found=revision, wanted=migrate.HEAD)
        if missing := derived.missing(connection):
            yield _finding("I-11", "guards", names=", ".join(missing))
        if is_sqlite(desk.engine):
            pages = connection.exec_driver_sql(
                "PRAGMA integrity_check(1)" if full else "PRAGMA quick_check(1)"
            ).scalar()
            if pages != "ok":
                yield _finding("I-11", "pages", detail=pages)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first() if full else None
            if broken is not None:
                yield _finding("I-11", "reference", table=broken[0], row=broken[1])
    if not desk.read_only:
        try:
            assert_settings(desk.engine)
        except Unusable as error:
            yield _finding("I-11", "settings", detail=error.detail)


def _numbers(read: Read) -> Iterator[Finding]:
    """I-03: no number stands above the last one that was given out."""
    rows: Any = read.session.execute(
        select(Pass.series, Pass.year, func.max(Pass.sequence), func.max(NumberSeries.last))
        .outerjoin(NumberSeries, (NumberSeries.kind == Pass.series) & (NumberSeries.year == Pass.year))
        .where(Pass.sequence.is_not(None))
        .group_by(Pass.series, Pass.year)
    )
    for series, year, highest, last in rows:
        if last is None or highest > last:
            yield _finding("I-03", "above_last", series=series, year=year, highest=highest, last=last or 0)


def _gaps(read: Read) -> Iterator[Finding]:
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
            yield _finding(
                "I-03", "gap", series=series, year=year, count=len(missing), examples=_few(missing)
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


def _passes(read: Read) -> Iterator[Finding]:
    """I-07: what is issued has a number, a holder and a time of issue; what waits has none."""
    issued = (PassStatus.ISSUED, PassStatus.RETURNED, PassStatus.LOST, PassStatus.VOIDED)
    without = select(Pass.id).where(Pass.status.in_(issued), Pass.number.is_(None))
    yield from _examples(read, without, "I-07", "issued_without_number")
    waiting = (PassStatus.REQUESTED, PassStatus.REFUSED)
    with_one = select(Pass.id).where(Pass.status.in_(waiting), Pass.number.is_not(None))
    yield from _examples(read, with_one, "I-07", "waiting_with_number")


def _replacements(read: Read) -> Iterator[Finding]:
    """I-07: a pass that was replaced no longer runs, and knows by which."""
    alive = select(Pass.id).where(Pass.replaced_by_id.is_not(None), Pass.status == PassStatus.ISSUED)
    yield from _examples(read, alive, "I-07", "replaced_alive")
    newer = select(Pass.replaces_id).where(Pass.replaces_id.is_not(None)).group_by(Pass.replaces_id)
    yield from _examples(read, newer.having(func.count() > 1), "I-07", "replaced_twice")


def _events(read: Read) -> Iterator[Finding]:
    """I-04: a pass that ended has the step in its history that ended it."""
    ended = {
        PassStatus.LOST: PassEventKind.LOST,
        PassStatus.RETURNED: PassEventKind.RETURNED,
        PassStatus.VOIDED: PassEventKind.VOIDED,
    }
    for status, kind in ended.items():
        has_step = select(PassEvent.id).where(PassEvent.pass_id == Pass.id, PassEvent.kind == kind).exists()
        query = select(Pass.id).where(Pass.status == status, Pass.import_id.is_(None), ~has_step)
        yield from _examples(read, query, "I-04", "ended_without_step")


def _chain(read: Read, full: bool) -> Iterator[Finding]:
    """I-10: the chain is whole and its head fits; at a start only its end is proved."""
    start = (0, audit.GENESIS)
    if not full:
        first = max(0, audit.head_of(read)[0] - _TAIL)
        digest = audit.digest_at(read, first)
        if digest is not None:
            start = (first, digest)
    result = audit.verify(read, after=start)
    if result.broken_at is not None:
        yield _finding("I-10", "chain", entry=result.broken_at)


def _refusals(read: Read, full: bool) -> Iterator[Finding]:
    """I-10: the refused scans that were sealed into the chain are all there as they were."""
    for seal in refusals_seal.broken_seals(read, full=full):
        yield _finding(
            "I-10", "refusals", first=seal.first, last=seal.last, count=seal.count, found=seal.found
        )


def _issued_as_recorded(read: Read) -> Iterator[Finding]:
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
        yield _finding("I-04", "number_changed", count=len(wrong), examples=_few(wrong))


def _examples(read: Read, query: Any, invariant: str, code: str) -> Iterator[Finding]:
    found = [int(row[0]) for row in read.session.execute(query.limit(_EXAMPLES + 1))]
    if found:
        yield _finding(invariant, code, examples=_few(found))


def _few(items: Sequence[int | None]) -> str:
    return ", ".join(map(str, items[:_EXAMPLES])) + (" …" if len(items) > _EXAMPLES else "")
