"""Proves that what is stored fits together: numbers, passes, goods, the chain, the database itself (invariants of the office).

`run` is quick enough for every start; `run(desk, full=True)` reads everything and belongs to the night.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from db import derived, migrate
from db.engine import Unusable, assert_settings, is_sqlite
from db.interrupting import interrupted
from duty_desk import audit
from duty_desk.bookings import checking as bookings_checking
from duty_desk.desk import Desk
from duty_desk.disinfection import checking as disinfection_checking
from duty_desk.errors import StorageError
from duty_desk.gate import checking as gate_checking
from duty_desk.gate import refusals_seal
from duty_desk.handover import checking as handover_checking
from duty_desk.isolation import checking as stays_checking
from duty_desk.passes import checking as passes_checking
from duty_desk.privacy import checking as privacy_checking
from duty_desk.reports import checking as bulletins_checking
from duty_desk.rooms import checking as rooms_checking
from duty_desk.roster import checking as roster_checking
from duty_desk.storage import storage_error
from duty_desk.strings import t
from duty_desk.supplies import checking
from duty_desk.unit_reports import checking as units_checking
from duty_desk.work import Read

# How much of the chain a start proves.
_TAIL = 500


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


class Stopped(Exception):
    """Nobody wants to know any more."""


# Told before each part: how many are done, of how many, and which comes next.
Told = Callable[[int, int, str], object]
_Part = Callable[[Read, bool], Iterator[Finding]]


def run(
    desk: Desk, *, full: bool = False, told: Told | None = None, stopped: Callable[[], bool] | None = None
) -> tuple[Finding, ...]:
    """Everything that does not fit; empty when all does. Not for the window's own thread.

    Raises Stopped soon after `stopped` says so: within a query where the office is a file, at the next part on a server.
    """
    stopped = stopped or (lambda: False)
    try:
        with interrupted(desk.engine, stopped):
            return _run(desk, full, told, stopped)
    except (DBAPIError, StorageError):
        if stopped():
            raise Stopped from None
        raise


def _run(desk: Desk, full: bool, told: Told | None, stopped: Callable[[], bool]) -> tuple[Finding, ...]:
    parts = _parts()
    if told is not None:
        told(0, len(parts) + 1, "database")
    try:
        found = list(_database(desk, full))
    except DBAPIError as error:
        if stopped():
            raise
        return (_finding("I-11", "pages", detail=storage_error(error).detail),)
    if any(finding.code == "pages" for finding in found):
        return tuple(found)
    with desk.read() as read:
        for done, (name, part) in enumerate(parts.items(), 1):
            if stopped():
                raise Stopped
            if told is not None:
                told(done, len(parts) + 1, name)
            found += part(read, full)
    return tuple(found)


def _parts() -> Mapping[str, _Part]:
    """What is proved, by a name, in this order."""
    return {
        "passes": _of(passes_checking.check),
        "gate": _of(gate_checking.check),
        "supplies": _of(checking.check),
        "rooms": _of(rooms_checking.check),
        "disinfection": _of(disinfection_checking.check),
        "isolation": _of(stays_checking.check),
        "roster": _of(roster_checking.check),
        "handover": _of(handover_checking.check),
        "unit_reports": _of(units_checking.check),
        "bookings": _of(bookings_checking.check),
        "reports": _of(bulletins_checking.check),
        "privacy": _of(privacy_checking.check),
        "audit": _chain,
        "refusals": _refusals,
    }


def _of(check: Callable[..., Iterator[Any]]) -> _Part:
    """A feature's own proof."""

    def part(read: Read, full: bool) -> Iterator[Finding]:
        for each in check(read, full=full):
            yield _finding(each.invariant, each.code, **each.values)

    return part


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
        if added := derived.added(connection):
            yield _finding("I-11", "added", names=", ".join(added))
        if lost := derived.lost(connection):
            yield _finding("I-11", "lost", names=", ".join(lost))
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
