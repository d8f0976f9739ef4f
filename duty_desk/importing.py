"""Takes an office workbook in: which register each sheet fills, every row judged first, then all accepted rows at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from db.models import ImportBatch, Officer, Pass
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.disinfection import importing as disinfection_importing
from duty_desk.errors import Refusal, StaleError
from duty_desk.gate import import_undo as gate_undo
from duty_desk.gate import importing as gate_importing
from duty_desk.imported import Kept
from duty_desk.isolation import import_undo as stays_undo
from duty_desk.isolation import importing as stays_importing
from duty_desk.passes import import_undo as passes_undo
from duty_desk.passes import importing as passes_importing
from duty_desk.passes.quick import ask
from duty_desk.passes.reasons import category_words
from duty_desk.people import import_undo as people_undo
from duty_desk.people import importing as people_importing
from duty_desk.people.import_world import world
from duty_desk.privacy.certificates import took_back_states
from duty_desk.roles import Permission, requires
from duty_desk.rooms import importing as rooms_importing
from duty_desk.roster import importing as roster_importing
from duty_desk.roster.fitness import unfit_of
from duty_desk.screening import importing as screening_importing
from duty_desk.sheets.book import Book
from duty_desk.sheets.examining import Examination, examine
from duty_desk.sheets.forms import form, form_keys
from duty_desk.sheets.judging import read_particulars
from duty_desk.sheets.layout import Table, best_forms
from duty_desk.sheets.reading import read_book
from duty_desk.sheets.verdicts import JudgedRow, Verdict
from duty_desk.strings import t
from duty_desk.supplies import importing as goods_importing
from duty_desk.unit_reports import importing as reports_importing
from duty_desk.work import Read, Work

Progress = Callable[[int, int], None]
_TELL_EVERY = 50
_BY_NUMBER = select(Pass.id).where(Pass.number == bindparam("number"))
PASS_FORMS = ("passes", "material", "workers", "vehicle_passes", "blocked")
# Rows of these become passes, given under somebody's approval.
APPROVED_FORMS = frozenset({"passes", "material", "workers", "vehicle_passes"})


class _Feature(NamedTuple):
    """A feature that takes forms in: what writes their rows, and what takes an import of them back."""

    forms: tuple[str, ...]
    write: Callable[..., Kept]
    undo: Callable[..., int]
    # Whether rows are written with the day that stands above their sheet.
    by_day: bool = False
    # Whether what takes back is told the form.
    undo_by_form: bool = False


# In the order in which they build upon one another.
_FEATURES = (
    _Feature(people_importing.FORMS, people_importing.write_rows, people_undo.undo_import),
    _Feature(
        goods_importing.FORMS,
        goods_importing.write_rows,
        goods_importing.undo_import,
        by_day=True,
        undo_by_form=True,
    ),
    _Feature(PASS_FORMS, passes_importing.write_rows, passes_undo.undo_import),
    _Feature(gate_importing.FORMS, gate_importing.write_rows, gate_undo.undo_import),
    _Feature(rooms_importing.FORMS, rooms_importing.write_rows, rooms_importing.undo_import, by_day=True),
    _Feature(stays_importing.FORMS, stays_importing.write_rows, stays_undo.undo_import),
    _Feature(
        disinfection_importing.FORMS,
        disinfection_importing.write_rows,
        disinfection_importing.undo_import,
        by_day=True,
        undo_by_form=True,
    ),
    _Feature(roster_importing.FORMS, roster_importing.write_rows, roster_importing.undo_import),
    _Feature(
        screening_importing.FORMS,
        screening_importing.write_rows,
        screening_importing.undo_import,
        by_day=True,
    ),
    _Feature(reports_importing.FORMS, reports_importing.write_rows, reports_importing.undo_import),
)
_FEATURE_OF = {key: feature for feature in _FEATURES for key in feature.forms}
FORMS: tuple[str, ...] = tuple(_FEATURE_OF)


@dataclass(frozen=True, slots=True)
class _KnownPapers:
    """Numbers of passes on record, asked one at a time."""

    read: Read

    def __contains__(self, number: object) -> bool:
        return ask(self.read, _BY_NUMBER, {"number": number}).scalar() is not None


@dataclass(frozen=True, slots=True)
class Judged:
    """What one form of a file gives, before anything is written."""

    form_key: str
    examination: Examination
    particulars: Mapping[str, Mapping[str, Any]]

    @property
    def title(self) -> str:
        """Which register or ledger it is."""
        return form(self.form_key).title

    @property
    def is_importable(self) -> bool:
        """Whether this office keeps such a register, and nothing required is missing."""
        return self.form_key in FORMS and not self.examination.missing

    @property
    def days(self) -> Mapping[str, date]:
        """The last day that stands above each sheet, where one does."""
        above = {table.sheet.name: table.context.heading.last for table in self.examination.tables}
        return {name: day for name, day in above.items() if day is not None}

    @property
    def rows(self) -> tuple[JudgedRow, ...]:
        """The rows that may be written: accepted ones and those a person let pass."""
        return tuple(row for row in self.examination.rows if row.verdict != Verdict.REFUSE)


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written of one form."""

    form_key: str
    batch_id: int
    written: int
    left: int

    @property
    def title(self) -> str:
        """Which register or ledger it fills."""
        return form(self.form_key).title


