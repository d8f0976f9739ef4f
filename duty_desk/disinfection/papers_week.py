"""The register of records by week, A4 landscape: what was done at each area, and what was not and why (form A1.12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from db.models import Round
from db.vocabulary import DisinfectionKind, RoundState
from duty_desk import formats, paper
from duty_desk.disinfection import areas, mix_rows, record_rows
from duty_desk.disinfection.areas import AreaRow
from duty_desk.disinfection.mix_rows import MixRow
from duty_desk.disinfection.record_rows import FAILED, RecordRow, RoundRow
from duty_desk.errors import StaleError
from duty_desk.paper.layout import Align
from duty_desk.strings import t
from duty_desk.work import Read

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target

_COLUMNS: Final[tuple[tuple[str, float, Align], ...]] = (
    ("day", 17, "left"), ("time", 26, "left"), ("method", 16, "left"), ("agent", 46, "left"),
    ("stock", 14, "left"), ("ratio", 17, "left"), ("strip", 17, "right"), ("contact", 15, "right"),
    ("airing", 15, "right"), ("done_by", 20, "left"), ("checked_by", 20, "left"), ("note", 42, "left"),
)  # fmt: skip


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week of a day."""
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


def draw(read: Read, target: Target, day: date, area: int | None, **frame: Any) -> Printed:
    """Write the register; `frame` is what stands at its head and foot."""
    first, last = week_of(day)
    chosen = areas.areas_of(read, [area] if area is not None else None, last)
    if area is not None and not chosen:
        raise StaleError("storage.stale")
    lines = _lines(read, first, last, [each.id for each in chosen])
    used = {line.mix for each in lines.values() for line in each if isinstance(line, RecordRow) and line.mix}
    mixes = {row.id: row for row in mix_rows.fetch_mixes(read, sorted(used))}
    one = chosen[0] if area is not None else None
    where = f"{one.code} {one.name}" if one is not None else t("disinfection_papers.week.all")
    return paper.write_list(
        target,
        title=t("disinfection_papers.title.week"),
        columns=[
            paper.ListColumn(t(f"disinfection_papers.week.{key}"), width, align) for key, width, align in _COLUMNS
        ],
        rows=list(_rows(chosen, lines, mixes, alone=one is not None)),
        filter_text="\N{IDEOGRAPHIC SPACE}".join((where, formats.period(first, last))),
        note=_about(one) if one is not None else "",
        signatures=tuple(t(f"disinfection_papers.sign.{who}") for who in ("worker", "checker", "head")),
        **frame,
    )  # fmt: skip


def _about(area: AreaRow) -> str:
    parts = [t("disinfection_papers.door.points", count=area.points)]
    if area.plan is not None:
        parts = [area.plan.agent_text, t(f"disinfection.method.{area.plan.method}"), *parts]
    if area.team:
        parts.append(t("disinfection_papers.week.team", team=area.team))
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in parts if part)


def _lines(read: Read, first: date, last: date, chosen: list[int]) -> dict[int, list[RecordRow | RoundRow]]:
    """Records and rounds that were not done, by area, in the order of the week."""
    found: dict[int, list[RecordRow | RoundRow]] = {area: [] for area in chosen}
    for n in range((last - first).days + 1):
        for record in record_rows.list_records(read, first + timedelta(days=n)):
            if record.area in found and record.kind != DisinfectionKind.TERMINAL:
                found[record.area].append(record)
    query = select(Round).where(
        Round.day >= first,
        Round.day <= last,
        Round.kind != DisinfectionKind.TERMINAL.value,
        Round.state.in_([RoundState.MISSED.value, RoundState.EXEMPT.value]),
    )
    for row in record_rows.rows_of(read, query):
        if row.area in found:
            found[row.area].append(row)
    for lines in found.values():
        lines.sort(key=lambda line: line.started_at if isinstance(line, RecordRow) else line.due_at)
    return found


def _rows(
    chosen: tuple[AreaRow, ...],
    lines: dict[int, list[RecordRow | RoundRow]],
    mixes: Mapping[int, MixRow],
    *,
    alone: bool,
) -> Iterator[list[str]]:
    for area in chosen:
        if lines[area.id] and not alone:
            yield ["\N{IDEOGRAPHIC SPACE}".join(part for part in (area.code, area.name, area.team) if part)]
        for line in lines[area.id]:
            yield _record(line, mixes.get(line.mix or 0)) if isinstance(line, RecordRow) else _undone(line)


def _record(row: RecordRow, mix: MixRow | None) -> list[str]:
    end = formats.clock(row.ended_at)
    said = [row.findings_text, row.reason or "", row.note or "", row.mix_number or ""]
    if row.verdict == FAILED:
        said.insert(0, t("disinfection_papers.week.failed"))
    if row.is_late:
        said.insert(0, t("disinfection_papers.week.late"))
    if row.rinsed:
        said.append(t("disinfection_papers.week.rinsed"))
    return [
        formats.day(row.day),
        f"{formats.clock(row.started_at)}–{end}" if end else formats.clock(row.started_at),
        t(f"disinfection.method.{row.method}"),
        row.agent_text,
        row.stock_text or (mix_rows.strength_of_stock(mix) if mix else ""),
        row.ratio or (mix_rows.ratio_text(mix) if mix else ""),
        formats.number(row.strip) if row.strip is not None else "",
        str(row.minutes) if row.minutes is not None else "",
        str(row.air_minutes) if row.air_minutes is not None else "",
        row.done_by,
        row.checked_by or "",
        t("disinfection.list_mark").join(part for part in said if part),
    ]


def _undone(row: RoundRow) -> list[str]:
    said = t(f"disinfection_papers.week.{row.state}")
    reason = t("disinfection_papers.week.because", said=said, reason=row.reason) if row.reason else said
    return [formats.day(row.day), formats.clock(row.due_at), *[""] * 9, reason]
