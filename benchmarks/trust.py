"""How long the proofs take that an office is trusted by: its chain recomputed (check S-41), an older office upgraded (check R-44).

    python -m benchmarks.trust                      one JSON line for each figure
    python -m benchmarks.trust chain --count N      with another number of entries
    python -m benchmarks.trust upgrade --folder DIR keep the office with 100,000 passes in DIR and use it again

An older office is that of today written into an older schema as far as it has a place for it. Measured is opening it, with the copy that
is upgraded, the copy that is kept, indexes and guards made anew and everything compared; rows and the head of the chain are as before.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.ground import new_office
from benchmarks.measuring import say, took
from benchmarks.passes_ground import AT, build
from db import migrate
from duty_desk import audit, demo
from duty_desk.desk import SYSTEM, Desk, open_desk
from tests.db import offices

JOBS = ("chain", "upgrade")
ENTRIES, PASSES, AT_ONCE = 200_000, 100_000, 5_000
# The oldest that holds passes, and the last before today's.
OLD = (offices.FIRST, sorted(migrate.known_revisions())[-2])


def chain(folder: Path, count: int) -> None:
    """Every entry read and its keyed digest recomputed."""
    desk = new_office(folder / "chain", AT)
    with desk.read() as read:
        first = audit.head_of(read)[0]
    for start in range(first, count, AT_ONCE):
        with desk.work(SYSTEM) as work:
            for place in range(start, min(count, start + AT_ONCE)):
                audit.record(
                    work,
                    action="gate.pass",
                    subject=("crossing", place),
                    after={"direction": "in", "gate": 1, "temperature": 36.5, "verdict": "ok"},
                    private={"person": place},
                )
    with desk.read() as read:
        spent, proved = took(lambda: audit.verify(read))
    assert (proved.entries, proved.broken_at) == (count, None)
    desk.close()
    say(
        "chain proved",
        n=count,
        unit="s",
        value=spent.clock / 1000,
        work=spent.work / 1000,
        checked="every entry fits",
    )


def upgrade(full: Desk, name: str, folder: Path) -> None:
    """An office of two older schemas, opened by the program of today."""
    for revision in OLD:
        old = folder / f"{name}-{revision}"
        old.mkdir()
        before = offices.made_old(full, revision, old)
        spent, desk = took(lambda old=old: open_desk(old, clock=full.clock))
        assert migrate.revision_of(desk.engine) == migrate.HEAD
        assert offices.count_rows(old / "office.db", list(before)) == before
        with desk.read() as read, full.read() as wanted:
            assert audit.head_of(read) == audit.head_of(wanted)
        desk.close()
        say(
            f"{name} upgraded from {revision}",
            n=before["pass"],
            unit="s",
            value=spent.clock / 1000,
            work=spent.work / 1000,
            checked="rows by table and the head of the chain as before",
            rows=sum(before.values()),
            megabytes=round((old / "office.db").stat().st_size / 1e6),
        )
        shutil.rmtree(old)


def main(arguments: list[str] | None = None) -> None:
    """Do the jobs that were named, or both."""
    parser = argparse.ArgumentParser(
        prog="benchmarks.trust", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "jobs", nargs="*", choices=(*JOBS, []), metavar="JOB", help="chain, upgrade; both without one"
    )
    parser.add_argument("--count", type=int, default=ENTRIES, metavar="N")
    parser.add_argument("--folder", type=Path, metavar="DIR")
    asked = parser.parse_args(arguments)
    jobs = asked.jobs or JOBS
    with tempfile.TemporaryDirectory(dir=asked.folder) as temporary:
        place = Path(temporary)
        if "chain" in jobs:
            chain(place, asked.count)
        if "upgrade" in jobs:
            sample = demo.open_demo(place / "sample")
            upgrade(sample, "sample office", place)
            sample.close()
            big = build(asked.folder or place, PASSES)
            upgrade(big, "office", place)
            big.close()


if __name__ == "__main__":
    main()
