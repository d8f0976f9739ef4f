"""Who or what a scan or a typed line means: code, number, plate, document, name, household."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, or_, select

from db.models import Household, Pass, PassGate, Person, Vehicle, Visit
from db.vocabulary import CrossingKind, CrossingOrigin, PassKind, PassState, PassStatus
from duty_desk import audit, codes, masking, numbering, passes, search
from duty_desk.gate import looking_up
from duty_desk.gate.answer_rules import Reason
from duty_desk.gate.subjects import LONGEST_SCAN, Choice, Subject
from duty_desk.passes import queries, tokens
from duty_desk.people import find_household, find_person
from duty_desk.people.households import place_text
from duty_desk.people.rules import normalise_number, normalise_plate
from duty_desk.screening import returning
from duty_desk.work import Read

KINDS = {
    PassKind.TEMPORARY: CrossingKind.PASS,
    PassKind.EXTERNAL: CrossingKind.PASS,
    PassKind.MATERIAL: CrossingKind.MATERIAL,
    PassKind.CREW: CrossingKind.CREW,
    PassKind.HOUSEHOLD: CrossingKind.HOUSEHOLD,
    PassKind.VEHICLE: CrossingKind.VEHICLE,
}
# Where a transaction remembers whether this is a sample office.
IS_DEMO = "gate.is_demo"
_MOST = 8
# In which order people are offered who answer to the same words.
_ORDER = {PassState.VALID: 0, PassState.LAST_DAY: 1, PassState.NOT_YET: 2, PassState.SUSPENDED: 3}
_WITHOUT, _ENDED = 4, 5
_PLATE = re.compile(r"\S[A-Z][A-Z0-9]{4,6}\S?")
_DOCUMENT = re.compile(r"[0-9]{17}[0-9X]")
_URL = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)

_BY_PLATE = (
    select(
        Pass.id.label("pass_id"), Pass.kind, Pass.holder_id, Pass.household_id, Vehicle.id.label("vehicle_id")
    )
    .outerjoin(Vehicle, Vehicle.pass_id == Pass.id)
    .where(Pass.plate == bindparam("plate"), Pass.kind == PassKind.VEHICLE.value, Pass.number.is_not(None))
    .order_by(
        or_(Pass.status != PassStatus.ISSUED.value, Pass.valid_until <= bindparam("at")),
        Pass.valid_from > bindparam("at"),
        Pass.valid_until.desc(),
        Pass.id.desc(),
    )
    .limit(1)
)
_ONE = (
    select(
        Pass.id.label("pass_id"), Pass.kind, Pass.holder_id, Pass.household_id, Vehicle.id.label("vehicle_id")
    )
    .outerjoin(Vehicle, Vehicle.pass_id == Pass.id)
    .where(Pass.id == bindparam("pass_id"))
)
_HELD = (
    select(
        Pass.id.label("pass_id"),
        Pass.kind,
        Pass.holder_id,
        Pass.household_id,
        Pass.status,
        Pass.valid_from,
        Pass.valid_until,
        PassGate.gate_id,
    )
    .outerjoin(PassGate, (PassGate.pass_id == Pass.id) & (PassGate.gate_id == bindparam("gate")))
    .where(
        Pass.holder_id.in_(bindparam("people", expanding=True)),
        Pass.kind != PassKind.VEHICLE.value,
        Pass.number.is_not(None),
    )
    .order_by(Pass.id.desc())
)
_PEOPLE = (
    select(
        Person.id,
        Person.name,
        Person.place,
        Person.id_number,
        Person.staff_number,
        Person.household_id,
        Household.building,
        Household.entrance,
        Household.room,
        Household.state,
    )
    .outerjoin(Household, Household.id == Person.household_id)
    .where(Person.id.in_(bindparam("people", expanding=True)))
)
_OPEN_VISITS = select(Visit.id, Visit.person_id).where(
    Visit.person_id.in_(bindparam("people", expanding=True)), Visit.open_until.is_not(None)
)


class ScanClass(StrEnum):
    """What kind of text was scanned or typed; all that is kept of it besides a digest."""

    CODE = "code"
    NUMBER = "number"
    PLATE = "plate"
    DOCUMENT = "document"
    HOUSEHOLD = "household"
    WORDS = "words"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Identified:
    """Who it may be; `reason` says why it is nobody or not one alone. `number` is a written number that nobody has."""

    subjects: tuple[Subject, ...]
    scanned: ScanClass
    reason: Reason | None = None
    number: str | None = None
    # What the register says of the one subject, where it was asked together with the code.
    row: Any = None


def identify(read: Read, text: str, gate: int) -> Identified:
    """What a text means at a gate. Never raises for whatever is scanned."""
    if len(text) > LONGEST_SCAN:
        return Identified((), ScanClass.FOREIGN, Reason.FOREIGN)
    code = tokens.normalise(text)
    if len(code) != tokens.LENGTH or not (code.isascii() and code.isdigit()):
        if codes.is_damaged(code):
            return Identified((), ScanClass.CODE, Reason.INCOMPLETE)
        return _typed(read, plain(text), gate)
    # The same order as `passes.find_by_token`; the pass comes with all that is asked of it next.
    demo = read.memo[IS_DEMO] if IS_DEMO in read.memo else tokens.is_demo(read)
    if tokens.is_foreign(code, demo=demo):
        return Identified((), ScanClass.CODE, Reason.SAMPLE)
    if not tokens.is_token(code, demo=demo):
        return Identified((), ScanClass.CODE, Reason.ALTERED)
    row = looking_up.by_code(read, tokens.fingerprint(code), gate, read.at)
    if row is None:
        return _slip(read, code)
    return Identified((subject_of(row, CrossingOrigin.SCAN),), ScanClass.CODE, row=row)


def plain(text: str) -> str:
    """Half width, without control and invisible characters and lone surrogates."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c)[0] != "C").strip()


