"""Programs whose disk is full: a little later in a write each time, or for good until there is room again. Started by `children`."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from db.survey import survey
from duty_desk import attachments, backup, check, drafts, exporting, housekeeping
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import StorageError
from duty_desk.ledger import Request
from duty_desk.passes import LEDGERS, PassKind
from tests.faults.acts import DESKS, Worker, halves, missing, open_office

PDF = b"%PDF-1.7 " + b"x" * 20_000
# A frame of the log: where a step is no larger, every write of an act fails once.
FRAME = 4096 + 24
FULL = {"storage.io", "storage.full"}


def say(line: str) -> None:
    """One whole line in one write, so that a kill cannot halve it and a tracer sees it in its place."""
    os.write(1, f"{line}\n".encode())


def line_up() -> None:
    """Ready, and off at the first line."""
    say("ready")
    sys.stdin.readline()


def limit(size: int = resource.RLIM_INFINITY) -> None:
    """No file may grow beyond `size` bytes; without one all may."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def work_beyond_limit(folder: str, step: str) -> None:
    """The disk fails a step later in an act of each desk each time, until the act goes through; says how often it failed."""
    desk = open_office(Path(folder))
    line_up()
    told: set[str] = set()
    for name, _acts in DESKS:
        failed, worker = 0, Worker(desk, 7, only=[name])
        state = worker.hands.chance.getstate()
        while True:
            limit(_log(folder) + failed * int(step))
            worker.hands.chance.setstate(state)
            try:
                said = worker.act()
            except StorageError as error:
                told.add(error.key)
                failed += 1
            else:
                break
            finally:
                limit()
            assert check.run(desk) == ()
        assert missing(desk, [said]) == []
        assert halves(desk) == []
        say(f"{name}:{failed}")
    assert told <= FULL, told
    assert check.run(desk, full=True) == ()


def work_on_a_small_disk(folder: str, filler: str) -> None:
    """Work until the disk is full, all desks; then there is room again, and work goes on. Says how much was done before and after."""
    desk = open_office(Path(folder))
    line_up()
    worker, done, told = Worker(desk, 3), list[str](), set[str]()
    refused = 0
    while refused < 20:
        try:
            done.append(worker.act())
        except StorageError as error:
            told.add(error.key)
            refused += 1
    assert told <= FULL, told
    before = len(done)
    Path(filler).unlink()
    done += [worker.act() for _ in range(20)]
    assert check.run(desk, full=True) == ()
    assert missing(desk, done) == []
    assert halves(desk) == []
    say(f"{before} {len(done) - before}")


def make_files_beyond_limit(folder: str, points: str) -> None:
    """No room for what is written beside the office: it is said, nothing half is left, and with room it is there."""
    desk = open_office(Path(folder))
    worker = Worker(desk, 5, only=["passes"])
    for _ in range(5):
        worker.act()
    place = Path(folder).parent / "taken out"
    place.mkdir()
    shown = exporting.as_shown(LEDGERS[PassKind.TEMPORARY], Request())
    makers: dict[str, tuple[Path, Callable[[], object]]] = {
        "workbook": (place, lambda: exporting.write_excel(desk, shown, place / "a.xlsx")),
        "paper": (place, lambda: exporting.write_pdf(desk, shown, place / "a.pdf")),
        "attachment": (Path(folder) / "attachments", lambda: _attach(desk)),
        "draft": (place, lambda: _draft(desk)),
        "backup": (Path(folder) / "backups", lambda: backup.run(desk, force=True)),
    }
    line_up()
    told: set[str] = set()
    for name, (where, make) in makers.items():
        refused = 0
        for number in range(int(points)):
            before = _files(where)
            limit(_log(folder) + number * FRAME if name == "draft" else number * 4000 + 10)
            try:
                make()
            except StorageError as error:
                told.add(error.text)
                refused += 1
                limit()
                if name == "attachment":
                    # Where the disk did not say whether the record was kept, the bytes wait for the next look.
                    housekeeping.tidy(desk)
                left = _files(where)
            else:
                left = before
            finally:
                limit()
            assert left == before, name
        make()
        assert check.run(desk) == ()
        say(f"{name}:{refused}")
    assert all(told)


def upgrade_without_room(folder: str, points: str) -> None:
    """Upgrade an office while no file may grow beyond a size, which is larger each time; say what was told."""
    line_up()
    path = Path(folder) / "office.db"
    before = survey(path).revision
    # From the copy on, before anything is changed in it, up to what the new schema takes.
    low, high = path.stat().st_size // 4, path.stat().st_size * 2
    for number in range(int(points)):
        limit(low + (high - low) * number // int(points))
        try:
            open_desk(Path(folder)).close()
        except StorageError as error:
            say(error.key)
        limit()
        assert survey(path).revision == before


def _attach(desk: Desk) -> None:
    with desk.work() as work:
        attachments.add(work, ("pass", 1), "a.pdf", PDF)


def _draft(desk: Desk) -> None:
    with desk.work() as work:
        drafts.save(work, "passes.issue", {"remark": "\u5b57" * 5000})


def _log(folder: str) -> int:
    path = Path(folder) / "office.db-wal"
    return path.stat().st_size if path.exists() else 0


def _files(folder: Path) -> set[Path]:
    """Files, without the note beside the backups."""
    return {path for path in folder.rglob("*") if path.is_file() and path.name != "status.json"}
