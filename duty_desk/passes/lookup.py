"""Finds the one pass that was scanned or typed, and the few that what is being typed may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from db import search as index
from db.models import NumberSeries, Pass
from db.vocabulary import PassKind, PassStatus
from duty_desk import numbering, search
from duty_desk.passes import queries, selection, tokens
from duty_desk.passes.quick import ask
from duty_desk.passes.rows import Suggestion
from duty_desk.work import Read

_BY_CODE = select(Pass.id).where(Pass.token_hash == bindparam("fingerprint"))
_BY_NUMBER = select(Pass.id).where(Pass.number == bindparam("number"))
_NUMBERED_AS = (
    select(Pass.id)
    .where(
        Pass.series == bindparam("series"),
        # The years there are: the index leads from the year to the number.
        Pass.year.in_(select(NumberSeries.year).where(NumberSeries.kind == bindparam("series"))),
        Pass.sequence == bindparam("sequence"),
    )
    .order_by(Pass.year.desc())
    .limit(1)
)
_KIND_OF = select(Pass.id, Pass.kind, Pass.holder_id, Pass.status).where(
    Pass.id.in_(bindparam("ids", expanding=True))
)
_NEWEST = {dialect: index.newest(dialect, "pass") for dialect in ("sqlite", "postgresql")}
# How many matches are looked at for each one shown: other kinds and second passes of a person are left out.
_SPARE = 6
# Longer digits are no running number.
_LONGEST_SEQUENCE = 7


class Scan(StrEnum):
    """What a scanned text is."""

    FOUND = "found"
    UNKNOWN = "unknown"
    ALTERED = "altered"
    SAMPLE = "sample"
    NOT_A_CODE = "not_a_code"


@dataclass(frozen=True, slots=True)
class Scanned:
    """The pass of a code, or why there is none.

    `UNKNOWN`: a whole code that this office never gave. `ALTERED`: check digits do not fit, so it was forged or misread. `SAMPLE`: of
    a sample office at a real gate, or the other way round. `NOT_A_CODE`: something else; look it up as typed text.
    """

    what: Scan
    pass_id: int | None = None


def find_by_token(read: Read, scanned: str) -> Scanned:
    """The pass whose code was scanned. A pass given anew is found too: its row says what replaced it."""
    text = tokens.normalise(scanned)
    demo = tokens.is_demo(read)
    if len(text) != tokens.LENGTH or not (text.isascii() and text.isdigit()):
        return Scanned(Scan.NOT_A_CODE)
    if tokens.is_foreign(text, demo=demo):
        return Scanned(Scan.SAMPLE)
    if not tokens.is_token(text, demo=demo):
        return Scanned(Scan.ALTERED)
    found = ask(read, _BY_CODE, {"fingerprint": tokens.fingerprint(text)}).scalar()
    return Scanned(Scan.UNKNOWN) if found is None else Scanned(Scan.FOUND, found)


def find_by_number(read: Read, typed: str, kind: PassKind | None = None) -> int | None:
    """The pass of a written number, however its brackets are typed; digits alone mean the newest of that `kind`."""
    plain = search.normalise(typed).strip()
    if plain.isascii() and plain.isdigit():
        if kind is None or len(plain) > _LONGEST_SEQUENCE:
            return None
        values = {"series": f"pass.{kind.value}", "sequence": int(plain)}
        return ask(read, _NUMBERED_AS, values).scalar()
    if not any(c.isdigit() for c in plain):
        return None
    for one in [kind] if kind else list(PassKind):
        number = numbering.parse(read, f"pass.{one.value}", typed)
        if number is not None:
            return ask(read, _BY_NUMBER, {"number": number.text}).scalar()
    return None


def suggest(
    read: Read, typed: str, *, kind: PassKind | None = None, limit: int = 8
) -> tuple[Suggestion, ...]:
    """The passes that what is typed may mean: hanzi, pinyin, initials, number, tails of numbers, plate.

    Of each person the newest pass of a kind only; a pass that still runs comes before one that was ended.
    """
    exact = find_by_number(read, typed, kind)
    ids = [exact] if exact is not None else []
    groups = selection.search_terms(typed)
    if groups:
        dialect = read.session.get_bind().dialect.name
        values = {"search_query": index.expression(dialect, groups), "limit": limit * _SPARE}
        ids += [row[0] for row in ask(read, _NEWEST[dialect], values)]
    chosen = _choose(read, ids, exact, kind, limit)
    rows = {row.id: row for row in queries.fetch(read, chosen)} if chosen else {}
    return tuple(
        Suggestion(rows[key], search.matched_length(rows[key].holder_name, typed))
        for key in chosen
        if key in rows
    )


def _choose(
    read: Read, ids: Sequence[int], exact: int | None, kind: PassKind | None, limit: int
) -> list[int]:
    if not ids:
        return []
    about: dict[int, Any] = {row.id: row for row in ask(read, _KIND_OF, {"ids": list(ids)})}
    best: dict[object, int] = {}
    for key in dict.fromkeys(ids):
        row = about.get(key)
        if row is None or (kind is not None and row.kind != kind.value and key != exact):
            continue
        group = (row.kind, row.holder_id or -key)
        held = best.get(group)
        if held is None or (
            held != exact
            and about[held].status != PassStatus.ISSUED.value
            and row.status == PassStatus.ISSUED.value
        ):
            best[group] = key
    return list(best.values())[:limit]
