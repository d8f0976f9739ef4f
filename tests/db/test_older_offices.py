"""Offices of older schemas, full of work, are upgraded whole and count the same as before (acceptance check R-40)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import migrate, snapshot
from duty_desk import audit, check, demo, passes
from duty_desk.desk import SYSTEM, Desk, open_desk
from duty_desk.passes import PassKind
from tests.conftest import NOON, Clock
from tests.db import offices
from tests.faults.conftest import rounds
from tests.faults.report import tried

pytestmark = pytest.mark.slow

KEPT = offices.kept()
# Of the sample office, which is large, the usual run upgrades two.
OLD = [one for one in sorted(migrate.known_revisions()) if offices.FIRST <= one < migrate.HEAD]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample office of today."""
    desk = demo.open_demo(tmp_path_factory.mktemp("full") / "office")
    yield desk
    desk.close()


def go_on(desk: Desk, revision: str) -> None:
    """Work goes on in it, and the old file is still there."""
    with desk.work(SYSTEM) as work:
        audit.record(work, action="office.move")
    desk.close()
    (kept,) = (desk.folder / "backups").glob("before-upgrade-*.db")
    assert snapshot.prove(kept).revision == revision


@pytest.mark.parametrize("revision", KEPT[:: rounds(6, 1)])
def test_a_kept_office_of_each_schema_is_upgraded_whole_and_counts_the_same(
    revision: str, tmp_path: Path
) -> None:
    """Acceptance check R-40: a file of each revision, kept as it was made with it, and the figures that were counted then."""
    known = json.loads(offices.FIGURES.read_text(encoding="utf-8"))[revision]
    offices.unpack(revision, tmp_path / "office.db")
    desk = open_desk(tmp_path, clock=Clock(NOON))
    assert migrate.revision_of(desk.engine) == migrate.HEAD
    assert check.run(desk, full=True) == ()
    assert offices.facts(desk) == {"figures": known["figures"], "head": known["head"]}
    assert offices.count_rows(tmp_path / "office.db", list(known["rows"])) == known["rows"]
    if revision != migrate.HEAD:
        go_on(desk, revision)
    desk.close()
    tried("R-40", f"kept office of schema {revision} upgraded", 1, rows=sum(known["rows"].values()))


@pytest.mark.parametrize("revision", OLD[:: rounds(len(OLD) - 1, 1)])
def test_an_older_sample_office_is_upgraded_whole_and_counts_the_same(
    full: Desk, revision: str, tmp_path: Path
) -> None:
    """Acceptance check R-40: as much as a real office has."""
    before = offices.made_old(full, revision, tmp_path)
    assert before["pass"] > 1000
    desk = open_desk(tmp_path, clock=full.clock)
    assert migrate.revision_of(desk.engine) == migrate.HEAD
    assert check.run(desk, full=True) == ()
    assert offices.facts(desk) == offices.facts(full)
    with desk.read() as read:
        assert len(passes.list_passes(read, PassKind.TEMPORARY, limit=500).rows) == 430
    assert offices.count_rows(tmp_path / "office.db", list(before)) == before
    go_on(desk, revision)
    tried("R-40", f"sample office of schema {revision} upgraded", 1, rows=sum(before.values()))


def test_of_every_schema_since_the_first_passes_an_office_is_kept() -> None:
    """Acceptance check R-40: the newest one may still change until it is handed on."""
    assert KEPT
    assert set(OLD) <= set(KEPT)
