"""How fast the gate answers and logs beside five million passages of a million passes (limit, desk, limit in the same run).

    python -m benchmarks.gate                     one JSON line for each job
    python -m benchmarks.gate --count N           with another number of passes; five passages for each
    python -m benchmarks.gate --folder DIR        keep the office in DIR and use it again
    python -m benchmarks.gate --busy              the answer on the screen while cards are printed and a backup runs

Every figure carries its check: what was let in is in the log and in the chain, what was refused is kept, lists are in order.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.gate_busy import clear_backups, measure_busy
from benchmarks.passes_ground import AT, COUNT, build
from db.models import Crossing, Refusal
from duty_desk import audit, gate, ledger, passes
from duty_desk.desk import Desk
from duty_desk.gate import Attempt, Word, figures, scan
from duty_desk.gate.log import LOG
from duty_desk.ledger import Request
from duty_desk.passes import tokens

EACH = 5
SINGLE = 600
WARM = 50
IN_TURN = 50


def say(job: str, **values: Any) -> None:
    print(json.dumps({"job": job, **values}, ensure_ascii=False), flush=True)


def spread(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50_ms": round(statistics.median(ordered), 3),
        "p99_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 3),
    }


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = job()
    return (time.perf_counter() - begun) * 1000, result


def open_file(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -32000"):
        connection.execute(f"PRAGMA {setting}")
    return connection


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


def give_codes(path: Path, count: int) -> list[tuple[str, int, int]]:
    """Codes for passes of different people that open a gate today and whose holders are outside: (code, pass, gate)."""
    connection = open_file(path)
    found = connection.execute(
        "SELECT p.id, g.gate_id, p.holder_id FROM pass p JOIN pass_gate g ON g.pass_id = p.id "
        "WHERE p.kind = 'temporary' AND p.status = 'issued' AND p.valid_until > ? AND p.valid_from <= ? "
        "GROUP BY p.holder_id ORDER BY p.id DESC",
        (f"{AT:%Y-%m-%d %H:%M:%S.000000}", f"{AT:%Y-%m-%d %H:%M:%S.000000}"),
    ).fetchall()
    given: list[tuple[str, int, int]] = []
    connection.execute("BEGIN IMMEDIATE")
    for pass_id, gate_id, holder in found:
        if len(given) == count:
            break
        last = connection.execute(
            "SELECT direction, at FROM crossing WHERE person_id = ? AND withdrawn_at IS NULL AND at <= ? "
            "ORDER BY at DESC, id DESC LIMIT 1",
            (holder, f"{AT:%Y-%m-%d %H:%M:%S.000000}"),
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


def raw_passages(path: Path, codes: Sequence[tuple[str, int, int]]) -> list[float]:
    """Verify and log by the driver alone: the pass by its code, the last passage, the new one, the chain."""
    connection = open_file(path)
    audit_columns = [row[1] for row in connection.execute("PRAGMA table_info(audit_entry)")]
    entry = list(connection.execute("SELECT * FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone())
    add_audit = f"INSERT INTO audit_entry ({','.join(audit_columns)}) VALUES ({','.join('?' * len(entry))})"
    moment = f"{AT:%Y-%m-%d %H:%M:%S.000000}"
    times: list[float] = []
    serial = 10**9 + time.monotonic_ns() % 10**9
    written: list[int] = []
    for place, (token, _, gate_id) in enumerate(codes):
        entry[0] = serial + place
        begun = time.perf_counter()
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
        times.append((time.perf_counter() - begun) * 1000)
        written.append(int(cursor.lastrowid or 0))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("UPDATE crossing SET withdrawn_at = at WHERE id = ?", [(key,) for key in written])
    connection.execute("DROP TRIGGER guard_audit_entry_delete")
    connection.execute("DELETE FROM audit_entry WHERE id >= ?", (10**9,))
    connection.execute(
        'CREATE TRIGGER guard_audit_entry_delete BEFORE DELETE ON "audit_entry" '
        "BEGIN SELECT RAISE(ABORT, 'append-only: audit_entry'); END"
    )
    connection.execute("COMMIT")
    connection.close()
    return times


def measure_passing(desk: Desk, path: Path, codes: Sequence[tuple[str, int, int]]) -> None:
    third = len(codes) // 3
    bare, others = codes[:third], codes[third:]
    # In the clock's next hour, so that what the limit wrote and took back is of another moment.
    desk.clock = lambda: AT + timedelta(hours=1)
    words: list[Word] = []
    crossing = None
    limits: list[float] = []
    times: list[float] = []
    spent, bare_spent = 0.0, 0.0
    # In turns, so that both meet the same load of the machine.
    for start in range(0, len(others), IN_TURN):
        begun = time.process_time()
        limits += raw_passages(path, bare[:IN_TURN])
        bare_spent += time.process_time() - begun
        begun = time.process_time()
        for token, _, gate_id in others[start : start + IN_TURN]:
            took, verdict = timed(lambda t=token, g=gate_id: scan(desk, Attempt(g, t, temperature=36.5)))
            times.append(took)
            words.append(verdict.word)
            crossing = verdict.crossing_id
        spent += time.process_time() - begun
    limits += raw_passages(path, bare[:IN_TURN])
    limit = statistics.median(limits[WARM:])
    ours = spread(times[WARM:])
    with desk.read() as read:
        logged = read.session.scalar(select(func.count()).where(Crossing.at == AT + timedelta(hours=1)))
        chain = audit.history(read, "crossing", crossing or 0)
    say(
        "verify a code and commit the passage",
        **ours,
        limit_p50_ms=round(limit, 3),
        limit_p99_ms=spread(limits[WARM:])["p99_ms"],
        share_of_limit=round(limit / ours["p50_ms"], 2),
        cpu_ms=round(spent * 1000 / len(times), 2),
        limit_cpu_ms=round(bare_spent * 1000 / (len(limits) - IN_TURN), 2),
        green=words.count(Word.GO),
        asked=len(words),
        logged=logged,
        in_chain=len(chain) == 1,
    )


def measure_refusing(desk: Desk) -> None:
    times: list[float] = []
    for _ in range(200):
        took, verdict = timed(lambda: scan(desk, Attempt(1, passes.new_token(), temperature=36.5)))
        assert verdict.word is Word.STOP
        times.append(took)
    with desk.read() as read:
        kept = read.session.scalar(select(func.count()).select_from(Refusal))
    say("refuse an unknown code and keep it", **spread(times[20:]), kept=kept)


def measure_typing(desk: Desk, path: Path) -> None:
    connection = open_file(path)
    numbers = [
        row[0]
        for row in connection.execute(
            "SELECT staff_number FROM person WHERE id % 97 = 0 ORDER BY id LIMIT 200"
        )
    ]
    connection.close()
    times: list[float] = []
    found = 0
    for number in numbers:
        with desk.read() as read:
            took, verdict = timed(lambda n=number, r=read: gate.look(r, Attempt(1, n)))
        times.append(took)
        found += verdict.subject is not None or bool(verdict.choices)
    say("look up by a typed number", **spread(times[10:]), found=found, asked=len(numbers))


def measure_lists(desk: Desk) -> None:
    with desk.read() as read:
        first = [timed(lambda: ledger.page(LOG, read, Request(), 100)) for _ in range(20)]
        rows = first[-1][1].rows
        in_order = all(a.at >= b.at for a, b in pairwise(rows))
        say(
            "first page of the log",
            **spread([took for took, _ in first[2:]]),
            rows=len(rows),
            in_order=in_order,
        )
        day = AT.date()
        counted = [timed(lambda: figures.gate_figures(read, day)) for _ in range(10)]
        total = counted[-1][1].total
        stored = read.session.scalar(
            select(func.count()).where(
                Crossing.at >= counted[-1][1].begin,
                Crossing.at < counted[-1][1].end,
                Crossing.withdrawn_at.is_(None),
            )
        )
        say(
            "figures of a day",
            **spread([took for took, _ in counted[2:]]),
            passages=total.came + total.left,
            fits=total.came + total.left == stored,
        )
        inside = [timed(lambda: gate.list_inside(read)) for _ in range(10)]
        open_ones = read.session.scalar(select(func.count()).where(Crossing.inside_since.is_not(None)))
        say(
            "who is inside",
            **spread([took for took, _ in inside[2:]]),
            rows=len(inside[-1][1]),
            fits=len(inside[-1][1]) == open_ones,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--busy", action="store_true")
    parser.add_argument("--scans", type=int, default=1_000, help="of --busy")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        desk = build(folder, options.count)
        assert desk.path is not None
        path = desk.path
        desk.close()
        passages = add_passages(path)
        codes = give_codes(path, SINGLE)
        desk = build(folder, options.count)
        say("ground", passes=options.count, passages=passages, codes=len(codes))
        if options.busy:
            measure_busy(desk, codes, options.scans, say)
            clear_backups(path.parent)
            return
        measure_passing(desk, path, codes)
        measure_refusing(desk)
        measure_typing(desk, path)
        measure_lists(desk)
        desk.close()


if __name__ == "__main__":
    main()
