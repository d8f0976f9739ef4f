"""Other programs at the same office: what they do is written here, started by the tests as processes of their own.

python -m tests.faults.children ACT FOLDER [ARGUMENT …]

Each says `ready` when it stands at the start and begins at the first line on its standard input.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import event, func, select

from db import engine as engines
from db.models import ReservedNumber
from duty_desk import attachments, backup, numbering, settings
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import DutyDeskError, StorageError
from tests.faults import full_disks, goods
from tests.faults.acts import Worker, open_office
from tests.faults.full_disks import limit, line_up, say

ROOT = Path(__file__).resolve().parents[2]
# What an unprivileged account is called in every Linux.
NOBODY = 65534


def start(act: str, folder: Path | str, *arguments: str, **more: object) -> subprocess.Popen[str]:
    """Start a process at its starting line."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.children", act, str(folder), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **more,  # type: ignore[call-overload]
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def finish(child: subprocess.Popen[str]) -> list[str]:
    """Let it go, wait for it, and read what it said."""
    said, _ = child.communicate("go\n", timeout=120)
    assert child.returncode == 0
    return said.split()


def take_numbers(target: str, count: str, begin: str = "immediate") -> None:
    """Read the last number, insert the next: what two desks lose when the read is not part of the transaction."""
    desk = open_desk(Path(target) if "://" not in target else target, folder=Path())
    if begin == "deferred":
        event.remove(desk.engine, "begin", engines.begin)
        event.listen(desk.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    line_up()
    saved = refused = 0
    for _ in range(int(count)):
        try:
            with desk.work() as work:
                last = work.session.scalar(select(func.max(ReservedNumber.sequence))) or 0
                text = numbering.take(work, "visit", 2020).text
                work.session.add(
                    ReservedNumber(
                        kind="visit", year=2020, sequence=last + 1, number=text, reserved_at=work.at
                    )
                )
        except DutyDeskError:
            refused += 1
        else:
            saved += 1
    print(saved, refused)


def hold(folder: str) -> None:
    """Another program that leaves its edits open, as a database browser does."""
    connection = sqlite3.connect(Path(folder) / "office.db", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    line_up()


def look_without_rights(folder: str) -> None:
    """Open the office as somebody who may not write it; say what can be done."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    line_up()
    desk = open_desk(Path(folder))
    with desk.read() as read:
        name = settings.get(read, "office.name")
    print(name, desk.read_only, desk.trouble.key if desk.trouble else "", _write(desk, "6011"))


def _write(desk: Desk, phone: str) -> str:
    try:
        with desk.work() as work:
            settings.put(work, "office.phone", phone)
    except StorageError as error:
        return error.key
    return "saved"


def back_up_on_a_bad_disk(folder: str, *how: str) -> None:
    """Make a backup while the disk loses what was written (`rotten`), is full (`full`) or is well (nothing said)."""
    desk = open_office(Path(folder))
    line_up()
    if "rotten" in how:
        sys.addaudithook(rot)
    if "full" in how:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limit(60_000)
    try:
        print(backup.run(desk, force=True).path.name)
    except StorageError as error:
        limit()
        print(error.key)
    print(backup.status(desk).level, _write(desk, "6012"))


def rot(happening: str, arguments: tuple[object, ...]) -> None:
    """Between the end of the copying and the proof of the copy: half a page is not what was written."""
    if happening != "open" or not str(arguments[0]).endswith(".part") or "+" not in str(arguments[1]):
        return
    handle = os.open(str(arguments[0]), os.O_WRONLY)
    os.pwrite(handle, b"\xff" * 2048, 8 * 4096)
    os.close(handle)


def work_in_forks(folder: str) -> None:
    """For each line on the input a child that works until it is killed; says its number, then all it has done."""

    def work(line: str) -> None:
        worker = Worker(open_office(Path(folder)), int(line))
        while True:
            say(worker.act())

    _fork_for_each_line(work)


def attach_in_forks(folder: str) -> None:
    """For each line a child that keeps one file after another with a record, named by the line, until it is killed."""

    def attach(line: str) -> None:
        desk = open_office(Path(folder))
        for number in count():
            raw = f"%PDF-1.7 {line.strip()}.{number}".encode() + bytes(100_000)
            with desk.work() as work:
                kept = attachments.add(work, ("pass", 1), "a.pdf", raw)
            say(str(kept))

    _fork_for_each_line(attach)


def _fork_for_each_line(act: Callable[[str], None]) -> None:
    line_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            with no_way_back():
                say(f"pid {os.getpid()}")
                act(line)
        os.waitpid(child, 0)
        say("dead")


def hand_out(target: str, lot: str, store: str, count: str) -> None:
    """Take from one shelf, piece by piece, while another does the same."""
    line_up()
    print(*goods.hand_out_one_by_one(target, lot, store, count))


def open_in_forks(folder: str) -> None:
    """For each line a child that opens the office in the folder it names, until it is done or killed."""
    import alembic.command  # noqa: F401 - once, here, so that the children spend their time on the office

    line_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            with no_way_back():
                say(f"pid {os.getpid()}")
                open_desk(Path(folder) / line.strip()).close()
                say("opened")
        os.waitpid(child, 0)
        say("dead")


def work_for_a_while(folder: str, count: str, seed: str = "1", synchronous: str = "FULL") -> None:
    """So many acts, each said when it is done; `synchronous` weakens the setting to show that it matters."""
    desk = open_office(Path(folder))
    if synchronous != "FULL":

        def weaken(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA synchronous = {synchronous}")

        event.listen(desk.engine, "connect", weaken)
        desk.engine.dispose()
    worker = Worker(desk, int(seed))
    line_up()
    for _ in range(int(count)):
        say(f"ack {worker.act()}")
    # Killed rather than ended: closing would tidy up.
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def no_way_back() -> Iterator[None]:
    """A forked child ends here, whatever happens: it must not go on as if it were its parent."""
    try:
        yield
    except BaseException as error:
        say(f"failed {type(error).__name__}: {error}")
        raise
    finally:
        os._exit(1)


ACTS: dict[str, Callable[..., None]] = {
    "take_numbers": take_numbers,
    "hold": hold,
    "look_without_rights": look_without_rights,
    "work_beyond_limit": full_disks.work_beyond_limit,
    "work_on_a_small_disk": full_disks.work_on_a_small_disk,
    "make_files_beyond_limit": full_disks.make_files_beyond_limit,
    "upgrade_without_room": full_disks.upgrade_without_room,
    "back_up_on_a_bad_disk": back_up_on_a_bad_disk,
    "work_in_forks": work_in_forks,
    "attach_in_forks": attach_in_forks,
    "hand_out": hand_out,
    "open_in_forks": open_in_forks,
    "work_for_a_while": work_for_a_while,
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
