"""The duty roster as a workbook, drawn as offices draw it; both drawings are read again by the import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duty_desk.paper.pass_card import zh
from duty_desk.roster.month import Month
from duty_desk.roster.papers_calendar import SHIFTS, day_title, people_by_day, split_weeks
from duty_desk.roster.papers_month import SheetFacts, glyphs
from duty_desk.roster.rules import Shift
from duty_desk.sheets.words import words
from duty_desk.sheets.writing import new_workbook, plain, sheet_title

_A4 = 9
_COUNTED = (Shift.LEADER, Shift.DAY, Shift.NIGHT)


def write_month(path: Path, facts: SheetFacts, month: Month) -> None:
    """Names by days."""
    days = len(month.days)
    with new_workbook(path) as book:
        sheet, style = _begin(book, facts, month, days + 3 + len(SHIFTS))
        heads = [zh(f"roster_papers.column.{key}") for key in ("name", "post", "phone")]
        for column, text in enumerate([*heads, *(str(head.day.day) for head in month.days)]):
            sheet.write_string(2, column, text, style["head"])
        sums = [zh("roster_papers.column.sum"), *(zh(f"roster_papers.shift.{each.value}") for each in SHIFTS)]
        for column, text in enumerate(sums, start=days + 3):
            sheet.write_string(2, column, text, style["head"])
        for number, head in enumerate(month.days):
            kind = style["off" if head.info.is_off else "head"]
            sheet.write_string(2, number + 3, str(head.day.day), kind)
            sheet.write_string(3, number + 3, zh(f"roster.weekday.{head.day.isoweekday()}"), kind)
            sheet.write_string(4, number + 3, head.info.note, kind)
        for row, line in enumerate(month.lines, start=5):
            person = line.person
            for column, text in enumerate((person.title, person.post, person.phone or "")):
                sheet.write_string(row, column, plain(text), style["text"])
            for number, cell in enumerate(line.cells):
                off = month.days[number].info.is_off
                sheet.write_string(row, number + 3, glyphs(cell), style["off" if off else "cell"])
            counts = [line.attended, *(sum(shift in cell for cell in line.cells) for shift in SHIFTS)]
            for column, count in enumerate(counts, start=days + 3):
                sheet.write_number(row, column, count, style["cell"])
        for row, shift in enumerate(_COUNTED, start=5 + len(month.lines)):
            sheet.write_string(row, 0, zh(f"roster_papers.total.{shift.value}"), style["head"])
            for number, head in enumerate(month.days):
                sheet.write_number(row, number + 3, head.counts.get(shift, 0), style["head"])
        sheet.set_column(0, 0, 14)
        sheet.set_column(1, 2, 12)
        sheet.set_column(3, days + 2, 4.2)
        sheet.set_column(days + 3, days + 3 + len(SHIFTS), 9)
        sheet.freeze_panes(5, 1)
        sheet.repeat_rows(2, 4)


def write_calendar(path: Path, facts: SheetFacts, month: Month) -> None:
    """The calendar of weeks: the form in which the office keeps it, and reads it again."""
    people = people_by_day(month)
    mark = zh("roster_papers.list_mark")
    with new_workbook(path) as book:
        sheet, style = _begin(book, facts, month, 7)
        sheet.write_string(2, 0, zh("roster_papers.column.shift"), style["head"])
        for number in range(7):
            sheet.write_string(2, number + 1, zh(f"formats.weekday.{number + 1}"), style["head"])
        row = 3
        for week in split_weeks(month):
            sheet.write_string(row, 0, zh("roster_papers.column.date"), style["head"])
            for number, info in enumerate(week):
                text = day_title(info) if info is not None else ""
                sheet.write_string(row, number + 1, text, style["head"])
            for shift in SHIFTS:
                row += 1
                sheet.write_string(row, 0, zh(f"roster_papers.shift.{shift.value}"), style["head"])
                for number, info in enumerate(week):
                    names = people.get((info.day, shift), ()) if info is not None else ()
                    sheet.write_string(row, number + 1, plain(mark.join(names)), style["names"])
            row += 1
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 7, 24)
        sheet.freeze_panes(3, 1)


def _begin(book: Any, facts: SheetFacts, month: Month, last: int) -> tuple[Any, dict[str, Any]]:
    """A sheet with its title and the line of the issuing office."""
    face = words().font
    usual = {"font_name": face, "font_size": 11, "valign": "vcenter"}
    cell = {**usual, "border": 1, "align": "center"}
    style = {
        "title": book.add_format({**usual, "bold": True, "font_size": 16, "align": "center"}),
        "line": book.add_format(usual),
        "head": book.add_format({**cell, "bold": True, "text_wrap": True}),
        "cell": book.add_format(cell),
        "off": book.add_format({**cell, "bg_color": "#E8ECF1"}),
        "text": book.add_format({**usual, "border": 1}),
        "names": book.add_format({**usual, "border": 1, "text_wrap": True, "valign": "top"}),
    }
    title = zh("roster_papers.title", year=month.first.year, month=month.first.month)
    sheet = book.add_worksheet(sheet_title(title))
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.merge_range(0, 0, 0, last, plain(facts.office + title), style["title"])
    phone = zh("roster_papers.phone", phone=facts.phone) if facts.phone else ""
    sheet.merge_range(
        1, 0, 1, last, plain(f"{facts.office}\N{IDEOGRAPHIC SPACE}{phone}".strip()), style["line"]
    )
    return sheet, style
