"""Papers the law on personal data asks for, filled from the inventory: notice at the gate, assessment of impact, notice of a breach.

The notice is the text of the policy, with the day from which it holds; passes keep that day. The other two leave room for what only people
can say. An assessment is kept for three years at least (PIPL Art 56).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Final

from sqlalchemy import func, select

from db.models import Person
from duty_desk import audit, formats, paper, policy, settings
from duty_desk.paper import ListColumn, write_list
from duty_desk.paper.forms import imprint
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import POINT, Item, Layout, Line, Text, middle
from duty_desk.paper.text import ems, wrap
from duty_desk.people import rules
from duty_desk.people.inventory import DataClass, inventory, retentions
from duty_desk.privacy.windows import Window, days
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import has, t
from duty_desk.work import Read, Work

NOTICE, ASSESSMENT, BREACH = "notice", "assessment", "breach"
KINDS: Final = (NOTICE, ASSESSMENT, BREACH)
POLICY: Final = "privacy.notice"
_WIDTH, _LEFT, _RIGHT = 210.0, 25.0, 185.0
_SIZE = 20.0
_SPACE = "\N{IDEOGRAPHIC SPACE}"
# What a breach notice and an assessment leave to be written, line for line (PIPL Art 56 and 57).
_ASSESSED: Final = ("necessary", "lawful", "impact", "risk", "measures", "fit", "conclusion")
_TOLD: Final = ("happened", "cause", "people", "harm", "measures", "self_help", "reported")
_ROOM_LINES: Final = 4


def title(kind: str) -> str:
    """What a paper is called."""
    return t(f"privacy.template.{kind}")


def draw(read: Read, kind: str) -> bytes:
    """One of the three as a PDF, for those who may print."""
    require(read, Permission.PRINT)
    return _DRAWN[kind](read)


@requires(Permission.PRINT)
def record(work: Work, kind: str, destination: str) -> None:
    """Put on record that one went to a printer or a file."""
    audit.record(work, action="privacy.print", after={"form": kind, "destination": destination})


def _notice(read: Read) -> bytes:
    """The text large enough to be read by who stands at the gate or in front of the camera."""
    office, phone = _setting(read, "office.name"), _setting(read, "office.phone")
    since = formats.full_day(policy.since(read, POLICY))
    items: list[Item] = [
        *(watermark_items(paper.demo_mark(), _WIDTH, 297.0) if _is_demo(read) else ()),
        Text(_WIDTH / 2, middle(42, 34), title(NOTICE), 34, bold=True, align="centre", shrink_to=160),
        Line(_LEFT, 56, _RIGHT, 56, 0.7),
    ]
    y = 74.0
    for line in wrap(policy.text(read, POLICY), _RIGHT - _LEFT, lambda words: ems(words) * _SIZE * POINT):
        items.append(Text(_LEFT, middle(y, _SIZE), line, _SIZE, shrink_to=_RIGHT - _LEFT))
        y += 12.5
    foot = [office, t("privacy.template.call", phone=phone or "\N{LOW LINE}" * 12)]
    for line in foot:
        y += 14.0
        items.append(Text(_RIGHT, middle(y, 16), line, 16, align="right", shrink_to=_RIGHT - _LEFT))
    items.append(Text(_LEFT, middle(272, 10), t("privacy.template.version", day=since), 10))
    items += imprint(
        _LEFT, _RIGHT, 287, officer=read.officer.name, printed_at=read.at, copy=1, page=1, pages=1
    )
    target = BytesIO()
    paper.write_layouts(target, title(NOTICE), [Layout(_WIDTH, 297.0, tuple(items))])
    return target.getvalue()


def _assessment(read: Read) -> bytes:
    return _sheet(read, ASSESSMENT, [*_held(read), *_inventory_rows(read), *_blank(ASSESSMENT, _ASSESSED)])


def _breach(read: Read) -> bytes:
    contact = _SPACE.join(
        part for part in (_setting(read, "office.name"), _setting(read, "office.phone")) if part
    )
    known = (t("privacy.template.contact"), contact)
    return _sheet(read, BREACH, [*_blank(BREACH, _TOLD), known, *_held(read), _kinds()])


def _sheet(read: Read, kind: str, rows: list[tuple[str, ...]]) -> bytes:
    target = BytesIO()
    write_list(
        target,
        title=title(kind),
        office=_setting(read, "office.name"),
        columns=(ListColumn(t("privacy.subject.field"), 50), ListColumn(t("privacy.subject.value"), 124)),
        rows=rows,
        officer=read.officer.name,
        printed_at=read.at,
        watermark=paper.demo_mark() if _is_demo(read) else None,
        landscape=False,
        note=f"{t(f'privacy.template.{kind}_basis')}{_SPACE}{t(f'privacy.template.{kind}_note')}",
        signatures=tuple(t(f"privacy.template.sign_{who}") for who in ("made", "checked", "leader")),
    )
    return target.getvalue()


def _held(read: Read) -> Iterator[tuple[str, ...]]:
    """How many people the office knows now, and how many of them are children."""
    yield (t("privacy.template.held"),)
    count = read.session.scalar(select(func.count()).where(Person.merged_into_id.is_(None))) or 0
    born = read.session.scalars(
        select(Person.born_on).where(Person.merged_into_id.is_(None), Person.born_on.is_not(None))
    )
    children = sum(rules.is_minor(day, read.at.date()) for day in born if day is not None)
    yield t("privacy.template.people"), t("privacy.template.count", count=f"{count:,}")
    yield t("privacy.template.children"), t("privacy.template.count", count=f"{children:,}")
    kept = (
        t("privacy.template.days", what=t(f"privacy.window.{window.value}"), days=days(read, window))
        for window in Window
        if window is not Window.LEDGER
    )
    yield t("privacy.template.kept"), t("privacy.template.mark").join(kept)


def _inventory_rows(read: Read) -> Iterator[tuple[str, ...]]:
    """Table by table what is kept of persons: what for, how sensitive, how long, for whose eyes."""
    yield (t("privacy.template.inventory"),)
    kept: dict[str, dict[DataClass, list[str]]] = {}
    about: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for entry in inventory():
        if entry.data_class is not DataClass.PLAIN:
            kept.setdefault(entry.table, {}).setdefault(entry.data_class, []).append(entry.column)
            about.setdefault(entry.table, (entry.purpose, entry.retention, entry.roles))
    for table, classes in kept.items():
        purpose, retention, roles = about[table]
        counted = (t(f"privacy.template.{kind}", count=len(columns)) for kind, columns in classes.items())
        who = t("privacy.template.mark").join(
            t(f"roles.name.{role}") if has(f"roles.name.{role}") else t("privacy.template.everyone")
            for role in roles
        )
        told = (purpose, _SPACE.join(counted), retentions()[retention], who)
        yield _name_of(table), _SPACE.join(told)


def _kinds() -> tuple[str, str]:
    """What of persons may have got out, the sensitive first."""
    tables = {
        data_class: dict.fromkeys(entry.table for entry in inventory() if entry.data_class is data_class)
        for data_class in (DataClass.SENSITIVE, DataClass.PERSONAL)
    }
    named = dict.fromkeys(table for found in tables.values() for table in found)
    return t("privacy.template.inventory"), t("privacy.template.mark").join(
        _name_of(table) for table in named
    )


def _name_of(table: str) -> str:
    key = f"privacy.table.{table}"
    return t(key) if has(key) else table


def _blank(kind: str, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Room to write."""
    yield (t(f"privacy.template.{kind}_asked"),)
    for name in names:
        yield t(f"privacy.template.{kind}_{name}"), "\n" * (_ROOM_LINES - 1)


def _setting(read: Read, key: str) -> str:
    return str(settings.get(read, key, "") or "")


def _is_demo(read: Read) -> bool:
    return bool(settings.get(read, "office.demo", False))


_DRAWN: Mapping[str, Callable[[Read], bytes]] = {NOTICE: _notice, ASSESSMENT: _assessment, BREACH: _breach}
