"""The queue of Today: what is open, alike things in one line, the latest first under three heads (product rule T1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from db.vocabulary import Role
from duty_desk.agenda import coming, rules, snooze, words
from duty_desk.agenda.hands import responsible
from duty_desk.agenda.items import Item
from duty_desk.agenda.rules import Group, Term, Tile, Verb, What
from duty_desk.agenda.shapes import Hand, Line, Part, Queue
from duty_desk.strings import t
from duty_desk.work import Read

_COMING: Mapping[str, What] = {
    coming.ROUND_DUE: What("disinfection", Role.DISINFECTION, Verb.RECORD, Term.DEADLINE),
    coming.ROUND_LATER: What("disinfection", Role.DISINFECTION, Verb.SEE, Term.DEADLINE),
    coming.GATE_CLOSING: What("gate", Role.GATE, Verb.SEE, Term.DEADLINE),
}
# What a leader decides is the leader's as well.
_DECISIONS = frozenset({"pass_waiting", "dispatch_waiting", "stay_to_decide"})
# One line, whatever the moments of its parts.
_ONE_LINE = frozenset({coming.ROUND_LATER})
_HEADS = (Role.ADMINISTRATOR, Role.CHIEF)


def known(item: Item) -> What:
    """What it is on Today; a kind that nobody placed yet waits for the duty officer."""
    return rules.WHATS.get((item.feature, item.what)) or _COMING.get(item.what) or _UNPLACED


_UNPLACED = What("other", Role.CHIEF, Verb.OPEN, Term.DEADLINE)


def build(read: Read, items: Iterable[Item], hand_over: datetime) -> Queue:
    """The queue of these things and of what is coming, less what the officer put aside."""
    every = [*items, *coming.list_coming(read, hand_over)]
    hidden = snooze.put_aside(read)
    shown = [item for item in every if snooze.key_of(item) not in hidden]
    facts, hands = words.look_up(read, shown), responsible(read)
    heaps: dict[tuple[object, ...], list[Item]] = {}
    placed: dict[tuple[object, ...], tuple[What, Group, datetime]] = {}
    for item in shown:
        what = known(item)
        group, until = rules.placed(what.term, item.due_at, read.at, hand_over)
        if what.term in rules.OF_GOODS:
            key: tuple[object, ...] = (item.what, item.subject)
        else:
            key = (item.feature, item.what, group, "" if item.what in _ONE_LINE else until)
        heaps.setdefault(key, []).append(item)
        placed.setdefault(key, (what, group, until))
    lines = [_line(read, heap, *placed[key], facts, hands) for key, heap in heaps.items()]
    order = {group: place for place, group in enumerate(Group)}
    lines.sort(key=lambda line: (order[line.group], line.until, line.kind, line.key))
    return Queue(tuple(lines), len(every) - len(shown))


def _line(
    read: Read,
    heap: Sequence[Item],
    what: What,
    group: Group,
    until: datetime,
    facts: words.Facts,
    hands: Mapping[Role, tuple[Hand, ...]],
) -> Line:
    first, now = heap[0], read.at
    last = max((item.due_at or until for item in heap), default=until) if first.what in _ONE_LINE else until
    tone, chip = words.chip(what, group, until, now, last)
    say = (
        words.one(first, what, until, now, facts)
        if len(heap) == 1
        else words.many(heap, what, until, now, facts)
    )
    places = {words.place_of(item, facts) for item in heap}
    mine, who = hands.get(what.role, ()), ""
    teams = {item.place for item in heap} if first.subject[0] == "round" else set[str]()
    if len(teams) == 1:
        who = teams.pop()
    name = who or t("agenda.list_mark").join(hand.name for hand in mine) or t(f"roles.name.{what.role.value}")
    return Line(
        key=f"{first.feature}.{first.what}@{until:%m%d%H%M}{first.subject[1] if what.term in rules.OF_GOODS else ''}",
        what=first.what,
        kind=what.kind,
        group=group,
        until=until,
        tone=tone,
        chip=chip,
        title=say[0],
        detail=say[1],
        where=places.pop() if len(places) == 1 else t("agenda.place.several"),
        role=what.role,
        who=name,
        hands=mine,
        is_mine=_is_mine(read, what, first.what, mine),
        verb=what.verb,
        tile=_tile(what, first, until, now),
        parts=tuple(Part(item, *words.one(item, what, until, now, facts)) for item in heap),
    )


def _is_mine(read: Read, what: What, name: str, hands: Sequence[Hand]) -> bool:
    role = read.officer.role
    if role is what.role or (role in _HEADS and what.role in _HEADS):
        return True
    if role is Role.LEADER and name in _DECISIONS:
        return True
    return any(hand.officer == read.officer.id for hand in hands)


def _tile(what: What, item: Item, until: datetime, now: datetime) -> Tile | None:
    """Of passes only those that end today have one."""
    if what.tile is Tile.PASSES and rules.last_day(until) != now.date():
        return None
    return what.tile
