"""Drafts of the bulletin: begun from the last issue, written section by section, thrown away (product rule R4)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import delete, func, select, update

from db.models import Bulletin, BulletinFigure, BulletinSection
from duty_desk import audit, formats, settings
from duty_desk.errors import InputError, Refusal
from duty_desk.paths import resources
from duty_desk.reports import bulletin_rows, placing
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

HEAD = ("masthead", "editor", "title", "reported_to", "sent_to", "given_to")
MOST_COPIES = 9999


@cache
def default_content() -> Mapping[str, Any]:
    """What an office's first bulletin begins with: head, sections, figures."""
    path = resources() / "defaults" / "bulletin.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@requires(Permission.WRITE_BULLETIN)
def new_bulletin(work: Work, *, cutoff: datetime | None = None, is_special: bool = False) -> int:
    """Begin a draft to a cut-off (now when none is given) with the sections of the last issue and freshly counted figures.

    There is one draft at a time of each series. Raises Refusal while the one before is neither issued nor thrown away.
    """
    if bulletin_rows.current_draft(work, is_special) is not None:
        raise Refusal("bulletins.refusal.draft_there")
    last = bulletin_rows.last_issued(work, is_special)
    detail = bulletin_rows.get_bulletin(work, last) if last is not None else None
    if detail is not None and detail.sections:
        return compose(work, _as_content(detail), cutoff=cutoff, is_special=is_special, before=detail)
    # An issue that was made on paper before says nothing but its head.
    head = {} if detail is None else {name: kept for name in HEAD if (kept := getattr(detail, name))}
    return compose(work, {**default_content(), **head}, cutoff=cutoff, is_special=is_special)


@step
def compose(
    work: Work,
    content: Mapping[str, Any],
    *,
    cutoff: datetime | None = None,
    is_special: bool = False,
    before: BulletinDetail | None = None,
) -> int:
    """Write a draft from its content. A figure with a cut-off of its own and no first day moves on with the bulletin; a closed
    period stays as it is."""
    moment = cutoff or work.at
    if moment > work.at:
        raise InputError("cutoff", "bulletins.error.future")
    row = Bulletin(
        state="draft",
        is_special=is_special,
        masthead=content["masthead"],
        editor=content.get("editor") or str(settings.get(work, "office.name", "") or ""),
        title="",
        day=formats.last_day(moment),
        cutoff_at=moment,
        reported_to=content.get("reported_to", ""),
        sent_to=content.get("sent_to", ""),
        given_to=content.get("given_to", ""),
        copies=int(content.get("copies", 0)),
        made_at=work.at,
        made_by=work.officer.id,
    )
    work.session.add(row)
    work.session.flush()
    moved = moment.date() - before.cutoff_at.date() if before is not None else timedelta()
    ordinal = 0
    for place, section in enumerate(content["section"], 1):
        names: dict[str, int] = {}
        for name, about in section.get("figures", {}).items():
            ordinal += 1
            names[name] = ordinal
            placing.write(
                work,
                row,
                ordinal,
                key=about["key"],
                choices=about.get("choices", {}),
                from_on=about.get("from_on"),
                cutoff=_moved(about, moved),
                precision=about.get("precision", "exact"),
                scale=about.get("scale", ""),
            )
        text = section.get("text", "")
        for name, number in names.items():
            text = text.replace(f"{{{name}}}", f"\x00{number}\x01")
        text = text.replace("\x00", "{").replace("\x01", "}")
        work.session.add(
            BulletinSection(bulletin_id=row.id, ordinal=place, heading=section["heading"], text=text)
        )
    work.session.flush()
    audit.record(
        work,
        action="bulletin.new",
        subject=("bulletin", row.id),
        after={"day": row.day, "cutoff": moment, "special": is_special},
    )
    return row.id


@requires(Permission.WRITE_BULLETIN)
def set_head(
    work: Work,
    bulletin: int,
    *,
    version: int,
    masthead: str,
    editor: str,
    title: str = "",
    day: date,
    reported_to: str = "",
    sent_to: str = "",
    given_to: str = "",
    copies: int = 0,
) -> None:
    """Change what stands at the head and foot."""
    row = bulletin_rows.open_draft(work, bulletin, version)
    for field, value in (("masthead", masthead), ("editor", editor)):
        if not value.strip():
            raise InputError(field, "bulletins.error.empty")
    if not 0 <= copies <= MOST_COPIES:
        raise InputError("copies", "bulletins.error.copies", most=MOST_COPIES)
    if day > work.at.date() + timedelta(days=7) or day < formats.last_day(row.cutoff_at):
        raise InputError("day", "bulletins.error.day")
    given = (masthead, editor, title, reported_to, sent_to, given_to)
    after: dict[str, Any] = {}
    for name, value in zip(HEAD, given, strict=True):
        if getattr(row, name) != value.strip():
            after[name] = value.strip()
            setattr(row, name, value.strip())
    if (row.day, row.copies) != (day, copies):
        row.day, row.copies = day, copies
        after |= {"day": day, "copies": copies}
    audit.record(work, action="bulletin.head", subject=("bulletin", bulletin), after=after)


