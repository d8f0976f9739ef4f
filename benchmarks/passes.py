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
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from db.models import Gate, NumberSeries, Officer, Pass, PassGate, PassReason, Person, Unit
from db.vocabulary import PassKind, PassState, Role
from duty_desk import ledger, passes, search
from duty_desk.desk import Desk, open_desk
from duty_desk.office import create_office
from duty_desk.passes import papers, records, tokens
from duty_desk.passes.importing import write_rows
from duty_desk.paths import resources
from duty_desk.people.officers import list_officers

COUNT = 1_000_000
AT_ONCE = 20_000
AT = datetime(2020, 3, 6, 17, 20)
START = datetime(2018, 1, 1)
SINGLE = 300
QUERIES = 300
KINDS = (PassKind.TEMPORARY, PassKind.MATERIAL, PassKind.VEHICLE, PassKind.CREW)
SHARES = (70, 24, 2, 4)


def characters() -> list[str]:
    text = (resources() / "fonts" / "general-use-8105.txt").read_text("utf-8")
    return [c for c in "".join(text.split()) if "\u4e00" <= c <= "\u9fff"]


def names(count: int) -> list[str]:
    chance = random.Random(20200306)
    known = characters()
    heads, given = known[:400], known[:1500]
    weights = [1 / (rank + 3) for rank in range(len(heads))]
    surnames = chance.choices(heads, weights, k=count)
    return [one + "".join(chance.choices(given, k=1 + (chance.random() < 0.7))) for one in surnames]


