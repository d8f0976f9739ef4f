"""A sealed copy is opened without the program, by one script (acceptance check S-47)."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.code_tree import ROOT
from tests.db.test_sealing import PASSWORD, sealed

SCRIPT = ROOT / "packaging" / "recover.py"


@pytest.fixture(scope="module")
def recover() -> Any:
    return runpy.run_path(str(SCRIPT))["recover"]


def test_the_script_needs_nothing_of_the_program() -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    named = {line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert named <= {"__future__", "getpass", "hashlib", "os", "struct", "sys", "pathlib", "cryptography"}


@pytest.mark.parametrize("size", [0, 65_536, 200_000])
def test_what_was_sealed_is_recovered(recover: Any, tmp_path: Path, size: int) -> None:
    content = b"6100001978" * (size // 10)
    recover(sealed(tmp_path, content), tmp_path / "office.db", PASSWORD)
    assert (tmp_path / "office.db").read_bytes() == content


def test_what_was_touched_is_refused_and_nothing_is_left(recover: Any, tmp_path: Path) -> None:
    """S-47: a wrong password, one bit, a cut, pieces in another order."""
    path = sealed(tmp_path, bytes(200_000))
    whole, piece = path.read_bytes(), 65_536 + 16
    flipped = bytearray(whole)
    flipped[70_000] ^= 1
    swapped = (
        whole[:33] + whole[33 + piece : 33 + 2 * piece] + whole[33 : 33 + piece] + whole[33 + 2 * piece :]
    )
    for content, password in (
        (whole, "another sentence for it"),
        (bytes(flipped), PASSWORD),
        (whole[: 33 + piece], PASSWORD),
        (swapped, PASSWORD),
        (b"PK" + whole, PASSWORD),
    ):
        path.write_bytes(content)
        with pytest.raises(ValueError):
            recover(path, tmp_path / "office.db", password)
        assert sorted(file.name for file in tmp_path.iterdir()) == ["plain", "sealed"]
