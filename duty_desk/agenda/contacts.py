"""Whom to call about a line of Today, and the call in the log. A private number is shown for a reason that stays on record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from db.models import LogEntry, Repair, Unit, Visit
from db.vocabulary import CallOutcome, LogKind
from duty_desk import duty, masking
from duty_desk.agenda.items import Item
from duty_desk.agenda.shapes import Contact, Hand, Whose
from duty_desk.people import revealing
from duty_desk.people.persons import get_person
from duty_desk.roles import Permission, may, requires
from duty_desk.strings import t
from duty_desk.unit_reports import chasing
from duty_desk.unit_reports import records as reports
from duty_desk.work import Read, Work


def contact_of(read: Read, item: Item, hands: Sequence[Hand]) -> Contact | None:
    """Who can be called about it: a visitor, the contact of a unit, whoever called in, else the desk that deals with it."""
    kind, number = item.subject
    if kind == "visit" and may(read, Permission.REVEAL):
        person = read.session.scalar(select(Visit.person_id).where(Visit.id == number))
        row = get_person(read, person) if person is not None else None
        if row is not None and row.phone:
            return Contact(masking.mask_name(row.name), row.phone, Whose.PERSON, row.id)
    called = _called_back(read, kind, number)
    if called is not None:
        return called
    hand = next((each for each in hands if each.phone), None)
    return Contact(hand.name, hand.phone, Whose.DESK) if hand is not None else None


def _called_back(read: Read, kind: str, number: int) -> Contact | None:
    """Who answers for a unit, or called about a repair or a matter."""
    if kind == "report_unit" and revealing.may_dial(read, "unit"):
        unit = read.session.get(Unit, number)
        if unit is not None and unit.phone:
            return _shortened(unit.contact or unit.name, unit.phone, Whose.UNIT, ("unit", number))
    if kind == "repair" and revealing.may_dial(read, kind):
        repair = read.session.get(Repair, number)
        if repair is not None and repair.phone:
            return _shortened(repair.caller or repair.place, repair.phone, Whose.CALLER, (kind, number))
    if kind == "log_entry" and revealing.may_dial(read, kind):
        entry = read.session.get(LogEntry, number)
        if entry is not None and entry.phone:
            return _shortened(entry.from_whom or entry.number, entry.phone, Whose.CALLER, (kind, number))
    return None


def _shortened(name: str, phone: str, whose: Whose, record: tuple[str, int]) -> Contact:
    return Contact(name, masking.mask_phone(phone), whose, record=record)


@requires(Permission.OWN)
def number_of(work: Work, contact: Contact) -> str:
    """The number to dial. That of a private person is a look at what is masked: it needs the right to it, and is on record."""
    if contact.record is not None:
        return revealing.dial(work, *contact.record)
    if contact.person is None:
        return contact.phone
    fields = revealing.reveal(work, contact.person, ("phone",), reason=t("agenda.call.reason"))
    return fields["phone"]


@requires(Permission.WRITE_LOG)
def log_call(work: Work, item: Item, contact: Contact, *, title: str, outcome: CallOutcome) -> int:
    """Write the call into the log of the desk; gives the entry. A unit that owes its report counts as reminded.

    The number of a private person does not go into the log.
    """
    entry = duty.write(
        work,
        kind=LogKind.CALL,
        text=t("agenda.call.text", name=contact.name, title=title),
        phone="" if contact.is_private else contact.phone,
        handling=t(f"agenda.call.{outcome.value}"),
        subject=item.subject,
    )
    if item.subject[0] == "report_unit" and may(work, Permission.FILE_REPORT):
        chasing.chase(work, units=[item.subject[1]], day=reports.today(work), outcome=outcome)
    return entry