def digest(read: Read, text: str) -> str:
    """A keyed digest of what was scanned: the same text gives the same digest in this office and in no other."""
    raw = text[:LONGEST_SCAN].encode("utf-8", "surrogatepass") + str(len(text)).encode()
    return hmac.new(audit.chain_key(read), b"scan:" + raw, hashlib.sha256).hexdigest()[:32]


def subject_of_pass(read: Read, pass_id: int, origin: CrossingOrigin = CrossingOrigin.SCAN) -> Subject:
    """The subject that a pass stands for."""
    row = read.session.connection().execute(_ONE, {"pass_id": pass_id}).one()
    return subject_of(row, origin)


def subjects_of_people(read: Read, people: Sequence[int], gate: int) -> list[Subject]:
    """Of each person the pass that opens this gate best, else the open visit, else the household, else nothing but the person."""
    if not people:
        return []
    run = read.session.execute
    held: dict[int, Any] = {}
    for row in run(_HELD, {"people": list(people), "gate": gate}):
        best = held.get(row.holder_id)
        if best is None or _rank(row, read) > _rank(best, read):
            held[row.holder_id] = row
    visiting = {row.person_id: row.id for row in run(_OPEN_VISITS, {"people": list(people)})}
    homes = {row.id: row for row in run(_PEOPLE, {"people": list(people)})}
    found: list[Subject] = []
    for person in people:
        row, home = held.get(person), homes.get(person)
        typed = CrossingOrigin.TYPED
        if row is not None and _rank(row, read)[0]:
            found.append(subject_of(row, typed))
        elif person in visiting:
            found.append(
                Subject(CrossingKind.VISIT, person_id=person, visit_id=visiting[person], origin=typed)
            )
        elif home is not None and home.household_id is not None:
            found.append(
                Subject(
                    CrossingKind.HOUSEHOLD, person_id=person, household_id=home.household_id, origin=typed
                )
            )
        elif row is not None and not _comes_back(read, person):
            found.append(subject_of(row, typed))
        else:
            found.append(Subject(CrossingKind.PASS, person_id=person, origin=typed))
    return found


