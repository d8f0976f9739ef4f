"""What all benchmarks share: the clock, the turns, the targets, and one shape of a figure.

A figure is one JSON line: `job`, `n` (how much was there or done), `value` in `unit`, `p50` and `p99` where it was done often, `limit` (the
bare library doing the same in the same run), `share` of it (limit ÷ value), `work` and `work_share` (the same by the processor time of the
thread), `quiet` and `quiet_share` (the same of the tenth that worked least: what is left where others were not in the way),
`target`, `target_share`, and `checked`, which says what was found to be right. A figure that cannot be checked is not said.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

IN_TURN = 50
QUIET = 0.1
# What is asked for, by the first word of a job: of the value in its unit, and of the share of the limit.
TARGETS: dict[str, tuple[float | None, float | None]] = {
    "J1 issue": (2, 0.2),
    "J1 batch": (500, 0.25),
    "J2": (1, 0.25),
    "J3": (2000, 0.6),
    "J4": (2, 0.25),
    "J5": (2, 0.2),
    "J6": (10, 0.5),
    "J7 page": (5, None),
    "J7 whole": (120, 0.5),
    "J8 workbook": (None, 1 / 1.2),
    "J8 paper": (None, 1 / 1.3),
    "J9": (900, 1 / 1.6),
    "J9 window": (500, None),
    "J9 idle": (130, None),
    "J10": (2, 0.25),
    "J11": (2, 0.15),
    "J12": (16, None),
    "J13 judge": (4000, 1 / 3),
    "J13 write": (4000, None),
    "J13 cancel": (1000, None),
}


class Took(NamedTuple):
    """Milliseconds by the clock, and those in which the thread itself worked."""

    clock: float
    work: float


@dataclass(frozen=True, slots=True)
class Turns:
    """What a job and its limit took, each in turn, so that both met the same load of the machine."""

    desk: Sequence[Took]
    limit: Sequence[Took]


def took(job: Callable[[], Any]) -> tuple[Took, Any]:
    """What a job took, and what it gave."""
    work, clock = time.thread_time(), time.perf_counter()
    result = job()
    return Took((time.perf_counter() - clock) * 1000, (time.thread_time() - work) * 1000), result


def timed(job: Callable[[], Any]) -> tuple[float, Any]:
    """What a job took by the clock, and what it gave."""
    found, result = took(job)
    return found.clock, result


def in_turns(
    limit: Callable[[int], Sequence[Took]], desk: Callable[[int], Any], count: int, turn: int = IN_TURN
) -> Turns:
    """Limit, desk, limit, desk … limit: `limit` does so many and says what each took, `desk` does the one of a number."""
    ours: list[Took] = []
    bare: list[Took] = []
    for start in range(0, count, turn):
        many = min(turn, count - start)
        bare += limit(many)
        ours += [took(lambda n=n: desk(n))[0] for n in range(start, start + many)]
    bare += limit(min(turn, count))
    return Turns(ours, bare)


def middle(found: Sequence[Took]) -> Took:
    """The median by the clock and by work."""
    return Took(*(statistics.median(one[place] for one in found) for place in (0, 1)))


def last(times: Sequence[float], part: float = 0.99) -> float:
    """The value that so many are not above."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def say_turns(job: str, n: int, turns: Turns, *, checked: str, **more: Any) -> None:
    """The figure of what was done in turns."""
    ours, bare = middle(turns.desk), middle(turns.limit)
    quiet, least = (last([one.work for one in side], QUIET) for side in (turns.desk, turns.limit))
    say(
        job,
        n=n,
        value=ours.clock,
        p50=ours.clock,
        p99=last([one.clock for one in turns.desk]),
        limit=bare.clock,
        work=ours.work,
        limit_work=bare.work,
        checked=checked,
        times=len(turns.desk),
        quiet=_short(quiet),
        quiet_share=_short(least / quiet),
        **more,
    )


def say(
    job: str,
    *,
    n: int,
    value: float,
    checked: str,
    unit: str = "ms",
    p50: float | None = None,
    p99: float | None = None,
    limit: float | None = None,
    work: float | None = None,
    limit_work: float | None = None,
    **more: Any,
) -> None:
    """Print the line of a figure. `checked` names what was found to be right."""
    if not checked:
        raise ValueError(f"{job} was not checked")
    target, target_share = target_of(job)
    line = {
        "job": job,
        "n": n,
        "value": _short(value),
        "unit": unit,
        "p50": _short(p50),
        "p99": _short(p99),
        "limit": _short(limit),
        "share": _short(limit / value) if limit is not None and value else None,
        "work": _short(work),
        "work_share": _short(limit_work / work) if limit_work is not None and work else None,
        "target": target,
        "target_share": _short(target_share),
        "checked": checked,
        **more,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)


def target_of(job: str) -> tuple[float | None, float | None]:
    """What is asked for of a job; nothing of what only stands beside it."""
    known = [name for name in TARGETS if job == name or job.startswith((f"{name},", f"{name}:"))]
    return TARGETS[max(known, key=len)] if known else (None, None)


def open_file(path: Path) -> sqlite3.Connection:
    """The file of an office by the driver alone, with the settings of the desk."""
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "cache_size = -8000"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _short(value: float | None) -> float | None:
    if value is None:
        return None
    return round(value, 3) if abs(value) < 100 else round(value, 1)
