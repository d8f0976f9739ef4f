"""Registers of passes from office workbooks: temporary, material, vehicle and crew passes, and the list of ended ones.

Numbers stay as they are written. Passes that still run get a code, so that cards can be printed for them. An import is taken
back whole while none of its passes was used, printed, changed or built upon.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from db.models import Pass
from duty_desk import audit, numbering
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.numbering import Number
from duty_desk.passes import import_crews, records
from duty_desk.passes.arrivals import Arrivals, obtain_people
from duty_desk.passes.import_ended import write_ended
from duty_desk.passes.import_rows import (
    Draft,
    JudgedRow,
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
_AT_ONCE = 500


@requires(Permission.IMPORT)
def write_rows(
    work: Work,
    form_key: str,
    rows: Sequence[JudgedRow],
    batch_id: int | None = None,
    *,
    particulars: Mapping[str, Mapping[str, Any]] | None = None,
) -> Written:
    """Write judged rows of a form; `batch_id` is the import they belong to, `particulars` the lines above each sheet of a crew."""
    if not rows:
        return Written(0, 0, ())
    known = read_registers(work)
    if form_key == "blocked":
        written = write_ended(work, rows, batch_id)
    elif form_key == "workers":
        written = _write_crews(work, known, rows, batch_id, particulars or {})
    else:
        written = _write_passes(work, [FORMS[form_key](known, row.values) for row in rows], batch_id)
    audit.record(
        work,
        action="pass.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={
            "form": form_key,
            "count": written.count,
            "people": written.people_created,
            "left": len(written.left),
        },
    )
    return written


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
) -> Written:
    jobs = import_crews.add_jobs(work, known, [row.sheet for row in rows], particulars, batch_id)
    gates = import_crews.open_gates(work)
    drafts = [import_crews.worker_draft(known, jobs[row.sheet], row.values, gates) for row in rows]
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
    for position, draft in enumerate(drafts):
        error = _trouble(draft, arrivals)
        if error is None:
            try:
                given[position] = numbers.give(draft)
            except InputError as refused:
                error = refused
        if error is not None:
            left[position] = error
    numbers.keep()
    return given, left


class _Numbers:
    """Gives each row the number it is written with, or the next one of the series."""

    def __init__(self, work: Work, texts: Sequence[str], kind: str) -> None:
        self._work = work
        self._series = f"pass.{kind}"
        parsed = [self._parse(text) for text in texts]
        self._taken = _taken(work, [number.text for number in parsed if number is not None])
        self._highest: dict[int, int] = {}

    def give(self, draft: Draft) -> Number:
        if not draft.number:
            self.keep()
            return numbering.take(self._work, self._series, draft.issued_at.year)
        number = self._parse(draft.number)
        if number is None:
            raise InputError("no", "passes.error.number_format", number=draft.number)
        if number.text in self._taken:
            raise InputError("no", "passes.error.number_taken", number=number.text)
        self._taken.add(number.text)
        self._highest[number.year] = max(self._highest.get(number.year, 0), number.sequence)
        return number

    def keep(self) -> None:
        """Numbers given out later lie above those that came in."""
        for year, sequence in self._highest.items():
            numbering.keep_above(self._work, self._series, year, sequence)
        self._highest.clear()

    def _parse(self, text: str) -> Number | None:
        return numbering.parse(self._work, self._series, text)


def _trouble(draft: Draft, arrivals: Arrivals) -> InputError | None:
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
                **records.code_values(work, draft.values),
            }
        )
    if not rows:
        return []
    ids = records.write_passes(work, rows)
    pairs = zip(ids, drafts, strict=True)
    records.write_gates(work, [(key, gate) for key, draft in pairs for gate in dict.fromkeys(draft.gates)])
    return ids
