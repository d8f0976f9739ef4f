"""A sealed copy says nothing without its password and cannot be altered unnoticed (acceptance check S-47)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from db import sealing

PASSWORD = "a sentence for the stick"
KEY = sealing.key_from_password(PASSWORD, b"salt" * 4, cost=10)


def sealed(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "plain").write_bytes(content)
    sealing.seal(tmp_path / "plain", tmp_path / "sealed", KEY)
    return tmp_path / "sealed"


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_what_was_sealed_comes_back(tmp_path: Path, size: int) -> None:
    content = random.Random(size).randbytes(size)
    path = sealed(tmp_path, content)
    assert sealing.is_sealed(path)
    assert path.stat().st_mode & 0o077 == 0
    sealing.unseal(path, tmp_path / "again", PASSWORD)
    assert (tmp_path / "again").read_bytes() == content
    assert sorted(file.name for file in tmp_path.iterdir()) == ["again", "plain", "sealed"]


def test_nothing_can_be_read_in_it(tmp_path: Path) -> None:
    content = "610000197803164216 欧阳珺玥".encode() * 5000
    found = sealed(tmp_path, content).read_bytes()
    assert "欧阳".encode() not in found
    assert b"6100001978" not in found
    assert PASSWORD.encode() not in found


def damaged(content: bytes) -> list[bytes]:
    head, piece = 33, 65_536 + 16
    pieces = [content[head + i * piece : head + (i + 1) * piece] for i in range(4)]
    bits = [bytearray(content) for _ in range(40)]
    chance = random.Random(1)
    for copy in bits:
        copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
    # Not the cost and the salt alone: those only lead to another key.
    return [
        *map(bytes, bits),
        content[:-1],
        content[: head + 2 * piece],
        content[:head],
        content[:10],
        b"",
        content[:head] + pieces[1] + pieces[0] + pieces[2] + pieces[3],
        content[:head] + pieces[0] + pieces[0] + pieces[1] + pieces[2] + pieces[3],
        content[:head] + pieces[0] + pieces[2] + pieces[3],
        content + content[head:],
    ]


def test_whatever_is_altered_is_found_and_nothing_is_left(tmp_path: Path) -> None:
    path = sealed(tmp_path, random.Random(0).randbytes(4 * 65_536 - 100))
    for content in damaged(path.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(sealing.SealBroken):
            sealing.unseal(path, tmp_path / "again", PASSWORD)
        assert not (tmp_path / "again").exists()


def test_another_password_opens_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"x")
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(path, tmp_path / "again", PASSWORD + "!")