def forms_in(book: Book) -> tuple[str, ...]:
    """The importable forms that the sheets of a file hold, in the order to write them."""
    found = known_forms_in(book)
    return tuple(key for key in FORMS if key in found)


def known_forms_in(book: Book) -> tuple[str, ...]:
    """All forms that the sheets of a file hold: those that can be written first, in their order."""
    # Against all forms that exist: a sheet of another desk must not be taken for the nearest of ours.
    known = [form(key) for key in form_keys()]
    found = {each.key: None for sheet in book.sheets for each in best_forms(book, sheet, known)[:1]}
    return (*(key for key in FORMS if key in found), *(key for key in found if key not in FORMS))


def judge(
    read: Read,
    book: Book,
    form_key: str,
    *,
    defaults: Mapping[str, str] | None = None,
    tables: Sequence[Table] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Judged:
    """Judge one form of a file against the registers as they are now. Nothing is written.

    `tables` are those whose columns or cells a person has corrected. Raises Cancelled once `cancelled` says so.
    """
    known = replace(world(read), numbers=_KnownPapers(read))
    if form_key in goods_importing.FORMS:
        known = replace(known, **goods_importing.world(read))
    if form_key == "passes":
        known = replace(known, choices={"passes.category": category_words(read)})
    if form_key in roster_importing.FORMS:
        known = replace(known, unfit=unfit_of(read))
    found = examine(
        book,
        form(form_key),
        known,
        tables=tables,
        defaults=defaults,
        progress=progress,
        cancelled=cancelled,
    )
    particulars: dict[str, Mapping[str, Any]] = {}
    for table in found.tables:
        if table.form.particulars:
            particulars[table.sheet.name] = read_particulars(table, known)[0]
    return Judged(form_key, found, particulars)


@requires(Permission.IMPORT)
def write(
    work: Work,
    judged: Judged,
    *,
    file_name: str,
    digest: str,
    rows: Sequence[JudgedRow] | None = None,
    approver: int | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Write the accepted rows of one form in the transaction of `work`, as one import that can be taken back.

    `approver` is the officer under whose approval the passes of a list are given. `progress` gets (rows taken up, all rows); an
    exception it raises ends the transaction, and nothing is kept.
    """
    chosen = tuple(rows) if rows is not None else judged.rows
    refused = len(judged.examination.rows) - len(judged.rows)
    batch = ImportBatch(
        form=judged.form_key,
        file_name=file_name,
        sha256=digest,
        imported_at=work.at,
        imported_by=work.officer.id,
        accepted=len(chosen),
        warned=sum(row.verdict == Verdict.WARN for row in chosen),
        refused=refused,
    )
    work.session.add(batch)
    work.session.flush()
    if progress is not None:
        chosen = _Told(chosen, progress)
    feature = _FEATURE_OF[judged.form_key]
    more: dict[str, Any] = {"days": judged.days} if feature.by_day else {}
    if judged.form_key in PASS_FORMS:
        more = {"particulars": judged.particulars, "approver": approver}
    kept = feature.write(work, judged.form_key, chosen, batch.id, **more)
    return Imported(judged.form_key, batch.id, kept.count, len(kept.left))


@requires(Permission.IMPORT)
def write_file(
    work: Work,
    book: Book,
    *,
    file_name: str,
    digest: str = "",
    told: Callable[[Imported], None] | None = None,
) -> tuple[Imported, ...]:
    """Judge and write all forms of a file, each after those it builds on; all of it or nothing."""
    done: list[Imported] = []
    keys = forms_in(book)
    if not keys:
        others = t("importing.list_mark").join(form(key).title for key in known_forms_in(book))
        if others:
            raise Refusal("importing.error.not_yet", file=file_name, titles=others)
        raise Refusal("importing.error.no_form", file=file_name)
    for key in keys:
        judged = judge(work, book, key)
        if judged.examination.missing:
            titles = "\N{IDEOGRAPHIC SPACE}".join(title for _, title in judged.examination.missing)
            raise Refusal("importing.error.missing", titles=titles)
        result = write(work, judged, file_name=file_name, digest=digest)
        done.append(result)
        if told is not None:
            told(result)
    return tuple(done)


class _Told(Sequence[JudgedRow]):
    """Rows that tell how far the one who takes them has come."""

    def __init__(self, rows: Sequence[JudgedRow], progress: Progress) -> None:
        self._rows, self._progress = rows, progress

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __iter__(self) -> Iterator[JudgedRow]:
        for number, row in enumerate(self._rows):
            if number % _TELL_EVERY == 0:
                self._progress(number, len(self._rows))
            yield row


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import as the list of imports shows it."""

    id: int
    form: str
    file_name: str
    imported_at: datetime
    imported_by: str | None
    accepted: int
    warned: int
    refused: int
    undone_at: datetime | None

    @property
    def title(self) -> str:
        """Which register or ledger it filled."""
        return form(self.form).title


def list_imports(read: Read, limit: int = 200) -> tuple[BatchRow, ...]:
    """The last imports, newest first."""
    query = (
        select(ImportBatch, Officer.name)
        .outerjoin(Officer, Officer.id == ImportBatch.imported_by)
        .order_by(ImportBatch.id.desc())
        .limit(limit)
    )
    return tuple(
        BatchRow(
            batch.id,
            batch.form,
            batch.file_name,
            batch.imported_at,
            name,
            batch.accepted,
            batch.warned,
            batch.refused,
            batch.undone_at,
        )
        for batch, name in read.session.execute(query)
    )


class _Enough(Exception):
    """Ends a rehearsal: nothing of its transaction is kept."""


def rehearse(desk: Desk, path: Path) -> tuple[Judged, ...]:
    """Judge every form of a file after those it builds on, in a transaction that is thrown away.

    Forms of desks that this office does not have yet are judged too. Raises Refusal for a file that holds no form at all.
    """
    return rehearse_book(desk, read_book(path), path.name)


def rehearse_book(desk: Desk, book: Book, file_name: str) -> tuple[Judged, ...]:
    """As `rehearse`, of a file that was read already."""
    found: list[Judged] = []
    keys = known_forms_in(book)
    if not keys:
        raise Refusal("importing.error.no_form", file=file_name)
    try:
        with desk.work() as work:
            for key in keys:
                judged = judge(work, book, key)
                found.append(judged)
                if judged.is_importable:
                    write(work, judged, file_name=file_name, digest="")
            raise _Enough
    except _Enough:
        return tuple(found)


@requires(Permission.IMPORT)
def undo(work: Work, batch_id: int) -> int:
    """Take an import back whole; refused once something was built on it. Returns how many records went."""
    batch = work.session.scalar(select(ImportBatch).where(ImportBatch.id == batch_id))
    if batch is None or batch.undone_at is not None:
        raise StaleError("storage.stale")
    if took_back_states(work, batch.imported_at):
        raise Refusal("privacy.error.undo_gone")
    feature = _FEATURE_OF[batch.form]
    more = {"form_key": batch.form} if feature.undo_by_form else {}
    count = feature.undo(work, batch_id, **more)
    if batch.undone_at is None:
        batch.undone_at, batch.undone_by = work.at, work.officer.id
        audit.record(work, action="import.undo", subject=("import_batch", batch_id), after={"count": count})
    return count


def digest_of(path: Path) -> str:
    """SHA-256 of a file, kept with its import."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
