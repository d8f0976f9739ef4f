"""A bulletin as it is read: head, sections and figures. `{3}` in a text stands for the figure with that ordinal."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from db.models import Bulletin, BulletinFigure, BulletinSection, Officer
from db.vocabulary import BulletinState, Precision
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.reports import figures, wording
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.work import Read, Work

MARK = re.compile(r"\{(\d{1,4})\}")
SERIES = {False: "bulletin", True: "bulletin.special"}


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure in a bulletin. `cutoff` is its own or that of the bulletin; `text` what is written; `untrue` why the word cannot stand."""

    ordinal: int
    key: str
    choices: Mapping[str, str]
    name: str
    unit: str
    from_on: date | None
    own_cutoff: datetime | None
    cutoff: datetime
    value: Decimal | None
    counted_at: datetime | None
    precision: Precision
    scale: str
    replaced_by: str | None
    replaced_reason: str | None
    text: str
    untrue: str


@dataclass(frozen=True, slots=True)
class Section:
    """Heading and text of a section."""

    ordinal: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class BulletinDetail:
    """One issue or draft with everything in it."""

    id: int
    state: BulletinState
    year: int | None
    issue: int | None
    total_issue: int | None
    is_special: bool
    number: str
    masthead: str
    editor: str
    title: str
    day: date
    cutoff_at: datetime
    reported_to: str
    sent_to: str
    given_to: str
    copies: int
    made_at: datetime
    made_by: str
    issued_at: datetime | None
    issued_name: str
    withdrawn_at: datetime | None
    withdrawn_reason: str
    anchor: str
    version: int
    sections: tuple[Section, ...]
    figures: tuple[PlacedFigure, ...]

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state is BulletinState.DRAFT

    def figure(self, ordinal: int) -> PlacedFigure | None:
        """The figure with an ordinal."""
        return next((each for each in self.figures if each.ordinal == ordinal), None)

    @property
    def placed(self) -> tuple[PlacedFigure, ...]:
        """The figures that stand in the text, in its order."""
        wanted = [ordinal for section in self.sections for ordinal in ordinals_in(section.text)]
        return tuple(each for ordinal in dict.fromkeys(wanted) if (each := self.figure(ordinal)) is not None)


def ordinals_in(text: str) -> tuple[int, ...]:
    """The figures that a text names."""
    return tuple(int(found[1]) for found in MARK.finditer(text))


def named_in(read: Read, bulletin: int) -> frozenset[int]:
    """The figures that the texts of a bulletin name."""
    texts = read.session.scalars(select(BulletinSection.text).where(BulletinSection.bulletin_id == bulletin))
    return frozenset(ordinal for text in texts for ordinal in ordinals_in(text))


def parts_of(text: str) -> tuple[str | int, ...]:
    """A text in pieces: words as they are, figures by ordinal."""
    pieces: list[str | int] = []
    place = 0
    for found in MARK.finditer(text):
        if found.start() > place:
            pieces.append(text[place : found.start()])
        pieces.append(int(found[1]))
        place = found.end()
    if place < len(text):
        pieces.append(text[place:])
    return tuple(pieces)


def get_bulletin(read: Read, bulletin: int) -> BulletinDetail:
    """One bulletin. Raises StaleError when it is gone."""
    row = read.session.get(Bulletin, bulletin)
    if row is None:
        raise StaleError("storage.stale")
    sections = read.session.scalars(
        select(BulletinSection)
        .where(BulletinSection.bulletin_id == bulletin)
        .order_by(BulletinSection.ordinal)
    )
    placed = read.session.scalars(
        select(BulletinFigure).where(BulletinFigure.bulletin_id == bulletin).order_by(BulletinFigure.ordinal)
    )
    made_by = read.session.scalar(select(Officer.name).where(Officer.id == row.made_by)) or ""
    return BulletinDetail(
        id=row.id,
        state=BulletinState(row.state),
        year=row.year,
        issue=row.issue,
        total_issue=row.total_issue,
        is_special=row.is_special,
        number=number_text(row.is_special, row.issue),
        masthead=row.masthead,
        editor=row.editor,
        title=row.title,
        day=row.day,
        cutoff_at=row.cutoff_at,
        reported_to=row.reported_to,
        sent_to=row.sent_to,
        given_to=row.given_to,
        copies=row.copies,
        made_at=row.made_at,
        made_by=made_by,
        issued_at=row.issued_at,
        issued_name=row.issued_name or "",
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason or "",
        anchor=row.anchor or "",
        version=row.version,
        sections=tuple(Section(each.ordinal, each.heading, each.text) for each in sections),
        figures=tuple(_placed(read, each, row.cutoff_at) for each in placed),
    )


