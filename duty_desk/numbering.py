"""Numbers of papers: by series, kind and year, gap-free, never reused (product rule X6)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from db import changes, prepared
from db.models import NumberSeries
from duty_desk import settings
from duty_desk.paths import resources
from duty_desk.roles import step
from duty_desk.work import Read, Work, shelved


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a series: `text` is how it is written on paper."""

    kind: str
    year: int
    sequence: int
    text: str


@cache
def default_formats() -> Mapping[str, str]:
    """Formats by kind that an office starts with; an administrator can change them in the settings."""
    path = resources() / "defaults" / "numbering.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["formats"]


def format_of(read: Read, kind: str) -> str:
    """The format in force, with the fields {year} and {sequence}."""
    key = f"numbering.{kind}"
    return shelved(read, key, lambda: settings.get(read, key) or default_formats()[kind])


@step
def take(work: Work, kind: str, year: int | None = None) -> Number:
    """The next number of `kind`; part of the caller's transaction, so a refused act leaves no gap."""
    return take_many(work, kind, 1, year)[0]


@step
def take_many(work: Work, kind: str, count: int, year: int | None = None) -> tuple[Number, ...]:
    """The next `count` numbers of `kind`, in order."""
    year = year or work.at.year
    last = _advance(work, kind, year, count)
    pattern = format_of(work, kind)
    return tuple(
        Number(kind, year, n, pattern.format(year=year, sequence=n))
        for n in range(last - count + 1, last + 1)
    )


@step
def keep_above(work: Work, kind: str, year: int, sequence: int) -> None:
    """Make sure that numbers given out later lie above `sequence` (numbers that came in from a workbook)."""
    row = work.session.scalar(
        select(NumberSeries).where(NumberSeries.kind == kind, NumberSeries.year == year).with_for_update()
    )
    if row is None:
        work.session.add(NumberSeries(kind=kind, year=year, last=sequence))
        work.session.flush()
    elif row.last < sequence:
        row.last = sequence


def parse(read: Read, kind: str, text: str) -> Number | None:
    """Read a written number of `kind`; None when it is not of that series. Brackets and widths may differ."""
    pattern = _pattern(format_of(read, kind))
    match = pattern.fullmatch(_plain(text))
    if not match:
        return None
    year, sequence = int(match["year"]), int(match["sequence"])
    return Number(kind, year, sequence, format_of(read, kind).format(year=year, sequence=sequence))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    marked = re.sub(r"\{sequence[^}]*\}", "\x01", form.replace("{year}", "\x00"))
    escaped = re.escape(_plain(marked))
    return re.compile(
        escaped.replace(re.escape("\x00"), r"(?P<year>\d{4})").replace(
            re.escape("\x01"), r"(?P<sequence>\d{1,7})"
        )
    )


def _plain(text: str) -> str:
    # Offices write the year in any kind of bracket, half or full width; the number is the same.
    folded = unicodedata.normalize("NFKC", text)
    return "".join(
        "|" if unicodedata.category(c) in ("Ps", "Pe") or c in "<>" else c for c in folded if not c.isspace()
    )


def _advance(work: Work, kind: str, year: int, count: int) -> int:
    values = {"kind": kind, "year": year, "count": count}
    # On the bare connection: numbers are given at the window all day.
    connection = work.connection
    last = prepared.ask(connection, _advancing(connection.dialect.name), values).one()[0]
    changes.note(work.session, NumberSeries.__tablename__)
    return int(last)


@cache
def _advancing(dialect: str) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    table: Any = NumberSeries.__table__
    make: Any = insert
    count = bindparam("count")
    statement = make(table).values(kind=bindparam("kind"), year=bindparam("year"), last=count)
    return statement.on_conflict_do_update(
        index_elements=["kind", "year"], set_={"last": table.c.last + count}
    ).returning(table.c.last)
