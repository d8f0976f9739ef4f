"""Where an office may lie, and what to say when disk, lock, file or server do not play along."""

from __future__ import annotations

import contextlib
import os
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError

from duty_desk.errors import StorageError
from duty_desk.paths import resources

# What is mounted where, as Linux tells it.
MOUNTS = Path("/proc/mounts")
# By SQLite's code, the longest first where one begins with another.
_BY_NAME = (
    ("SQLITE_BUSY", "busy"),
    ("SQLITE_LOCKED", "busy"),
    ("SQLITE_FULL", "full"),
    ("SQLITE_IOERR", "io"),
    ("SQLITE_READONLY", "read_only"),
    ("SQLITE_PERM", "read_only"),
    ("SQLITE_CORRUPT", "corrupt"),
    ("SQLITE_NOTADB", "not_a_database"),
    ("SQLITE_CANTOPEN", "cannot_open"),
)
# By PostgreSQL's condition, else by its class.
_BY_STATE = {
    "40001": "busy",
    "40P01": "busy",
    "55P03": "busy",
    "53100": "full",
    "25006": "server_standby",
    "42501": "server_rights",
    "58030": "io",
    "XX001": "corrupt",
    "XX002": "corrupt",
    "42P01": "not_an_office",
    "3D000": "no_database",
    "28": "login",
}
# After these the connection is not trusted any more: it is closed, and the file looked at before the next write.
DOUBTFUL = frozenset({"storage.full", "storage.io"})
# After these nothing is written until the office is opened again.
FATAL = frozenset({"storage.corrupt", "storage.not_a_database"})


def storage_error(error: Any, path: Path | None = None, *, opening: bool = False) -> StorageError:
    """The sentence for an error of the driver or of SQLAlchemy: what it is and what to do next.

    While an office is opened it is said what is wrong with the address; in the middle of work, that nothing was saved.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    detail = f"{type(cause).__name__}: {cause}"
    code = _code(error, cause)
    if code == "server" and opening:
        code = _connecting(str(cause)) or code
    if code == "busy" and path is not None and (programs := holders(path)):
        return StorageError("storage.busy_by", detail=detail, programs=", ".join(programs))
    return StorageError(f"storage.{code}", detail=detail)


def _code(error: Any, cause: Any) -> str:
    name = str(getattr(cause, "sqlite_errorname", "") or "")
    for prefix, code in _BY_NAME:
        if name.startswith(prefix):
            return code
    state = str(getattr(cause, "sqlstate", "") or "")
    if code := _BY_STATE.get(state) or _BY_STATE.get(state[:2]):
        return code
    # Connecting fails without a condition; classes 08 and 57 are lost connections.
    if not name and (isinstance(error, OperationalError) or state[:2] in ("08", "57")):
        return "server"
    return "unknown"


def _connecting(said: str) -> str | None:
    """Why no connection came about, by the words of library and server; None where nobody knows them."""
    said = said.casefold()
    for entry in _words():
        fits = any(word.casefold() in said for word in entry["words"])
        if fits and any(word.casefold() in said for word in entry.get("also", [""])):
            return str(entry["code"])
    return None


def holders(path: Path) -> tuple[str, ...]:
    """Names of other programs that have the file open, as far as the system tells; empty on Windows."""
    wanted = os.path.realpath(path)
    found: list[str] = []
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        # Processes end while one looks, and those of other users may not be looked into.
        with contextlib.suppress(OSError):
            if any(os.readlink(link) == wanted for link in (process / "fd").iterdir()):
                found.append((process / "comm").read_text(encoding="utf-8").strip())
    return tuple(dict.fromkeys(found))


def check_place(folder: Path) -> None:
    """Refuse a folder in which a database file would be damaged or lost (acceptance checks U-84, R-23).

    Network shares do not lock reliably, sync programs copy half-written files, an update replaces the program's folder.
    """
    place = folder.resolve()
    program = resources().parent
    if place == program or program in place.parents:
        raise StorageError("storage.program_folder", path=str(folder))
    if kind := network_kind(place):
        raise StorageError("storage.network_folder", detail=kind, path=str(folder))
    if name := sync_folder(place):
        raise StorageError("storage.sync_folder", path=str(folder), name=name)


def network_kind(place: Path, mounts: str | None = None) -> str | None:
    """The kind of network file system that `place` lies on; None for a local disk. `mounts` as /proc/mounts has it."""
    if str(place).startswith(("\\\\", "//")):
        return "UNC"
    if sys.platform == "win32":
        return _windows_drive(place)
    if mounts is None:
        try:
            mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
    kinds = frozenset(_places()["network"]["kinds"])
    longest, found = -1, None
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescape(fields[1]))
        # Of two mounts on one point the later one is seen.
        if (point == place or point in place.parents) and len(point.parts) >= longest:
            longest, found = len(point.parts), fields[2]
    return found if found in kinds else None


def sync_folder(place: Path) -> str | None:
    """The part of the path that a sync program watches; None when there is none."""
    names = _places()["sync"]
    exact = {str(name).casefold() for name in names["names"]}
    starts = tuple(str(name).casefold() for name in names["starts"])
    for part in (place, *place.parents):
        name = part.name.casefold()
        if name and (name in exact or name.startswith(starts)):
            return part.name
        if any((part / marker).exists() for marker in names["markers"]):
            return part.name
    return None


def _windows_drive(place: Path) -> str | None:
    import ctypes

    remote = 4
    windll: Any = getattr(ctypes, "windll", None)
    return "network drive" if windll and windll.kernel32.GetDriveTypeW(place.anchor) == remote else None


def _unescape(text: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text


@cache
def _words() -> list[dict[str, Any]]:
    path = resources() / "defaults" / "server_messages.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["said"]


@cache
def _places() -> dict[str, Any]:
    path = resources() / "defaults" / "sync_folders.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
