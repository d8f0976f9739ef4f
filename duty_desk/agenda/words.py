"""How an open thing reads in one line: what, then the facts of it; many of a kind as a number with some of their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Area, Round
from duty_desk import formats, masking, strings
from duty_desk.agenda.items import Item
from duty_desk.agenda.rules import DAY, Group, Term, What, last_day
from duty_desk.gate import visit_queries
from duty_desk.rooms.rules import short_name
from duty_desk.strings import t
from duty_desk.supplies import stock_rows
from duty_desk.work import Read

# Of many, so many are named.
_NAMED = 4
Facts = Mapping[tuple[str, int], Mapping[str, str]]


def look_up(read: Read, items: Sequence[Item]) -> Facts:
    """What a line says besides what its feature tells: why a visitor came, of which kind a place is, how many days are safe."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    visits = [item.subject[1] for item in items if item.subject[0] == "visit"]
    for row in visit_queries.fetch_visits(read, visits) if visits else ():
        found["visit", row.id] = {"purpose": row.purpose, "where": row.places or ""}
    rounds = [item.subject[1] for item in items if item.subject[0] == "round"]
    kinds = select(Round.id, Area.kind).join(Area, Area.id == Round.area_id).where(Round.id.in_(rounds))
    for row in read.session.execute(kinds) if rounds else ():
        found["round", row.id] = {"where": t(f"disinfection.area_kind.{row.kind}")}
    if any(item.subject[0] == "item" for item in items):
        for row in stock_rows.stock_rows(read).values():
            found["item", row.id] = {"safety": str(row.safety_days or "")}
    return found


def place_of(item: Item, facts: Facts) -> str:
    """Where it is to be done, as a head of the list by place."""
    where = facts.get(item.subject, {}).get("where", "")
    if item.subject[0] == "key_person":
        # Where somebody lives is nothing for a list that everybody sees.
        return t("agenda.kind.key")
    if item.subject[0] == "stay" and not where:
        return item.place.rpartition(" ")[0]
    return where or (t("agenda.place.store") if item.subject[0] == "item" else item.place)


def name_of(item: Item, what: What) -> str:
    """The one word by which it is told from others of its kind; persons shortened, rooms as the office says them."""
    if item.subject[0] == "room":
        return short_name(item.place, item.name)
    if item.subject[0] == "stay" and item.place:
        building, _, room = item.place.rpartition(" ")
        return short_name(building, room)
    return masking.mask_name(item.name) if what.personal else item.name


def one(item: Item, what: What, until: datetime, now: datetime, facts: Facts) -> tuple[str, str]:
    """A line of one: what, and the facts of it."""
    values = _values([item], what, until, now, facts)
    return _said("one", item, values), _said("with", item, values)


def many(items: Sequence[Item], what: What, until: datetime, now: datetime, facts: Facts) -> tuple[str, str]:
    """A line of several alike."""
    values = _values(items, what, until, now, facts)
    return _said("many", items[0], values), _said("more", items[0], values)


def chip(what: What, group: Group, until: datetime, now: datetime, last: datetime) -> tuple[str, str]:
    """Tone and word of the time: how late, how long still, or when. `last` is the end where a line runs from `until` on."""
    if what.term is Term.LASTS:
        days = (until.date() - now.date()).days
        return ("warn", t("agenda.chip.lasts", days=days)) if days else ("danger", t("agenda.chip.gone"))
    if what.term is Term.EXPIRES:
        days = (last_day(until) - now.date()).days
        return (
            ("warn", t("agenda.chip.expires", days=days))
            if days >= 0
            else ("danger", t("agenda.chip.past", days=-days))
        )
    if group is Group.LATE:
        return "danger", t("agenda.chip.late", time=_length(now - until))
    if group is Group.BEFORE:
        return "warn", t("agenda.chip.left", time=_length(until - now))
    if last > until:
        return "info", f"{formats.clock(until)}–{formats.clock(last)}"
    return "info", _moment(until, now)


def _said(table: str, item: Item, values: Mapping[str, object]) -> str:
    key = f"agenda.{table}.{item.what}"
    text = t(key, **values) if strings.has(key) else t(f"agenda.{table}.other", **values)
    # A fact that is not known leaves no gap.
    return re.sub(r"\N{IDEOGRAPHIC SPACE}+", "\N{IDEOGRAPHIC SPACE}", text).strip()


def _values(
    items: Sequence[Item], what: What, until: datetime, now: datetime, facts: Facts
) -> dict[str, object]:
    item = items[0]
    names = list(dict.fromkeys(name_of(each, what) for each in items))
    words = t("agenda.list_mark").join(names[:_NAMED])
    since = min((each.due_at for each in items if each.due_at is not None), default=now)
    person = masking.mask_name(item.name) if what.personal else item.name
    return {
        "count": formats.number(len(items)),
        "names": t("agenda.and_others", names=words) if len(names) > _NAMED else words,
        "name": person,
        "short": name_of(item, what),
        "place": item.place,
        "detail": item.detail,
        # Who may not know what was measured has no detail.
        "first": t("agenda.first_reading", value=item.detail) if item.detail else "",
        "second": t("agenda.second_reading", value=item.detail) if item.detail else "",
        "number": item.detail.rpartition("#")[2],
        "due": _moment(until, now),
        "since": _moment(since, now),
        "age": _length(now - since),
        "gone": formats.day(since.date()),
        # Of who stays in a room the room comes first and then who it is; of others where.
        "aside": person if item.subject[0] == "stay" else item.place,
        "purpose": "",
        "where": "",
        "safety": "",
        **facts.get(item.subject, {}),
    }


def _moment(at: datetime, now: datetime) -> str:
    """The time alone today; midnight ends a day."""
    day, clock = at.date(), formats.clock(at)
    if at.time() == formats.MIDNIGHT:
        day, clock = day - DAY, "24:00"
    if day == now.date():
        return t("agenda.today_end") if clock == "24:00" else clock
    if day == now.date() + DAY:
        return t("agenda.tomorrow", time=clock)
    return formats.day(day) if clock == "24:00" else f"{formats.day(day)} {clock}"


def _length(length: timedelta) -> str:
    return t("agenda.days", days=length.days) if length >= 2 * DAY else formats.duration(length)
