"""The figures of observation that are reported: rooms, episodes, who is due and who was released, temperatures asked and taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations, groupby
from typing import Any

from sqlalchemy import func, select

from db.models import Person, Reading, Room, RoomEvent, Stay, StayChange, StayRoom, Zone
from db.vocabulary import Ending, RoomState, StayState
from duty_desk import formats, policy, rooms
from duty_desk.isolation import day_rules, reading_rows, slot_rules, stay_rules
from duty_desk.isolation.slot_rules import Presence
from duty_desk.rooms.figures import room_figures
from duty_desk.sheets.forms import form
from duty_desk.strings import t
from duty_desk.work import Read

_REBASE = "rebase"
# Decisions that move the last day besides the day it is counted from.
_DAYS = {"extend": 1, "shorten": -1}


@dataclass(frozen=True, slots=True)
class _Episode:
    """A stay that began before the moment asked about, as it was then."""

    id: int
    number: str
    person: int
    id_number: str
    state: str
    origin: str
    admitted_at: datetime
    ended_at: datetime | None
    counted_from: date
    due_on: date
    room: int | None
    notice: str | None


def figures(read: Read, as_of: datetime | None = None) -> dict[str, Any]:
    """Every figure of isolation by its name, at a moment: now, or the end of the last day with a reading, whichever is earlier.

    Empty without a room and without a stay.
    """
    moment = as_of or _last_moment(read)
    found = {**room_figures(read, moment)}
    episodes = _episodes(read, moment)
    if episodes or found:
        found = {
            "as_of": _as_of(moment), **found, **_stays(read, episodes, moment), **_temperatures(read, episodes, moment)
        }  # fmt: skip
    return found


# What the workbooks call an ending; they know nothing of people who left.
_ENDED = {Ending.REFERRED.value: "transferred", Ending.LEFT.value: Ending.LEFT.value}


def _stays(read: Read, episodes: Sequence[_Episode], moment: datetime) -> dict[str, Any]:
    states, origins = form("episodes").fields["state"].labels, form("episodes").fields["origin"].labels
    states = {**states, Ending.LEFT.value: t("isolation.ending.left")}
    active = [one for one in episodes if one.state == "staying"]
    ended = [one for one in episodes if one.state != "staying"]
    people = Counter(one.id_number for one in episodes)
    return {
        "episodes": len(episodes),
        "distinct_persons": len({one.person for one in episodes}),
        "by_state": _counted(states.get(one.state, one.state) for one in episodes),
        "by_origin": _counted(origins.get(one.origin, one.origin) for one in episodes),
        "active": len(active),
        "occupied_rooms_match": _occupied(read, moment) == {one.room for one in active},
        "due_date_mismatch": [one.number for one in episodes if one.due_on != _due(read, one)],
        "rebased": _numbers(episodes, _changed(read, _REBASE)),
        "refused_to_sign": [one.number for one in episodes if one.notice == stay_rules.NOTICE_REFUSED],
        "transferred": [one.number for one in episodes if one.state == "transferred"],
        "shared_room_episodes": _numbers(episodes, _sharing(read)),
        "persons_with_two_episodes": sorted(key for key, count in people.items() if count > 1),
        "blocked_admissions": _blocked(read, moment),
        "due_by_date": _by_day(one.due_on for one in active),
        "released_by_date": _by_day(one.ended_at.date() for one in ended if one.ended_at is not None),
    }


def _temperatures(read: Read, episodes: Sequence[_Episode], moment: datetime) -> dict[str, Any]:
    until = formats.last_day(moment)
    numbers = {one.id: one.number for one in episodes}
    required = {
        (one.id, day, slot.value)
        for one in episodes
        for day, slot in slot_rules.slots_between(
            Presence(one.admitted_at, one.ended_at), date.min, until, reading_rows.windows_of(read, until)
        )
    }
    rows = reading_rows.current(read, list(numbers), date.min, until) if numbers else {}
    taken = {key: row for key, row in rows.items() if row.temperature is not None}
    high = [
        key for key, row in taken.items() if row.temperature >= reading_rows.lines_of(read, key[1]).abnormal
    ]

    def said(key: tuple[int, date, str]) -> dict[str, Any]:
        return {"no": numbers[key[0]], "date": key[1].isoformat(), "slot": key[2].upper()}

    def order(key: tuple[int, date, str]) -> tuple[str, date, str]:
        return numbers[key[0]], key[1], key[2]

    return {
        "temp_slots_required": len(required),
        "temp_slots_in_grid": len(required | set(rows)),
        "temps_recorded": len(taken),
        "temps_missing": [said(key) for key in sorted(required - set(taken), key=order)],
        "temps_abnormal": [{**said(key), "temp": taken[key].temperature} for key in sorted(high, key=order)],
    }


def _episodes(read: Read, moment: datetime) -> list[_Episode]:
    query = (
        select(Stay, Person.id_number)
        .join(Person, Person.id == Stay.person_id)
        .where(Stay.admitted_at < moment)
        .order_by(Stay.number, Stay.id)
    )
    found: list[_Episode] = []
    for row, id_number in read.session.execute(query):
        ended = row.ended_at if row.ended_at is not None and row.ended_at <= moment else None
        word = _ENDED.get(row.ending or "", "released")
        assert row.admitted_at is not None
        found.append(
            _Episode(
                id=row.id,
                number=row.number or "",
                person=row.person_id,
                id_number=id_number or str(row.person_id),
                state="staying" if ended is None else word,
                origin=row.origin,
                admitted_at=row.admitted_at,
                ended_at=ended,
                counted_from=row.counted_from or row.admitted_at.date(),
                due_on=row.due_on or row.admitted_at.date(),
                room=row.room_id,
                notice=row.notice,
            )
        )
    return found


def _occupied(read: Read, moment: datetime) -> set[int | None]:
    """The rooms that were occupied then, by their own states and steps, which know nothing of stays."""
    found = {room.id: room.state.value for room in rooms.list_rooms(read)}
    later = (
        select(RoomEvent.room_id, RoomEvent.before)
        .where(RoomEvent.at > moment)
        .order_by(RoomEvent.at.desc(), RoomEvent.id.desc())
    )
    # The earliest step after it says what the room was at it.
    found |= {row.room_id: row.before for row in read.session.execute(later)}
    return {room for room, state in found.items() if state == RoomState.OCCUPIED}


def _due(read: Read, one: _Episode) -> date:
    """The last day by the rules: the policy of the admission, and what officers decided since."""
    came = one.admitted_at.date()
    days = policy.integer(read, "iso.days", on=came)
    query = select(StayChange.kind, StayChange.before, StayChange.after).where(
        StayChange.stay_id == one.id, StayChange.kind.in_(list(_DAYS))
    )
    for change in read.session.execute(query):
        days += int(change.after["days"]) - int(change.before["days"])
    counts = bool(policy.value(read, "iso.first_day_counts", on=came))
    return day_rules.last_day(one.counted_from, days, first_day_counts=counts)


def _changed(read: Read, kind: str) -> set[int]:
    return set(read.session.scalars(select(StayChange.stay_id).where(StayChange.kind == kind)))


def _sharing(read: Read) -> set[int]:
    """Who had a single room together with somebody."""
    query = (
        select(StayRoom.stay_id, StayRoom.room_id, StayRoom.from_at, StayRoom.until_at)
        .join(Room, Room.id == StayRoom.room_id)
        .join(Zone, Zone.id == Room.zone_id)
        .where(Zone.single)
        .order_by(StayRoom.room_id, StayRoom.from_at)
    )
    found: set[int] = set()
    for _, group in groupby(read.session.execute(query), key=lambda row: row.room_id):
        for one, other in combinations(group, 2):
            if one.until_at is None or other.from_at < one.until_at:
                found |= {one.stay_id, other.stay_id}
    return found


def _blocked(read: Read, moment: datetime) -> list[str]:
    """Who is approved and waits, because the notice is not there."""
    query = (
        select(Person.name)
        .join(Stay, Stay.person_id == Person.id)
        .where(Stay.state == StayState.APPROVED.value, Stay.notice.is_(None), Stay.requested_at < moment)
        .order_by(Stay.id)
    )
    return list(read.session.scalars(query))


def _last_moment(read: Read) -> datetime:
    last = read.session.scalar(select(func.max(Reading.day)))
    if last is None:
        return read.at
    return min(read.at, datetime.combine(last + timedelta(days=1), time()))


def _as_of(moment: datetime) -> str:
    if moment.time() == formats.MIDNIGHT:
        return f"{formats.last_day(moment).isoformat()}T24:00"
    return moment.isoformat(timespec="minutes")


def _numbers(episodes: Sequence[_Episode], wanted: set[int]) -> list[str]:
    return [one.number for one in episodes if one.id in wanted]


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words))


def _by_day(days: Iterable[date]) -> Mapping[str, int]:
    return {day.isoformat(): count for day, count in sorted(Counter(days).items())}
