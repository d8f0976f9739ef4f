"""What happened at the gate while nothing could be written: kept in a file beside the office, written when that is possible again.

One line an entry, identifiers and a digest only. Each entry has a number of its own, so that writing it twice leaves one crossing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db.vocabulary import CrossingKind, CrossingOrigin, Direction, TemperatureMethod
from duty_desk import audit, operations
from duty_desk.desk import Desk
from duty_desk.errors import DutyDeskError, StorageError
from duty_desk.gate import limits, records
from duty_desk.gate.answer_rules import RULINGS, Reason, Word
from duty_desk.gate.gathering import gather, parse_temperature
from duty_desk.gate.rules import judge
from duty_desk.gate.scanning import GO
from duty_desk.gate.subjects import Attempt, Subject, Verdict
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

FOLDER = "gate-waiting"
NAME = "waiting.jsonl"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the entries: logged, still waiting, and lines that could not be read."""

    logged: int
    left: int
    damaged: int


def count(desk: Desk) -> int:
    """How many entries wait to be written."""
    # With every scan: nearly always there is none.
    if not os.path.exists(os.path.join(desk.folder, FOLDER)):
        return 0
    total = 0
    for path in _files(desk.folder):
        with suppress(OSError):
            total += path.read_bytes().count(b"\n")
    return total


def keep(desk: Desk, attempt: Attempt, verdict: Verdict) -> bool:
    """Keep an attempt that could not be written; False when there is nothing to keep of it, or no room."""
    stop = RULINGS[verdict.reason].word is Word.STOP
    if verdict.subject is None or not (stop or verdict.word is Word.READY):
        return False
    subject = verdict.subject
    temperature = parse_temperature(attempt.temperature)
    entry = {
        "id": operations.new_id(),
        "at": verdict.at.isoformat(),
        "gate": attempt.gate,
        "direction": verdict.direction.value,
        "kind": subject.kind.value,
        "pass": subject.pass_id,
        "person": subject.person_id,
        "household": subject.household_id,
        "visit": subject.visit_id,
        "vehicle": subject.vehicle_id,
        "temperature": temperature,
        "method": attempt.method.value if attempt.method is not None else None,
        "purpose": attempt.purpose,
        "reason": verdict.reason.value,
        "officer": desk.officer.id,
    }
    line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
    try:
        place = desk.folder / FOLDER
        place.mkdir(mode=0o700, exist_ok=True)
        _append(place / NAME, line)
    except OSError:
        return False
    return True


def write_waiting(desk: Desk) -> Written:
    """Write what waits; what still cannot be written goes on waiting. Safe to call at any time and from several desks."""
    logged = damaged = left = 0
    for path in _files(desk.folder):
        taken = path if path.name != NAME else _take(path, desk.name)
        if taken is None:
            continue
        lines = taken.read_bytes().splitlines()
        rest: list[bytes] = []
        for position, line in enumerate(lines):
            entry = _parse(line)
            if entry is None:
                damaged += 1
                continue
            try:
                with desk.work() as work:
                    write_entry(work, entry)
                logged += 1
            except StorageError:
                rest = lines[position:]
                break
            except DutyDeskError:
                # Whom it was about is gone: the entry goes into the chain and no longer waits.
                damaged += 1
        if rest:
            left += len(rest)
            _replace(taken, rest)
        else:
            taken.unlink(missing_ok=True)
    with suppress(OSError):
        # Gone while nothing waits, so that looking costs nothing.
        (desk.folder / FOLDER).rmdir()
    return Written(logged, left, damaged)


@requires(Permission.WORK_GATE)
def write_entry(work: Work, entry: Mapping[str, Any]) -> None:
    """Log one kept entry with its own moment and officer. What the rules now have against it stays as its finding."""
    operations.once(work, f"gate:{entry['id']}", lambda: _write(work, entry))


def _write(work: Work, entry: Mapping[str, Any]) -> int:
    at = datetime.fromisoformat(entry["at"])
    subject = Subject(
        CrossingKind(entry["kind"]),
        pass_id=entry["pass"],
        person_id=entry["person"],
        household_id=entry["household"],
        visit_id=entry["visit"],
        vehicle_id=entry["vehicle"],
        origin=CrossingOrigin.WAITING,
    )
    attempt = Attempt(
        gate=entry["gate"],
        subject=subject,
        direction=Direction(entry["direction"]),
        temperature=entry["temperature"],
        method=TemperatureMethod(entry["method"]) if entry["method"] else None,
        purpose=entry["purpose"],
    )
    situation = gather(work, subject, attempt, at)
    said = Reason(entry["reason"])
    if said not in GO:
        refusal = records.write_refusal(
            work,
            said,
            gate=attempt.gate,
            direction=attempt.direction,
            subject=subject,
            situation=situation,
            at=at,
            officer=entry["officer"],
            within=limits.repeat_within(work),
        )
        audit.record(work, action="gate.refuse_late", subject=("refusal", refusal), after={"at": at})
        return refusal
    found = judge(situation.facts)
    mark = records.Mark(origin=CrossingOrigin.WAITING, finding=None if found in GO else found)
    crossing = records.write_crossing(work, situation, mark, officer=entry["officer"])
    records.settle_inside(work, records.crossing_of(work, crossing))
    records.record(work, "gate.pass_late", crossing, situation, at=at, finding=mark.finding)
    return crossing


def _files(folder: Path) -> list[Path]:
    try:
        return sorted((folder / FOLDER).glob(f"{NAME}*"))
    except OSError:
        return []


def _take(path: Path, desk: str) -> Path | None:
    """Put the file aside, so that new entries go into a new one while these are written."""
    taken = path.with_name(f"{NAME}.{desk}")
    if taken.exists():
        return None
    try:
        path.rename(taken)
    except FileNotFoundError:
        return None
    return taken


def _parse(line: bytes) -> Mapping[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    wanted = {"id", "at", "gate", "direction", "kind", "pass", "person", "household", "visit", "vehicle"}
    wanted |= {"temperature", "method", "purpose", "reason", "officer"}
    return entry if isinstance(entry, dict) and wanted <= entry.keys() else None


def _append(path: Path, line: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(path: Path, lines: list[bytes]) -> None:
    fresh = path.with_name(f"{path.name}~")
    fresh.unlink(missing_ok=True)
    _append(fresh, b"".join(line + b"\n" for line in lines))
    os.replace(fresh, path)
