"""Who gave: the register of donors, found by name, thanked, and answered when they ask where it went."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypedDict, Unpack, cast

from sqlalchemy import ColumnElement, Select, exists, false, func, select

from db import search as index
from db.models import Donor, Receipt, ReceiptLine, StockDocument
from duty_desk import audit, search
from duty_desk.errors import InputError, StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.paths import resources
from duty_desk.people import rules
from duty_desk.people.records import change, claim, required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.supplies.posted import is_live
from duty_desk.work import Read, Work

KINDS = ("organisation", "person")
PRIVATE = frozenset({"contact", "phone", "address"})
_DERIVED = frozenset({"name_sort", "search_doc"})


class DonorForm(TypedDict, total=False):
    """What can be filled in for a donor."""

    name: str
    kind: str
    uscc: str | None
    contact: str | None
    phone: str | None
    address: str | None
    is_anonymous: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class DonorRow:
    """A donor with what was given: `value` is the sum of what has one, `unpriced` the lines that have none."""

    id: int
    name: str
    kind: str
    uscc: str | None
    contact: str | None
    phone: str | None
    address: str | None
    is_anonymous: bool
    note: str | None
    version: int
    receipts: int
    value: Decimal
    unpriced: int
    last_at: datetime | None

    @property
    def published(self) -> str:
        """The name as the public notice has it."""
        return t("supplies_receive.donor.anonymous") if self.is_anonymous else self.name


@requires(Permission.RECEIVE_GOODS)
def add_donor(work: Work, **form: Unpack[DonorForm]) -> int:
    """Register a donor. One with that name already is refused and named."""
    return write_new(work, form)


@requires(Permission.RECEIVE_GOODS)
def change_donor(work: Work, donor: int, *, version: int | None = None, **form: Unpack[DonorForm]) -> None:
    """Change what is given; the rest stays. Papers already written keep the name they were written with."""
    row = claim(work, Donor, donor, version)
    before, after = change(row, _checked(work, row, form))
    if after:
        work.session.flush()
        _record(work, "donor.change", donor, before, after)


@step
def write_new(work: Work, form: DonorForm, *, import_id: int | None = None) -> int:
    """Register a donor without asking for the role, which the caller has done."""
    blank: DonorForm = {"name": "", "kind": KINDS[0]}
    values = _checked(work, None, {**blank, **form})
    row = Donor(import_id=import_id, **values)
    work.session.add(row)
    work.session.flush()
    if import_id is None:
        _record(work, "donor.add", row.id, {}, values)
    return row.id


def find_donor(read: Read, name: str) -> int | None:
    """The donor of exactly that name, spaces and widths aside."""
    wanted = name_of(name)
    return read.session.scalar(select(Donor.id).where(Donor.name == wanted)) if wanted else None


def get_donor(read: Read, donor: int) -> DonorRow:
    """One donor. Raises StaleError when there is none."""
    found = fetch_donors(read, [donor])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def search_donors(read: Read, typed: str, most: int = 8) -> tuple[DonorRow, ...]:
    """Donors for a type-ahead: by name, pinyin or initials."""
    if not typed.strip():
        return ()
    query = select(Donor.id).where(_named(read, typed)).order_by(Donor.name_sort, Donor.id).limit(most)
    ids = list(read.session.scalars(query))
    rows = {row.id: row for row in fetch_donors(read, ids)}
    return tuple(rows[donor] for donor in ids)


def fetch_donors(read: Read, ids: Sequence[int]) -> tuple[DonorRow, ...]:
    """Donors with the sums of what they gave; taken-back receipts do not count."""
    given = {
        row.donor_id: row
        for row in read.session.execute(
            select(
                Receipt.donor_id,
                func.count(Receipt.id.distinct()).label("receipts"),
                func.max(Receipt.at).label("last_at"),
                func.sum(ReceiptLine.amount).label("value"),
                func.count(ReceiptLine.id).label("lines"),
                func.count(ReceiptLine.amount).label("priced"),
            )
            .outerjoin(ReceiptLine, ReceiptLine.receipt_id == Receipt.id)
            .where(Receipt.donor_id.in_(ids), is_live(Receipt.document_id))
            .group_by(Receipt.donor_id)
        )
    }
    rows = read.session.scalars(select(Donor).where(Donor.id.in_(ids)))
    return tuple(_row(row, given.get(row.id)) for row in rows)


def name_of(text: str) -> str:
    """A donor's name as it is kept: half width, single spaces."""
    return rules.normalise_name(text)


def is_person(name: str) -> bool:
    """Whether the name says that a person gave, not a body."""
    return _ends(name, "person")


def addressed(name: str) -> str:
    """The name as a letter is addressed: without the mark that it is a person's."""
    for mark in _marks("person"):
        name = name.strip().removesuffix(mark)
    return name


def spoken_to(name: str, kind: str) -> str:
    """How a letter speaks: to a person, to a group of them, to an organisation."""
    if kind == "person" or is_person(name):
        return "person"
    return "group" if _ends(name, "group") else "organisation"


def _ends(name: str, whose: str) -> bool:
    return any(name.strip().endswith(mark) for mark in _marks(whose))


@cache
def _marks(whose: str) -> tuple[str, ...]:
    path = resources() / "defaults" / "goods_words.toml"
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["donor"][whose])


