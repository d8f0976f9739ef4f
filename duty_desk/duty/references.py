"""What must be at hand: telephone numbers, plans and rules in force on a day, guides, notices, with their files (product rule W7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, or_, select

from db.models import Attachment, Reference
from db.vocabulary import ReferenceKind
from duty_desk import attachments, audit, formats
from duty_desk.duty.words import needed, optional, phone_of
from duty_desk.errors import InputError, StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

# What files are kept with.
SUBJECT: Final = "reference"
# In force, not yet, no longer, taken out of use.
IN_FORCE, COMING, ENDED, RETIRED = "in_force", "coming", "ended", "retired"
STATE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    IN_FORCE: ("ok", "check-circle"),
    COMING: ("info", "clock-outline"),
    ENDED: ("neutral", "history"),
    RETIRED: ("neutral", "cancel"),
}
KIND_ICONS: Final[Mapping[str, str]] = {
    ReferenceKind.PHONE: "phone-outline",
    ReferenceKind.PLAN: "alert-circle-outline",
    ReferenceKind.RULE: "scale-balance",
    ReferenceKind.GUIDE: "help-circle-outline",
    ReferenceKind.NOTICE: "bell-outline",
}


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One thing at hand. `number` is that of the document, `issuer` who issued it or, of a telephone, whom one reaches there."""

    id: int
    kind: str
    title: str
    number: str
    issuer: str
    phone: str
    text: str
    valid_from: date | None
    valid_until: date | None
    files: int
    state: str
    list_order: int
    version: int


@requires(Permission.WRITE_LOG)
def add(
    work: Work,
    *,
    kind: ReferenceKind,
    title: str,
    number: str = "",
    issuer: str = "",
    phone: str = "",
    text: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> int:
    """Keep something at hand; a telephone needs its number, a term its beginning before its end."""
    values = _checked(kind, title, number, issuer, phone, text, valid_from, valid_until)
    if kind is ReferenceKind.PHONE:
        same = select(Reference.id).where(
            Reference.kind == kind.value, Reference.title == values["title"], Reference.is_active
        )
        if work.session.scalar(same) is not None:
            raise InputError("title", "duty_references.error.there", title=values["title"])
    last = work.session.scalar(select(func.max(Reference.list_order)).where(Reference.kind == kind.value))
    row = Reference(kind=kind.value, list_order=0 if last is None else last + 1, **values)
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="reference.add",
        subject=(SUBJECT, row.id),
        after={"reference_kind": kind.value, "title": row.title},
    )
    return row.id


@requires(Permission.WRITE_LOG)
def edit(
    work: Work,
    reference: int,
    *,
    title: str,
    number: str = "",
    issuer: str = "",
    phone: str = "",
    text: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    version: int,
) -> None:
    """Change what is said of it."""
    row = _claim(work, reference, version)
    values = _checked(ReferenceKind(row.kind), title, number, issuer, phone, text, valid_from, valid_until)
    before = {"title": row.title, "valid_from": row.valid_from, "valid_until": row.valid_until}
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="reference.change",
        subject=(SUBJECT, reference),
        before=before,
        after={"title": row.title, "valid_from": valid_from, "valid_until": valid_until},
    )


@requires(Permission.WRITE_LOG)
def retire(work: Work, reference: int, *, active: bool = False) -> None:
    """Take it out of use, or back into it; nothing is lost."""
    row = _claim(work, reference)
    if row.is_active == active:
        raise StaleError("storage.stale")
    row.is_active = active
    row.version += 1
    work.session.flush()
    audit.record(work, action="reference.retire", subject=(SUBJECT, reference), after={"is_active": active})


@requires(Permission.WRITE_LOG)
def move(work: Work, reference: int, *, up: bool) -> None:
    """One place up or down among those of its kind: the telephone list is printed in this order."""
    row = _claim(work, reference)
    rows = work.session.scalars(
        select(Reference)
        .where(Reference.kind == row.kind, Reference.is_active)
        .order_by(Reference.list_order, Reference.id)
    ).all()
    places = list(rows)
    here = places.index(row) if row in places else -1
    there = here - 1 if up else here + 1
    if here < 0 or not 0 <= there < len(places):
        return
    places[here], places[there] = places[there], places[here]
    for order, each in enumerate(places):
        each.list_order = order
    work.session.flush()
    audit.record(work, action="reference.move", subject=(SUBJECT, reference), after={"position": there + 1})


def get_reference(read: Read, reference: int) -> ReferenceRow:
    """One of them; raises StaleError when there is none."""
    found = fetch(read, [reference])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def list_phones(read: Read) -> tuple[ReferenceRow, ...]:
    """The telephone list in its order."""
    return _list(read, Reference.kind == ReferenceKind.PHONE.value)


def in_force(read: Read, on: date | None = None) -> tuple[ReferenceRow, ...]:
    """Plans, rules, guides and notices in force on a day (today when not given)."""
    day = on or read.at.date()
    return _list(read, Reference.kind != ReferenceKind.PHONE.value, *_on(day))


def list_files(read: Read, reference: int) -> tuple[attachments.AttachmentRow, ...]:
    """The files kept with it."""
    return attachments.list_attachments(read, (SUBJECT, reference))


