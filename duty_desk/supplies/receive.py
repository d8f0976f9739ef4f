"""Takes goods in: counted, split, verified by a second person, put away, and posted with their lots in one transaction."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.models import Donor
from db.vocabulary import DocumentKind, Source
from duty_desk import numbering, operations, policy
from duty_desk.errors import InputError, Problems, Refusal, StaleError
from duty_desk.people.approvals import Approval, insist, is_needed
from duty_desk.people.records import text_or_none
from duty_desk.people.rules import check_phone
from duty_desk.roles import Permission, requires
from duty_desk.strings import text_in
from duty_desk.supplies import donors, posting, put_away, receipt_records, refusing
from duty_desk.supplies.put_away import Caution, Placing
from duty_desk.supplies.receive_form import SOURCES, CountedLine, Delivery, content_of, counted
from duty_desk.work import OfficerRef, Read, Work

SERIES = "receipt"
WAYS = ("direct", "post", "alumni")
# What the papers of the office are written in, whatever the screen speaks.
_OFFICE = "zh_CN"


@dataclass(frozen=True, slots=True)
class Received:
    """A posted receipt: its paper, the donation receipt if it is one, and a slip for each kind of rejected goods."""

    document: int
    number: str
    receipt: int
    donation_number: str | None
    refused: tuple[str, ...]


class Unanswered(Refusal):
    """There is something to think of that nobody has answered: `cautions` says what."""

    def __init__(self, cautions: Sequence[Caution]) -> None:
        super().__init__("supplies_receive.refusal.unanswered", first=cautions[0].text, count=len(cautions))
        self.cautions = tuple(cautions)


def look(read: Read, delivery: Delivery) -> tuple[Caution, ...]:
    """What must be answered before this delivery is taken in. Raises Problems for what cannot be taken in at all."""
    return _cautions(read, delivery, counted(read, delivery))


def _cautions(read: Read, delivery: Delivery, lines: Sequence[CountedLine]) -> tuple[Caution, ...]:
    found = list(put_away.cautions(read, _placings(lines)))
    soon = policy.integer(read, "supplies.urgent_days")
    day = (delivery.at or read.at).date()
    for n, line in enumerate(lines):
        name = line.item.name if line.item else line.typed.description
        if line.product is not None and line.amount is not None:
            shown = {"name": name, "amount": f"{line.amount:,.2f}", "product": f"{line.product:,.2f}"}
            found.append(Caution("amount", n, shown))
        if line.item is None or not line.usable:
            continue
        expires_on = line.typed.expires_on
        if expires_on is not None and (expires_on - day).days <= soon:
            found.append(Caution("near_expiry", n, {"name": name, "days": (expires_on - day).days}))
        other = _other_expiry(read, line)
        if other is not None:
            found.append(
                Caution("lot_differs", n, {"lot": line.typed.lot.strip(), "name": name, "day": other})
            )
    batch = delivery.batch.strip()
    if batch and receipt_records.is_batch_known(read, batch):
        found.append(Caution("batch_known", None, {"batch": batch}))
    if delivery.source is Source.DONATION:
        found += _given_before(read, delivery, lines, day)
    return tuple(found)


def _given_before(
    read: Read, delivery: Delivery, lines: Sequence[CountedLine], day: date
) -> Iterator[Caution]:
    """The same goods from the same donor on the same day: two who took in one delivery write it twice."""
    known = receipt_records.donated_on(read, day, delivery.donor or 0, delivery.party.strip())
    for n, line in enumerate(lines):
        if line.item is None:
            continue
        number = known.get((line.item.id, line.usable + line.defective + line.expired))
        if number is not None:
            yield Caution("given_before", n, {"name": line.item.name, "number": number})


def needs_password(read: Read, delivery: Delivery) -> bool:
    """Whether the second person must answer with their own password: by the office's rule, and always for what two must guard."""
    return _needs_password(read, counted(read, delivery))


def _needs_password(read: Read, lines: Sequence[CountedLine]) -> bool:
    guarded = any(line.item is not None and line.item.needs_two for line in lines)
    return (guarded or bool(policy.value(read, "supplies.check_password"))) and is_needed(read)


@requires(Permission.RECEIVE_GOODS)
def receive(
    work: Work,
    delivery: Delivery,
    *,
    second: Approval | None = None,
    answer: str = "",
    operation: str | None = None,
) -> Received:
    """Take a delivery in; all of it or nothing.

    `second` is the colleague who verified it with a password, to exactly `content_of(delivery)`; otherwise `delivery.checked_by`
    names who did. `answer` says why it is right in spite of every caution of `look`. With `operation` a second call gives the
    first one's result. Raises Problems for faulty fields, Unanswered, and Refusal.
    """

    if operation is None:
        return _receive(work, delivery, second, answer)

    def act() -> Any:
        return dataclasses.asdict(_receive(work, delivery, second, answer))

    found: dict[str, Any] = operations.once(work, operation, act)
    found["refused"] = tuple(found["refused"])
    return Received(**found)


