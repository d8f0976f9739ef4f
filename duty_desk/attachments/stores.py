"""Where the bytes of attachments lie: in a folder beside an office file, in the database of a server."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models import AttachmentContent
from duty_desk.errors import StorageError
from duty_desk.work import Ending, Read

FOLDER = "attachments"
_NEW = ".new-"


class Store(Protocol):
    """Bytes by their SHA-256. What `put` gives is told how the transaction ended whose record names the bytes."""

    def put(self, digest: str, content: bytes) -> Ending: ...

    def get(self, digest: str) -> bytes | None: ...

    def destroy(self, digest: str) -> None: ...

    def unsettled(self) -> Iterator[tuple[str, Ending]]: ...


def store_of(read: Read) -> Store:
    """The store of this office."""
    if read.session.get_bind().dialect.name == "postgresql":
        return ServerStore(read.session)
    return FolderStore(read.folder / FOLDER)


class FolderStore:
    """Files named by their digest, readable by their owner alone; beside that name until the record is kept that names them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, digest: str, content: bytes) -> Ending:
        """Write the bytes; they are on the disk before the record that names them."""
        path = self._path(digest)
        if path.exists():
            return _nothing
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{_NEW}{digest}-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StorageError("attachments.error.not_saved", detail=str(error)) from error
        return self._settling(Path(name), digest)

    def get(self, digest: str) -> bytes | None:
        try:
            for path in (self._path(digest), *self._beside(digest)):
                with contextlib.suppress(FileNotFoundError):
                    return path.read_bytes()
        except OSError as error:
            raise StorageError("attachments.error.not_readable", detail=str(error)) from error
        return None

    def destroy(self, digest: str) -> None:
        for path in (self._path(digest), *self._beside(digest)):
            _shred(path)

    def unsettled(self) -> Iterator[tuple[str, Ending]]:
        """What nobody came to put in its place, by what is in it, for whoever holds the office's turn to write."""
        for path in sorted(self._folder.glob(f"??/{_NEW}*")):
            with contextlib.suppress(FileNotFoundError):
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                yield digest, self._settling(path, digest)

    def _settling(self, new: Path, digest: str) -> Ending:
        def settle(kept: bool | None) -> None:
            # What cannot be done now, or is not known, is left to whoever sweeps; until then it is found where it is.
            with contextlib.suppress(OSError):
                if kept:
                    new.replace(self._path(digest))
                elif kept is False:
                    _shred(new)

        return settle

    def _beside(self, digest: str) -> Iterator[Path]:
        yield from sorted(self._path(digest).parent.glob(f"{_NEW}{digest}-*"))

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def _shred(path: Path) -> None:
    # Over it first: what a deleted file held stays on the disk for long.
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(b"\x00" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def _nothing(_kept: bool | None) -> None:
    """Nothing lies beside."""


class ServerStore:
    """Rows of the server's database, in the transaction of the caller."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, digest: str, content: bytes) -> Ending:
        if self._session.get(AttachmentContent, digest) is None:
            self._session.add(AttachmentContent(sha256=digest, content=content))
            self._session.flush()
        return _nothing

    def get(self, digest: str) -> bytes | None:
        return self._session.scalar(
            select(AttachmentContent.content).where(AttachmentContent.sha256 == digest)
        )

    def destroy(self, digest: str) -> None:
        self._session.execute(delete(AttachmentContent).where(AttachmentContent.sha256 == digest))

    def unsettled(self) -> Iterator[tuple[str, Ending]]:
        yield from ()
