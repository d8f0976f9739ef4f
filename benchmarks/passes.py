"""How fast passes are issued, listed, found, and counted beside a million others (limit, desk, limit in the same run).

    python -m benchmarks.passes                     one JSON line for each job
    python -m benchmarks.passes --count N           with another number of passes
    python -m benchmarks.passes --folder DIR        keep the office in DIR and use it again

Every figure carries its check: what was issued is read back, what is listed is in order, what is counted fits.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.measuring import Took, in_turns, last, open_file, say, say_turns, timed, took
from benchmarks.passes_ground import (
    AT,
    COUNT,
    SINGLE,
    beside_the_chain,
    build,
    form,
    names,
    raw_batch,
    raw_writes,
)
from db import search as index
from db.models import Pass
from db.vocabulary import PassKind, PassState
from duty_desk import audit, ledger, passes, search
from duty_desk.desk import Desk
from duty_desk.passes.importing import write_rows

JOBS = ("issue", "batch", "lists", "counts", "typing", "import")
WARM = 20


def spread(times: Sequence[float]) -> dict[str, float]:
    """Of many times what a figure says."""
    return {"value": statistics.median(times), "p50": statistics.median(times), "p99": last(times)}


def measure_issue(desk: Desk, path: Path, count: int, people: int, single: int) -> None:
    """Passes issued one by one, in turns with the driver alone (J1)."""
    chance = random.Random(3)
    issued: list[passes.IssuedPass] = []

    def one(_place: int) -> None:
        with desk.work() as work:
            issued.append(passes.issue(work, **form(1 + chance.randrange(people))))

    for place in range(WARM):
        one(place)
    base = itertools.count(random.randrange(10**8))
    with beside_the_chain(path):
        turns = in_turns(lambda many: raw_writes(path, [next(base) for _ in range(many)]), one, single)
    numbers = [int(one.number[-5:-1]) for one in issued]
    assert numbers == list(range(numbers[0], numbers[0] + len(issued)))
    with desk.read() as read:
        assert all(passes.find_by_token(read, one.token).pass_id == one.id for one in issued)
        assert all(audit.history(read, "pass", one.id) for one in issued[-20:])
        assert audit.verify(read).broken_at is None
    say_turns("J1 issue", count, turns, checked="found by code, numbers without a gap, chain whole")


def measure_batch(desk: Desk, path: Path, count: int, people: int, many: int) -> None:
    """A thousand passes in one transaction, in turns with the driver alone (J1)."""
    chance = random.Random(5)
    base = itertools.count(random.randrange(10**8))
    ids: list[int] = []
    members = min(many, people)

    def batch(_place: int) -> None:
        listed = [passes.Member(1 + holder) for holder in chance.sample(range(people), members)]
        with desk.work() as work:
            result = passes.issue_batch(work, title="bench", members=listed, **form(None))
        ids.extend(one.id for one in result.issued)

    turns = in_turns(
        lambda _: [raw_batch(path, [next(base) for _ in range(members)])],
        batch,
        3,
        1,
    )
    assert len(set(ids)) == 3 * members
    with desk.read() as read:
        rows = read.session.scalar(
            select(func.count()).where(Pass.id.between(min(ids), max(ids)), Pass.series != "pass.raw")
        )
        assert rows == len(ids)
    say_turns(f"J1 batch, {members} passes", count, turns, checked="as many passes as members")


def measure_lists(desk: Desk, count: int) -> None:
    kind = PassKind.TEMPORARY
    recent = (AT.date() - timedelta(days=30), AT.date())
    requests: dict[str, passes.Request] = {
        "newest numbers": passes.Request(),
        **{
            f"by {column.key}{', backwards' if backwards else ''}": passes.Request(
                sort=column.key, descending=backwards
            )
            for column in passes.ledger_of(kind).columns
            if column.sortable
            for backwards in (False, True)
        },
        "one reason": passes.Request(filters={"reasons": ["teaching"]}),
        "reason never used": passes.Request(filters={"reasons": ["resident"]}),
        "last 30 days": passes.Request(filters={"issued": recent}),
        "a month two years ago": passes.Request(
            filters={"issued": (datetime(2018, 3, 1).date(), datetime(2018, 3, 31).date())}
        ),
        "valid now": passes.Request(filters={"states": [PassState.VALID]}),
        "lost": passes.Request(filters={"states": [PassState.LOST]}),
        "expired": passes.Request(filters={"states": [PassState.EXPIRED]}),
        "one unit": passes.Request(filters={"units": [7]}),
        "search of initials": passes.Request(search="zw"),
        "search of a tail": passes.Request(search="4216"),
    }
    for name, request in requests.items():

        def page(asked: passes.Request = request) -> ledger.Page:
            with desk.read() as read:
                return passes.list_passes(read, kind, asked)

        page()
        times = [timed(page)[0] for _ in range(15)]
        rows = page().rows
        assert len({row.id for row in rows}) == len(rows)
        say(f"list: {name}", n=count, **spread(times), rows=len(rows), checked="no row twice")
    for name in ("newest numbers", "by holder_name", "search of initials"):

        def vector(asked: passes.Request = requests[name]) -> int:
            with desk.read() as read:
                return len(ledger.identifiers(passes.ledger_of(kind), read, asked))

        spent, rows = timed(vector)
        say(f"all identifiers: {name}", n=count, value=spent, rows=rows, checked="counted")


def measure_counts(desk: Desk, count: int) -> None:
    kind = PassKind.TEMPORARY
    recent = (AT.date() - timedelta(days=30), AT.date())
    for name, request in (
        ("everything", passes.Request()),
        ("last 30 days", passes.Request(filters={"issued": recent})),
        ("search", passes.Request(search="zw")),
    ):

        def chips(asked: passes.Request = request) -> passes.Counts:
            with desk.read() as read:
                return passes.count_chips(read, kind, asked)

        counts = chips()
        times = [timed(chips)[0] for _ in range(5)]
        assert sum(counts.states.values()) == sum(counts.reasons.values())
        say(f"counts: {name}", n=count, **spread(times), checked="states and reasons give the same sum")


def measure_type_ahead(desk: Desk, path: Path, count: int, people: int, queries: int) -> None:
    """What officers type, in turns with the bare full-text query (J10)."""
    called = names(people)
    chance = random.Random(11)
    typed: list[tuple[str, str]] = []
    for _ in range(queries):
        holder = chance.randrange(people)
        name = called[holder]
        texts = (
            name[:1],
            name,
            search.initials(name)[:2],
            search.initials(name),
            f"{holder:08d}"[-4:],
            f"{chance.randrange(9999):04d}",
            "".join(search.sort_key(name).split()),
        )
        typed.append((chance.choice(texts), name))
    found: list[bool] = []

    def ask(place: int) -> None:
        text, name = typed[place]
        with desk.read() as read:
            rows = passes.suggest(read, text, kind=PassKind.TEMPORARY)
        if text == name:
            # Whoever has no pass of this kind is not found; nobody is whose name does not hold what was typed.
            found.append(all(name in one.row.holder_name for one in rows))

    for place in range(min(WARM, queries)):
        ask(place)
    bare = open_file(path)
    places = itertools.cycle(range(queries))

    def limit(many: int) -> list[Took]:
        wanted = [index.expression("sqlite", search.terms(typed[next(places)][0])) for _ in range(many)]
        statement = "SELECT rowid FROM pass_fts WHERE pass_fts MATCH ? ORDER BY rowid DESC LIMIT 8"
        return [took(lambda q=q: bare.execute(statement, (q,)).fetchall())[0] for q in wanted]

    turns = in_turns(limit, ask, queries)
    bare.close()
    assert found
    assert all(found)
    say_turns("J10", count, turns, checked="who is asked for by name is who is shown")


class Row:
    """A judged row of a register."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.sheet = "bench"
        self.values = values


