"""How fast the gate answers and logs beside five million passages of a million passes (limit, desk, limit in the same run).

    python -m benchmarks.gate                     one JSON line for each job
    python -m benchmarks.gate --count N           with another number of passes; five passages for each
    python -m benchmarks.gate --folder DIR        keep the office in DIR and use it again
    python -m benchmarks.gate --busy              the answer on the screen while cards are printed and a backup runs

Every figure carries its check: what was let in is in the log and in the chain, what was refused is kept, lists are in order.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.gate_busy import clear_backups, measure_busy
from benchmarks.measuring import Took, in_turns, last, middle, open_file, say, say_turns, timed, took
from benchmarks.passes_ground import AT, COUNT, beside_the_chain, build, forget_entries
from db.models import Crossing, Refusal
from duty_desk import audit, gate, ledger, passes
from duty_desk.desk import Desk
from duty_desk.gate import Attempt, Verdict, Word, figures, scan
from duty_desk.gate.log import LOG
from duty_desk.ledger import Request
from duty_desk.passes import tokens

EACH = 5
SINGLE = 600


def add_passages(path: Path) -> int:
    """Five passages for each pass, in and out in turn from its first day on; once."""
    connection = open_file(path)
    stored = int(connection.execute("SELECT count(*) FROM crossing").fetchone()[0])
    if stored == 0:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        for turn in range(EACH):
            connection.execute(
                "INSERT INTO crossing (at, gate_id, direction, kind, origin, pass_id, person_id, exempt, temperature, officer_id) "
                "SELECT strftime('%Y-%m-%d %H:%M:%S.000000', issued_at, ?), 1 + id % 6, ?, 'pass', 'scan', id, holder_id, 0, 36.5, 1 "
                "FROM pass",
                (f"+{turn * 7} hours", "in" if turn % 2 else "out"),
            )
        connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("ANALYZE")
        stored = int(connection.execute("SELECT count(*) FROM crossing").fetchone()[0])
    connection.close()
    return stored


def next_hour(path: Path) -> datetime:
    """A moment after everything that was logged, also by an earlier run on the same office."""
    connection = open_file(path)
    (last,) = connection.execute("SELECT max(at) FROM crossing").fetchone()
    connection.close()
    return max(AT, datetime.fromisoformat(last)) + timedelta(hours=1)


def give_codes(path: Path, count: int, at: datetime) -> list[tuple[str, int, int]]:
    """Codes for passes of different people that open a gate at a moment and whose holders are outside: (code, pass, gate)."""
    connection = open_file(path)
    moment = f"{at:%Y-%m-%d %H:%M:%S.000000}"
    found = connection.execute(
        "SELECT p.id, g.gate_id, p.holder_id FROM pass p JOIN pass_gate g ON g.pass_id = p.id "
        "WHERE p.kind = 'temporary' AND p.status = 'issued' AND p.valid_until > ? AND p.valid_from <= ? "
        "GROUP BY p.holder_id ORDER BY p.id DESC",
        (moment, moment),
    ).fetchall()
    given: list[tuple[str, int, int]] = []
    connection.execute("BEGIN IMMEDIATE")
    for pass_id, gate_id, holder in found:
        if len(given) == count:
            break
        last = connection.execute(
            "SELECT direction, at FROM crossing WHERE person_id = ? AND withdrawn_at IS NULL AND at <= ? "
            "ORDER BY at DESC, id DESC LIMIT 1",
            (holder, moment),
        ).fetchone()
        if last and last[0] == "in":
            continue
        token = tokens.new_token()
        connection.execute(
            "UPDATE pass SET token_hash = ? WHERE id = ?", (tokens.fingerprint(token), pass_id)
        )
        given.append((token, pass_id, gate_id))
    connection.execute("COMMIT")
    connection.close()
    return given


def raw_passages(path: Path, codes: Sequence[tuple[str, int, int]], at: datetime) -> list[Took]:
    """Verify and log by the driver alone: the pass by its code, the last passage, the new one, the chain. What it wrote is taken back."""
    connection = open_file(path)
    audit_columns = [row[1] for row in connection.execute("PRAGMA table_info(audit_entry)")]
    entry = list(connection.execute("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone())
    add_audit = f"INSERT INTO audit_entry ({','.join(audit_columns)}) VALUES ({','.join('?' * len(entry))})"
    moment = f"{at:%Y-%m-%d %H:%M:%S.000000}"
    serial = 10**9 + time.monotonic_ns() % 10**9
    written: list[int] = []

    def one(place: int, token: str, gate_id: int) -> None:
        entry[0] = serial + place
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT sequence, digest FROM audit_head WHERE id = 1").fetchone()
        row = connection.execute(
            "SELECT p.id, p.holder_id, p.valid_until, g.gate_id FROM pass p LEFT JOIN pass_gate g "
            "ON g.pass_id = p.id AND g.gate_id = ? WHERE p.token_hash = ?",
            (gate_id, tokens.fingerprint(token)),
        ).fetchone()
        connection.execute(
            "SELECT direction FROM crossing WHERE person_id = ? AND withdrawn_at IS NULL ORDER BY at DESC, id DESC LIMIT 1",
            (row[1],),
        ).fetchone()
        cursor = connection.execute(
            "INSERT INTO crossing (at, gate_id, direction, kind, origin, pass_id, person_id, exempt, temperature, officer_id) "
            "VALUES (?, ?, 'in', 'pass', 'scan', ?, ?, 0, 36.5, 1)",
            (moment, gate_id, row[0], row[1]),
        )
        connection.execute(add_audit, entry)
        connection.execute("UPDATE audit_head SET seen_at = seen_at WHERE id = 1")
        connection.execute("COMMIT")
        written.append(int(cursor.lastrowid or 0))

    times = [
        took(lambda p=place, c=token, g=gate_id: one(p, c, g))[0]
        for place, (token, _, gate_id) in enumerate(codes)
    ]
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("UPDATE crossing SET withdrawn_at = at WHERE id = ?", [(key,) for key in written])
    connection.execute("COMMIT")
    forget_entries(connection)
    connection.close()
    return times


def measure_passing(desk: Desk, path: Path, codes: Sequence[tuple[str, int, int]], passages: int) -> None:
    """Scans of different people, in turns with the driver alone (J2)."""
    third = len(codes) // 3
    bare, others = codes[:third], codes[third:]
    at = next_hour(path)
    desk.clock = lambda: at
    verdicts: list[Verdict] = []

    def pass_one(place: int) -> None:
        token, _, gate_id = others[place]
        verdicts.append(scan(desk, Attempt(gate_id, token, temperature=36.5)))

    # What the limit wrote and took back is of the moment before.
    before = at - timedelta(seconds=1)
    with beside_the_chain(path):
        turns = in_turns(
            lambda many: raw_passages(path, [bare[n % len(bare)] for n in range(many)], before),
            pass_one,
            len(others),
        )
    with desk.read() as read:
        logged = read.session.scalar(select(func.count()).where(Crossing.at == at))
        entries = [audit.history(read, "crossing", one.crossing_id or 0) for one in verdicts[-20:]]
        assert audit.verify(read).broken_at is None
    assert {one.word for one in verdicts} == {Word.GO}
    assert logged == len(others)
    assert all(len(chain) == 1 for chain in entries)
    say_turns("J2", passages, turns, checked="all green, each in the log once and in the chain")


def measure_refusing(desk: Desk, times: int) -> None:
    """Codes that nobody has."""

    def kept() -> int:
        with desk.read() as read:
            return read.session.scalar(select(func.count()).select_from(Refusal)) or 0

    before, found = kept(), []
    for _ in range(times):
        one, verdict = took(lambda: scan(desk, Attempt(1, passes.new_token(), temperature=36.5)))
        assert verdict.word is Word.STOP
        found.append(one)
    assert kept() == before + times
    ours = middle(found)
    say(
        "J2 refused, a code that nobody has",
        n=times,
        value=ours.clock,
        p50=ours.clock,
        p99=last([one.clock for one in found]),
        work=ours.work,
        checked="each kept as a refusal",
    )


def measure_typing(desk: Desk, path: Path) -> None:
    connection = open_file(path)
    numbers = [
        row[0]
        for row in connection.execute(
            "SELECT staff_number FROM person WHERE id % 97 = 0 AND id IN (SELECT holder_id FROM pass) ORDER BY id LIMIT 200"
        )
    ]
    connection.close()
    times: list[float] = []
    found = 0
    for number in numbers:
        with desk.read() as read:
            spent, verdict = timed(lambda n=number, r=read: gate.look(r, Attempt(1, n)))
        times.append(spent)
        found += verdict.subject is not None or bool(verdict.choices)
    assert found == len(numbers)
    say("J2 beside: look up by a typed number", n=len(numbers), **spread(times), checked="every one found")


def measure_lists(desk: Desk, passages: int) -> None:
    """What stands on the screen beside."""
    with desk.read() as read:
        first = [timed(lambda: ledger.page(LOG, read, Request(), 100)) for _ in range(20)]
        assert all(a.at >= b.at for a, b in pairwise(first[-1][1].rows))
        say(
            "J2 beside: first page of the log",
            n=passages,
            **spread([spent for spent, _ in first[2:]]),
            checked="in order",
        )
        day = AT.date()
        counted = [timed(lambda: figures.gate_figures(read, day)) for _ in range(10)]
        found = counted[-1][1]
        stored = read.session.scalar(
            select(func.count()).where(
                Crossing.at >= found.begin, Crossing.at < found.end, Crossing.withdrawn_at.is_(None)
            )
        )
        assert found.total.came + found.total.left == stored
        say(
            "J2 beside: figures of a day",
            n=passages,
            **spread([spent for spent, _ in counted[2:]]),
            checked="the passages of that day",
        )
        inside = [timed(lambda: gate.list_inside(read)) for _ in range(10)]
        assert len(inside[-1][1]) == read.session.scalar(
            select(func.count()).where(Crossing.inside_since.is_not(None))
        )
        say(
            "J2 beside: who is inside",
            n=len(inside[-1][1]),
            **spread([spent for spent, _ in inside[2:]]),
            checked="everybody who came and has not left",
        )


def spread(times: Sequence[float]) -> dict[str, float]:
    """Of many times what a figure says."""
    return {"value": statistics.median(times), "p50": statistics.median(times), "p99": last(times)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--scans", type=int, default=1_000, help="of --busy")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        run(folder, options.count, scans=options.scans if options.busy else 0)


def run(folder: Path, count: int, single: int = SINGLE, scans: int = 0) -> None:
    """Build where it is not there yet, and measure; with `scans` instead the answer on the screen while others work."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = build(folder, count)
    assert desk.path is not None
    path = desk.path
    desk.close()
    passages = add_passages(path)
    codes = give_codes(path, single, next_hour(path))
    desk = build(folder, count)
    if scans:
        at = next_hour(path)
        desk.clock = lambda: at
        measure_busy(desk, codes, scans)
        clear_backups(path.parent)
    else:
        measure_passing(desk, path, codes, passages)
        measure_refusing(desk, len(codes))
        measure_typing(desk, path)
        measure_lists(desk, passages)
    desk.close()


if __name__ == "__main__":
    main()
