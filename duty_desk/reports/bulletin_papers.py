"""The bulletin as paper: red head, 22 lines of 28 characters, its figures where they were set, PDF (GB/T 9704)."""

from __future__ import annotations

from duty_desk import formats, paper, printing, settings
from duty_desk.errors import Refusal
from duty_desk.paper import dates, official
from duty_desk.paper.layout import Layout, Text
from duty_desk.paper.pass_card import zh
from duty_desk.paper.text import printable
from duty_desk.reports import bulletin_rows
from duty_desk.reports.bulletin_rows import BulletinDetail, Section
from duty_desk.roles import Permission, require, requires
from duty_desk.work import Read, Work

FORM = "bulletin"


def pages(read: Read, detail: BulletinDetail, *, marked: bool = False) -> tuple[Layout, ...]:
    """The pages; a draft and a withdrawn one say so across them when `marked`, sample data always."""
    return official.layout_bulletin(paper_of(read, detail, marked=marked))


def laid_out(read: Read, detail: BulletinDetail) -> tuple[tuple[Layout, ...], tuple[official.Place, ...]]:
    """The pages for the screen, with where each figure stands: the mark of a place is the figure's ordinal."""
    return official.lay_out(paper_of(read, detail))


def draw(read: Read, bulletin: int) -> bytes:
    """The bulletin as PDF. Raises Refusal for a character that no bundled font has."""
    from io import BytesIO

    require(read, Permission.PRINT)
    detail = bulletin_rows.get_bulletin(read, bulletin)
    layouts = pages(read, detail, marked=True)
    words = "".join(item.text for layout in layouts for item in layout.items if isinstance(item, Text))
    if missing := paper.missing_characters(words):
        raise Refusal("bulletins.paper.missing", characters=" ".join(missing))
    target = BytesIO()
    paper.write_layouts(target, file_title(read, detail), layouts)
    return target.getvalue()


@requires(Permission.PRINT)
def record_print(work: Work, bulletin: int, destination: str) -> int:
    """Count a print; returns its copy number."""
    return printing.record(work, ("bulletin", bulletin), FORM, destination)


def file_title(read: Read, detail: BulletinDetail) -> str:
    """What the paper is called."""
    number = _issue(read, detail)
    return zh("bulletins.paper.file", masthead=detail.masthead, number=number).strip()


def paper_of(read: Read, detail: BulletinDetail, *, marked: bool = False) -> official.Bulletin:
    """What the layout needs to know of a bulletin."""
    office = str(settings.get(read, "office.name", "") or "")
    imprint = zh(
        "bulletins.paper.imprint",
        office=office,
        cutoff=_moment(detail),
        officer=detail.issued_name or detail.made_by or read.officer.name,
    )
    if detail.anchor:
        imprint = zh("bulletins.paper.coded", imprint=imprint, code=detail.anchor)
    return official.Bulletin(
        name=detail.masthead,
        issue=_issue(read, detail),
        compiler=zh("bulletins.paper.by", editor=detail.editor),
        issued_on=detail.day,
        sections=tuple(_section(detail, section) for section in detail.sections),
        total_issue=_total(detail),
        title=detail.title,
        distribution=tuple(
            (zh(f"bulletins.paper.{label}"), words)
            for label, words in (
                ("report", detail.reported_to),
                ("send", detail.sent_to),
                ("give", detail.given_to),
            )
            if words
        ),
        copies=detail.copies or None,
        watermark=_mark(read, detail) if marked else None,
        imprint=imprint,
    )


def _section(detail: BulletinDetail, section: Section) -> official.Section:
    return official.Section(
        section.heading, tuple(_paragraph(detail, line) for line in section.text.splitlines() if line.strip())
    )


def _paragraph(detail: BulletinDetail, line: str) -> official.Marked:
    """A line of the text with its figures written out, and where they stand in it."""
    text, marks = "", list[tuple[int, int, int]]()
    for part in bulletin_rows.parts_of(line):
        if isinstance(part, str):
            text += printable(part)
            continue
        placed = detail.figure(part)
        words = printable(placed.text) if placed is not None else ""
        marks.append((len(text), len(text) + len(words), part))
        text += words
    return official.Marked(text, tuple(marks))


def _issue(read: Read, detail: BulletinDetail) -> str:
    """Which issue it is; of a draft the one that it would become now."""
    issue = detail.issue or bulletin_rows.next_issue(read, detail.day.year, detail.is_special)
    return zh("bulletins.special_issue" if detail.is_special else "bulletins.issue", issue=issue)


def _total(detail: BulletinDetail) -> str:
    if detail.total_issue is None or detail.total_issue == detail.issue:
        return ""
    return zh("bulletins.total_issue", issue=detail.total_issue)


def _mark(read: Read, detail: BulletinDetail) -> str | None:
    if detail.state.value in ("draft", "withdrawn"):
        return zh(f"bulletins.paper.{detail.state.value}")
    return paper.demo_mark() if settings.get(read, "office.demo", False) else None


def _moment(detail: BulletinDetail) -> str:
    if detail.cutoff_at.time() == formats.MIDNIGHT:
        return f"{dates.full(formats.last_day(detail.cutoff_at))} 24:00"
    return dates.full_moment(detail.cutoff_at)
