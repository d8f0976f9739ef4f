"""How fast passes are issued, listed, found, counted and printed beside a million others (limit, desk, limit in the same run).

    python -m benchmarks.passes                     one JSON line for each job
    python -m benchmarks.passes --count N           with another number of passes
    python -m benchmarks.passes --folder DIR        keep the office in DIR and use it again

Every figure carries its check: what was issued is read back, what is listed is in order, what is counted fits, what is printed decodes.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.passes_ground import AT, COUNT, IN_TURN, QUERIES, SINGLE, build, names, raw_batch, raw_writes
from db.vocabulary import PassKind, PassState
from duty_desk import ledger, passes, search
from duty_desk.desk import Desk
from duty_desk.passes import papers, tokens
from duty_desk.passes.importing import write_rows


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = job()
    return (time.perf_counter() - begun) * 1000, result


class Spent:
    """Processor seconds of a side of a comparison: others on the machine lengthen the time, hardly the work."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __enter__(self) -> None:
        self.seconds -= time.process_time()

    def __exit__(self, *_error: object) -> None:
        self.seconds += time.process_time()


def spread(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50_ms": round(statistics.median(ordered), 2),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2),
    }


def say(job: str, **figures: Any) -> None:
    print(json.dumps({"job": job, **figures}, ensure_ascii=False), flush=True)


def form(holder: int | None, **more: Any) -> dict[str, Any]:
    return {
        "kind": PassKind.TEMPORARY,
        "holder": holder,
        "reason": "duty",
        "reason_text": "bench",
        "gates": [1, 2],
        "valid_from": AT,
        "valid_until": datetime(2020, 3, 10),
        "approver": 2,
        "temperature": 36.5,
        "history_clear": True,
        "another": True,
        **more,
    }


def measure_issue(desk: Desk, path: Path, people: int) -> None:
    chance = random.Random(3)

    def one(holder: int) -> passes.IssuedPass:
        with desk.work() as work:
            return passes.issue(work, **form(holder))

    for _ in range(20):
        one(1 + chance.randrange(people))
    base = random.randrange(10**8)
    limits: list[float] = []
    results: list[tuple[float, passes.IssuedPass]] = []
    bare, ours = Spent(), Spent()
    # In turns, so that both meet the same load of the machine.
    for turn in range(0, SINGLE, IN_TURN):
        with bare:
            limits += raw_writes(path, base + turn, IN_TURN)
        with ours:
            results += [timed(lambda: one(1 + chance.randrange(people))) for _ in range(IN_TURN)]
    limits += raw_writes(path, base + SINGLE, IN_TURN)
    issued = [result for _, result in results]
    with desk.read() as read:
        assert all(passes.find_by_token(read, one.token).pass_id == one.id for one in issued)
        numbers = [int(one.number[-5:-1]) for one in issued]
        assert numbers == list(range(numbers[0], numbers[0] + SINGLE))
    limit = statistics.median(limits)
    desk_time = statistics.median(time for time, _ in results)
    say(
        "J1 issue",
        **spread([time for time, _ in results]),
        limit_ms=round(limit, 2),
        share=round(limit / desk_time, 2),
        cpu_ms=round(ours.seconds * 1000 / SINGLE, 2),
        limit_cpu_ms=round(bare.seconds * 1000 / SINGLE, 2),
        cpu_share=round(bare.seconds / ours.seconds, 2),
    )


def measure_batch(desk: Desk, path: Path, people: int) -> list[int]:
    chance = random.Random(5)
    base = random.randrange(10**8)
    bare, ours = Spent(), Spent()
    limits = [raw_batch(path, base, 1000)]
    times: list[float] = []
    ids: list[int] = []
    for turn in range(3):
        members = [passes.Member(1 + holder) for holder in chance.sample(range(people), min(1000, people))]

        def batch(listed: list[passes.Member] = members) -> passes.BatchResult:
            with desk.work() as work:
                return passes.issue_batch(work, title="bench", members=listed, **form(None))

        with ours:
            took, result = timed(batch)
        times.append(took)
        ids = [one.id for one in result.issued]
        assert len(ids) == len(members)
        with bare:
            limits.append(raw_batch(path, base + 1000 * (turn + 1), 1000))
    limit, middle = statistics.median(limits), statistics.median(times)
    say(
        "batch of 1,000",
        ms=round(middle),
        limit_ms=round(limit),
        share=round(limit / middle, 2),
        cpu_ms=round(ours.seconds * 1000 / 3),
        limit_cpu_ms=round(bare.seconds * 1000 / 3),
        cpu_share=round(bare.seconds / ours.seconds, 2),
    )
    return ids