def _comes_back(read: Read, person: int) -> bool:
    """Whether somebody is expected back: a pass that has run out is not held against them."""
    found = returning.find(read, person, read.at) if returning.is_season(read) else None
    return found is not None and found.expected


def choices(read: Read, subjects: Sequence[Subject]) -> tuple[Choice, ...]:
    """What tells several subjects apart."""
    people = [subject.person_id for subject in subjects if subject.person_id is not None]
    persons = {row.id: row for row in read.session.execute(_PEOPLE, {"people": people})}
    ids = [subject.pass_id for subject in subjects if subject.pass_id is not None]
    rows = {row.id: row for row in queries.fetch(read, ids)} if ids else {}
    found: list[Choice] = []
    for subject in subjects:
        person = persons.get(subject.person_id or 0)
        row = rows.get(subject.pass_id or 0)
        document = "" if person is None else masking.mask_id(person.id_number)
        place = row.place if row is not None else ""
        if not place and person is not None:
            place = person.place or ""
            if person.building:
                place = place_text(person.building, person.entrance, person.room)
        name = person.name if person is not None else row.holder_name if row is not None else ""
        found.append(Choice(subject, name, place, (row.number or "") if row is not None else "", document))
    return tuple(found)


def _slip(read: Read, code: str) -> Identified:
    """A code that is no pass may be on a visitor's slip."""
    fingerprint = tokens.fingerprint(code)
    row = read.session.execute(
        select(Visit.id, Visit.person_id).where(Visit.token_hash == fingerprint)
    ).one_or_none()
    if row is None:
        return Identified((), ScanClass.CODE, Reason.UNKNOWN)
    return Identified(
        (Subject(CrossingKind.VISIT, person_id=row.person_id, visit_id=row.id),), ScanClass.CODE
    )


def _typed(read: Read, text: str, gate: int) -> Identified:
    if not text:
        return Identified((), ScanClass.FOREIGN, Reason.UNKNOWN)
    if _URL.match(text):
        return Identified((), ScanClass.FOREIGN, Reason.FOREIGN)
    for look in (_number, _plate, _document, _household):
        found = look(read, text, gate)
        if found is not None:
            return found
    return _words(read, text, gate)


def _number(read: Read, text: str, gate: int) -> Identified | None:
    kinds = [f"pass.{kind.value}" for kind in PassKind]
    parsed = next((n for n in (numbering.parse(read, key, text) for key in kinds) if n is not None), None)
    if parsed is not None:
        found = passes.find_by_number(read, text)
        if found is None:
            return Identified((), ScanClass.NUMBER, Reason.UNKNOWN, parsed.text)
        return Identified((subject_of_pass(read, found, CrossingOrigin.TYPED),), ScanClass.NUMBER)
    slip = numbering.parse(read, "visit", text)
    if slip is None:
        return None
    row = read.session.execute(
        select(Visit.id, Visit.person_id).where(Visit.number == slip.text)
    ).one_or_none()
    if row is None:
        return Identified((), ScanClass.NUMBER, Reason.UNKNOWN, slip.text)
    subject = Subject(
        CrossingKind.VISIT, person_id=row.person_id, visit_id=row.id, origin=CrossingOrigin.TYPED
    )
    return Identified((subject,), ScanClass.NUMBER)


def _plate(read: Read, text: str, gate: int) -> Identified | None:
    plate = normalise_plate(text)
    if not plate or not search.is_han(plate[0]) or not _PLATE.fullmatch(plate):
        return None
    row = read.session.execute(_BY_PLATE, {"plate": plate, "at": read.at}).one_or_none()
    if row is not None:
        return Identified((subject_of(row, CrossingOrigin.TYPED),), ScanClass.PLATE)
    visit = read.session.execute(
        select(Visit.id, Visit.person_id)
        .where(Visit.plate == plate, Visit.open_until.is_not(None))
        .order_by(Visit.id.desc())
        .limit(1)
    ).one_or_none()
    if visit is None:
        return Identified((), ScanClass.PLATE, Reason.UNKNOWN)
    subject = Subject(
        CrossingKind.VISIT, person_id=visit.person_id, visit_id=visit.id, origin=CrossingOrigin.TYPED
    )
    return Identified((subject,), ScanClass.PLATE)


