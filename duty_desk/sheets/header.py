"""Finding the header of a table: at any row and column, with one level or two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duty_desk.sheets.book import DATE, MOMENT, TEXT, Row, Sheet
from duty_desk.sheets.columns import score_titles, title_keys
from duty_desk.sheets.forms import Form

_SEARCH_ROWS = 60
_PAST_BEST = 5  # rows looked at below a good header
_SHARE = 0.3  # of the titles must be known

Titles = dict[int, tuple[str, str]]  # column → (title of the upper level, own title)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may be a header: its place among the rows, how many levels, its titles and their keys."""

    index: int
    depth: int
    titles: Titles
    keys: frozenset[str]


def candidates(sheet: Sheet) -> tuple[Candidate, ...]:
    """Every row near the top that has at least two texts."""
    found: list[Candidate] = []
    for index, row in enumerate(sheet.rows[:_SEARCH_ROWS]):
        if sum(cell.kind == TEXT for cell in row.cells.values()) >= 2:
            found.append(candidate_at(sheet, index))
    return tuple(found)


def candidate_at(sheet: Sheet, index: int) -> Candidate:
    """The row at that place as a header."""
    depth, titles = _titles(sheet, index)
    return Candidate(
        index, depth, titles, frozenset(key for pair in titles.values() for key in title_keys(*pair))
    )


def choose(found: tuple[Candidate, ...], form: Form) -> Candidate | None:
    """The candidate most like the form's header, or None when none is."""
    best: tuple[float, Candidate] | None = None
    for candidate in found:
        if best and candidate.index > best[1].index + _PAST_BEST:
            break
        score = score_titles(form, candidate.keys)
        enough = score >= 2 and score >= _SHARE * _own_titles(form, candidate.titles)
        if enough and (best is None or score > best[0]):
            best = score, candidate
    return best[1] if best else None


def _own_titles(form: Form, titles: Titles) -> int:
    """Titles that should be fields: in a grid the days are not."""
    if form.slots is None:
        return len(titles)
    return sum(not any(character.isdigit() for character in upper + own) for upper, own in titles.values())


def _titles(sheet: Sheet, index: int) -> tuple[int, Titles]:
    rows, row = sheet.rows, sheet.rows[index]
    upper = {column: str(cell.value) for column, cell in row.cells.items()}
    below = rows[index + 1] if index + 1 < len(rows) and rows[index + 1].number == row.number + 1 else None
    parents = _parents(row, below, sheet, upper) if below else {}
    if not parents or below is None:
        return 1, {column: ("", title) for column, title in upper.items()}
    titles: Titles = {
        column: ("", title) for column, title in upper.items() if column not in parents.values()
    }
    for column, parent in parents.items():
        titles[column] = (upper[parent], str(below.cells[column].value))
    return 2, dict(sorted(titles.items()))


def _parents(row: Row, below: Row, sheet: Sheet, upper: Mapping[int, str]) -> dict[int, int]:
    """Column of each lower title → column of the upper title it belongs to; empty when below is data."""
    merged = {merge.left: merge for merge in sheet.merges if merge.top == row.number}
    ordered = sorted(upper)
    parents: dict[int, int] = {}
    for column, cell in below.cells.items():
        if not isinstance(cell.value, str) and cell.kind not in (DATE, MOMENT):
            return {}
        parent = max((left for left in ordered if left <= column), default=0)
        merge = merged.get(parent)
        wide = merge.right > merge.left if merge else column != parent or parent + 1 not in upper
        if not parent or not wide or (merge and (column > merge.right or merge.bottom > row.number)):
            return {}
        parents[column] = parent
    if not merged and (len(parents) < 2 or set(parents) >= set(ordered)):
        return {}
    return parents
