"""What was changed of stays and rooms behind the program's back is found, and said in a sentence (I-08)."""

from __future__ import annotations

import pytest

from duty_desk import check, isolation
from tests.duty_desk.isolation.conftest import Site

pytestmark = pytest.mark.slow

# What is done, and which sentence must come of it. 1 is alone in a room, 2 and 3 share one, 4 is expected.
DAMAGE = {
    "another bed": ("UPDATE stay_room SET bed = 2 WHERE stay_id = 1", "stay_without_bed"),
    "another room": ("UPDATE stay SET room_id = 3 WHERE id = 1", "stay_without_bed"),
    "one who left": ("UPDATE stay SET state = 'ended' WHERE id = 1", "bed_without_stay"),
    "a room said to be free": ("UPDATE room SET state = 'to_clean' WHERE id = 1", "bed_in_wrong_room"),
    "a bed left": ("UPDATE stay_room SET until_at = from_at WHERE stay_id = 1", "room_without_stay"),
    "a promise forgotten": ("UPDATE stay SET room_id = NULL WHERE state = 'approved'", "room_without_stay"),
    "strangers": ("UPDATE stay_room SET room_id = 1, bed = 2 WHERE stay_id = 2", "strangers"),
    "too many": ("UPDATE room SET beds = 1 WHERE id = 4", "too_many"),
    "no approval": ("UPDATE stay SET approved_at = NULL WHERE id = 1", "stay_without_papers"),
    "no notice": ("UPDATE stay SET notice = NULL WHERE id = 1", "stay_without_papers"),
    "not kept in": ("UPDATE restriction SET lifted_at = created_at WHERE source_id = 1", "stay_not_kept_in"),
    "a bed twice": (
        "INSERT INTO stay_room (stay_id, room_id, bed, from_at, until_at) "
        "VALUES (2, 1, 1, '2020-03-06 12:00:00', '2020-03-06 13:00:00')",
        "bed_twice",
    ),
}


@pytest.fixture
def busy(site: Site) -> Site:
    """Somebody alone, two who share, one expected, and one who moved twice within a minute."""
    site.admitted()
    for name in ("费然", "陶以筠"):
        site.admitted(name, "MG1-101", category="other")
    stay = site.approved("万景峻")
    with site.desk.work(site.keeper) as work:
        isolation.reserve(work, stay, room=site.rooms["NH-EX2-102"], version=site.version(stay))
    with site.desk.work(site.keeper) as work:
        version = site.version(1)
        isolation.move(work, 1, room=site.rooms["NH-EX2-201"], reason="漏水", version=version)
    with site.desk.work(site.keeper) as work:
        isolation.undo_move(work, 1, version=site.version(1))
    return site


def test_what_nobody_touched_fits_together(busy: Site) -> None:
    assert check.run(busy.desk, full=True) == ()
    assert check.run(busy.desk) == ()


@pytest.mark.parametrize(("damage", "code"), DAMAGE.values(), ids=DAMAGE)
def test_whatever_was_changed_behind_our_back_is_found(busy: Site, damage: str, code: str) -> None:
    with busy.desk.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql(damage)
    found = check.run(busy.desk, full=True)
    assert code in [finding.code for finding in found]
    assert all("{" not in finding.text for finding in found)
    assert (code in [finding.code for finding in check.run(busy.desk)]) is (code != "bed_twice")
