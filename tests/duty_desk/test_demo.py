"""The sample office: ready at once, alive on its afternoon, and never mistaken for a real one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Incident, Pass, Restriction
from db.vocabulary import CrossingKind, PassKind, PassState, Role, RoomState
from duty_desk import (
    audit,
    check,
    demo,
    disinfection,
    gate,
    handover,
    incidents,
    isolation,
    ledger,
    passes,
    rooms,
    settings,
)
from duty_desk.desk import Desk, open_desk
from duty_desk.disinfection import Shown
from duty_desk.errors import StorageError
from duty_desk.isolation import board as isolation_board
from duty_desk.isolation import meals
from duty_desk.isolation.board import Mark
from duty_desk.ledger import Request
from duty_desk.passes import tokens
from duty_desk.people import officers, places
from duty_desk.strings import set_language

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where filled offices are kept, with one on it, made by who reads English; what lay in its place was broken."""
    folder = tmp_path_factory.mktemp("cache") / "demo"
    folder.mkdir()
    demo.kept_file(folder).write_bytes(b"half")
    set_language("en")
    try:
        demo.open_demo(tmp_path_factory.mktemp("first"), kept=folder).close()
    finally:
        set_language("zh_CN")
    return folder


@pytest.fixture
def sample(shelf: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = demo.open_demo(tmp_path / "sample", kept=shelf)
    yield desk
    desk.close()


def test_it_is_full_and_whole(sample: Desk) -> None:
    with sample.read() as read:
        kinds = passes.count_kinds(read)
        assert (kinds[PassKind.TEMPORARY], kinds[PassKind.MATERIAL], kinds[PassKind.CREW]) == (430, 537, 40)
        assert settings.get(read, "office.name") == "西岭理工大学总务处"
        assert audit.verify(read).broken_at is None
    assert check.run(sample, full=True) == ()


def test_its_records_are_in_chinese_though_it_was_first_opened_in_english(sample: Desk) -> None:
    with sample.read() as read:
        homes = read.session.scalars(select(Pass.place).where(Pass.household_id.is_not(None))).all()
        written = [
            *read.session.scalars(select(Restriction.reason)),
            *read.session.scalars(select(Incident.title)),
            *read.session.scalars(select(Pass.end_reason).where(Pass.end_reason.is_not(None))),
        ]
    assert len(homes) > 3
    assert [home for home in homes if "号楼" not in (home or "")] == []
    assert [text for text in written if text and text.isascii()] == []


def test_its_list_of_passes_is_alive_and_the_published_sums_stay(sample: Desk) -> None:
    with sample.read() as read:
        states = passes.count_states(read, PassKind.TEMPORARY, Request())
        assert (states[PassState.VALID], states[PassState.LAST_DAY]) == (84, 12)
        assert sum(states.values()) == 430
        groups = passes.count_chips(read, PassKind.TEMPORARY, Request()).groups
        assert sorted(groups.values(), reverse=True)[:3] == [227, 185, 18]
        assert passes.headline(read).issued_today == 26
        alive = Request(filters={"states": [PassState.VALID]})
        first = passes.list_passes(read, PassKind.TEMPORARY, alive, limit=1).rows[0]
        assert passes.get_pass(read, first.id).check_code


def test_its_rooms_are_those_of_the_observation_site_and_of_emergency_housing(sample: Desk) -> None:
    with sample.read() as read:
        found = {site.name: site.rooms for site in rooms.list_sites(read)}
        assert found == {"医学观察点": 102, "应急房源": 240}
        assert all(rooms.counts(read, site="医学观察点")[state] for state in ("free", "occupied", "to_clean"))


def test_its_disinfection_team_is_at_work(sample: Desk) -> None:
    with sample.read() as read:
        grid = disinfection.day_grid(read, demo.START.date())
        rooms_back = disinfection.list_terminal(read)
    assert (grid.done, grid.due_so_far, grid.total) == (37, 40, 55)
    assert (grid.counts[Shown.OVERDUE], grid.counts[Shown.DUE], grid.counts[Shown.LATER]) == (3, 2, 13)
    states = Counter(row.room.state for row in rooms_back)
    assert (states[RoomState.CLEANING], states[RoomState.TO_CHECK]) == (1, 1)
    assert states[RoomState.TO_CLEAN] >= 7


def test_its_observation_site_is_at_work(sample: Desk) -> None:
    with sample.read() as read:
        board = isolation_board.board(read, site="医学观察点")
        lunch = meals.meals(read, demo.START.date(), "lunch")
        waiting = isolation.count_open_items(read)
    assert board.counts[RoomState.OCCUPIED] == 26
    assert (board.problems[Mark.MISSING], board.problems[Mark.FEVER]) == (4, 1)
    assert Counter(row.outcome for row in lunch.doors) == {"given": 25, "declined": 1}
    assert (waiting["retest_due"], waiting["reading_missed"], waiting["stay_to_admit"]) == (1, 4, 1)


def test_its_gates_are_at_work(sample: Desk) -> None:
    with sample.read() as read:
        inside = gate.count_inside(read)
        assert inside[CrossingKind.CREW] >= 30
        assert all(inside[kind] for kind in (CrossingKind.MATERIAL, CrossingKind.VISIT, CrossingKind.VEHICLE))
        assert min(row.since.date() for row in gate.list_inside(read)) == demo.START.date()
        assert gate.count_open_items(read)["retest_due"] == 1
        east = next(row.id for row in places.list_gates(read) if row.code == "NH-E")
        assert gate.latest_at(read, east)[0].at.hour == 17


def test_its_clock_stands_on_the_afternoon_and_its_officer_at_the_desk(sample: Desk) -> None:
    assert timedelta(0) <= sample.now - demo.START < timedelta(minutes=5)
    assert (sample.officer.name, sample.officer.role) == ("周敏", Role.ADMINISTRATOR)
    with sample.read() as read:
        found = {row.name: row.role for row in officers.list_officers(read, active_only=True)}
    assert found["马文涛"] == Role.LEADER
    assert set(found.values()) == set(Role)


def test_it_is_known_as_a_sample_by_whoever_opens_it(sample: Desk) -> None:
    assert sample.is_demo
    again = open_desk(sample.folder)
    assert again.is_demo
    again.close()
    with sample.read() as read:
        assert tokens.is_demo(read)


def test_its_codes_open_no_real_gate_and_real_ones_not_its_own() -> None:
    sample, real = tokens.new_token(demo=True), tokens.new_token()
    assert tokens.is_token(sample, demo=True)
    assert not tokens.is_token(sample)
    assert not tokens.is_token(real, demo=True)
    assert tokens.is_foreign(real, demo=True)


def test_a_kept_one_is_used_while_nothing_changed_and_a_broken_one_is_not(
    shelf: Path, tmp_path: Path
) -> None:
    (kept,) = shelf.iterdir()
    assert kept.read_bytes()[:6] == b"SQLite"
    before = kept.stat().st_mtime_ns
    desk = demo.open_demo(tmp_path / "a", kept=shelf)
    assert kept.stat().st_mtime_ns == before
    with desk.read() as read:
        assert passes.count_kinds(read)[PassKind.TEMPORARY] == 430
    desk.close()


def test_two_samples_do_not_share_what_is_done_in_them(shelf: Path, sample: Desk, tmp_path: Path) -> None:
    with sample.work() as work:
        settings.put(work, "office.phone", "1")
    other = demo.open_demo(tmp_path / "other", kept=shelf)
    with other.read() as read:
        assert settings.get(read, "office.phone") == "6010"
    other.close()


def test_it_takes_no_folder_that_is_in_use(shelf: Path, sample: Desk) -> None:
    with pytest.raises(StorageError):
        demo.open_demo(sample.folder, kept=shelf)


def test_a_throw_away_one_is_gone_when_it_is_closed(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUTY_DESK_CACHE", str(shelf.parent))
    desk = demo.open_throw_away()
    assert desk.path is not None
    assert desk.path.exists()
    desk.close()
    assert not desk.folder.exists()


def test_its_desk_goes_from_hand_to_hand(sample: Desk) -> None:
    with sample.read() as read:
        ready = handover.readiness(read)
        rows = ledger.page(handover.HANDOVERS, read, Request(sort="done_at", descending=True)).rows
        found = incidents.list_incidents(read)
    assert ready.watch is not None
    assert (ready.watch.officer_name, ready.comes, ready.ready) == ("周敏", "韩立军", True)
    assert [(row.goes, row.comes) for row in rows[:2]] == [("韩立军", "周敏"), ("周敏", "韩立军")]
    assert (len(rows), rows[0].number) == (6, "交字〔2020〕第0043号")
    # The bulletin of that day counts four.
    assert [(row.title, row.closed_at is None) for row in found] == [
        ("体温异常", True),
        ("水暖抢修", False),
        ("体温异常", False),
        ("供电倒闸", False),
    ]