def _receive(work: Work, delivery: Delivery, second: Approval | None, answer: str) -> Received:
    lines = counted(work, delivery)
    checker, name = _verified(work, delivery, lines, second)
    values = _checked_head(work, delivery)
    at = delivery.at or work.at
    posting.check_moment(work, at)
    cautions = _cautions(work, delivery, lines)
    if cautions and not answer.strip():
        raise Unanswered(cautions)
    if delivery.source is Source.DONATION:
        values["donor_id"] = delivery.donor or _donor(work, values["party"])
        values["party"] = work.session.get_one(Donor, values["donor_id"]).name
        values["donation_number"] = numbering.take(work, "donation", at.year).text
    values |= {"source": delivery.source.value, "at": at, "checked_by": name}
    receipt = receipt_records.write_head(work, values)
    number = numbering.take(work, SERIES, at.year)
    moves = receipt_records.write_lines(work, receipt, lines, number.text)
    posted = posting.post(
        work,
        DocumentKind.RECEIPT,
        moves,
        series=SERIES,
        at=at,
        number=number,
        subject=("receipt", receipt.id),
        reason=text_or_none(answer) if cautions else None,
        second=checker,
        second_name=name,
    )
    receipt_records.set_document(work, receipt, posted.id)
    refused = _refuse_rejected(work, receipt.id, values, lines)
    return Received(posted.id, posted.number, receipt.id, values.get("donation_number"), refused)


def _verified(
    work: Work, delivery: Delivery, lines: Sequence[CountedLine], second: Approval | None
) -> tuple[OfficerRef | None, str]:
    """Who verified it. Raises when nobody did, or the keeper themselves."""
    if second is not None or _needs_password(work, lines):
        insist(work, second, content_of(delivery))
        if second is not None:
            return second.officer, second.officer.name
    name = donors.name_of(delivery.checked_by)
    if not name:
        raise InputError("checked_by", "supplies_receive.error.checker_missing")
    if name == donors.name_of(work.officer.name):
        raise InputError("checked_by", "supplies_receive.error.checker_same", name=name)
    return None, name


def _checked_head(work: Work, delivery: Delivery) -> dict[str, Any]:
    problems: list[InputError] = []
    if delivery.source not in SOURCES:
        problems.append(InputError("source", "supplies_receive.error.source"))
    party = donors.name_of(delivery.party)
    donation = delivery.source is Source.DONATION
    if delivery.donor is not None and work.session.get(Donor, delivery.donor) is None:
        raise StaleError("storage.stale")
    if not party and not (donation and delivery.donor is not None):
        key = "donor_missing" if donation else "party_missing"
        problems.append(InputError("party", f"supplies_receive.error.{key}"))
    if delivery.donation_way and delivery.donation_way not in WAYS:
        problems.append(InputError("donation_way", "supplies_receive.error.donation_way"))
    phone = text_or_none(delivery.delivered_phone)
    if phone is not None:
        try:
            phone = check_phone(phone, field="delivered_phone")
        except InputError as error:
            problems.append(error)
    if problems:
        raise Problems(problems)
    return {
        "party": party,
        "batch": text_or_none(delivery.batch),
        "paper": text_or_none(delivery.paper),
        "donation_way": delivery.donation_way or None,
        "fiscal_paper": text_or_none(delivery.fiscal_paper),
        "certificate": text_or_none(delivery.certificate),
        "delivered_by": text_or_none(delivery.delivered_by),
        "delivered_phone": phone,
        "run_id": delivery.run,
        "note": text_or_none(delivery.note),
    }


def _donor(work: Work, name: str) -> int:
    known = donors.find_donor(work, name)
    return known if known is not None else donors.write_new(work, {"name": name})


def _placings(lines: Sequence[CountedLine]) -> list[Placing]:
    return [
        Placing(n, line.item.id, line.typed.store, line.usable)
        for n, line in enumerate(lines)
        if line.item is not None and line.usable and line.typed.store is not None
    ]


def _other_expiry(read: Read, line: CountedLine) -> Any:
    """Another last day of use that lots of this number are on record with."""
    code = line.typed.lot.strip()
    if not code or line.item is None:
        return None
    known = receipt_records.expiries_of(read, line.item.id, code)
    return next((day for day in known if day is not None and day != line.typed.expires_on), None)


def _refuse_rejected(
    work: Work, receipt: int, head: Mapping[str, Any], lines: Sequence[CountedLine]
) -> tuple[str, ...]:
    """A slip for each line's damaged and for its expired goods."""
    numbers: list[str] = []
    for line in lines:
        if line.item is None:
            continue
        for kind, quantity in (("defective", line.defective), ("expired", line.expired)):
            if quantity:
                why = text_in(_OFFICE, f"supplies_receive.rejected.{kind}")
                note = line.typed.note.strip()
                numbers.append(
                    refusing.write(
                        work,
                        kind="refused",
                        at=head["at"],
                        party=head["party"],
                        item=line.item.id,
                        quantity=quantity,
                        unit=line.item.base_unit,
                        lot=line.typed.lot,
                        produced_on=line.typed.produced_on,
                        expires_on=line.typed.expires_on,
                        reason=f"{why}\N{FULLWIDTH SEMICOLON}{note}" if note else why,
                        receipt=receipt,
                    ).number
                )
    return tuple(numbers)
