"""Whose the desk of the sample office was, how it went from hand to hand, and what went wrong this year."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update

from db.models import Watch
from db.vocabulary import IncidentKind
from duty_desk import handover, incidents, numbering
from duty_desk.demo.events import Act, Clock, Event
from duty_desk.desk import Desk
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.work import OfficerRef, Read, Work

# The first act of the office: before that there was nothing to write down.
BEGIN = datetime(2020, 2, 3, 23, 0)
# From when on watches were kept at this desk.
_FIRST_WATCH = datetime(2020, 3, 3, 8, 0)
_A_MINUTE = timedelta(minutes=1)


def live(desk: Desk, set_clock: Clock, until: datetime) -> None:
    """What lies before the registers came in: incidents and hand-overs, each at its moment."""
    script = _script()
    with desk.read() as read:
        hands = _hands(read)
    for event in sorted(_past(script, hands, until), key=lambda event: event.at):
        set_clock(event.at)
        with desk.work(event.by) as work:
            event.act(work)


def prepare(desk: Desk) -> None:
    """The roster names the leader of the days before it came in."""
    with desk.work() as work:
        work.session.execute(
            update(Watch).where(Watch.leader_name.is_(None)).values(leader_name=_script()["leader"])
        )


def events(read: Read, day: date) -> Iterator[Event]:
    """This morning the day shift took the desk; since this afternoon its own hand-over is being prepared."""
    script, hands = _script(), _hands(read)
    for each in script["handover"]:
        if (at := _moment(each["at"])).date() == day:
            yield from _hand_over(each, at, hands)
    today = script["today"]
    holder = hands["zhoumin"]
    yield Event(_moment(today["open_at"]), lambda work: _write(work, today["note"]), holder)
    yield Event(_moment(today["sign_at"]), _sign, holder)


def _past(script: Mapping[str, Any], hands: Mapping[str, OfficerRef], until: datetime) -> Iterator[Event]:
    for about in script["incident"]:
        yield from _incident(about, hands)
    yield Event(_FIRST_WATCH, lambda work: _first_watch(work, script["earlier"]), hands["zhoumin"])
    for each in script["handover"]:
        if (at := _moment(each["at"])) < until:
            yield from _hand_over(each, at, hands)


def _incident(about: Mapping[str, Any], hands: Mapping[str, OfficerRef]) -> Iterator[Event]:
    found: list[int] = []

    def report(work: Work) -> None:
        given = {
            name: about[name]
            for name in ("title", "place", "text", "reported_way", "reported_by", "responsible")
        }
        found.append(
            incidents.report(
                work,
                kind=IncidentKind(about["kind"]),
                level=about["level"],
                people_count=about.get("people_count"),
                impact=about.get("impact", ""),
                **given,
            )
        )

    yield Event(_moment(about["at"]), report, hands[about["by"]])
    for entry in about["entry"]:
        yield Event(_moment(entry["at"]), _enter(found, entry), hands[entry["by"]])


def _enter(found: list[int], entry: Mapping[str, Any]) -> Act:
    def act(work: Work) -> None:
        if entry["kind"] == "closed":
            incidents.close(work, found[0], outcome=entry["text"])
            return
        incidents.add_entry(
            work, found[0], kind=entry["kind"], text=entry["text"], told=entry.get("told", "")
        )
        if "struck" in entry:
            line = incidents.get_incident(work, found[0]).entries[-1]
            incidents.strike(work, found[0], line.id, reason=entry["struck"])

    return act


def _first_watch(work: Work, earlier: int) -> None:
    numbering.keep_above(work, "handover", work.at.year, earlier)
    handover.take_over(work)


def _hand_over(about: Mapping[str, Any], at: datetime, hands: Mapping[str, OfficerRef]) -> Iterator[Event]:
    """Who goes writes and signs, and a minute later who comes takes over in their own name."""
    comes = hands[about["to"]]
    goes = hands["hanlijun" if about["to"] == "zhoumin" else "zhoumin"]

    def write(work: Work) -> None:
        _write(work, about["note"], about.get("orders", ""))
        _sign(work)

    def complete(work: Work) -> None:
        paper = handover.open_handover(work)
        refused: dict[str, str] = {}
        if "refuse" in about:
            items = handover.get_pending(work, paper).items
            refused = {handover.key_of(one): about["refuse"] for one in items if one.feature == "incidents"}
        assert comes.id is not None
        handover.complete(work, paper, officer=comes.id, refused=refused, late_reason=about.get("late", ""))

    yield Event(at, write, goes)
    yield Event(at + _A_MINUTE, complete, comes)


def _write(work: Work, note: str, orders: str = "") -> None:
    paper = handover.open_handover(work)
    handover.write(work, paper, note=note, orders=orders)
    for thing in handover.list_things(work):
        handover.count(work, paper, thing.id, counted=thing.quantity)


def _sign(work: Work) -> None:
    handover.sign_out(work, handover.open_handover(work))


def _hands(read: Read) -> Mapping[str, OfficerRef]:
    return {row.login: row.ref for row in officers.list_officers(read)}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _script() -> dict[str, Any]:
    path = resources() / "demo" / "handover_days.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