def _document(read: Read, text: str, gate: int) -> Identified | None:
    number = normalise_number(text)
    if not _DOCUMENT.fullmatch(number):
        return None
    people = read.session.scalars(
        select(Person.id).where(
            or_(Person.id_number == number, Person.staff_number == number), Person.merged_into_id.is_(None)
        )
    ).all()
    return _one_or_more(read, people, gate, ScanClass.DOCUMENT)


def _household(read: Read, text: str, gate: int) -> Identified | None:
    if not any(c.isdigit() for c in text) or text.isdigit():
        return None
    household = find_household(read, text)
    if household is None:
        return None
    people = read.session.scalars(
        select(Person.id)
        .where(Person.household_id == household, Person.merged_into_id.is_(None))
        .order_by(Person.id)
        .limit(_MOST * 2)
    ).all()
    if not people:
        return None
    return _one_or_more(read, people, gate, ScanClass.HOUSEHOLD)


def _words(read: Read, text: str, gate: int) -> Identified:
    people = [row.id for row in find_person(read, text, limit=_MOST)]
    known = set(people)
    loose: list[Subject] = []
    for suggestion in passes.suggest(read, text, limit=_MOST):
        row = suggestion.row
        if row.holder_id is None or row.kind is PassKind.VEHICLE:
            loose.append(subject_of_pass(read, row.id, CrossingOrigin.TYPED))
        elif row.holder_id not in known:
            known.add(row.holder_id)
            people.append(row.holder_id)
    return _one_or_more(read, people, gate, ScanClass.WORDS, loose)


def _one_or_more(
    read: Read,
    people: Sequence[int],
    gate: int,
    scanned: ScanClass,
    more: Sequence[Subject] = (),
) -> Identified:
    found = (*subjects_of_people(read, people, gate), *more)
    if not found:
        return Identified((), scanned, Reason.UNKNOWN)
    if len(found) == 1:
        return Identified(found, scanned)
    return Identified(_likeliest_first(read, found), scanned, Reason.AMBIGUOUS)


def _likeliest_first(read: Read, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Who may pass now before who may not: valid, last day, not yet valid, no pass, ended; as found among equals.

    An open visit and a household go without a pass of their own, and stand with what is valid.
    """
    ids = [subject.pass_id for subject in subjects if subject.pass_id is not None]
    states = {row.id: row.state for row in queries.fetch(read, ids)} if ids else {}

    def place(subject: Subject) -> int:
        if subject.pass_id is not None:
            return _ORDER.get(states[subject.pass_id], _ENDED)
        return _WITHOUT if subject.kind is CrossingKind.PASS else 0

    return tuple(sorted(subjects, key=place))


def _rank(row: Any, read: Read) -> tuple[bool, bool, bool, int]:
    runs = row.status == PassStatus.ISSUED.value and row.valid_until > read.at
    return runs, row.gate_id is not None, row.valid_from <= read.at, row.pass_id


def subject_of(row: Any, origin: CrossingOrigin) -> Subject:
    """The subject that a row with the columns of a pass stands for."""
    kind = KINDS[PassKind(row.kind)]
    vehicle = kind is CrossingKind.VEHICLE
    return Subject(
        kind,
        pass_id=row.pass_id,
        # A driver's own comings and goings are not those of the vehicle.
        person_id=None if vehicle else row.holder_id,
        household_id=row.household_id if kind is CrossingKind.HOUSEHOLD else None,
        vehicle_id=getattr(row, "vehicle_id", None),
        origin=origin,
    )
