"""The certificates of destruction: a list of them, and each on paper as often as it is asked for (domain form: record of destruction)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from sqlalchemy import select

from db.models import Destruction, DestructionClearing
from duty_desk import formats, paper, printing, settings
from duty_desk.errors import StaleError
from duty_desk.paper import ListColumn, write_list
from duty_desk.privacy.plan import DROPPED, RULES
from duty_desk.privacy.windows import Window
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

SHEET = "destruction"
_SPACE = "\N{IDEOGRAPHIC SPACE}"
_WINDOWS = {each.table: each.window for each in (*RULES, *DROPPED)}


@dataclass(frozen=True, slots=True)
class Certificate:
    """One act as it is listed and printed."""

    id: int
    number: str
    kind: str
    at: datetime
    ended_on: date | None
    reason: str
    windows: dict[str, str]
    counts: dict[str, int]
    people: int
    officer: str
    second: str | None
    anchor: str
    cleared_at: datetime | None
    backups: int
    files: int
    fresh: str | None
    left: tuple[str, ...]

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.counts.values())


def list_certificates(read: Read) -> tuple[Certificate, ...]:
    """All of them, newest first."""
    clearings: dict[int, list[DestructionClearing]] = {}
    for each in read.session.scalars(select(DestructionClearing).order_by(DestructionClearing.id)):
        clearings.setdefault(each.destruction_id, []).append(each)
    rows = read.session.scalars(select(Destruction).order_by(Destruction.id.desc()))
    return tuple(_certificate(row, clearings.get(row.id, [])) for row in rows)


def took_back_states(read: Read, at: datetime) -> bool:
    """Whether what stood before an import of that moment was destroyed: it cannot be taken back whole any more."""
    cuts = (row.get(Window.UNDO.value) for row in read.session.scalars(select(Destruction.windows)))
    return any(cut is not None and at.date() < date.fromisoformat(cut) for cut in cuts)


def get_certificate(read: Read, identity: int) -> Certificate:
    """One of them. Raises StaleError when there is none."""
    found = next((each for each in list_certificates(read) if each.id == identity), None)
    if found is None:
        raise StaleError("privacy.error.not_found")
    return found


def draw(read: Read, identity: int) -> bytes:
    """The certificate as a PDF, for those who may see what was done."""
    require(read, Permission.READ_AUDIT)
    found, target = get_certificate(read, identity), BytesIO()
    write_list(
        target,
        title=t("privacy.sheet.title"),
        office=str(settings.get(read, "office.name", "") or ""),
        columns=(
            ListColumn(t("privacy.sheet.window"), 50),
            ListColumn(t("privacy.sheet.table"), 60),
            ListColumn(t("privacy.sheet.before"), 40),
            ListColumn(t("privacy.sheet.rows"), 24, "right"),
        ),
        rows=_rows(found),
        officer=read.officer.name,
        printed_at=read.at,
        about=t("privacy.subject.because", reason=found.reason),
        note="\n".join(_facts(found)),
        totals=(t("privacy.sheet.total"), "", "", f"{found.rows:,}"),
        sheet_number=found.number,
        watermark=paper.demo_mark() if settings.get(read, "office.demo", False) else None,
        landscape=False,
        signatures=tuple(t(f"privacy.sheet.sign_{who}") for who in ("officer", "second", "leader")),
        sealed=True,
        reprint=printing.copies(read, ("destruction", identity), SHEET),
    )
    return target.getvalue()


@requires(Permission.PRINT)
def record_sheet(work: Work, identity: int, destination: str) -> int:
    """Count a print; returns its copy number."""
    return printing.record(work, ("destruction", identity), SHEET, destination)


def _facts(found: Certificate) -> list[str]:
    """What was done and by whom."""
    head = [
        _SPACE.join((t(f"privacy.kind.{found.kind}"), formats.full_moment(found.at))),
        _SPACE.join(
            (
                t("privacy.sheet.by", name=found.officer),
                t("privacy.sheet.with", name=found.second or t("privacy.sheet.nobody")),
                t("privacy.sheet.anchor", code=found.anchor),
            )
        ),
        _cleared(found),
    ]
    if found.ended_on is not None:
        head[0] += _SPACE + t("privacy.sheet.ended", day=formats.full_day(found.ended_on))
    return head


def _rows(found: Certificate) -> list[tuple[str, ...]]:
    """The tables, those of one window together and in the order of the windows."""
    lines = [(Window.REGISTER, t("privacy.sheet.people"), found.people)]
    for table, count in found.counts.items():
        window = _WINDOWS.get(table, Window.REGISTER)
        lines.append((window, t(f"privacy.table.{table}"), int(count)))
    order = list(dict.fromkeys(window for window, _words, _count in lines))
    lines.sort(key=lambda line: order.index(line[0]))
    return [_line(found, *line) for line in lines]


def _line(found: Certificate, window: Window, words: str, count: int) -> tuple[str, ...]:
    before = found.windows.get(window.value)
    day = formats.full_day(date.fromisoformat(before)) if before else ""
    return (t(f"privacy.window.{window.value}"), words, day, f"{count:,}")


def _cleared(found: Certificate) -> str:
    if found.cleared_at is None:
        return t("privacy.sheet.not_cleared")
    done = t(
        "privacy.sheet.cleared",
        moment=formats.full_moment(found.cleared_at),
        backups=found.backups,
        files=found.files,
    )
    return _SPACE.join((done, *(t(f"privacy.left.{word}") for word in found.left)))


def _certificate(row: Destruction, clearings: list[DestructionClearing]) -> Certificate:
    last = clearings[-1] if clearings else None
    return Certificate(
        id=row.id,
        number=row.number,
        kind=row.kind,
        at=row.at,
        ended_on=row.ended_on,
        reason=row.reason,
        windows=dict(row.windows),
        counts={str(table): int(count) for table, count in row.counts.items()},
        people=row.people,
        officer=row.officer_name,
        second=row.second_name,
        anchor=row.anchor,
        cleared_at=last.at if last is not None else None,
        backups=sum(each.backups for each in clearings),
        files=sum(each.files for each in clearings),
        fresh=last.fresh if last is not None else None,
        left=tuple(last.left) if last is not None else (),
    )
