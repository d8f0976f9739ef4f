"""The list of figures: what each is called, what can be chosen, what it comes to at a cut-off, and the rows behind it.

Every figure is counted from when things happened, not from when they were typed, so that it can be counted again for any cut-off of
the past; what was typed later shows then (R-54). It is the sum of its rows by construction (I-12).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from duty_desk import formats
from duty_desk.errors import InputError
from duty_desk.reports import of_duty, of_goods, of_passes, of_sites, of_units
from duty_desk.reports.scope import Figure, Pick, Rows, Scope
from duty_desk.strings import t
from duty_desk.work import Read

GROUPS = (
    "units", "key", "isolation", "goods", "passes", "gate", "disinfection", "roster", "incidents", "screening"
)  # fmt: skip


@cache
def all_figures() -> Mapping[str, Figure]:
    """Every figure by its key, in the order of GROUPS."""
    found = (*of_passes.FIGURES, *of_goods.FIGURES, *of_sites.FIGURES, *of_units.FIGURES, *of_duty.FIGURES)
    ordered = sorted(found, key=lambda figure: GROUPS.index(figure.group))
    return {figure.key: figure for figure in ordered}


def figure(key: str) -> Figure:
    """A figure of the list. Raises InputError for a key that is not in it."""
    found = all_figures().get(key)
    if found is None:
        raise InputError("key", "reports.error.no_figure", name=key)
    return found


def compute(
    read: Read,
    key: str,
    *,
    from_on: date | None = None,
    cutoff: datetime | None = None,
    choices: Mapping[str, str] | None = None,
) -> Decimal:
    """What a figure comes to at a cut-off (now when none is given)."""
    found, scope = figure(key), scope_of(read, from_on, cutoff, choices)
    return found.total(read, scope) if found.total is not None else found.rows(read, scope).total


def rows(
    read: Read,
    key: str,
    *,
    from_on: date | None = None,
    cutoff: datetime | None = None,
    choices: Mapping[str, str] | None = None,
) -> Rows:
    """The rows behind it, which come to the same."""
    return figure(key).rows(read, scope_of(read, from_on, cutoff, choices))


def unit_of(read: Read, key: str, choices: Mapping[str, str] | None = None) -> str:
    """What it is counted in, as it is written after the number."""
    found = figure(key)
    if found.unit_of is not None:
        return found.unit_of(read, scope_of(read, None, None, choices))
    return t(f"reports.unit.{found.unit}")


def scope_of(
    read: Read,
    from_on: date | None,
    cutoff: datetime | None,
    choices: Mapping[str, str] | None = None,
) -> Scope:
    """What is counted."""
    return Scope(
        from_on, cutoff or read.at, {name: value for name, value in (choices or {}).items() if value}
    )


def check_choices(read: Read, key: str, choices: Mapping[str, str]) -> dict[str, str]:
    """The choices that a figure knows, the usual ones filled in. Raises InputError at the first that cannot be."""
    kept: dict[str, str] = {}
    for pick in figure(key).picks:
        value = str(choices.get(pick.name) or "").strip() or pick.usual
        if not value:
            if pick.needed:
                raise InputError(pick.name, "reports.error.choose")
            continue
        if pick.options is None:
            if not value.isdecimal():
                raise InputError(pick.name, "reports.error.whole_number")
        elif value not in dict(pick.options(read)):
            raise InputError(pick.name, "reports.error.not_there", value=value)
        kept[pick.name] = value
    return kept


def title(key: str) -> str:
    """What a figure is called in the list."""
    return t(f"reports.figure.{key}")


def pick_name(pick: Pick) -> str:
    """What a choice is called."""
    return t(f"reports.pick.{pick.name}")


def describe(read: Read, key: str, choices: Mapping[str, str] | None = None) -> str:
    """The figure with what was chosen, in words."""
    found, said = figure(key), [title(key)]
    for pick in found.picks:
        value = (choices or {}).get(pick.name)
        if not value:
            continue
        if pick.options is None:
            said.append(t(f"reports.chosen.{pick.name}", number=value))
        else:
            said.append(dict(pick.options(read)).get(value, value))
    return "\N{IDEOGRAPHIC SPACE}".join(said)


def period_words(from_on: date | None, cutoff: datetime) -> str:
    """From when to when a figure counts, as it stands beside it."""
    end = formats.end_moment(cutoff)
    return (
        t("reports.until", cutoff=end) if from_on is None else t("reports.period", first=formats.day(from_on), cutoff=end)
    )  # fmt: skip