def number_text(is_special: bool, issue: int | None) -> str:
    """Which issue it is, as its head says; empty for a draft without a number."""
    if issue is None:
        return ""
    return t("bulletins.special_issue" if is_special else "bulletins.issue", issue=issue)


def next_issue(read: Read, year: int, is_special: bool = False) -> int:
    """The number that a bulletin issued now would get."""
    from db.models import NumberSeries

    last = select(NumberSeries.last).where(NumberSeries.kind == SERIES[is_special], NumberSeries.year == year)
    return (read.session.scalar(last) or 0) + 1


def current_draft(read: Read, is_special: bool | None = None) -> int | None:
    """The newest draft, ordinary or special or of both kinds."""
    query = select(Bulletin.id).where(Bulletin.state == BulletinState.DRAFT.value)
    if is_special is not None:
        query = query.where(Bulletin.is_special == is_special)
    return read.session.scalar(query.order_by(Bulletin.made_at.desc(), Bulletin.id.desc()).limit(1))


def last_issued(read: Read, is_special: bool = False) -> int | None:
    """The newest issue that stands."""
    query = (
        select(Bulletin.id)
        .where(Bulletin.state == BulletinState.ISSUED.value, Bulletin.is_special == is_special)
        .order_by(Bulletin.year.desc(), Bulletin.issue.desc())
        .limit(1)
    )
    return read.session.scalar(query)


def find_bulletin(read: Read, number: str, is_special: bool = False) -> int | None:
    """A bulletin by what stands in its head: "20", or "2020-20" with the year."""
    year, mark, issue = number.strip().rpartition("-")
    if not issue.isdecimal() or (mark and not year.isdecimal()):
        return None
    query = select(Bulletin.id).where(Bulletin.issue == int(issue), Bulletin.is_special == is_special)
    if mark:
        query = query.where(Bulletin.year == int(year))
    return read.session.scalar(query.order_by(Bulletin.year.desc()).limit(1))


@step
def open_draft(work: Work, bulletin: int, version: int | None = None) -> Bulletin:
    """A draft to be changed. Raises Refusal when it was issued, StaleError when it is gone or another desk has changed it."""
    row = work.session.scalar(select(Bulletin).where(Bulletin.id == bulletin).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if row.state != BulletinState.DRAFT.value:
        raise Refusal("bulletins.refusal.frozen", number=number_text(row.is_special, row.issue))
    row.version += 1
    return row


def check_marks(known: Sequence[int], text: str) -> None:
    """Raises InputError when a text names a figure that the bulletin does not have."""
    for ordinal in ordinals_in(text):
        if ordinal not in known:
            raise InputError("text", "bulletins.error.no_figure", ordinal=ordinal)


def _placed(read: Read, row: BulletinFigure, cutoff: datetime) -> PlacedFigure:
    value = Decimal(row.value) if row.value is not None else None
    unit = figures.unit_of(read, row.key, row.choices)
    precision = Precision(row.precision)
    untrue, text = "", row.replaced_by or ""
    if not text and value is not None:
        text = wording.written(value, precision, row.scale, unit)
        untrue = wording.sentence(value, precision, row.scale, unit)
    return PlacedFigure(
        ordinal=row.ordinal,
        key=row.key,
        choices=row.choices,
        name=figures.describe(read, row.key, row.choices),
        unit=unit,
        from_on=row.from_on,
        own_cutoff=row.cutoff_at,
        cutoff=row.cutoff_at or cutoff,
        value=value,
        counted_at=row.counted_at,
        precision=precision,
        scale=row.scale,
        replaced_by=row.replaced_by,
        replaced_reason=row.replaced_reason,
        text=text or t("bulletins.not_counted"),
        untrue=untrue,
    )