def build(folder: Path, count: int) -> Desk:
    """An office with `count` passes, most of them long over; reused when it is there."""
    target = folder / f"passes-{count}"
    if (target / "built").exists():
        return sign_in(open_desk(target, clock=lambda: AT))
    desk = create_office(
        target,
        name="Bench",
        campus="Bench",
        officer="Bench",
        login="bench",
        password="correct horse battery",
        clock=lambda: AT,
    )
    sign_in(desk)
    people = max(1000, count // 4)
    called = names(people)
    with desk.work() as work:
        for place in range(30):
            work.session.add(Unit(name=f"Unit {place:02d}", name_sort=f"unit {place:02d}"))
        for place in range(6):
            work.session.add(Gate(code=f"G{place}", name=f"Gate {place}", list_order=place))
        work.session.add(Officer(name="Leader", login="leader", role=Role.LEADER.value, password_hash="x"))
    for start in range(0, people, AT_ONCE):
        with desk.work() as work:
            work.session.execute(
                insert(Person), [person(i, called[i]) for i in range(start, min(people, start + AT_ONCE))]
            )
    with desk.read() as read:
        reasons = list(read.session.scalars(select(PassReason.id).order_by(PassReason.id)))
    rows = pass_rows(count, people, called, reasons)
    done = 0
    while done < count:
        piece = [row for _, row in zip(range(min(AT_ONCE, count - done)), rows, strict=False)]
        with desk.work() as work:
            work.session.execute(records.ADD_PASS, piece)
            first = work.session.scalar(select(func.max(Pass.id))) or 0
            ids = range(first - len(piece) + 1, first + 1)
            work.session.execute(insert(PassGate), [{"pass_id": key, "gate_id": 1 + key % 6} for key in ids])
        done += len(piece)
    with desk.work() as work:
        for series, last in work.session.execute(
            select(Pass.series, func.max(Pass.sequence)).where(Pass.year == 2020).group_by(Pass.series)
        ).all():
            work.session.add(NumberSeries(kind=series, year=2020, last=last))
    (target / "built").touch()
    return desk


def sign_in(desk: Desk) -> Desk:
    with desk.read() as read:
        desk.officer = next(row.ref for row in list_officers(read) if row.login == "bench")
    return desk


def person(place: int, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "name_sort": search.sort_key(name),
        "staff_number": f"{20000000 + place}",
        "phone": f"199{place:08d}",
        "category": "staff",
        "unit_id": 1 + place % 30,
        "foreign_holder": False,
        "search_doc": "",
        "version": 1,
        "created_at": AT,
    }


def pass_rows(
    count: int, people: int, called: Sequence[str], reasons: Sequence[int]
) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    last: dict[tuple[str, int], int] = {}
    span = (AT - START) / count
    for place in range(count):
        issued = (START + span * place).replace(microsecond=0)
        kind = chance.choices(KINDS, SHARES)[0]
        key = (kind.value, issued.year)
        last[key] = sequence = last.get(key, 0) + 1
        holder = chance.randrange(people)
        days = 1 if kind == PassKind.MATERIAL else chance.randrange(1, 15)
        until = datetime(issued.year, issued.month, issued.day) + timedelta(days=days)
        status = chance.choices(("issued", "voided", "lost", "returned"), (97, 1, 1, 1))[0]
        name = called[holder]
        plate = f"TEST{place:06d}" if kind == PassKind.VEHICLE else None
        yield {
            "kind": kind.value,
            "status": status,
            "series": f"pass.{kind.value}",
            "year": issued.year,
            "sequence": sequence,
            "number": f"{kind.value} {issued.year} {sequence:06d}",
            "token_hash": f"{place:064x}",
            "check_code": "K7P4-2M",
            "holder_id": 1 + holder,
            "holder_name": name,
            "holder_sort": search.sort_key(name),
            "unit_id": 1 + holder % 30,
            "place": f"Unit {holder % 30:02d}",
            "phone": f"199{holder:08d}",
            "reason_id": reasons[chance.choices(range(5), (53, 4, 35, 7, 1))[0]],
            "reason": "",
            "valid_from": issued,
            "valid_until": until,
            "plate": plate,
            "approver_name": "Leader",
            "requested_at": issued,
            "issued_at": issued,
            "issued_by": 1,
            "issuing_officer": "Bench",
            "from_paper": False,
            "rule": {"max_days": 14},
            "version": 1,
            "search_doc": " ".join(
                (
                    search.document(
                        names=[name],
                        codes=[f"{issued.year}{sequence:04d}", f"{20000000 + holder}", plate],
                    ),
                    "x" + f"199{holder:08d}"[-6:][::-1],
                )
            ),
        }


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = job()
    return (time.perf_counter() - begun) * 1000, result


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


def raw_writes(path: Path, first: int, count: int) -> list[float]:
    """The same rows as an issue writes, by the driver alone: the limit."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    columns = [row[1] for row in connection.execute('PRAGMA table_info("pass")') if row[1] != "id"]
    model = dict(
        zip(
            columns,
            connection.execute(f"SELECT {','.join(columns)} FROM pass ORDER BY id DESC LIMIT 1").fetchone(),
            strict=True,
        )
    )
    audit = [row[1] for row in connection.execute("PRAGMA table_info(audit_entry)")]
    example = dict(
        zip(
            audit,
            connection.execute("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone(),
            strict=True,
        )
    )
    marks, audit_marks = ",".join("?" * len(columns)), ",".join("?" * len(audit))
    add_pass = f"INSERT INTO pass ({','.join(columns)}) VALUES ({marks})"
    add_audit = f"INSERT INTO audit_entry ({','.join(audit)}) VALUES ({audit_marks})"
    times: list[float] = []
    for place in range(first, first + count):
        row = {
            **model,
            "series": "pass.raw",
            "sequence": place,
            "number": f"raw {place}",
            "token_hash": f"raw {place}",
        }
        values = [row[column] for column in columns]
        entry = {**example, "id": 10**9 + place}
        begun = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        key = connection.execute(add_pass, values).lastrowid
        connection.executemany("INSERT INTO pass_gate VALUES (?, ?)", [(key, 1), (key, 2)])
        connection.execute(
            "INSERT INTO pass_event (pass_id, kind, at, officer_id, officer_name) VALUES (?, 'issued', ?, 1, 'Bench')",
            (key, model["issued_at"]),
        )
        connection.execute("UPDATE number_series SET last = last + 0 WHERE kind = 'pass.temporary'")
        connection.execute(add_audit, [entry[column] for column in audit])
        connection.execute("UPDATE audit_head SET seen_at = seen_at WHERE id = 1")
        connection.execute("COMMIT")
        times.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return times


def measure_issue(desk: Desk, path: Path, people: int) -> None:
    chance = random.Random(3)

    def one(holder: int) -> passes.IssuedPass:
        with desk.work() as work:
            return passes.issue(work, **form(holder))

    for _ in range(20):
        one(1 + chance.randrange(people))
    base = chance.randrange(10**8)
    before = raw_writes(path, base, SINGLE)
    results = [timed(lambda: one(1 + chance.randrange(people))) for _ in range(SINGLE)]
    after = raw_writes(path, base + SINGLE, SINGLE)
    issued = [result for _, result in results]
    with desk.read() as read:
        assert all(passes.find_by_token(read, one.token).pass_id == one.id for one in issued)
        numbers = [int(one.number[-5:-1]) for one in issued]
        assert numbers == list(range(numbers[0], numbers[0] + SINGLE))
    limit = statistics.median(before + after)
    desk_time = statistics.median(time for time, _ in results)
    say(
        "J1 issue",
        **spread([time for time, _ in results]),
        limit_ms=round(limit, 2),
        share=round(limit / desk_time, 2),
    )


def measure_batch(desk: Desk, people: int) -> list[int]:
    chance = random.Random(5)
    times: list[float] = []
    ids: list[int] = []
    for _ in range(3):
        members = [passes.Member(1 + holder) for holder in chance.sample(range(people), min(1000, people))]

        def batch(listed: list[passes.Member] = members) -> passes.BatchResult:
            with desk.work() as work:
                return passes.issue_batch(work, title="bench", members=listed, **form(None))

        took, result = timed(batch)
        times.append(took)
        ids = [one.id for one in result.issued]
        assert len(ids) == len(members)
    say("batch of 1,000", ms=round(min(times)), median_ms=round(statistics.median(times)))
    return ids


def measure_lists(desk: Desk) -> None:
    kind = PassKind.TEMPORARY
    recent = (AT.date() - timedelta(days=30), AT.date())
    requests = {
        "newest numbers": passes.Request(),
        "by name": passes.Request(sort="holder_name"),
        "by end, latest first": passes.Request(sort="period", descending=True),
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
    for name in ("newest numbers", "by name", "search of initials"):

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
        with desk.read() as read:
            ready = papers.cards_to_print(read, ids)
        return papers.draw(ready, "a6")

    draw()
    took, data = timed(draw)
    say("J3 1,000 A6 passes", ms=round(took), bytes=len(data), limit=limit_of_paper(len(ids)))


def limit_of_paper(count: int) -> str:
    """Bare pages with one code each, for the share."""
    import zxingcpp
    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    begun = time.perf_counter()
    canvas = Canvas(target, pagesize=(298, 420))
    for _ in range(count):
        code = zxingcpp.create_barcode(tokens.new_token(), zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
        image = code.to_image(scale=1, add_quiet_zones=False)
        path = canvas.beginPath()
        height, width = image.shape[:2]
        for y in range(height):
            for x in range(width):
                if not image[y, x]:
                    path.rect(20 + x * 3, 20 + y * 3, 3, 3)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return f"{count / (time.perf_counter() - begun):.0f} bare pages a second"


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

    took, n = timed(write)
    assert n == len(rows)
    say("J13 write 10,000 imported rows", ms=round(took))


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
            "batch": lambda: ids.extend(measure_batch(desk, people)),
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