@requires(Permission.WRITE_BULLETIN)
def write_sections(work: Work, bulletin: int, sections: Sequence[tuple[str, str]], *, version: int) -> None:
    """Write headings and texts anew, in this order; a text may only name figures there are.

    Those that no text names any more are kept until the issue, so that what was written before can be brought back.
    """
    row = bulletin_rows.open_draft(work, bulletin, version)
    known = set(
        work.session.scalars(select(BulletinFigure.ordinal).where(BulletinFigure.bulletin_id == bulletin))
    )
    if not sections:
        raise InputError("heading", "bulletins.error.no_section")
    for heading, text in sections:
        if not heading.strip():
            raise InputError("heading", "bulletins.error.heading")
        bulletin_rows.check_marks(sorted(known), text)
    work.session.execute(delete(BulletinSection).where(BulletinSection.bulletin_id == bulletin))
    named: set[int] = set()
    for ordinal, (heading, text) in enumerate(sections, 1):
        kept = "\n".join(line.rstrip() for line in text.strip().splitlines() if line.strip())
        named |= set(bulletin_rows.ordinals_in(kept))
        work.session.add(
            BulletinSection(bulletin_id=row.id, ordinal=ordinal, heading=heading.strip(), text=kept)
        )
    audit.record(
        work,
        action="bulletin.write",
        subject=("bulletin", bulletin),
        after={"sections": len(sections), "left_out": len(known - named)},
    )


@step
def leave_out_unnamed(work: Work, bulletin: int, named: Collection[int]) -> None:
    """Take away the figures that no text names."""
    rest = BulletinFigure.ordinal.not_in(list(named))
    work.session.execute(delete(BulletinFigure).where(BulletinFigure.bulletin_id == bulletin, rest))


@requires(Permission.WRITE_BULLETIN)
def discard(work: Work, bulletin: int) -> None:
    """Throw a draft away; it never had a number."""
    row = bulletin_rows.open_draft(work, bulletin)
    for table in (BulletinFigure, BulletinSection):
        work.session.execute(delete(table).where(table.bulletin_id == bulletin))
    audit.record(work, action="bulletin.discard", subject=("bulletin", bulletin), after={"day": row.day})
    work.session.delete(row)


def next_ordinal(read: Read, bulletin: int) -> int:
    """The ordinal of a further figure."""
    query = select(func.max(BulletinFigure.ordinal)).where(BulletinFigure.bulletin_id == bulletin)
    return (read.session.scalar(query) or 0) + 1


@step
def move_cutoff(work: Work, row: Bulletin, cutoff: datetime) -> None:
    """Another cut-off of the whole draft; its day goes with it."""
    row.cutoff_at, row.day = cutoff, formats.last_day(cutoff)
    work.session.execute(
        update(BulletinFigure).where(BulletinFigure.bulletin_id == row.id).values(counted_at=None)
    )


def _moved(about: Mapping[str, Any], by: timedelta) -> datetime | None:
    cutoff: datetime | None = about.get("cutoff")
    return cutoff if cutoff is None or about.get("from_on") is not None else cutoff + by


def _as_content(detail: BulletinDetail) -> dict[str, Any]:
    """An issue as what the next begins with; numbers typed by hand are not carried on."""
    return {
        **{name: getattr(detail, name) for name in (*HEAD, "copies")},
        "section": [
            {
                "heading": section.heading,
                "text": section.text,
                "figures": {
                    str(each.ordinal): {
                        "key": each.key,
                        "choices": dict(each.choices),
                        "from_on": each.from_on,
                        "cutoff": each.own_cutoff,
                        "precision": each.precision.value,
                        "scale": each.scale,
                    }
                    for ordinal in dict.fromkeys(bulletin_rows.ordinals_in(section.text))
                    if (each := detail.figure(ordinal)) is not None
                },
            }
            for section in detail.sections
        ],
    }
