"""Power cuts made from a recording: what the disk may hold when everything synced is there and the rest by chance.

The desk runs under strace, which sees every write and sync of its files in order. For a cut at any moment each file keeps all that
was synced before; of what was written since, each write is there, missing, or torn at a sector's border.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
TRACED = "openat,close,pwrite64,write,fsync,fdatasync,ftruncate,unlink"
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)\) += (-?\d+)")


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written to a file at an offset; `size` instead of bytes is a truncation."""

    name: str
    offset: int
    content: bytes | None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Sync:
    """A file was synced."""

    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """The desk said that something was saved."""

    line: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A file was removed."""

    name: str


Event = Write | Sync | Said | Removed


def parse(recording: Path, folder: Path) -> list[Event]:
    """What happened to the files of the office, and what was said, in order."""
    files: dict[int, str] = {}
    events: list[Event] = []
    for line in recording.read_text(encoding="ascii", errors="replace").splitlines():
        match = _CALL.match(line)
        if match is None or int(match[3]) < 0:
            continue
        call, arguments, result = match[1], match[2], int(match[3])
        if call == "openat":
            path = Path(_bytes(arguments.split(", ")[1]).decode())
            if path.parent == folder and path.name.startswith("office.db") and not path.name.endswith("-shm"):
                files[result] = path.name
            else:
                files.pop(result, None)
        elif call == "unlink":
            path = Path(_bytes(arguments).decode())
            if path.parent == folder:
                events.append(Removed(path.name))
        else:
            events += _on_file(call, arguments, files)
    return events


def _on_file(call: str, arguments: str, files: dict[int, str]) -> list[Event]:
    number = int(arguments.split(",")[0])
    if call == "write" and number == 1:
        said = _bytes(arguments.split(", ")[1]).decode()
        return [Said(line.removeprefix("ack ")) for line in said.splitlines() if line.startswith("ack ")]
    name = files.get(number)
    if call == "close":
        files.pop(number, None)
    if name is None:
        return []
    if call in ("fsync", "fdatasync"):
        return [Sync(name)]
    if call == "ftruncate":
        return [Write(name, 0, None, int(arguments.split(", ")[1]))]
    if call == "pwrite64":
        parts = arguments.rsplit(", ", 2)
        return [Write(name, int(parts[2]), _bytes(parts[0].split(", ", 1)[1]))]
    return []


def _bytes(text: str) -> bytes:
    """A string as `strace -xx` prints it."""
    return bytes.fromhex(text.strip().strip('"').replace("\\x", ""))


@dataclass(slots=True)
class Disk:
    """The files of an office as the disk may hold them."""

    files: dict[str, bytearray] = field(default_factory=dict)

    def apply(self, write: Write, cut_to: int | None = None) -> None:
        """Write, or the part of it up to `cut_to` bytes."""
        content = self.files.setdefault(write.name, bytearray())
        if write.content is None:
            del content[write.size :]
            content.extend(bytes(write.size - len(content)))
            return
        piece = write.content if cut_to is None else write.content[:cut_to]
        end = write.offset + len(piece)
        if len(content) < end:
            content.extend(bytes(end - len(content)))
        content[write.offset : end] = piece

    def put_into(self, folder: Path) -> None:
        """Make the files in an empty folder."""
        for name, content in self.files.items():
            (folder / name).write_bytes(content)


def cut(
    before: dict[str, bytes], events: list[Event], at: int, chance: random.Random
) -> tuple[Disk, list[str]]:
    """The disk after a power cut before event `at`, and all that had been said by then."""
    disk = Disk({name: bytearray(content) for name, content in before.items()})
    last_sync: dict[str, int] = {}
    for number, event in enumerate(events[:at]):
        if isinstance(event, Sync):
            last_sync[event.name] = number
    said: list[str] = []
    for number, event in enumerate(events[:at]):
        match event:
            case Said():
                said.append(event.line)
            case Removed():
                disk.files.pop(event.name, None)
            case Write() if number < last_sync.get(event.name, -1):
                disk.apply(event)
            case Write():
                if chance.random() < 0.5:
                    continue
                torn = event.content is not None and chance.random() < 0.5
                sectors = len(event.content or b"") // SECTOR
                disk.apply(event, chance.randrange(sectors + 1) * SECTOR if torn else None)
            case _:
                pass
    return disk, said
