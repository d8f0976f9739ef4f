"""What may not meet: in one can, one after another at a place, over people, over a room in which somebody lives."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from db.models import Area, Room, RoomEvent
from db.vocabulary import Agent, Method
from duty_desk import disinfection
from duty_desk.disinfection import clash
from duty_desk.disinfection.clash import Caution, Other, clashes
from duty_desk.errors import InputError, Refusal
from tests.conftest import on_sqlite
from tests.duty_desk.disinfection.conftest import Site, at

WIPE: dict[str, Any] = {"method": Method.WIPE, "at": at(12)}


@pytest.mark.parametrize(
    ("one", "other", "forbidden"),
    [
        (Agent.CHLORINE, Other.ACID, True),
        (Agent.CHLORINE, Agent.ALCOHOL, True),
        (Agent.CHLORINE, Agent.PERACETIC, True),
        (Agent.CHLORINE, Other.AMMONIA, True),
        (Agent.CHLORINE, Other.CLEANER, True),
        (Agent.CHLORINE, Other.HOT_WATER, True),
        (Agent.PERACETIC, Other.ALKALI, True),
        (Agent.ALCOHOL, Agent.QUATERNARY, False),
        (Agent.CHLORINE, Agent.UV, False),
        (Agent.ALCOHOL, Other.ACID, False),
    ],
)
def test_pairs_clash_in_either_order(one: str, other: str, forbidden: bool) -> None:
    assert clashes(one, other) is clashes(other, one) is forbidden


def test_nothing_clashes_with_itself() -> None:
    assert not any(clashes(agent, agent) for agent in Agent)


def check(site: Site, agent: Agent = Agent.ALCOHOL, **more: Any) -> tuple[Caution, ...]:
    with site.desk.read() as read:
        return clash.check(read, agent=agent, **{**WIPE, **more})


def test_what_was_used_shortly_before_bars_the_next_product_and_names_the_way_out(site: Site) -> None:
    site.record(area=site.areas["A04"], agent="chlorine", started_at=at(8), ended_at=at(8, 40))
    place = {"area": site.areas["A04"]}
    with pytest.raises(Refusal) as refused:
        check(site, **place)
    assert refused.value.key == "disinfection_mix.refusal.clash_here"
    for said in ("3月6日 08:40", "含氯消毒液", "酒精", "24 小时", "冲洗"):
        assert said in refused.value.text
    # The same again, another place, rinsed and aired, or a day later: allowed.
    assert check(site, Agent.CHLORINE, **place) == ()
    assert check(site, area=site.areas["A01"]) == ()
    assert check(site, rinsed=True, **place) == ()
    assert check(site, at=at(8) + timedelta(hours=24, seconds=1), **place) == ()
    with pytest.raises(Refusal):
        check(site, at=at(8) + timedelta(hours=24), **place)


def test_only_the_last_product_counts_and_none_that_was_withdrawn(site: Site) -> None:
    area = site.areas["A04"]
    first = site.record(area=area, agent="chlorine", started_at=at(8), ended_at=at(8, 40))
    site.record(area=area, agent="alcohol", rinsed=True, started_at=at(9), ended_at=at(9, 10))
    assert check(site, area=area) == ()
    with pytest.raises(Refusal):
        check(site, Agent.CHLORINE, area=area)
    with site.desk.read() as read:
        last = clash.last_used(read, at=at(8, 50), area=area)
    assert last is not None
    assert (last.agent, last.at) == (Agent.CHLORINE, at(8, 40))
    with site.desk.work(site.keeper) as work:
        disinfection.withdraw(work, first.id, reason="登记重复")
    with site.desk.read() as read:
        assert clash.last_used(read, at=at(8, 50), area=area) is None


def test_a_record_asks_the_same_rule(site: Site) -> None:
    area = site.areas["A04"]
    site.record(area=area, agent="chlorine", started_at=at(8), ended_at=at(8, 40))
    with pytest.raises(Refusal):
        site.record(area=area, agent="alcohol", started_at=at(10), ended_at=at(10, 5))
    site.record(area=area, agent="alcohol", rinsed=True, started_at=at(10), ended_at=at(10, 5))


@on_sqlite
def test_people_are_not_sprayed(site: Site) -> None:
    for method in (Method.SPRAY, Method.FUMIGATE):
        with pytest.raises(InputError) as refused:
            check(site, Agent.CHLORINE, method=method, thing="people")
        assert refused.value.field == "method"
    assert check(site, thing="people") == ()
    with site.desk.work() as work:
        gate = Area(code="Z1", name="校门人员消毒通道")
        work.session.add(gate)
        work.session.flush()
        key = gate.id
    with pytest.raises(InputError):
        site.record(area=key, method="spray")


@on_sqlite
def test_ultraviolet_is_for_air_not_for_surfaces(site: Site) -> None:
    with pytest.raises(InputError) as refused:
        check(site, Agent.UV, method=Method.UV, thing="floor")
    assert refused.value.field == "method"
    assert check(site, Agent.UV, method=Method.UV, thing="air") == ()


def test_no_ultraviolet_and_no_fumes_over_somebody(site: Site) -> None:
    room = min(site.rooms.values())
    with site.desk.work() as work:
        work.session.get_one(Room, room).state = "occupied"
        work.session.add(RoomEvent(room_id=room, at=at(9), before="free", after="occupied"))
    for method in (Method.UV, Method.FUMIGATE):
        with pytest.raises(Refusal):
            check(site, Agent.NONE, method=method, thing="air", room=room)
        # An hour before somebody moved in the room was empty.
        assert check(site, Agent.NONE, method=method, thing="air", room=room, at=at(8)) == ()
    with site.desk.read() as read, pytest.raises(Refusal):
        clash.check_empty(read, room, Method.UV, at(8), datetime(2020, 3, 6, 9, 1))
    assert check(site, room=room) == ()


@pytest.mark.parametrize(
    ("agent", "method", "thing", "said"),
    [
        (Agent.ALCOHOL, Method.SPRAY, "touched", (Caution.ALCOHOL_SPRAY,)),
        (Agent.ALCOHOL, Method.WIPE, "metal", ()),
        (Agent.CHLORINE, Method.WIPE, "metal", (Caution.METAL,)),
        (Agent.CHLORINE, Method.SOAK, "textile", (Caution.TEXTILE,)),
        (Agent.PERACETIC, Method.WIPE, "metal", (Caution.METAL,)),
        (Agent.CHLORINE, Method.MOP, "floor", ()),
    ],
)
def test_cautions(agent: Agent, method: Method, thing: str, said: tuple[Caution, ...]) -> None:
    assert clash.cautions(agent, method, thing) == said
    assert len(clash.caution_words(said)) == len(said)