def _row(row: Donor, given: Any) -> DonorRow:
    return DonorRow(
        id=row.id,
        name=row.name,
        kind=row.kind,
        uscc=row.uscc,
        contact=row.contact,
        phone=row.phone,
        address=row.address,
        is_anonymous=row.is_anonymous,
        note=row.note,
        version=row.version,
        receipts=given.receipts if given else 0,
        value=(given.value if given else None) or Decimal(0),
        unpriced=given.lines - given.priced if given else 0,
        last_at=given.last_at if given else None,
    )


def _checked(work: Work, row: Donor | None, form: DonorForm) -> dict[str, Any]:
    given = cast("Mapping[str, Any]", form)
    values: dict[str, Any] = {
        name: text_or_none(given[name]) for name in ("contact", "address", "note") if name in given
    }
    if "kind" in given:
        values["kind"] = given["kind"] if given["kind"] in KINDS else KINDS[0]
    if "is_anonymous" in given:
        values["is_anonymous"] = bool(given["is_anonymous"])
    if "uscc" in given:
        code = text_or_none(given["uscc"])
        values["uscc"] = rules.check_uscc(code).value if code else None
    if "phone" in given:
        phone = text_or_none(given["phone"])
        values["phone"] = rules.check_phone(phone) if phone else None
    name = row.name if row else ""
    if "name" in given:
        name = name_of(required(given["name"], "name", "supplies_receive.error.donor_missing"))
        twin = find_donor(work, name)
        if twin is not None and (row is None or twin != row.id):
            raise InputError("name", "supplies_receive.error.donor_taken", name=name)
        values |= {"name": name, "name_sort": search.sort_key(name)}
    code = values.get("uscc", row.uscc if row else None)
    return values | {"search_doc": search.document(names=[name], codes=[code])}


def _record(work: Work, action: str, donor: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    hidden = PRIVATE | _DERIVED
    audit.record(
        work,
        action=action,
        subject=("donor", donor),
        before={key: value for key, value in before.items() if key not in hidden},
        after={key: value for key, value in after.items() if key not in hidden},
        private={key: value for key, value in after.items() if key in PRIVATE},
    )


def _named(read: Read, typed: str) -> ColumnElement[bool]:
    if groups := search.terms(typed):
        return index.matches(read.session.get_bind().dialect.name, "donor", Donor.id, groups)
    letter = search.normalise(typed).strip()
    if len(letter) != 1 or not letter.isalpha():
        return false()
    return Donor.name_sort.startswith(letter, autoescape=True)


def _statement(read: Read, request: Request) -> Select[Any]:
    """Filters: `kind` (a word), `given` (True: with something on record), `anonymous` (True)."""
    query = select(Donor.id)
    if (kind := request.filters.get("kind")) in KINDS:
        query = query.where(Donor.kind == kind)
    if request.filters.get("anonymous"):
        query = query.where(Donor.is_anonymous)
    if request.filters.get("given"):
        query = query.where(exists().where(Receipt.donor_id == Donor.id, is_live(Receipt.document_id)))
    if request.search.strip():
        query = query.where(_named(read, request.search))
    column = Donor.kind if request.sort == "kind" else Donor.name_sort
    order = column.desc() if request.descending else column
    return query.order_by(order, Donor.name_sort, Donor.id)


def _describe(read: Read, request: Request) -> str:
    parts = [t(f"supplies_receive.donor.{kind}") for kind in KINDS if request.filters.get("kind") == kind]
    if request.filters.get("anonymous"):
        parts.append(t("supplies_receive.filter.anonymous"))
    if request.filters.get("given"):
        parts.append(t("supplies_receive.filter.given"))
    if typed := request.search.strip():
        parts.append(t("supplies_receive.filter.search", text=typed))
    return t("supplies_receive.filter.mark").join(parts)


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    shown = _statement(read, request).order_by(None).subquery()
    value = read.session.scalar(
        select(func.sum(ReceiptLine.amount))
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(StockDocument, StockDocument.id == Receipt.document_id)
        .where(Receipt.donor_id.in_(select(shown.c.id)), is_live(Receipt.document_id))
    )
    return (Total(t("supplies_receive.column.value"), f"{value or 0:,.2f}"),)


DONORS = Ledger(
    key="supplies.donors",
    title="supplies_receive.ledger.donors",
    columns=(
        Column("name", "supplies_receive.column.donor", width=200, stretch=True),
        Column("kind", "supplies_receive.column.donor_kind", width=72, words="supplies_receive.donor"),
        Column("uscc", "supplies_receive.column.uscc", width=168, sortable=False, hidden=True),
        Column("contact", "supplies_receive.column.contact", Kind.NAME, 96, masked=True, sortable=False),
        Column("phone", "supplies_receive.column.phone", Kind.PHONE, 112, masked=True, sortable=False),
        Column(
            "receipts", "supplies_receive.column.receipts", Kind.NUMBER, 72, align="right", sortable=False
        ),
        Column("value", "supplies_receive.column.value", Kind.MONEY, 104, align="right", sortable=False),
        Column(
            "unpriced", "supplies_receive.column.unpriced", Kind.NUMBER, 88, align="right", sortable=False
        ),
        Column("last_at", "supplies_receive.column.last_at", Kind.MOMENT, 112, sortable=False),
        Column("is_anonymous", "supplies_receive.column.anonymous", Kind.FLAG, 88, sortable=False),
        Column("note", "supplies_receive.column.note", width=160, sortable=False, hidden=True),
    ),
    statement=_statement,
    fetch=fetch_donors,
    default_sort="name",
    describe=_describe,
    totals=_totals,
)