def measure_import(desk: Desk, count: int) -> None:
    """A register written, all of it or nothing (J13)."""
    called = names(count)
    day = AT.date()
    salt = time.monotonic_ns() % 10**9
    rows = [
        Row(
            {
                "no": "",
                "date": day,
                "name": name,
                "id_type": "other",
                "id_no": f"BENCH{salt}{place:05d}"[-20:],
                "phone": f"19900{place:06d}",
                "unit": "Unit 03",
                "reason": "bench",
                "category": "duty",
                "gates": ("Gate 1",),
                "valid_from": day,
                "valid_to": day + timedelta(days=3),
                "temp": 36.5,
                "histories": "",
                "approver": "Leader",
                "handler": "Bench",
                "status": "issued",
            }
        )
        for place, name in enumerate(called)
    ]

    def stored() -> int:
        with desk.read() as read:
            return read.session.scalar(select(func.count()).select_from(Pass)) or 0

    before = stored()

    def write() -> int:
        with desk.work() as work:
            return write_rows(work, "passes", rows).count

    spent, written = took(write)
    assert written == len(rows) == stored() - before
    say(
        "J13 write",
        n=count,
        value=spent.clock,
        work=spent.work,
        checked="as many passes more as rows",
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        wanted = options.only.split(",") if options.only else JOBS
        run(options.folder or Path(temporary), options.count, wanted)


def run(
    folder: Path,
    count: int,
    jobs: Sequence[str] = JOBS,
    *,
    single: int = SINGLE,
    batch: int = 1000,
    rows: int = 10_000,
) -> None:
    """Build where it is not there yet, and measure."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = build(folder, count)
    assert desk.path is not None
    path = desk.path
    people = max(1000, count // 4)
    acts: dict[str, Callable[[], Any]] = {
        "issue": lambda: measure_issue(desk, path, count, people, single),
        "batch": lambda: measure_batch(desk, path, count, people, batch),
        "lists": lambda: measure_lists(desk, count),
        "counts": lambda: measure_counts(desk, count),
        "typing": lambda: measure_type_ahead(desk, path, count, people, single),
        "import": lambda: measure_import(desk, rows),
    }
    for name in jobs:
        acts[name]()
    desk.close()


if __name__ == "__main__":
    main()
