"""Registers of passes from office workbooks: temporary, material, vehicle and crew passes, and the list of ended ones.

Numbers stay as they are written. Passes that still run get a code, so that cards can be printed for them. An import is taken
back whole while none of its passes was used, printed, changed or built upon.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select

from db.models import Pass
from db.vocabulary import PassKind, PassStatus
from duty_desk import audit, numbering, policy
from duty_desk.errors import DutyDeskError, InputError, Problems
from duty_desk.imported import JudgedRow
from duty_desk.numbering import Number
from duty_desk.passes import holders, import_crews, judging, records
from duty_desk.passes.application import Application, PassRefused
from duty_desk.passes.arrivals import Arrivals, obtain_people
from duty_desk.passes.import_ended import write_ended
from duty_desk.passes.import_rows import (
    Draft,
    Registers,
    Written,
    material_draft,
    read_registers,
    temporary_draft,
    vehicle_draft,
)
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

FORMS: Mapping[str, Callable[[Registers, Mapping[str, Any]], Draft]] = {
    "passes": temporary_draft,
    "material": material_draft,
    "vehicle_passes": vehicle_draft,
}
# The form that fills a series; the others are filled by hand.
_FORM_OF = {
    PassKind.TEMPORARY: "passes",
    PassKind.MATERIAL: "material",
    PassKind.VEHICLE: "vehicle_passes",
    PassKind.CREW: "workers",
}
_AT_ONCE = 500


def form_of(kind: PassKind) -> str:
    """The form that a workbook of this series most likely is."""
    return _FORM_OF.get(kind, "passes")


@requires(Permission.IMPORT)
def write_rows(
    work: Work,
    form_key: str,
    rows: Sequence[JudgedRow],
    batch_id: int | None = None,
    *,
    particulars: Mapping[str, Mapping[str, Any]] | None = None,
    approver: int | None = None,
) -> Written:
    """Write judged rows of a form; `batch_id` is the import they belong to, `particulars` the lines above each sheet of a crew.

    `approver` is the officer who approved the whole list (P4); a row that names somebody itself keeps its own.
    """
    if not rows:
        return Written(0, 0, ())
    known = read_registers(work)
    approved_by = _find_approver(work, approver) if approver is not None else None
    if form_key == "blocked":
        written = write_ended(work, rows, batch_id)
    elif form_key == "workers":
        written = _write_crews(work, known, rows, batch_id, particulars or {}, approved_by)
    else:
        drafts = [_approved(work, FORMS[form_key](known, row.values), approved_by) for row in rows]
        written = _write_passes(work, drafts, batch_id)
    audit.record(
        work,
        action="pass.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={
            "form": form_key,
            "count": written.count,
            "people": written.people_created,
            "left": len(written.left),
        }
        | ({"approver": approver} if approver is not None else {}),
    )
    return written


def list_imported(read: Read, batch_id: int, *, printable: bool = False) -> tuple[int, ...]:
    """The passes of an import in the order of their rows; `printable` leaves out those that have ended."""
    query = select(Pass.id).where(Pass.import_id == batch_id).order_by(Pass.id)
    if printable:
        query = query.where(Pass.status == PassStatus.ISSUED.value, Pass.valid_until > read.at)
    return tuple(read.session.scalars(query))


def _find_approver(work: Work, approver: int) -> Any:
    """The officer who approved a list. Raises Problems or PassRefused when they may not."""
    problems: list[InputError] = []
    refusals: list[PassRefused] = []
    form = Application(kind=PassKind.TEMPORARY, approver=approver)
    officer = judging.find_approver(work, form, problems, refusals)
    if problems:
        raise Problems(problems)
    if refusals:
        raise refusals[0]
    return officer


def _approved(work: Work, draft: Draft, officer: Any | None) -> Draft:
    """The draft under the approval of the list; nobody approves a pass of their own."""
    if officer is None or draft.values["approver_name"]:
        return draft
    if draft.holder is not None and holders.is_same_person(officer, draft.holder):
        return replace(
            draft, trouble=draft.trouble or PassRefused("approver", "passes.refusal.approver_is_holder")
        )
    approval = {"approver_id": officer.id, "approver_name": officer.name, "approved_at": work.at}
    return replace(draft, values={**draft.values, **approval})


def _write_passes(work: Work, drafts: Sequence[Draft], batch_id: int | None) -> Written:
    arrivals = _obtain(work, drafts, batch_id)
    ready, left = _number(work, drafts, arrivals)
    _write(work, [drafts[i] for i in ready], list(ready.values()), arrivals, batch_id)
    return Written(len(ready), arrivals.created, tuple(left.items()))


def _write_crews(
    work: Work,
    known: Registers,
    rows: Sequence[JudgedRow],
    batch_id: int | None,
    particulars: Mapping[str, Mapping[str, Any]],
    approved_by: Any | None,
) -> Written:
    jobs = import_crews.add_jobs(work, known, [row.sheet for row in rows], particulars, batch_id)
    gates = import_crews.open_gates(work)
    drafts = [
        _approved(work, import_crews.worker_draft(known, jobs[row.sheet], row.values, gates), approved_by)
        for row in rows
    ]
    arrivals = _obtain(work, drafts, batch_id)
    admitted = {i: draft for i, draft in enumerate(drafts) if not import_crews.is_refused(rows[i].values)}
    numbers, trouble = _number(work, list(admitted.values()), arrivals)
    positions = list(admitted)
    given = {positions[i]: number for i, number in numbers.items()}
    left: dict[int, DutyDeskError] = {positions[i]: error for i, error in trouble.items()}
    ids = _write(work, [drafts[i] for i in given], list(given.values()), arrivals, batch_id)
    pass_of = dict(zip(given, ids, strict=True))
    for i, row in enumerate(rows):
        error = import_crews.find_trouble(row.values) or _trouble(drafts[i], arrivals)
        if error is not None:
            left.setdefault(i, error)
    import_crews.add_members(
        work,
        [
            (jobs[row.sheet], arrivals.people[holder.key], row.values, pass_of.get(i))
            for i, row in enumerate(rows)
            if i not in left and (holder := drafts[i].holder) is not None
        ],
    )
    return Written(len(rows) - len(left), arrivals.created, tuple(sorted(left.items())))


def _obtain(work: Work, drafts: Sequence[Draft], batch_id: int | None) -> Arrivals:
    sound = [draft.holder for draft in drafts if draft.holder is not None and draft.trouble is None]
    return obtain_people(work, sound, import_id=batch_id)


def _number(
    work: Work, drafts: Sequence[Draft], arrivals: Arrivals
) -> tuple[dict[int, Number], dict[int, DutyDeskError]]:
    """Numbers by position, and what cannot be kept."""
    given: dict[int, Number] = {}
    left: dict[int, DutyDeskError] = {}
    if not drafts:
        return given, left
    numbers = _Numbers(work, [draft.number for draft in drafts if draft.number], drafts[0].kind)
    waiting: dict[int, list[int]] = {}
    for position, draft in enumerate(drafts):
        error = _trouble(draft, arrivals)
        if error is None and not draft.number:
            waiting.setdefault(draft.issued_at.year, []).append(position)
        elif error is None:
            try:
                given[position] = numbers.accept(draft.number)
            except InputError as refused:
                error = refused
        if error is not None:
            left[position] = error
    numbers.keep()
    for year, positions in waiting.items():
        given |= zip(positions, numbers.take(year, len(positions)), strict=True)
    return dict(sorted(given.items())), left


class _Numbers:
    """Accepts the numbers that rows are written with, then gives the next ones of the series, above all of those."""

    def __init__(self, work: Work, texts: Sequence[str], kind: str) -> None:
        self._work = work
        self._series = f"pass.{kind}"
        parsed = [self._parse(text) for text in texts]
        self._taken = _taken(work, [number.text for number in parsed if number is not None])
        self._highest: dict[int, int] = {}

    def accept(self, text: str) -> Number:
        number = self._parse(text)
        if number is None:
            raise InputError("no", "passes.error.number_format", number=text)
        if number.text in self._taken:
            raise InputError("no", "passes.error.number_taken", number=number.text)
        self._taken.add(number.text)
        self._highest[number.year] = max(self._highest.get(number.year, 0), number.sequence)
        return number

    def keep(self) -> None:
        """Numbers given out later lie above those that came in."""
        for year, sequence in self._highest.items():
            numbering.keep_above(self._work, self._series, year, sequence)

    def take(self, year: int, count: int) -> Sequence[Number]:
        return numbering.take_many(self._work, self._series, count, year)

    def _parse(self, text: str) -> Number | None:
        return numbering.parse(self._work, self._series, text)


def _trouble(draft: Draft, arrivals: Arrivals) -> DutyDeskError | None:
    if draft.trouble is not None or draft.holder is None:
        return draft.trouble
    return arrivals.errors.get((*draft.holder.key, draft.holder.name))


def _taken(read: Read, numbers: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        query = select(Pass.number).where(Pass.number.in_(numbers[start : start + _AT_ONCE]))
        found.update(number for number in read.session.scalars(query) if number)
    return found


def _write(
    work: Work,
    drafts: Sequence[Draft],
    numbers: Sequence[Number],
    arrivals: Arrivals,
    batch_id: int | None,
) -> list[int]:
    rows: list[dict[str, Any]] = []

    @cache
    def notice_on(day: date) -> str:
        return policy.since(work, "privacy.notice", day).isoformat()

    for draft, number in zip(drafts, numbers, strict=True):
        holder = draft.holder
        document = records.search_document(
            draft.values["holder_name"],
            number=number,
            tails=[holder.id_number, holder.phone] if holder else [],
            codes=[holder.staff_number if holder else None, draft.values["plate"]],
            texts=[draft.household_code],
        )
        rows.append(
            {
                **draft.values,
                "holder_id": arrivals.people[holder.key] if holder else None,
                "series": number.kind,
                "year": number.year,
                "sequence": number.sequence,
                "number": number.text,
                "search_doc": document,
                "import_id": batch_id,
                # Of the day on which it was given, not of today (check S-54).
                "rule": {"notice": notice_on(draft.issued_at.date())},
                **records.code_values(work, draft.values),
            }
        )
    if not rows:
        return []
    ids = records.write_passes(work, rows)
    pairs = zip(ids, drafts, strict=True)
    records.write_gates(work, [(key, gate) for key, draft in pairs for gate in dict.fromkeys(draft.gates)])
    return ids