def fetch(read: Read, ids: Sequence[int]) -> Sequence[ReferenceRow]:
    """The rows of these."""
    counted = (
        select(Attachment.subject_id, func.count())
        .where(
            Attachment.subject_kind == SUBJECT,
            Attachment.subject_id.in_(list(ids)),
            Attachment.removed_at.is_(None),
        )
        .group_by(Attachment.subject_id)
    )
    files = {int(key): int(count) for key, count in read.session.execute(counted)}
    rows = read.session.scalars(select(Reference).where(Reference.id.in_(list(ids))))
    return [_row(row, files.get(row.id, 0), read.at.date()) for row in rows]


def _list(read: Read, *conditions: Any) -> tuple[ReferenceRow, ...]:
    query = select(Reference.id).where(Reference.is_active, *conditions)
    ids = read.session.scalars(query.order_by(Reference.kind, Reference.list_order, Reference.id)).all()
    found = {row.id: row for row in fetch(read, ids)}
    return tuple(found[each] for each in ids)


def _on(day: date) -> tuple[Any, ...]:
    return (
        or_(Reference.valid_from.is_(None), Reference.valid_from <= day),
        or_(Reference.valid_until.is_(None), Reference.valid_until >= day),
    )


def _checked(
    kind: ReferenceKind,
    title: str,
    number: str,
    issuer: str,
    phone: str,
    text: str,
    valid_from: date | None,
    valid_until: date | None,
) -> dict[str, Any]:
    title = needed(title, "title", "duty_references.error.title")
    dialled = phone_of(phone)
    if kind is ReferenceKind.PHONE and dialled is None:
        raise InputError("phone", "duty_references.error.phone")
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise InputError("valid_until", "duty_references.error.ends_before")
    return {
        "title": title,
        "number": optional(number),
        "issuer": optional(issuer),
        "phone": dialled,
        "text": optional(text),
        "valid_from": valid_from,
        "valid_until": valid_until,
    }


def _claim(work: Work, reference: int, version: int | None = None) -> Reference:
    row = work.session.scalar(select(Reference).where(Reference.id == reference).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    return row


def _row(row: Reference, files: int, today: date) -> ReferenceRow:
    state = IN_FORCE
    if not row.is_active:
        state = RETIRED
    elif row.valid_from is not None and row.valid_from > today:
        state = COMING
    elif row.valid_until is not None and row.valid_until < today:
        state = ENDED
    return ReferenceRow(
        id=row.id,
        kind=row.kind,
        title=row.title,
        number=row.number or "",
        issuer=row.issuer or "",
        phone=row.phone or "",
        text=row.text or "",
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        files=files,
        state=state,
        list_order=row.list_order,
        version=row.version,
    )


# Telephones first: that is what is looked for in the night.
_KINDS: Final = case({kind.value: place for place, kind in enumerate(ReferenceKind)}, value=Reference.kind)
_SORTS: Final[Mapping[str, Any]] = {
    "kind": _KINDS,
    "title": Reference.title,
    "issuer": Reference.issuer,
    "valid_from": Reference.valid_from,
    "valid_until": Reference.valid_until,
}


def _select(read: Read, request: Request) -> Select[Any]:
    wanted = request.filters
    query = select(Reference.id)
    if typed := request.search.strip():
        searched = (Reference.title, Reference.number, Reference.issuer, Reference.phone, Reference.text)
        query = query.where(or_(*(column.contains(typed, autoescape=True) for column in searched)))
    if kind := wanted.get("kind"):
        query = query.where(Reference.kind == str(kind))
    if day := wanted.get("on"):
        query = query.where(and_(Reference.is_active, *_on(day)))
    if wanted.get("state") == RETIRED:
        query = query.where(Reference.is_active.is_(False))
    order = _SORTS.get(request.sort or "kind", _KINDS)
    keys = (order, Reference.list_order, Reference.id)
    return query.order_by(order.is_(None), *(key.desc() if request.descending else key for key in keys))


def _describe(read: Read, request: Request) -> str:
    wanted = request.filters
    said: list[str] = []
    if kind := wanted.get("kind"):
        said.append(t(f"duty_references.kind.{kind}"))
    if day := wanted.get("on"):
        said.append(t("duty_references.filter.on", day=formats.day(day)))
    if wanted.get("state") == RETIRED:
        said.append(t("duty_references.state.retired"))
    if typed := request.search.strip():
        said.append(t("duty.searched", text=typed))
    return t("duty.mark").join(said)


REFERENCES = Ledger(
    key="duty.references",
    title="duty_references.ledger.references",
    columns=(
        Column("kind", "duty_references.column.kind", width=88, words="duty_references.kind"),
        Column("title", "duty_references.column.title", width=240, stretch=True, second="number"),
        Column("issuer", "duty_references.column.issuer", width=144),
        Column("phone", "duty_references.column.phone", width=128, sortable=False),
        Column("valid_from", "duty_references.column.valid_from", Kind.DATE, 88),
        Column("valid_until", "duty_references.column.valid_until", Kind.DATE, 88),
        Column("files", "duty_references.column.files", Kind.NUMBER, 64, align="right", sortable=False),
        Column("text", "duty_references.column.text", width=160, sortable=False, hidden=True),
        Column("state", "duty_references.column.state", Kind.CHIP, 96, sortable=False,
               words="duty_references.state", tones=STATE_TONES),
    ),
    statement=_select,
    fetch=fetch,
    default_sort="kind",
    describe=_describe,
)  # fmt: skip
