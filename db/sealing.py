"""Encrypts copies that leave the PC: AES-256-GCM in pieces, key from a password by scrypt (acceptance check S-47).

A file is: magic, version, scrypt cost (log2 n), salt (16), nonce prefix (7), then pieces of at most 64 KiB plus their 16-byte tags. The
nonce of a piece is prefix, its number (4 bytes), and 1 for the last one, so that pieces cannot be cut off, repeated or reordered;
the header is authenticated with every piece.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = b"DDSEALED"
VERSION = 1
# 2^15 × 8 × 128 bytes = 32 MiB and a quarter of a second on a slow PC.
COST = 15
_PIECE = 64 * 1024
_TAG = 16
_FRESH = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_HEAD = struct.Struct(">8sBB16s7s")


class SealBroken(Exception):
    """Not sealed by this program, cut, altered, or opened with another password."""


@dataclass(frozen=True, slots=True)
class SealingKey:
    """What seals without the password being typed each time. Kept in the office, never beside the copies."""

    salt: bytes
    key: bytes
    cost: int = COST


def key_from_password(password: str, salt: bytes | None = None, cost: int = COST) -> SealingKey:
    """The key of a password; a new salt makes a new key."""
    salt = salt or os.urandom(16)
    key = hashlib.scrypt(
        password.encode(), salt=salt, n=1 << cost, r=8, p=1, dklen=32, maxmem=256 * 1024 * 1024
    )
    return SealingKey(salt, key, cost)


def seal(source: Path, target: Path, key: SealingKey) -> None:
    """Encrypt a file; `target` appears only when it is complete."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(key.key)
    prefix = os.urandom(7)
    head = _HEAD.pack(MAGIC, VERSION, key.cost, key.salt, prefix)
    with source.open("rb") as plain, _appearing(target) as sealed:
        sealed.write(head)
        number, piece = 0, plain.read(_PIECE)
        while True:
            following = plain.read(_PIECE)
            sealed.write(cipher.encrypt(_nonce(prefix, number, last=not following), piece, head))
            if not following:
                break
            number, piece = number + 1, following


def unseal(source: Path, target: Path, password: str) -> None:
    """Decrypt a file; `target` appears only when every piece is right. Raises SealBroken."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    with source.open("rb") as sealed, _appearing(target) as plain:
        head = sealed.read(_HEAD.size)
        prefix, cipher = _open_head(head, password, AESGCM)
        number, piece = 0, sealed.read(_PIECE + _TAG)
        while True:
            following = sealed.read(_PIECE + _TAG)
            try:
                plain.write(cipher.decrypt(_nonce(prefix, number, last=not following), piece, head))
            except InvalidTag as error:
                raise SealBroken(f"piece {number}") from error
            if not following:
                break
            number, piece = number + 1, following


def is_sealed(path: Path) -> bool:
    """Whether a file begins as sealed ones do."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _open_head(head: bytes, password: str, make: Any) -> tuple[bytes, Any]:
    if len(head) != _HEAD.size:
        raise SealBroken("header")
    magic, version, cost, salt, prefix = _HEAD.unpack(head)
    # An altered cost must not make the PC work for hours.
    if magic != MAGIC or version != VERSION or not 10 <= cost <= 17:
        raise SealBroken("header")
    return prefix, make(key_from_password(password, salt, cost).key)


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


@contextmanager
def _appearing(target: Path) -> Generator[BinaryIO]:
    """A file that gets its name when the block has succeeded and everything is on the disk."""
    part = target.with_name(f".{target.name}.part")
    try:
        with os.fdopen(os.open(part, _FRESH, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
