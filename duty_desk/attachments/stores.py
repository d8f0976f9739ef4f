"""Where the bytes of attachments lie: in a folder beside an office file, in the database of a server."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models import AttachmentContent
from duty_desk.errors import StorageError
from duty_desk.work import Read

FOLDER = "attachments"


class Store(Protocol):
    """Bytes by their SHA-256."""

    def put(self, digest: str, content: bytes) -> None: ...

    def get(self, digest: str) -> bytes | None: ...

    def destroy(self, digest: str) -> None: ...


def store_of(read: Read) -> Store:
    """The store of this office."""
    if read.session.get_bind().dialect.name == "postgresql":
        return ServerStore(read.session)
    return FolderStore(read.folder / FOLDER)


class FolderStore:
    """Files named by their digest, readable by their owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, digest: str, content: bytes) -> None:
        """Keep the bytes; they are on the disk before the record that names them."""
        path = self._path(digest)
        if path.exists():
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StorageError("attachments.error.not_saved", detail=str(error)) from error

    def get(self, digest: str) -> bytes | None:
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError("attachments.error.not_readable", detail=str(error)) from error

    def destroy(self, digest: str) -> None:
        path = self._path(digest)
        # Over it first: what a deleted file held stays on the disk for long.
        with contextlib.suppress(FileNotFoundError):
            with path.open("r+b") as file:
                file.write(b"\x00" * path.stat().st_size)
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


class ServerStore:
    """Rows of the server's database, in the transaction of the caller."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, digest: str, content: bytes) -> None:
        if self._session.get(AttachmentContent, digest) is None:
            self._session.add(AttachmentContent(sha256=digest, content=content))
            self._session.flush()

    def get(self, digest: str) -> bytes | None:
        return self._session.scalar(
            select(AttachmentContent.content).where(AttachmentContent.sha256 == digest)
        )

    def destroy(self, digest: str) -> None:
        self._session.execute(delete(AttachmentContent).where(AttachmentContent.sha256 == digest))