def measure_lists(desk: Desk) -> None:
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
        say(f"first page: {name}", **spread(times), rows=len(page().rows))
    for name in ("newest numbers", "by holder_name", "search of initials"):

        def vector(asked: passes.Request = requests[name]) -> int:
            with desk.read() as read:
                return len(ledger.identifiers(passes.ledger_of(kind), read, asked))

        took, rows = timed(vector)
        say(f"all identifiers: {name}", ms=round(took), rows=rows)


def measure_counts(desk: Desk) -> None:
    kind = PassKind.TEMPORARY
    recent = (AT.date() - timedelta(days=30), AT.date())
    for name, request in (
        ("everything", passes.Request()),
        ("last 30 days", passes.Request(filters={"issued": recent})),
        ("search", passes.Request(search="zw")),
    ):

        def count(asked: passes.Request = request) -> passes.Counts:
            with desk.read() as read:
                return passes.count_chips(read, kind, asked)

        counts = count()
        times = [timed(count)[0] for _ in range(5)]
        assert sum(counts.states.values()) == sum(counts.reasons.values())
        say(f"chips and states: {name}", **spread(times), rows=sum(counts.reasons.values()))

    def series() -> Any:
        with desk.read() as read:
            return passes.count_kinds(read), passes.headline(read)

    series()
    say("series and headline", **spread([timed(series)[0] for _ in range(5)]))


def measure_type_ahead(desk: Desk, people: int) -> None:
    called = names(people)
    chance = random.Random(11)
    typed: list[str] = []
    for _ in range(QUERIES):
        holder = chance.randrange(people)
        name = called[holder]
        typed.append(
            chance.choice(
                [
                    name[:1],
                    name,
                    search.initials(name)[:2],
                    search.initials(name),
                    f"{holder:08d}"[-4:],
                    f"{chance.randrange(9999):04d}",
                    "".join(search.sort_key(name).split()),
                ]
            )
        )
    found = 0

    def ask(text: str) -> int:
        with desk.read() as read:
            return len(passes.suggest(read, text, kind=PassKind.TEMPORARY))

    for text in typed[:20]:
        ask(text)
    times: list[float] = []
    for text in typed:
        took, n = timed(lambda text=text: ask(text))
        times.append(took)
        found += n > 0
    say("J10 type-ahead", **spread(times), answered=round(found / len(typed), 2))


def measure_paper(desk: Desk, ids: Sequence[int]) -> None:
    def draw() -> bytes:
        with desk.work() as work:
            ready = papers.cards_to_print(work, ids)
        return papers.draw(ready, "a6")

    draw()
    took, data = timed(draw)
    limit = limit_of_paper(len(ids))
    say(
        "J3 1,000 A6 passes",
        ms=round(took),
        bytes=len(data),
        limit_ms=round(limit),
        share=round(limit / took, 2),
    )


def limit_of_paper(count: int) -> float:
    """Milliseconds for bare pages with one code each."""
    from reportlab.pdfgen.canvas import Canvas

    from duty_desk.paper.qr import matrix

    begun = time.perf_counter()
    canvas = Canvas(BytesIO(), pagesize=(298, 420))
    for _ in range(count):
        path = canvas.beginPath()
        for y, line in enumerate(matrix(tokens.new_token())):
            for x, dark in enumerate(line):
                if dark:
                    path.rect(20 + x * 3, 20 + y * 3, 3, 3)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return (time.perf_counter() - begun) * 1000


class Row:
    """A judged row of a register."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.sheet = "bench"
        self.values = values


def measure_import(desk: Desk) -> None:
    called = names(10_000)
    day = AT.date()
    rows = [
        Row(
            {
                "no": "",
                "date": day,
                "name": name,
                "id_type": "other",
                "id_no": f"BENCH{time.monotonic_ns() % 10**9}{place:05d}"[-20:],
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

    def write() -> int:
        with desk.work() as work:
            return write_rows(work, "passes", rows).count

    spent = Spent()
    with spent:
        took, n = timed(write)
    assert n == len(rows)
    say("J13 write 10,000 imported rows", ms=round(took), cpu_ms=round(spent.seconds * 1000))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        took, desk = timed(lambda: build(folder, options.count))
        path = folder / f"passes-{options.count}" / "office.db"
        people = max(1000, options.count // 4)
        say("build", seconds=round(took / 1000), passes=options.count, megabytes=path.stat().st_size >> 20)
        ids: list[int] = []
        jobs: dict[str, Callable[[], Any]] = {
            "issue": lambda: measure_issue(desk, path, people),
            "batch": lambda: ids.extend(measure_batch(desk, path, people)),
            "lists": lambda: measure_lists(desk),
            "counts": lambda: measure_counts(desk),
            "typing": lambda: measure_type_ahead(desk, people),
            "paper": lambda: measure_paper(desk, ids) if ids else None,
            "import": lambda: measure_import(desk),
        }
        for name, job in jobs.items():
            if not options.only or name in options.only.split(","):
                job()
        desk.close()


if __name__ == "__main__":
    main()
